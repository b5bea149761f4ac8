//! The default model and preparation for data of a shape.

use super::{Augmentation, BuiltInModel, Experiment, Scaling, Shape};

/// Pictures larger than this on a side are photographs rather than digits or sketches.
const DRAWING_SIDE: usize = 48;

/// The default settings for some data.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The model.
    pub model: BuiltInModel,
    /// How numbers are scaled.
    pub scaling: Scaling,
    /// How training pictures are changed.
    pub augmentation: Augmentation,
    /// Samples a step.
    pub batch_size: usize,
    /// Why, in a sentence or two.
    pub reason: String,
}

impl Suggestion {
    /// The models that are suggested.
    pub const MODELS: [BuiltInModel; 3] = [
        BuiltInModel::SmallCnn,
        BuiltInModel::PhotoCnn,
        BuiltInModel::SmallMlp,
    ];

    /// The settings for a number of training samples of a shape.
    #[must_use]
    pub fn for_data(shape: Shape, samples: usize) -> Self {
        // With few samples an epoch has few steps: smaller batches make more of them.
        let batch_size = if samples < 2000 { 32 } else { 64 };
        let (model, scaling, horizontal_flip, reason) = match shape {
            Shape::Flat(n) => (
                BuiltInModel::SmallMlp,
                Scaling::Standardize,
                false,
                format!(
                    "rows of {n} numbers have no neighbours for convolutions to find; columns are \
                     standardized so that each counts alike"
                ),
            ),
            Shape::Image([h, w, c]) if c > 1 || h.max(w) > DRAWING_SIDE => (
                BuiltInModel::PhotoCnn,
                Scaling::Standardize,
                true,
                format!(
                    "photographs of {h} × {w} need several steps of convolution, and a mean over \
                     each channel instead of many weights for {samples} samples; colours are \
                     standardized, and half of the pictures mirrored"
                ),
            ),
            Shape::Image([h, w, _]) => (
                BuiltInModel::SmallCnn,
                Scaling::Unit,
                false,
                format!(
                    "drawings of {h} × {w} are learned quickly by two convolutions; mirrored, they \
                     could be another class"
                ),
            ),
        };
        let augmentation = Augmentation {
            horizontal_flip,
            ..Augmentation::default()
        };
        Self {
            reason: format!("{} was chosen: {reason}.", model.name()),
            model,
            scaling,
            augmentation,
            batch_size,
        }
    }
}

impl Suggestion {
    /// Applies the suggested model (for ten classes, as [`BuiltInModel::model`]), and the other
    /// settings where the experiment still has its defaults.
    pub fn apply(&self, experiment: &mut Experiment) {
        let before = Experiment::default();
        experiment.model = self.model.model();
        let prepare = &mut experiment.data.prepare;
        if prepare.scaling == before.data.prepare.scaling {
            prepare.scaling = self.scaling;
        }
        if experiment.data.augmentation == before.data.augmentation {
            experiment.data.augmentation = self.augmentation.clone();
        }
        if experiment.training.batch_size == before.training.batch_size {
            experiment.training.batch_size = self.batch_size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_were_changed_stay() {
        let suggestion = Suggestion::for_data(Shape::Image([96, 128, 3]), 600);
        let mut experiment = Experiment::default();
        suggestion.apply(&mut experiment);
        assert_eq!(experiment.model.name, BuiltInModel::PhotoCnn.name());
        assert_eq!(experiment.data.prepare.scaling, Scaling::Standardize);
        assert!(experiment.data.augmentation.horizontal_flip);
        assert_eq!(experiment.training.batch_size, 32);

        let mut experiment = Experiment::default();
        experiment.data.prepare.scaling = Scaling::MinMax;
        experiment.data.augmentation.rotation_range = 5.0;
        experiment.training.batch_size = 16;
        suggestion.apply(&mut experiment);
        assert_eq!(experiment.data.prepare.scaling, Scaling::MinMax);
        assert!(!experiment.data.augmentation.horizontal_flip);
        assert_eq!(experiment.training.batch_size, 16);
    }

    #[test]
    fn photographs_drawings_and_tables_get_different_models() {
        let of = |shape, samples| {
            let suggestion = Suggestion::for_data(shape, samples);
            let name = suggestion.model.name();
            assert!(suggestion.reason.starts_with(name), "{}", suggestion.reason);
            // The model fits the shape.
            let model = suggestion.model.for_classes(3);
            assert!(model.summary(shape, 3).is_ok());
            suggestion
        };
        let photographs = of(Shape::Image([96, 128, 3]), 600);
        assert_eq!(photographs.model, BuiltInModel::PhotoCnn);
        assert_eq!(photographs.scaling, Scaling::Standardize);
        assert!(photographs.augmentation.horizontal_flip && photographs.batch_size == 32);
        assert_eq!(
            of(Shape::Image([32, 32, 3]), 50_000).model,
            BuiltInModel::PhotoCnn
        );
        assert_eq!(
            of(Shape::Image([128, 128, 1]), 100).model,
            BuiltInModel::PhotoCnn
        );

        let digits = of(Shape::Image([28, 28, 1]), 60_000);
        assert_eq!(digits.model, BuiltInModel::SmallCnn);
        assert_eq!((digits.scaling, digits.batch_size), (Scaling::Unit, 64));
        assert!(digits.augmentation.is_none());

        for shape in [Shape::Flat(2), Shape::Flat(30)] {
            let table = of(shape, 150);
            assert_eq!(table.model, BuiltInModel::SmallMlp);
            assert_eq!(table.scaling, Scaling::Standardize);
            assert!(table.augmentation.is_none());
        }
    }
}
