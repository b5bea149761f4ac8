//! The worker that lays samples out on a plane: started for a question, and ended with its answer.

use std::cell::RefCell;

use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::state::State;
use super::update::Msg;
use crate::page::chunk_store::dispatch_kept;
use crate::page::effects::address;
use crate::page::store::Store;
use crate::protocol::{BUILD, ErrorKind, Reduce, ReduceEvent, WireError};
use crate::web::listener::Listener;
use crate::web::port;

/// A worker and the listeners to it.
struct Running {
    worker: Worker,
    _listeners: [Listener; 2],
}

thread_local! {
    static RUNNING: RefCell<Option<Running>> = const { RefCell::new(None) };
}

/// Lays rows out, in place of others.
pub fn start(page: Store, question: Reduce) {
    stop();
    match started(page, question) {
        Ok(running) => {
            RUNNING.replace(Some(running));
        }
        Err(error) => fail(page, &format!("it cannot be started ({error:?})")),
    }
}

/// Ends the worker, if there is one.
pub fn stop() {
    if let Some(running) = RUNNING.take() {
        running.worker.terminate();
        // One of its listeners may be what led here.
        spawn_local(async move { drop(running) });
    }
}

fn fail(page: Store, why: &str) {
    let error = WireError::new(
        ErrorKind::Internal,
        format!("the worker that lays samples out failed: {why}"),
        "Try it again, with fewer samples.",
    );
    send_to(page, ReduceEvent::Failed(error));
}

/// After what is being done now.
fn send_to(page: Store, event: ReduceEvent) {
    spawn_local(async move { dispatch_kept::<State>(page, Msg::Reduced(event)) });
}

fn started(page: Store, question: Reduce) -> Result<Running, JsValue> {
    let url = address("./worker_reduction_loader.js")?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options(&url, &options)?;
    let question = RefCell::new(Some(question));
    let to = worker.clone();
    let listeners = [
        Listener::new(
            &worker,
            "message",
            move |event: MessageEvent| match port::receive::<ReduceEvent>(&event.data()) {
                Ok(ReduceEvent::Ready { build }) if build == BUILD => {
                    if let Some(Err(error)) = question.take().map(|q| port::send(&to, q)) {
                        fail(page, &error.to_string());
                    }
                }
                Ok(ReduceEvent::Ready { .. }) => {
                    fail(page, "it is of another build; reload the page");
                }
                Ok(event) => send_to(page, event),
                Err(error) => fail(page, &error.to_string()),
            },
        ),
        Listener::new(&worker, "error", move |event: Event| {
            event.prevent_default();
            fail(page, &format!("{url} cannot be fetched or run"));
        }),
    ];
    Ok(Running {
        worker,
        _listeners: listeners,
    })
}
