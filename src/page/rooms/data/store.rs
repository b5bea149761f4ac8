//! The room's state behind a signal, and its ways to the page: questions go out by a message of
//! the page, answers come in by a function that the page keeps.

use std::rc::Rc;

use leptos::prelude::*;

use super::state::State;
use super::update::{Msg, update};
use crate::experiment::Data;
use crate::page::store::Store;
use crate::page::update::{self as page, DataMsg};
use crate::protocol::DataAnswer;

/// The room's state and the one way to change it.
#[derive(Clone, Copy)]
pub struct RoomStore {
    state: RwSignal<State>,
    page: Store,
}

impl RoomStore {
    /// The room's store, which the page keeps while another room is shown.
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

    /// The room's store around a view.
    pub fn of_context() -> Self {
        expect_context()
    }

    /// Changes the state by what happened and asks what follows from it.
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

    /// Reads the edited settings; who reads them follows them.
    pub fn draft<T>(self, read: impl FnOnce(&Data) -> T) -> T {
        self.state.with(|state| read(&state.draft))
    }

    /// Edits the settings.
    pub fn edit(self, how: impl FnOnce(&mut Data)) {
        let mut data = self.peek(|state| state.draft.clone());
        how(&mut data);
        self.dispatch(Msg::Edit(Box::new(data)));
    }
}

fn dispatch(page: Store, state: &impl Update<Value = State>, msg: Msg) {
    let questions = state.try_update(|state| update(state, msg));
    for question in questions.unwrap_or_default() {
        let ask = DataMsg::Ask(Box::new(question));
        page.dispatch(page::Msg::Data(ask));
    }
}
