//! From a network's outputs for one sample to its likeliest class and probabilities.

/// The index of the largest value: the likeliest class of a sample. The first of equals, and 0
/// of no values.
#[must_use]
pub fn likeliest(values: &[f32]) -> usize {
    (1..values.len()).fold(0, |best, i| if values[i] > values[best] { i } else { best })
}

/// The natural logarithm of the softmax of a sample's logits: of class after class. Not a number
/// where a logit is infinite or none.
pub fn log_softmax(logits: &[f32]) -> impl Fn(usize) -> f64 {
    let max = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f64 = logits.iter().map(|v| f64::from(v - max).exp()).sum();
    let log_sum = sum.ln();
    move |class| f64::from(logits[class] - max) - log_sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_equals_is_the_likeliest() {
        assert_eq!(likeliest(&[0.0, 2.0, 2.0]), 1);
        assert_eq!(likeliest(&[]), 0);
    }

    #[test]
    fn log_softmax_is_exact_where_exponentials_overflow() {
        assert!(log_softmax(&[1000.0, 0.0])(0).abs() < 1e-12);
        assert!((log_softmax(&[1000.0, 0.0])(1) + 1000.0).abs() < 1e-9);
        assert!((log_softmax(&[0.0, 0.0])(1) + 2.0_f64.ln()).abs() < 1e-12);
        assert!(log_softmax(&[f32::INFINITY, 0.0])(1).is_nan());
        assert!(log_softmax(&[f32::NAN, 0.0])(1).is_nan());
    }
}
