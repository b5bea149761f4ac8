//! The data of a sweep's runs: a loader of its own prepares it, one data set after the other, and each worker gets
//! a copy of what its run needs.

use std::collections::VecDeque;

use super::request::Request;
use crate::data::DatasetParcel;
use crate::experiment::sweep::Sweep;
use crate::experiment::{Data, Experiment};
use crate::protocol::{
    BUILD, Buffer, Command, DataCommand, DataEvent, DataQuery, DataReply, Load, LoadEvent, Packed,
    ProvidedFiles, Question, RunsQuery, RunsReply, Ticket,
};

/// Which samples: what an experiment says of its data, and its seed.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    data: Data,
    seed: u64,
}

impl Key {
    /// The samples of an experiment. The files from outside are left out where they join no part: they are not
    /// trained on.
    #[must_use]
    pub fn of(experiment: &Experiment) -> Self {
        let mut data = experiment.data.clone();
        if !data.adds_outside() {
            data.outside = None;
        }
        Self {
            data,
            seed: experiment.seed,
        }
    }

    /// Whether they are the very same samples.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.data
            .is_same_samples(&other.data, [self.seed, other.seed])
    }
}

/// Where the data comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Origin {
    /// Address of the page's folder of data files.
    pub base: String,
    /// The person's own files.
    pub files: ProvidedFiles,
}

/// The loader and what it has prepared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Supply {
    origin: Origin,
    loader: Loader,
    /// Runs that differ in their samples: the loader is needed again.
    varies: bool,
    /// Workers that wait, and for what.
    queue: VecDeque<(u32, Key)>,
    last_load: u32,
    /// What is being loaded.
    loading: Option<Key>,
    /// What the test part of that is known by.
    fingerprint: Option<String>,
    prepared: Option<Prepared>,
}

/// Samples that are ready to be handed out.
#[derive(Clone, Debug, PartialEq)]
struct Prepared {
    key: Key,
    parcel: Box<DatasetParcel<Buffer>>,
    fingerprint: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Loader {
    #[default]
    None,
    Starting,
    Ready,
}

/// What came of a message of the loader.
#[derive(Debug, PartialEq)]
pub enum Supplied {
    /// Nothing that concerns runs.
    Nothing,
    /// These workers have their data now.
    Workers {
        /// Each worker and its samples.
        workers: Vec<(u32, Key)>,
        /// What the test part of these samples is known by.
        fingerprint: Option<String>,
    },
    /// The data for these workers cannot be had.
    Refused {
        /// The workers.
        workers: Vec<u32>,
        /// Why.
        reason: String,
        /// It may be another for other runs.
        is_of_run: bool,
    },
    /// The loader is of no more use.
    Lost(String),
}

/// Whether the runs of a sweep differ in their samples: every one then needs its own.
fn varies(sweep: &Sweep) -> bool {
    let mut fields = sweep
        .parameters
        .iter()
        .flat_map(|parameter| &parameter.fields);
    sweep.executions_per_trial > 1 || fields.any(|path| path == "seed" || path.starts_with("data."))
}

impl Supply {
    /// The supply of a sweep.
    #[must_use]
    pub fn new(sweep: &Sweep, origin: Origin) -> Self {
        Self {
            origin,
            varies: varies(sweep),
            ..Self::default()
        }
    }

    /// A worker needs samples. What can be done at once is in the answer.
    pub fn want(&mut self, worker: u32, key: Key, requests: &mut Vec<Request>) -> Supplied {
        self.forget(worker);
        self.queue.push_back((worker, key));
        self.serve(requests)
    }

    /// A worker needs nothing any more.
    pub fn forget(&mut self, worker: u32) {
        self.queue.retain(|(other, _)| *other != worker);
    }

    /// Ends the loader and lets go of what it prepared.
    pub fn end(&mut self, requests: &mut Vec<Request>) {
        if self.loader != Loader::None {
            requests.push(Request::EndLoader);
        }
        self.loader = Loader::None;
        self.loading = None;
        self.prepared = None;
        self.queue.clear();
    }

    /// Takes in what the loader says.
    pub fn on_event(&mut self, event: DataEvent, requests: &mut Vec<Request>) -> Supplied {
        match event {
            DataEvent::Ready { build } if build != BUILD => {
                let reason = "the loader is of another build; reload the page";
                Supplied::Lost(reason.to_owned())
            }
            DataEvent::Ready { .. } => {
                self.loader = Loader::Ready;
                self.serve(requests)
            }
            DataEvent::Load(number, event) if number == self.last_load => match event {
                LoadEvent::Wanted(files) => {
                    let load = number;
                    requests.push(Request::SendLoader(DataCommand::Files { load, files }));
                    Supplied::Nothing
                }
                LoadEvent::Loaded { .. } => {
                    let ticket = Ticket {
                        id: number,
                        about: number,
                    };
                    let body = DataQuery::Runs(Packed::new(&RunsQuery::Fingerprint));
                    let question = DataCommand::Ask(Question { ticket, body });
                    requests.push(Request::SendLoader(question));
                    Supplied::Nothing
                }
                LoadEvent::Failed(error) => self.refuse(&error.message, &error.hint),
                LoadEvent::Progress(_) => Supplied::Nothing,
            },
            DataEvent::Answer(answer) => {
                if let DataReply::Runs(reply) = answer.body
                    && answer.ticket.about == self.last_load
                    && let Ok(RunsReply::Fingerprint(fingerprint)) = reply.open()
                {
                    self.fingerprint = Some(fingerprint);
                    requests.push(Request::SendLoader(DataCommand::SendDataset));
                }
                Supplied::Nothing
            }
            DataEvent::Dataset(parcel) => {
                let fingerprint = self.fingerprint.take();
                self.prepared = self.loading.take().map(|key| Prepared {
                    key,
                    parcel,
                    fingerprint,
                });
                let supplied = self.serve(requests);
                if !self.varies && self.queue.is_empty() && self.loader == Loader::Ready {
                    // All runs have these samples: its copy of them is not needed again.
                    requests.push(Request::EndLoader);
                    self.loader = Loader::None;
                }
                supplied
            }
            DataEvent::Panicked { message } => Supplied::Lost(message),
            _ => Supplied::Nothing,
        }
    }

    fn refuse(&mut self, message: &str, hint: &str) -> Supplied {
        let Some(key) = self.loading.take() else {
            return Supplied::Nothing;
        };
        let (refused, others): (VecDeque<_>, VecDeque<_>) = self
            .queue
            .drain(..)
            .partition(|(_, other)| other.is_same(&key));
        self.queue = others;
        Supplied::Refused {
            workers: refused.into_iter().map(|(worker, _)| worker).collect(),
            reason: format!("{}. {hint}", message.trim_end_matches('.')),
            is_of_run: self.varies,
        }
    }

    /// Hands out what is prepared, and asks for what is not.
    pub fn serve(&mut self, requests: &mut Vec<Request>) -> Supplied {
        let mut supplied = Supplied::Nothing;
        if let Some(Prepared {
            key,
            parcel,
            fingerprint,
        }) = &self.prepared
        {
            let (ready, others): (VecDeque<_>, VecDeque<_>) = self
                .queue
                .drain(..)
                .partition(|(_, other)| other.is_same(key));
            self.queue = others;
            let send =
                |(worker, _): &(u32, Key)| Request::Send(*worker, Command::Data(parcel.clone()));
            requests.extend(ready.iter().map(send));
            if !ready.is_empty() {
                supplied = Supplied::Workers {
                    workers: ready.into(),
                    fingerprint: fingerprint.clone(),
                };
            }
        }
        if let (Some((_, key)), None) = (self.queue.front(), &self.loading) {
            match self.loader {
                Loader::None => {
                    self.loader = Loader::Starting;
                    requests.push(Request::StartLoader);
                }
                Loader::Starting => {}
                Loader::Ready => {
                    self.last_load += 1;
                    self.loading = Some(key.clone());
                    requests.push(Request::SendLoader(DataCommand::Load(Box::new(Load {
                        number: self.last_load,
                        data: key.data.clone(),
                        seed: key.seed,
                        base: self.origin.base.clone(),
                        files: self.origin.files.clone(),
                    }))));
                }
            }
        }
        supplied
    }
}
