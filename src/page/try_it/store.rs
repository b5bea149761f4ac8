//! The state behind a signal, and its ways to the page: requests go out as messages of the page,
//! answers come in by a function that the page keeps.

use std::rc::Rc;

use leptos::prelude::*;
use web_sys::Url;

use super::state::State;
use super::update::{Msg, Request, update};
use crate::page::store::Store;
use crate::page::update::{self as page, DataMsg, TryMsg};
use crate::protocol::DataAnswer;

/// The state and the one way to change it.
#[derive(Clone, Copy)]
pub struct TryStore {
    state: RwSignal<State>,
    page: Store,
}

impl TryStore {
    /// The store, which the page keeps while another room is shown.
    pub fn enter() -> Self {
        let page = Store::of_context();
        let kept = page.keep(|| {
            let kept = ArcRwSignal::new(State::default());
            let state = kept.clone();
            page.on_data_answer(Rc::new(move |answer: DataAnswer| {
                dispatch(page, &state, Msg::Answer(answer));
            }));
            kept
        });
        Self {
            state: kept.into(),
            page,
        }
    }

    /// The store around a view.
    pub fn of_context() -> Self {
        expect_context()
    }

    /// Changes the state by what happened and does what follows from it.
    pub fn dispatch(self, msg: Msg) {
        dispatch(self.page, &self.state, msg);
    }

    /// A view of the state; who reads it follows when it is another one.
    pub fn memo<T: PartialEq + Send + Sync + 'static>(
        self,
        view: impl Fn(&State) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        // In a box, so that a memo's code is compiled once for each `T`.
        let view: Box<dyn Fn(&State) -> T + Send + Sync> = Box::new(view);
        Memo::new(move |_| self.state.with(&view))
    }

    /// Reads the state without following its changes.
    pub fn peek<T>(self, read: impl FnOnce(&State) -> T) -> T {
        self.state.with_untracked(read)
    }
}

fn dispatch(page: Store, state: &impl Update<Value = State>, msg: Msg) {
    let requests = state.try_update(|state| update(state, msg));
    for request in requests.unwrap_or_default() {
        match request {
            Request::Ask(question) => {
                let ask = DataMsg::Ask(Box::new(question));
                page.dispatch(page::Msg::Data(ask));
            }
            Request::Try(sample) => page.dispatch(page::Msg::Try(TryMsg::Sample(sample))),
            Request::Release(url) => {
                // It fails only for what is no address.
                let _ = Url::revoke_object_url(&url);
            }
        }
    }
}
