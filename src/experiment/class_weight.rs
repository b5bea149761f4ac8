//! How much the samples of each class count in training.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ExperimentError;
use super::error::ensure;

/// How much the samples of each class count in training (Keras's `class_weight`).
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(untagged)]
pub enum ClassWeight {
    /// A number for each class, in their order; none: all count alike.
    Each(Vec<f64>),
    /// By a rule.
    Rule(ClassWeightRule),
}

/// A rule for the classes' weights.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum ClassWeightRule {
    /// In inverse proportion to the training samples of the class.
    Balanced,
}

impl Default for ClassWeight {
    fn default() -> Self {
        Self::Each(Vec::new())
    }
}

impl ClassWeight {
    /// Checks what needs no data.
    ///
    /// # Errors
    /// A weight that is no number or below zero, or none above zero.
    pub(super) fn validate(&self) -> Result<(), ExperimentError> {
        let Self::Each(weights) = self else {
            return Ok(());
        };
        let bad = weights.iter().find(|w| !(w.is_finite() && **w >= 0.0));
        let message = format!("has {}", bad.copied().unwrap_or_default());
        ensure(
            bad.is_none(),
            "class_weight",
            message,
            "Use numbers from 0 on.",
        )?;
        let is_some = weights.is_empty() || weights.iter().any(|w| *w > 0.0);
        let hint = "Give at least one class a weight above 0.";
        ensure(is_some, "class_weight", "has only zeros", hint)
    }

    /// Checks it against the number of classes.
    ///
    /// # Errors
    /// There is another number of weights.
    pub(super) fn fits(&self, classes: usize) -> Result<(), ExperimentError> {
        let Self::Each(weights) = self else {
            return Ok(());
        };
        ensure(
            weights.is_empty() || weights.len() == classes,
            "class_weight",
            format!(
                "has {} numbers, and the data {classes} classes",
                weights.len()
            ),
            &format!("Give {classes} numbers, one for each class, or none."),
        )
    }

    /// The weight of each class, from the training samples of each; `None` where all count alike.
    ///
    /// # Source
    /// Balanced: scikit-learn's `compute_class_weight`, n / (classes that occur · n of the class).
    #[must_use]
    pub fn weights(&self, counts: &[u32]) -> Option<Vec<f32>> {
        match self {
            Self::Each(weights) if weights.is_empty() => None,
            Self::Each(weights) => Some(weights.iter().map(|w| *w as f32).collect()),
            Self::Rule(ClassWeightRule::Balanced) => {
                let total: f64 = counts.iter().map(|n| f64::from(*n)).sum();
                let occurring = counts.iter().filter(|n| **n > 0).count() as f64;
                let weight = |n: &u32| match n {
                    // No sample has it.
                    0 => 1.0,
                    n => (total / (occurring * f64::from(*n))) as f32,
                };
                Some(counts.iter().map(weight).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_list_or_the_word_balanced() {
        let read = |text| serde_json::from_str::<ClassWeight>(text);
        assert_eq!(
            read("[1, 2.5]").expect("a list"),
            ClassWeight::Each(vec![1.0, 2.5])
        );
        let balanced = ClassWeight::Rule(ClassWeightRule::Balanced);
        assert_eq!(read("\"balanced\"").expect("a word"), balanced);
        assert!(read("\"fair\"").is_err());
    }

    #[test]
    fn balanced_weights_make_every_class_count_alike() {
        let balanced = ClassWeight::Rule(ClassWeightRule::Balanced);
        let counts = [30, 10, 0, 20];
        let weights = balanced.weights(&counts).expect("weights");
        assert!((weights[0] - 60.0 / 90.0).abs() < 1e-6);
        for (weight, n) in weights.iter().zip(counts).filter(|(_, n)| *n > 0) {
            assert!((weight * n as f32 - 20.0).abs() < 1e-5);
        }
        assert_eq!(ClassWeight::default().weights(&counts), None);
    }

    #[test]
    fn weights_that_make_no_sense_are_refused() {
        for weights in [vec![-1.0, 1.0], vec![f64::NAN], vec![0.0, 0.0]] {
            assert!(ClassWeight::Each(weights).validate().is_err());
        }
        let two = ClassWeight::Each(vec![1.0, 2.0]);
        assert!(two.validate().is_ok() && two.fits(2).is_ok() && two.fits(3).is_err());
        assert!(ClassWeight::default().fits(3).is_ok());
    }
}
