//! A table's first and last rows, with the type and the missing values of every column.

use leptos::prelude::*;

use crate::data::TableReport;
use crate::ui::format::count;

/// Columns that are shown: 785 pixels of a row cannot be read.
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
        <figure aria-label="Table preview">
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
