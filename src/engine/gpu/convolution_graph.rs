//! The convolution as an operation in burn's graph of gradients.

use burn::backend::Wgpu;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops};
use burn::tensor::Tensor;

use super::convolution::Convolution;
use super::graph::{finished, node, without_graph};
use super::memory::{Memory, memory, row};

/// The output `[batch, filters, height, width]`.
pub(super) fn apply(
    convolution: Convolution,
    x: &Tensor<4>,
    kernel: &Tensor<1>,
    bias: Option<&Tensor<1>>,
) -> Tensor<4> {
    let is_tracked = x.is_autodiff() || kernel.is_autodiff();
    let frames = convolution.frames(&memory(without_graph(x)));
    let lines = row(without_graph(kernel));
    let added = bias.map(|bias| row(without_graph(bias)));
    let output = convolution.forward(&frames, &lines, added.as_ref());
    if !is_tracked {
        return Tensor::from_primitive::<Wgpu>(output);
    }
    // Without a bias, a gradient that nobody asks for leads to the kernel.
    let nodes = [
        node(x),
        node(kernel),
        bias.map_or_else(|| node(kernel), node),
    ];
    let step = Step {
        convolution,
        has_bias: bias.is_some(),
    };
    let state = State {
        frames,
        kernel: lines,
        output: output.clone(),
    };
    finished(step, nodes, state, output)
}

#[derive(Debug)]
struct Step {
    convolution: Convolution,
    has_bias: bool,
}

/// What the gradients are made of.
#[derive(Clone, Debug)]
struct State {
    frames: Memory,
    kernel: Memory,
    output: Memory,
}

impl Backward<Wgpu, 3> for Step {
    type State = State;

    fn backward(self, ops: Ops<State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let dy = gradients.consume::<Wgpu>(&ops.node);
        let State {
            frames,
            kernel,
            output,
        } = ops.state;
        let convolution = self.convolution;
        let [by_pictures, by_kernel, by_bias] = ops.parents;
        let for_pictures = by_pictures.is_some();
        let dy = convolution.gradient_frames(&dy, &output, for_pictures);
        if let Some(parent) = by_pictures {
            let gradient = convolution.by_pictures(&dy, &kernel);
            gradients.register::<Wgpu>(parent.id, gradient);
        }
        if let Some(parent) = by_kernel {
            let gradient = convolution.by_kernel(&frames, &dy, for_pictures);
            gradients.register::<Wgpu>(parent.id, memory(gradient));
        }
        if let (Some(parent), true) = (by_bias, self.has_bias) {
            let gradient = convolution.by_bias(dy, for_pictures);
            gradients.register::<Wgpu>(parent.id, memory(gradient));
        }
    }
}
