//! Softmax and cross-entropy in one.

/// What [`cross_entropy`] gives.
#[derive(Clone, Debug, PartialEq)]
pub struct CrossEntropy {
    /// The sum over rows and classes, divided by the number of rows.
    pub loss: f32,
    /// Its gradient by the logits.
    pub gradient: Vec<f32>,
}

/// The cross-entropy of rows of logits against rows of targets, which need not sum to 1.
///
/// # Panics
/// The slices are not as many whole rows of so many classes.
#[must_use]
pub fn cross_entropy(logits: &[f32], targets: &[f32], classes: usize) -> CrossEntropy {
    assert!(classes > 0 && logits.len() == targets.len() && logits.len().is_multiple_of(classes));
    let rows = logits.len() / classes;
    let part = 1.0 / rows as f32;
    let mut gradient = Vec::with_capacity(logits.len());
    let mut loss = 0.0_f64;
    let pairs = logits
        .chunks_exact(classes)
        .zip(targets.chunks_exact(classes));
    for (logits, targets) in pairs {
        let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let start = gradient.len();
        gradient.extend(logits.iter().map(|v| (v - most).exp()));
        let row = &mut gradient[start..];
        let sum: f32 = row.iter().sum();
        let logarithm = sum.ln();
        let weight: f32 = targets.iter().sum();
        for ((p, v), t) in row.iter_mut().zip(logits).zip(targets) {
            // A target of 0 times an infinite logarithm is nothing, as a product it were no number.
            if *t != 0.0 || v.is_nan() {
                loss -= f64::from((v - most - logarithm) * t);
            }
            *p = (*p / sum * weight - t) * part;
        }
    }
    CrossEntropy {
        loss: (loss / rows as f64) as f32,
        gradient,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_logits_have_the_logarithm_of_their_number() {
        let out = cross_entropy(&[5.0, 5.0, 5.0, 5.0], &[0.0, 1.0, 2.0, 0.0], 2);
        assert!((out.loss - 1.5 * 2.0_f32.ln()).abs() < 1e-6);
        let expected = [0.25, -0.25, -0.5, 0.5];
        for (own, expected) in out.gradient.iter().zip(expected) {
            assert!((own - expected).abs() < 1e-6, "{:?}", out.gradient);
        }
    }
}
