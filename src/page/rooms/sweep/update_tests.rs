//! Sweeps in the page: what is set up, what workers are given, pauses, deaths, and going on after a reload.

use std::collections::{BTreeMap, VecDeque};

use super::edit::Edit;
use super::kept_run::record;
use super::planning::planning;
use super::request::Request;
use super::running::Phase;
use super::state::{PageFacts, State, default_jobs};
use super::update::{Msg, update};
use crate::data::{Dataset, DatasetParcel, digits};
use crate::experiment::{Callback, Data, Experiment, Shape, Source, Summary};
use crate::metrics::Predictions;
use crate::page::kept_runs::state::FinishedRecord;
use crate::protocol::{
    BUILD, Buffer, Command, DataCommand, DataEvent, DataQuery, DataReply, DataSummary, DeviceEvent,
    DeviceInUse, ErrorKind, Event, LoadEvent, NetworkReply, Packed, Phase as RunPhase,
    PredictedPortion, RunCommand, RunEvent, RunId, RunsReply, WireError,
};
use crate::run::{EpochResult, Evaluation, Scores};
use crate::sweep::{Entry, Row, journal, rows};

const GRID: &str = r#"{"search": {"type": "Grid"}, "objective": {"monitor": "val_accuracy"}, "parameters": [
    {"fields": ["training.batch_size"], "choices": [16, 32]},
    {"name": "rate", "fields": ["optimizer.learning_rate"], "choices": [0.1, 0.01]}]}"#;
const HYPERBAND: &str = r#"{"search": {"type": "Hyperband", "max_epochs": 9}, "executions_per_trial": 2,
    "objective": {"monitor": "val_accuracy"}, "parameters": [
    {"fields": ["training.batch_size"], "range": {"from": 8, "to": 64}},
    {"name": "rate", "fields": ["optimizer.learning_rate"], "range": {"from": 0.001, "to": 0.1, "scale": "log"}}]}"#;

fn experiment(sweep: &str) -> Experiment {
    let text =
        format!(r#"{{"version": 1, "name": "S", "training": {{"epochs": 3}}, "sweep": {sweep}}}"#);
    Experiment::from_json(&text).expect("an experiment")
}

/// Workers, a loader and a browser's storage that answer at once, one message after the other.
#[derive(Default)]
struct World {
    state: State,
    messages: VecDeque<Msg>,
    runs: BTreeMap<u32, (RunId, Experiment, usize)>,
    kept: BTreeMap<(usize, usize), Buffer>,
    journal: Vec<Entry>,
    done: Vec<Request>,
    finished: Vec<FinishedRecord>,
    clock: f64,
    refuses_data: bool,
    /// Workers that end as soon as they are to train.
    dying: usize,
}

fn parcel() -> Box<DatasetParcel<Buffer>> {
    let data = Dataset::prepare(digits::load(4, 2, 1), &Data::default(), "", 1).expect("data");
    Box::new(data.to_parcel().map(Buffer::from))
}

fn summary() -> Box<DataSummary> {
    Box::new(DataSummary {
        source: Source::default(),
        classes: Vec::new(),
        shape: Shape::Flat(2),
        columns: 2,
        counts: Default::default(),
        unlabelled: 0,
        unlabelled_names: Vec::new(),
        sample_labels: Vec::new(),
        licence: String::new(),
        bytes: 1000,
    })
}

fn scores(experiment: &Experiment, epoch: usize) -> Scores {
    let rate = experiment.optimizer.learning_rate();
    let accuracy = experiment.training.batch_size as f64 / 100.0
        + rate
        + epoch as f64 / 1000.0
        + experiment.seed as f64 / 1e6;
    Scores {
        loss: 2.0 - accuracy,
        accuracy,
    }
}

impl World {
    fn of(sweep: &str, jobs: usize) -> Self {
        let mut world = Self::default();
        world.state.planning = Some(planning());
        let facts = PageFacts {
            experiment: experiment(sweep),
            cores: 4,
            ..PageFacts::default()
        };
        world.send(Msg::PageChanged(Box::new(facts)));
        world.send(Msg::Jobs(jobs));
        world
    }

    fn send(&mut self, msg: Msg) {
        for request in update(&mut self.state, msg) {
            self.answer(&request);
            self.done.push(request);
        }
    }

    /// Lets so many messages arrive.
    fn step(&mut self, most: usize) {
        for _ in 0..most {
            let Some(msg) = self.messages.pop_front() else {
                return;
            };
            self.send(msg);
        }
    }

    fn start(&mut self) {
        self.send(Msg::Start(0.0));
    }

    fn finish(&mut self) {
        self.step(usize::MAX);
        assert_eq!(self.state.phase(), Some(Phase::Over));
    }

    fn rows(&self) -> Vec<Row> {
        rows(self.state.running.as_ref().expect("a sweep").course())
    }

    fn later(&mut self, number: u32, event: Event) {
        self.clock += 1000.0;
        self.messages
            .push_back(Msg::Worker(number, event, self.clock));
    }

    fn answer(&mut self, request: &Request) {
        match request {
            Request::StartWorker(number, _) => {
                let build = BUILD.to_owned();
                self.later(*number, Event::Ready { build });
            }
            Request::EndWorker(number) => {
                self.runs.remove(number);
                self.messages
                    .retain(|msg| !matches!(msg, Msg::Worker(n, ..) if n == number));
            }
            Request::Send(number, command) => self.obey(*number, command.clone()),
            Request::StartLoader => {
                let build = BUILD.to_owned();
                self.messages
                    .push_back(Msg::DataLoader(DataEvent::Ready { build }, self.clock));
            }
            Request::SendLoader(DataCommand::Load(load)) => {
                let event = if self.refuses_data {
                    LoadEvent::Failed(WireError::new(ErrorKind::Data, "There is none.", "Look."))
                } else {
                    LoadEvent::Loaded {
                        summary: summary(),
                        pictures: Buffer::default(),
                        unlabelled: Buffer::default(),
                    }
                };
                let event = DataEvent::Load(load.number, event);
                self.messages.push_back(Msg::DataLoader(event, self.clock));
            }
            Request::SendLoader(DataCommand::Ask(question)) => {
                let reply = RunsReply::Fingerprint("5a".to_owned());
                let answer = question
                    .clone()
                    .answer(DataReply::Runs(Packed::new(&reply)));
                let event = DataEvent::Answer(answer);
                self.messages.push_back(Msg::DataLoader(event, self.clock));
            }
            Request::SendLoader(DataCommand::SendDataset) => {
                let event = DataEvent::Dataset(parcel());
                self.messages.push_back(Msg::DataLoader(event, self.clock));
            }
            Request::KeepWeights {
                trial,
                execution,
                bytes,
            } => {
                self.kept.insert((*trial, *execution), bytes.clone());
            }
            Request::KeepWeightsOf(all) => self.kept.retain(|of, _| all.contains(of)),
            Request::FetchWeights {
                worker,
                trial,
                execution,
            } => {
                let of = (*trial, *execution);
                self.messages.push_back(Msg::Weights {
                    worker: *worker,
                    of,
                    bytes: self.kept.get(&of).cloned(),
                    now: self.clock,
                });
            }
            Request::KeepJournal => {
                let running = self.state.running.as_ref().expect("a sweep");
                self.journal = running.entries().to_vec();
            }
            Request::KeepRun(run) => self.finished.push(record(run)),
            _ => {}
        }
    }

    fn obey(&mut self, number: u32, command: Command) {
        match command {
            Command::Start { device } => {
                let ready = DeviceEvent::Ready(DeviceInUse::new(device, ""));
                self.later(number, Event::Device(ready));
            }
            Command::Run(id, RunCommand::Prepare { experiment, .. }) => {
                self.prepare(number, id, *experiment, 0);
            }
            Command::Run(
                id,
                RunCommand::PrepareAfter {
                    experiment, epochs, ..
                },
            ) => self.prepare(number, id, *experiment, epochs),
            Command::Run(id, RunCommand::Train) => {
                if self.dying > 0 {
                    self.dying -= 1;
                    let message = "out of memory".to_owned();
                    self.later(number, Event::Panicked { message });
                    return;
                }
                let (_, experiment, from) = self.runs.get(&number).cloned().expect("a run");
                for epoch in from + 1..=experiment.training.epochs {
                    self.epoch(number, id, &experiment, epoch);
                }
                self.later(
                    number,
                    Event::Run(id, RunEvent::PhaseChanged(RunPhase::Finished)),
                );
            }
            Command::Ask(question) => {
                let mut all = Predictions::new(2, 2);
                all.push(0, 0, &[2.0, 1.0]);
                all.push(1, 1, &[2.0, 1.0]);
                let portion = PredictedPortion {
                    predictions: Buffer::from(all.to_bytes()),
                    count: 2,
                    total: 2,
                    step: None,
                };
                let answer = question.answer(NetworkReply::Predictions(Ok(portion)));
                self.later(number, Event::Answer(answer));
            }
            _ => {}
        }
    }

    fn prepare(&mut self, number: u32, id: RunId, experiment: Experiment, from: usize) {
        self.runs.insert(number, (id, experiment, from));
        let ready = RunEvent::Ready {
            summary: Summary {
                input: Shape::Flat(2),
                layers: Vec::new(),
            },
            steps_per_epoch: 1,
            step: from,
            samples: [1; 3],
            remark: String::new(),
        };
        self.later(number, Event::Run(id, ready));
    }

    fn epoch(&mut self, number: u32, id: RunId, experiment: &Experiment, epoch: usize) {
        let scores = scores(experiment, epoch);
        let result = EpochResult {
            epoch,
            step: epoch,
            train: scores,
            validation: Some(scores),
            test: scores,
            seconds: epoch as f64,
        };
        self.later(number, Event::Run(id, RunEvent::EpochEnd(result)));
        let evaluation = Evaluation {
            test: scores,
            confusion: vec![vec![3, 1], vec![0, 4]],
        };
        let step = epoch;
        self.later(
            number,
            Event::Run(id, RunEvent::Evaluated { step, evaluation }),
        );
        let keeps = |callback: &Callback| matches!(callback, Callback::ModelCheckpoint(_));
        if experiment.callbacks.iter().any(keeps) {
            let bytes = Buffer::from(vec![epoch as u8]);
            let best = Some(scores.accuracy);
            self.later(
                number,
                Event::Run(id, RunEvent::Checkpoint { epoch, best, bytes }),
            );
        }
    }

    fn count(&self, is: impl Fn(&Request) -> bool) -> usize {
        self.done.iter().filter(|request| is(request)).count()
    }
}

#[test]
fn a_grid_is_carried_out_and_every_run_is_kept() {
    let mut world = World::of(GRID, 2);
    world.start();
    assert_eq!(world.count(|r| matches!(r, Request::StartWorker(..))), 2);
    world.finish();
    let rows = world.rows();
    assert_eq!(rows.len(), 4);
    let best = rows.iter().find(|row| row.is_best).expect("a best");
    assert_eq!((best.trial, best.epochs), (3, 3), "32 samples at 0.1");
    // All have the same samples: they were loaded once, and the loader's copy was let go of.
    assert_eq!(
        world.count(|r| matches!(r, Request::SendLoader(DataCommand::Load(_)))),
        1
    );
    assert_eq!(world.count(|r| matches!(r, Request::EndLoader)), 1);
    assert_eq!(
        world.count(|r| matches!(r, Request::Send(_, Command::Data(_)))),
        2
    );
    assert_eq!(world.count(|r| matches!(r, Request::EndWorker(_))), 2);
    let summary = &world.finished[0].record.summary;
    assert_eq!(world.finished.len(), 4);
    assert_eq!((summary.epochs, summary.name.as_str()), (3, "S: trial 1"));
    assert!(summary.trial.is_some() && summary.test.is_some());
    // With what it made of the test samples, so that it can be tested against others of the same.
    assert_eq!(summary.test_fingerprint.as_deref(), Some("5a"));
    for run in &world.finished {
        let predictions = run.record.predictions.as_ref().expect("it was asked");
        assert_eq!(
            (&predictions.labels[..], &predictions.predicted[..]),
            (&[0, 1][..], &[0, 0][..])
        );
    }
}

#[test]
fn hyperband_has_the_same_trials_whatever_the_number_of_workers() {
    let outcomes = |jobs| {
        let mut world = World::of(HYPERBAND, jobs);
        world.start();
        world.finish();
        // What nobody goes on from is not kept.
        assert!(world.kept.is_empty());
        let rows = world.rows();
        assert!(
            rows.iter().all(|row| row.score.is_some()),
            "no weights were missing"
        );
        let rows = rows.into_iter();
        rows.map(|row| (row.trial, row.values, row.place, row.score))
            .collect::<Vec<_>>()
    };
    assert_eq!(outcomes(1), outcomes(3));
}

#[test]
fn weights_are_kept_for_no_more_runs_than_may_be_gone_on_from() {
    let mut world = World::of(HYPERBAND, 2);
    world.start();
    let mut most = 0;
    while !world.messages.is_empty() {
        world.step(1);
        most = most.max(world.kept.len());
    }
    // Of nine trials in the first round three go on; two more are under way with two runs each.
    assert!((3..=8).contains(&most), "{most}");
}

#[test]
fn a_dead_worker_costs_its_trial_one_retry() {
    let mut world = World::of(GRID, 1);
    world.dying = 1;
    world.start();
    world.finish();
    assert!(world.rows().iter().all(|row| row.score.is_some()));
    assert_eq!(world.count(|r| matches!(r, Request::StartWorker(..))), 2);

    let mut world = World::of(GRID, 1);
    world.dying = 2;
    world.start();
    world.finish();
    let rows = world.rows();
    assert!(
        rows[0].state.contains("lost 2 times: out of memory"),
        "{}",
        rows[0].state
    );
    assert!(rows[1..].iter().all(|row| row.score.is_some()));
}

#[test]
fn workers_that_cannot_be_started_stop_the_sweep() {
    let mut world = World::of(GRID, 1);
    world.start();
    for number in 1..=2 {
        world.messages.clear();
        world.send(Msg::WorkerLost(
            number,
            "it cannot be fetched".to_owned(),
            1.0,
        ));
    }
    assert_eq!(world.state.phase(), Some(Phase::Stopped));
    let shown = world.state.shown.as_ref().expect("shown");
    assert!(
        shown
            .error
            .as_ref()
            .is_some_and(|e| e.contains("cannot be fetched"))
    );
}

#[test]
fn a_sweep_that_waits_begins_nothing_and_its_minutes_stand_still() {
    let mut world = World::of(GRID, 2);
    world.start();
    while world.count(|r| matches!(r, Request::Send(_, Command::Run(_, RunCommand::Train)))) < 2 {
        world.step(1);
    }
    let begun = world.rows().len();
    world.send(Msg::Pause(60_000.0));
    assert_eq!(
        world.count(|r| matches!(r, Request::Send(_, Command::Run(_, RunCommand::Pause)))),
        2
    );
    world.step(usize::MAX);
    assert_eq!(
        (world.state.phase(), world.rows().len()),
        (Some(Phase::Paused), begun)
    );
    let minutes = |world: &World, now| world.state.running.as_ref().expect("a sweep").minutes(now);
    assert!((minutes(&world, 600_000.0) - 1.0).abs() < 1e-9);
    world.clock = 600_000.0;
    world.send(Msg::GoOn(600_000.0));
    world.finish();
    assert_eq!(world.rows().len(), 4);
}

#[test]
fn a_sweep_goes_on_after_a_reload_wherever_it_was_interrupted() {
    let whole = {
        let mut world = World::of(HYPERBAND, 2);
        world.start();
        world.finish();
        world.rows()
    };
    for at in [3, 20, 60, 150] {
        let mut world = World::of(HYPERBAND, 2);
        world.start();
        world.step(at);
        let mut after = World::of(HYPERBAND, 2);
        after.kept = world.kept;
        after.send(Msg::Kept(Some(world.journal)));
        assert_eq!(after.state.phase(), Some(Phase::Stopped));
        after.send(Msg::GoOn(0.0));
        after.finish();
        let outcomes = |rows: &[Row]| {
            let rows = rows.iter();
            rows.map(|row| (row.values.clone(), row.score))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            outcomes(&after.rows()),
            outcomes(&whole),
            "after {at} messages"
        );
    }
}

#[test]
fn what_was_stopped_can_go_on_and_what_is_over_is_found_again() {
    let mut world = World::of(GRID, 2);
    world.start();
    world.step(25);
    world.send(Msg::Stop(1000.0));
    assert_eq!(world.state.phase(), Some(Phase::Stopped));
    assert!(world.runs.is_empty(), "the workers are gone");
    world.messages.clear();
    world.send(Msg::GoOn(2000.0));
    world.finish();
    assert_eq!(world.rows().len(), 4);
    let mut after = World::of(GRID, 2);
    after.send(Msg::Kept(Some(world.journal.clone())));
    assert_eq!(after.state.phase(), Some(Phase::Over));
    after.send(Msg::Discard);
    assert!(after.state.running.is_none() && after.state.shown.is_none());
}

#[test]
fn data_that_cannot_be_had_stops_the_sweep_or_fails_the_trial_that_wants_it() {
    let mut world = World::of(GRID, 2);
    world.refuses_data = true;
    world.start();
    world.step(usize::MAX);
    let shown = world.state.shown.as_ref().expect("shown");
    assert_eq!(shown.phase, Phase::Stopped);
    assert_eq!(
        shown.error.as_deref(),
        Some("The data could not be loaded: There is none. Look.")
    );

    let seeds = r#"{"objective": {"monitor": "val_accuracy"}, "parameters": [{"fields": ["seed"], "choices": [1, 2]}]}"#;
    let mut world = World::of(seeds, 2);
    world.refuses_data = true;
    world.start();
    world.finish();
    assert!(
        world
            .rows()
            .iter()
            .all(|row| row.state.starts_with("failed: There is none"))
    );
}

#[test]
fn the_experiments_sweep_fills_the_set_up_and_edits_go_back_to_it() {
    let mut world = World::of(GRID, 1);
    assert_eq!(world.state.draft.parameters.len(), 2);
    world.send(Msg::Edit(Edit::Choices(0, "16, 32, 64".to_owned())));
    let mut set = world.done.iter().filter_map(|request| match request {
        Request::SetSweep(sweep) => sweep.open().ok(),
        _ => None,
    });
    let set = set.next_back().expect("the experiment's sweep");
    assert_eq!(set.parameters[0].choices.len(), 3);
    // What cannot be read changes nothing but what is shown.
    let before = world.done.len();
    world.send(Msg::Edit(Edit::Choices(0, "[16".to_owned())));
    assert_eq!(world.done.len(), before);
    assert!(matches!(&world.state.checked, Some(Err(fault)) if fault.parameter == Some(0)));
    world.start();
    assert!(world.state.running.is_none());
    // Another experiment without a sweep is offered one.
    let facts = PageFacts::default();
    world.send(Msg::PageChanged(Box::new(facts)));
    assert!(matches!(world.state.checked, Some(Ok(_))));
    assert_eq!(world.state.packed, None);
}

#[test]
fn a_trial_is_opened_as_an_experiment_without_a_sweep() {
    let mut world = World::of(GRID, 2);
    world.start();
    world.finish();
    let experiment = world.state.trial_experiment(2).expect("an experiment");
    assert_eq!(
        (experiment.training.batch_size, experiment.sweep.is_none()),
        (32, true)
    );
    assert_eq!(experiment.name, "S: trial 3");
}

#[test]
fn a_journal_of_the_command_line_is_opened() {
    let mut world = World::of(GRID, 2);
    world.start();
    world.finish();
    let text = journal::write(&world.journal).expect("lines");
    let mut other = World::of(HYPERBAND, 1);
    other.send(Msg::ReadJournal(text.clone()));
    let Some(Request::Ask(question)) = other.done.last().cloned() else {
        panic!("a question");
    };
    assert_eq!(question.body, DataQuery::ReadJournal(text.clone()));
    let (entries, _) = journal::read(&text).expect("a journal");
    let answer = question.answer(DataReply::Journal(Ok(Packed::new(&entries))));
    other.send(Msg::Loader(answer));
    assert_eq!(other.state.phase(), Some(Phase::Over));
    assert_eq!(other.rows(), world.rows());
    // One that is under way is not replaced.
    let mut busy = World::of(GRID, 1);
    busy.start();
    busy.send(Msg::ReadJournal(text));
    assert!(busy.state.error.is_some());
}

#[test]
fn workers_suit_the_machine_and_its_memory() {
    assert_eq!(
        [1, 2, 4, 16].map(|cores| default_jobs(cores, 0)),
        [1, 2, 3, 15]
    );
    assert_eq!(default_jobs(16, 600 << 20), 1);
    assert_eq!(default_jobs(16, 200 << 20), 5);
}
