//! A chart's numbers as CSV: a row for each step, with the epoch's scores where one ends.

use std::fmt::Write;

use crate::page::run::Run;
use crate::run::{EpochResult, Scores};

/// The numbers of a run: of every step the value of its batch, and after an epoch those of the training,
/// validation and test samples. `of` takes a step's loss and accuracy, or scores, apart.
#[must_use]
pub fn csv(run: &Run, name: &str, of: fn([f64; 2]) -> f64) -> String {
    let mut table = format!("step,batch_{name},epoch,train_{name},validation_{name},test_{name}\n");
    let scores = |scores: Scores| of([scores.loss, scores.accuracy]);
    let mut epochs = run.epochs.iter().peekable();
    for point in &run.curve {
        let batch = of(point.raw.map(f64::from));
        let _ = write!(table, "{},{batch}", point.step);
        let ended = |epoch: &&EpochResult| epoch.step <= point.step;
        match epochs.next_if(ended) {
            Some(epoch) => {
                let validation = epoch.validation.map(|s| scores(s).to_string());
                let _ = writeln!(
                    table,
                    ",{},{},{},{}",
                    epoch.epoch,
                    scores(epoch.train),
                    validation.unwrap_or_default(),
                    scores(epoch.test)
                );
            }
            None => table.push_str(",,,,\n"),
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;
    use crate::page::run::Point;
    use crate::protocol::RunId;

    #[test]
    fn every_step_has_a_row_and_every_epoch_its_scores() {
        let mut run = Run::new(RunId::default(), Experiment::default());
        let point = |step| Point {
            step,
            raw: [0.5, 0.25],
            smooth: [0.0; 2],
        };
        run.curve = vec![point(1), point(2), point(3)];
        let scores = |loss| Scores {
            loss,
            accuracy: 0.75,
        };
        run.epochs = vec![EpochResult {
            epoch: 1,
            step: 2,
            train: scores(0.5),
            validation: None,
            test: scores(0.125),
            seconds: 1.0,
        }];
        let table = csv(&run, "loss", |[loss, _]| loss);
        assert_eq!(
            table,
            "step,batch_loss,epoch,train_loss,validation_loss,test_loss\n\
             1,0.5,,,,\n\
             2,0.5,1,0.5,,0.125\n\
             3,0.5,,,,\n"
        );
    }
}
