//! How samples are prepared and divided: edited here, applied together.

use leptos::prelude::*;

use super::draft::Draft;
use super::fields::{Choice, Fault, Switch, Text, choice, switch, text};
use crate::experiment::{Colour, Interpolation, Scaling};
use crate::look::store::Store;
use crate::look::update::Msg;

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
        "Sample limit",
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
        "Validation split",
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
    let draft = Draft::of_context();
    let is_locked = store.memo(|s| !s.can_edit());
    let is_same = store.memo(move |s| draft.with(|draft| *draft == s.data()));
    let fault = Fault(RwSignal::new(None));
    provide_context(fault);
    let texts = TEXTS.iter().map(text);
    let choices = CHOICES.iter().map(choice);
    let switches = SWITCHES
        .iter()
        .map(|(label, get, set)| switch(label, *get, *set));
    let apply = move |_| {
        let data = draft.peek();
        store.dispatch(Msg::SetData(Box::new(data)));
    };
    view! {
        <section class="panel" aria-labelledby="prepare-title">
            <h3 id="prepare-title">"Preparing"</h3>
            <super::source::SourceSettings/>
            <div class="settings">{texts.collect_view()} {choices.collect_view()}</div>
            {switches.collect_view()}
            <p class="field-fault" role="alert">
                {fault.0}
            </p>
            <button disabled=move || is_locked.get() || is_same.get() on:click=apply>
                "Apply"
            </button>
        </section>
    }
}
