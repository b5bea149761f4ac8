//! A trial's run as every other run is kept.

use std::sync::Arc;

use crate::experiment::{Callback, Experiment};
use crate::page::kept_runs::state::FinishedRecord;
use crate::protocol::Buffer;
use crate::run::record::{Ending, SweepTrial, TestPredictions};
use crate::run::{EpochResult, Evaluation, RunRecord};
use crate::sweep::Run;

/// What a sweep is known by. The same sweep begun again has the same trials, whose runs take the place of those before.
#[must_use]
pub fn sweep_id(experiment: &Experiment) -> String {
    let bytes = borsh::to_vec(experiment).unwrap_or_default();
    // FNV-1a.
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("sweep-{hash:016x}")
}

/// A run of a sweep that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct EndedRun {
    /// What its sweep is known by.
    pub sweep: String,
    /// What it was.
    pub run: Run,
    /// What computed.
    pub device: String,
    /// Its epochs.
    pub epochs: Vec<EpochResult>,
    /// What it was worth in the end.
    pub evaluation: Evaluation,
    /// What it made of each test sample, if that is known.
    pub predictions: Option<TestPredictions>,
    /// What the test samples are known by.
    pub fingerprint: Option<String>,
    /// Its model, if it is to be kept.
    pub model: Option<Buffer>,
    /// When it ended.
    pub now: f64,
}

/// The record of a run.
#[must_use]
pub fn record(ended: &EndedRun) -> FinishedRecord {
    let EndedRun { sweep, run, .. } = ended;
    let id = format!("{sweep}-{}-{}", run.trial, run.execution);
    let mut record = RunRecord::new(id, &run.experiment);
    let last = ended.epochs.last();
    let summary = &mut record.summary;
    summary.ended_at = ended.now;
    summary.device.clone_from(&ended.device);
    summary.epochs = last.map_or(0, |last| last.epoch);
    summary.steps = last.map_or(0, |last| last.step);
    summary.seconds = last.map_or(0.0, |last| last.seconds);
    summary.test = Some((&ended.evaluation).into());
    summary.test_fingerprint.clone_from(&ended.fingerprint);
    summary.trial = Some(SweepTrial {
        sweep: sweep.clone(),
        trial: run.trial,
        execution: run.execution,
    });
    let may_stop = run.experiment.callbacks.iter().any(|callback| {
        matches!(
            callback,
            Callback::EarlyStopping(_) | Callback::TerminateOnNaN(_)
        )
    });
    if may_stop && summary.epochs < run.experiment.training.epochs {
        summary.ending = Ending::StoppedEarly;
    }
    record.history.clone_from(&ended.epochs);
    record.predictions.clone_from(&ended.predictions);
    FinishedRecord {
        record: Arc::new(record),
        model: ended.model.clone(),
    }
}
