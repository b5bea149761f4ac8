//! The convolution as an operation in burn's graph of gradients.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, NodeGuard, Ops, OpsKind};
use burn::backend::{Autodiff, Backend, DispatchKindConversion, DispatchTensor};
use burn::tensor::Tensor;

use super::windows::Geometry;
use super::with_zero;

const OF_ONE_BACKEND: &str = "a network's tensors are on its device";

/// The output `[batch, filters, height, width]` from pictures `[batch, channels, height, width]` and lines of the
/// kernel `[taps · channels, filters]`.
pub(super) fn apply<B: Backend>(geometry: Geometry, x: Tensor<4>, lines: Tensor<2>) -> Tensor<4>
where
    DispatchTensor: DispatchKindConversion<B> + DispatchKindConversion<Autodiff<B>>,
{
    let is_tracked = x.is_autodiff() || lines.is_autodiff();
    let state = |x: Tensor<4>, lines: Tensor<2>| {
        let [batch, channels, h, w] = x.dims();
        let x = x.permute([0, 2, 3, 1]).reshape([batch, h * w, channels]);
        State {
            x: with_zero(x),
            lines,
        }
    };
    if !is_tracked {
        let state = state(x, lines);
        return geometry.forward(&state.x, &state.lines);
    }
    let nodes = [node::<B, 4>(x.clone()), node::<B, 2>(lines.clone())];
    let state = state(without_graph(x), without_graph(lines));
    let output = geometry.forward(&state.x, &state.lines);
    let output = output.try_into_primitive::<B>().expect(OF_ONE_BACKEND);
    let prepared = <Geometry as Backward<B, 2>>::prepare::<NoCheckpointing>(geometry, nodes);
    Tensor::from_primitive::<Autodiff<B>>(match prepared.compute_bound().stateful() {
        OpsKind::Tracked(prepared) => prepared.finish(state, output),
        OpsKind::UnTracked(prepared) => prepared.finish(output),
    })
}

/// A tensor's place in the graph: one that no gradient leads to, if it has none yet.
fn node<B: Backend, const D: usize>(tensor: Tensor<D>) -> NodeGuard
where
    DispatchTensor: DispatchKindConversion<Autodiff<B>>,
{
    let tensor = if tensor.is_autodiff() {
        tensor
    } else {
        tensor.autodiff()
    };
    let tensor = tensor.try_into_primitive::<Autodiff<B>>();
    tensor.expect(OF_ONE_BACKEND).into_parts().1
}

fn without_graph<const D: usize>(tensor: Tensor<D>) -> Tensor<D> {
    if tensor.is_autodiff() {
        tensor.inner()
    } else {
        tensor
    }
}

/// What the gradients are made of.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// Pictures `[batch, pixels, channels]`, with a pixel of zeros at the end.
    x: Tensor<3>,
    lines: Tensor<2>,
}

impl<B: Backend> Backward<B, 2> for Geometry
where
    DispatchTensor: DispatchKindConversion<B>,
{
    type State = State;

    fn backward(self, ops: Ops<State, 2>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let dy = Tensor::<4>::from_primitive::<B>(gradients.consume::<B>(&ops.node));
        let State { x, lines } = ops.state;
        let [by_x, by_lines] = ops.parents;
        if let Some(parent) = by_x {
            let gradient = self.by_input(&lines, &dy).try_into_primitive::<B>();
            gradients.register::<B>(parent.id, gradient.expect(OF_ONE_BACKEND));
        }
        if let Some(parent) = by_lines {
            let gradient = self.by_kernel(&x, &dy).try_into_primitive::<B>();
            gradients.register::<B>(parent.id, gradient.expect(OF_ONE_BACKEND));
        }
    }
}
