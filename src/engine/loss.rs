//! Categorical cross-entropy from logits.

use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Tensor, TensorData};

/// Mean categorical cross-entropy of `[batch, classes]` logits against one-hot rows: `[1]`.
///
/// # Source
/// `keras.losses.CategoricalCrossentropy(from_logits=True)`.
#[must_use]
pub fn cross_entropy(logits: Tensor<2>, one_hot: Tensor<2>) -> Tensor<1> {
    let [n, _] = logits.dims();
    log_softmax(logits, 1)
        .mul(one_hot)
        .sum()
        .mul_scalar(-1.0 / n as f32)
}

/// Labels as rows of zeros with a one: `[batch, classes]`.
#[must_use]
pub fn one_hot(labels: &[u16], classes: usize, device: &Device) -> Tensor<2> {
    let mut rows = vec![0.0_f32; labels.len() * classes];
    for (row, &label) in rows.chunks_exact_mut(classes).zip(labels) {
        row[usize::from(label)] = 1.0;
    }
    Tensor::from_data(TensorData::new(rows, [labels.len(), classes]), device)
}
