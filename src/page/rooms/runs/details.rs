//! A kept run closely: its name and note, how it was made, and what can be done with it.

use std::sync::Arc;

use leptos::prelude::*;

use super::rows::Column;
use crate::page::kept_runs::RunsStore;
use crate::page::kept_runs::msg::{Change, Msg};
use crate::page::kept_runs::state::Entry;
use crate::page::route::Room;
use crate::page::router::Router;
use crate::page::store::Store;
use crate::run::record::Ending;
use crate::ui::dynamic::dynamic;
use crate::ui::format::{bytes, count};

/// The row below a run's.
pub fn details(runs: RunsStore, entry: &Arc<Entry>) -> AnyView {
    let summary = &entry.summary;
    let id = summary.id.clone();
    let change = move |change: fn(String) -> Change| {
        let id = id.clone();
        move |event: web_sys::Event| {
            let text = event_target_value(&event).trim().to_owned();
            runs.dispatch(Msg::Change(id.clone(), change(text)));
        }
    };
    let id = summary.id.clone();
    let pin = move |event| {
        let is_pinned = event_target_checked(&event);
        runs.dispatch(Msg::Change(id.clone(), Change::Pinned(is_pinned)));
    };
    let ending = match &summary.ending {
        Ending::Finished => "Finished".to_owned(),
        Ending::StoppedEarly => "Stopped early by a callback".to_owned(),
        Ending::Stopped => "Stopped by hand".to_owned(),
        Ending::Failed(why) => format!("Failed: {why}"),
    };
    let trial = summary.trial.as_ref();
    let trial = trial.map(|trial| format!(" · trial {} of sweep {}", trial.trial + 1, trial.sweep));
    let facts = format!(
        "{} · {} · {} · {} steps · {}{}",
        summary.model,
        summary.data,
        summary.settings,
        count(summary.steps),
        ending,
        trial.unwrap_or_default()
    );
    let size = match (entry.is_held, summary.has_model) {
        (true, _) => String::new(),
        (false, true) => format!(" · {} with its model", bytes(entry.bytes())),
        (false, false) => format!(" · {}, without a model", bytes(entry.bytes())),
    };
    let name = change(Change::Name);
    let note = change(Change::Note);
    view! {
        <tr class="run-details">
            <td colspan=(Column::ALL.len() + 1).to_string()>
                <div class="row wrapping">
                    <label class="choice">
                        <span aria-hidden="true">"Name"</span>
                        <input
                            aria-label="Name of the run"
                            prop:value=summary.name.clone()
                            on:change=name
                        />
                    </label>
                    <label class="choice run-note">
                        <span aria-hidden="true">"Note"</span>
                        <input
                            aria-label="Note about the run"
                            prop:value=summary.note.clone()
                            on:change=note
                        />
                    </label>
                    <label class="switch">
                        <input type="checkbox" prop:checked=summary.pinned on:change=pin/>
                        "Pinned"
                    </label>
                </div>
                <p class="muted">{facts} {size}</p>
                {buttons(runs, entry)}
            </td>
        </tr>
    }
    .into_any()
}

fn buttons(runs: RunsStore, entry: &Arc<Entry>) -> AnyView {
    let store = Store::of_context();
    let router = Router::of_context();
    let is_locked = store.memo(|s| !s.can_set());
    let id = entry.summary.id.clone();
    let button = move |text: &'static str, room: Option<Room>, msg: fn(String) -> Msg| {
        let id = id.clone();
        let click = move |_| {
            runs.dispatch(msg(id.clone()));
            if let Some(room) = room {
                router.go(store, room.address());
            }
        };
        let is_locked = move || room.is_some() && is_locked.get();
        view! {
            <button class="small" disabled=dynamic(is_locked) on:click=click>
                {text}
            </button>
        }
        .into_any()
    };
    let model = entry.summary.has_model;
    view! {
        <div class="row wrapping">
            {button("Open as the experiment", Some(Room::Model), Msg::OpenExperiment)}
            {model.then(|| button("Open its model", Some(Room::Live), Msg::OpenModel))}
            {button("Export", None, |id| Msg::Export(vec![id]))}
            {button("Save for TensorBoard", None, Msg::SaveEvents)}
            {button("Delete", None, |id| Msg::Delete(vec![id]))}
        </div>
    }
    .into_any()
}
