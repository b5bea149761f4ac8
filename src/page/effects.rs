//! Does what `update` asks for: workers, messages to them, share links.

use std::cell::RefCell;

use leptos::prelude::{document, window};
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ErrorEvent, Event, MessageEvent, Url, Worker, WorkerOptions, WorkerType};

use super::store::Store;
use super::update::{Effect, Msg};
use crate::protocol::{Command, DeviceKind, Message};
use crate::web::listener::Listener;
use crate::web::port;

/// Holds the worker at hand.
#[derive(Default)]
pub struct Performer {
    worker: RefCell<Option<Running>>,
}

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
                match start(store, kind) {
                    Ok(running) => {
                        self.worker.replace(Some(running));
                    }
                    Err(error) => lost(store, format!("it cannot be started ({error:?})")),
                }
            }
            Effect::StopWorker => {
                self.worker.replace(None);
            }
            Effect::Send(message) => self.send(store, &message),
            Effect::Share(fragment) => share(store, fragment),
            Effect::Reload => {
                let _ = window().location().reload();
            }
        }
    }

    fn send(&self, store: Store, message: &Message<Command>) {
        if let Some(running) = self.worker.borrow().as_ref()
            && let Err(error) = port::send(&running.worker, message)
        {
            lost(store, error.to_string());
        }
    }
}

/// Reports a lost worker after what is being done now.
fn lost(store: Store, message: String) {
    spawn_local(async move { store.dispatch(Msg::WorkerLost { message }) });
}

fn start(store: Store, kind: DeviceKind) -> Result<Running, JsValue> {
    let url = address(&format!("./{}_loader.js", kind.program()))?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options(&url, &options)?;
    let listeners = [
        Listener::new(
            &worker,
            "message",
            move |event: MessageEvent| match port::receive(&event.data()) {
                Ok(message) => store.dispatch(Msg::Worker(message.body, message.buffers)),
                Err(error) => lost(store, error.to_string()),
            },
        ),
        Listener::new(&worker, "error", move |event: Event| {
            // It becomes a notice; the browser need not report it as uncaught as well.
            event.prevent_default();
            let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
            let message = message.filter(|text| !text.is_empty());
            lost(
                store,
                message.unwrap_or_else(|| format!("{url} cannot be fetched or run")),
            );
        }),
        Listener::new(&worker, "messageerror", move |_: Event| {
            lost(store, "a message could not be read".to_owned());
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
        store.dispatch(Msg::Shared(copied.map_err(|e| {
            let text = js_sys::Reflect::get(&e, &"message".into()).ok();
            text.and_then(|t| t.as_string())
                .unwrap_or_else(|| "the browser refused".to_owned())
        })));
    });
}

async fn copy_link(fragment: &str) -> Result<(), JsValue> {
    let location = window().location();
    let link = format!("{}{}{fragment}", location.origin()?, location.pathname()?);
    let history = window().history()?;
    history.replace_state_with_url(&JsValue::NULL, "", Some(&link))?;
    // Only pages of secure origins have a clipboard.
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into())?;
    if clipboard.is_undefined() {
        return Err(js_sys::Error::new("this page has no access to the clipboard").into());
    }
    JsFuture::from(window().navigator().clipboard().write_text(&link)).await?;
    Ok(())
}
