//! The experiment as JSON text, to read, copy, save and edit.

use leptos::html;
use leptos::prelude::*;

use super::editor::Editor;
use crate::page::save::save_text;
use crate::page::store::Store;
use crate::page::update::Msg;
use crate::protocol::PendingExperiment;

/// The part. What is edited is read by the loader, which says what is wrong with it.
#[component]
pub fn Json() -> impl IntoView {
    let store = Store::of_context();
    let editor = Editor::of_context();
    let text = NodeRef::<html::Textarea>::new();
    let json = editor.memo(crate::experiment::Experiment::to_json);
    let written = move || text.get_untracked().map(|area| area.value());
    let apply = move |_| {
        if let Some(text) = written() {
            let pending = PendingExperiment::Json(text);
            store.dispatch(Msg::OpenExperiment(Ok(pending)));
        }
    };
    let keep = move |_| {
        if let Some(text) = written() {
            let _ = save_text("experiment.json", &text);
        }
    };
    let revert = move |_| {
        if let Some(area) = text.get_untracked() {
            area.set_value(&json.get_untracked());
        }
    };
    view! {
        <p class="muted">
            "The whole experiment, as "
            <code>"hearth train"</code>
            " and links have it. Change it and apply: what cannot be read changes nothing."
        </p>
        <label class="hidden" for="experiment-json">
            "Experiment as JSON"
        </label>
        <textarea
            id="experiment-json"
            class="code"
            rows="24"
            spellcheck="false"
            autocomplete="off"
            node_ref=text
            prop:value=json
        ></textarea>
        <div class="row">
            <button class="small" disabled=editor.is_locked on:click=apply>
                "Apply"
            </button>
            <button class="small" on:click=revert>
                "Revert"
            </button>
            <button class="small" on:click=keep>
                "Save as file"
            </button>
        </div>
    }
}
