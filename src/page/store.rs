//! The state behind a signal a part: messages go in, and the views of the parts that changed
//! follow once a frame.

use std::any::Any;
use std::rc::Rc;

use leptos::prelude::*;
use web_sys::{Event, HtmlSelectElement};

use super::effects::{OnDataAnswer, OnNetworkAnswer, OnRunOver, Performer};
use super::slice::{self, Part, Parts};
use super::state::State;
use super::update::{Msg, update};

/// The page's state and the one way to change it.
#[derive(Clone, Copy)]
pub struct Store {
    state: StoredValue<State>,
    /// A signal for each part, in the order of [`Part::ALL`].
    signals: [RwSignal<()>; Part::ALL.len()],
    performer: StoredValue<Performer, LocalStorage>,
    kept: StoredValue<Vec<Box<dyn Any>>, LocalStorage>,
    is_frame_due: StoredValue<bool>,
    observer: StoredValue<Option<Rc<dyn Fn()>>, LocalStorage>,
}

impl Store {
    /// A store of a page just opened.
    pub fn new() -> Self {
        Self {
            state: StoredValue::new(State::default()),
            signals: Part::ALL.map(|_| RwSignal::new(())),
            performer: StoredValue::new_local(Performer::default()),
            kept: StoredValue::new_local(Vec::new()),
            is_frame_due: StoredValue::new(false),
            observer: StoredValue::new_local(None),
        }
    }

    /// The store of the page around a view.
    pub fn of_context() -> Self {
        expect_context()
    }

    /// Changes the state by what happened and does what follows from it.
    pub fn dispatch(self, msg: Msg) {
        let effects = self.state.try_update_value(|state| update(state, msg));
        self.show();
        for effect in effects.unwrap_or_default() {
            self.performer
                .with_value(|performer| performer.perform(move |msg| self.dispatch(msg), effect));
        }
        if let Some(observe) = self.observer.get_value() {
            observe();
        }
    }

    /// Calls this after every message. Views follow once a frame, and a page that is not seen has
    /// no frames.
    pub fn observe(self, observer: impl Fn() + 'static) {
        self.observer.set_value(Some(Rc::new(observer)));
    }

    /// From now on the loader's answers about the samples go there, too.
    pub fn on_data_answer(self, on_answer: OnDataAnswer) {
        self.performer
            .with_value(|performer| performer.on_data_answer(on_answer));
    }

    /// From now on a network's answers to questions of chunks go there, too.
    pub fn on_network_answer(self, on_answer: OnNetworkAnswer) {
        self.performer
            .with_value(|performer| performer.on_network_answer(on_answer));
    }

    /// From now on runs that are over go there.
    pub fn on_run_over(self, on_run_over: OnRunOver) {
        self.performer
            .with_value(|performer| performer.on_run_over(on_run_over));
    }

    /// What a room keeps while another one is shown: one value of a type, made when it is first
    /// asked for.
    pub fn keep<T: Clone + 'static>(self, make: impl FnOnce() -> T) -> T {
        let found = self.kept.with_value(|kept| {
            let mut kept = kept.iter().filter_map(|value| value.downcast_ref::<T>());
            kept.next().cloned()
        });
        found.unwrap_or_else(|| {
            let value = make();
            self.kept
                .update_value(|kept| kept.push(Box::new(value.clone())));
            value
        })
    }

    /// A view of the state. It is made anew when a part that it read has changed, and those who
    /// read it follow when it is another one then.
    pub fn memo<T: PartialEq + Send + Sync + 'static>(
        self,
        view: impl Fn(&State) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        self.boxed_memo(Box::new(view))
    }

    /// A memo's code is compiled for each type of what makes it: a box makes them one for each `T`.
    fn boxed_memo<T: PartialEq + Send + Sync + 'static>(
        self,
        view: Box<dyn Fn(&State) -> T + Send + Sync>,
    ) -> Memo<T> {
        Memo::new(move |_| {
            let mut value = None;
            self.read_tracked(&mut |state| value = Some(view(state)));
            value.expect("the state was read")
        })
    }

    /// Reads the state and subscribes the memo around to the parts that were read.
    fn read_tracked(self, read: &mut dyn FnMut(&State)) {
        let ((), parts) = slice::reads(|| self.state.with_value(|state| read(state)));
        self.each(parts, |signal| signal.track());
    }

    /// Reads the state without following its changes.
    pub fn peek<T>(self, read: impl FnOnce(&State) -> T) -> T {
        self.state.with_value(read)
    }

    /// Takes what was picked in a box, which shows the pick before the state knows of it. It
    /// would go on showing it if the pick came to nothing or were undone within the frame: the
    /// views would see no change. So they follow now, and the box shows what `holds`.
    pub fn pick(self, event: &Event, msg: Msg, holds: impl FnOnce(&State) -> String) {
        self.dispatch(msg);
        self.notify();
        event_target::<HtmlSelectElement>(event).set_value(&self.peek(holds));
    }

    /// Lets the views follow at the next frame. Twenty reports a second and the strokes of a pen
    /// would otherwise each go through the whole page.
    fn show(self) {
        if self.is_frame_due.get_value() {
            return;
        }
        self.is_frame_due.set_value(true);
        request_animation_frame(move || {
            self.is_frame_due.set_value(false);
            self.notify();
        });
    }

    /// Lets the views of what has changed follow.
    fn notify(self) {
        self.each(slice::take_changed(), |signal| signal.notify());
    }

    fn each(self, parts: Parts, act: impl Fn(RwSignal<()>)) {
        for (part, signal) in Part::ALL.into_iter().zip(self.signals) {
            if parts.contains(part) {
                act(signal);
            }
        }
    }
}
