//! The score of a trial.

use super::EpochReadings;
use crate::experiment::Monitor;
use crate::experiment::sweep::Objective;

/// The reading of an epoch that a monitor names; absent where there are no validation samples.
#[must_use]
pub fn reading(monitor: Monitor, epoch: &EpochReadings) -> Option<f64> {
    match monitor {
        Monitor::ValLoss => epoch.validation.map(|scores| scores.loss),
        Monitor::ValAccuracy => epoch.validation.map(|scores| scores.accuracy),
        Monitor::Loss => Some(epoch.train.loss),
        Monitor::Accuracy => Some(epoch.train.accuracy),
    }
}

/// The best epoch of a run, from 1, and its reading; the first of equals. What is no number is no reading.
#[must_use]
pub fn best_epoch(objective: &Objective, epochs: &[EpochReadings]) -> Option<(usize, f64)> {
    let greater = objective.is_greater_better();
    let readings = epochs.iter().filter_map(|epoch| {
        let reading = reading(objective.monitor, epoch)?;
        (!reading.is_nan()).then_some((epoch.epoch, reading))
    });
    readings.reduce(|best, other| {
        let is_better = if greater {
            other.1 > best.1
        } else {
            other.1 < best.1
        };
        if is_better { other } else { best }
    })
}
