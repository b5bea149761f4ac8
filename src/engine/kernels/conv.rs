//! Convolution with a bias and a rectifier, and with 2×2 max pooling.

use burn::tensor::Tensor;
use hearth_kernels::{Conv, Epilogue, Upstream};

use super::operation::{Input, Operation, Pass, apply};
use crate::engine::steps::Steps;

#[derive(Clone, Debug)]
struct Convolution {
    conv: Conv,
    epilogue: Epilogue,
}

/// Pictures, a kernel and a bias, which is empty where there is none.
impl Operation<3> for Convolution {
    type Kept = Vec<u8>;

    fn forward(&self, [x, kernel, bias]: [&[f32]; 3]) -> (Vec<f32>, Vec<u8>) {
        let bias = (!bias.is_empty()).then_some(bias);
        let out = self.conv.forward(x, kernel, bias, self.epilogue);
        (out.y, out.argmax)
    }

    fn backward(&self, pass: Pass<3, Vec<u8>>) -> [Vec<f32>; 3] {
        let upstream = if self.epilogue.pool {
            Upstream::Pool(pass.dy, pass.kept)
        } else if self.epilogue.relu {
            Upstream::Relu(pass.dy, pass.output)
        } else {
            Upstream::Linear(pass.dy)
        };
        let [x, kernel, bias] = pass.inputs;
        let out = self.conv.backward(x, kernel, upstream, pass.wanted[0]);
        let db = if bias.is_empty() {
            Vec::new()
        } else {
            out.bias
        };
        [out.x, out.kernel, db]
    }
}

/// Convolves `[batch, channels, height, width]` with a kernel `[filters, channels, height, width]`, given
/// as one row; `None` where burn has to do it.
pub fn convolve(
    x: &Tensor<4>,
    kernel: &Tensor<1>,
    window: [usize; 2],
    bias: Option<&Tensor<1>>,
    steps: &Steps,
    relu: bool,
) -> Option<Tensor<4>> {
    let epilogue = Epilogue { relu, pool: false };
    run(x, kernel, window, bias, steps, epilogue)
}

/// The same, and then 2×2 max pooling in the same pass.
pub fn convolve_and_pool(
    x: &Tensor<4>,
    kernel: &Tensor<1>,
    window: [usize; 2],
    bias: Option<&Tensor<1>>,
    steps: &Steps,
    relu: bool,
) -> Option<Tensor<4>> {
    let epilogue = Epilogue { relu, pool: true };
    run(x, kernel, window, bias, steps, epilogue)
}

fn run(
    x: &Tensor<4>,
    kernel: &Tensor<1>,
    window: [usize; 2],
    bias: Option<&Tensor<1>>,
    steps: &Steps,
    epilogue: Epilogue,
) -> Option<Tensor<4>> {
    let [pictures, channels, h, w] = x.dims();
    let taps = channels * window[0] * window[1];
    let conv = Conv {
        pictures,
        input: [h, w],
        channels,
        filters: kernel.dims()[0] / taps.max(1),
        kernel: window,
        strides: steps.strides,
        pads: steps.pads,
        dilation: steps.dilation,
    };
    if steps.groups != 1 || !conv.is_supported() {
        return None;
    }
    let [oh, ow] = conv.output_after(epilogue);
    if oh == 0 || ow == 0 {
        return None;
    }
    let bias = bias.map_or_else(
        || Tensor::zeros([0], &x.device().without_autodiff()),
        Clone::clone,
    );
    let inputs: [Input; 3] = [x.clone().into(), kernel.clone().into(), bias.into()];
    let dims = [pictures, conv.filters, oh, ow];
    Some(apply(Convolution { conv, epilogue }, inputs, dims))
}
