//! What workers, their loader and the browser's storage say of a sweep that is carried out.

use super::ending::predictions_of;
use super::{MOST_LOST, Phase, Running, of_run};
use crate::page::rooms::sweep::crew::{Stage, Worker};
use crate::page::rooms::sweep::request::Request;
use crate::page::rooms::sweep::supply::Supplied;
use crate::protocol::{
    BUILD, Buffer, Command, DataEvent, DeviceEvent, Event, Phase as RunPhase, RunCommand, RunEvent,
};
use crate::sweep::Entry;

impl Running {
    /// The sweep's loader says something.
    pub fn on_loader(&mut self, event: DataEvent, now: f64, requests: &mut Vec<Request>) {
        if self.workers.is_empty() {
            return;
        }
        let supplied = self.supply.on_event(event, requests);
        self.take_supply(supplied, now, requests);
    }

    /// The sweep's loader broke.
    pub fn on_loader_lost(&mut self, reason: &str, now: f64, requests: &mut Vec<Request>) {
        if !self.workers.is_empty() {
            self.take_supply(Supplied::Lost(reason.to_owned()), now, requests);
        }
    }

    /// The weights that a worker waits for are there, or gone.
    pub fn on_weights(
        &mut self,
        number: u32,
        of: (usize, usize),
        weights: Option<Buffer>,
        now: f64,
        requests: &mut Vec<Request>,
    ) {
        let Some(at) = self.position(number) else {
            return;
        };
        let is_wanted = self.workers[at]
            .run
            .as_ref()
            .is_some_and(|run| run.parent == Some(of));
        if !is_wanted || self.workers[at].stage != Stage::Waiting {
            return;
        }
        if weights.is_none() {
            let reason = format!(
                "the weights of trial {}, which it begins with, are not in this browser",
                of.0 + 1
            );
            self.supply.forget(number);
            self.fail(number, &reason, requests);
            self.fill(now, requests);
            return;
        }
        self.workers[at].weights = weights;
        self.begin(at, requests);
    }

    /// A worker was lost: its run begins again, once, in another.
    pub fn on_lost(
        &mut self,
        number: u32,
        reason: &str,
        last_worker: &mut u32,
        now: f64,
        requests: &mut Vec<Request>,
    ) {
        let Some(at) = self.position(number) else {
            return;
        };
        let worker = self.workers.remove(at);
        requests.push(Request::EndWorker(number));
        self.supply.forget(number);
        if worker.stage == Stage::Starting {
            self.lost += 1;
        }
        if let Some(run) = worker.run {
            let (trial, execution) = (run.trial, run.execution);
            let reason = reason.to_owned();
            self.note(
                Entry::Lost {
                    trial,
                    execution,
                    reason,
                },
                requests,
            );
        }
        if self.lost < MOST_LOST {
            *last_worker += 1;
            self.workers.push(Worker::new(*last_worker));
            requests.push(Request::StartWorker(*last_worker, self.device));
        } else if self.workers.is_empty() {
            let reason = format!("No worker could be started: {reason}");
            self.stop_for(reason, now, requests);
        }
        self.fill(now, requests);
    }

    /// A worker says something.
    pub fn on_event(
        &mut self,
        number: u32,
        event: Event,
        last_worker: &mut u32,
        now: f64,
        requests: &mut Vec<Request>,
    ) {
        let Some(at) = self.position(number) else {
            return;
        };
        match event {
            Event::Ready { build } if build == BUILD => {
                let device = self.device;
                requests.push(Request::Send(number, Command::Start { device }));
            }
            Event::Ready { .. } => {
                let reason = "it is of another build; reload the page";
                self.on_lost(number, reason, last_worker, now, requests);
            }
            Event::Device(DeviceEvent::Ready(device)) => {
                self.lost = 0;
                self.workers[at].device = device.label();
                self.workers[at].stage = Stage::Idle;
                self.fill(now, requests);
            }
            Event::Device(DeviceEvent::Failed(error)) => {
                self.on_lost(number, &error.message, last_worker, now, requests);
            }
            Event::Panicked { message } => {
                self.on_lost(number, &message, last_worker, now, requests);
            }
            Event::Run(id, event) if id == self.workers[at].id => {
                self.on_run(at, event, now, requests);
            }
            Event::Answer(answer) if answer.ticket.about == self.workers[at].id => {
                self.on_answer(at, answer.body, now, requests);
            }
            Event::Run(..) | Event::Answer(_) => {}
        }
    }

    fn on_run(&mut self, at: usize, event: RunEvent, now: f64, requests: &mut Vec<Request>) {
        let is_running = self.phase == Phase::Running;
        let worker = &mut self.workers[at];
        let Some(run) = &worker.run else { return };
        let (trial, execution) = (run.trial, run.execution);
        match event {
            RunEvent::Ready { .. } => {
                worker.stage = Stage::Training;
                requests.push(of_run(worker, RunCommand::CollectStatistics(false)));
                if is_running {
                    requests.push(of_run(worker, RunCommand::Train));
                }
            }
            RunEvent::EpochEnd(result) => {
                worker.epochs.push(result);
                let readings = result.into();
                let entry = Entry::Epoch {
                    trial,
                    execution,
                    readings,
                };
                self.note(entry, requests);
            }
            RunEvent::Evaluated { evaluation, .. } => worker.evaluation = Some(evaluation),
            RunEvent::Snapshot { bytes, .. } => worker.model = Some(bytes),
            RunEvent::Checkpoint { bytes, .. } => worker.best = Some(bytes),
            RunEvent::PhaseChanged(RunPhase::Finished) => {
                worker.stage = Stage::Asked;
                requests.push(Request::Send(worker.number, predictions_of(worker.id)));
            }
            RunEvent::Failed(error) => {
                let reason = format!("{}. {}", error.message.trim_end_matches('.'), error.hint);
                let number = worker.number;
                self.fail(number, reason.trim(), requests);
                self.fill(now, requests);
            }
            _ => {}
        }
    }
}
