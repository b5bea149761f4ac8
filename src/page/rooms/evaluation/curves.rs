//! Curves: receiver operating characteristic, precision over recall, calibration, and confidences.

use std::sync::Arc;

use leptos::prelude::*;

use super::panel::empty;
use super::state::Shown;
use super::store::RoomStore;
use crate::data::Role;
use crate::page::views::figure::figure;
use crate::report::{Plot, calibration, class_proportions, confidences, precision_recall, roc};
use crate::ui::dynamic::dynamic;

/// Makes a figure of the evaluation, of every class or of one.
type Make = fn(&Shown, &[String], Option<usize>) -> Plot;

/// The panel.
pub fn curves(room: RoomStore) -> AnyView {
    let has_evaluation = room.memo(|s| s.shown.is_some());
    dynamic(move || {
        if !has_evaluation.get() {
            return empty(room);
        }
        view! { <div class="plot-grid">{all(room)}</div> }.into_any()
    })
    .into_any()
}

fn all(room: RoomStore) -> AnyView {
    let shown: Memo<Option<Arc<Shown>>> = room.memo(|s| s.shown.clone());
    let classes = room.memo(|s| s.page.classes.clone());
    let one = move |name: &'static str, file: &'static str, label: &'static str, make: Make| {
        let only = RwSignal::new(None::<usize>);
        let plot = Memo::new(move |_| {
            shown.with(|shown| {
                let shown = shown.as_ref();
                shown.map_or_else(Plot::default, |shown| {
                    classes.with(|classes| make(shown, classes, only.get()))
                })
            })
        });
        let controls = if label.is_empty() {
            ().into_any()
        } else {
            class_choice(
                format!("Class of {}", name.to_ascii_lowercase()),
                label,
                classes,
                only,
            )
        };
        figure(name, file, plot, controls)
    };
    let roc_plot: Make = |shown, classes, only| roc(&shown.analysis, classes, only);
    let pr_plot: Make = |shown, classes, only| precision_recall(&shown.analysis, classes, only);
    let calibration_plot: Make = |shown, classes, only| calibration(&shown.analysis, classes, only);
    let confidence_plot: Make = |shown, _, _| confidences(&shown.analysis);
    let counts = room.memo(|s| s.page.counts.clone());
    let proportions = Memo::new(move |_| {
        let shown = shown.get();
        let confusion = shown.as_ref().map(|shown| &shown.analysis.confusion);
        let column = |class: usize| {
            confusion
                .iter()
                .flat_map(|m| m.iter())
                .map(|row| row[class])
                .sum()
        };
        let predicted: Vec<u32> = (0..classes.with(Vec::len)).map(column).collect();
        let part = match shown.as_ref().map(|shown| shown.part) {
            Some(Role::Train) => "training samples",
            Some(Role::Validation) => "validation samples",
            _ => "test samples",
        };
        class_proportions(&counts.get(), &predicted, part, &classes.get())
    });
    view! {
        {one("ROC curve", "roc", "all classes", roc_plot)}
        {one("Precision–recall curve", "precision-recall", "all classes", pr_plot)}
        {one("Calibration curve", "calibration", "likeliest class", calibration_plot)}
        {one("Confidence histogram", "confidence", "", confidence_plot)}
        {figure("Class proportions", "class-proportions", proportions, ().into_any())}
    }
    .into_any()
}

fn class_choice(
    name: String,
    all: &'static str,
    classes: Memo<Vec<String>>,
    only: RwSignal<Option<usize>>,
) -> AnyView {
    let options = move || {
        let classes = classes.get().into_iter().enumerate();
        let options =
            classes.map(|(i, class)| view! { <option value=i.to_string()>{class}</option> });
        options.collect_view().into_any()
    };
    view! {
        <select
            aria-label=name
            on:change=move |event| only.set(event_target_value(&event).parse().ok())
        >
            <option value="">{all}</option>
            {dynamic(options)}
        </select>
    }
    .into_any()
}
