//! What starts, stops and follows training.

use leptos::prelude::*;

use crate::page::readings::progress_line;
use crate::page::run::Status;
use crate::page::state::State;
use crate::page::store::Store;
use crate::page::update::{Msg, RunMsg};
use crate::ui::dynamic::dynamic;

/// What is going on, in a sentence; spoken when it changes.
#[component]
pub fn Announcement() -> impl IntoView {
    let store = Store::of_context();
    let text = store.memo(|s| s.notices.announcement.clone());
    let is_running = store.memo(|s| s.status() == Some(Status::Running));
    view! {
        <p class="announcement" class:live=is_running role="status" aria-live="polite">
            {text}
        </p>
    }
}

/// Train, pause or resume; a step; stop.
#[component]
pub fn Buttons() -> impl IntoView {
    let store = Store::of_context();
    // One element whatever it does now: the focus stays on it.
    let primary = store.memo(State::primary);
    let label = dynamic(move || primary.get().0.label());
    let can_step = store.memo(State::can_step);
    let is_stoppable = store.memo(State::can_stop);
    // Step and Stop often make themselves impossible, and a button that is disabled loses
    // the focus: these only say that they do nothing, and the update sees to that.
    view! {
        <div class="buttons">
            <button
                class="primary"
                disabled=dynamic(move || !primary.get().1)
                on:click=move |_| store.dispatch(Msg::Run(RunMsg::Toggle))
            >
                {label}
            </button>
            <button
                aria-disabled=dynamic(move || (!can_step.get()).to_string())
                on:click=move |_| store.dispatch(Msg::Run(RunMsg::Step))
            >
                "Step"
            </button>
            <button
                aria-disabled=dynamic(move || (!is_stoppable.get()).to_string())
                on:click=move |_| store.dispatch(Msg::Run(RunMsg::Stop))
            >
                "Stop"
            </button>
        </div>
    }
}

/// How far the run is, as a bar and in words.
#[component]
pub fn Progress() -> impl IntoView {
    let store = Store::of_context();
    let steps = store.memo(|s| {
        let run = s.run.current.as_ref().filter(|run| run.steps_per_epoch > 0);
        run.map_or((0, 1), |run| (run.step, run.total_steps()))
    });
    let line = store.memo(progress_line);
    view! {
        <div class="progress">
            <progress
                aria-label="Training progress"
                max=dynamic(move || steps.get().1)
                prop:value=dynamic(move || steps.get().0 as f64)
            ></progress>
            <span class="muted">{line}</span>
        </div>
    }
}
