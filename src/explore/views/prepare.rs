//! How samples are prepared and divided: edited here, applied together.

use leptos::prelude::*;

use super::Draft;
use crate::explore::store::Store;
use crate::explore::update::Msg;
use crate::spec::{Colour, Data, Interpolation, Scaling, Source};

/// A setting that is a text: its label, what stands in it, and how a text changes it. A text
/// that makes no sense changes nothing.
type Text = (
    &'static str,
    &'static str,
    fn(&Data) -> String,
    fn(&mut Data, &str) -> Option<()>,
);

const TEXTS: [Text; 5] = [
    (
        "Size",
        "as it is, or 64 × 64",
        |d| {
            d.prepare
                .size
                .map_or(String::new(), |[h, w]| format!("{h} × {w}"))
        },
        |d, text| {
            if text.is_empty() {
                d.prepare.size = None;
                return Some(());
            }
            let mut sides = text
                .split(['×', 'x', '*', ' ', ','])
                .filter(|s| !s.is_empty());
            let height = sides.next()?.parse().ok()?;
            let width = sides.next().map_or(Some(height), |s| s.parse().ok())?;
            d.prepare.size = Some([height, width]);
            Some(())
        },
    ),
    (
        "At most, samples",
        "all",
        |d| d.prepare.limit.map_or(String::new(), |n| n.to_string()),
        |d, text| {
            d.prepare.limit = if text.is_empty() {
                None
            } else {
                Some(text.parse().ok()?)
            };
            Some(())
        },
    ),
    (
        "Classes",
        "all, or cat, dog",
        |d| {
            d.prepare
                .classes
                .as_ref()
                .map_or(String::new(), |c| c.join(", "))
        },
        |d, text| {
            let names = text.split(',').map(|name| name.trim().to_owned());
            let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
            d.prepare.classes = (!names.is_empty()).then_some(names);
            Some(())
        },
    ),
    (
        "Validation part",
        "0.1",
        |d| d.split.validation.to_string(),
        |d, text| {
            d.split.validation = text.parse().ok()?;
            Some(())
        },
    ),
    (
        "Test part, if there is none",
        "0.2",
        |d| d.split.test.to_string(),
        |d, text| {
            d.split.test = text.parse().ok()?;
            Some(())
        },
    ),
];

/// A setting that is one of some: its label, their names, which it is, and how it is set.
type Choice = (
    &'static str,
    &'static [&'static str],
    fn(&Data) -> usize,
    fn(&mut Data, usize),
);

const CHOICES: [Choice; 3] = [
    (
        "Colours",
        &["as they are", "grey", "red, green, blue"],
        |d| match d.prepare.colour {
            None => 0,
            Some(Colour::Grey) => 1,
            Some(Colour::Rgb) => 2,
        },
        |d, i| d.prepare.colour = [None, Some(Colour::Grey), Some(Colour::Rgb)][i],
    ),
    (
        "Resizing",
        &["bilinear", "nearest"],
        |d| usize::from(d.prepare.interpolation == Interpolation::Nearest),
        |d, i| d.prepare.interpolation = [Interpolation::Bilinear, Interpolation::Nearest][i],
    ),
    (
        "Scaling",
        &["0 to 1", "standardize", "min–max"],
        |d| d.prepare.scaling as usize,
        |d, i| d.prepare.scaling = [Scaling::Unit, Scaling::Standardize, Scaling::MinMax][i],
    ),
];

/// A setting that is on or off: its label, whether it is on, and how it is switched.
type Switch = (&'static str, fn(&Data) -> bool, fn(&mut Data, bool));

const SWITCHES: [Switch; 2] = [
    (
        "Exchange dark and bright",
        |d| d.prepare.invert,
        |d, on| d.prepare.invert = on,
    ),
    (
        "Same part of every class (stratified)",
        |d| d.split.stratify,
        |d, on| d.split.stratify = on,
    ),
];

/// The settings.
#[component]
pub fn Prepare() -> impl IntoView {
    let store = Store::of_context();
    let Draft(draft) = expect_context();
    let fault = RwSignal::new(None::<String>);
    let is_locked = store.memo(|s| !s.can_edit());
    let is_same = store.memo(move |s| draft.get() == s.data());
    let texts = TEXTS
        .iter()
        .enumerate()
        .map(|(i, (label, hint, get, set))| {
            let id = format!("prepare-{i}");
            let change = move |event| {
                let text = event_target_value(&event);
                let mut data = draft.get_untracked();
                match set(&mut data, text.trim()) {
                    Some(()) => {
                        fault.set(None);
                        draft.set(data);
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
        });
    let choices = CHOICES
        .iter()
        .enumerate()
        .map(|(i, (label, names, get, set))| {
            let id = format!("prepare-choice-{i}");
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
                    draft.update(|data| set(data, i));
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
        });
    let switches = SWITCHES
        .iter()
        .map(|(label, get, set)| switch(label, *get, *set));
    let apply = move |_| {
        let data = draft.get_untracked();
        store.dispatch(Msg::SetData(Box::new(data)));
    };
    let is_own = store.memo(|s| matches!(s.data().source, Source::Files { .. }));
    view! {
        <section class="panel" aria-labelledby="prepare-title">
            <h3 id="prepare-title">"Preparing"</h3>
            <div class="settings">{texts.collect_view()} {choices.collect_view()}</div>
            {switches.collect_view()}
            <Show when=move || is_own.get()>
                <super::table::Reading/>
            </Show>
            <p class="field-fault" role="alert">
                {fault}
            </p>
            <button disabled=move || is_locked.get() || is_same.get() on:click=apply>
                "Apply"
            </button>
        </section>
    }
}

/// A check box of the draft.
pub fn switch(label: &'static str, get: fn(&Data) -> bool, set: fn(&mut Data, bool)) -> AnyView {
    let Draft(draft) = expect_context();
    view! {
        <label class="switch">
            <input
                type="checkbox"
                prop:checked=move || draft.with(get)
                on:change=move |event| draft.update(|data| set(data, event_target_checked(&event)))
            />
            {label}
        </label>
    }
    .into_any()
}
