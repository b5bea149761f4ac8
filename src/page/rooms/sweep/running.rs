//! A sweep that is carried out: its course, its journal, and the workers with their runs. It is the engine behind
//! the view, and knows neither clock nor browser: messages bring the time, requests say what is to be done.

use super::crew::{Stage, Worker};
use super::kept_run::{record, sweep_id};
use super::supply::{Key, Origin, Supplied, Supply};
use super::update::Request;
use crate::experiment::{Experiment, ExperimentError};
use crate::metrics::classification_report;
use crate::protocol::{
    BUILD, Buffer, Command, DataEvent, DeviceEvent, DeviceKind, Event, Phase as RunPhase,
    RunCommand, RunEvent,
};
use crate::sweep::{Course, Entry, FinalScores, Next, Run};

/// Workers in a row that are lost before they did anything, after which no more are started.
const MOST_LOST: usize = 2;

/// How far a sweep is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Its workers train.
    Running,
    /// Its workers wait.
    Paused,
    /// It has no workers, and can go on.
    Stopped,
    /// All its trials are over, or its budget is used up.
    Over,
}

/// A sweep and its workers.
#[derive(Clone, Debug)]
pub struct Running {
    course: Course,
    /// All that happened, as its journal has it.
    entries: Vec<Entry>,
    phase: Phase,
    device: DeviceKind,
    /// Workers that are wanted.
    jobs: usize,
    workers: Vec<Worker>,
    supply: Supply,
    /// Milliseconds that it ran before the time below.
    earlier: f64,
    /// Since when it runs; absent while it does not.
    since: Option<f64>,
    /// Workers lost in a row before they did anything.
    lost: usize,
    /// Why it stopped by itself.
    error: Option<String>,
    /// What it is known by among kept runs.
    id: String,
}

/// What a sweep begins or goes on with.
#[derive(Clone, Debug)]
pub struct Means {
    /// Workers at the same time.
    pub jobs: usize,
    /// The device of each.
    pub device: DeviceKind,
    /// Where the data comes from.
    pub origin: Origin,
    /// The number of the last worker that was started for any sweep.
    pub last_worker: u32,
}

impl Running {
    /// A sweep before its first trial, without workers.
    ///
    /// # Errors
    /// The experiment has no sweep, or one that is not in order.
    pub fn new(experiment: Experiment) -> Result<Self, ExperimentError> {
        let course = Course::new(experiment)?;
        let entries = vec![course.first_entry()];
        Ok(Self::of(course, entries))
    }

    /// A sweep that a journal is of, without workers.
    ///
    /// # Errors
    /// It is the journal of no sweep that can be read.
    pub fn of_journal(entries: Vec<Entry>) -> Result<Self, ExperimentError> {
        let course = Course::of_journal(&entries)?;
        let mut running = Self::of(course, entries);
        running.earlier = running.course.minutes() * 60_000.0;
        // Whether anything is left to do.
        if matches!(
            running.course.clone().next_run(running.minutes(0.0)),
            Next::Done
        ) {
            running.phase = Phase::Over;
        }
        Ok(running)
    }

    fn of(course: Course, entries: Vec<Entry>) -> Self {
        Self {
            id: sweep_id(course.experiment()),
            supply: Supply::new(course.sweep(), Origin::default()),
            course,
            entries,
            phase: Phase::Stopped,
            device: DeviceKind::Cpu,
            jobs: 1,
            workers: Vec::new(),
            earlier: 0.0,
            since: None,
            lost: 0,
            error: None,
        }
    }

    /// Its course.
    #[must_use]
    pub fn course(&self) -> &Course {
        &self.course
    }

    /// Its journal.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How far it is.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Why it stopped by itself, if it did.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// Its workers.
    #[must_use]
    pub fn workers(&self) -> &[Worker] {
        &self.workers
    }

    /// Workers at the same time.
    #[must_use]
    pub fn jobs(&self) -> usize {
        self.jobs
    }

    /// Minutes that it ran, without pauses.
    #[must_use]
    pub fn minutes(&self, now: f64) -> f64 {
        let running = self.since.map_or(0.0, |since| now - since);
        (self.earlier + running) / 60_000.0
    }

    /// Begins or goes on. Returns the number of the last worker that was started.
    pub fn start(&mut self, means: Means, now: f64, requests: &mut Vec<Request>) -> u32 {
        let mut last_worker = means.last_worker;
        match self.phase {
            Phase::Running | Phase::Over => return last_worker,
            Phase::Paused => {}
            Phase::Stopped => {
                self.jobs = means.jobs.max(1);
                self.device = means.device;
                self.supply = Supply::new(self.course.sweep(), means.origin);
                let runs = self.course.sweep().executions_per_trial;
                let over = self.course.over().0;
                let left = self
                    .course
                    .planned()
                    .map(|trials| (trials - over.min(trials)) * runs);
                let wanted = left.map_or(self.jobs, |left| self.jobs.min(left.max(1)));
                for _ in 0..wanted {
                    last_worker += 1;
                    self.workers.push(Worker::new(last_worker));
                    requests.push(Request::StartWorker(last_worker, self.device));
                }
            }
        }
        self.error = None;
        self.lost = 0;
        self.phase = Phase::Running;
        self.since = Some(now);
        for worker in &self.workers {
            if worker.stage == Stage::Training {
                requests.push(of_run(worker, RunCommand::Train));
            }
        }
        requests.push(Request::Tick);
        self.fill(now, requests);
        last_worker
    }

    /// Lets the workers wait after the step that each takes.
    pub fn pause(&mut self, now: f64, requests: &mut Vec<Request>) {
        if self.phase != Phase::Running {
            return;
        }
        self.stop_clock(now);
        self.phase = Phase::Paused;
        for worker in &self.workers {
            if worker.stage == Stage::Training {
                requests.push(of_run(worker, RunCommand::Pause));
            }
        }
    }

    /// Ends the workers. What they had not finished begins again when the sweep goes on.
    pub fn stop(&mut self, now: f64, requests: &mut Vec<Request>) {
        if matches!(self.phase, Phase::Running | Phase::Paused) {
            self.release(now, requests);
            self.course.resume();
            self.phase = Phase::Stopped;
        }
    }

    fn stop_clock(&mut self, now: f64) {
        self.earlier = self.minutes(now) * 60_000.0;
        self.since = None;
    }

    fn release(&mut self, now: f64, requests: &mut Vec<Request>) {
        self.stop_clock(now);
        for worker in self.workers.drain(..) {
            requests.push(Request::EndWorker(worker.number));
        }
        self.supply.end(requests);
    }

    fn stop_for(&mut self, reason: String, now: f64, requests: &mut Vec<Request>) {
        self.stop(now, requests);
        self.error = Some(reason);
    }

    /// Takes entries in that the course knows already.
    fn write(&mut self, entries: Vec<Entry>, requests: &mut Vec<Request>) {
        self.entries.extend(entries);
        requests.push(Request::KeepJournal);
    }

    fn note(&mut self, entry: Entry, requests: &mut Vec<Request>) {
        self.course.take(&entry);
        self.write(vec![entry], requests);
    }

    /// Gives runs to the workers that have none, as far as there are any.
    fn fill(&mut self, now: f64, requests: &mut Vec<Request>) {
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
    fn fetch(&mut self, at: usize, now: f64, requests: &mut Vec<Request>) {
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
    fn begin(&mut self, at: usize, requests: &mut Vec<Request>) {
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

    fn take_supply(&mut self, supplied: Supplied, now: f64, requests: &mut Vec<Request>) {
        match supplied {
            Supplied::Nothing => {}
            Supplied::Workers(workers) => {
                for (number, key) in workers {
                    if let Some(at) = self.position(number) {
                        self.workers[at].data = Some(key);
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

    fn position(&self, number: u32) -> Option<usize> {
        self.workers.iter().position(|w| w.number == number)
    }

    /// The run of a worker failed, and would again.
    fn fail(&mut self, number: u32, reason: &str, requests: &mut Vec<Request>) {
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
    fn prune(&self, requests: &mut Vec<Request>) {
        let has_places = self
            .course
            .trials()
            .any(|trial| trial.planned.place.is_some());
        if has_places {
            let needed = self.course.weights_needed();
            requests.push(Request::KeepWeightsOf(needed.into_iter().collect()));
        }
    }

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
                requests.push(of_run(worker, RunCommand::WatchLayers(false)));
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
            RunEvent::Checkpoint { bytes, .. } => worker.best = Some(bytes),
            RunEvent::PhaseChanged(RunPhase::Finished) => {
                if let Some(run) = worker.put_down() {
                    self.end(at, &run, now, requests);
                }
                self.fill(now, requests);
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

    /// A run is over: its scores go into the journal, and its weights are kept if others may begin with them.
    fn end(&mut self, at: usize, run: &Run, now: f64, requests: &mut Vec<Request>) {
        let (trial, execution) = (run.trial, run.execution);
        let worker = &mut self.workers[at];
        let best = worker.best.take();
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
        let record = record(&self.id, worker, run, &evaluation, now);
        requests.push(Request::KeepRun(Box::new(record)));
        let mean = classification_report(&evaluation.confusion).macro_avg;
        let entry = Entry::Ended {
            trial,
            execution,
            minutes: self.minutes(now),
            scores: FinalScores {
                test: evaluation.test,
                precision: mean.precision,
                recall: mean.recall,
                f1: mean.f1,
                seconds,
            },
        };
        self.course.take(&entry);
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

fn of_run(worker: &Worker, command: RunCommand) -> Request {
    Request::Send(worker.number, Command::Run(worker.id, command))
}
