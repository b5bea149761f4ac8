//! Update rules, by Keras's names, meanings and defaults.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::{ExperimentError, ensure, ensure_positive};

/// An update rule and its parameters.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(tag = "type", deny_unknown_fields)]
pub enum Optimizer {
    /// Stochastic gradient descent (`keras.optimizers.SGD`).
    #[serde(rename = "SGD")]
    Sgd {
        /// Step size.
        #[serde(default = "sgd_learning_rate")]
        learning_rate: f64,
        /// Part of the last update that is carried over, in `[0, 1)`.
        #[serde(default)]
        momentum: f64,
        /// Look ahead along the momentum (Nesterov).
        #[serde(default)]
        nesterov: bool,
    },
    /// Adam (Kingma & Ba 2015), with ε outside the bias correction as in Keras.
    Adam {
        /// Step size.
        #[serde(default = "adam_learning_rate")]
        learning_rate: f64,
        /// Decay of the first moment, in `[0, 1)`.
        #[serde(default = "beta_1")]
        beta_1: f64,
        /// Decay of the second moment, in `[0, 1)`.
        #[serde(default = "beta_2")]
        beta_2: f64,
        /// Added to the root of the second moment.
        #[serde(default = "epsilon")]
        epsilon: f64,
    },
}

fn sgd_learning_rate() -> f64 {
    0.01
}
fn adam_learning_rate() -> f64 {
    0.001
}
fn beta_1() -> f64 {
    0.9
}
fn beta_2() -> f64 {
    0.999
}
fn epsilon() -> f64 {
    1e-7
}

impl Default for Optimizer {
    fn default() -> Self {
        Self::adam(adam_learning_rate())
    }
}

impl Optimizer {
    /// Adam at a step size, everything else as in Keras.
    #[must_use]
    pub fn adam(learning_rate: f64) -> Self {
        Self::Adam {
            learning_rate,
            beta_1: beta_1(),
            beta_2: beta_2(),
            epsilon: epsilon(),
        }
    }

    /// Plain gradient descent at a step size.
    #[must_use]
    pub fn sgd(learning_rate: f64) -> Self {
        Self::Sgd {
            learning_rate,
            momentum: 0.0,
            nesterov: false,
        }
    }

    /// The rule's name as in Keras.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sgd { .. } => "SGD",
            Self::Adam { .. } => "Adam",
        }
    }

    /// The step size.
    #[must_use]
    pub fn learning_rate(&self) -> f64 {
        match self {
            Self::Sgd { learning_rate, .. } | Self::Adam { learning_rate, .. } => *learning_rate,
        }
    }

    /// The same rule at another step size.
    #[must_use]
    pub fn with_learning_rate(mut self, rate: f64) -> Self {
        match &mut self {
            Self::Sgd { learning_rate, .. } | Self::Adam { learning_rate, .. } => {
                *learning_rate = rate;
            }
        }
        self
    }

    pub(super) fn validate(&self) -> Result<(), ExperimentError> {
        let decay = |field: &str, v: f64| {
            ensure(
                (0.0..1.0).contains(&v),
                field,
                format!("is {v}"),
                "Use a value from 0 to just below 1.",
            )
        };
        ensure_positive(
            "optimizer.learning_rate",
            self.learning_rate(),
            "Use a positive number, for example 0.001.",
        )?;
        match self {
            Self::Sgd { momentum, .. } => decay("optimizer.momentum", *momentum),
            Self::Adam {
                beta_1,
                beta_2,
                epsilon,
                ..
            } => {
                decay("optimizer.beta_1", *beta_1)?;
                decay("optimizer.beta_2", *beta_2)?;
                ensure_positive(
                    "optimizer.epsilon",
                    *epsilon,
                    "Use a small positive number; Keras has 1e-7.",
                )
            }
        }
    }
}
