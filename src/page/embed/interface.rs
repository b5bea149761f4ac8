//! Carries commands and events across to JavaScript: by `window.hearth`, and to the page around a
//! frame.

use std::cell::RefCell;

use js_sys::{Date, Error, Function, JSON, Promise, Reflect};
use leptos::prelude::window;
use leptos::task::spawn_local;
use serde::Serialize;
use serde_wasm_bindgen::{Deserializer, Serializer};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit, EventTarget};

use super::command::{self, Command, Load, Message, refusal};
use super::event::Event;
use super::follow::Follower;
use super::parent::Parent;
use crate::page::opening::experiment_of_recipe;
use crate::page::store::Store;
use crate::page::update::{DataMsg, Msg};
use crate::protocol::{PendingExperiment, WireError};
use crate::web::mailbox::Mailbox;

/// A message and who waits for its answer.
struct Mail {
    message: JsValue,
    sender: Sender,
}

/// Who sent a message.
enum Sender {
    /// A script of this page, by `window.hearth.send`: the two ends of its promise.
    Script { resolve: Function, reject: Function },
    /// The page around this one.
    Parent(Parent),
}

/// Begins to follow the page and to take commands; gives what `window.hearth.send` does.
pub fn start(store: Store) -> Function {
    let parent = Parent::of_address();
    emit_events(store, parent.clone());
    let mailbox = Mailbox::default();
    if let Some(parent) = parent {
        let inbox = mailbox.clone();
        let sender = parent.clone();
        let listener = parent.listen(move |message| {
            let sender = Sender::Parent(sender.clone());
            inbox.post(Mail { message, sender });
        });
        // For as long as the page is open.
        std::mem::forget(listener);
    }
    let inbox = mailbox.clone();
    spawn_local(async move {
        // One after the other: a recipe is fetched before what follows it is done.
        loop {
            let Mail { message, sender } = mailbox.wait().await;
            sender.answer(carry_out(store, &message).await);
        }
    });
    let send = Closure::<dyn FnMut(JsValue) -> Promise>::new(move |message: JsValue| {
        Promise::new(&mut |resolve, reject| {
            let message = message.clone();
            let sender = Sender::Script { resolve, reject };
            inbox.post(Mail { message, sender });
        })
    });
    send.into_js_value().unchecked_into()
}

/// Tells scripts of this page and the page around it what happens, from now on.
fn emit_events(store: Store, parent: Option<Parent>) {
    let hearth = Reflect::get(&window(), &"hearth".into());
    let hearth = hearth.ok().and_then(|it| it.dyn_into::<EventTarget>().ok());
    let follower = RefCell::new(Follower::default());
    let emit_new = move || {
        // A listener may change the page: nothing is borrowed by then.
        let events = store.peek(|state| follower.borrow_mut().follow(state, Date::now()));
        for event in events {
            let message = plain(&event);
            if let Some(hearth) = &hearth {
                dispatch(hearth, &event, &message);
            }
            if let Some(parent) = &parent {
                parent.post(&message);
            }
        }
    };
    emit_new();
    store.observe(emit_new);
}

fn dispatch(hearth: &EventTarget, event: &Event, message: &JsValue) {
    let init = CustomEventInit::new();
    init.set_detail(message);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(event.name(), &init) {
        let _ = hearth.dispatch_event(&event);
    }
}

/// An event as a plain object.
fn plain(event: &Event) -> JsValue {
    let object = event.envelope().serialize(&Serializer::json_compatible());
    object.unwrap_or_else(Into::into)
}

/// What a command answers with: the experiment, if it was asked for.
async fn carry_out(store: Store, message: &JsValue) -> Result<JsValue, WireError> {
    let command = read(message)?;
    match command {
        Command::Load(load) => {
            store.peek(command::check_load)?;
            store.dispatch(match load {
                Load::Experiment(json) => Msg::OpenExperiment(Ok(PendingExperiment::Json(json))),
                Load::Recipe(name) => Msg::OpenExperiment(Ok(experiment_of_recipe(&name).await?)),
                Load::Dataset(source) => Msg::Data(DataMsg::Choose(source)),
            });
        }
        Command::Control(wanted) => {
            if let Some(msg) = store.peek(|state| command::control(wanted, state))? {
                store.dispatch(Msg::Run(msg));
            }
        }
        Command::Experiment => {
            let json = store.peek(command::experiment)?;
            return JSON::parse(&json).map_err(|_| refusal("The experiment is no JSON.", ""));
        }
    }
    Ok(JsValue::UNDEFINED)
}

fn read(message: &JsValue) -> Result<Command, WireError> {
    let read: Message = serde_path_to_error::deserialize(Deserializer::from(message.clone()))
        .map_err(|error| {
            refusal(
                format!("The message cannot be read: {error}."),
                "Send an object such as {hearth: 1, command: \"train\"}.",
            )
        })?;
    read.read(experiment_in(message)?)
}

/// The experiment in a message as JSON, which the loader reads as it reads a recipe's.
fn experiment_in(message: &JsValue) -> Result<Option<String>, WireError> {
    let experiment = Reflect::get(message, &"experiment".into()).unwrap_or(JsValue::UNDEFINED);
    if experiment.is_undefined() || experiment.is_null() {
        return Ok(None);
    }
    let json = JSON::stringify(&experiment).map_err(|error| {
        let why = error.dyn_ref::<Error>().map(|e| String::from(e.message()));
        refusal(
            format!(
                "The experiment cannot be written as JSON: {}",
                why.unwrap_or_default()
            ),
            "Send a plain object, with numbers and texts as JSON has them.",
        )
    })?;
    Ok(json.as_string())
}

impl Sender {
    fn answer(&self, outcome: Result<JsValue, WireError>) {
        match self {
            Self::Script { resolve, reject } => {
                let (settle, value) = match outcome {
                    Ok(value) => (resolve, value),
                    Err(error) => (reject, thrown(&error)),
                };
                let _ = settle.call1(&JsValue::UNDEFINED, &value);
            }
            Self::Parent(parent) => match outcome {
                Ok(experiment) if experiment.is_object() => {
                    let message = plain(&Event::Experiment);
                    let _ = Reflect::set(&message, &"experiment".into(), &experiment);
                    parent.post(&message);
                }
                Ok(_) => {}
                Err(error) => parent.post(&plain(&Event::from(&error))),
            },
        }
    }
}

/// An error for a script: what happened and what to do in its message, and the kind beside it.
fn thrown(error: &WireError) -> JsValue {
    let thrown = Error::new(&format!("{} {}", error.message, error.hint));
    let kind = serde_wasm_bindgen::to_value(&error.kind).unwrap_or(JsValue::UNDEFINED);
    let _ = Reflect::set(&thrown, &"kind".into(), &kind);
    thrown.into()
}
