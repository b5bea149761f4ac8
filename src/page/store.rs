//! The state behind a signal: messages go in, and the views hear of it once a frame.

use leptos::prelude::*;
use web_sys::{Event, HtmlSelectElement};

use super::effects::Performer;
use super::state::State;
use super::update::{Msg, update};
use crate::protocol::Looked;

/// The page's state and the one way to change it.
#[derive(Clone, Copy)]
pub struct Store {
    state: RwSignal<State>,
    performer: StoredValue<Performer, LocalStorage>,
    is_frame_due: StoredValue<bool>,
}

impl Store {
    /// A store of a page just opened.
    pub fn new() -> Self {
        Self {
            state: RwSignal::new(State::default()),
            performer: StoredValue::new_local(Performer::default()),
            is_frame_due: StoredValue::new(false),
        }
    }

    /// The store of the page around a view.
    pub fn of_context() -> Self {
        expect_context()
    }

    /// Changes the state by what happened and does what follows from it.
    pub fn dispatch(self, msg: Msg) {
        let effects = self.state.try_update_untracked(|state| update(state, msg));
        self.show();
        for effect in effects.unwrap_or_default() {
            self.performer
                .with_value(|performer| performer.perform(self, effect));
        }
    }

    /// Tells the closer look what is looked at.
    pub fn tell_look(self, looked: Looked) {
        let told = self
            .performer
            .with_value(|performer| performer.tell_look(looked));
        if let Err(why) = told {
            self.dispatch(Msg::LookFailed(why));
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

    /// Takes what was picked in a box, which shows the pick before the state knows of it. It
    /// would go on showing it if the pick came to nothing or were undone within the frame: the
    /// views would see no change. So they are told now, and the box shows what `holds`.
    pub fn pick(self, event: &Event, msg: Msg, holds: impl FnOnce(&State) -> String) {
        self.dispatch(msg);
        self.state.notify();
        event_target::<HtmlSelectElement>(event).set_value(&self.peek(holds));
    }

    /// Tells the views at the next frame. Twenty reports a second and the strokes of a pen
    /// would otherwise each go through the whole page.
    fn show(self) {
        if self.is_frame_due.get_value() {
            return;
        }
        self.is_frame_due.set_value(true);
        request_animation_frame(move || {
            self.is_frame_due.set_value(false);
            self.state.notify();
        });
    }
}
