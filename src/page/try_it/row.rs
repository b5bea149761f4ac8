//! A row of numbers to try the network on: a form with a field for each column.

use leptos::prelude::*;

use super::state::{State, cell_value};
use super::store::TryStore;
use super::update::Msg;
use super::verdict::{TestSampleButton, TrueClass};
use crate::data::{ColumnKind, ColumnRange};
use crate::page::views::prediction::Verdict;
use crate::ui::format::count;

/// Fields that are shown before all are asked for.
const FIRST: usize = 24;

/// The form and the answer.
#[component]
pub fn RowView() -> impl IntoView {
    let store = TryStore::of_context();
    let columns = store.memo(|s| s.columns.clone());
    let shows_all = RwSignal::new(false);
    let fields = move || {
        let columns = columns.get();
        let shown = if shows_all.get() {
            columns.len()
        } else {
            FIRST
        };
        let columns = columns.iter().take(shown).enumerate();
        columns
            .map(|(i, column)| field(store, i, column))
            .collect_view()
    };
    let rest = Memo::new(move |_| columns.with(|c| c.len().saturating_sub(FIRST)));
    let toggle = move || {
        if shows_all.get() {
            format!("First {FIRST} fields")
        } else {
            format!("All {} fields", count(columns.with(|c| c.len())))
        }
    };
    view! {
        <div class="try-sources">
            <TestSampleButton/>
        </div>
        <div class="try-row">
            <form class="try-fields" aria-label="Row" on:submit=|event| event.prevent_default()>
                {fields}
            </form>
            <div class="answer">
                <Verdict/>
            </div>
        </div>
        <Show when=move || { rest.get() > 0 }>
            <button
                class="small"
                aria-expanded=move || shows_all.get().to_string()
                on:click=move |_| shows_all.update(|all| *all = !*all)
            >
                {toggle}
            </button>
        </Show>
        <TrueClass/>
    }
}

fn text(state: &State, i: usize) -> String {
    state.cells.get(i).cloned().unwrap_or_default()
}

fn field(store: TryStore, i: usize, column: &ColumnRange) -> AnyView {
    let id = format!("try-{i}");
    let name = column.column.name.clone();
    let now = store.memo(move |s| text(s, i));
    let type_in = move |event| store.dispatch(Msg::Type(i, event_target_value(&event)));
    let ColumnKind::Category { values } = &column.column.kind else {
        let fault_id = format!("{id}-fault");
        let column = column.clone();
        let fault = Memo::new(move |_| now.with(|text| cell_value(&column, text).err()));
        return view! {
            <div class="field">
                <label for=id.clone() title=name.clone()>
                    {name.clone()}
                </label>
                <input
                    id=id
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    prop:value=now
                    aria-invalid=move || fault.with(Option::is_some).to_string()
                    aria-describedby=fault_id.clone()
                    on:input=type_in
                />
                <p class="field-fault" id=fault_id>
                    {fault}
                </p>
            </div>
        }
        .into_any();
    };
    let option = |(code, value): (usize, &String)| {
        let code = code.to_string();
        let own = code.clone();
        view! {
            <option value=code prop:selected=move || now.with(|now| *now == own)>
                {value.clone()}
            </option>
        }
        .into_any()
    };
    let options = values.iter().enumerate().map(option).collect_view();
    view! {
        <div class="field">
            <label for=id.clone() title=name.clone()>
                {name.clone()}
            </label>
            <select id=id on:change=type_in>
                <option value="" prop:selected=move || now.with(String::is_empty)>
                    "missing"
                </option>
                {options}
            </select>
        </div>
    }
    .into_any()
}
