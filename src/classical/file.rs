//! A trained classifier as a model's file, and back: what it says of a sample is the same before and after, to the
//! last bit.

use std::sync::Arc;

use super::knn::Neighbors;
use super::logistic::Logistic;
use super::{ClassicalError, Model, Rows, SupportVectors};
use crate::data::{DataError, Dataset, Samples};
use crate::experiment::Experiment;
use crate::experiment::classifiers::{Classifier, KNeighborsClassifier};
use crate::metrics::Totals;
use crate::model_file::{
    self, ClassifierParts, ModelFile, ModelFileError, NeighborSamples, Position,
};

/// Bytes that the file of a classifier may have: samples that vote are as many as there are data.
pub const MOST_FILE_BYTES: usize = 256 << 20;

impl Model {
    /// The file of a classifier that was trained in so many steps on this data.
    ///
    /// # Errors
    /// It would be larger than [`MOST_FILE_BYTES`].
    pub fn to_file(
        &self,
        experiment: &Experiment,
        data: &Dataset,
        step: usize,
    ) -> Result<Vec<u8>, ClassicalError> {
        if !self.fits_in_file(data) {
            return Err(ClassicalError::new(
                format!(
                    "the classifier's file would be larger than {} MB",
                    MOST_FILE_BYTES >> 20
                ),
                "Keep the experiment instead, which trains it again to the same numbers, or train on fewer samples.",
            ));
        }
        let tensors = self.to_parts(data).tensors(data.shape().len());
        let position = Position::new(step, 0, Totals::default());
        let file = model_file::write(experiment, &data.input_format(), &position, &tensors);
        file.map_err(ClassicalError::from)
    }

    /// Whether its file is no larger than [`MOST_FILE_BYTES`].
    #[must_use]
    pub fn fits_in_file(&self, data: &Dataset) -> bool {
        let width = data.shape().len();
        let values = match (self, &data.train.samples) {
            (Self::Svc(svc), _) => svc.support().len() * (4 * width + 8 * data.classes.len()),
            (Self::Logistic(_), _) => 8 * (width + 1) * data.classes.len(),
            (Self::Neighbors(neighbors), Samples::Pictures(_)) => neighbors.labels.len() * width,
            (Self::Neighbors(neighbors), Samples::Features(_)) => {
                neighbors.labels.len() * 4 * width
            }
        };
        values <= MOST_FILE_BYTES
    }

    fn to_parts(&self, data: &Dataset) -> ClassifierParts {
        match self {
            Self::Svc(svc) => ClassifierParts::Svc(svc.to_parts()),
            Self::Logistic(logistic) => {
                let [coef, intercept] = logistic.to_parts();
                ClassifierParts::Logistic { coef, intercept }
            }
            Self::Neighbors(neighbors) => ClassifierParts::Neighbors {
                samples: match &data.train.samples {
                    // A quarter of what they are as the classifier gets them.
                    Samples::Pictures(pictures) => {
                        let indices = data.train.indices.iter();
                        let pixels = indices.flat_map(|index| pictures.get(*index as usize));
                        NeighborSamples::Pixels(pixels.copied().collect())
                    }
                    Samples::Features(_) => {
                        let rows = &neighbors.rows;
                        NeighborSamples::Numbers(rows.rows(0..rows.len()).to_vec())
                    }
                },
                labels: neighbors.labels.clone(),
            },
        }
    }

    /// The classifier of an experiment that a file holds. `data` is of what it takes, with samples or without.
    ///
    /// # Errors
    /// The file lacks what such a classifier consists of, or does not go with the data.
    pub fn from_file(
        file: &ModelFile,
        classifier: &Classifier,
        data: &Dataset,
    ) -> Result<Self, ModelFileError> {
        let (width, classes) = (data.shape().len(), data.classes.len());
        let parts = file.classifier(classifier, width, classes)?;
        match (classifier, parts) {
            (Classifier::Svc(options), ClassifierParts::Svc(parts)) => {
                Ok(Self::Svc(SupportVectors::from_parts(options, parts, width)))
            }
            (
                Classifier::LogisticRegression(options),
                ClassifierParts::Logistic { coef, intercept },
            ) => {
                let parts = [&coef[..], &intercept[..]];
                Ok(Self::Logistic(Logistic::from_parts(options.clone(), parts)))
            }
            (
                Classifier::KNeighborsClassifier(options),
                ClassifierParts::Neighbors { samples, labels },
            ) => Ok(Self::Neighbors(voters(options, samples, labels, data)?)),
            // A classifier's parts are those of its kind.
            _ => Err(ModelFileError::foreign(
                "the model's file is of another classifier",
            )),
        }
    }
}

fn voters(
    options: &KNeighborsClassifier,
    samples: NeighborSamples,
    labels: Vec<u16>,
    data: &Dataset,
) -> Result<Neighbors, DataError> {
    let values = match samples {
        NeighborSamples::Pixels(pixels) => data.from_unlabelled(pixels)?,
        NeighborSamples::Numbers(numbers) => numbers,
    };
    let rows = Arc::new(Rows::new(data.shape().len(), values));
    Ok(Neighbors {
        squares: rows.squares(),
        rows,
        labels,
        classes: data.classes.len(),
        options: options.clone(),
    })
}

#[cfg(all(test, not(target_family = "wasm")))]
#[path = "file_tests.rs"]
mod tests;
