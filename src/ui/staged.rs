//! Parts of a view that are made one after another, each in a task of its own.
//!
//! A large view made in one piece holds the page for longer than a frame: the browser can neither
//! paint nor answer until it is done.

use std::cell::RefCell;
use std::collections::VecDeque;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::dynamic::{Dynamic, dynamic};
use crate::web::clock::Turn;

type Step = Box<dyn FnOnce()>;

thread_local! {
    /// What is still to be done, in order; `run_all` is under way while something waits.
    static WAITING: RefCell<VecDeque<Step>> = const { RefCell::new(VecDeque::new()) };
}

/// A part of a view that is made in a task of its own, after all that wait already.
#[must_use]
pub fn staged(make: impl Fn() -> AnyView + Send + 'static) -> Dynamic<Option<AnyView>> {
    let is_due = RwSignal::new(false);
    // The view may be gone by then.
    in_own_task(move || {
        is_due.try_set(true);
    });
    dynamic(move || is_due.get().then(&make))
}

/// Does something once every part that waits has been made, and the parts that those consist of.
pub fn when_all_made(then: impl FnOnce() + 'static) {
    let then: Step = Box::new(then);
    in_own_task(|| run_if_last(then));
}

/// Runs a step if no other waits, or else later. The one that calls this waits until it is done.
fn run_if_last(step: Step) {
    if WAITING.with_borrow(VecDeque::len) == 1 {
        step();
    } else {
        in_own_task(|| run_if_last(step));
    }
}

/// Does something in a task of its own, after all that wait already.
pub fn in_own_task(step: impl FnOnce() + 'static) {
    let step: Step = Box::new(step);
    let is_first = WAITING.with_borrow_mut(|waiting| {
        waiting.push_back(step);
        waiting.len() == 1
    });
    if is_first {
        spawn_local(run_all());
    }
}

async fn run_all() {
    let turn = Turn::default();
    loop {
        turn.pass().await;
        // What a step adds is to wait behind it: it keeps its position until it is done.
        let step = WAITING.with_borrow_mut(|waiting| {
            let first = waiting.front_mut()?;
            Some(std::mem::replace(first, Box::new(|| ())))
        });
        if let Some(step) = step {
            step();
        }
        let is_done = WAITING.with_borrow_mut(|waiting| {
            waiting.pop_front();
            waiting.is_empty()
        });
        if is_done {
            return;
        }
    }
}
