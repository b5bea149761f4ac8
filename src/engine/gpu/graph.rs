//! The convolution as an operation in burn's graph of gradients.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, NodeGuard, Ops, OpsKind};
use burn::backend::{Autodiff, Wgpu};
use burn::tensor::Tensor;

use super::convolution::{Convolution, row};
use super::memory::{Memory, ON_THE_GPU, memory};

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
    let prepared = step.prepare::<NoCheckpointing>(nodes);
    Tensor::from_primitive::<Autodiff<Wgpu>>(match prepared.compute_bound().stateful() {
        OpsKind::Tracked(prepared) => {
            let state = State {
                frames,
                kernel: lines,
                output: output.clone(),
            };
            prepared.finish(state, output)
        }
        OpsKind::UnTracked(prepared) => prepared.finish(output),
    })
}

/// A tensor's place in the graph: one that no gradient leads to, if it has none yet.
pub(super) fn node<const D: usize>(tensor: &Tensor<D>) -> NodeGuard {
    let tensor = if tensor.is_autodiff() {
        tensor.clone()
    } else {
        tensor.clone().autodiff()
    };
    let tensor = tensor.try_into_primitive::<Autodiff<Wgpu>>();
    tensor.expect(ON_THE_GPU).into_parts().1
}

pub(super) fn without_graph<const D: usize>(tensor: &Tensor<D>) -> Tensor<D> {
    if tensor.is_autodiff() {
        tensor.clone().inner()
    } else {
        tensor.clone()
    }
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
