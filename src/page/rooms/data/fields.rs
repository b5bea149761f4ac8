//! Fields of the settings as they are edited: texts, choices and switches.

use leptos::prelude::*;

use super::store::RoomStore;
use crate::experiment::{Data, ExperimentError};

/// A setting that is a text: its label, an example, what stands in it, and how a text changes it. A text
/// that is not understood, or that makes the data impossible, changes nothing.
pub type Text = (
    &'static str,
    &'static str,
    fn(&Data) -> String,
    fn(&mut Data, &str) -> Option<()>,
);

/// A text field.
pub fn text((label, hint, get, set): &'static Text) -> AnyView {
    let room = RoomStore::of_context();
    let fault = RwSignal::new(None::<String>);
    let id = id(label);
    let fault_id = format!("{id}-fault");
    let change = move |event| {
        let text = event_target_value(&event);
        let edited = room.peek(|state| edit(&state.draft, &text, *set));
        fault.set(match edited {
            Ok(edited) => {
                room.edit(|data| *data = edited);
                None
            }
            Err(Some(error)) => Some(format!("{error}. {}", error.hint)),
            Err(None) => Some(format!(
                "\"{text}\" is not understood. Write it like this: {hint}."
            )),
        });
    };
    view! {
        <div class="field">
            <label for=id.clone()>{*label}</label>
            <input
                id=id
                type="text"
                placeholder=*hint
                autocomplete="off"
                // A memo: an answer that comes while somebody types would put the old text back.
                prop:value=room.memo(move |state| get(&state.draft))
                aria-invalid=move || fault.with(Option::is_some).to_string()
                aria-describedby=fault_id.clone()
                on:change=change
            />
            <p class="field-fault" id=fault_id role="alert">
                {fault}
            </p>
        </div>
    }
    .into_any()
}

/// The data as a text changes it; without an error where the text is not understood.
fn edit(
    data: &Data,
    text: &str,
    set: fn(&mut Data, &str) -> Option<()>,
) -> Result<Data, Option<ExperimentError>> {
    let mut edited = data.clone();
    set(&mut edited, text.trim()).ok_or(None)?;
    edited.validate()?;
    Ok(edited)
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
    let room = RoomStore::of_context();
    let id = id(label);
    let options = names.iter().enumerate().map(|(i, name)| {
        view! {
            <option value=i.to_string() prop:selected=move || room.draft(get) == i>
                {*name}
            </option>
        }
        .into_any()
    });
    let change = move |event| {
        if let Ok(i) = event_target_value(&event).parse() {
            room.edit(|data| set(data, i));
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
    letters.fold("setting-".to_owned(), |mut id, letter| {
        id.push(letter.to_ascii_lowercase());
        id
    })
}

/// A check box: its label, whether it is on, and how it is switched.
pub fn switch(label: &'static str, get: fn(&Data) -> bool, set: fn(&mut Data, bool)) -> AnyView {
    let room = RoomStore::of_context();
    view! {
        <label class="switch">
            <input
                type="checkbox"
                prop:checked=move || room.draft(get)
                on:change=move |event| room.edit(|data| set(data, event_target_checked(&event)))
            />
            {label}
        </label>
    }
    .into_any()
}
