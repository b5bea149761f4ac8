//! Batch normalization as an operation in burn's graph of gradients.

use burn::backend::Wgpu;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops};
use burn::tensor::Tensor;

use super::batch_norm::BatchNorm;
use super::flat::divide;
use super::graph::{finished, node, without_graph};
use super::memory::{Memory, memory, row};

/// The values, normalized by the batch's statistics, and the running mean and variance after the batch. `None` where
/// there is no shader for them.
pub fn batch_norm<const D: usize>(
    x: &Tensor<D>,
    affine: [&Tensor<1>; 2],
    running: [&Tensor<1>; 2],
    epsilon: f64,
    momentum: f64,
) -> Option<(Tensor<D>, [Tensor<1>; 2])> {
    let is_tracked = x.is_autodiff() || affine.iter().any(|tensor| tensor.is_autodiff());
    let values = memory(without_graph(x));
    let norm = BatchNorm::new(&values, epsilon, momentum)?;
    let [gamma, beta] = affine.map(|tensor| row(without_graph(tensor)));
    let [mean, variance] = running.map(|tensor| row(without_graph(tensor)));
    let statistics = norm.statistics(&values, [&mean, &variance]);
    let output = norm.normalized(&values, &statistics, [&gamma, &beta]);
    let rows = Tensor::from_primitive::<Wgpu>(statistics.clone());
    let channels = x.dims()[1];
    let mut rows = divide(rows, [channels; 4].into_iter());
    let (variance, mean) = (rows.pop()?, rows.pop()?);
    let output = if is_tracked {
        let nodes = [node(x), node(affine[0]), node(affine[1])];
        let state = State {
            x: values,
            gamma,
            statistics,
        };
        finished(Step(norm), nodes, state, output)
    } else {
        Tensor::from_primitive::<Wgpu>(output)
    };
    Some((output, [mean, variance]))
}

#[derive(Debug)]
struct Step(BatchNorm);

/// What the gradients are made of.
#[derive(Clone, Debug)]
struct State {
    x: Memory,
    gamma: Memory,
    statistics: Memory,
}

impl Backward<Wgpu, 3> for Step {
    type State = State;

    fn backward(self, ops: Ops<State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let dy = gradients.consume::<Wgpu>(&ops.node);
        let State {
            x,
            gamma,
            statistics,
        } = ops.state;
        let Self(norm) = self;
        let channels = x.meta.shape()[1];
        let affine = norm.by_affine(&x, &statistics, &dy);
        let [by_x, by_gamma, by_beta] = ops.parents;
        if let Some(parent) = by_x {
            let gradient = norm.by_values(&x, &statistics, &dy, &gamma, &affine);
            gradients.register::<Wgpu>(parent.id, gradient);
        }
        let rows = divide(
            Tensor::from_primitive::<Wgpu>(affine),
            [channels; 2].into_iter(),
        );
        for (parent, gradient) in [by_gamma, by_beta].into_iter().zip(rows) {
            if let Some(parent) = parent {
                gradients.register::<Wgpu>(parent.id, memory(gradient));
            }
        }
    }
}
