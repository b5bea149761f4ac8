//! How a new experiment trains: the settings that were measured to be the fastest on MNIST
//! (docs/results/default-recipe.md), and how long they take on other data.

use super::optimizers::Adam;
use super::schedules::OneCycle;
use super::{Data, Experiment, Model, Optimizer, Schedule, Shape, Training, VERSION, default_seed};

/// Part of a label that is spread over all classes.
const LABEL_SMOOTHING: f64 = 0.05;
/// Epochs on [`LARGE_SET`] samples.
const FEWEST_EPOCHS: usize = 2;
/// What MNIST leaves for training.
const LARGE_SET: f64 = 57_000.0;
/// Most epochs.
const MOST_EPOCHS: usize = 100;
/// Steps on points and tables, whose networks are small.
const STEPS_ON_ROWS: usize = 600;

/// Adam with the largest step size of the cycle.
#[must_use]
pub fn optimizer() -> Optimizer {
    let adam = Adam {
        learning_rate: 0.012,
        ..Adam::default()
    };
    adam.into()
}

/// One cycle of step size and momentum over the whole run.
#[must_use]
pub fn schedule() -> Schedule {
    let cycle = OneCycle {
        pct_start: 0.15,
        base_momentum: 0.7,
        max_momentum: 0.9,
        ..OneCycle::default()
    };
    cycle.into()
}

impl Default for Experiment {
    /// The default recipe on Synthetic digits, ready to train. What a file leaves out is Keras's default
    /// instead, whatever the default recipe will be one day.
    fn default() -> Self {
        Self {
            version: VERSION,
            name: String::new(),
            seed: default_seed(),
            data: Data::default(),
            model: Model::default(),
            optimizer: optimizer(),
            schedule: schedule(),
            training: Training {
                epochs: 5,
                label_smoothing: Some(LABEL_SMOOTHING),
                ..Training::default()
            },
            callbacks: Vec::new(),
            sweep: None,
        }
    }
}

/// How many epochs suit a number of training samples of a shape. On pictures a fourth of the samples is
/// seen twice as often: half the steps. Points and tables get a number of steps.
#[must_use]
pub fn epochs(shape: Shape, samples: usize, batch_size: usize) -> usize {
    let samples = samples.max(1);
    match shape {
        Shape::Image(_) => {
            let more = (LARGE_SET / samples as f64).sqrt();
            let epochs = (FEWEST_EPOCHS as f64 * more).round() as usize;
            epochs.clamp(FEWEST_EPOCHS, MOST_EPOCHS)
        }
        Shape::Flat(_) => {
            let steps = samples.div_ceil(batch_size.max(1));
            (STEPS_ON_ROWS / steps).clamp(FEWEST_EPOCHS, MOST_EPOCHS)
        }
    }
}

/// How often the test samples are looked at in an epoch: where there are few epochs, a person would wait
/// long for the first number.
#[must_use]
pub fn evaluations_per_epoch(epochs: usize) -> Option<usize> {
    (epochs < 4).then_some(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewer_samples_the_more_epochs() {
        let digits = |samples| epochs(Shape::Image([28, 28, 1]), samples, 64);
        assert_eq!(
            [70_000, 57_000, 7_600, 600, 10, 0].map(digits),
            [2, 2, 5, 19, 100, 100]
        );
        let points = |samples| epochs(Shape::Flat(2), samples, 32);
        assert_eq!([100_000, 400, 80, 0].map(points), [2, 46, 100, 100]);
    }
}
