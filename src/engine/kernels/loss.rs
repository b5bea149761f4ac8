//! Softmax with cross-entropy.

use burn::tensor::Tensor;

use super::operation::{Operation, Pass, apply};

/// Logits and targets; the gradient by the logits is kept, for it is had with the loss.
#[derive(Clone, Debug)]
struct CrossEntropy {
    classes: usize,
}

impl Operation<2> for CrossEntropy {
    type Kept = Vec<f32>;

    fn forward(&self, [logits, targets]: [&[f32]; 2]) -> (Vec<f32>, Vec<f32>) {
        let out = hearth_kernels::cross_entropy(logits, targets, self.classes);
        (vec![out.loss], out.gradient)
    }

    fn backward(&self, pass: Pass<2, Vec<f32>>) -> [Vec<f32>; 2] {
        let factor = pass.dy[0];
        let by_logits = pass.kept.iter().map(|v| v * factor).collect();
        // Nobody trains targets.
        [by_logits, vec![0.0; pass.inputs[1].len()]]
    }
}

/// The mean cross-entropy of `[batch, classes]` logits against rows of targets: `[1]`.
pub fn cross_entropy(logits: Tensor<2>, targets: Tensor<2>) -> Tensor<1> {
    let [_, classes] = logits.dims();
    let inputs = [logits.into(), targets.into()];
    apply(CrossEntropy { classes }, inputs, [1])
}
