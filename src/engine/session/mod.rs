//! A training run in portions: its caller decides when the next one is done.
//!
//! Everything random of a step follows from the seed and the step's number, so a session
//! restored from a snapshot goes on exactly as the first would have.

mod step;
mod trainer;

use std::sync::Arc;

use burn::tensor::{Device, Tensor};

use super::evaluation::Evaluator;
use super::layer_statistics::StatisticsCollector;
use super::{EngineError, Network, OptimizerState, normalization};
use crate::data::augment::Augmenter;
use crate::data::{Dataset, Pictures, Role, Samples, counts, seed, split};
use crate::experiment::{Experiment, FieldValue, Fields, Optimizer, Summary};
use crate::metrics::{ClassCounts, Predictions, Totals};
use crate::run::{EpochScores, Evaluation, Outcome, Rate};

/// What comes next.
pub(super) enum Stage {
    Training,
    /// What ends an epoch.
    Evaluating {
        part: Role,
        validation: Evaluator,
        test: Evaluator,
    },
    /// An evaluation that was requested between two epochs' ends.
    EvaluatingTest(Evaluator),
    Finished,
    /// Nothing: every further call returns the same error.
    Failed(EngineError),
}

/// A training run.
pub struct Session {
    pub(super) experiment: Experiment,
    pub(super) network: Network,
    pub(super) optimizer: OptimizerState,
    /// Steps taken.
    pub(super) step: usize,
    /// Over the epoch under way.
    pub(super) sums: Totals,
    /// The counts of each class, over the epoch under way; none before its first step.
    pub(super) classes: Vec<ClassCounts>,
    /// The same, since they were taken for a report.
    reported: Vec<ClassCounts>,
    /// Collects statistics of its layers.
    pub(super) collector: StatisticsCollector,
    /// What was changed about its step sizes.
    pub(super) rate: Rate,
    /// What its snapshots keep for the run.
    pub(super) notes: String,
    /// The parameters' values that were remembered as the best, in their order.
    pub(super) best: Option<Vec<Tensor<1>>>,
    summary: Summary,
    data: Arc<Dataset>,
    /// What changes training pictures anew in every epoch, if anything does.
    augmenter: Option<Augmenter>,
    /// How much each class counts, where they do not count alike.
    class_weights: Option<Vec<f32>>,
    /// The order of the epoch under way, and which epoch that is.
    order: (usize, Vec<u32>),
    pub(super) stage: Stage,
    /// The predictions for the validation and for the test samples in the last evaluation.
    pub(super) predictions: [Option<Predictions>; 2],
}

impl Session {
    /// Builds the experiment's network for a data set that was prepared as the experiment says,
    /// before its first step.
    ///
    /// # Errors
    /// The experiment is invalid, does not fit the data, or would not fit into memory.
    pub fn new(
        experiment: Experiment,
        data: Arc<Dataset>,
        device: &Device,
    ) -> Result<Self, EngineError> {
        experiment.validate()?;
        // Before anything is made: a network that memory cannot hold is not begun.
        let summary = experiment.summary(data.shape(), data.classes.len())?;
        let (mut network, _) = Network::new(
            &experiment.model,
            data.shape(),
            data.classes.len(),
            seed::derive(experiment.seed, "weights"),
            device,
        )?;
        normalization::fit(&mut network, &data);
        experiment.check_callbacks(!data.validation.is_empty())?;
        let augmenter = augmenter(&experiment, &data)?;
        let class_weights = &experiment.training.class_weight;
        let counts = counts(&data.train.labels(), data.classes.len());
        let class_weights = class_weights.weights(&counts);
        let trainable: Vec<Tensor<1>> = network
            .parameters
            .iter()
            .filter(|p| p.weight.is_trainable())
            .map(|p| p.value.clone())
            .collect();
        let rate = Rate::new(experiment.optimizer.learning_rate());
        let optimizer = OptimizerState::new(&with_first_momentum(&experiment), &trainable);
        let mut session = Self {
            experiment,
            network,
            optimizer,
            step: 0,
            sums: Totals::default(),
            classes: Vec::new(),
            reported: Vec::new(),
            collector: StatisticsCollector::default(),
            rate,
            notes: String::new(),
            best: None,
            summary,
            data,
            augmenter,
            class_weights,
            order: (usize::MAX, Vec::new()),
            stage: Stage::Training,
            predictions: [None, None],
        };
        session.enter_next_stage();
        Ok(session)
    }

    /// The network as it was before the first step.
    ///
    /// # Errors
    /// None where the session's own network was built.
    pub fn initial_network(&self) -> Result<Network, EngineError> {
        let (mut network, _) = Network::new(
            &self.experiment.model,
            self.data.shape(),
            self.data.classes.len(),
            seed::derive(self.experiment.seed, "weights"),
            self.network.device(),
        )?;
        normalization::fit(&mut network, &self.data);
        Ok(network)
    }

    /// What it carries out.
    #[must_use]
    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// The model's summary table.
    #[must_use]
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// The network as it is now.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Steps taken.
    #[must_use]
    pub fn step(&self) -> usize {
        self.step
    }

    /// Steps in an epoch; the last one may have a smaller batch.
    #[must_use]
    pub fn steps_per_epoch(&self) -> usize {
        self.data
            .train
            .len()
            .div_ceil(self.experiment.training.batch_size)
    }

    /// The epoch under way, from 1.
    #[must_use]
    pub fn epoch(&self) -> usize {
        self.order.0 + 1
    }

    /// Steps in the whole run.
    #[must_use]
    pub fn total_steps(&self) -> usize {
        self.steps_per_epoch() * self.experiment.training.epochs
    }

    /// What it trains on, shared.
    #[must_use]
    pub fn shared_data(&self) -> Arc<Dataset> {
        Arc::clone(&self.data)
    }

    /// Samples to train on, to validate on and to test on.
    #[must_use]
    pub fn samples(&self) -> [usize; 3] {
        [Role::Train, Role::Validation, Role::Test].map(|role| self.data.part(role).len())
    }

    /// Whether all epochs are done.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        matches!(self.stage, Stage::Finished)
    }

    /// Does the next portion: up to `steps` training steps within the epoch under way, or
    /// a batch of the evaluation that ends it.
    ///
    /// # Errors
    /// The device failed, or the loss or the network's outputs are no longer numbers. The
    /// session is then of no more use, and every further call returns the same error.
    pub async fn work(&mut self, steps: usize) -> Result<Outcome, EngineError> {
        let outcome = self.portion(steps).await;
        if let Err(error) = &outcome {
            self.stage = Stage::Failed(error.clone());
        }
        outcome
    }

    async fn portion(&mut self, steps: usize) -> Result<Outcome, EngineError> {
        match std::mem::replace(&mut self.stage, Stage::Training) {
            Stage::Training => self.train(steps).await.map(Outcome::Steps),
            Stage::Evaluating {
                mut part,
                mut validation,
                mut test,
            } => {
                let evaluation = if part == Role::Validation {
                    &mut validation
                } else {
                    &mut test
                };
                if evaluation.advance(&self.network, &self.data, part).await? {
                    if part == Role::Test {
                        return Ok(self.end_epoch(validation, test));
                    }
                    part = Role::Test;
                }
                self.stage = Stage::Evaluating {
                    part,
                    validation,
                    test,
                };
                Ok(Outcome::Evaluating)
            }
            Stage::EvaluatingTest(mut test) => {
                if test.advance(&self.network, &self.data, Role::Test).await? {
                    self.enter_next_stage();
                    let predictions = test.into_predictions();
                    let evaluation = (&predictions).into();
                    self.predictions = [None, Some(predictions)];
                    return Ok(Outcome::Evaluated(evaluation));
                }
                self.stage = Stage::EvaluatingTest(test);
                Ok(Outcome::Evaluating)
            }
            Stage::Finished => {
                self.stage = Stage::Finished;
                Ok(Outcome::Finished)
            }
            Stage::Failed(error) => Err(error),
        }
    }

    /// What it trains on.
    #[must_use]
    pub fn data(&self) -> &Dataset {
        &self.data
    }

    /// What the network gets of a drawing: the drawing in the size and colours of the data's
    /// pictures, and its values scaled as in training, for [`probe`](fn@super::probe).
    ///
    /// # Errors
    /// The network takes rows of numbers.
    pub fn input(&self, drawing: Pictures) -> Result<(Pictures, Vec<f32>), EngineError> {
        let picture = self.data.drawing(drawing)?;
        let mut values = Vec::new();
        let samples = Samples::from(picture.clone());
        self.data.fill(&samples, &[0], &mut values);
        Ok((picture, values))
    }

    /// Makes an evaluation on the test samples the next work; training goes on after it. A
    /// session that failed stays so.
    pub fn evaluate(&mut self) {
        if !matches!(self.stage, Stage::Failed(_)) {
            self.stage = Stage::EvaluatingTest(self.evaluator(Role::Test));
        }
    }

    fn evaluator(&self, part: Role) -> Evaluator {
        let (classes, samples) = (self.data.classes.len(), self.data.part(part).len());
        let smoothing = self.experiment.training.label_smoothing;
        Evaluator::new(classes, samples, smoothing.unwrap_or_default())
    }

    /// What the network said of each validation or test sample in the last evaluation; absent
    /// before the first, for training samples, and for validation samples where the last was of
    /// the test samples alone.
    ///
    /// Two evaluations and the two before them, which are replaced when they end, take at most
    /// four times [`Predictions::MAX_BYTES`] (64 MB), and 8 bytes a sample.
    #[must_use]
    pub fn predictions(&self, part: Role) -> Option<&Predictions> {
        let [validation, test] = &self.predictions;
        match part {
            Role::Train => None,
            Role::Validation => validation.as_ref(),
            Role::Test => test.as_ref(),
        }
    }

    /// The steps of an epoch after which the network is evaluated, except its last one.
    fn evaluations_within(&self) -> impl Iterator<Item = usize> + use<> {
        let per_epoch = self.steps_per_epoch();
        let parts = self.experiment.training.evaluations_per_epoch.unwrap_or(1);
        (1..parts).map(move |i| i * per_epoch / parts)
    }

    /// The step of the epoch under way after which an evaluation comes next: at the end at the
    /// latest.
    fn next_evaluation(&self) -> usize {
        let per_epoch = self.steps_per_epoch();
        let at = self.step % per_epoch;
        let next = self.evaluations_within().find(|step| *step > at);
        next.unwrap_or(per_epoch)
    }

    /// A session of another experiment on the same data and device, before its first step.
    pub(super) fn with(&self, experiment: Experiment) -> Result<Self, EngineError> {
        Self::new(experiment, Arc::clone(&self.data), self.network.device())
    }

    /// Goes on as if no step had been taken since the last evaluation: at the end of an epoch with
    /// the next one, and at the end of the run with the first.
    pub(super) fn skip_evaluation(&mut self) {
        self.sums = Totals::default();
        self.classes.clear();
        if self.step >= self.total_steps() {
            self.step = 0;
        }
        self.enter_next_stage();
    }

    fn end_epoch(&mut self, validation: Evaluator, test: Evaluator) -> Outcome {
        let (validation, test) = (validation.into_predictions(), test.into_predictions());
        let has_validation = !self.data.validation.is_empty();
        let judged = has_validation.then(|| Evaluation::from(&validation));
        let scores = EpochScores {
            epoch: self.epoch(),
            train: self.sums.into(),
            validation: judged.as_ref().map(|validation| validation.test),
            evaluation: (&test).into(),
            train_classes: std::mem::take(&mut self.classes),
            validation_classes: judged
                .map_or_else(Vec::new, |judged| ClassCounts::of(&judged.confusion)),
        };
        self.predictions = [has_validation.then_some(validation), Some(test)];
        self.sums = Totals::default();
        self.enter_next_stage();
        Outcome::EpochEnd(scores)
    }

    /// Enters the stage that follows from the steps taken and the sums: the evaluation of an
    /// epoch whose steps are all taken, the next step, or nothing.
    pub(super) fn enter_next_stage(&mut self) {
        let per_epoch = self.steps_per_epoch();
        let (epochs, steps) = (self.step / per_epoch, self.step % per_epoch);
        let (epoch, stage) = if steps == 0 && self.sums.samples > 0.0 {
            let part = if self.data.validation.is_empty() {
                Role::Test
            } else {
                Role::Validation
            };
            let stage = Stage::Evaluating {
                part,
                validation: self.evaluator(Role::Validation),
                test: self.evaluator(Role::Test),
            };
            (epochs - 1, stage)
        } else if self.step >= self.total_steps() {
            (epochs - 1, Stage::Finished)
        } else {
            (epochs, Stage::Training)
        };
        self.stage = stage;
        if self.order.0 != epoch {
            let order = if self.experiment.training.shuffle {
                let seed = seed::derive(self.experiment.seed, "order");
                split::epoch_order(&self.data.train.indices, seed, epoch)
            } else {
                self.data.train.indices.clone()
            };
            self.order = (epoch, order);
        }
    }
}

/// The experiment's optimizer as a schedule that cycles its momentum begins: a rule without momentum
/// keeps nothing to carry over.
fn with_first_momentum(experiment: &Experiment) -> Optimizer {
    let mut optimizer = experiment.optimizer.clone();
    let course = Rate::new(optimizer.learning_rate()).course(1);
    let momentum = experiment.schedule.kind().momentum(0, &course);
    if let Some((field, momentum)) = optimizer.kind().momentum_field().zip(momentum) {
        let least = f64::from(f32::MIN_POSITIVE);
        optimizer.put(field, FieldValue::Real(momentum.max(least)));
    }
    optimizer
}

/// What changes training pictures in every epoch, where the experiment asks for it: copies that
/// were made once are not changed again.
fn augmenter(experiment: &Experiment, data: &Dataset) -> Result<Option<Augmenter>, EngineError> {
    let options = &experiment.data.augmentation;
    match &data.train.samples {
        Samples::Pictures(pictures) if options.copies == 0 && !options.is_none() => {
            let augmenter = Augmenter::new(options, pictures.shape, experiment.seed)?;
            Ok(Some(augmenter))
        }
        _ => Ok(None),
    }
}
