//! A kept run as one of TensorBoard's event files.

use crate::export::tensorboard::{first_record, scalars};
use crate::run::{RunRecord, Scores};

/// The name of a run's event file, by which TensorBoard knows it for one.
#[must_use]
pub fn file_name(record: &RunRecord) -> String {
    let seconds = (record.summary.ended_at / 1000.0) as u64;
    format!("events.out.tfevents.{seconds:010}.hearth")
}

/// The scalars of a run: of the steps that were kept as `batch_…`, of the epochs as `epoch_…/train`, `…/validation`
/// and `…/test`. Steps and epochs are counted from 0, as Keras counts them.
#[must_use]
pub fn event_file(record: &RunRecord) -> Vec<u8> {
    let ended = record.summary.ended_at / 1000.0;
    let begun = ended - record.summary.seconds;
    let mut file = first_record(begun);
    let curve = &record.curve;
    let last = curve.steps.last().copied().unwrap_or(1).max(1) as f64;
    for ((step, loss), accuracy) in curve.steps.iter().zip(&curve.loss).zip(&curve.accuracy) {
        let values = [
            ("batch_loss", f64::from(*loss)),
            ("batch_accuracy", f64::from(*accuracy)),
        ];
        // When each step was is not known: as if all had taken as long.
        let time = begun + record.summary.seconds * *step as f64 / last;
        file.extend(scalars(time, step.saturating_sub(1), &values));
    }
    for epoch in &record.history {
        let mut write = |[loss, accuracy]: [&str; 2], scores: Scores| {
            let values = [(loss, scores.loss), (accuracy, scores.accuracy)];
            let time = begun + epoch.seconds;
            file.extend(scalars(time, epoch.epoch.saturating_sub(1), &values));
        };
        write(["epoch_loss/train", "epoch_accuracy/train"], epoch.train);
        if let Some(validation) = epoch.validation {
            let tags = ["epoch_loss/validation", "epoch_accuracy/validation"];
            write(tags, validation);
        }
        write(["epoch_loss/test", "epoch_accuracy/test"], epoch.test);
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;
    use crate::run::EpochResult;

    #[test]
    fn every_step_and_epoch_is_in_it() {
        let mut record = RunRecord::new("a".to_owned(), &Experiment::default());
        record.summary.ended_at = 2_000_000.0;
        record.curve.push(4, 0.5, 0.75);
        let empty = event_file(&RunRecord::new("b".to_owned(), &Experiment::default()));
        let scores = Scores {
            loss: 0.5,
            accuracy: 0.75,
        };
        record.history.push(EpochResult {
            epoch: 1,
            step: 4,
            train: scores,
            validation: None,
            test: scores,
            seconds: 1.0,
        });
        let file = event_file(&record);
        assert!(file.len() > empty.len());
        let has = |tag: &str| file.windows(tag.len()).any(|part| part == tag.as_bytes());
        for tag in ["batch_loss", "epoch_loss/train", "epoch_accuracy/test"] {
            assert!(has(tag), "{tag}");
        }
        assert!(!has("validation"));
        assert_eq!(file_name(&record), "events.out.tfevents.0000002000.hearth");
    }
}
