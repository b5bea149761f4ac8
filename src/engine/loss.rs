//! Categorical cross-entropy from logits, and the targets it compares them with.

use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Tensor, TensorData};

/// Mean categorical cross-entropy of `[batch, classes]` logits against rows of targets: `[1]`. It is
/// the sum divided by the batch's samples, whatever their weights.
///
/// # Source
/// `keras.losses.CategoricalCrossentropy(from_logits=True)` with its reduction
/// `sum_over_batch_size`.
#[must_use]
pub fn cross_entropy(logits: Tensor<2>, targets: Tensor<2>) -> Tensor<1> {
    #[cfg(feature = "flex")]
    if super::kernels::serve(&logits.device()) {
        return super::kernels::cross_entropy(logits, targets);
    }
    #[cfg(feature = "webgpu")]
    if super::gpu::serve(&logits.device()) {
        return super::gpu::cross_entropy(&logits, &targets);
    }
    let [n, _] = logits.dims();
    log_softmax(logits, 1)
        .mul(targets)
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

/// Rows of targets, `[batch, classes]`: labels as one-hot rows, of which `smoothing` is spread over
/// all classes, times the weight of the label's class. The loss is linear in them, so that weighted
/// targets give the weighted loss.
///
/// # Source
/// `keras.losses.categorical_crossentropy(label_smoothing=…)`, and `fit`'s `class_weight`.
#[must_use]
pub fn targets(
    labels: &[u16],
    classes: usize,
    smoothing: f64,
    weights: Option<&[f32]>,
    device: &Device,
) -> Tensor<2> {
    let spread = (smoothing / classes as f64) as f32;
    let own = (1.0 - smoothing) as f32;
    let mut rows = vec![spread; labels.len() * classes];
    for (row, &label) in rows.chunks_exact_mut(classes).zip(labels) {
        row[usize::from(label)] += own;
        if let Some(weights) = weights {
            let weight = weights[usize::from(label)];
            for value in row.iter_mut() {
                *value *= weight;
            }
        }
    }
    Tensor::from_data(TensorData::new(rows, [labels.len(), classes]), device)
}

#[cfg(all(test, feature = "flex"))]
mod tests {
    use super::*;
    use burn::tensor::Tensor;

    #[test]
    fn smoothed_and_weighted_targets_give_the_loss_of_keras() {
        let device = Device::flex();
        let weights = [1.0, 3.0, 1.0, 1.0];
        let targets = targets(&[1, 0], 4, 0.2, Some(&weights), &device);
        let values: Vec<f32> = targets.clone().into_data().try_into_vec().expect("reals");
        for (value, expected) in values.iter().zip([0.15, 2.55, 0.15, 0.15, 0.85, 0.05]) {
            assert!((value - expected).abs() < 1e-6, "{values:?}");
        }
        // Of equal logits every class has the logarithm -ln 4, whatever is spread: (3 + 1) ln 4 / 2.
        let loss = cross_entropy(Tensor::zeros([2, 4], &device), targets);
        let loss: Vec<f32> = loss.into_data().try_into_vec().expect("reals");
        assert!((loss[0] - 2.0 * 4.0_f32.ln()).abs() < 1e-6, "{loss:?}");
    }
}
