//! The samples that a person corrected, and training on with them.

use leptos::prelude::*;

use super::store::RoomStore;
use crate::experiment::{Edit, EditedPart};
use crate::page::run::Status;
use crate::page::save::save_text;
use crate::page::state::State;
use crate::page::store::Store;
use crate::page::update::{self as page, DataMsg, RunMsg};
use crate::ui::dynamic::{dynamic, show_when};

fn in_words(edit: &Edit) -> String {
    let part = match edit.part {
        EditedPart::Train => "Training sample",
        EditedPart::Validation => "Validation sample",
        EditedPart::Test => "Test sample",
        EditedPart::Outside => "New sample",
    };
    match (&edit.class, edit.part) {
        (Some(class), EditedPart::Outside) => {
            format!(
                "{part} {}: added to the training samples as {class}",
                edit.sample + 1
            )
        }
        (Some(class), _) => format!("{part} {}: labelled {class}", edit.sample),
        (None, _) => format!("{part} {}: left out", edit.sample),
    }
}

/// The list as CSV.
fn csv(edits: &[Edit]) -> String {
    let mut text = "part,sample,class\n".to_owned();
    for edit in edits {
        let part = match edit.part {
            EditedPart::Train => "train",
            EditedPart::Validation => "validation",
            EditedPart::Test => "test",
            EditedPart::Outside => "outside",
        };
        let class = edit
            .class
            .as_deref()
            .unwrap_or_default()
            .replace('"', "\"\"");
        text.push_str(&format!("{part},{},\"{class}\"\n", edit.sample));
    }
    text
}

/// The panel.
pub fn corrections(_room: RoomStore) -> AnyView {
    let store = Store::of_context();
    let edits = store.memo(|s| s.model.experiment.data.edits.clone());
    let can_edit = store.memo(State::can_edit);
    let is_empty = Memo::new(move |_| edits.with(Vec::is_empty));
    let has_some = Memo::new(move |_| !is_empty.get());
    let set = move |edits: Vec<Edit>| store.dispatch(page::Msg::Data(DataMsg::Correct(edits)));
    let items = move || {
        let all = edits.get();
        let items = all.clone().into_iter().enumerate().map(|(i, edit)| {
            let text = in_words(&edit);
            let all = all.clone();
            let remove = move |_| {
                let mut left = all.clone();
                left.remove(i);
                set(left);
            };
            view! {
                <li class="row">
                    <span class="grow">{text.clone()}</span>
                    <button
                        class="small quiet"
                        aria-label=format!("Undo: {text}")
                        disabled=dynamic(move || !can_edit.get())
                        on:click=remove
                    >
                        "Undo"
                    </button>
                </li>
            }
        });
        items.collect_view().into_any()
    };
    view! {
        <section class="region" aria-label="Corrected samples">
            <h3>"Corrected samples"</h3>
            {show_when(
                is_empty,
                || {
                    view! {
                        <p class="empty">
                            "Choose a sample in the confusion matrix or among the mistakes, then give it another label or leave it out. Corrections are part of the experiment: links and files of it have them, and Undo takes them back."
                        </p>
                    }
                        .into_any()
                },
            )}
            <ul class="edits" aria-label="Corrections">{dynamic(items)}</ul>
            {show_when(
                has_some,
                move || {
                    view! {
                        <div class="row">
                            <button
                                class="small quiet"
                                on:click=move |_| {
                                    let _ = save_text("corrections.csv", &csv(&edits.get_untracked()));
                                }
                            >
                                "Save corrections as CSV"
                            </button>
                        </div>
                    }
                        .into_any()
                },
            )}
            {train_on(store)}
        </section>
    }
    .into_any()
}

/// Goes on with the network at hand.
fn train_on(store: Store) -> AnyView {
    let epochs = RwSignal::new(1_usize);
    let can =
        store.memo(|s| s.can_edit() && s.run.current.as_ref().is_some_and(|run| run.step > 0));
    let go = move |_| {
        let is_at_end = store.peek(|s| {
            let run = s.run.current.as_ref();
            run.is_none_or(|run| run.status != Status::Paused || run.step >= run.total_steps())
        });
        let msg = if is_at_end {
            RunMsg::TrainOn(epochs.get_untracked())
        } else {
            RunMsg::Toggle
        };
        store.dispatch(page::Msg::Run(msg));
    };
    view! {
        <div class="row train-on">
            <label class="choice">
                <span aria-hidden="true">"Epochs"</span>
                <input
                    type="number"
                    min="1"
                    max="100"
                    aria-label="More epochs"
                    prop:value=dynamic(move || epochs.get().to_string())
                    on:change=move |event| {
                        let n: usize = event_target_value(&event).parse().unwrap_or(1);
                        epochs.set(n.clamp(1, 100));
                    }
                />
            </label>
            <button class="small" disabled=dynamic(move || !can.get()) on:click=go>
                "Train on"
            </button>
            <span class="muted">
                "The network at hand goes on with the corrected samples; one that is in the middle of its run goes on with that."
            </span>
        </div>
    }
    .into_any()
}
