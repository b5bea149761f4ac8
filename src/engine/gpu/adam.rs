//! Adam's update as one shader.

use std::fmt::Write;

use burn::backend::Wgpu;
use burn::tensor::{DType, Shape, Tensor};

use super::flat::{begins_of, divide};
use super::memory::{row, sent};
use super::shader::run;
use super::text::head;

/// The new values, first and second moments. `alpha` is the step size with the moments' corrections; it changes with every
/// update, and is therefore no constant of the shader.
///
/// # Source
/// `keras.optimizers.Adam` (Keras 3): ε is added to the root of the uncorrected second moment.
pub fn adam(
    tensors: [Tensor<1>; 4],
    alpha: f64,
    [beta_1, beta_2]: [f64; 2],
    epsilon: f64,
) -> [Tensor<1>; 3] {
    let [length] = tensors[0].dims();
    let [values, gradients, first, second] = tensors.map(row);
    let alpha = sent(&(alpha as f32).to_le_bytes(), 1, DType::F32, &values);
    let [_, first_begins, second_begins, end] = begins_of([length; 4], &values);
    let mut text = head(&[
        ("values", "f32"),
        ("gradients", "f32"),
        ("first", "f32"),
        ("second", "f32"),
        ("alpha", "f32"),
        ("updated", "f32"),
    ]);
    let _ = write!(
        text,
        "    if id >= {length}u {{ return; }}
    let gradient = gradients[id];
    let m = {beta_1:?} * first[id] + {:?} * gradient;
    let v = {beta_2:?} * second[id] + {:?} * gradient * gradient;
    updated[id] = values[id] - alpha[0] * m / (sqrt(v) + {epsilon:?});
    updated[{first_begins}u + id] = m;
    updated[{second_begins}u + id] = v;
}}
",
        1.0 - beta_1,
        1.0 - beta_2,
    );
    let inputs = [&values, &gradients, &first, &second, &alpha];
    let updated = run(text, &inputs, Shape::from([end]), length);
    let updated = divide(
        Tensor::from_primitive::<Wgpu>(updated),
        [length; 3].into_iter(),
    );
    updated
        .try_into()
        .unwrap_or_else(|_| unreachable!("three are divided"))
}
