//! What is shown of a layer over time, and of the classes.

use crate::metrics::ClassScores;
use crate::page::happened::short;
use crate::run::LayerStatistics;
use crate::ui::format::percent;

/// A number of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// The norm of its gradient.
    Gradient,
    /// The norm of its update by that of its weights.
    Update,
    /// The part of its units that are dead.
    Dead,
}

impl Quantity {
    /// All.
    pub const ALL: [Self; 3] = [Self::Gradient, Self::Update, Self::Dead];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gradient => "Gradient norm",
            Self::Update => "Update ratio",
            Self::Dead => "Dead units",
        }
    }

    /// What it says, and what is usual.
    #[must_use]
    pub fn help(self) -> &'static str {
        match self {
            Self::Gradient => {
                "How strongly the loss depends on a layer's weights. Where it is a thousand times smaller in the first layers than in the last, they hardly learn."
            }
            Self::Update => {
                "By how much of their size a step changes a layer's weights. About 0.001 is usual; far above it the learning rate is too high, far below it too low."
            }
            Self::Dead => {
                "The part of a rectifier's units that were 0 for all of the last 128 samples or more of the steps that have statistics: no gradient gets through them."
            }
        }
    }

    /// Its value, where the layer has it.
    #[must_use]
    pub fn of(self, layer: &LayerStatistics) -> Option<f64> {
        let value = match self {
            Self::Gradient => layer.gradient_norm,
            Self::Update => layer.update_ratio,
            Self::Dead => layer.dead,
        };
        value.map(f64::from)
    }

    /// A value for people.
    #[must_use]
    pub fn text(self, value: f64) -> String {
        match self {
            Self::Gradient | Self::Update => short(value),
            Self::Dead => percent(value),
        }
    }

    /// Whether its values differ by powers of ten.
    #[must_use]
    pub fn is_log(self) -> bool {
        self != Self::Dead
    }
}

/// A score of a class, or the mean of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Score {
    /// The harmonic mean of precision and recall.
    F1,
    /// The part of what was predicted as a class that is of it.
    Precision,
    /// The part of a class that was predicted as it.
    Recall,
}

impl Score {
    /// All.
    pub const ALL: [Self; 3] = [Self::F1, Self::Precision, Self::Recall];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::F1 => "F1",
            Self::Precision => "Precision",
            Self::Recall => "Recall",
        }
    }

    /// Its value.
    #[must_use]
    pub fn of(self, scores: &ClassScores) -> f64 {
        match self {
            Self::F1 => scores.f1,
            Self::Precision => scores.precision,
            Self::Recall => scores.recall,
        }
    }
}
