//! The workers of a sweep in the browser, and the loader of their data.

use std::cell::RefCell;
use std::collections::BTreeMap;

use borsh::{BorshDeserialize, BorshSerialize};
use js_sys::Array;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::state::State;
use super::update::Msg;
use crate::page::chunk_store::dispatch_kept;
use crate::page::effects::address;
use crate::page::files;
use crate::page::store::Store;
use crate::protocol::{Command, DataCommand, DeviceKind, Event, RunEvent};
use crate::web::listener::Listener;
use crate::web::port;

/// The loader's number among the workers.
const LOADER: u32 = 0;

/// A worker and the listeners to it; dropped, it is ended.
struct Started {
    worker: Worker,
    _listeners: [Listener; 3],
}

impl Drop for Started {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

thread_local! {
    static WORKERS: RefCell<BTreeMap<u32, Started>> = const { RefCell::new(BTreeMap::new()) };
}

fn now() -> f64 {
    js_sys::Date::now()
}

/// Starts a worker that computes on one thread.
pub fn start(page: Store, number: u32, device: DeviceKind) {
    let script = device.script();
    let mark = if script.contains('?') { '&' } else { '?' };
    let on_event = move |event: Event| {
        // Only what the sweep follows: a report of every step, from every worker, would keep the page busy.
        let is_followed = match &event {
            Event::Run(_, event) => !matches!(
                event,
                RunEvent::Progress(_) | RunEvent::Observed(_) | RunEvent::Notice(_)
            ),
            _ => true,
        };
        if is_followed {
            dispatch_kept::<State>(page, Msg::Worker(number, event, now()));
        }
    };
    begin(page, number, &format!("{script}{mark}alone"), on_event);
}

/// Starts the loader.
pub fn start_loader(page: Store) {
    let on_event = move |event| dispatch_kept::<State>(page, Msg::DataLoader(event, now()));
    begin(page, LOADER, "worker_data_loader.js", on_event);
}

/// Ends a worker.
pub fn end(number: u32) {
    if let Some(started) = WORKERS.with_borrow_mut(|all| all.remove(&number)) {
        started.worker.terminate();
        // One of its listeners may be what led here.
        spawn_local(async move { drop(started) });
    }
}

/// Ends the loader.
pub fn end_loader() {
    end(LOADER);
}

/// Sends to a worker.
pub fn send(page: Store, number: u32, command: Command) {
    post(page, number, command, &Array::new());
}

/// Sends to the loader, with the files that it asked for.
pub fn send_loader(page: Store, mut command: DataCommand) {
    let mut beside = Array::new();
    if let DataCommand::Files { files, .. } = &mut command {
        (*files, beside) = files::browser_files(files);
    }
    post(page, LOADER, command, &beside);
}

fn post<T: BorshSerialize>(page: Store, number: u32, command: T, beside: &Array) {
    let worker = WORKERS.with_borrow(|all| all.get(&number).map(|started| started.worker.clone()));
    if let Some(worker) = worker
        && let Err(error) = port::send_beside(&worker, command, beside)
    {
        lost(page, number, error.to_string());
    }
}

/// Reports a lost worker after what is being done now.
fn lost(page: Store, number: u32, reason: String) {
    spawn_local(async move {
        let msg = if number == LOADER {
            Msg::DataLoaderLost(reason, now())
        } else {
            Msg::WorkerLost(number, reason, now())
        };
        dispatch_kept::<State>(page, msg);
    });
}

fn begin<E: BorshDeserialize + 'static>(
    page: Store,
    number: u32,
    script: &str,
    on_event: impl Fn(E) + 'static,
) {
    match started(page, number, script, on_event) {
        Ok(started) => {
            WORKERS.with_borrow_mut(|all| all.insert(number, started));
        }
        Err(error) => lost(page, number, format!("it cannot be started ({error:?})")),
    }
}

fn started<E: BorshDeserialize + 'static>(
    page: Store,
    number: u32,
    script: &str,
    on_event: impl Fn(E) + 'static,
) -> Result<Started, JsValue> {
    let url = address(script)?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    options.set_name(if number == LOADER {
        "sweep data"
    } else {
        "sweep"
    });
    let worker = Worker::new_with_options(&url, &options)?;
    let listeners = [
        Listener::new(
            &worker,
            "message",
            move |event: MessageEvent| match port::receive::<E>(&event.data()) {
                Ok(event) => on_event(event),
                Err(error) => lost(page, number, error.to_string()),
            },
        ),
        Listener::new(&worker, "error", move |event: web_sys::Event| {
            // The journal says it; the browser need not report it as uncaught as well.
            event.prevent_default();
            let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
            let message = message.filter(|text| !text.is_empty());
            let reason = message.unwrap_or_else(|| format!("{url} cannot be fetched or run"));
            lost(page, number, reason);
        }),
        Listener::new(&worker, "messageerror", move |_: web_sys::Event| {
            lost(page, number, "a message could not be read".to_owned());
        }),
    ];
    Ok(Started {
        worker,
        _listeners: listeners,
    })
}
