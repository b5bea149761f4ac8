//! The trials as a table that can be sorted, with the best marked; each can be opened as the experiment.

use leptos::prelude::*;

use super::columns::{Column, columns, sort};
use super::store::SweepStore;
use super::written;
use crate::page::route::Room;
use crate::page::router::Router;
use crate::page::save::save_text;
use crate::page::store::Store;
use crate::sweep::Row;
use crate::ui::csv::csv_text;
use crate::ui::dynamic::dynamic;
use crate::ui::list::{Item, list};

/// By which column the table is sorted, and which way; nothing: best first.
type Order = RwSignal<Option<(Column, bool)>>;

/// The table.
pub fn table(room: SweepStore) -> AnyView {
    let shown = room.memo(|s| s.shown.clone());
    let order: Order = RwSignal::new(None);
    let heads = Memo::new(move |_| {
        shown.with(|shown| {
            let shown = shown.as_ref();
            shown.map_or_else(Vec::new, |s| columns(&s.names, s.monitor, &s.rows))
        })
    });
    let rows = Memo::new(move |_| {
        let shown = shown.get()?;
        let mut rows = shown.rows.clone();
        let (by, is_descending) = order
            .get()
            .unwrap_or((Column::Score(shown.monitor), shown.is_greater_better));
        sort(&mut rows, &by, is_descending);
        Some(rows)
    });
    let save = move |_| {
        let (heads, rows) = (
            heads.get_untracked(),
            rows.get_untracked().unwrap_or_default(),
        );
        let head: Vec<String> = heads
            .iter()
            .map(|column| column.head().to_owned())
            .collect();
        let lines = rows
            .iter()
            .map(|row| heads.iter().map(|column| column.cell(row)).collect());
        let _ = save_text("sweep.csv", &csv_text(std::iter::once(head).chain(lines)));
    };
    view! {
        <section class="region" aria-label="Trials">
            <div class="card-head">
                <h3>"Trials"</h3>
                <span class="chart-files">
                    <button class="small quiet" aria-label="Save trials as CSV" on:click=save>
                        "CSV"
                    </button>
                </span>
            </div>
            <div class="scroll sweep-trials" tabindex="0" role="group" aria-label="Table of trials">
                <table class="runs numbers">
                    <caption class="hidden">"Trials"</caption>
                    <thead>
                        <tr>{dynamic(move || {
                            heads.get().into_iter().map(|column| head(room, &column, order)).collect_view().into_any()
                        })}</tr>
                    </thead>
                    <tbody>{list(move || {
                        let heads = heads.get();
                        let rows = rows.get().unwrap_or_default();
                        rows.into_iter().map(|row| item(room, row, &heads)).collect()
                    })}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn head(room: SweepStore, column: &Column, order: Order) -> AnyView {
    let own = column.clone();
    let sorted = move || {
        let (by, is_descending) = order.get().or_else(|| {
            let shown = room.peek(|s| s.shown.clone())?;
            Some((Column::Score(shown.monitor), shown.is_greater_better))
        })?;
        (by == own).then_some(if is_descending {
            "descending"
        } else {
            "ascending"
        })
    };
    let by = column.clone();
    let is_text = column.is_text();
    let press = move |_| {
        order.update(|order| {
            let is_descending = match order {
                Some((column, is_descending)) if *column == by => !*is_descending,
                _ => !by.is_text() && by != Column::Trial,
            };
            *order = Some((by.clone(), is_descending));
        });
    };
    view! {
        <th scope="col" class:text=is_text aria-sort=dynamic(sorted)>
            <button class="sort" on:click=press>{column.head().to_owned()}</button>
        </th>
    }
    .into_any()
}

/// A row that is made anew only when something in it is another: who has the focus in it keeps it.
fn item(room: SweepStore, row: Row, heads: &[Column]) -> Item {
    let cells: Vec<String> = heads.iter().map(|column| column.cell(&row)).collect();
    let key = format!("{}{}", cells.join("|"), row.is_best);
    let heads = heads.to_vec();
    Item::new(key, move || line(room, &row, &heads))
}

fn line(room: SweepStore, row: &Row, heads: &[Column]) -> AnyView {
    let page = Store::of_context();
    let router = Router::of_context();
    let number = row.trial;
    let open = move |_| {
        if let Some(experiment) = room.peek(|s| s.trial_experiment(number - 1)) {
            written::open(page, router, experiment, Room::Live);
        }
    };
    let is_best = row.is_best;
    let cells = heads.iter().skip(1).map(|column| {
        let (text, is_text) = (column.cell(row), column.is_text());
        let wraps = *column == Column::State && text.len() > 20;
        let badge = (is_best && matches!(column, Column::Score(_)))
            .then(|| view! { <span class="badge">"best"</span> });
        view! { <td class:text=is_text class:wrap=wraps>{text} {badge}</td> }
    });
    view! {
        <tr class:best=is_best>
            <th scope="row">
                <button
                    class="small quiet"
                    aria-label=format!("Open trial {number}")
                    title="Open its experiment"
                    on:click=open
                >
                    {number}
                </button>
            </th>
            {cells.collect_view()}
        </tr>
    }
    .into_any()
}
