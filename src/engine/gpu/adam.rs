//! Adam's update as one shader.

use std::fmt::Write;

use burn::backend::Wgpu;
use burn::tensor::{DType, Shape, Tensor};

use super::flat::{begins_of, divide};
use super::memory::{row, sent};
use super::shader::run;
use super::text::head;

/// The new values, first and second moments. `alpha` is the step size with the moments' corrections. It changes with every
/// update, and where a schedule has it so, β₁, too: what changes is sent, for a shader is compiled anew for each
/// text.
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
    let rates = [alpha, beta_1, 1.0 - beta_1, beta_2, 1.0 - beta_2, epsilon];
    let bytes: Vec<u8> = rates
        .iter()
        .flat_map(|rate| (*rate as f32).to_le_bytes())
        .collect();
    let rates = sent(&bytes, rates.len(), DType::F32, &values);
    let [_, first_begins, second_begins, end] = begins_of([length; 4], &values);
    let mut text = head(&[
        ("values", "f32"),
        ("gradients", "f32"),
        ("first", "f32"),
        ("second", "f32"),
        ("rates", "f32"),
        ("updated", "f32"),
    ]);
    let _ = write!(
        text,
        "    if id >= {length}u {{ return; }}
    let gradient = gradients[id];
    let m = rates[1] * first[id] + rates[2] * gradient;
    let v = rates[3] * second[id] + rates[4] * gradient * gradient;
    updated[id] = values[id] - rates[0] * m / (sqrt(v) + rates[5]);
    updated[{first_begins}u + id] = m;
    updated[{second_begins}u + id] = v;
}}
"
    );
    let inputs = [&values, &gradients, &first, &second, &rates];
    let updated = run(text, &inputs, Shape::from([end]), length);
    let updated = divide(
        Tensor::from_primitive::<Wgpu>(updated),
        [length; 3].into_iter(),
    );
    updated
        .try_into()
        .unwrap_or_else(|_| unreachable!("three are divided"))
}
