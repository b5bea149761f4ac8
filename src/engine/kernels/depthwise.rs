//! Depthwise convolution.

use burn::tensor::Tensor;
use hearth_kernels::{Depthwise, bias_gradient};

use super::operation::{Operation, Pass, apply};
use crate::engine::steps::Steps;

/// Pictures, a kernel and a bias, which is empty where there is none.
#[derive(Clone, Debug)]
struct Convolution(Depthwise);

impl Operation<3> for Convolution {
    type Kept = ();

    fn forward(&self, [x, kernel, bias]: [&[f32]; 3]) -> (Vec<f32>, ()) {
        let bias = (!bias.is_empty()).then_some(bias);
        (self.0.forward(x, kernel, bias), ())
    }

    fn backward(&self, pass: Pass<3, ()>) -> [Vec<f32>; 3] {
        let [x, kernel, bias] = pass.inputs;
        let [dx, dk] = self.0.backward(x, kernel, pass.dy);
        let db = if bias.is_empty() {
            Vec::new()
        } else {
            bias_gradient(pass.dy, self.0.channels * self.0.multiplier)
        };
        [dx, dk, db]
    }
}

/// Convolves each channel by itself with a kernel in Keras's layout, given as one row.
pub fn depthwise(
    x: Tensor<4>,
    kernel: Tensor<1>,
    window: [usize; 2],
    bias: Option<&Tensor<1>>,
    steps: &Steps,
) -> Tensor<4> {
    let [pictures, channels, h, w] = x.dims();
    let of = Depthwise {
        pictures,
        input: [h, w],
        channels,
        multiplier: kernel.dims()[0] / (channels * window[0] * window[1]),
        kernel: window,
        strides: steps.strides,
        pads: steps.pads,
        dilation: steps.dilation,
    };
    let [oh, ow] = of.output();
    let dims = [pictures, channels * of.multiplier, oh, ow];
    let bias = bias.map_or_else(
        || Tensor::zeros([0], &x.device().without_autodiff()),
        Clone::clone,
    );
    let inputs = [x.into(), kernel.into(), bias.into()];
    apply(Convolution(of), inputs, dims)
}
