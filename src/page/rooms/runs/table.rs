//! The table of kept runs, a page at a time.

use std::sync::Arc;

use js_sys::Date;
use leptos::prelude::*;

use super::details::details;
use super::rows::{Column, PAGE, View, rows};
use crate::page::kept_runs::RunsStore;
use crate::page::kept_runs::msg::Msg;
use crate::page::kept_runs::state::Entry;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::format::{NONE, accuracy, count, duration, loss};
use crate::ui::list::{Item, list};

/// The table, and the way to its other pages.
pub fn table(runs: RunsStore, view: RwSignal<View>) -> AnyView {
    let open = RwSignal::new(None::<String>);
    let shown = Memo::new(move |_| runs.read(|s| view.with(|view| rows(&s.runs, view))));
    let found = Memo::new(move |_| shown.with(Vec::len));
    let page = move || {
        let page = view.with(|view| view.page);
        let last = found.get().saturating_sub(1) / PAGE;
        page.min(last)
    };
    let heads = Column::ALL.map(|column| head(view, column));
    let best = Memo::new(move |_| shown.with(|shown| best(shown)));
    // What stays keeps its row, and so the focus in it.
    let body = list(move || {
        let from = page() * PAGE;
        let of_page = shown.with(|shown| shown.iter().skip(from).take(PAGE).cloned().collect());
        let of_page: Vec<Arc<Entry>> = of_page;
        let item = |entry: Arc<Entry>| {
            let summary = &entry.summary;
            let key = format!("{} {} {}", summary.id, summary.ended_at, summary.steps);
            Item::new(key, move || row(runs, &entry, best, open))
        };
        of_page.into_iter().map(item).collect()
    });
    let none = Memo::new(move |_| found.get() == 0);
    let many = Memo::new(move |_| found.get() > PAGE);
    view! {
        // What scrolls is reached by the keyboard.
        <div class="scroll" tabindex="0" role="group" aria-label="Table of kept runs">
            <table class="runs numbers kept-runs">
                <caption class="hidden">"Kept runs"</caption>
                <thead>
                    <tr>
                        <td>
                            <span class="hidden">"Chosen"</span>
                        </td>
                        {heads}
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
        {show_when(
            none,
            || view! { <p class="empty">"No run has all of these words."</p> }.into_any(),
        )}
        {show_when(many, move || pages(view, found, page))}
    }
    .into_any()
}

/// The run that did best on the test samples, if several are shown.
fn best(shown: &[Arc<Entry>]) -> Option<String> {
    let of = |entry: &Arc<Entry>| Column::Accuracy.number(entry).unwrap_or(f64::NEG_INFINITY);
    let best = shown.iter().max_by(|a, b| of(a).total_cmp(&of(b)));
    let best = best.filter(|best| shown.len() > 1 && of(best).is_finite());
    best.map(|best| best.summary.id.clone())
}

fn head(view: RwSignal<View>, column: Column) -> AnyView {
    let order = move || {
        view.with(|view| match (view.column == column, view.is_descending) {
            (false, _) => "none",
            (true, true) => "descending",
            (true, false) => "ascending",
        })
    };
    let arrow = move || match order() {
        "descending" => " ↓",
        "ascending" => " ↑",
        _ => "",
    };
    view! {
        <th scope="col" aria-sort=dynamic(order)>
            <button
                class="small quiet"
                on:click=move |_| view.update(|view| view.sort_by(column))
            >
                {column.name()}
                <span aria-hidden="true">{dynamic(arrow)}</span>
            </button>
        </th>
    }
    .into_any()
}

fn pages(
    view: RwSignal<View>,
    found: Memo<usize>,
    page: impl Fn() -> usize + Copy + Send + Sync + 'static,
) -> AnyView {
    let last = move || found.get().saturating_sub(1) / PAGE;
    let go = move |to: usize| view.update(|view| view.page = to);
    let text = move || {
        let from = page() * PAGE;
        let to = (from + PAGE).min(found.get());
        format!(
            "{} to {} of {} runs",
            count(from + 1),
            count(to),
            count(found.get())
        )
    };
    view! {
        <nav class="row" aria-label="Pages of runs">
            <button
                class="small"
                disabled=dynamic(move || page() == 0)
                on:click=move |_| go(page().saturating_sub(1))
            >
                "Previous"
            </button>
            <span role="status">{dynamic(text)}</span>
            <button
                class="small"
                disabled=dynamic(move || page() >= last())
                on:click=move |_| go(page() + 1)
            >
                "Next"
            </button>
        </nav>
    }
    .into_any()
}

/// When a run ended, in local time.
pub fn local_time(milliseconds: f64) -> String {
    if milliseconds <= 0.0 {
        return NONE.to_owned();
    }
    let date = Date::new(&milliseconds.into());
    format!(
        "{}-{:02}-{:02} {:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes()
    )
}

fn cell(column: Column, entry: &Entry) -> String {
    let summary = &entry.summary;
    let number = column.number(entry);
    match column {
        Column::Name => summary.name.clone(),
        Column::Data => summary.data.clone(),
        Column::Device => summary.device.clone(),
        Column::Ended => local_time(summary.ended_at),
        Column::Loss => number.map_or_else(|| NONE.to_owned(), loss),
        Column::Epochs => summary.epochs.to_string(),
        Column::Time => duration(summary.seconds),
        _ => number.map_or_else(|| NONE.to_owned(), accuracy),
    }
}

fn row(
    runs: RunsStore,
    entry: &Arc<Entry>,
    best: Memo<Option<String>>,
    open: RwSignal<Option<String>>,
) -> AnyView {
    let id = StoredValue::new(entry.summary.id.clone());
    let is_it = move |other: &String| id.with_value(|id| id == other);
    let is_chosen = runs.memo(move |s| id.with_value(|id| s.chosen.contains(id)));
    let is_open = Memo::new(move |_| open.with(|open| open.as_ref().is_some_and(is_it)));
    let is_best = Memo::new(move |_| best.with(|best| best.as_ref().is_some_and(is_it)));
    let now = runs.memo(move |s| id.with_value(|id| s.entry(id).cloned()));
    let name = move || now.with(|now| now.as_ref().map(|entry| entry.summary.name.clone()));
    let choose = move |event| {
        runs.dispatch(Msg::Choose(id.get_value(), event_target_checked(&event)));
    };
    let toggle = move |_| {
        let is_open = is_open.get_untracked();
        open.set((!is_open).then(|| id.get_value()));
    };
    let settings = entry.summary.settings.clone();
    let cells = Column::ALL[1..].iter().map(|column| {
        let text = cell(*column, entry);
        // Runs of one name are told apart by their settings.
        let more = (*column == Column::Data).then(|| {
            view! {
                <br/>
                <span class="muted">{settings.clone()}</span>
            }
        });
        view! { <td>{text} {more}</td> }
    });
    let marks = move || {
        let (is_pinned, is_held) = now.with(|now| {
            let now = now.as_ref();
            now.map_or((false, false), |now| (now.summary.pinned, now.is_held))
        });
        let marks = [
            (is_best.get(), "best"),
            (is_pinned, "pinned"),
            (is_held, "not stored"),
        ];
        let marks = marks.into_iter().filter(|(is_so, _)| *is_so);
        let marks = marks.map(|(_, mark)| view! { <span class="badge">{mark}</span> });
        marks.collect_view().into_any()
    };
    view! {
        <tr class:best=dynamic(move || is_best.get())>
            <td>
                <input
                    type="checkbox"
                    aria-label=dynamic(move || format!("Choose {}", name().unwrap_or_default()))
                    prop:checked=dynamic(move || is_chosen.get())
                    on:change=choose
                />
            </td>
            <th scope="row">
                <button
                    class="small quiet run-name"
                    aria-expanded=dynamic(move || is_open.get().to_string())
                    on:click=toggle
                >
                    {dynamic(name)}
                </button>
                {dynamic(marks)}
            </th>
            {cells.collect_view()}
        </tr>
        {show_when(
            is_open,
            move || {
                let now = now.get_untracked();
                now.map(|entry| details(runs, &entry)).into_any()
            },
        )}
    }
    .into_any()
}
