//! Labels that are likely to be wrong.

use super::predictions::Predictions;

/// Whether each sample's label is likely to be wrong: it is predicted as another class, with at least the probability
/// that this class has on average among samples labelled as it.
///
/// # Source
/// Northcutt, Jiang and Chuang, *Confident Learning: Estimating Uncertainty in Dataset Labels* (2021), section 3.1.
#[must_use]
pub fn likely_label_errors(predictions: &Predictions) -> Vec<bool> {
    let n = predictions.len();
    let probability = |sample: usize, class: u16| {
        f64::from(predictions.probability(sample, class).unwrap_or_default())
    };
    let mut sums = vec![[0.0; 2]; predictions.classes()];
    for (i, &label) in predictions.labels().iter().enumerate() {
        if let Some([sum, count]) = sums.get_mut(usize::from(label)) {
            *sum += probability(i, label);
            *count += 1.0;
        }
    }
    let both = || predictions.labels().iter().zip(predictions.predicted());
    let is_suspect = |(i, (&label, &predicted)): (usize, (&u16, &u16))| {
        let [sum, count] = sums
            .get(usize::from(predicted))
            .copied()
            .unwrap_or_default();
        // Of a class without samples nothing is known.
        label != predicted && count > 0.0 && probability(i, predicted) >= sum / count
    };
    both().enumerate().take(n).map(is_suspect).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confident_mistakes_are_suspect_and_doubtful_ones_are_not() {
        let mut predictions = Predictions::new(2, 4);
        let mut push = |label, p: f32| {
            predictions.push(0, label, &[(1.0 - p).ln(), p.ln()]);
        };
        push(0, 0.05);
        push(1, 0.9);
        push(0, 0.99);
        push(0, 0.55);
        assert_eq!(
            likely_label_errors(&predictions),
            [false, false, true, false]
        );
        assert_eq!(likely_label_errors(&Predictions::new(2, 0)), [false; 0]);
    }
}
