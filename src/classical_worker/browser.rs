//! The host in a browser: messages, time and turns.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::MessageEvent;

use super::host::{Hooks, Host};
use crate::protocol::{BUILD, Event};
use crate::web::clock::{Turn, now, scope};
use crate::web::mailbox::Mailbox;
use crate::web::{panic, port};

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
    Browser.emit(Event::Ready {
        build: BUILD.to_owned(),
    });
    spawn_local(async move {
        let mut host = Host::new(Browser);
        let turn = Turn::default();
        loop {
            while let Some(mail) = mailbox.take() {
                host.handle(mail).await;
            }
            if host.work().await {
                turn.pass().await;
            } else {
                let mail = mailbox.wait().await;
                host.handle(mail).await;
            }
        }
    });
}

/// The browser around a run.
#[derive(Clone, Copy)]
struct Browser;

impl Hooks for Browser {
    fn now(&self) -> f64 {
        now()
    }

    fn emit(&self, event: Event) {
        if let Err(error) = port::send(&scope(), event) {
            panic!("an event that cannot be sent: {error:?}");
        }
    }
}
