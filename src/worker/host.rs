//! The host: deals with mail, drives the run, answers the pad.

use std::sync::Arc;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, MessageEvent};

use super::clock::{Turn, now, scope};
use super::mailbox::{Mail, Mailbox};
use super::{data, panic};
use crate::data::{Dataset, drawing};
use crate::engine::{Device, EngineError, Evaluation, Outcome, Pace, Part, Session, open, probe};
use crate::protocol::{
    BUILD, Command, DeviceInUse, DeviceKind, ErrorKind, Event, Message, Phase, Prediction,
    Progress, RunId, StepRecord, Stroke, WireError,
};
use crate::spec::{Experiment, Source};
use crate::web::{adapter, port};

/// Seconds between two reports of progress: 20 a second.
const REPORT: f64 = 0.05;
/// Seconds of training between two snapshots.
const SNAPSHOT: f64 = 10.0;
/// Height and width of a drawing's picture.
const PAD: [usize; 2] = [28, 28];

/// Listens to the page and works for it until the worker is ended.
///
/// # Panics
/// A message cannot be read, then or later: page and worker are of different builds.
pub fn start() {
    panic::tell_page();
    let mailbox = Mailbox::default();
    let inbox = mailbox.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        match port::receive(&event.data()) {
            Ok(message) => inbox.post(Mail::Command(message)),
            Err(error) => panic!("a command that cannot be read: {error}"),
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The page may speak for as long as the worker lives.
    on_message.forget();
    tell(Event::Ready {
        build: BUILD.to_owned(),
    });
    spawn_local(async move { Host::new(mailbox).serve().await });
}

fn tell(message: impl Into<Message<Event>>) {
    if let Err(error) = port::send(&scope(), &message.into()) {
        panic!("an event that cannot be sent: {error:?}");
    }
}

/// A run and how it stands.
struct Run {
    id: RunId,
    session: Session,
    pace: Pace,
    activity: Activity,
    /// Whether a step was taken since the page asked for something.
    stepped: bool,
    /// Seconds of work since the run began.
    worked: f64,
    unreported: Vec<StepRecord>,
    last_report: f64,
    last_snapshot: f64,
}

/// What a run does next.
enum Activity {
    Paused,
    Running,
    /// One step, then pause.
    Stepping,
    /// The evaluation that ends a stopped run.
    Stopping(Evaluation),
    Ended,
}

struct Host {
    mailbox: Mailbox,
    device: Option<(Device, DeviceKind)>,
    data: Option<Arc<Dataset>>,
    /// The load under way, and how to give it up. Shared with nobody; counts the loads.
    load: Option<(u32, AbortController)>,
    loads: u32,
    run: Option<Run>,
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
    fn new(mailbox: Mailbox) -> Self {
        Self {
            mailbox,
            device: None,
            data: None,
            load: None,
            loads: 0,
            run: None,
            drawing: None,
        }
    }

    async fn serve(mut self) {
        let turn = Turn::new();
        loop {
            while let Some(mail) = self.mailbox.take() {
                self.deal_with(mail).await;
            }
            if let Some(drawing) = self.drawing.take() {
                self.predict(&drawing).await;
            }
            if self.run.as_ref().is_some_and(Run::has_work) {
                self.work().await;
                turn.pass().await;
            } else {
                let mail = self.mailbox.wait().await;
                self.deal_with(mail).await;
            }
        }
    }

    async fn deal_with(&mut self, mail: Mail) {
        match mail {
            Mail::Loaded(number, result) => self.loaded(number, *result),
            Mail::Command(Message { body, buffers }) => match body {
                Command::Start { device } => self.start(device).await,
                Command::Load { source, seed, base } => self.load(source, seed, base),
                Command::CancelLoad => {
                    if let Some((_, controller)) = &self.load {
                        controller.abort();
                    }
                }
                Command::Prepare { run, experiment } => {
                    self.prepare(run, *experiment, buffers.first().map(Vec::as_slice));
                }
                Command::Train { run } => self.set(run, Activity::Running),
                Command::Step { run } => self.set(run, Activity::Stepping),
                Command::Pause { run } => self.pause(run).await,
                Command::Stop { run } => self.stop(run),
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
                Command::Panic => panic!("asked to, by a test"),
            },
        }
    }

    async fn start(&mut self, kind: DeviceKind) {
        match open_here(kind).await {
            Ok(device) => {
                self.device = Some((device, kind));
                tell(Event::DeviceReady {
                    device: DeviceInUse {
                        kind,
                        reason: String::new(),
                    },
                });
            }
            Err(error) => tell(Event::DeviceFailed {
                error: wire(&error),
            }),
        }
    }

    fn load(&mut self, source: Source, seed: u64, base: String) {
        if let Some((_, controller)) = self.load.take() {
            controller.abort();
        }
        let Ok(controller) = AbortController::new() else {
            tell(Event::DataFailed {
                error: WireError::new(
                    ErrorKind::Internal,
                    "the browser has no way to give up a load",
                    "Use a newer browser.",
                ),
            });
            return;
        };
        self.loads += 1;
        let number = self.loads;
        let signal = controller.signal();
        self.load = Some((number, controller));
        let mailbox = self.mailbox.clone();
        spawn_local(async move {
            let result = data::load(&source, seed, &base, &signal, &|event| tell(event)).await;
            mailbox.post(Mail::Loaded(number, Box::new(result)));
        });
    }

    fn loaded(&mut self, number: u32, result: Result<Dataset, WireError>) {
        let Some((_, controller)) = self.load.take_if(|(n, _)| *n == number) else {
            return;
        };
        // The page may have cancelled when all was there already.
        let is_cancelled = controller.signal().aborted();
        match result {
            _ if is_cancelled => tell(Event::DataFailed {
                error: data::cancelled(),
            }),
            Ok(dataset) => {
                tell(data::ready(&dataset));
                self.data = Some(Arc::new(dataset));
            }
            Err(error) => tell(Event::DataFailed { error }),
        }
    }

    fn prepare(&mut self, id: RunId, experiment: Experiment, snapshot: Option<&[u8]>) {
        // The page has given the old run up, whether or not the new one can be built.
        self.run = None;
        match self.build(experiment, snapshot) {
            Ok((session, kind)) => {
                tell(Event::RunReady {
                    run: id,
                    summary: session.summary().clone(),
                    steps_per_epoch: session.steps_per_epoch(),
                    step: session.step(),
                    samples: session.samples(),
                });
                self.run = Some(Run::new(id, session, kind));
            }
            Err(error) => tell(Event::RunFailed { run: id, error }),
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
        let data = self
            .data
            .as_ref()
            .filter(|d| d.source == experiment.data.source)
            .ok_or_else(|| {
                WireError::new(
                    ErrorKind::Data,
                    format!("{} is not loaded", experiment.data.source.name()),
                    "Choose the data set again.",
                )
            })?;
        let mut session =
            Session::new(experiment, Arc::clone(data), device).map_err(|e| wire(&e))?;
        if let Some(snapshot) = snapshot {
            session.restore(snapshot).map_err(|e| wire(&e))?;
        }
        Ok((session, *kind))
    }

    fn run_mut(&mut self, id: RunId) -> Option<&mut Run> {
        self.run.as_mut().filter(|r| r.id == id)
    }

    fn set(&mut self, id: RunId, activity: Activity) {
        if let Some(run) = self.run_mut(id)
            && !matches!(run.activity, Activity::Stopping(_) | Activity::Ended)
        {
            if matches!(run.activity, Activity::Paused) {
                run.last_report = now();
                run.last_snapshot = now();
            }
            // A single step does not count as running: controls that were locked for its
            // moment would lose the focus.
            if matches!(activity, Activity::Running) {
                run.tell_phase(Phase::Running);
            }
            run.stepped = false;
            run.activity = activity;
        }
    }

    async fn pause(&mut self, id: RunId) {
        if let Some(run) = self.run_mut(id)
            && matches!(run.activity, Activity::Running | Activity::Stepping)
        {
            run.pause();
            if let Err(error) = run.snapshot().await {
                self.fail(&error);
            }
        }
    }

    fn stop(&mut self, id: RunId) {
        if let Some(run) = self.run_mut(id)
            && !matches!(run.activity, Activity::Stopping(_) | Activity::Ended)
        {
            run.report();
            run.activity = Activity::Stopping(run.session.evaluation());
        }
    }

    async fn work(&mut self) {
        let Some(run) = &mut self.run else { return };
        if let Err(error) = run.work().await {
            self.fail(&error);
        }
    }

    /// Ends the run, once; a device that failed is of no more use to any other either.
    fn fail(&mut self, error: &EngineError) {
        let Some(run) = &mut self.run else { return };
        let was_over = matches!(run.activity, Activity::Ended);
        run.report();
        run.activity = Activity::Ended;
        let id = run.id;
        match error {
            EngineError::Device(_) => tell(Event::DeviceFailed { error: wire(error) }),
            _ if was_over => {}
            _ => tell(Event::RunFailed {
                run: id,
                error: wire(error),
            }),
        }
    }

    async fn predict(&mut self, asked: &Drawing) {
        // A question to a network that is gone needs no answer.
        let Some(run) = self.run.as_ref().filter(|r| r.id == asked.run) else {
            return;
        };
        let picture = drawing::picture(&asked.strokes, asked.pen);
        let is_empty = picture.is_none();
        let [h, w] = PAD;
        let seen = picture.unwrap_or_else(|| vec![0; h * w]);
        let values = seen.iter().map(|&v| f32::from(v) / 255.0).collect();
        match probe(run.session.network(), values, [h, w, 1]).await {
            Ok(probe) => {
                let (maps, pictures): (Vec<_>, Vec<_>) = probe.maps.into_iter().unzip();
                let prediction = Prediction {
                    probabilities: probe.probabilities,
                    seen: PAD,
                    maps,
                    is_empty,
                };
                let buffers = std::iter::once(seen).chain(pictures).collect();
                tell(Message::with_buffers(
                    Event::Predicted {
                        run: asked.run,
                        question: asked.question,
                        prediction,
                    },
                    buffers,
                ));
            }
            Err(error) => self.fail(&error),
        }
    }
}

impl Run {
    fn new(id: RunId, session: Session, device: DeviceKind) -> Self {
        Self {
            id,
            session,
            pace: Pace::new(device),
            activity: Activity::Paused,
            stepped: false,
            worked: 0.0,
            unreported: Vec::new(),
            last_report: 0.0,
            last_snapshot: 0.0,
        }
    }

    fn has_work(&self) -> bool {
        !matches!(self.activity, Activity::Paused | Activity::Ended)
    }

    fn tell_phase(&self, phase: Phase) {
        tell(Event::PhaseChanged {
            run: self.id,
            phase,
        });
    }

    /// Does the next portion.
    async fn work(&mut self) -> Result<(), EngineError> {
        if let Activity::Stopping(evaluation) = &mut self.activity {
            let (pictures, indices) = self.session.part(Part::Test);
            if evaluation
                .advance(self.session.network(), pictures, indices)
                .await?
            {
                let (test, confusion) = (evaluation.scores(), evaluation.confusion().to_vec());
                self.activity = Activity::Ended;
                tell(Event::Evaluated {
                    run: self.id,
                    test,
                    confusion,
                });
                self.snapshot().await?;
                self.tell_phase(Phase::Stopped);
            }
            return Ok(());
        }
        let steps = match self.activity {
            Activity::Stepping => 1,
            _ => self.pace.steps(),
        };
        let before = now();
        let outcome = self.session.work(steps).await?;
        let seconds = now() - before;
        self.worked += seconds;
        match outcome {
            Outcome::Steps(steps) => {
                self.stepped = true;
                self.pace.note(steps.len(), seconds);
                self.unreported.extend(steps);
                self.report_if_due();
                if now() - self.last_snapshot >= SNAPSHOT {
                    self.snapshot().await?;
                }
                // The evaluation that ends an epoch belongs to its last step.
                let mid_epoch = !self
                    .session
                    .step()
                    .is_multiple_of(self.session.steps_per_epoch());
                if matches!(self.activity, Activity::Stepping) && mid_epoch {
                    self.pause();
                    self.snapshot().await?;
                }
            }
            Outcome::Evaluating => self.report_if_due(),
            Outcome::EpochEnd {
                epoch,
                train,
                validation,
                test,
                confusion,
            } => {
                self.report();
                tell(Event::EpochEnd {
                    run: self.id,
                    epoch,
                    train,
                    validation,
                    test,
                    seconds: self.worked,
                });
                tell(Event::Evaluated {
                    run: self.id,
                    test,
                    confusion,
                });
                self.snapshot().await?;
                if self.session.is_finished() {
                    self.activity = Activity::Ended;
                    self.tell_phase(Phase::Finished);
                } else if matches!(self.activity, Activity::Stepping) && self.stepped {
                    self.pause();
                }
            }
            Outcome::Finished => {
                self.activity = Activity::Ended;
                self.tell_phase(Phase::Finished);
            }
        }
        Ok(())
    }

    fn pause(&mut self) {
        self.report();
        self.activity = Activity::Paused;
        self.tell_phase(Phase::Paused);
    }

    fn report_if_due(&mut self) {
        if now() - self.last_report >= REPORT {
            self.report();
        }
    }

    /// Tells the steps that were not told yet.
    fn report(&mut self) {
        self.last_report = now();
        if self.unreported.is_empty() {
            return;
        }
        let per_step = self.session.samples()[0] as f64 / self.session.steps_per_epoch() as f64;
        let pace = self.pace.seconds_per_step();
        let steps_left = self
            .session
            .total_steps()
            .saturating_sub(self.session.step()) as f64;
        tell(Event::Progress {
            run: self.id,
            progress: Progress {
                epoch: self.session.epoch(),
                steps: std::mem::take(&mut self.unreported),
                images_per_second: pace.map_or(0.0, |s| per_step / s),
                seconds_left: pace.map(|s| steps_left * s),
            },
        });
    }

    async fn snapshot(&mut self) -> Result<(), EngineError> {
        let bytes = self.session.snapshot().await?;
        self.last_snapshot = now();
        let event = Event::Snapshot {
            run: self.id,
            step: self.session.step(),
        };
        tell(Message::with_buffers(event, vec![bytes]));
        Ok(())
    }
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

fn wire(error: &EngineError) -> WireError {
    let kind = match error {
        EngineError::Spec(_) => ErrorKind::Spec,
        EngineError::Device(_) => ErrorKind::Device,
        EngineError::Snapshot(_) | EngineError::Diverged { .. } | EngineError::NotFinite => {
            ErrorKind::Run
        }
    };
    WireError::new(kind, error.to_string(), error.hint())
}
