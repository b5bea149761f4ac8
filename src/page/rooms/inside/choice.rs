//! Boxes to choose from, and the bar of what takes a while.

use leptos::prelude::*;

use super::state::Progress;
use super::store::RoomStore;
use super::update::Msg;
use crate::protocol::{Topic, WireError};
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::format::sentence;

/// A box: its label, its options, the position of the chosen one, and what a choice does.
pub fn choice(
    label: &'static str,
    options: Memo<Vec<String>>,
    chosen: Memo<usize>,
    choose: impl Fn(usize) + Send + 'static,
) -> AnyView {
    let items = dynamic(move || {
        let items = options.get().into_iter().enumerate().map(|(i, name)| {
            view! {
                <option value=i.to_string() selected=move || chosen.get() == i>
                    {name}
                </option>
            }
        });
        items.collect_view().into_any()
    });
    let change = move |event| {
        if let Ok(i) = event_target_value(&event).parse() {
            choose(i);
        }
    };
    view! {
        <label class="choice">
            <span>{label}</span>
            <select
                aria-label=label
                prop:value=dynamic(move || chosen.get().to_string())
                on:change=change
            >
                {items}
            </select>
        </label>
    }
    .into_any()
}

/// How far the answer about a topic is, with a button that gives it up; and why there is none.
pub fn progress(label: &'static str, topic: Topic) -> AnyView {
    let room = RoomStore::of_context();
    let is_open = room.memo(move |s| {
        let is_reducing = topic == Topic::Embedding && s.is_reducing;
        s.inquiry(topic).progress.is_some() || is_reducing
    });
    let now = room.memo(move |s| {
        let embedding = s.embedding.as_ref().filter(|_| s.is_reducing);
        match embedding.filter(|_| topic == Topic::Embedding) {
            Some(embedding) => Progress {
                done: embedding.done[0],
                of: embedding.done[1],
            },
            None => s
                .inquiry(topic)
                .progress
                .unwrap_or(Progress { done: 0, of: 1 }),
        }
    });
    let fault = room.memo(move |s| {
        let own = s.inquiry(topic).fault.clone();
        own.or_else(|| {
            s.reduction_fault
                .clone()
                .filter(|_| topic == Topic::Embedding)
        })
    });
    let bar = show_when(is_open, move || {
        view! {
            <div class="inside-progress">
                <progress
                    aria-label=label
                    max=dynamic(move || now.get().of.max(1))
                    prop:value=dynamic(move || f64::from(now.get().done))
                ></progress>
                <button class="small" on:click=move |_| room.dispatch(Msg::Cancel(topic))>
                    "Cancel"
                </button>
            </div>
        }
        .into_any()
    });
    view! {
        {bar}
        {dynamic(move || fault.get().map(|error| alert(&error)))}
    }
    .into_any()
}

fn alert(error: &WireError) -> AnyView {
    view! {
        <div class="fault" role="alert">
            <p>{sentence(&error.message)} " " {error.hint.clone()}</p>
        </div>
    }
    .into_any()
}
