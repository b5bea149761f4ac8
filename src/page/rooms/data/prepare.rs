//! The part `Prepare`: which samples are taken, and what is done to all of them.

use leptos::prelude::*;

use super::fields::{Choice, Text, choice, switch, text};
use super::store::RoomStore;
use crate::experiment::{Colour, Interpolation, Missing, Scaling, Source};

const TEXTS: [Text; 3] = [
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

const MISSING: [Option<Missing>; 5] = [
    None,
    Some(Missing::DropRows),
    Some(Missing::Zero),
    Some(Missing::Mean),
    Some(Missing::Median),
];

const MISSING_VALUES: Choice = (
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
        MISSING.iter().position(|how| *how == missing).unwrap_or(0)
    },
    |data, i| {
        if let Source::Files(files) = &mut data.source {
            files.options.missing = MISSING[i];
        }
    },
);

/// The part.
#[component]
pub fn Prepare() -> impl IntoView {
    let is_own_table = RoomStore::of_context()
        .memo(|s| matches!(s.draft.source, Source::Files(_)) && !s.columns().is_empty());
    let texts = TEXTS.iter().map(text);
    let choices = CHOICES.iter().map(choice);
    view! {
        <div class="region">
            <h3>"Preparing"</h3>
            <p class="muted">"Done once to every sample, before training."</p>
            <div class="settings">
                {texts.collect_view()} {choices.collect_view()}
                <Show when=move || is_own_table.get()>{choice(&MISSING_VALUES)}</Show>
            </div>
            {switch(
                "Exchange dark and bright",
                |data| data.prepare.invert,
                |data, on| data.prepare.invert = on,
            )}
        </div>
    }
}
