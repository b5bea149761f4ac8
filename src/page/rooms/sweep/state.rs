//! What the part knows: the sweep as it is set up, the one that is carried out, and what is shown of it.

use std::sync::Arc;

use super::draft::{Draft, Fault};
use super::planning::{Checked, Planning};
use super::running::{Phase, Running};
use super::supply::Origin;
use crate::experiment::sweep::Parameter;
use crate::experiment::{Experiment, PackedSweep};
use crate::protocol::{Asker, DeviceKind};
use crate::sweep::{Importance, Row, importances, rows};

/// What the page says.
#[derive(Clone, Debug, PartialEq)]
pub struct PageFacts {
    /// Its experiment.
    pub experiment: Experiment,
    /// Bytes of the experiment's samples, if they are loaded.
    pub data_bytes: Option<usize>,
    /// Where its data comes from.
    pub origin: Origin,
    /// The device of a sweep's workers.
    pub device: DeviceKind,
    /// Cores of this machine.
    pub cores: usize,
}

impl Default for PageFacts {
    fn default() -> Self {
        Self {
            experiment: Experiment::default(),
            data_bytes: None,
            origin: Origin::default(),
            device: DeviceKind::Cpu,
            cores: 1,
        }
    }
}

/// All that the part knows.
#[derive(Debug, Default)]
pub struct State {
    /// What plans sweeps. Nothing happens before it is there.
    pub planning: Option<&'static Planning>,
    /// What the page says.
    pub page: PageFacts,
    /// The sweep as it is set up.
    pub draft: Draft,
    /// Somebody edited it.
    pub is_edited: bool,
    /// What it means, or what is wrong with it; absent before the page has said anything.
    pub checked: Option<Result<Checked, Fault>>,
    /// The sweep that the experiment has.
    pub packed: Option<PackedSweep>,
    /// Workers that somebody asked for.
    pub jobs: Option<usize>,
    /// The sweep that is carried out, or was.
    pub running: Option<Running>,
    /// What is shown of it.
    pub shown: Option<Arc<Shown>>,
    /// Number of the last worker.
    pub last_worker: u32,
    /// Asks the page's loader to read journals.
    pub asker: Asker<u32>,
    /// What went wrong outside of the sweep itself.
    pub error: Option<String>,
    /// Whether a sweep that the browser kept was looked for.
    pub has_looked: bool,
    /// Times that what is shown was made.
    revision: u64,
}

/// A sweep as it is shown: made anew twice a second at most, however many messages come.
#[derive(Clone, Debug)]
pub struct Shown {
    revision: u64,
    /// The experiment's name.
    pub name: String,
    /// How far it is.
    pub phase: Phase,
    /// Trials that are over, those of them that failed, and all that there will be, if that is known.
    pub trials: (usize, usize, Option<usize>),
    /// Minutes that it ran.
    pub minutes: f64,
    /// Seconds that are left, if they can be estimated.
    pub seconds_left: Option<f64>,
    /// Workers, and those that have a run.
    pub workers: (usize, usize),
    /// Names of the parameters.
    pub names: Vec<String>,
    /// The reading by which trials are compared.
    pub monitor: &'static str,
    /// Whether greater is better.
    pub is_greater_better: bool,
    /// A row for each trial.
    pub rows: Vec<Row>,
    /// How much each parameter matters.
    pub importances: Vec<Importance>,
    /// Why it stopped by itself.
    pub error: Option<String>,
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        self.revision == other.revision
    }
}

impl State {
    /// Makes what is shown anew.
    pub fn show(&mut self, now: f64) {
        self.revision += 1;
        let revision = self.revision;
        self.shown = self.running.as_ref().map(|running| {
            let course = running.course();
            let (over, failed) = course.over();
            let minutes = running.minutes(now);
            let workers = running.workers();
            let busy = workers.iter().filter(|worker| worker.run.is_some()).count();
            let is_going_on = running.phase() == Phase::Running;
            let left = course.seconds_left(workers.len(), minutes);
            Arc::new(Shown {
                revision,
                name: course.experiment().name.clone(),
                phase: running.phase(),
                trials: (over, failed, course.planned()),
                minutes,
                seconds_left: left.filter(|_| is_going_on),
                workers: (workers.len(), busy),
                names: course
                    .sweep()
                    .parameters
                    .iter()
                    .map(|parameter| Parameter::name(parameter).to_owned())
                    .collect(),
                monitor: course.sweep().objective.monitor.name(),
                is_greater_better: course.sweep().objective.is_greater_better(),
                rows: rows(course),
                importances: importances(course),
                error: running.error().map(str::to_owned),
            })
        });
    }

    /// How far the sweep is, if there is one.
    #[must_use]
    pub fn phase(&self) -> Option<Phase> {
        self.running.as_ref().map(Running::phase)
    }

    /// Whether a sweep is at hand that is not over, and has come to something: another does not take its place.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        self.running
            .as_ref()
            .is_some_and(|running| match running.phase() {
                Phase::Running | Phase::Paused => true,
                Phase::Stopped => running.course().over().0 > 0,
                Phase::Over => false,
            })
    }

    /// The experiment of a trial, as people open it: its epochs are those of its round of Hyperband.
    #[must_use]
    pub fn trial_experiment(&self, number: usize) -> Option<Experiment> {
        let course = self.running.as_ref()?.course();
        let trial = course
            .trials()
            .find(|trial| trial.planned.number == number)?;
        let values = &trial.planned.values;
        let mut experiment = course.experiment_of(values).ok()?;
        let of = match &*course.experiment().name {
            "" => "Sweep",
            name => name,
        };
        experiment.name = format!("{of}: trial {}", number + 1);
        if let Some(round) = trial.planned.hyperband {
            experiment.training.epochs = round.epochs;
        }
        Some(experiment)
    }

    /// Workers at the same time: those asked for, or what suits the machine.
    #[must_use]
    pub fn wanted_jobs(&self) -> usize {
        self.jobs
            .unwrap_or_else(|| default_jobs(self.page.cores, self.page.data_bytes.unwrap_or(0)))
    }
}

/// Memory that the samples of all workers together take by default, at most.
const MOST_BYTES: usize = 1 << 30;

/// Workers that suit a machine: one for each core but that of the page, which on a small machine does with what
/// the workers leave it. Each holds the samples.
#[must_use]
pub fn default_jobs(cores: usize, data_bytes: usize) -> usize {
    let cores = if cores > 2 { cores - 1 } else { cores };
    cores.min(MOST_BYTES / data_bytes.max(1)).max(1)
}
