//! The host: takes one question and answers it.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::MessageEvent;

use super::reduce;
use crate::protocol::{BUILD, ErrorKind, Reduce, ReduceEvent, WireError};
use crate::web::clock::scope;
use crate::web::{panic, port};

/// Answers the page's questions until the worker is ended.
///
/// # Panics
/// A message cannot be read, then or later: page and worker are of different builds.
pub fn start() {
    panic::report_to_page(|message| {
        ReduceEvent::Failed(WireError::new(
            ErrorKind::Internal,
            format!("the worker that lays samples out stopped: {message}"),
            "Try fewer samples.",
        ))
    });
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        match port::receive::<Reduce>(&event.data()) {
            Ok(question) => answer(&question),
            Err(error) => panic!("a question that cannot be read: {error}"),
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The page may ask for as long as the worker lives.
    on_message.forget();
    emit(ReduceEvent::Ready {
        build: BUILD.to_owned(),
    });
}

fn answer(question: &Reduce) {
    if let Err(error) = reduce(question, &|layout| emit(ReduceEvent::Layout(layout))) {
        let error = WireError::new(ErrorKind::Data, error.message, error.hint);
        emit(ReduceEvent::Failed(error));
    }
}

fn emit(event: ReduceEvent) {
    if let Err(error) = port::send(&scope(), event) {
        panic!("an event that cannot be sent: {error:?}");
    }
}
