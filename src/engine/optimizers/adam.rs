//! Adam.

use burn::tensor::Tensor;

use super::Update;
use crate::engine::device::is_flex;
use crate::engine::parameter::upload;
use crate::experiment::optimizers::Adam;

/// # Source
/// `keras.optimizers.Adam` (Keras 3): ε is added to the root of the uncorrected second moment.
impl Update for Adam {
    fn update(
        &self,
        iteration: usize,
        value: Tensor<1>,
        gradient: Tensor<1>,
        slots: &mut [Tensor<1>],
    ) -> Tensor<1> {
        let Self {
            learning_rate,
            beta_1,
            beta_2,
            epsilon,
        } = *self;
        let t = iteration as i32;
        let alpha = learning_rate * (1.0 - beta_2.powi(t)).sqrt() / (1.0 - beta_1.powi(t));
        let [m, v] = slots else {
            unreachable!("Adam keeps two moments")
        };
        if is_flex(&value.device()) {
            return at_once(value, gradient, m, v, [alpha, beta_1, beta_2, epsilon]);
        }
        let squared = gradient.clone().mul(gradient.clone());
        follow(m, gradient, beta_1);
        follow(v, squared, beta_2);
        let change = m
            .clone()
            .mul_scalar(alpha)
            .div(v.clone().sqrt().add_scalar(epsilon));
        value.sub(change)
    }
}

/// Adam in one pass over the values, where they are in this program's own memory: a tensor
/// operation each would be twelve. `into_data` hands over the memory of a tensor that has no
/// other owner, and `upload` gives it back, both without a copy.
fn at_once(
    value: Tensor<1>,
    gradient: Tensor<1>,
    first: &mut Tensor<1>,
    second: &mut Tensor<1>,
    [alpha, beta_1, beta_2, epsilon]: [f64; 4],
) -> Tensor<1> {
    let take = |tensor: Tensor<1>| {
        let values = tensor.into_data().try_into_vec::<f32>();
        values.expect("the engine's tensors are of single precision")
    };
    let device = value.device();
    let mut values = take(value);
    let mut m = take(first.extract());
    let mut v = take(second.extract());
    let gradient = take(gradient);
    let [new_1, new_2] = [1.0 - beta_1, 1.0 - beta_2].map(|part| part as f32);
    let [alpha, beta_1, beta_2, epsilon] = [alpha, beta_1, beta_2, epsilon].map(|v| v as f32);
    for (((value, m), v), g) in values.iter_mut().zip(&mut m).zip(&mut v).zip(gradient) {
        *m = *m * beta_1 + g * new_1;
        *v = *v * beta_2 + g * g * new_2;
        *value -= *m * alpha / (v.sqrt() + epsilon);
    }
    *first = upload(m, &device);
    *second = upload(v, &device);
    upload(values, &device)
}

/// `slot = slot · β + value · (1 − β)`, in place.
fn follow(slot: &mut Tensor<1>, value: Tensor<1>, beta: f64) {
    slot.inplace(|s| s.mul_scalar(beta).add(value.mul_scalar(1.0 - beta)));
}
