//! Fields of the draft: texts, choices and switches.

use leptos::prelude::*;

use super::draft::Draft;
use crate::experiment::Data;

/// What of the texts typed last is not understood.
#[derive(Clone, Copy)]
pub struct Fault(pub RwSignal<Option<String>>);

/// A setting that is a text: its label, what stands in it, and how a text changes it. A text
/// that makes no sense changes nothing.
pub type Text = (
    &'static str,
    &'static str,
    fn(&Data) -> String,
    fn(&mut Data, &str) -> Option<()>,
);

/// A text field.
pub fn text((label, hint, get, set): &'static Text) -> AnyView {
    let draft = Draft::of_context();
    let Fault(fault) = expect_context();
    let id = id(label);
    let change = move |event| {
        let text = event_target_value(&event);
        let mut data = draft.peek();
        match set(&mut data, text.trim()) {
            Some(()) => {
                fault.set(None);
                draft.change(|draft| *draft = data);
            }
            None => fault.set(Some(format!("{label}: \"{text}\" is not understood"))),
        }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{*label}</label>
            <input
                id=id
                type="text"
                placeholder=*hint
                autocomplete="off"
                prop:value=move || draft.with(get)
                on:change=change
            />
        </div>
    }
    .into_any()
}

/// A setting that is one of some: its label, their names, which it is, and how it is set.
pub type Choice = (
    &'static str,
    &'static [&'static str],
    fn(&Data) -> usize,
    fn(&mut Data, usize),
);

/// A box to choose from.
pub fn choice((label, names, get, set): &'static Choice) -> AnyView {
    let draft = Draft::of_context();
    let id = id(label);
    let options = names.iter().enumerate().map(|(i, name)| {
        view! {
            <option value=i.to_string() prop:selected=move || draft.with(get) == i>
                {*name}
            </option>
        }
        .into_any()
    });
    let change = move |event| {
        if let Ok(i) = event_target_value(&event).parse() {
            draft.change(|data| set(data, i));
        }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{*label}</label>
            <select id=id on:change=change>
                {options.collect_view()}
            </select>
        </div>
    }
    .into_any()
}

/// An element's id: of the letters of its label.
fn id(label: &str) -> String {
    let letters = label.chars().filter(char::is_ascii_alphabetic);
    letters.fold("draft-".to_owned(), |mut id, letter| {
        id.push(letter.to_ascii_lowercase());
        id
    })
}

/// A setting that is on or off: its label, whether it is on, and how it is switched.
pub type Switch = (&'static str, fn(&Data) -> bool, fn(&mut Data, bool));

/// A check box of the draft.
pub fn switch(label: &'static str, get: fn(&Data) -> bool, set: fn(&mut Data, bool)) -> AnyView {
    let draft = Draft::of_context();
    view! {
        <label class="switch">
            <input
                type="checkbox"
                prop:checked=move || draft.with(get)
                on:change=move |event| draft.change(|data| set(data, event_target_checked(&event)))
            />
            {label}
        </label>
    }
    .into_any()
}
