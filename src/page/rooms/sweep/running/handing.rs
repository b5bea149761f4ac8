//! How workers get their runs, and what those need: samples and weights.

use super::{Phase, Running, of_run};
use crate::page::rooms::sweep::crew::Stage;
use crate::page::rooms::sweep::request::Request;
use crate::page::rooms::sweep::supply::{Key, Supplied};
use crate::protocol::RunCommand;
use crate::sweep::Next;

impl Running {
    /// Gives runs to the workers that have none, as far as there are any.
    pub(super) fn fill(&mut self, now: f64, requests: &mut Vec<Request>) {
        while self.phase == Phase::Running {
            let idle = self.workers.iter().position(|w| w.stage == Stage::Idle);
            let is_nobody_busy = self.workers.iter().all(|w| w.run.is_none());
            let Some(idle) = idle else { return };
            match self.course.next_run(self.minutes(now)) {
                Next::Run(run, entries) => {
                    self.write(entries, requests);
                    self.workers[idle].take(run);
                    self.fetch(idle, now, requests);
                }
                Next::Failed(entries) => self.write(entries, requests),
                Next::Done if is_nobody_busy => {
                    self.release(now, requests);
                    self.phase = Phase::Over;
                    requests.push(Request::KeepJournal);
                    requests.push(Request::KeepWeightsOf(Vec::new()));
                }
                Next::Wait | Next::Done => return,
            }
        }
    }

    /// Sees to it that a worker gets what its run needs.
    pub(super) fn fetch(&mut self, at: usize, now: f64, requests: &mut Vec<Request>) {
        let worker = &mut self.workers[at];
        let Some(run) = &worker.run else { return };
        if let Some((trial, execution)) = run.parent {
            requests.push(Request::FetchWeights {
                worker: worker.number,
                trial,
                execution,
            });
        }
        let key = Key::of(&run.experiment);
        if worker.data.as_ref().is_some_and(|data| data.is_same(&key)) {
            self.begin(at, requests);
            return;
        }
        worker.data = None;
        let number = worker.number;
        let supplied = self.supply.want(number, key, requests);
        self.take_supply(supplied, now, requests);
    }

    /// Begins a worker's run if all is there.
    pub(super) fn begin(&mut self, at: usize, requests: &mut Vec<Request>) {
        let worker = &mut self.workers[at];
        let Some(run) = &worker.run else { return };
        if worker.stage != Stage::Waiting || worker.data.is_none() {
            return;
        }
        let experiment = Box::new(run.experiment.clone());
        let command = match (run.parent, worker.weights.take()) {
            (Some(_), None) => return,
            (Some(_), Some(weights)) => RunCommand::PrepareAfter {
                experiment,
                weights,
                epochs: run.initial_epoch,
            },
            (None, _) => RunCommand::Prepare {
                experiment,
                snapshot: None,
            },
        };
        worker.stage = Stage::Preparing;
        requests.push(of_run(worker, command));
    }

    pub(super) fn take_supply(
        &mut self,
        supplied: Supplied,
        now: f64,
        requests: &mut Vec<Request>,
    ) {
        match supplied {
            Supplied::Nothing => {}
            Supplied::Workers {
                workers,
                fingerprint,
            } => {
                for (number, key) in workers {
                    if let Some(at) = self.position(number) {
                        self.workers[at].data = Some(key);
                        self.workers[at].fingerprint.clone_from(&fingerprint);
                        self.begin(at, requests);
                    }
                }
            }
            Supplied::Refused {
                workers,
                reason,
                is_of_run: true,
            } => {
                for number in workers {
                    self.fail(number, &reason, requests);
                }
                let supplied = self.supply.serve(requests);
                self.take_supply(supplied, now, requests);
                self.fill(now, requests);
            }
            Supplied::Refused { reason, .. } => {
                self.stop_for(
                    format!("The data could not be loaded: {reason}"),
                    now,
                    requests,
                );
            }
            Supplied::Lost(reason) => {
                let reason = format!("The worker that reads data stopped: {reason}");
                self.stop_for(reason, now, requests);
            }
        }
    }
}
