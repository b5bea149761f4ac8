//! The part `Split`: what is held back for validation and for testing.

use leptos::prelude::*;

use super::fields::{Text, switch, text};
use super::store::RoomStore;
use crate::experiment::decimal;
use crate::ui::format::{count, percent};

const TEXTS: [Text; 2] = [
    (
        "Validation split",
        "0.1",
        |d| d.split.validation.to_string(),
        |d, text| {
            d.split.validation = decimal::parse(text)?;
            Some(())
        },
    ),
    (
        "Test part, if there is none",
        "0.2",
        |d| d.split.test.to_string(),
        |d, text| {
            d.split.test = decimal::parse(text)?;
            Some(())
        },
    ),
];

const PARTS: [&str; 3] = ["Training", "Validation", "Test"];

/// The part.
#[component]
pub fn Split() -> impl IntoView {
    let texts = TEXTS.iter().map(text);
    view! {
        <div class="region">
            <h3>"Split"</h3>
            <p class="muted">
                "The network learns from the training part alone. Validation shows after each \
                epoch how it does on other samples, by which settings are chosen; the test part is kept \
                for the last word."
            </p>
            <Sizes/>
            <div class="settings">{texts.collect_view()}</div>
            {switch(
                "Same part of every class (stratified)",
                |data| data.split.stratify,
                |data, on| data.split.stratify = on,
            )}
        </div>
    }
}

/// How many samples each part of the loaded data has.
#[component]
fn Sizes() -> impl IntoView {
    let sizes = RoomStore::of_context().memo(|s| {
        let counts = &s.loaded.as_ref()?.summary.counts;
        let size = |counts: &Vec<u32>| counts.iter().map(|n| *n as usize).sum::<usize>();
        Some([size(&counts[0]), size(&counts[1]), size(&counts[2])])
    });
    move || {
        let sizes = sizes.get()?;
        let all = sizes.iter().sum::<usize>().max(1);
        let facts = PARTS.into_iter().zip(sizes).map(|(name, n)| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{count(n)}</dd>
                    <dd class="muted">{percent(n as f64 / all as f64)}</dd>
                </div>
            }
            .into_any()
        });
        Some(view! { <dl class="facts">{facts.collect_view()}</dl> })
    }
}
