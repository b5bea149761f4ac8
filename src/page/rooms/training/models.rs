//! The network as a file: saved, and loaded again; and the checkpoints that the browser keeps.

use leptos::prelude::*;

use crate::page::files;
use crate::page::state::{Checkpoint, State};
use crate::page::store::Store;
use crate::page::update::{CheckpointsMsg, ModelsMsg, Msg};
use crate::page::views::line::{Line, line};
use crate::ui::dynamic::dynamic;

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
    let checkpoints = store.memo(|s| s.run.checkpoints.clone());
    view! {
        {save()}
        {dynamic(move || checkpoints.get().into_iter().map(|kept| checkpoint(store, &kept)).collect_view().into_any())}
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

/// A checkpoint that the browser keeps.
fn checkpoint(store: Store, kept: &Checkpoint) -> AnyView {
    let (kind, name) = (kept.kind, kept.kind.name());
    let is_locked = store.memo(|s| !s.can_set());
    let send = move |msg| store.dispatch(Msg::Checkpoints(msg));
    view! {
        <div class="row" role="group" aria-label=format!("The {name} checkpoint")>
            <span class="muted grow">{format!("The {name} checkpoint: {}.", kept.about)}</span>
            <button
                class="small"
                aria-label=format!("Load the {name} checkpoint")
                disabled=is_locked
                on:click=move |_| send(CheckpointsMsg::Load(kind))
            >
                "Load"
            </button>
            <button
                class="small"
                aria-label=format!("Save the {name} checkpoint")
                on:click=move |_| send(CheckpointsMsg::Save(kind))
            >
                "Save"
            </button>
        </div>
    }
    .into_any()
}

fn text(state: &State) -> String {
    match state.run.snapshot_of_current() {
        Some(_) if state.has_classifier() => "The classifier as it was trained.".to_owned(),
        None if state.has_classifier() => {
            "A classifier can be saved when its training is over, if its file takes 256 MB at most."
                .to_owned()
        }
        Some(snapshot) => format!("The network as it was at step {}.", snapshot.step),
        None => "Nothing is trained yet. A step is enough to save a model.".to_owned(),
    }
}
