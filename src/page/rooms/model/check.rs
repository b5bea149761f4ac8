//! What an edited network is on the data: its layers up to the first that cannot be built, and what is
//! wrong there.

use crate::experiment::{Experiment, ExperimentError, Shape, Summary};

/// What the network trains on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    /// Shape of a sample.
    pub shape: Shape,
    /// Number of classes.
    pub classes: usize,
}

/// What is wrong with a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The layer where it breaks; nothing where it is about the whole experiment.
    pub layer: Option<usize>,
    /// What is wrong, and what to do.
    pub error: ExperimentError,
}

impl Problem {
    fn of(error: ExperimentError) -> Self {
        Self {
            layer: layer_of(&error.field),
            error,
        }
    }
}

/// The layers that can be built, and what is wrong if not all of them can, or if together they cannot be
/// trained.
#[must_use]
pub fn check(experiment: &Experiment, input: Input) -> (Summary, Option<Problem>) {
    let (summary, breaks) = experiment.model.partial_summary(input.shape);
    let invalid = experiment.validate().err();
    let whole = || experiment.summary(input.shape, input.classes).err();
    let problems = [invalid, breaks].into_iter().flatten().map(Problem::of);
    // What comes first in the network is said first.
    let problem = problems
        .min_by_key(|problem| problem.layer.unwrap_or(usize::MAX))
        .or_else(|| whole().map(Problem::of));
    (summary, problem)
}

/// The layer that a field's path begins with: 3 of `model.layers[3].filters`.
fn layer_of(path: &str) -> Option<usize> {
    let (index, _) = path.strip_prefix("model.layers[")?.split_once(']')?;
    index.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Activation, Layer};

    const MNIST: Input = Input {
        shape: Shape::Image([28, 28, 1]),
        classes: 10,
    };

    #[test]
    fn a_network_that_fits_has_no_problem() {
        let (summary, problem) = check(&Experiment::default(), MNIST);
        assert_eq!(
            summary.layers.len(),
            Experiment::default().model.layers.len()
        );
        assert_eq!(problem, None);
    }

    #[test]
    fn the_first_layer_that_breaks_is_named() {
        let mut experiment = Experiment::default();
        let layers = &mut experiment.model.layers;
        layers.insert(2, Layer::flatten());
        layers.push(Layer::dense(7, Activation::Softmax));
        let (summary, problem) = check(&experiment, MNIST);
        assert_eq!(summary.layers.len(), 3);
        assert_eq!(problem.and_then(|p| p.layer), Some(3));
    }

    #[test]
    fn a_last_layer_for_other_classes_is_named() {
        let three = Input {
            classes: 3,
            ..MNIST
        };
        let (_, problem) = check(&Experiment::default(), three);
        let last = Experiment::default().model.layers.len() - 1;
        assert_eq!(problem.and_then(|p| p.layer), Some(last));
    }

    #[test]
    fn a_fault_of_the_whole_has_no_layer() {
        let mut experiment = Experiment::default();
        experiment.model.layers.clear();
        let (_, problem) = check(&experiment, MNIST);
        assert_eq!(problem.expect("empty").layer, None);
    }
}
