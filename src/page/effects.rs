//! Does what `update` asks for: workers, messages to them, share links.

use std::cell::RefCell;
use std::rc::Rc;

use borsh::BorshDeserialize;
use js_sys::{Array, ArrayBuffer};
use leptos::prelude::{document, window};
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ErrorEvent, MessageEvent, MessagePort, Url, Worker, WorkerOptions, WorkerType};

use super::files;
use super::history;
use super::looker::Looker;
use super::route::{Room, Route};
use super::save;
use super::store::Store;
use super::update::{Effect, ExplorerMsg, ModelMsg, Msg, PredictionsMsg};
use crate::protocol::{DataCommand, DataEvent, Event, Looked};
use crate::web::listener::Listener;
use crate::web::port::{self, PortError};

/// Holds the workers at hand.
#[derive(Default)]
pub struct Performer {
    worker: RefCell<Option<Running>>,
    loader: RefCell<Option<Running>>,
    /// The buffers of the data set on its way from the loader to the worker. They do not pass
    /// through the page's own memory: copying them would be felt.
    parcel: Parcel,
    look: RefCell<Option<Looker>>,
}

type Parcel = Rc<RefCell<Vec<ArrayBuffer>>>;

/// A worker and the listeners to it; dropped, it is ended and heard no more.
struct Running {
    worker: Worker,
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
            Effect::StartWorker(kind) => {
                // The one before ends first: two devices' memory need not meet.
                self.worker.replace(None);
                start::<Event>(store, kind.program(), &self.worker, &self.parcel);
            }
            Effect::StartLoader => {
                self.loader.replace(None);
                start::<DataEvent>(store, "worker_data", &self.loader, &self.parcel);
            }
            Effect::StopWorker => {
                self.worker.replace(None);
            }
            Effect::Send(message) => {
                post::<Event>(store, &self.worker, |worker| port::send(worker, &message));
            }
            Effect::Forward(command) => {
                let buffers = self.parcel.take();
                post::<Event>(store, &self.worker, |worker| {
                    port::forward(worker, &command, buffers)
                });
            }
            Effect::SendLoader(command) => self.send_loader(store, command),
            Effect::OpenExplorer => {
                if let Err(why) = self.open_look(store) {
                    store.dispatch(Msg::Explorer(ExplorerMsg::Failed(why)));
                }
            }
            Effect::ReleaseFiles(files) => files::release(&files),
            Effect::Save { name, bytes } => {
                if let Err(why) = save::save(name, &bytes) {
                    store.dispatch(Msg::Predictions(PredictionsMsg::NotSaved(format!(
                        "{why:?}"
                    ))));
                }
            }
            Effect::Share(fragment) => share(store, fragment),
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
            port::send_beside(loader, &command, &files)
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

/// What a kind of worker tells, and what the page makes of it.
trait WorkerEvent: BorshDeserialize + 'static {
    fn into_msg(self, buffers: Vec<Vec<u8>>) -> Msg;
    fn lost(message: String) -> Msg;

    /// Whether its buffers are for the worker, not for the page.
    fn is_parcel(&self) -> bool {
        false
    }
}

impl WorkerEvent for Event {
    fn into_msg(self, buffers: Vec<Vec<u8>>) -> Msg {
        Msg::Worker(self, buffers)
    }

    fn lost(message: String) -> Msg {
        Msg::WorkerLost { message }
    }
}

impl WorkerEvent for DataEvent {
    fn into_msg(self, buffers: Vec<Vec<u8>>) -> Msg {
        Msg::Loader(self, buffers)
    }

    fn lost(message: String) -> Msg {
        Msg::LoaderLost { message }
    }

    fn is_parcel(&self) -> bool {
        matches!(self, Self::DatasetReady { .. } | Self::Unlabelled { .. })
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
        lost::<T>(store, error.to_string());
    }
}

/// Reports a lost worker after what is being done now.
fn lost<T: WorkerEvent>(store: Store, message: String) {
    spawn_local(async move { store.dispatch(T::lost(message)) });
}

fn start<T: WorkerEvent>(
    store: Store,
    program: &str,
    place: &RefCell<Option<Running>>,
    parcel: &Parcel,
) {
    match started::<T>(store, program, Rc::clone(parcel)) {
        Ok(running) => {
            place.replace(Some(running));
        }
        Err(error) => lost::<T>(store, format!("it cannot be started ({error:?})")),
    }
}

fn started<T: WorkerEvent>(
    store: Store,
    program: &str,
    parcel: Parcel,
) -> Result<Running, JsValue> {
    let url = address(&format!("./{program}_loader.js"))?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options(&url, &options)?;
    let listeners = [
        Listener::new(
            &worker,
            "message",
            move |event: MessageEvent| match port::take::<T>(&event.data()) {
                Ok((event, buffers)) if event.is_parcel() => {
                    parcel.replace(buffers);
                    store.dispatch(event.into_msg(Vec::new()));
                }
                Ok((event, buffers)) => {
                    store.dispatch(event.into_msg(buffers.iter().map(port::bytes).collect()));
                }
                Err(error) => lost::<T>(store, error.to_string()),
            },
        ),
        Listener::new(&worker, "error", move |event: web_sys::Event| {
            // It becomes a notice; the browser need not report it as uncaught as well.
            event.prevent_default();
            let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
            let message = message.filter(|text| !text.is_empty());
            lost::<T>(
                store,
                message.unwrap_or_else(|| format!("{url} cannot be fetched or run")),
            );
        }),
        Listener::new(&worker, "messageerror", move |_: web_sys::Event| {
            lost::<T>(store, "a message could not be read".to_owned());
        }),
    ];
    Ok(Running {
        worker,
        _listeners: listeners,
    })
}

/// A file of the page by its full address.
pub fn address(relative: &str) -> Result<String, JsValue> {
    let base = document().base_uri()?.unwrap_or_default();
    Ok(Url::new_with_base(relative, &base)?.href())
}

fn share(store: Store, fragment: String) {
    spawn_local(async move {
        let copied = copy_link(&fragment).await;
        let copied = copied.map_err(|e| {
            let text = js_sys::Reflect::get(&e, &"message".into()).ok();
            text.and_then(|t| t.as_string())
                .unwrap_or_else(|| "the browser refused".to_owned())
        });
        store.dispatch(Msg::Model(ModelMsg::Shared(copied)));
    });
}

async fn copy_link(fragment: &str) -> Result<(), JsValue> {
    let location = window().location();
    let link = format!("{}{}{fragment}", location.origin()?, location.pathname()?);
    // Only `Live` has the experiment in its address; the other rooms keep theirs.
    let is_live = Route::of(&location.hash()?).room() == Room::Live;
    if is_live {
        history::replace(&link)?;
    }
    let copied = copy(&link).await;
    if copied.is_err() && !is_live {
        history::replace(&link)?;
    }
    copied
}

async fn copy(text: &str) -> Result<(), JsValue> {
    // Only pages of secure origins have a clipboard.
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into())?;
    if clipboard.is_undefined() {
        return Err(js_sys::Error::new("this page has no access to the clipboard").into());
    }
    JsFuture::from(window().navigator().clipboard().write_text(text)).await?;
    Ok(())
}
