//! The confusion matrix as an annotated heat map, whose cells lead to their samples.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::gallery::gallery;
use super::state::Shown;
use super::store::RoomStore;
use super::update::{Msg, Which};
use crate::metrics::{Normalization, confused_pairs};
use crate::page::views::files::{Content, file_buttons};
use crate::protocol::GalleryFilter;
use crate::report::{Matrix, confusion_csv};
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::focus::focus_later;

/// Classes that are shown: with more, the most often mistaken.
const MOST: usize = 40;
/// Confused pairs that are named.
const PAIRS: usize = 5;
/// The strength from which on a number is written in the opposite of the ink.
const STRONG: f64 = 0.8;

const NORMALIZATIONS: [(&str, Normalization); 4] = [
    ("counts", Normalization::Counts),
    ("% of each label", Normalization::Label),
    ("% of each prediction", Normalization::Prediction),
    ("% of all", Normalization::All),
];

/// How it is shown.
#[derive(Clone, Copy)]
struct Options {
    by: RwSignal<usize>,
    is_sorted: RwSignal<bool>,
    hides_diagonal: RwSignal<bool>,
}

impl Options {
    fn matrix<'a>(self, shown: &'a Shown, classes: &'a [String]) -> Matrix<'a> {
        Matrix {
            confusion: &shown.analysis.confusion,
            classes,
            by: NORMALIZATIONS[self.by.get().min(3)].1,
            is_sorted: self.is_sorted.get() || classes.len() > MOST,
            hides_diagonal: self.hides_diagonal.get(),
        }
    }
}

/// The matrix with its options, its pairs in words, and the samples of the chosen cell.
pub fn matrix(room: RoomStore) -> AnyView {
    let options = Options {
        by: RwSignal::new(0),
        is_sorted: RwSignal::new(false),
        hides_diagonal: RwSignal::new(false),
    };
    let shown = room.memo(|s| s.shown.clone());
    let classes = room.memo(|s| s.page.classes.clone());
    let by = move |event| {
        let name = event_target_value(&event);
        let found = NORMALIZATIONS.iter().position(|(own, _)| *own == name);
        options.by.set(found.unwrap_or_default());
    };
    let names = NORMALIZATIONS.map(|(name, _)| view! { <option value=name>{name}</option> });
    let switch = |name: &'static str, signal: RwSignal<bool>| {
        view! {
            <button
                class="small quiet toggle"
                aria-pressed=dynamic(move || signal.get().to_string())
                on:click=move |_| signal.update(|on| *on = !*on)
            >
                {name}
            </button>
        }
    };
    let files = file_buttons(
        "confusion matrix",
        "confusion-matrix".to_owned(),
        &["SVG", "PNG", "CSV"],
        move |format| {
            let (shown, classes) = (shown.get_untracked()?, classes.get_untracked());
            let matrix = untrack(|| options.matrix(&shown, &classes));
            Some(match format {
                "CSV" => Content::Csv(confusion_csv(&matrix.cells(), &classes)),
                _ => Content::Svg(matrix.to_file()),
            })
        },
    );
    let has_cell = room.memo(|s| s.cell.filter.is_some());
    view! {
        <div class="card-head">
            <h3>"Confusion matrix"</h3>
            {files}
        </div>
        <div class="row matrix-options">
            <label class="choice">
                <span aria-hidden="true">"Cells are"</span>
                <select aria-label="Cells are" on:change=by>
                    {names}
                </select>
            </label>
            {switch("Most mistaken first", options.is_sorted)}
            {switch("Hide diagonal", options.hides_diagonal)}
        </div>
        {dynamic(move || {
            let (Some(shown), classes) = (shown.get(), classes.get()) else {
                return ().into_any();
            };
            table(room, &shown, &classes, options)
        })}
        {dynamic(move || pairs(shown.get(), &classes.get()))}
        {show_when(has_cell, move || cell_gallery(room))}
    }
    .into_any()
}

fn table(room: RoomStore, shown: &Arc<Shown>, classes: &[String], options: Options) -> AnyView {
    let matrix = options.matrix(shown, classes);
    let mut order = matrix.order();
    let all = order.len();
    order.truncate(MOST);
    let n = order.len();
    let cells = matrix.cells();
    let strengths = matrix.strengths(&cells);
    let name = |class: usize| {
        classes
            .get(class)
            .cloned()
            .unwrap_or_else(|| class.to_string())
    };
    let heads = order
        .iter()
        .map(|&class| view! { <th scope="col">{name(class)}</th> });
    let focus = RwSignal::new((0_usize, 0_usize));
    let chosen = room.memo(|s| {
        let filter = s.cell.filter?;
        Some((filter.label?, filter.predicted?))
    });
    let open = move |label: usize, predicted: usize| open_cell(room, label, predicted);
    let press = press(focus, order.clone(), open);
    let rows = order.iter().enumerate().map(|(row, &label)| {
        let cells = order.iter().enumerate().map(|(column, &predicted)| {
            let n = shown.analysis.confusion[label][predicted];
            let strength = strengths[label][predicted];
            let is_strong = strength > STRONG;
            let kind = if label == predicted { "right" } else { "wrong" };
            let says = if label == predicted {
                format!("{} recognized: {n}", name(label))
            } else {
                format!("{} taken for {}: {n}", name(label), name(predicted))
            };
            let is_chosen = move || chosen.get() == Some((label as u16, predicted as u16));
            view! {
                <td
                    role="gridcell"
                    id=cell_id(row, column)
                    class=kind
                    class:strong=is_strong
                    class:none=n == 0
                    style=format!("--tint: {strength:.3}")
                    aria-label=says.clone()
                    title=says
                    tabindex=dynamic(move || if focus.get() == (row, column) { "0" } else { "-1" })
                    aria-selected=dynamic(move || is_chosen().to_string())
                    on:click=move |_| {
                        focus.set((row, column));
                        open(label, predicted);
                    }
                >
                    {matrix.text(cells[label][predicted])}
                </td>
            }
        });
        view! {
            <tr>
                <th scope="row">{name(label)}</th>
                {cells.collect_view()}
            </tr>
        }
    });
    let note = (all > n).then(|| {
        let text =
            format!("The {n} of {all} classes that are mistaken most often. The CSV has all.");
        view! { <p class="muted">{text}</p> }
    });
    view! {
        <figure class="confusion" aria-label="Confusion matrix">
            <div class="scroll" tabindex="0" role="group" aria-label="Confusion matrix, scrollable">
                <table role="grid" aria-label="Samples by class and prediction" on:keydown=press>
                    <thead>
                        <tr>
                            <th class="axis" scope="col">
                                "Class"
                            </th>
                            {heads.collect_view()}
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
            {note}
            <p class="muted">
                "Rows are labels, columns predictions. A click or Enter on a cell shows its samples."
            </p>
        </figure>
    }
    .into_any()
}

/// Shows the samples of a cell.
fn open_cell(room: RoomStore, label: usize, predicted: usize) {
    let filter = GalleryFilter {
        label: Some(label as u16),
        predicted: Some(predicted as u16),
        wrong_only: false,
        ..GalleryFilter::default()
    };
    room.dispatch(Msg::Show(Which::Cell, Some(filter), 0));
}

/// Moves the focus by the arrow keys, and opens a cell by Enter: `order` are the classes of rows and columns.
fn press(
    focus: RwSignal<(usize, usize)>,
    order: Vec<usize>,
    open: impl Fn(usize, usize),
) -> impl Fn(KeyboardEvent) {
    move |event: KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let (row, column) = focus.get_untracked();
        let last = order.len().saturating_sub(1);
        let next = match &event.key()[..] {
            "ArrowUp" => (row.saturating_sub(1), column),
            "ArrowDown" => ((row + 1).min(last), column),
            "ArrowLeft" => (row, column.saturating_sub(1)),
            "ArrowRight" => (row, (column + 1).min(last)),
            "Home" => (row, 0),
            "End" => (row, last),
            "Enter" | " " => {
                event.prevent_default();
                open(order[row], order[column]);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        focus.set(next);
        focus_later(cell_id(next.0, next.1));
    }
}

fn cell_id(row: usize, column: usize) -> String {
    format!("confusion-{row}-{column}")
}

/// The most confused pairs in words.
fn pairs(shown: Option<Arc<Shown>>, classes: &[String]) -> AnyView {
    let Some(shown) = shown else {
        return ().into_any();
    };
    let pairs = confused_pairs(&shown.analysis.confusion);
    if pairs.is_empty() {
        return view! { <p>"No class was taken for another."</p> }.into_any();
    }
    let name = |class: usize| {
        classes
            .get(class)
            .cloned()
            .unwrap_or_else(|| class.to_string())
    };
    let items = pairs.into_iter().take(PAIRS).map(|(label, predicted, n)| {
        let times = if n == 1 { "time" } else { "times" };
        view! {
            <li>
                <strong>{name(label)} " taken for " {name(predicted)}</strong>
                {format!(", {n} {times}")}
            </li>
        }
    });
    view! {
        <p id="confused-most">"Confused most often:"</p>
        <ul class="confused" aria-labelledby="confused-most">
            {items.collect_view()}
        </ul>
    }
    .into_any()
}

fn cell_gallery(room: RoomStore) -> AnyView {
    let title = room.memo(|s| {
        let filter = s.cell.filter.unwrap_or_default();
        let [label, predicted] =
            [filter.label, filter.predicted].map(|class| s.class_name(class.unwrap_or_default()));
        if label == predicted {
            format!("{label}, recognized")
        } else {
            format!("{label} taken for {predicted}")
        }
    });
    view! {
        <section class="cell-samples" aria-label="Samples of the cell">
            <div class="card-head">
                <h4>{title}</h4>
                <button
                    class="small quiet"
                    on:click=move |_| room.dispatch(Msg::Show(Which::Cell, None, 0))
                >
                    "Close"
                </button>
            </div>
            {gallery(room, Which::Cell)}
        </section>
    }
    .into_any()
}
