//! The host: handles messages, drives the run, answers questions.

use std::sync::Arc;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::MessageEvent;

use super::answers;
use super::inside::Inside;
use super::run::{Hooks, Run};
use crate::data::{Dataset, DatasetParcel, Predicted};
use crate::engine::{Device, EngineError, Session, SubsetRun, kernel_set, open, threads_of};
use crate::experiment::Experiment;
use crate::protocol::{
    Answer, BUILD, Buffer, Command, DeviceEvent, DeviceInUse, DeviceKind, ErrorKind, Event,
    NetworkQuery, NetworkReply, Packed, Question, RunCommand, RunEvent, RunId, Ticket, Tried,
    WireError, data_of,
};
use crate::web::clock::{Turn, now, scope};
use crate::web::isolation::is_isolated;
use crate::web::mailbox::Mailbox;
use crate::web::{adapter, panic, port};

/// Handles the page's messages and does its work until the worker is ended.
///
/// # Panics
/// A message cannot be read, then or later: page and worker are of different builds.
pub fn start() {
    panic::report_to_page(|message| Event::Panicked { message });
    let mailbox = Mailbox::default();
    let inbox = mailbox.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        match port::receive(&event.data()) {
            Ok(command) => inbox.post(command),
            Err(error) => panic!("a command that cannot be read: {error}"),
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The page may speak for as long as the worker lives.
    on_message.forget();
    emit(Event::Ready {
        build: BUILD.to_owned(),
    });
    spawn_local(async move { Box::pin(Host::new(mailbox).serve()).await });
}

fn emit(event: Event) {
    if let Err(error) = port::send(&scope(), event) {
        panic!("an event that cannot be sent: {error:?}");
    }
}

/// The browser around a run.
struct Browser;

impl Hooks for Browser {
    fn now(&self) -> f64 {
        now()
    }

    fn emit(&self, event: Event) {
        emit(event);
    }
}

/// What a run begins with.
enum Start {
    /// Where a snapshot was.
    Snapshot(Buffer),
    /// The weights of a snapshot, as if so many epochs had been trained.
    Weights(Buffer, usize),
}

struct Host {
    mailbox: Mailbox<Command>,
    device: Option<(Device, DeviceKind)>,
    data: Option<Arc<Dataset>>,
    run: Option<Run<Browser>>,
    /// A run on a part of the training samples, and the question that it answers.
    subset: Option<(Ticket<RunId>, Box<SubsetRun>)>,
    /// The newest drawing or sample that has not been answered.
    tried: Option<(Ticket<RunId>, Tried)>,
    /// What the room Inside has asked.
    inside: Inside,
}

impl Host {
    fn new(mailbox: Mailbox<Command>) -> Self {
        Self {
            mailbox,
            device: None,
            data: None,
            run: None,
            subset: None,
            tried: None,
            inside: Inside::default(),
        }
    }

    async fn serve(mut self) {
        let turn = Turn::default();
        loop {
            while let Some(mail) = self.mailbox.take() {
                self.deal_with(mail).await;
            }
            if let Some((ticket, tried)) = self.tried.take() {
                self.predict(ticket, tried).await;
            }
            let is_looking = self.look_inside().await;
            if let Some(run) = self.run.as_mut().filter(|run| run.has_work()) {
                run.work().await;
                self.work_on_subset().await;
                turn.pass().await;
            } else if self.work_on_subset().await || is_looking {
                turn.pass().await;
            } else {
                let mail = self.mailbox.wait().await;
                self.deal_with(mail).await;
            }
        }
    }

    async fn deal_with(&mut self, command: Command) {
        match command {
            Command::Start { device } => self.start(device).await,
            Command::Data(parcel) => self.take(*parcel),
            Command::Run(
                id,
                RunCommand::Prepare {
                    experiment,
                    snapshot,
                },
            ) => {
                let from = snapshot.map(Start::Snapshot);
                self.prepare(id, *experiment, from);
            }
            Command::Run(
                id,
                RunCommand::PrepareAfter {
                    experiment,
                    weights,
                    epochs,
                },
            ) => {
                self.prepare(id, *experiment, Some(Start::Weights(weights, epochs)));
            }
            Command::Run(id, command) => {
                if let Some(run) = self.run_mut(id) {
                    drive(run, command).await;
                }
            }
            Command::Ask(Question { ticket, body }) => match body {
                NetworkQuery::Drawing { strokes, pen } => {
                    self.tried = Some((ticket, Tried::Drawing { strokes, pen }));
                }
                NetworkQuery::Sample(sample) => {
                    self.tried = Some((ticket, Tried::Sample(sample)));
                }
                NetworkQuery::Samples { samples } => {
                    self.classify(ticket, samples, NetworkReply::Samples).await;
                }
                NetworkQuery::Inside(query) => match query.open() {
                    Ok(query) => self.inside.ask(ticket, query),
                    Err(error) => panic!("a question that cannot be read: {error}"),
                },
                NetworkQuery::Grid(points) => {
                    let grid = |found: Result<Vec<Predicted>, WireError>| {
                        NetworkReply::Grid(found.map(Into::into))
                    };
                    self.classify(ticket, points, grid).await;
                }
                NetworkQuery::Predict {
                    part,
                    from,
                    count,
                    or_kept,
                } => {
                    let positions = from..from.saturating_add(count);
                    let about = async |session: &Session| {
                        answers::predictions(session, part, positions, or_kept).await
                    };
                    self.answer(ticket, about, NetworkReply::Predictions).await;
                }
                NetworkQuery::Probabilities(samples) => {
                    let about = async |session: &Session| {
                        answers::all_probabilities(session, samples).await
                    };
                    self.answer(ticket, about, NetworkReply::Probabilities)
                        .await;
                }
                NetworkQuery::LearningCurve { part, epochs } => {
                    self.begin_subset(ticket, part, epochs);
                }
                NetworkQuery::Distances {
                    sample,
                    from,
                    count,
                } => {
                    let positions = from..from.saturating_add(count);
                    let about = async |session: &Session| {
                        answers::distances(session, sample, positions).await
                    };
                    self.answer(ticket, about, NetworkReply::Distances).await;
                }
            },
            Command::Panic => panic!("asked to, by a test"),
        }
    }

    /// Does a portion of the run on a part of the samples; false if there is none.
    async fn work_on_subset(&mut self) -> bool {
        let Some((ticket, mut subset)) = self.subset.take() else {
            return false;
        };
        let result = match Box::pin(subset.work()).await {
            Ok(None) => {
                self.subset = Some((ticket, subset));
                return true;
            }
            Ok(Some(point)) => Ok(point),
            Err(error) => Err((&error).into()),
        };
        let body = NetworkReply::LearningCurve(result);
        emit(Event::Answer(Answer { ticket, body }));
        true
    }

    /// Begins a run on a part of the samples.
    fn begin_subset(&mut self, ticket: Ticket<RunId>, part: f32, epochs: usize) {
        self.subset = None;
        let Some(run) = self.run_mut(ticket.about).filter(|_| part > 0.0) else {
            return;
        };
        match SubsetRun::new(run.session(), part, epochs) {
            Ok(subset) => self.subset = Some((ticket, Box::new(subset))),
            Err(error) => {
                let body = NetworkReply::LearningCurve(Err((&error).into()));
                emit(Event::Answer(Answer { ticket, body }));
            }
        }
    }

    async fn start(&mut self, kind: DeviceKind) {
        match open_here(kind).await {
            Ok(device) => {
                self.device = Some((device, kind));
                emit(Event::Device(DeviceEvent::Ready(DeviceInUse {
                    kind,
                    kernel_set: kernel_set(kind).to_owned(),
                    threads: threads_of(kind),
                    reason: why_one_thread(kind).to_owned(),
                })));
            }
            Err(error) => emit(Event::Device(DeviceEvent::Failed((&error).into()))),
        }
    }

    fn take(&mut self, parcel: DatasetParcel<Buffer>) {
        match Dataset::from_parcel(parcel.map(Buffer::into_vec)) {
            Ok(data) => self.data = Some(Arc::new(data)),
            // The loader made them: only a fault of the program's own leads here.
            Err(error) => panic!("a data set that cannot be read: {}", error.message),
        }
    }

    fn prepare(&mut self, id: RunId, experiment: Experiment, from: Option<Start>) {
        // The page has discarded the old run, whether or not the new one can be built.
        self.run = None;
        self.subset = None;
        match self.build(experiment, from) {
            Ok((session, kind)) => {
                let ready = RunEvent::Ready {
                    summary: session.summary().clone(),
                    steps_per_epoch: session.steps_per_epoch(),
                    step: session.step(),
                    samples: session.samples(),
                    remark: String::new(),
                };
                emit(Event::Run(id, ready));
                self.run = Some(Run::new(id, session, kind, Browser));
            }
            Err(error) => emit(Event::Run(id, RunEvent::Failed(error))),
        }
    }

    fn build(
        &self,
        experiment: Experiment,
        from: Option<Start>,
    ) -> Result<(Session, DeviceKind), WireError> {
        let (device, kind) = self.device.as_ref().ok_or_else(|| {
            WireError::new(
                ErrorKind::Device,
                "no device is started",
                "Choose a device.",
            )
        })?;
        let data = data_of(self.data.as_ref(), &experiment)?;
        let mut session =
            Session::new(experiment, Arc::clone(data), device).map_err(|e| WireError::from(&e))?;
        match from {
            Some(Start::Snapshot(bytes)) => session.restore(&bytes.into_vec()),
            Some(Start::Weights(bytes, epochs)) => session.begin_after(epochs, &bytes.into_vec()),
            None => Ok(()),
        }
        .map_err(|e| WireError::from(&e))?;
        Ok((session, *kind))
    }

    fn run_mut(&mut self, id: RunId) -> Option<&mut Run<Browser>> {
        self.run.as_mut().filter(|r| r.id() == id)
    }

    async fn classify(
        &mut self,
        ticket: Ticket<RunId>,
        samples: Buffer,
        reply: fn(Result<Vec<Predicted>, WireError>) -> NetworkReply,
    ) {
        let about = async |session: &Session| answers::samples(session, samples).await;
        self.answer(ticket, about, reply).await;
    }

    /// Answers a question about samples.
    async fn answer<T>(
        &mut self,
        ticket: Ticket<RunId>,
        about: impl AsyncFnOnce(&Session) -> Result<T, EngineError>,
        reply: fn(Result<T, WireError>) -> NetworkReply,
    ) {
        // A question to a network that is gone needs no answer.
        let Some(run) = self.run_mut(ticket.about) else {
            return;
        };
        let answer = about(run.session()).await;
        // The samples are no fault of the run.
        if let Err(error @ EngineError::Device(_)) = &answer {
            run.fail(error);
        }
        let body = reply(answer.map_err(|error| answers::refusal(&error)));
        emit(Event::Answer(Answer { ticket, body }));
    }

    /// Answers the next part of what the room Inside has asked; whether there was any.
    async fn look_inside(&mut self) -> bool {
        let Some(run) = &mut self.run else {
            self.inside = Inside::default();
            return false;
        };
        let Some((ticket, reply)) = self.inside.advance(run.id(), run.session()).await else {
            return false;
        };
        match reply {
            Ok(reply) => {
                let body = NetworkReply::Inside(Packed::new(&reply));
                emit(Event::Answer(Answer { ticket, body }));
            }
            // Only a device that failed.
            Err(error) => run.fail(&error),
        }
        true
    }

    async fn predict(&mut self, ticket: Ticket<RunId>, tried: Tried) {
        let Some(run) = self.run_mut(ticket.about) else {
            return;
        };
        let (answer, is_finite) = match tried {
            Tried::Drawing { strokes, pen } => {
                (answers::drawing(run.session(), &strokes, pen).await, true)
            }
            Tried::Sample(sample) => (answers::sample(run.session(), sample).await, false),
        };
        // A drawing is always finite: the fault is the network's. The numbers of a row may be
        // far from those that the network was trained on.
        if let Err(error) = &answer
            && (is_finite || matches!(error, EngineError::Device(_)))
        {
            run.fail(error);
        }
        let body = NetworkReply::Prediction(answer.map_err(|error| answers::refusal(&error)));
        emit(Event::Answer(Answer { ticket, body }));
    }
}

/// Does what the page asks of a run that is prepared.
async fn drive(run: &mut Run<Browser>, command: RunCommand) {
    match command {
        RunCommand::Train => run.train(),
        RunCommand::Step => run.step(),
        RunCommand::FinishEpoch => run.epoch(),
        RunCommand::SetLearningRate(rate) => run.set_learning_rate(rate),
        RunCommand::CollectStatistics(on) => run.collect_statistics(on),
        RunCommand::FindRate(options) => run.find_rate(options).await,
        RunCommand::Pause => run.pause().await,
        RunCommand::Stop => run.stop(),
        // They make a run, and are none of one.
        RunCommand::Prepare { .. } | RunCommand::PrepareAfter { .. } => {}
    }
}

/// Why a device that could compute on several threads has one.
fn why_one_thread(kind: DeviceKind) -> &'static str {
    if threads_of(kind) != 1 || is_isolated() {
        return "";
    }
    "on one core, because the page is not isolated from other origins"
}

/// Opens a device of this browser. Without timestamps cubecl panics on WebGPU as soon as it
/// computes, although it would need them only to profile.
async fn open_here(kind: DeviceKind) -> Result<Device, EngineError> {
    if kind == DeviceKind::WebGpu && adapter::has_feature("timestamp-query").await == Some(false) {
        let reason = "the browser's WebGPU adapter has no timestamp-query";
        return Err(EngineError::Device(reason.to_owned()));
    }
    open(kind).await
}
