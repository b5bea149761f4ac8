//! The part `Kept runs`: what can be done with them, and the table.

use leptos::prelude::*;

use super::files::{export_button, import_buttons};
use super::part::OpenPart;
use super::rows::{View, csv, rows};
use super::space::space;
use super::table::table;
use crate::page::kept_runs::RunsStore;
use crate::page::kept_runs::msg::Msg;
use crate::page::kept_runs::state::{State, Storage};
use crate::page::save::save_text;
use crate::ui::dynamic::{dynamic, show_when};

/// The part.
pub fn kept(runs: RunsStore) -> AnyView {
    let view = RwSignal::new(View::default());
    let has_runs = runs.memo(|s| !s.runs.is_empty());
    let is_empty = runs.memo(|s| {
        let is_known = !matches!(s.storage, Storage::Unopened | Storage::Opening);
        is_known && s.runs.is_empty()
    });
    view! {
        <section class="region" aria-label="Kept runs">
            <div class="row wrapping">{import_buttons(runs)} {space(runs)}</div>
            {show_when(
                is_empty,
                || {
                    view! {
                        <p class="empty">
                            "Every run that finishes, or that you stop, is kept here with its settings, curves, scores and model, also after the page is closed. Train a network, or import runs that somebody exported: drop their file here."
                        </p>
                    }
                        .into_any()
                },
            )}
            {show_when(has_runs, move || tools(runs, view))}
            {show_when(has_runs, move || table(runs, view))}
        </section>
    }
    .into_any()
}

/// The filter, and what is done with the runs that are chosen.
fn tools(runs: RunsStore, view: RwSignal<View>) -> AnyView {
    let chosen = runs.memo(|s| s.chosen.len());
    let ids = move || runs.peek(|s| s.chosen.iter().cloned().collect::<Vec<_>>());
    let part: OpenPart = expect_context();
    let is_none = move || chosen.get() == 0;
    let filter = move |event| {
        let text = event_target_value(&event);
        view.update(|view| {
            view.filter = text;
            view.page = 0;
        });
    };
    let all = move |_| {
        let shown = runs.peek(|s| view.with_untracked(|view| rows(&s.runs, view)));
        let ids = shown.iter().map(|entry| entry.summary.id.clone());
        runs.dispatch(Msg::ChooseOnly(ids.collect()));
    };
    let save = move |_| {
        let table = runs.peek(|s: &State| view.with_untracked(|view| csv(&rows(&s.runs, view))));
        let _ = save_text("runs.csv", &table);
    };
    view! {
        <div class="row wrapping runs-tools">
            <label class="choice">
                <span aria-hidden="true">"Filter"</span>
                <input
                    type="search"
                    aria-label="Filter runs"
                    placeholder="name, data, settings, note"
                    on:input=filter
                />
            </label>
            <button class="small quiet" on:click=all>
                "Choose all"
            </button>
            <button
                class="small quiet"
                disabled=dynamic(is_none)
                on:click=move |_| runs.dispatch(Msg::ChooseOnly(Vec::new()))
            >
                "Choose none"
            </button>
            <span class="muted" role="status">
                {dynamic(move || format!("{} chosen", chosen.get()))}
            </span>
            <button
                class="small"
                disabled=dynamic(move || chosen.get() < 2)
                title="Choose two runs or more"
                on:click=move |_| part.compare()
            >
                "Compare"
            </button>
            {export_button(runs, ids)}
            <button
                class="small"
                disabled=dynamic(is_none)
                on:click=move |_| runs.dispatch(Msg::Delete(ids()))
            >
                "Delete"
            </button>
            <button class="small quiet" on:click=save>
                "Save table as CSV"
            </button>
        </div>
    }
    .into_any()
}
