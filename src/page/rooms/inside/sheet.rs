//! The maps of a layer side by side, or the units of a dense layer as bars: one of them is chosen by the pointer or
//! the arrow keys.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, MouseEvent, PointerEvent};

use super::state::State;
use super::store::RoomStore;
use super::update::Msg;
use super::values::{Values, Which};
use crate::experiment::Shape;
use crate::ui::canvas::Picture;
use crate::ui::dynamic::dynamic;
use crate::ui::picture::{MAPS_IN_A_ROW, Palette, Pixels};
use crate::ui::pointer::position;

/// Height of the bars, in pixels.
const BARS: usize = 40;
/// Units that get a bar each; of more, neighbours share one.
const MOST_BARS: usize = 256;

/// How the maps stand.
#[derive(Clone, Copy, PartialEq)]
pub enum Arrangement {
    /// All, in rows.
    Rows,
    /// So many of the first, one below the other.
    Column(usize),
}

/// The output of a layer.
pub fn output(state: &State, which: Which) -> Option<&Values> {
    Some(&state.seen.as_ref()?.layer(which)?.output)
}

/// What a layer's output looks like.
fn pixels_of(output: &Values, arrangement: Arrangement) -> Pixels {
    match (output.shape, arrangement) {
        (Shape::Image(_), Arrangement::Rows) => output.sheet(usize::MAX),
        (Shape::Image(_), Arrangement::Column(most)) => output.column(most),
        (Shape::Flat(_), _) => bars(output),
    }
}

/// A layer's maps or units.
pub fn sheet(layer: Which, name: &str, arrangement: Arrangement) -> AnyView {
    let room = RoomStore::of_context();
    let pixels = room.memo(move |s| Some(pixels_of(output(s, layer)?, arrangement)));
    let shape = room.memo(move |s| output(s, layer).map(|output| output.shape));
    let chosen = room.memo(move |s| (s.chosen() == layer).then_some(s.unit));
    let choose = move |unit: usize| room.dispatch(Msg::Choose { layer, unit });
    let click = move |event: MouseEvent| {
        let (Some(shape), Some(at)) = (shape.get_untracked(), place_of(&event)) else {
            return;
        };
        choose(unit_at(shape, arrangement, at));
    };
    let key = move |event: KeyboardEvent| {
        let Some(shape) = shape.get_untracked() else {
            return;
        };
        let row = match (shape, arrangement) {
            (Shape::Image(_), Arrangement::Rows) => MAPS_IN_A_ROW as i64,
            _ => 1,
        };
        let by = match &event.key()[..] {
            "ArrowLeft" => -1,
            "ArrowRight" => 1,
            "ArrowUp" => -row,
            "ArrowDown" => row,
            _ => return,
        };
        event.prevent_default();
        let now = chosen.get_untracked().map_or(0, |unit| unit as i64 + by);
        choose(now.clamp(0, shape.channels() as i64 - 1) as usize);
    };
    let text = move || {
        let units = shape.get().map_or(0, Shape::channels);
        let what = match shape.get() {
            Some(Shape::Flat(_)) => "unit",
            _ => "map",
        };
        match chosen.get() {
            Some(unit) => format!("{what} {} of {units} is chosen", unit + 1),
            None => format!("{units} {what}s; the arrow keys choose one"),
        }
    };
    let label = format!("Output of {name}");
    let pictured = label.clone();
    let mark = dynamic(move || {
        let shape = shape.get()?;
        Some(mark_style(shape, arrangement, chosen.get()?))
    });
    view! {
        <button
            class="sheet"
            class:bars=move || matches!(shape.get(), Some(Shape::Flat(_)))
            aria-label=label
            aria-description=dynamic(text)
            on:click=click
            on:keydown=key
        >
            <Picture label=pictured pixels=pixels/>
            <span
                class="sheet-mark"
                style=mark
                hidden=dynamic(move || chosen.get().is_none())
            ></span>
        </button>
    }
    .into_any()
}

/// Where a click is on its element; nothing of the Enter key's.
fn place_of(event: &MouseEvent) -> Option<[f32; 2]> {
    let element: Element = event.current_target()?.dyn_into().ok()?;
    if event.detail() == 0 {
        return None;
    }
    Some(position(&element, event.dyn_ref::<PointerEvent>()?))
}

/// Columns and rows of the maps.
fn grid(shape: Shape, arrangement: Arrangement) -> [usize; 2] {
    let units = shape.channels().max(1);
    match (shape, arrangement) {
        (Shape::Flat(_), _) => [units, 1],
        (_, Arrangement::Rows) => {
            let columns = MAPS_IN_A_ROW.min(units);
            [columns, units.div_ceil(columns)]
        }
        (_, Arrangement::Column(most)) => [1, units.min(most)],
    }
}

fn unit_at(shape: Shape, arrangement: Arrangement, [x, y]: [f32; 2]) -> usize {
    let [columns, rows] = grid(shape, arrangement);
    let column = ((x * columns as f32) as usize).min(columns - 1);
    let row = ((y * rows as f32) as usize).min(rows - 1);
    (row * columns + column).min(shape.channels().saturating_sub(1))
}

fn mark_style(shape: Shape, arrangement: Arrangement, unit: usize) -> String {
    let [columns, rows] = grid(shape, arrangement);
    let (row, column) = (unit / columns, unit % columns);
    if row >= rows {
        return "display: none".to_owned();
    }
    let percent = |part: usize, of: usize| part as f32 / of as f32 * 100.0;
    format!(
        "left: {}%; top: {}%; width: {}%; height: {}%",
        percent(column, columns),
        percent(row, rows),
        percent(1, columns),
        percent(1, rows)
    )
}

/// The units of a row as bars, up from the middle or down.
fn bars(output: &Values) -> Pixels {
    let n = output.values.len();
    let shared = n.div_ceil(MOST_BARS).max(1);
    // Of some that share a bar, the largest by size.
    let values = output.values.chunks(shared).map(|chunk| {
        let largest = |a: f32, b: &f32| if b.abs() > a.abs() { *b } else { a };
        chunk.iter().fold(0.0_f32, largest)
    });
    let values: Vec<f32> = values.collect();
    let most = values.iter().fold(1e-12_f32, |most, v| most.max(v.abs()));
    let has_negative = values.iter().any(|v| *v < 0.0);
    let (middle, above) = if has_negative {
        (BARS / 2, BARS / 2)
    } else {
        (BARS - 1, BARS - 1)
    };
    let width = if values.len() < 64 { 5 } else { 3 };
    let mut pixels = Pixels::clear(values.len() * width, BARS);
    for (i, value) in values.iter().enumerate() {
        let height = (value.abs() / most * above as f32).round() as usize;
        let (from, to) = if *value >= 0.0 {
            (middle.saturating_sub(height), middle)
        } else {
            (middle, (middle + height).min(BARS - 1))
        };
        let bright = 110 + (value.abs() / most * 145.0) as u8;
        for y in from..=to {
            for x in 0..width - 1 {
                pixels.put([i * width + x, y], &[bright], [1, 1, 1], Palette::Fire);
            }
        }
    }
    pixels
}
