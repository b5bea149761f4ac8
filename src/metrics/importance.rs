//! Permutation importance: how much worse predictions get when the values of a feature are shuffled among the samples.

use borsh::{BorshDeserialize, BorshSerialize};

/// How much a feature matters.
#[derive(Clone, Debug, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Importance {
    /// The mean over all shufflings of what the score lost.
    pub mean: f64,
    /// Its standard deviation over them.
    pub std: f64,
}

impl Importance {
    /// From the score as it is, and those with the feature's values shuffled.
    ///
    /// # Source
    /// scikit-learn's `permutation_importance`: `importances_mean` and `importances_std`, the latter divided by the
    /// number of shufflings.
    #[must_use]
    pub fn of(baseline: f64, shuffled: &[f64]) -> Self {
        let n = shuffled.len().max(1) as f64;
        let losses = || shuffled.iter().map(|score| baseline - score);
        let mean = losses().sum::<f64>() / n;
        let variance = losses().map(|loss| (loss - mean).powi(2)).sum::<f64>() / n;
        Self {
            mean,
            std: variance.sqrt(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_mean_and_the_deviation_of_what_the_score_lost() {
        // numpy: losses = 0.9 - np.array([0.7, 0.8, 0.65, 0.75]); losses.mean(), losses.std()
        let importance = Importance::of(0.9, &[0.7, 0.8, 0.65, 0.75]);
        assert!((importance.mean - 0.175).abs() < 1e-12);
        assert!((importance.std - 0.055_901_699_437_494_74).abs() < 1e-12);
        assert_eq!(Importance::of(0.5, &[]), Importance::default());
    }
}
