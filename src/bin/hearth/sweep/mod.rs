//! `hearth sweep`: the trials of a sweep, several at a time, each a `hearth train` of its own.

mod child;
mod engine;
mod expand;
mod journal;
mod results;
mod weights;

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use clap::{Args, Subcommand};
use hearth::protocol::ErrorKind;
use hearth::sweep::{Course, Entry, Next, Run, rows};

use super::device::Device;
use super::failure::Failure;
use super::train::read_experiment;
use child::{Child, Report};
use journal::Journal;
use results::Format;
use weights::Weights;

/// A sweep to carry out, or to write out.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    options: Options,
}

#[derive(Subcommand)]
enum Command {
    /// Write an experiment for each trial, for any other engine to run.
    Expand(expand::Options),
    /// Print what is searched, for an engine that chooses values itself.
    Space(engine::Options),
    /// Print the experiment of values that are read from the standard input.
    Apply(engine::Options),
}

/// The sweep, and how it is carried out.
#[derive(Args)]
struct Options {
    /// The experiment: a JSON file of the format in assets/experiment.schema.json, with a sweep.
    #[arg(required = true)]
    experiment: Option<PathBuf>,
    /// Runs at the same time; as many as there are cores, if it is left out.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
    /// What happens is written to this file, a line of JSON each. If it is there already, the sweep goes on
    /// from it. Without a name: the experiment's, ending in .journal.jsonl.
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// What computes.
    #[arg(long, value_enum, default_value_t = Device::Cpu)]
    device: Device,
    /// Folder with the data sets' files. Own files are looked for beside the experiment's file first.
    #[arg(long, default_value = "stage/data")]
    data: PathBuf,
    /// How the results are printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Carries a sweep out, or writes it out.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.command {
        Some(Command::Expand(options)) => expand::run(options),
        Some(Command::Space(options)) => engine::print_space(options),
        Some(Command::Apply(options)) => engine::print_experiment(options),
        None => carry_out(&arguments.options),
    }
}

fn carry_out(options: &Options) -> Result<(), Failure> {
    let Some(path) = &options.experiment else {
        return Ok(());
    };
    let mut course = Course::new(read_experiment(path)?).map_err(|error| {
        let message = format!("{}: {error}", path.display());
        Failure::new(ErrorKind::Experiment, message, error.hint)
    })?;
    let beside_path = || path.with_extension("journal.jsonl");
    let journal_path = options.journal.clone().unwrap_or_else(beside_path);
    let journal = Journal::open(&journal_path, &mut course)?;
    let cores = || thread::available_parallelism().map_or(1, NonZero::get);
    let jobs = options.jobs.map_or_else(cores, NonZero::get);
    // The cores are shared among the runs.
    let threads = (cores() / jobs).max(1);
    let sweep = Sweep {
        weights: Weights::beside(&journal_path),
        child: Child::new(path, &options.data, options.device, threads)?,
        earlier: course.minutes(),
        start: Instant::now(),
        course,
        journal,
    };
    let course = sweep.carry_out(jobs)?;
    results::print_all(&course, options.format)
}

/// A sweep that is carried out.
struct Sweep {
    course: Course,
    journal: Journal,
    weights: Weights,
    child: Child,
    start: Instant,
    /// Minutes that it took before it was interrupted.
    earlier: f64,
}

impl Sweep {
    fn minutes(&self) -> f64 {
        self.earlier + self.start.elapsed().as_secs_f64() / 60.0
    }

    /// Begins runs as long as there are free workers, and takes in what they report, until there is neither.
    fn carry_out(mut self, jobs: usize) -> Result<Course, Failure> {
        let (sender, reports) = mpsc::channel::<(Run, Report)>();
        let mut under_way = 0;
        loop {
            while under_way < jobs {
                match self.course.next_run(self.minutes()) {
                    Next::Run(run, entries) => {
                        self.journal.write(&entries)?;
                        self.begin(*run, &sender);
                        under_way += 1;
                    }
                    Next::Failed(entries) => {
                        self.journal.write(&entries)?;
                        self.say();
                    }
                    Next::Wait | Next::Done => break,
                }
            }
            if under_way == 0 {
                self.weights.clear(&self.course);
                return Ok(self.course);
            }
            let Ok((run, report)) = reports.recv() else {
                return Ok(self.course);
            };
            let (trial, execution) = (run.trial, run.execution);
            let entry = match report {
                Report::Epoch(readings) => Entry::Epoch {
                    trial,
                    execution,
                    readings,
                },
                Report::Ended(scores) => Entry::Ended {
                    trial,
                    execution,
                    minutes: self.minutes(),
                    scores,
                },
                Report::Failed(reason) => Entry::Failed {
                    trial,
                    execution,
                    reason,
                },
                Report::Lost(reason) => Entry::Lost {
                    trial,
                    execution,
                    reason,
                },
                Report::Interrupted => return Err(interrupted()),
            };
            let is_over = !matches!(entry, Entry::Epoch { .. });
            self.course.take(&entry);
            self.journal.write(&[entry])?;
            if is_over {
                under_way -= 1;
                self.weights.ended(&run);
                self.say();
            }
        }
    }

    fn begin(&self, run: Run, sender: &mpsc::Sender<(Run, Report)>) {
        let (child, sender) = (self.child.clone(), sender.clone());
        let checkpoints = run
            .experiment
            .callbacks
            .iter()
            .any(|callback| callback.name() == "ModelCheckpoint");
        let checkpoints = checkpoints.then(|| self.weights.folder(run.trial, run.execution));
        let parent = run
            .parent
            .map(|(trial, execution)| self.weights.best(trial, execution));
        thread::spawn(move || {
            child.run(&run, checkpoints.as_deref(), parent.as_deref(), |report| {
                // Nobody listens when the sweep was ended meanwhile.
                let _ = sender.send((run.clone(), report));
            });
        });
    }

    /// Says how far it is.
    fn say(&self) {
        let rows = rows(&self.course);
        let over = rows
            .iter()
            .filter(|row| row.state != "running" && row.state != "waiting");
        let of = self
            .course
            .planned()
            .map_or_else(String::new, |n| format!(" of {n}"));
        let best = self
            .course
            .ranked()
            .first()
            .map_or_else(String::new, |(trial, score)| {
                let monitor = self.course.sweep().objective.monitor.name();
                format!(
                    "; best: trial {} with {monitor} {score:.4}",
                    trial.planned.number + 1
                )
            });
        let failed = rows
            .iter()
            .filter(|row| row.state.starts_with("failed"))
            .count();
        let failed = match failed {
            0 => String::new(),
            n => format!(", {n} failed"),
        };
        let minutes = self.minutes();
        eprintln!(
            "{}{of} trials over{failed} after {minutes:.1} min{best}",
            over.count()
        );
    }
}

fn interrupted() -> Failure {
    Failure::new(
        ErrorKind::Run,
        "the sweep was interrupted",
        "The same command goes on where its journal ends.",
    )
}
