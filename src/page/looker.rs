//! The closer look as the page sees it: the ports to it.

use wasm_bindgen::JsValue;
use web_sys::{MessageChannel, MessageEvent, MessagePort, Worker};

use super::store::Store;
use super::update::{DataMsg, ExplorerMsg, Msg};
use crate::protocol::{DataCommand, LookNews, Looked};
use crate::web::listener::Listener;
use crate::web::port;

/// The way to the closer look, there from the moment somebody looks. What is sent before its room
/// is open waits in the port.
pub struct Looker {
    port: MessagePort,
    /// The other end.
    other: MessagePort,
    _listener: Listener,
}

impl Looker {
    /// Makes the ports.
    ///
    /// # Errors
    /// What the browser throws.
    pub fn start(store: Store) -> Result<Self, JsValue> {
        let channel = MessageChannel::new()?;
        let port = channel.port1();
        let on_message = move |event: MessageEvent| match port::receive(&event.data()) {
            Ok(data) => store.dispatch(Msg::Data(DataMsg::Set(Box::new(data)))),
            Err(error) => store.dispatch(Msg::Explorer(ExplorerMsg::Failed(error.to_string()))),
        };
        let listener = Listener::new(&port, "message", on_message);
        port.start();
        Ok(Self {
            port,
            other: channel.port2(),
            _listener: listener,
        })
    }

    /// The end for the closer look.
    pub fn other_port(&self) -> MessagePort {
        self.other.clone()
    }

    /// Gives it a channel to the loader.
    ///
    /// # Errors
    /// What the browser throws.
    pub fn connect(&self, loader: &Worker) -> Result<(), String> {
        let channel = MessageChannel::new().map_err(|e| format!("{e:?}"))?;
        port::send_port(loader, DataCommand::Explore, &channel.port1())
            .and_then(|()| port::send_port(&self.port, LookNews::Loader, &channel.port2()))
            .map_err(|e| e.to_string())
    }

    /// Tells it what is looked at.
    ///
    /// # Errors
    /// What the browser throws.
    pub fn tell(&self, looked: Looked) -> Result<(), String> {
        let news = LookNews::Data(Box::new(looked));
        port::send(&self.port, news).map_err(|e| e.to_string())
    }
}
