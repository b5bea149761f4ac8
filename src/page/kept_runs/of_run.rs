//! The record of a run as the page followed it.

use super::state::Ended;
use crate::page::run::{Run, Status};
use crate::run::Notice;
use crate::run::RunRecord;
use crate::run::record::{Curve, Ending, TestScores};

/// The record of a run that is over, without its experiment, which is yet to be written.
#[must_use]
pub fn record(ended: &Ended) -> RunRecord {
    let over = &ended.over;
    let run = &over.run;
    let mut record = RunRecord::of_text(ended.id.clone(), &run.experiment, String::new());
    let summary = &mut record.summary;
    summary.ended_at = ended.at;
    summary.device.clone_from(&run.device);
    summary.epochs = run.epochs.len();
    summary.steps = run.step;
    summary.seconds = run.work_seconds();
    summary.ending = match &over.fault {
        Some(reason) => Ending::Failed(reason.clone()),
        None => ending(run),
    };
    summary.test = match &run.evaluation {
        Some(evaluation) => Some(TestScores::from(evaluation)),
        None => run.test().map(TestScores::from),
    };
    record.history.clone_from(&run.epochs);
    let points = run.curve.iter();
    record.curve = Curve::of(points.map(|p| (p.step, p.raw[0], p.raw[1])));
    record
}

fn ending(run: &Run) -> Ending {
    let stopped_early = |notice: &Notice| matches!(notice, Notice::EarlyStopped { .. });
    match run.status {
        Status::Finished if run.notices.iter().any(stopped_early) => Ending::StoppedEarly,
        Status::Finished => Ending::Finished,
        _ => Ending::Stopped,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;
    use crate::page::run::Point;
    use crate::page::state::RunOver;
    use crate::protocol::RunId;
    use crate::run::{EpochResult, Evaluation, Scores};

    #[test]
    fn a_run_becomes_a_record() {
        let mut run = Run::new(RunId(3), Experiment::default());
        run.curve = vec![Point {
            step: 1,
            raw: [2.0, 0.5],
            smooth: [2.0, 0.5],
        }];
        let scores = Scores {
            loss: 0.5,
            accuracy: 0.75,
        };
        run.epochs = vec![EpochResult {
            epoch: 1,
            step: 1,
            train: scores,
            validation: None,
            test: scores,
            seconds: 2.0,
        }];
        run.step = 1;
        run.device = "CPU".to_owned();
        run.status = Status::Finished;
        let of = |run: &Run, fault: Option<&str>| {
            let over = Box::new(RunOver {
                run: run.clone(),
                model: None,
                load: None,
                fault: fault.map(str::to_owned),
            });
            record(&Ended {
                over,
                id: "v-3".to_owned(),
                at: 5.0,
            })
        };
        assert_eq!(of(&run, None).summary.test, Some(scores.into()));
        run.evaluation = Some(Evaluation {
            test: scores,
            confusion: vec![vec![2, 0], vec![1, 1]],
        });
        let kept = of(&run, None);
        let summary = &kept.summary;
        assert_eq!((&summary.id[..], summary.ended_at), ("v-3", 5.0));
        assert_eq!(
            (summary.epochs, summary.steps, &summary.device[..]),
            (1, 1, "CPU")
        );
        assert!(summary.test.is_some_and(|test| test.f1.is_some()));
        assert_eq!(
            (&kept.curve.steps[..], &kept.history),
            (&[1][..], &run.epochs)
        );
        assert_eq!(summary.ending, Ending::Finished);
        run.notices = vec![Notice::EarlyStopped {
            epoch: 1,
            best_epoch: 1,
            best: 0.5,
        }];
        assert_eq!(of(&run, None).summary.ending, Ending::StoppedEarly);
        run.status = Status::Stopped;
        assert_eq!(of(&run, None).summary.ending, Ending::Stopped);
        let failed = of(&run, Some("No memory.")).summary.ending;
        assert_eq!(failed, Ending::Failed("No memory.".to_owned()));
    }
}
