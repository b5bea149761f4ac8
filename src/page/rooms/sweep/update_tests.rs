//! Sweeps in the page: what is set up, what workers are given, pauses, deaths, and going on after a reload.

mod course;
mod interruptions;
mod set_up;

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
        let bytes = Buffer::from(vec![experiment.training.batch_size as u8, epoch as u8]);
        self.later(number, Event::Run(id, RunEvent::Snapshot { step, bytes }));
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
