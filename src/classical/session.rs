//! An experiment's classifier on its data, as what a run drives: portions of its training are the steps of its one
//! epoch, which ends with the evaluation.

use std::sync::Arc;

use super::evaluate::PORTION;
use super::{ClassicalError, Model, Rows, Training, bytes, predict};
use crate::data::{Dataset, Role};
use crate::experiment::classifiers::Classifier;
use crate::experiment::{Callback, Experiment, Shape, Summary};
use crate::metrics::{ClassCounts, Predictions};
use crate::model_file::{ModelFile, ModelFileError};
use crate::run::{
    EpochScores, Evaluation, NetworkStatistics, Outcome, Scores, StepRecord, Trainer,
};

/// Training samples that the trained classifier is asked about at most, for the score on what was learned from.
const MOST_TRAINING_SAMPLES: usize = 1000;

/// A classifier that is trained, or is to be.
pub struct Session {
    experiment: Experiment,
    classifier: Classifier,
    data: Arc<Dataset>,
    stage: Stage,
    /// Steps taken, and all of them.
    steps: [usize; 2],
    model: Option<Model>,
    /// The file that it was restored from.
    file: Option<Vec<u8>>,
    /// What it said in its last evaluation of the training, validation and test samples.
    kept: [Option<Predictions>; 3],
}

enum Stage {
    /// Its rows are not made yet.
    New,
    Training(Box<Training>),
    Evaluating {
        part: Role,
        predictions: Predictions,
        /// Whether it was asked for, and is of the test samples alone.
        is_alone: bool,
    },
    Over,
}

impl Session {
    /// The classifier of an experiment before its training.
    ///
    /// # Errors
    /// The experiment has none, training would take more memory than there is, or a class has no samples.
    pub fn new(experiment: Experiment, data: Arc<Dataset>) -> Result<Self, ClassicalError> {
        let classifier = experiment.model.classifier.clone().ok_or_else(|| {
            ClassicalError::new(
                "the experiment's model is a network",
                "Choose a classifier, or compute on another device.",
            )
        })?;
        let (samples, classes) = (data.train.len(), data.classes.len());
        Training::check(&classifier, samples, data.shape().len(), classes)?;
        Training::check_labels(&data.train.labels(), classes)?;
        let portions = Training::portions(&classifier, samples, data.shape().len(), classes);
        Ok(Self {
            experiment,
            classifier,
            data,
            stage: Stage::New,
            // The last one makes the classifier out of what was found.
            steps: [0, portions + 1],
            model: None,
            file: None,
            kept: [None, None, None],
        })
    }

    /// Takes the trained classifier of a file, whose evaluation is what is left to do. On an error it stays as it is.
    ///
    /// # Errors
    /// The file is damaged, of another classifier or of other data; the message names what is wrong.
    pub fn restore(&mut self, file: Vec<u8>) -> Result<(), ClassicalError> {
        let [_, all] = self.steps;
        let (model, step) = {
            let file = ModelFile::open(&file)?;
            let position = file.position()?;
            if !position.is_within(all) {
                return Err(ModelFileError::foreign(format!(
                    "step {} is no position in this training of {all} steps",
                    position.step
                ))
                .into());
            }
            let model = Model::from_file(&file, &self.classifier, &self.data)?;
            (model, position.step)
        };
        self.model = Some(model);
        self.file = Some(file);
        self.steps = [step, all];
        self.kept = [None, None, None];
        self.begin_evaluation(Role::Train, false);
        Ok(())
    }

    /// The experiment.
    #[must_use]
    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// The data.
    #[must_use]
    pub fn data(&self) -> &Arc<Dataset> {
        &self.data
    }

    /// The trained classifier.
    #[must_use]
    pub fn model(&self) -> Option<&Model> {
        self.model.as_ref()
    }

    /// What it said of each sample of a part in the last evaluation, if that was of all of them.
    #[must_use]
    pub fn predictions(&self, part: Role) -> Option<&Predictions> {
        let kept = self.kept[part as usize].as_ref();
        kept.filter(|kept| kept.len() == self.data.part(part).len())
    }

    /// Its settings.
    #[must_use]
    pub fn classifier(&self) -> &Classifier {
        &self.classifier
    }

    /// Bytes that its training takes beside the data.
    #[must_use]
    pub fn memory(&self) -> u64 {
        let (samples, width) = (self.data.train.len(), self.data.shape().len());
        bytes(&self.classifier, samples, width, self.data.classes.len())
    }

    /// The table of its layers, of which it has none.
    #[must_use]
    pub fn summary(&self) -> Summary {
        Summary {
            input: Shape::Flat(self.data.shape().len()),
            layers: Vec::new(),
        }
    }

    /// Samples to train on, to validate on and to test on.
    #[must_use]
    pub fn samples(&self) -> [usize; 3] {
        [&self.data.train, &self.data.validation, &self.data.test].map(crate::data::Part::len)
    }

    /// Some portions of the training, or the last step of all.
    fn train(&mut self, mut training: Box<Training>, most: usize) -> Vec<StepRecord> {
        let [_, all] = self.steps;
        let mut records = Vec::new();
        for _ in 0..most.max(1) {
            let is_last = training.is_done();
            if !is_last {
                training.work();
            }
            let step = if is_last {
                all
            } else {
                training.progress().0.min(all - 1)
            };
            let scores = training.loss_and_accuracy().unwrap_or([f64::NAN; 2]);
            let [loss, accuracy] = scores.map(|score| score as f32);
            self.steps[0] = step;
            records.push(StepRecord {
                step,
                loss,
                accuracy,
                learning_rate: 0.0,
            });
            if is_last {
                self.model = Some(training.finish());
                self.begin_evaluation(Role::Train, false);
                return records;
            }
        }
        self.stage = Stage::Training(training);
        records
    }

    fn begin_evaluation(&mut self, part: Role, is_alone: bool) {
        let samples = self.evaluated_samples(part);
        let predictions = Predictions::new(self.data.classes.len(), samples);
        self.stage = Stage::Evaluating {
            part,
            predictions,
            is_alone,
        };
    }

    fn evaluated_samples(&self, part: Role) -> usize {
        let all = self.data.part(part).len();
        if part == Role::Train {
            all.min(MOST_TRAINING_SAMPLES)
        } else {
            all
        }
    }

    /// The next samples of an evaluation.
    fn evaluate_portion(
        &mut self,
        part: Role,
        mut predictions: Predictions,
        is_alone: bool,
    ) -> Outcome {
        let all = self.evaluated_samples(part);
        let done = predictions.len();
        if let Some(model) = &self.model
            && done < all
        {
            let positions = done..(done + PORTION).min(all);
            let samples = self.data.part(part);
            predict(model, &self.data, samples, positions, &mut predictions);
        }
        if predictions.len() < all {
            self.stage = Stage::Evaluating {
                part,
                predictions,
                is_alone,
            };
            return Outcome::Evaluating;
        }
        let evaluation = Evaluation::from(&predictions);
        self.kept[part as usize] = Some(predictions);
        match part {
            Role::Train => self.begin_evaluation(Role::Validation, false),
            Role::Validation => self.begin_evaluation(Role::Test, false),
            Role::Test => {
                self.stage = Stage::Over;
                return if is_alone {
                    Outcome::Evaluated(evaluation)
                } else {
                    Outcome::EpochEnd(self.scores(evaluation))
                };
            }
        }
        Outcome::Evaluating
    }

    fn scores(&self, evaluation: Evaluation) -> EpochScores {
        let of = |part: Role| -> Option<(Scores, Vec<ClassCounts>)> {
            let predictions = self.kept[part as usize].as_ref();
            let predictions = predictions.filter(|predictions| !predictions.is_empty())?;
            let evaluation = Evaluation::from(predictions);
            Some((evaluation.test, ClassCounts::of(&evaluation.confusion)))
        };
        let (train, train_classes) = of(Role::Train).unwrap_or((evaluation.test, Vec::new()));
        let (validation, validation_classes) = of(Role::Validation).unzip();
        EpochScores {
            epoch: 1,
            train,
            validation,
            evaluation,
            train_classes,
            validation_classes: validation_classes.unwrap_or_default(),
        }
    }
}

impl Trainer for Session {
    type Error = ClassicalError;

    async fn work(&mut self, steps: usize) -> Result<Outcome, ClassicalError> {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::New => {
                let rows = Rows::of_part(&self.data, &self.data.train);
                let training = Training::new(
                    &self.classifier,
                    rows,
                    self.data.train.labels(),
                    self.data.classes.len(),
                    self.experiment.seed,
                )?;
                Ok(Outcome::Steps(self.train(Box::new(training), steps)))
            }
            Stage::Training(training) => Ok(Outcome::Steps(self.train(training, steps))),
            Stage::Evaluating {
                part,
                predictions,
                is_alone,
            } => Ok(self.evaluate_portion(part, predictions, is_alone)),
            Stage::Over => Ok(Outcome::Finished),
        }
    }

    fn evaluate(&mut self) {
        if let Stage::Training(training) = std::mem::replace(&mut self.stage, Stage::Over) {
            self.model = training.stop();
        }
        if self.model.is_some() {
            self.begin_evaluation(Role::Test, true);
        }
    }

    async fn snapshot(&self) -> Result<Vec<u8>, ClassicalError> {
        match (&self.file, &self.model) {
            (Some(file), _) => Ok(file.clone()),
            (None, Some(model)) => model.to_file(&self.experiment, &self.data, self.steps[0]),
            (None, None) => Ok(Vec::new()),
        }
    }

    fn has_snapshot(&self) -> bool {
        let model = self.model.as_ref();
        model.is_some_and(|model| model.fits_in_file(&self.data))
    }

    fn callbacks(&self) -> &[Callback] {
        &[]
    }

    #[allow(clippy::unnecessary_literal_bound, reason = "it is the trait's")]
    fn notes(&self) -> &str {
        ""
    }

    fn set_notes(&mut self, _: String) {}

    fn learning_rate(&self) -> f64 {
        0.0
    }

    fn set_learning_rate(&mut self, _: f64) {}

    fn keep_weights(&mut self) {}

    fn restore_weights(&mut self) -> bool {
        false
    }

    fn collect_statistics(&mut self) {}

    fn take_statistics(&mut self) -> Option<NetworkStatistics> {
        None
    }

    fn take_classes(&mut self) -> Vec<ClassCounts> {
        Vec::new()
    }

    fn step(&self) -> usize {
        self.steps[0]
    }

    fn epoch(&self) -> usize {
        1
    }

    fn steps_per_epoch(&self) -> usize {
        self.steps[1]
    }

    fn total_steps(&self) -> usize {
        self.steps[1]
    }

    fn train_samples(&self) -> usize {
        self.data.train.len()
    }
}
