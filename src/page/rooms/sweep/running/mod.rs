//! A sweep that is carried out: its course, its journal, and the workers with their runs. It is the engine behind
//! the view, and knows neither clock nor browser: messages bring the time, requests say what is to be done.

mod ending;
mod events;
mod handing;

use super::crew::{Stage, Worker};
use super::kept_run::sweep_id;
use super::request::Request;
use super::supply::{Origin, Supply};
use crate::protocol::{Command, DeviceKind, RunCommand};
use crate::sweep::{Course, Entry, Next};

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
    #[must_use]
    pub fn new(course: Course) -> Self {
        let entries = vec![course.first_entry()];
        Self::of(course, entries)
    }

    /// A sweep that a journal is of, without workers.
    #[must_use]
    pub fn of_journal(course: Course, entries: Vec<Entry>) -> Self {
        let mut running = Self::of(course, entries);
        running.earlier = running.course.minutes() * 60_000.0;
        // Whether anything is left to do.
        if matches!(
            running.course.clone().next_run(running.minutes(0.0)),
            Next::Done
        ) {
            running.phase = Phase::Over;
        }
        running
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

    /// How far it is, for people, unless it is over.
    #[must_use]
    pub fn how_far(&self) -> Option<String> {
        if self.phase == Phase::Over {
            return None;
        }
        let over = self.course.over().0;
        let trials = match self.course.planned() {
            Some(planned) => format!("{over} of {planned} trials are over"),
            None => format!("{over} trials are over"),
        };
        Some(match &*self.course.experiment().name {
            "" => trials,
            name => format!("{trials} of \u{201c}{name}\u{201d}"),
        })
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

    fn position(&self, number: u32) -> Option<usize> {
        self.workers.iter().position(|w| w.number == number)
    }
}

fn of_run(worker: &Worker, command: RunCommand) -> Request {
    Request::Send(worker.number, Command::Run(worker.id, command))
}
