//! Boxes and texts of the sweep's settings.

use leptos::prelude::*;

use crate::ui::dynamic::dynamic;

/// A box of options, each with its value and its name.
pub fn select(
    label: String,
    id: String,
    options: Vec<(String, String)>,
    chosen: Memo<String>,
    choose: impl Fn(String) + Send + 'static,
) -> AnyView {
    let options = options.into_iter().map(|(value, name)| {
        let own = value.clone();
        view! {
            <option value=value prop:selected=dynamic(move || chosen.with(|now| *now == own))>
                {name}
            </option>
        }
    });
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select id=id on:change=move |event| choose(event_target_value(&event))>
                {options.collect_view()}
            </select>
        </div>
    }
    .into_any()
}

/// A text.
pub fn text(
    label: String,
    id: String,
    placeholder: &'static str,
    value: Memo<String>,
    set: impl Fn(String) + Send + 'static,
) -> AnyView {
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                type="text"
                autocomplete="off"
                spellcheck="false"
                placeholder=placeholder
                prop:value=value
                on:change=move |event| set(event_target_value(&event))
            />
        </div>
    }
    .into_any()
}
