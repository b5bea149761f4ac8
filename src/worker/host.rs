//! The host: deals with mail, drives the run, answers the pad.

use std::sync::Arc;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::MessageEvent;

use super::run::{Hooks, Run};
use crate::data::drawing::{self, DrawingStyle};
use crate::data::{Dataset, DatasetHeader, Pictures, Predicted, prepare};
use crate::engine::{Device, EngineError, Session, classify, open, probe};
use crate::experiment::{Experiment, Shape};
use crate::protocol::{
    BUILD, Command, DeviceInUse, DeviceKind, ErrorKind, Event, Message, Prediction, RunId, Stroke,
    WireError,
};
use crate::web::clock::{Turn, now, scope};
use crate::web::mailbox::Mailbox;
use crate::web::{adapter, panic, port};

/// Height and width of a drawing's picture.
const PAD: [usize; 2] = [28, 28];

/// Listens to the page and works for it until the worker is ended.
///
/// # Panics
/// A message cannot be read, then or later: page and worker are of different builds.
pub fn start() {
    panic::report_to_page(|message| Event::Panicked { message });
    let mailbox = Mailbox::default();
    let inbox = mailbox.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        match port::receive(&event.data()) {
            Ok(message) => inbox.post(message),
            Err(error) => panic!("a command that cannot be read: {error}"),
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The page may speak for as long as the worker lives.
    on_message.forget();
    emit(Event::Ready {
        build: BUILD.to_owned(),
    });
    spawn_local(async move { Host::new(mailbox).serve().await });
}

fn emit(message: impl Into<Message<Event>>) {
    if let Err(error) = port::send(&scope(), &message.into()) {
        panic!("an event that cannot be sent: {error:?}");
    }
}

/// The browser around a run.
struct Browser;

impl Hooks for Browser {
    fn now(&self) -> f64 {
        now()
    }

    fn emit(&self, message: Message<Event>) {
        emit(message);
    }
}

struct Host {
    mailbox: Mailbox<Message<Command>>,
    device: Option<(Device, DeviceKind)>,
    data: Option<Arc<Dataset>>,
    run: Option<Run<Browser>>,
    /// The newest drawing that has not been answered.
    drawing: Option<Drawing>,
}

/// A drawing to classify, and which question of which run it is.
struct Drawing {
    run: RunId,
    question: u32,
    strokes: Vec<Stroke>,
    pen: f32,
}

impl Host {
    fn new(mailbox: Mailbox<Message<Command>>) -> Self {
        Self {
            mailbox,
            device: None,
            data: None,
            run: None,
            drawing: None,
        }
    }

    async fn serve(mut self) {
        let turn = Turn::default();
        loop {
            while let Some(mail) = self.mailbox.take() {
                self.deal_with(mail).await;
            }
            if let Some(drawing) = self.drawing.take() {
                self.predict(&drawing).await;
            }
            if let Some(run) = self.run.as_mut().filter(|run| run.has_work()) {
                run.work().await;
                turn.pass().await;
            } else {
                let mail = self.mailbox.wait().await;
                self.deal_with(mail).await;
            }
        }
    }

    async fn deal_with(&mut self, Message { body, buffers }: Message<Command>) {
        match body {
            Command::Start { device } => self.start(device).await,
            Command::Data { header } => self.take(*header, buffers),
            Command::Prepare { run, experiment } => {
                self.prepare(run, *experiment, buffers.first().map(Vec::as_slice));
            }
            Command::Train { run } => self.run_mut(run).map_or((), Run::train),
            Command::Step { run } => self.run_mut(run).map_or((), Run::step),
            Command::Pause { run } => {
                if let Some(run) = self.run_mut(run) {
                    run.pause().await;
                }
            }
            Command::Stop { run } => self.run_mut(run).map_or((), Run::stop),
            Command::Predict {
                run,
                question,
                strokes,
                pen,
            } => {
                self.drawing = Some(Drawing {
                    run,
                    question,
                    strokes,
                    pen,
                });
            }
            Command::Classify { run, question } => self.classify(run, question, buffers).await,
            Command::Panic => panic!("asked to, by a test"),
        }
    }

    async fn start(&mut self, kind: DeviceKind) {
        match open_here(kind).await {
            Ok(device) => {
                self.device = Some((device, kind));
                emit(Event::DeviceReady {
                    device: DeviceInUse {
                        kind,
                        reason: String::new(),
                    },
                });
            }
            Err(error) => emit(Event::DeviceFailed {
                error: (&error).into(),
            }),
        }
    }

    fn take(&mut self, header: DatasetHeader, buffers: Vec<Vec<u8>>) {
        match Dataset::from_parcel(header, buffers) {
            Ok(data) => self.data = Some(Arc::new(data)),
            // The loader made them: only a fault of the program's own leads here.
            Err(error) => panic!("a data set that cannot be read: {}", error.message),
        }
    }

    fn prepare(&mut self, id: RunId, experiment: Experiment, snapshot: Option<&[u8]>) {
        // The page has given the old run up, whether or not the new one can be built.
        self.run = None;
        match self.build(experiment, snapshot) {
            Ok((session, kind)) => {
                emit(Event::RunReady {
                    run: id,
                    summary: session.summary().clone(),
                    steps_per_epoch: session.steps_per_epoch(),
                    step: session.step(),
                    samples: session.samples(),
                });
                self.run = Some(Run::new(id, session, kind, Browser));
            }
            Err(error) => emit(Event::RunFailed { run: id, error }),
        }
    }

    fn build(
        &self,
        experiment: Experiment,
        snapshot: Option<&[u8]>,
    ) -> Result<(Session, DeviceKind), WireError> {
        let (device, kind) = self.device.as_ref().ok_or_else(|| {
            WireError::new(
                ErrorKind::Device,
                "no device is started",
                "Choose a device.",
            )
        })?;
        let data = self.data.as_ref().filter(|data| {
            let seeds = [experiment.seed, data.seed];
            experiment.data.is_same_samples(&data.settings, seeds)
        });
        let data = data.ok_or_else(|| {
            WireError::new(
                ErrorKind::Data,
                format!("{} is not loaded", experiment.data.source.name()),
                "Choose the data set again.",
            )
        })?;
        let mut session =
            Session::new(experiment, Arc::clone(data), device).map_err(|e| WireError::from(&e))?;
        if let Some(snapshot) = snapshot {
            session.restore(snapshot).map_err(|e| WireError::from(&e))?;
        }
        Ok((session, *kind))
    }

    fn run_mut(&mut self, id: RunId) -> Option<&mut Run<Browser>> {
        self.run.as_mut().filter(|r| r.id() == id)
    }

    async fn classify(&mut self, id: RunId, question: u32, mut buffers: Vec<Vec<u8>>) {
        let Some(run) = self.run_mut(id) else {
            return;
        };
        let samples = buffers.pop().unwrap_or_default();
        match classified(run.session(), samples).await {
            Ok(predicted) => emit(Event::Classified {
                run: id,
                question,
                predicted,
            }),
            Err(error) => run.fail(&error),
        }
    }

    async fn predict(&mut self, asked: &Drawing) {
        // A question to a network that is gone needs no answer.
        let Some(run) = self.run_mut(asked.run) else {
            return;
        };
        match answer(run.session(), asked).await {
            Ok((prediction, buffers)) => emit(Message::with_buffers(
                Event::Predicted {
                    run: asked.run,
                    question: asked.question,
                    prediction,
                },
                buffers,
            )),
            Err(error) => run.fail(&error),
        }
    }
}

/// What a network makes of a drawing, and the buffers that go with it.
async fn answer(
    session: &Session,
    asked: &Drawing,
) -> Result<(Prediction, Vec<Vec<u8>>), EngineError> {
    let style = DrawingStyle::of(session.data().source());
    let picture = drawing::picture(&asked.strokes, asked.pen, style);
    let is_empty = picture.is_none();
    let [h, w] = PAD;
    let pixels = picture.unwrap_or_else(|| vec![0; h * w]);
    let drawing = Pictures::new([h, w, 1], pixels, vec![0])?;
    if matches!(session.data().shape(), Shape::Flat(_)) {
        // A network for rows of numbers has no answer to a drawing.
        let prediction = Prediction {
            probabilities: Vec::new(),
            seen: PAD,
            maps: Vec::new(),
            is_empty: true,
        };
        return Ok((prediction, vec![drawing.pixels]));
    }
    let (seen, values) = session.input(drawing)?;
    let probe = probe(session.network(), values, session.data().shape()).await?;
    let (maps, pictures): (Vec<_>, Vec<_>) = probe.maps.into_iter().unzip();
    let [height, width, _] = seen.shape;
    let prediction = Prediction {
        probabilities: probe.probabilities,
        seen: [height, width],
        maps,
        is_empty,
    };
    let seen = prepare::grey(&seen).pixels;
    Ok((prediction, std::iter::once(seen).chain(pictures).collect()))
}

/// What a network makes of samples without labels.
async fn classified(session: &Session, samples: Vec<u8>) -> Result<Vec<Predicted>, EngineError> {
    let values = session.data().from_unlabelled(samples)?;
    classify(session.network(), session.data(), values).await
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
