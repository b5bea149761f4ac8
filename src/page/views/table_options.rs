//! How a table is read, to be chosen where its failed load is reported.

use leptos::prelude::*;
use web_sys::SubmitEvent;

use crate::data::TableFormat;
use crate::experiment::{LabelColumn, Missing, ReadOptions, Separator};
use crate::page::store::Store;
use crate::page::update::{DataMsg, Msg};

/// A box to choose from: its label, its id, its options, which is chosen, and what choosing
/// another does to the reading options.
struct Choice {
    label: &'static str,
    id: &'static str,
    options: Vec<String>,
    chosen: usize,
    choose: fn(&mut ReadOptions, usize, &TableFormat),
}

const HEADERS: [Option<bool>; 3] = [None, Some(true), Some(false)];

const MISSING: [(Option<Missing>, &str); 5] = [
    (None, "are an error"),
    (Some(Missing::DropRows), "drop their rows"),
    (Some(Missing::Zero), "become 0"),
    (Some(Missing::Mean), "become the mean"),
    (Some(Missing::Median), "become the median"),
];

/// The boxes `Label column`, `Header`, `Separator` and `Missing values`, and `Load again`.
/// They begin with the options that the table was read with.
#[component]
pub fn TableOptions(table: TableFormat, options: ReadOptions) -> impl IntoView {
    let store = Store::of_context();
    let choices = [
        label(&table, &options),
        header(&table, &options),
        separator(&table, &options),
        missing(&options),
    ];
    let table = StoredValue::new(table);
    let options = RwSignal::new(options);
    let boxes = choices.map(|choice| select(choice, table, options));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        store.dispatch(Msg::Data(DataMsg::ReadTable(Box::new(
            options.get_untracked(),
        ))));
    };
    view! {
        <form class="settings" aria-label="How the table is read" on:submit=submit>
            {boxes.into_iter().collect_view()}
            <button class="small" type="submit">
                "Load again"
            </button>
        </form>
    }
}

fn select(
    choice: Choice,
    table: StoredValue<TableFormat>,
    options: RwSignal<ReadOptions>,
) -> AnyView {
    let Choice {
        label,
        id,
        options: names,
        chosen,
        choose,
    } = choice;
    let items = names.into_iter().enumerate().map(|(i, name)| {
        view! {
            <option value=i.to_string() selected={i == chosen}>
                {name}
            </option>
        }
        .into_any()
    });
    let change = move |event| {
        if let Ok(i) = event_target_value(&event).parse() {
            table.with_value(|table| options.update(|options| choose(options, i, table)));
        }
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select id=id on:change=change>
                {items.collect_view()}
            </select>
        </div>
    }
    .into_any()
}

/// The first option, which leaves the finding to the reader, and what it found.
fn found(what: &str) -> String {
    format!("found by itself ({what})")
}

fn label(table: &TableFormat, options: &ReadOptions) -> Choice {
    let of_itself = match (&options.label, &table.label) {
        (LabelColumn::Find, Some(label)) => found(label),
        (LabelColumn::Find, None) => found("none"),
        _ => "found by itself".to_owned(),
    };
    let mut names = vec![of_itself, "none: rows without labels".to_owned()];
    names.extend(table.columns.iter().cloned());
    let chosen = match &options.label {
        LabelColumn::Find => 0,
        LabelColumn::None => 1,
        LabelColumn::Name { name } => {
            let index = table.columns.iter().position(|column| column == name);
            index.map_or(0, |index| index + 2)
        }
    };
    Choice {
        label: "Label column",
        id: "table-label",
        options: names,
        chosen,
        choose: |options, i, table| {
            options.label = match i.checked_sub(2).and_then(|i| table.columns.get(i)) {
                Some(name) => LabelColumn::Name { name: name.clone() },
                None if i == 1 => LabelColumn::None,
                None => LabelColumn::Find,
            };
        },
    }
}

fn header(table: &TableFormat, options: &ReadOptions) -> Choice {
    let what = if table.header { "first row" } else { "none" };
    let names = vec![found(what), "first row".to_owned(), "none".to_owned()];
    Choice {
        label: "Header",
        id: "table-header",
        options: names,
        chosen: HEADERS
            .iter()
            .position(|h| *h == options.header)
            .unwrap_or(0),
        choose: |options, i, _| options.header = HEADERS[i],
    }
}

fn separator(table: &TableFormat, options: &ReadOptions) -> Choice {
    let name = |separator| match separator {
        Separator::Comma => "comma",
        Separator::Tab => "tab",
        Separator::Semicolon => "semicolon",
        Separator::Pipe => "vertical bar",
    };
    let mut names = vec![found(name(table.separator))];
    names.extend(Separator::ALL.map(|separator| name(separator).to_owned()));
    let index = |chosen| Separator::ALL.iter().position(|s| *s == chosen);
    Choice {
        label: "Separator",
        id: "table-separator",
        options: names,
        chosen: options.separator.and_then(index).map_or(0, |i| i + 1),
        choose: |options, i, _| {
            options.separator = i.checked_sub(1).map(|i| Separator::ALL[i]);
        },
    }
}

fn missing(options: &ReadOptions) -> Choice {
    let chosen = MISSING.iter().position(|(how, _)| *how == options.missing);
    Choice {
        label: "Missing values",
        id: "table-missing",
        options: MISSING.map(|(_, name)| name.to_owned()).to_vec(),
        chosen: chosen.unwrap_or(0),
        choose: |options, i, _| options.missing = MISSING[i].0,
    }
}
