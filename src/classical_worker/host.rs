//! The host: handles messages, drives the run, answers questions.

use std::sync::Arc;

use super::answers;
use crate::classical::{Session, SubsetRun};
use crate::data::{Dataset, DatasetParcel};
use crate::experiment::Experiment;
use crate::protocol::{
    Answer, Buffer, Command, DeviceEvent, DeviceInUse, ErrorKind, Event, InsideQuery, InsideReply,
    NetworkQuery, NetworkReply, Packed, Question, RunCommand, RunEvent, RunId, Ticket, Tried,
    WireError, data_of,
};
use crate::run::{self, Pace, Run, Surroundings};
use crate::ui::format::{bytes, count};

/// Seconds that a portion of training should take, where its parts are that small.
const PORTION_SECONDS: f64 = 0.040;

/// What the host needs of its environment.
pub trait Hooks: Copy {
    /// Seconds since some moment.
    fn now(&self) -> f64;
    /// Sends an event to the page.
    fn emit(&self, event: Event);
}

/// What sends a run's events with its number.
struct Numbered<H> {
    id: RunId,
    hooks: H,
}

impl<H: Hooks> Surroundings for Numbered<H> {
    fn now(&self) -> f64 {
        self.hooks.now()
    }

    fn emit(&mut self, event: run::RunEvent) {
        self.hooks.emit(Event::Run(self.id, event.into()));
    }

    /// A classifier has no checkpoints: it is there only when its training is over.
    fn keeps_checkpoints(&self) -> bool {
        false
    }
}

/// The worker's side of the protocol.
pub struct Host<H> {
    hooks: H,
    data: Option<Arc<Dataset>>,
    run: Option<Run<Session, Numbered<H>>>,
    /// A training on a part of the samples, and the question that it answers.
    subset: Option<(Ticket<RunId>, Box<SubsetRun>)>,
    /// The newest drawing or sample that has not been answered.
    tried: Option<(Ticket<RunId>, Tried)>,
}

impl<H: Hooks> Host<H> {
    /// A host that holds nothing yet.
    pub fn new(hooks: H) -> Self {
        Self {
            hooks,
            data: None,
            run: None,
            subset: None,
            tried: None,
        }
    }

    /// Does the next portion of what there is to do; false if there is nothing.
    pub async fn work(&mut self) -> bool {
        if let Some((ticket, tried)) = self.tried.take() {
            self.answer(ticket, |session| {
                NetworkReply::Prediction(answers::prediction(session, tried))
            });
        }
        let has_work = self.run.as_ref().is_some_and(Run::has_work);
        if let Some(run) = self.run.as_mut().filter(|_| has_work)
            && let Err(error) = run.work().await
        {
            let id = run.surroundings().id;
            let error = answers::wire(&error);
            self.hooks.emit(Event::Run(id, RunEvent::Failed(error)));
        }
        self.work_on_subset().await || has_work
    }

    /// Does what the page asks.
    ///
    /// # Panics
    /// The page asks for it, or sends what cannot be read.
    pub async fn handle(&mut self, command: Command) {
        match command {
            Command::Start { device } => {
                let reason = "on one thread";
                let device = DeviceInUse::new(device, reason);
                self.hooks.emit(Event::Device(DeviceEvent::Ready(device)));
            }
            Command::Data(parcel) => self.take(*parcel),
            Command::Run(
                id,
                RunCommand::Prepare {
                    experiment,
                    snapshot,
                },
            ) => self.prepare(id, *experiment, snapshot),
            // There are no weights to begin with.
            Command::Run(id, RunCommand::PrepareAfter { experiment, .. }) => {
                self.prepare(id, *experiment, None);
            }
            Command::Run(id, command) => {
                if let Some(run) = self.run.as_mut().filter(|run| run.surroundings().id == id) {
                    drive(run, command, self.hooks).await;
                }
            }
            Command::Ask(Question { ticket, body }) => self.asked(ticket, body),
            Command::Panic => panic!("asked to, by a test"),
        }
    }

    fn take(&mut self, parcel: DatasetParcel<Buffer>) {
        match Dataset::from_parcel(parcel.map(Buffer::into_vec)) {
            Ok(data) => self.data = Some(Arc::new(data)),
            // The loader made them: only a fault of the program's own leads here.
            Err(error) => panic!("a data set that cannot be read: {}", error.message),
        }
    }

    fn prepare(&mut self, id: RunId, experiment: Experiment, snapshot: Option<Buffer>) {
        // The page has discarded the old run, whether or not the new one can be built.
        self.run = None;
        self.subset = None;
        self.tried = None;
        match self.build(experiment, snapshot) {
            Ok(session) => {
                let ready = RunEvent::Ready {
                    summary: session.summary(),
                    steps_per_epoch: run::Trainer::steps_per_epoch(&session),
                    step: run::Trainer::step(&session),
                    samples: session.samples(),
                    remark: remark(&session),
                };
                self.hooks.emit(Event::Run(id, ready));
                let hooks = self.hooks;
                let surroundings = Numbered { id, hooks };
                self.run = Some(Run::new(session, Pace::new(PORTION_SECONDS), surroundings));
            }
            Err(error) => self.hooks.emit(Event::Run(id, RunEvent::Failed(error))),
        }
    }

    fn build(
        &self,
        experiment: Experiment,
        snapshot: Option<Buffer>,
    ) -> Result<Session, WireError> {
        let data = data_of(self.data.as_ref(), &experiment)?;
        experiment.validate().map_err(WireError::from)?;
        let mut session =
            Session::new(experiment, Arc::clone(data)).map_err(|error| answers::wire(&error))?;
        if let Some(file) = snapshot {
            let restored = session.restore(file.into_vec());
            restored.map_err(|error| WireError::new(ErrorKind::Run, error.message, error.hint))?;
        }
        Ok(session)
    }

    fn asked(&mut self, ticket: Ticket<RunId>, query: NetworkQuery) {
        match query {
            NetworkQuery::Drawing { strokes, pen } => {
                self.tried = Some((ticket, Tried::Drawing { strokes, pen }));
            }
            NetworkQuery::Sample(sample) => self.tried = Some((ticket, Tried::Sample(sample))),
            NetworkQuery::LearningCurve { part, .. } => self.begin_subset(ticket, part),
            NetworkQuery::Samples { samples } => self.answer(ticket, |session| {
                NetworkReply::Samples(answers::samples(session, samples))
            }),
            NetworkQuery::Grid(points) => self.answer(ticket, |session| {
                NetworkReply::Grid(answers::grid(session, points))
            }),
            NetworkQuery::Inside(query) => match query.open::<InsideQuery>() {
                Ok(query) => self.answer(ticket, |_| {
                    let topic = query.topic();
                    let body = Err(answers::no_network());
                    NetworkReply::Inside(Packed::new(&InsideReply { topic, body }))
                }),
                Err(error) => panic!("a question that cannot be read: {error}"),
            },
            NetworkQuery::Predict {
                part,
                from,
                count,
                or_kept,
            } => {
                let positions = from..from.saturating_add(count);
                self.answer(ticket, |session| {
                    let found = answers::predictions(session, part, positions, or_kept);
                    NetworkReply::Predictions(found)
                });
            }
            NetworkQuery::Probabilities(samples) => self.answer(ticket, |session| {
                NetworkReply::Probabilities(answers::all_probabilities(session, samples))
            }),
            NetworkQuery::Distances {
                sample,
                from,
                count,
            } => {
                let positions = from..from.saturating_add(count);
                self.answer(ticket, |session| {
                    NetworkReply::Distances(answers::distances(session, sample, positions))
                });
            }
        }
    }

    /// Answers a question; one to a run that is gone needs no answer.
    fn answer(&self, ticket: Ticket<RunId>, reply: impl FnOnce(&Session) -> NetworkReply) {
        let run = self.run.as_ref();
        if let Some(run) = run.filter(|run| run.surroundings().id == ticket.about) {
            let body = reply(run.trainer());
            self.hooks.emit(Event::Answer(Answer { ticket, body }));
        }
    }

    /// Begins a training on a part of the samples, in place of one that is under way.
    fn begin_subset(&mut self, ticket: Ticket<RunId>, part: f32) {
        self.subset = None;
        let run = self.run.as_ref();
        let run = run.filter(|run| part > 0.0 && run.surroundings().id == ticket.about);
        match run.map(|run| SubsetRun::new(run.trainer(), part)) {
            Some(Ok(subset)) => self.subset = Some((ticket, Box::new(subset))),
            Some(Err(error)) => self.answer(ticket, |_| {
                NetworkReply::LearningCurve(Err(answers::wire(&error)))
            }),
            None => {}
        }
    }

    /// Does a portion of the training on a part of the samples; false if there is none.
    async fn work_on_subset(&mut self) -> bool {
        let Some((ticket, mut subset)) = self.subset.take() else {
            return false;
        };
        let result = match subset.work().await {
            Ok(None) => {
                self.subset = Some((ticket, subset));
                return true;
            }
            Ok(Some(point)) => Ok(point),
            Err(error) => Err(answers::wire(&error)),
        };
        self.answer(ticket, |_| NetworkReply::LearningCurve(result));
        true
    }
}

/// What people should know before it is trained: what it takes of memory.
fn remark(session: &Session) -> String {
    format!(
        "{} on {} training samples of {} numbers takes about {} of memory beside the data.",
        session.classifier().label(),
        count(session.data().train.len()),
        count(session.data().shape().len()),
        // Less is not worth a thought.
        bytes(session.memory().max(1_000_000))
    )
}

/// Does what the page asks of a run that is prepared.
async fn drive<H: Hooks>(run: &mut Run<Session, Numbered<H>>, command: RunCommand, hooks: H) {
    match command {
        RunCommand::Train | RunCommand::FinishEpoch => run.train(),
        RunCommand::Step => run.step(),
        // It fails only where a snapshot does, and before the end of the training none is made.
        RunCommand::Pause => drop(run.pause().await),
        RunCommand::Stop => run.stop(),
        RunCommand::FindRate(_) => {
            let found = RunEvent::RateFound(Err(answers::no_network()));
            hooks.emit(Event::Run(run.surroundings().id, found));
        }
        // A classifier has neither; and what makes a run is none of one.
        RunCommand::SetLearningRate(_)
        | RunCommand::CollectStatistics(_)
        | RunCommand::Prepare { .. }
        | RunCommand::PrepareAfter { .. } => {}
    }
}

#[cfg(test)]
#[cfg(feature = "cli")]
#[path = "host_tests.rs"]
mod tests;
