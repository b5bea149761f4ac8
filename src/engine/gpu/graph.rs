//! What operations of our own have in common in burn's graph of gradients.

use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::ops::{Backward, NodeGuard, OpsKind};
use burn::backend::{Autodiff, Wgpu};
use burn::tensor::Tensor;

use super::memory::{Memory, ON_THE_GPU};

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

/// A tensor's values alone.
pub(super) fn without_graph<const D: usize>(tensor: &Tensor<D>) -> Tensor<D> {
    if tensor.is_autodiff() {
        tensor.clone().inner()
    } else {
        tensor.clone()
    }
}

/// An operation's output, with the step that leads gradients back to the nodes; it keeps a state for that, if any node
/// is tracked.
pub(super) fn finished<S: Backward<Wgpu, N>, const N: usize, const D: usize>(
    step: S,
    nodes: [NodeGuard; N],
    state: S::State,
    output: Memory,
) -> Tensor<D> {
    let prepared = step.prepare::<NoCheckpointing>(nodes);
    Tensor::from_primitive::<Autodiff<Wgpu>>(match prepared.compute_bound().stateful() {
        OpsKind::Tracked(prepared) => prepared.finish(state, output),
        OpsKind::UnTracked(prepared) => prepared.finish(output),
    })
}
