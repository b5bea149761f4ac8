//! What regularization adds to the loss.

use burn::tensor::Tensor;

use crate::experiment::Weight;

/// The sum over all weights of `l1 |w| + l2 w²`: `[1]`, and `None` where no weight is regularized.
///
/// # Source
/// `keras.regularizers.L1L2`, whose terms Keras adds to the loss of every training step.
#[must_use]
pub fn penalty<'a>(
    weights: impl Iterator<Item = (&'a Weight, &'a Tensor<1>)>,
) -> Option<Tensor<1>> {
    let terms = weights.flat_map(|(weight, values)| {
        let l1 = (weight.l1 != 0.0).then(|| values.clone().abs().sum().mul_scalar(weight.l1));
        let l2 = (weight.l2 != 0.0).then(|| values.clone().square().sum().mul_scalar(weight.l2));
        l1.into_iter().chain(l2)
    });
    terms.reduce(Tensor::add)
}
