//! How a run of a sweep ends: with its scores and what it made of the test samples, or with a reason.

use super::Running;
use crate::data::Role;
use crate::metrics::{Predictions, classification_report};
use crate::page::rooms::sweep::crew::Stage;
use crate::page::rooms::sweep::kept_run::EndedRun;
use crate::page::rooms::sweep::request::Request;
use crate::protocol::{Command, NetworkQuery, NetworkReply, Question, RunId, Ticket};
use crate::run::record::TestPredictions;
use crate::sweep::{Entry, FinalScores, Run};

/// Samples that a network is asked about, unless it kept what it made of all.
const PORTION: usize = 1;

/// Asks what a run that is over made of the test samples. Its worker kept that, or it is left out.
pub(super) fn predictions_of(run: RunId) -> Command {
    Command::Ask(Question {
        ticket: Ticket { id: 1, about: run },
        body: NetworkQuery::Predict {
            part: Role::Test,
            from: 0,
            count: PORTION,
            or_kept: true,
        },
    })
}

impl Running {
    /// The run of a worker failed, and would again.
    pub(super) fn fail(&mut self, number: u32, reason: &str, requests: &mut Vec<Request>) {
        let at = self.position(number);
        let Some(run) = at.and_then(|at| self.workers[at].put_down()) else {
            return;
        };
        let entry = Entry::Failed {
            trial: run.trial,
            execution: run.execution,
            reason: reason.to_owned(),
        };
        self.note(entry, requests);
        self.prune(requests);
    }

    /// Lets go of weights that no trial can begin with any more.
    pub(super) fn prune(&self, requests: &mut Vec<Request>) {
        let has_rounds = self
            .course
            .trials()
            .any(|trial| trial.planned.hyperband.is_some());
        if has_rounds {
            let needed = self.course.weights_needed();
            requests.push(Request::KeepWeightsOf(needed.into_iter().collect()));
        }
    }

    /// What a run that is over made of the test samples.
    pub(super) fn on_answer(
        &mut self,
        at: usize,
        reply: NetworkReply,
        now: f64,
        requests: &mut Vec<Request>,
    ) {
        let worker = &mut self.workers[at];
        let NetworkReply::Predictions(result) = reply else {
            return;
        };
        if worker.stage != Stage::Asked {
            return;
        }
        let all = result.ok().filter(|portion| portion.count == portion.total);
        let predictions =
            all.and_then(|portion| Predictions::from_portions([&portion.predictions.to_vec()[..]]));
        let predictions = predictions.as_ref().map(TestPredictions::from);
        if let Some(run) = worker.put_down() {
            self.end(at, &run, predictions, now, requests);
        }
        self.fill(now, requests);
    }

    /// A run is over: its scores go into the journal, its model is kept with it if no trial was better so far, and its
    /// weights if others may begin with them.
    fn end(
        &mut self,
        at: usize,
        run: &Run,
        predictions: Option<TestPredictions>,
        now: f64,
        requests: &mut Vec<Request>,
    ) {
        let (trial, execution) = (run.trial, run.execution);
        let worker = &mut self.workers[at];
        let (best, model) = (worker.best.take(), worker.model.take());
        let Some(evaluation) = worker.evaluation.take() else {
            let reason = "the run ended without an epoch".to_owned();
            let failed = Entry::Failed {
                trial,
                execution,
                reason,
            };
            self.note(failed, requests);
            return;
        };
        let seconds = worker.epochs.last().map_or(0.0, |last| last.seconds);
        let mean = classification_report(&evaluation.confusion).macro_avg;
        let test = evaluation.test;
        let mut ended = EndedRun {
            sweep: self.id.clone(),
            run: run.clone(),
            device: worker.device.clone(),
            epochs: worker.epochs.clone(),
            evaluation,
            predictions,
            fingerprint: worker.fingerprint.clone(),
            model: None,
            now,
        };
        let entry = Entry::Ended {
            trial,
            execution,
            minutes: self.minutes(now),
            scores: FinalScores {
                test,
                precision: mean.precision,
                recall: mean.recall,
                f1: mean.f1,
                seconds,
            },
        };
        self.course.take(&entry);
        // Those of all trials would take the place of the runs that people keep.
        let ranked = self.course.ranked();
        let is_best = ranked
            .first()
            .is_some_and(|(best, _)| best.planned.number == trial);
        ended.model = model.filter(|_| is_best);
        requests.push(Request::KeepRun(Box::new(ended)));
        // Before the journal says that the run is over: what it says is over must be there.
        if let Some(bytes) =
            best.filter(|_| self.course.weights_needed().contains(&(trial, execution)))
        {
            requests.push(Request::KeepWeights {
                trial,
                execution,
                bytes,
            });
        }
        self.write(vec![entry], requests);
        self.prune(requests);
    }
}
