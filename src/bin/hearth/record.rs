//! The file of `--record`: a run as the page keeps it, to be dropped on its room Runs.

use std::time::{SystemTime, UNIX_EPOCH};

use hearth::data::{Dataset, Role};
use hearth::engine::{Session, predict_portion};
use hearth::experiment::Experiment;
use hearth::metrics::Predictions;
use hearth::run::record::{Curve, Ending, RunRecord, TestPredictions, TestScores};
use hearth::run::{EpochResult, Evaluation, Notice, Progress};

use super::failure::Failure;

/// Test samples that are classified at a time.
const PORTION: usize = 1024;

/// Takes down how a run goes.
#[derive(Default)]
pub struct Recorder {
    history: Vec<EpochResult>,
    /// Number, loss and accuracy of each step.
    steps: Vec<(usize, f32, f32)>,
    ending: Ending,
}

impl Recorder {
    /// Takes in the steps of a report.
    pub fn progress(&mut self, progress: &Progress) {
        let steps = progress.steps.iter();
        self.steps
            .extend(steps.map(|step| (step.step, step.loss, step.accuracy)));
    }

    /// Takes in an epoch.
    pub fn epoch(&mut self, epoch: &EpochResult) {
        self.history.push(*epoch);
    }

    /// Takes in what callbacks did.
    pub fn notice(&mut self, notice: &Notice) {
        if let Notice::EarlyStopped { .. } = notice {
            self.ending = Ending::StoppedEarly;
        }
    }

    /// The record of the run, whose network is asked for its predictions of the test samples.
    pub async fn finish(
        &self,
        session: &Session,
        device: String,
        evaluation: &Evaluation,
    ) -> Result<RunRecord, Failure> {
        let predictions = predictions(session).await?;
        let of_run = (session.experiment(), session.data(), session.step());
        Ok(self.record(of_run, device, evaluation, predictions))
    }

    /// The record of a run of an experiment on its data, in so many steps.
    pub fn record(
        &self,
        (experiment, data, steps): (&Experiment, &Dataset, usize),
        device: String,
        evaluation: &Evaluation,
        predictions: TestPredictions,
    ) -> RunRecord {
        let ended = SystemTime::now().duration_since(UNIX_EPOCH);
        let ended = ended.unwrap_or_default();
        // No two runs of a machine end in the same nanosecond in processes of the same number.
        let id = format!("{:016x}-{}", ended.as_nanos(), std::process::id());
        let mut record = RunRecord::new(id, experiment);
        let summary = &mut record.summary;
        summary.ended_at = ended.as_millis() as f64;
        summary.device = device;
        summary.epochs = self.history.len();
        summary.steps = steps;
        summary.seconds = self.history.last().map_or(0.0, |epoch| epoch.seconds);
        summary.ending = self.ending.clone();
        summary.test = Some(TestScores::from(evaluation));
        summary.test_fingerprint = Some(data.test_fingerprint());
        record.history.clone_from(&self.history);
        record.curve = Curve::of(self.steps.iter().copied());
        record.predictions = Some(predictions);
        record
    }
}

async fn predictions(session: &Session) -> Result<TestPredictions, Failure> {
    let data = session.data();
    let mut portions = Vec::new();
    for from in (0..data.test.len()).step_by(PORTION) {
        let range = from..from + PORTION;
        let portion = predict_portion(session.network(), data, Role::Test, range).await?;
        portions.push(portion.to_bytes());
    }
    let all = Predictions::from_portions(portions.iter().map(Vec::as_slice));
    Ok(all
        .as_ref()
        .map_or_else(TestPredictions::default, Into::into))
}
