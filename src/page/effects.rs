//! Does what `update` asks for: workers, messages to them, files that are saved.

use std::cell::RefCell;

use borsh::BorshDeserialize;
use js_sys::Array;
use leptos::prelude::{document, window};
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, MessagePort, Url, Worker, WorkerOptions, WorkerType};

use super::files;
use super::looker::Looker;
use super::save;
use super::share;
use super::store::Store;
use super::update::{Effect, ExplorerMsg, Msg, PredictionsMsg};
use crate::protocol::{DataCommand, DataEvent, Event, Looked};
use crate::web::listener::Listener;
use crate::web::port::{self, PortError};

/// Holds the workers at hand.
#[derive(Default)]
pub struct Performer {
    worker: RefCell<Option<Running>>,
    loader: RefCell<Option<Running>>,
    look: RefCell<Option<Looker>>,
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
    pub fn perform(&self, store: Store, effect: Effect) {
        match effect {
            Effect::StartWorker { device, number } => {
                // The one before ends first: two devices' memory need not meet.
                self.worker.replace(None);
                start::<Event>(store, device.program(), number, &self.worker);
            }
            Effect::StartLoader(number) => {
                self.loader.replace(None);
                start::<DataEvent>(store, "worker_data", number, &self.loader);
            }
            Effect::StopWorker => {
                self.worker.replace(None);
            }
            Effect::Send(command) => {
                post::<Event>(store, &self.worker, |worker| port::send(worker, command));
            }
            Effect::SendLoader(command) => self.send_loader(store, command),
            Effect::OpenExplorer => {
                if let Err(why) = self.open_look(store) {
                    store.dispatch(Msg::Explorer(ExplorerMsg::Failed(why)));
                }
            }
            Effect::ReleaseFiles(files) => files::release(&files),
            Effect::Save { name, bytes } => {
                if let Err(why) = save::save(name, &bytes.to_vec()) {
                    store.dispatch(Msg::Predictions(PredictionsMsg::NotSaved(format!(
                        "{why:?}"
                    ))));
                }
            }
            Effect::Share(experiment) => share::share(store, experiment),
            Effect::Reload => {
                let _ = window().location().reload();
            }
        }
    }

    fn send_loader(&self, store: Store, mut command: DataCommand) {
        let files = match &mut command {
            DataCommand::Files { files, .. } => {
                let (numbers, beside) = files::browser_files(files);
                *files = numbers;
                beside
            }
            _ => Array::new(),
        };
        post::<DataEvent>(store, &self.loader, |loader| {
            port::send_beside(loader, command, &files)
        });
    }

    fn open_look(&self, store: Store) -> Result<(), String> {
        let mut look = self.look.borrow_mut();
        let look = match &mut *look {
            Some(look) => look,
            none => none.insert(Looker::start(store).map_err(|e| format!("{e:?}"))?),
        };
        match self.loader.borrow().as_ref() {
            Some(running) => look.connect(&running.worker),
            None => Ok(()),
        }
    }

    /// The data explorer's end of the ports, once it was opened.
    pub fn explorer_port(&self) -> Option<MessagePort> {
        self.look.borrow().as_ref().map(Looker::other_port)
    }

    /// Sends the data explorer what it is to show.
    pub fn explore(&self, data: Looked) -> Result<(), String> {
        match self.look.borrow().as_ref() {
            Some(look) => look.tell(data),
            None => Ok(()),
        }
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
    store: Store,
    to: &RefCell<Option<Running>>,
    send: impl FnOnce(&Worker) -> Result<(), PortError>,
) {
    if let Some(running) = to.borrow().as_ref()
        && let Err(error) = send(&running.worker)
    {
        lost::<T>(store, running.number, error.to_string());
    }
}

/// Reports a lost worker after what is being done now.
fn lost<T: WorkerEvent>(store: Store, number: u32, message: String) {
    spawn_local(async move { store.dispatch(T::lost(number, message)) });
}

fn start<T: WorkerEvent>(
    store: Store,
    program: &str,
    number: u32,
    slot: &RefCell<Option<Running>>,
) {
    match started::<T>(store, program, number) {
        Ok(running) => {
            slot.replace(Some(running));
        }
        Err(error) => lost::<T>(store, number, format!("it cannot be started ({error:?})")),
    }
}

fn started<T: WorkerEvent>(store: Store, program: &str, number: u32) -> Result<Running, JsValue> {
    let url = address(&format!("./{program}_loader.js"))?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options(&url, &options)?;
    let listeners = [
        Listener::new(
            &worker,
            "message",
            move |event: MessageEvent| match port::receive::<T>(&event.data()) {
                Ok(event) => store.dispatch(event.into_msg()),
                Err(error) => lost::<T>(store, number, error.to_string()),
            },
        ),
        Listener::new(&worker, "error", move |event: web_sys::Event| {
            // It becomes a notice; the browser need not report it as uncaught as well.
            event.prevent_default();
            let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
            let message = message.filter(|text| !text.is_empty());
            lost::<T>(
                store,
                number,
                message.unwrap_or_else(|| format!("{url} cannot be fetched or run")),
            );
        }),
        Listener::new(&worker, "messageerror", move |_: web_sys::Event| {
            lost::<T>(store, number, "a message could not be read".to_owned());
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
