//! The list of layers, with what the network is as a whole.

use leptos::prelude::*;

use super::drag::Dragged;
use super::editor::{Checked, Editor};
use super::layer::layer;
use super::palette::Palette;
use super::seldom::fetch_problem;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::format::{NONE, bytes, count, duration};
use crate::ui::list::{Item, list};
use crate::ui::room::Room;

/// The part.
#[component]
pub fn Layers() -> impl IntoView {
    let editor = Editor::of_context();
    provide_context(Dragged::none());
    let n = editor.memo(|e| e.model.layers.len());
    let rows = move || {
        let rows = (0..n.get()).map(|at| Item::new(at.to_string(), move || layer(at)));
        rows.collect()
    };
    let is_whole = editor.checked(|c| c.problem.as_ref().is_some_and(|p| p.layer.is_none()));
    let is_whole = Memo::new(move |_| is_whole.get() == Some(true));
    let input = editor.checked(|c| c.input.shape.to_string());
    view! {
        <dl class="facts large">
            {FACTS
                .map(|(name, of)| {
                    let fact = editor.checked(of);
                    view! {
                        <div>
                            <dt>{name}</dt>
                            <dd>{dynamic(move || fact.get().unwrap_or_default())}</dd>
                        </div>
                    }
                })}
        </dl>
        {show_when(
            editor.is_locked,
            || {
                view! {
                    <p class="muted">
                        "This network is being trained. Pause or stop it to change it: a changed network begins anew."
                    </p>
                }
                    .into_any()
            },
        )}
        <p class="layer-input muted">
            "Input " {dynamic(move || input.get().unwrap_or_else(|| "is loading".to_owned()))}
        </p>
        <ol class="layer-list" aria-label="Layers">
            {list(rows)}
        </ol>
        {show_when(is_whole, || view! { <Room fetch=fetch_problem/> }.into_any())}
        <Palette/>
        <p class="muted layer-keys">
            "Drag a layer, or press Alt with an arrow key, to move it."
        </p>
        <p class="hidden" aria-live="polite">
            {editor.said}
        </p>
    }
}

/// A fact about the network: its name and its text.
type Fact = (&'static str, fn(&Checked) -> String);

const FACTS: [Fact; 7] = [
    ("Layers", |c| count(c.experiment.model.layers.len())),
    ("Parameters", |c| count(c.summary.total())),
    ("Trainable", |c| count(c.summary.trainable())),
    ("Not trainable", |c| {
        count(c.summary.total() - c.summary.trainable())
    }),
    ("Multiply–adds", |c| {
        count(usize::try_from(c.summary.multiply_adds()).unwrap_or(usize::MAX))
    }),
    ("Memory of a step", |c| {
        let batch = c.experiment.training.batch_size;
        bytes(c.summary.step_bytes(batch, &c.experiment.optimizer))
    }),
    // Known once a network was trained on this device.
    ("Time an epoch", |c| {
        let seconds = c
            .speed
            .map(|speed| speed.epoch_seconds(c.samples, c.summary.multiply_adds()));
        seconds.map_or_else(
            || NONE.to_owned(),
            |seconds| format!("≈ {}", duration(seconds)),
        )
    }),
];
