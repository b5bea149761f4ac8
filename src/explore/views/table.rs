//! A table's first and last rows, with the type and the missing values of every column.

use leptos::prelude::*;

use super::Draft;
use crate::data::TableReport;
use crate::explore::store::Store;
use crate::spec::{Data, LabelColumn, Missing, ReadOptions, Source};
use crate::ui::format::count;

/// Columns that are shown: a row of 785 pixels tells nobody anything.
const COLUMNS: usize = 12;

/// The preview of a table.
pub fn preview(table: &TableReport) -> AnyView {
    let shown = table.columns.len().min(COLUMNS);
    let hidden = table.columns.len() - shown;
    let heads = table.columns[..shown].iter().map(|column| {
        let missing = match column.missing {
            0 => String::new(),
            n => format!(", {} missing", count(n)),
        };
        view! {
            <th scope="col">
                {column.name.clone()} <small>{column.dtype.clone()} {missing}</small>
            </th>
        }
        .into_any()
    });
    let more = if hidden > 0 { "…" } else { "" };
    let row = |cells: &Vec<String>| {
        let cells = cells.iter().take(shown);
        let cells = cells.map(|cell| view! { <td>{cell.clone()}</td> }.into_any());
        view! { <tr>{cells.collect_view()} <td>{more}</td></tr> }.into_any()
    };
    let gap = (!table.tail.is_empty())
        .then(|| view! { <tr class="muted"><td colspan=shown + 1>"⋮"</td></tr> }.into_any());
    let missing: usize = table.columns.iter().map(|column| column.missing).sum();
    let caption = format!(
        "{}: {} rows × {} columns, {} missing values",
        table.name,
        count(table.rows),
        count(table.columns.len()),
        if missing == 0 {
            "no".to_owned()
        } else {
            count(missing)
        },
    );
    view! {
        <figure class="wide" aria-label="Table preview">
            <div class="scroll">
                <table class="runs preview">
                    <caption>{caption}</caption>
                    <thead>
                        <tr>{heads.collect_view()} <th scope="col">{more}</th></tr>
                    </thead>
                    <tbody>
                        {table.head.iter().map(row).collect_view()} {gap}
                        {table.tail.iter().map(row).collect_view()}
                    </tbody>
                </table>
            </div>
        </figure>
    }
    .into_any()
}

/// How own tables are read: which column is the label, and what is done about missing values.
#[component]
pub fn Reading() -> impl IntoView {
    let Draft(draft) = expect_context();
    let store = Store::of_context();
    let columns = store.memo(|s| {
        let description = s.description.as_ref();
        let table = description.and_then(|d| d.tables.first());
        table.map_or_else(Vec::new, |t| {
            t.columns.iter().map(|c| c.name.clone()).collect()
        })
    });
    let options = move |data: &mut Data, change: &dyn Fn(&mut ReadOptions)| {
        if let Source::Files { options, .. } = &mut data.source {
            change(options);
        }
    };
    let label = move |event| {
        let name = event_target_value(&event);
        draft.update(|data| {
            options(data, &|options| {
                options.label = match &name[..] {
                    "" => LabelColumn::Find,
                    name => LabelColumn::Name {
                        name: name.to_owned(),
                    },
                };
            });
        });
    };
    let missing = move |event| {
        let name = event_target_value(&event);
        draft.update(|data| {
            options(data, &|options| {
                let known = MISSING.iter().find(|(known, _)| *known == name);
                options.missing = known.and_then(|(_, way)| *way);
            });
        });
    };
    let names = move || {
        let names = columns.get().into_iter().take(1000);
        names
            .map(|name| view! { <option value=name.clone()>{name.clone()}</option> }.into_any())
            .collect_view()
    };
    let ways = MISSING.map(|(name, _)| view! { <option>{name}</option> }.into_any());
    view! {
        <div class="settings">
            <div class="field">
                <label for="read-label">"Label column"</label>
                <select id="read-label" on:change=label>
                    <option value="">"found by itself"</option>
                    {names}
                </select>
            </div>
            <div class="field">
                <label for="read-missing">"Missing values"</label>
                <select id="read-missing" on:change=missing>
                    {ways.into_iter().collect_view()}
                </select>
            </div>
        </div>
    }
}

const MISSING: [(&str, Option<Missing>); 5] = [
    ("are an error", None),
    ("drop their rows", Some(Missing::DropRows)),
    ("become 0", Some(Missing::Zero)),
    ("become the mean", Some(Missing::Mean)),
    ("become the median", Some(Missing::Median)),
];
