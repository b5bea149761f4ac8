//! The state behind a signal, and the ports by which it is spoken with.

use leptos::prelude::*;
use web_sys::{MessageEvent, MessagePort};

use super::state::State;
use super::update::{Effect, Msg, update};
use crate::protocol::LookNews;
use crate::web::listener::Listener;
use crate::web::port;

/// The state and the one way to change it.
#[derive(Clone, Copy)]
pub struct Store {
    state: RwSignal<State>,
    page: StoredValue<MessagePort, LocalStorage>,
    loader: StoredValue<Option<(MessagePort, Listener)>, LocalStorage>,
    on_fault: Callback<String>,
}

impl Store {
    /// A store that knows nothing yet; the page tells.
    pub fn new(page: MessagePort, on_fault: Callback<String>) -> Self {
        Self {
            state: RwSignal::new(State::default()),
            page: StoredValue::new_local(page),
            loader: StoredValue::new_local(None),
            on_fault,
        }
    }

    /// The store around a view.
    pub fn of_context() -> Self {
        expect_context()
    }

    /// Changes the state by what happened and says what follows from it.
    pub fn dispatch(self, msg: Msg) {
        let effects = self.state.try_update(|state| update(state, msg));
        for effect in effects.unwrap_or_default() {
            let sent = match effect {
                Effect::Ask(question) => self.loader.with_value(|loader| match loader {
                    Some((loader, _)) => port::send(loader, question),
                    None => Ok(()),
                }),
                Effect::Wish(data) => self.page.with_value(|page| port::send(page, *data)),
            };
            if let Err(error) = sent {
                self.on_fault.run(error.to_string());
            }
        }
    }

    /// A part of the state; whoever reads it hears when it changes.
    pub fn memo<T: PartialEq + Send + Sync + 'static>(
        self,
        part: impl Fn(&State) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.state.with(&part))
    }

    /// Looks at the state without being told of changes.
    pub fn peek<T>(self, look: impl FnOnce(&State) -> T) -> T {
        self.state.with_untracked(look)
    }

    /// Takes what the page tells.
    pub fn told(self, event: &MessageEvent) {
        match port::receive(&event.data()) {
            Ok(news) => {
                if news == LookNews::Loader {
                    self.listen(event.ports().get(0).into());
                }
                self.dispatch(Msg::News(news));
            }
            Err(error) => self.on_fault.run(error.to_string()),
        }
    }

    fn listen(self, loader: MessagePort) {
        let on_message = move |event: MessageEvent| match port::receive(&event.data()) {
            Ok(answer) => self.dispatch(Msg::Answer(answer)),
            Err(error) => self.on_fault.run(error.to_string()),
        };
        let listener = Listener::new(&loader, "message", on_message);
        loader.start();
        self.loader.set_value(Some((loader, listener)));
    }
}
