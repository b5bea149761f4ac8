//! The closer look as the page sees it: its program, fetched once, and the ports to it.

use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlScriptElement, MessageChannel, MessageEvent, MessagePort, Worker};

use super::effects::address;
use super::store::Store;
use super::update::{DataMsg, ExplorerMsg, Msg};
use crate::protocol::{DataCommand, LookNews, Looked, Message};
use crate::web::listener::Listener;
use crate::web::{look, port};

/// The program, there from the moment it was asked for.
pub struct Looker {
    port: MessagePort,
    _listeners: [Listener; 2],
}

impl Looker {
    /// Fetches the program, which fills the dialog.
    ///
    /// # Errors
    /// What the browser throws.
    pub fn start(store: Store) -> Result<Self, JsValue> {
        let place = look::place().ok_or("there is no dialog")?;
        let channel = MessageChannel::new()?;
        let port = channel.port1();
        look::set_port(&place, &channel.port2());
        let script: HtmlScriptElement = document().create_element("script")?.unchecked_into();
        script.set_type("module");
        script.set_src(&address("./open_look.js")?);
        let listeners = [
            Listener::new(
                &port,
                "message",
                move |event: MessageEvent| match port::receive(&event.data()) {
                    Ok(Message { body, .. }) => {
                        store.dispatch(Msg::Data(DataMsg::Set(Box::new(body))))
                    }
                    Err(error) => {
                        store.dispatch(Msg::Explorer(ExplorerMsg::Failed(error.to_string())))
                    }
                },
            ),
            Listener::new(&script, "error", move |_: web_sys::Event| {
                store.dispatch(Msg::Explorer(ExplorerMsg::Failed(
                    "it cannot be fetched".to_owned(),
                )));
            }),
        ];
        port.start();
        place.append_child(&script)?;
        Ok(Self {
            port,
            _listeners: listeners,
        })
    }

    /// Gives it a channel to the loader.
    ///
    /// # Errors
    /// What the browser throws.
    pub fn connect(&self, loader: &Worker) -> Result<(), String> {
        let channel = MessageChannel::new().map_err(|e| format!("{e:?}"))?;
        port::send_port(loader, &DataCommand::Look, &channel.port1())
            .and_then(|()| port::send_port(&self.port, &LookNews::Loader, &channel.port2()))
            .map_err(|e| e.to_string())
    }

    /// Tells it what is looked at.
    ///
    /// # Errors
    /// What the browser throws.
    pub fn tell(&self, looked: Looked) -> Result<(), String> {
        let news = LookNews::Data(Box::new(looked));
        port::send(&self.port, &Message::new(news)).map_err(|e| e.to_string())
    }
}
