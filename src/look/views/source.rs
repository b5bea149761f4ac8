//! What there is to choose of the source itself: classes of drawings, the layout of points, how
//! many digits are drawn, how own tables are read.

use std::str::FromStr;

use leptos::prelude::*;

use super::draft::Draft;
use super::fields::{Choice, Text, choice, text};
use super::table::Reading;
use crate::data::builtin::quickdraw;
use crate::experiment::{Data, Layout, Points, Source};

const LAYOUTS: [Layout; 6] = [
    Layout::Classification,
    Layout::Moons,
    Layout::Circles,
    Layout::Blobs,
    Layout::Spiral,
    Layout::Xor,
];

const LAYOUT: Choice = (
    "Layout",
    &[
        "clusters (make_classification)",
        "two moons",
        "circle in a circle",
        "round clouds (blobs)",
        "spiral",
        "exclusive or",
    ],
    |data| {
        let layout = points(data).map(|points| points.layout);
        LAYOUTS.iter().position(|l| Some(*l) == layout).unwrap_or(0)
    },
    // Another layout brings defaults of its own.
    |data, i| data.source = Source::Points(Points::of(LAYOUTS[i])),
);

fn points(data: &Data) -> Option<&Points> {
    match &data.source {
        Source::Points(points) => Some(points),
        _ => None,
    }
}

fn of_points<T: ToString>(data: &Data, get: fn(&Points) -> T) -> String {
    points(data).map_or_else(String::new, |points| get(points).to_string())
}

/// Sets a number of the points, if the points can be made with it.
fn set_points<T: FromStr>(
    data: &mut Data,
    text: &str,
    number: fn(&mut Points) -> &mut T,
) -> Option<()> {
    let mut changed = points(data)?.clone();
    *number(&mut changed) = text.parse().ok()?;
    changed.validate().ok()?;
    data.source = Source::Points(changed);
    Some(())
}

const POINTS: [Text; 5] = [
    (
        "Points",
        "100",
        |data| of_points(data, |p| p.samples),
        |data, text| set_points(data, text, |p| &mut p.samples),
    ),
    (
        "Features",
        "2",
        |data| of_points(data, |p| p.dimensions().0),
        |data, text| set_points(data, text, |p| &mut p.features),
    ),
    (
        "Number of classes",
        "2",
        |data| of_points(data, |p| p.dimensions().1),
        |data, text| set_points(data, text, |p| &mut p.classes),
    ),
    (
        "Noise",
        "0.1",
        |data| of_points(data, |p| p.noise),
        |data, text| set_points(data, text, |p| &mut p.noise),
    ),
    (
        "Separation",
        "1",
        |data| of_points(data, |p| p.separation),
        |data, text| set_points(data, text, |p| &mut p.separation),
    ),
];

fn set(number: &mut usize, text: &str) -> Option<()> {
    *number = text.parse().ok()?;
    Some(())
}

const DIGITS: [Text; 2] = [
    (
        "Digits to train on",
        "8000",
        |data| match &data.source {
            Source::SyntheticDigits { train, .. } => train.to_string(),
            _ => String::new(),
        },
        |data, text| match &mut data.source {
            Source::SyntheticDigits { train, .. } => set(train, text),
            _ => None,
        },
    ),
    (
        "Digits to test on",
        "2000",
        |data| match &data.source {
            Source::SyntheticDigits { test, .. } => test.to_string(),
            _ => String::new(),
        },
        |data, text| match &mut data.source {
            Source::SyntheticDigits { test, .. } => set(test, text),
            _ => None,
        },
    ),
];

const DRAWINGS: Text = (
    "Drawings of each class",
    "100",
    |data| match &data.source {
        Source::QuickDraw { samples, .. } => samples.to_string(),
        _ => String::new(),
    },
    |data, text| match &mut data.source {
        Source::QuickDraw { samples, .. } => set(samples, text),
        _ => None,
    },
);

/// Kinds of sources that have settings of their own.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Digits,
    Drawings,
    Points,
    Files,
    Other,
}

/// The settings of the draft's source.
#[component]
pub fn SourceSettings() -> impl IntoView {
    let draft = Draft::of_context();
    let kind = Memo::new(move |_| {
        draft.with(|data| match data.source {
            Source::SyntheticDigits { .. } => Kind::Digits,
            Source::QuickDraw { .. } => Kind::Drawings,
            Source::Points(_) => Kind::Points,
            Source::Files(_) => Kind::Files,
            _ => Kind::Other,
        })
    });
    move || match kind.get() {
        Kind::Digits => {
            let texts = DIGITS.iter().map(text).collect_view();
            view! { <div class="settings">{texts}</div> }.into_any()
        }
        Kind::Drawings => view! {
            <div class="settings">{text(&DRAWINGS)}</div>
            <Drawn/>
        }
        .into_any(),
        Kind::Points => {
            let texts = POINTS.iter().map(text).collect_view();
            view! { <div class="settings">{choice(&LAYOUT)} {texts}</div> }.into_any()
        }
        Kind::Files => view! { <Reading/> }.into_any(),
        Kind::Other => ().into_any(),
    }
}

/// What is drawn: classes to choose, found by a part of their name.
#[component]
fn Drawn() -> impl IntoView {
    let draft = Draft::of_context();
    let wanted = RwSignal::new(String::new());
    let is_chosen = move |name: &str| {
        draft.with(|data| match &data.source {
            Source::QuickDraw { classes, .. } => classes.iter().any(|class| class == name),
            _ => false,
        })
    };
    let set = move |name: &'static str, on: bool| {
        draft.change(|data| {
            if let Source::QuickDraw { classes, .. } = &mut data.source {
                classes.retain(|class| class != name);
                if on {
                    classes.push(name.to_owned());
                    classes.sort();
                }
            }
        });
    };
    let boxes: Vec<_> = quickdraw::classes()
        .map(|name| {
            view! {
                <label class="switch" hidden=move || !wanted.with(|w| name.contains(w.as_str()))>
                    <input
                        type="checkbox"
                        prop:checked=move || is_chosen(name)
                        on:change=move |event| set(name, event_target_checked(&event))
                    />
                    {name}
                </label>
            }
            .into_any()
        })
        .collect();
    let chosen = move || {
        draft.with(|data| match &data.source {
            Source::QuickDraw { classes, .. } => classes.join(", "),
            _ => String::new(),
        })
    };
    view! {
        <fieldset class="drawn">
            <legend>"What is drawn"</legend>
            <p class="muted">{chosen}</p>
            <input
                type="search"
                aria-label="Find a class"
                placeholder="Find: cat, house …"
                on:input=move |event| wanted.set(event_target_value(&event).trim().to_lowercase())
            />
            <div class="drawn-classes">{boxes}</div>
        </fieldset>
    }
}
