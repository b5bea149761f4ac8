//! Does what `update` asks for: workers, messages to them, files that are saved.

use std::cell::RefCell;
use std::rc::Rc;

use borsh::BorshDeserialize;
use js_sys::Array;
use leptos::prelude::{document, window};
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Url, Worker, WorkerOptions, WorkerType};

use super::files;
use super::recovery;
use super::save;
use super::share;
use super::state::RunOver;
use super::update::{Effect, Msg};
use crate::protocol::{
    DataAnswer, DataCommand, DataEvent, Event, NetworkAnswer, PendingExperiment,
};
use crate::web::listener::Listener;
use crate::web::port::{self, PortError};

/// What takes a message to the page's state.
pub trait Dispatch: Fn(Msg) + Copy + 'static {}

impl<F: Fn(Msg) + Copy + 'static> Dispatch for F {}

/// What takes the loader's answers about the samples.
pub type OnDataAnswer = Rc<dyn Fn(DataAnswer)>;

/// What takes a network's answers.
pub type OnNetworkAnswer = Rc<dyn Fn(NetworkAnswer)>;

/// What takes a run that is over.
pub type OnRunOver = Box<dyn Fn(Box<RunOver>)>;

/// Holds the workers at hand.
#[derive(Default)]
pub struct Performer {
    worker: RefCell<Option<Running>>,
    loader: RefCell<Option<Running>>,
    on_data_answer: RefCell<Vec<OnDataAnswer>>,
    on_network_answer: RefCell<Vec<OnNetworkAnswer>>,
    on_run_over: RefCell<Option<OnRunOver>>,
}

/// A worker and the listeners to it; dropped, it is ended.
struct Running {
    worker: Worker,
    number: u32,
    _listeners: [Listener; 3],
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Performer {
    /// Does it.
    pub fn perform(&self, dispatch: impl Dispatch, effect: Effect) {
        match effect {
            Effect::StartWorker { device, number } => {
                // The one before ends first: two devices' memory need not meet.
                self.worker.replace(None);
                start::<Event>(dispatch, device.script(), number, &self.worker);
            }
            Effect::StartLoader(number) => {
                self.loader.replace(None);
                start::<DataEvent>(dispatch, "worker_data_loader.js", number, &self.loader);
            }
            Effect::StopWorker => {
                self.worker.replace(None);
            }
            Effect::Send(command) => {
                post::<Event>(dispatch, &self.worker, |worker| port::send(worker, command));
            }
            Effect::SendLoader(command) => self.send_loader(dispatch, command),
            Effect::HandAnswer(answer) => {
                // Each knows the answers to its own questions by their kind.
                for on_answer in self.on_data_answer.borrow().clone() {
                    on_answer(answer.clone());
                }
            }
            Effect::HandNetworkAnswer(answer) => {
                for on_answer in self.on_network_answer.borrow().clone() {
                    on_answer(answer.clone());
                }
            }
            Effect::ReleaseFiles(files) => files::release(&files),
            Effect::Save { name, bytes } => {
                if let Err(why) = save::save(name, &bytes) {
                    dispatch(Msg::NotSaved(format!("{why:?}")));
                }
            }
            Effect::Recovery(wish) => recovery::fetched::grant(wish, dispatch),
            Effect::KeepRun(over) => {
                if let Some(keep) = &*self.on_run_over.borrow() {
                    keep(over);
                }
            }
            Effect::Share(experiment) => share::share(dispatch, experiment),
            Effect::Reload => {
                let _ = window().location().reload();
            }
        }
    }

    fn send_loader(&self, dispatch: impl Dispatch, mut command: DataCommand) {
        let files = match &mut command {
            DataCommand::Files { files, .. } => {
                let (numbers, beside) = files::browser_files(files);
                *files = numbers;
                beside
            }
            DataCommand::ReadExperiment(PendingExperiment::Model(number)) => {
                files::browser_files(&[*number]).1
            }
            _ => Array::new(),
        };
        post::<DataEvent>(dispatch, &self.loader, |loader| {
            port::send_beside(loader, command, &files)
        });
    }

    /// From now on the loader's answers about the samples go there, too.
    pub fn on_data_answer(&self, on_answer: OnDataAnswer) {
        self.on_data_answer.borrow_mut().push(on_answer);
    }

    /// From now on runs that are over go there.
    pub fn on_run_over(&self, on_run_over: OnRunOver) {
        self.on_run_over.replace(Some(on_run_over));
    }

    /// From now on a network's answers go there, too, if the page asked them for a chunk.
    pub fn on_network_answer(&self, on_answer: OnNetworkAnswer) {
        self.on_network_answer.borrow_mut().push(on_answer);
    }
}

/// What a kind of worker sends, and what the page makes of it.
trait WorkerEvent: BorshDeserialize + 'static {
    fn into_msg(self) -> Msg;
    fn lost(number: u32, message: String) -> Msg;
}

impl WorkerEvent for Event {
    fn into_msg(self) -> Msg {
        Msg::Worker(self)
    }

    fn lost(worker: u32, message: String) -> Msg {
        Msg::WorkerLost { worker, message }
    }
}

impl WorkerEvent for DataEvent {
    fn into_msg(self) -> Msg {
        Msg::Loader(self)
    }

    fn lost(loader: u32, message: String) -> Msg {
        Msg::LoaderLost { loader, message }
    }
}

/// Sends something to a worker, if there is one.
fn post<T: WorkerEvent>(
    dispatch: impl Dispatch,
    to: &RefCell<Option<Running>>,
    send: impl FnOnce(&Worker) -> Result<(), PortError>,
) {
    if let Some(running) = to.borrow().as_ref()
        && let Err(error) = send(&running.worker)
    {
        lost::<T>(dispatch, running.number, error.to_string());
    }
}

/// Reports a lost worker after what is being done now.
fn lost<T: WorkerEvent>(dispatch: impl Dispatch, number: u32, message: String) {
    spawn_local(async move { dispatch(T::lost(number, message)) });
}

fn start<T: WorkerEvent>(
    dispatch: impl Dispatch,
    script: &str,
    number: u32,
    slot: &RefCell<Option<Running>>,
) {
    match started::<T>(dispatch, script, number) {
        Ok(running) => {
            slot.replace(Some(running));
        }
        Err(error) => lost::<T>(
            dispatch,
            number,
            format!("it cannot be started ({error:?})"),
        ),
    }
}

fn started<T: WorkerEvent>(
    dispatch: impl Dispatch,
    script: &str,
    number: u32,
) -> Result<Running, JsValue> {
    let url = address(script)?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options(&url, &options)?;
    let listeners = [
        Listener::new(
            &worker,
            "message",
            move |event: MessageEvent| match port::receive::<T>(&event.data()) {
                Ok(event) => dispatch(event.into_msg()),
                Err(error) => lost::<T>(dispatch, number, error.to_string()),
            },
        ),
        Listener::new(&worker, "error", move |event: web_sys::Event| {
            // It becomes a notice; the browser need not report it as uncaught as well.
            event.prevent_default();
            let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
            let message = message.filter(|text| !text.is_empty());
            lost::<T>(
                dispatch,
                number,
                message.unwrap_or_else(|| format!("{url} cannot be fetched or run")),
            );
        }),
        Listener::new(&worker, "messageerror", move |_: web_sys::Event| {
            lost::<T>(dispatch, number, "a message could not be read".to_owned());
        }),
    ];
    Ok(Running {
        worker,
        number,
        _listeners: listeners,
    })
}

/// A file of the page by its full address.
pub fn address(relative: &str) -> Result<String, JsValue> {
    let base = document().base_uri()?.unwrap_or_default();
    Ok(Url::new_with_base(relative, &base)?.href())
}
