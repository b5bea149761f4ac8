//! What there is to choose of the source itself: classes of drawings, the layout of points, how
//! many digits are drawn, how own tables are read.

use leptos::prelude::*;

use super::fields::{Choice, Text, choice, text};
use super::quickdraw::DrawnClasses;
use super::state::State;
use super::store::RoomStore;
use crate::experiment::{Data, LabelColumn, Layout, Points, Source, decimal};

/// Columns that can be chosen from.
const LABELS: usize = 1000;

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
fn set_points<T>(data: &mut Data, number: Option<T>, of: fn(&mut Points) -> &mut T) -> Option<()> {
    let mut changed = points(data)?.clone();
    *of(&mut changed) = number?;
    changed.validate().ok()?;
    data.source = Source::Points(changed);
    Some(())
}

const POINTS: [Text; 5] = [
    (
        "Points",
        "100",
        |data| of_points(data, |p| p.samples),
        |data, text| set_points(data, text.parse().ok(), |p| &mut p.samples),
    ),
    (
        "Features",
        "2",
        |data| of_points(data, |p| p.dimensions().0),
        |data, text| set_points(data, text.parse().ok(), |p| &mut p.features),
    ),
    (
        "Number of classes",
        "2",
        |data| of_points(data, |p| p.dimensions().1),
        |data, text| set_points(data, text.parse().ok(), |p| &mut p.classes),
    ),
    (
        "Noise",
        "0.1",
        |data| of_points(data, |p| p.noise),
        |data, text| set_points(data, single(text), |p| &mut p.noise),
    ),
    (
        "Separation",
        "1",
        |data| of_points(data, |p| p.separation),
        |data, text| set_points(data, single(text), |p| &mut p.separation),
    ),
];

fn single(text: &str) -> Option<f32> {
    decimal::parse(text).map(|number| number as f32)
}

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

/// The settings of the source.
#[component]
pub fn SourceSettings() -> impl IntoView {
    let room = RoomStore::of_context();
    let kind = room.memo(|s| match s.draft.source {
        Source::SyntheticDigits { .. } => Kind::Digits,
        Source::QuickDraw { .. } => Kind::Drawings,
        Source::Points(_) => Kind::Points,
        Source::Files(_) => Kind::Files,
        _ => Kind::Other,
    });
    move || match kind.get() {
        Kind::Digits => {
            let texts = DIGITS.iter().map(text).collect_view();
            view! { <div class="settings">{texts}</div> }.into_any()
        }
        Kind::Drawings => view! {
            <div class="settings">{text(&DRAWINGS)}</div>
            <DrawnClasses/>
        }
        .into_any(),
        Kind::Points => {
            let texts = POINTS.iter().map(text).collect_view();
            view! { <div class="settings">{choice(&LAYOUT)} {texts}</div> }.into_any()
        }
        Kind::Files => view! { <LabelBox/> }.into_any(),
        Kind::Other => ().into_any(),
    }
}

/// Which column of an own table is the label.
#[component]
fn LabelBox() -> impl IntoView {
    let room = RoomStore::of_context();
    let columns = room.memo(State::columns);
    let choose = move |event| {
        let name = event_target_value(&event);
        room.edit(|data| {
            if let Source::Files(files) = &mut data.source {
                files.options.label = match &name[..] {
                    "" => LabelColumn::Find,
                    _ => LabelColumn::Name { name },
                };
            }
        });
    };
    let is_label = move |name: &str| {
        room.draft(|data| match &data.source {
            Source::Files(files) => {
                matches!(&files.options.label, LabelColumn::Name { name: label } if label == name)
            }
            _ => false,
        })
    };
    let names = move || {
        let names = columns.get().into_iter().take(LABELS);
        let option = |name: String| {
            let (value, text) = (name.clone(), name.clone());
            view! { <option value=value prop:selected=move || is_label(&name)>{text}</option> }
        };
        names.map(|name| option(name).into_any()).collect_view()
    };
    view! {
        <Show when=move || !columns.with(Vec::is_empty)>
            <div class="field">
                <label for="setting-label">"Label column"</label>
                <select id="setting-label" on:change=choose>
                    <option value="">"found by itself"</option>
                    {names}
                </select>
            </div>
        </Show>
    }
}
