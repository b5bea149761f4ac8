//! The network as a file: saved, and loaded again.

use leptos::prelude::*;

use crate::page::files;
use crate::page::state::State;
use crate::page::store::Store;
use crate::page::update::{ModelsMsg, Msg};
use crate::page::views::line::{Line, line};

/// A line about the model that can be saved, and the picker of one to load.
#[component]
pub fn Models() -> impl IntoView {
    let store = Store::of_context();
    let save = line(
        store,
        Line {
            text,
            button: |_| "Save model",
            is_locked: |s| s.run.snapshot_of_current().is_none(),
            msg: |_| Msg::Models(ModelsMsg::Save),
        },
    );
    let is_locked = store.memo(|s| !s.can_set());
    view! {
        {save()}
        <div class="row">
            <span class="muted grow">
                "A model that was saved brings its experiment along: it can be tried at once, and trained on."
            </span>
            <label class="button small">
                "Load model…"
                <input
                    type="file"
                    accept=".safetensors"
                    aria-label="Load model…"
                    disabled=is_locked
                    on:change=move |event| {
                        files::take_chosen(
                            &event,
                            |list| {
                                for file in files::picked(list) {
                                    store.dispatch(Msg::Models(ModelsMsg::Load(file)));
                                }
                            },
                        );
                    }
                />
            </label>
        </div>
    }
}

fn text(state: &State) -> String {
    match state.run.snapshot_of_current() {
        Some(snapshot) => format!("The network as it was at step {}.", snapshot.step),
        None => "Nothing is trained yet. A step is enough to save a model.".to_owned(),
    }
}
