//! Moving averages, which most rules keep of their gradients.

use burn::tensor::Tensor;

/// `slot = slot · β + value · (1 − β)`, in place.
pub fn follow(slot: &mut Tensor<1>, value: Tensor<1>, beta: f64) {
    slot.inplace(|s| s.mul_scalar(beta).add(value.mul_scalar(1.0 - beta)));
}

/// The squares of a gradient's values.
pub fn squared(gradient: &Tensor<1>) -> Tensor<1> {
    gradient.clone().mul(gradient.clone())
}

/// β and 1 − β in single precision; the second is taken in double precision, in which it is not
/// rounded away.
pub fn parts(beta: f64) -> [f32; 2] {
    [beta as f32, (1.0 - beta) as f32]
}
