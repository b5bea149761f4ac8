//! A table's first and last rows, with the type and the missing values of every column.

use leptos::prelude::*;

use super::draft::Draft;
use super::fields::{Choice, choice};
use crate::data::TableReport;
use crate::experiment::{LabelColumn, Missing, Source};
use crate::look::store::Store;
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
    let has_more = hidden > 0;
    let row = |cells: &Vec<String>| {
        let cells = cells.iter().take(shown);
        let cells = cells.map(|cell| view! { <td>{cell.clone()}</td> }.into_any());
        let more = has_more.then(|| view! { <td>"…"</td> });
        view! { <tr>{cells.collect_view()} {more}</tr> }.into_any()
    };
    let more = has_more.then(|| view! { <th scope="col">{format!("{} more", count(hidden))}</th> });
    let gap = (!table.tail.is_empty()).then(|| {
        view! { <tr class="muted"><td colspan=shown + usize::from(has_more)>"⋮"</td></tr> }
            .into_any()
    });
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
            <div class="scroll" tabindex="0" role="group" aria-label="Scrollable table">
                <table class="runs preview">
                    <caption>{caption}</caption>
                    <thead>
                        <tr>{heads.collect_view()} {more}</tr>
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
    let draft = Draft::of_context();
    let store = Store::of_context();
    let columns = store.memo(|s| {
        let description = s.description.as_ref();
        let table = description.and_then(|d| d.tables.first());
        table.map_or_else(Vec::new, |t| {
            t.columns.iter().map(|c| c.name.clone()).collect()
        })
    });
    let label = move |event| {
        let name = event_target_value(&event);
        draft.change(|data| {
            if let Source::Files(files) = &mut data.source {
                files.options.label = match &name[..] {
                    "" => LabelColumn::Find,
                    _ => LabelColumn::Name { name },
                };
            }
        });
    };
    let is_label = move |name: &str| {
        draft.with(|data| match &data.source {
            Source::Files(files) => match &files.options.label {
                LabelColumn::Name { name: label } => label == name,
                _ => false,
            },
            _ => false,
        })
    };
    let names = move || {
        let names = columns.get().into_iter().take(1000);
        let option = |name: String| {
            let (value, text) = (name.clone(), name.clone());
            view! { <option value=value prop:selected=move || is_label(&name)>{text}</option> }
        };
        names.map(|name| option(name).into_any()).collect_view()
    };
    let is_table = Memo::new(move |_| !columns.with(Vec::is_empty));
    let settings = move || {
        view! {
            <div class="settings">
                <div class="field">
                    <label for="read-label">"Label column"</label>
                    <select id="read-label" on:change=label>
                        <option value="">"found by itself"</option>
                        {names}
                    </select>
                </div>
                {choice(&MISSING)}
            </div>
        }
    };
    view! { <Show when=move || is_table.get()>{settings}</Show> }
}

const WAYS: [Option<Missing>; 5] = [
    None,
    Some(Missing::DropRows),
    Some(Missing::Zero),
    Some(Missing::Mean),
    Some(Missing::Median),
];

const MISSING: Choice = (
    "Missing values",
    &[
        "are an error",
        "drop their rows",
        "become 0",
        "become the mean",
        "become the median",
    ],
    |data| {
        let missing = data.source.missing();
        WAYS.iter().position(|way| *way == missing).unwrap_or(0)
    },
    |data, i| {
        if let Source::Files(files) = &mut data.source {
            files.options.missing = WAYS[i];
        }
    },
);
