//! The samples that were predicted wrongly, or all: by class, prediction and confidence.

use leptos::prelude::*;

use super::gallery::gallery;
use super::panel::empty;
use super::store::RoomStore;
use super::update::{Msg, Which};
use crate::experiment::decimal;
use crate::protocol::GalleryFilter;
use crate::ui::dynamic::dynamic;

/// Which samples are shown.
const KINDS: [&str; 3] = ["Wrong", "Label may be wrong", "All"];

/// The panel.
pub fn mistakes(room: RoomStore) -> AnyView {
    let has_evaluation = room.memo(|s| s.shown.is_some());
    dynamic(move || {
        if !has_evaluation.get() {
            return empty(room);
        }
        view! {
            <section class="region" aria-label="Samples by their prediction">
                <h3>"Samples, the most confident first"</h3>
                {filters(room)}
                {gallery(room, Which::Mistakes)}
            </section>
        }
        .into_any()
    })
    .into_any()
}

fn change(room: RoomStore, how: impl FnOnce(&mut GalleryFilter)) {
    let mut filter = room.peek(|s| s.mistakes.filter).unwrap_or_default();
    how(&mut filter);
    room.dispatch(Msg::Show(Which::Mistakes, Some(filter), 0));
}

fn filters(room: RoomStore) -> AnyView {
    let filter = room.memo(|s| s.mistakes.filter.unwrap_or_default());
    let kinds = KINDS.iter().enumerate().map(|(i, name)| {
        let is_chosen = move || {
            let filter = filter.get();
            let now = match filter {
                GalleryFilter {
                    suspects_only: true,
                    ..
                } => 1,
                GalleryFilter {
                    wrong_only: true, ..
                } => 0,
                _ => 2,
            };
            now == i
        };
        view! {
            <option value=i.to_string() prop:selected=dynamic(is_chosen)>
                {*name}
            </option>
        }
    });
    let choose = move |event| {
        let kind = event_target_value(&event);
        change(room, |filter| {
            filter.wrong_only = kind != "2";
            filter.suspects_only = kind == "1";
        });
    };
    let confidence = |name: &'static str, end: usize| {
        let value = move || format!("{:.0}", filter.get().confidence[end] * 100.0);
        let set = move |event| {
            if let Some(percent) = decimal::parse(&event_target_value(&event)) {
                let part = (percent / 100.0).clamp(0.0, 1.0) as f32;
                change(room, |filter| filter.confidence[end] = part);
            }
        };
        view! {
            <label class="choice">
                <span aria-hidden="true">{name}</span>
                <input
                    type="number"
                    min="0"
                    max="100"
                    aria-label=format!("Confidence {name}, per cent")
                    prop:value=dynamic(value)
                    on:change=set
                />
            </label>
        }
    };
    view! {
        <div class="row gallery-filters">
            <label class="choice">
                <span aria-hidden="true">"Show"</span>
                <select aria-label="Which samples" on:change=choose>
                    {kinds.collect_view()}
                </select>
            </label>
            {class_box(
                room,
                "Labelled",
                |filter, class| filter.label = class,
                |filter| filter.label,
            )}
            {class_box(
                room,
                "Predicted as",
                |filter, class| filter.predicted = class,
                |filter| filter.predicted,
            )}
            {confidence("from %", 0)}
            {confidence("to %", 1)}
        </div>
    }
    .into_any()
}

fn class_box(
    room: RoomStore,
    name: &'static str,
    set: fn(&mut GalleryFilter, Option<u16>),
    get: fn(&GalleryFilter) -> Option<u16>,
) -> AnyView {
    let classes = room.memo(|s| s.page.classes.clone());
    let filter = room.memo(|s| s.mistakes.filter.unwrap_or_default());
    let options = move || {
        let classes = classes.get().into_iter().enumerate();
        let options = classes.map(|(i, class)| {
            let is_chosen = move || get(&filter.get()) == Some(i as u16);
            view! {
                <option value=i.to_string() prop:selected=dynamic(is_chosen)>
                    {class}
                </option>
            }
        });
        options.collect_view().into_any()
    };
    let choose = move |event| {
        let class = event_target_value(&event).parse().ok();
        change(room, |filter| set(filter, class));
    };
    view! {
        <label class="choice">
            <span aria-hidden="true">{name}</span>
            <select aria-label=name on:change=choose>
                <option value="" prop:selected=dynamic(move || get(&filter.get()).is_none())>
                    "any class"
                </option>
                {dynamic(options)}
            </select>
        </label>
    }
    .into_any()
}
