//! One map in large, and how the number under the pointer or the focus comes about.

use leptos::html::Canvas;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, PointerEvent};

use super::arithmetic::{Working, working};
use super::chosen::Chosen;
use super::filter_window::filter_window;
use super::state::State;
use super::store::RoomStore;
use super::update::Msg;
use super::values::Values;
use super::working::show_working;
use crate::data::feature_map;
use crate::experiment::Shape;
use crate::page::views::files::{Content, file_buttons};
use crate::ui::canvas::{Picture, paint};
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::format::decimals;
use crate::ui::picture::{Palette, Pixels};
use crate::ui::pointer::position;

/// How the chosen number comes about.
fn chosen_working(state: &State) -> Option<Working> {
    let Chosen {
        layer,
        input,
        output,
        weights,
        ..
    } = state.chosen_layer()?;
    working(layer, input, &weights, output, state.unit, state.place())
}

/// The chosen map in large, with what drives it.
pub fn large() -> AnyView {
    let room = RoomStore::of_context();
    let is_there = room.memo(|s| s.chosen_output().is_some());
    show_when(is_there, move || {
        let is_picture =
            room.memo(|s| matches!(s.chosen_output().map(|o| o.shape), Some(Shape::Image(_))));
        let working = room.memo(chosen_working);
        view! {
            <section class="large" aria-label="One number in detail">
                {title(room)}
                {show_when(is_picture, move || view! {
                    <div class="large-maps">
                        {map(room)}
                        {patch(room, working)}
                        {filter_window(working)}
                    </div>
                }.into_any())}
                {show_working(working)}
            </section>
        }
        .into_any()
    })
    .into_any()
}

fn name(state: &State) -> String {
    let seen = state.seen.as_ref();
    let layer = seen.and_then(|seen| seen.layer(state.chosen()));
    layer.map_or_else(String::new, |layer| layer.name.clone())
}

fn title(room: RoomStore) -> AnyView {
    let text = room.memo(|s| {
        let what = match s.chosen_output().map(|output| output.shape) {
            Some(Shape::Flat(_)) => "Unit",
            _ => "Map",
        };
        format!("{what} {} of {}", s.unit + 1, name(s))
    });
    let range = room.memo(|s| {
        let Some(output) = s.chosen_output() else {
            return String::new();
        };
        let [y, x] = s.place();
        match output.shape {
            Shape::Image(_) => {
                let map = output.map(s.unit);
                let low = map.iter().copied().fold(f32::INFINITY, f32::min);
                let high = map.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                let value = output.at(s.unit, [y, x]);
                format!(
                    "{} to {}; row {}, column {}: {}",
                    decimals(low, 2),
                    decimals(high, 2),
                    y + 1,
                    x + 1,
                    decimals(value, 3)
                )
            }
            Shape::Flat(_) => decimals(output.at(s.unit, [0, 0]), 3),
        }
    });
    let step = move |by: i64| {
        let (layer, unit, units) = room.peek(|s| {
            let units = s.chosen_output().map_or(1, Values::units);
            (s.chosen(), s.unit as i64, units as i64)
        });
        let unit = (unit + by).rem_euclid(units.max(1)) as usize;
        room.dispatch(Msg::Choose { layer, unit });
    };
    view! {
        <div class="region-head">
            <h4>{text}</h4>
            <span class="large-steps">
                <button class="small" on:click=move |_| step(-1)>"Previous"</button>
                <button class="small" on:click=move |_| step(1)>"Next"</button>
            </span>
        </div>
        <p class="muted">{range}</p>
    }
    .into_any()
}

/// The map; the pointer or the arrow keys choose a place.
fn map(room: RoomStore) -> AnyView {
    let node = NodeRef::<Canvas>::new();
    let pixels = room.memo(|s| {
        let output = s.chosen_output()?;
        let [h, w, _] = output.sizes();
        let mut pixels = Pixels::clear(w, h);
        pixels.put(
            [0, 0],
            &feature_map(output.map(s.unit)),
            [h, w, 1],
            Palette::Fire,
        );
        Some(pixels)
    });
    let sizes = room.memo(|s| s.chosen_output().map_or([1; 3], Values::sizes));
    let place = room.memo(State::place);
    Effect::new(move |_| {
        if let (Some(canvas), Some(pixels)) = (node.get(), pixels.get()) {
            paint(&canvas, &pixels);
        }
    });
    let point = move |event: PointerEvent| {
        if let Some(canvas) = node.get_untracked() {
            let [x, y] = position(&canvas, &event);
            let [h, w, _] = sizes.get_untracked();
            let at = |part: f32, n: usize| ((part * n as f32) as usize).min(n - 1);
            let at = [at(y, h), at(x, w)];
            if at != place.get_untracked() {
                room.dispatch(Msg::Place(at));
            }
        }
    };
    let key = move |event: KeyboardEvent| {
        let by = match &event.key()[..] {
            "ArrowLeft" => [0, -1],
            "ArrowRight" => [0, 1],
            "ArrowUp" => [-1, 0],
            "ArrowDown" => [1, 0],
            _ => return,
        };
        event.prevent_default();
        let ([h, w, _], [y, x]) = (sizes.get_untracked(), place.get_untracked());
        let moved = |at: usize, by: i64, n: usize| (at as i64 + by).clamp(0, n as i64 - 1) as usize;
        room.dispatch(Msg::Place([moved(y, by[0], h), moved(x, by[1], w)]));
    };
    let mark = dynamic(move || {
        let ([h, w, _], [y, x]) = (sizes.get(), place.get());
        rectangle([y as i64, x as i64, y as i64 + 1, x as i64 + 1], [h, w])
    });
    let files = file_buttons(
        "the map",
        "map".to_owned(),
        &["SVG", "PNG", "CSV"],
        move |format| {
            Some(match format {
                "CSV" => room.peek(|s| {
                    let output = s.chosen_output()?;
                    Some(Content::Csv(output.to_csv(s.unit..s.unit + 1)))
                })?,
                _ => Content::Pixels(pixels.get_untracked()?),
            })
        },
    );
    let text = dynamic(move || {
        let [y, x] = place.get();
        format!("row {}, column {}; the arrow keys move", y + 1, x + 1)
    });
    view! {
        <figure class="large-map">
            <div class="marked">
                <canvas
                    class="pixels"
                    node_ref=node
                    tabindex="0"
                    role="application"
                    aria-label="The chosen map"
                    aria-description=text
                    on:pointermove=point
                    on:pointerdown=point
                    on:keydown=key
                ></canvas>
                <span class="patch-mark" style=mark></span>
            </div>
            <figcaption class="muted">
                "The map: point at a number " {files}
            </figcaption>
        </figure>
    }
    .into_any()
}

/// What goes into the layer, with the patch that the number follows from.
fn patch(room: RoomStore, working: Memo<Option<Working>>) -> AnyView {
    let pixels = room.memo(|s| {
        let Chosen {
            input, is_first, ..
        } = s.chosen_layer()?;
        let [h, w, c] = input.sizes();
        let mut pixels = Pixels::clear(w, h);
        let palette = if is_first {
            Palette::Ink
        } else {
            Palette::Fire
        };
        // Pooling takes the map of the same number; a convolution all of them, of which the mean is shown.
        let mean: Vec<f32> = (0..h * w)
            .map(|i| (0..c).map(|channel| input.map(channel)[i]).sum::<f32>() / c as f32)
            .collect();
        pixels.put([0, 0], &feature_map(&mean), [h, w, 1], palette);
        Some(pixels)
    });
    let size = room.memo(|s| {
        let sizes = s
            .chosen_layer()
            .map_or([1; 3], |chosen| chosen.input.sizes());
        [sizes[0], sizes[1]]
    });
    let has_patch =
        Memo::new(move |_| working.with(|w| w.as_ref().is_some_and(|w| w.patch.is_some())));
    let mark = move || {
        let patch = working.with(|w| w.as_ref().and_then(|w| w.patch));
        patch.map_or_else(String::new, |patch| rectangle(patch, size.get()))
    };
    show_when(has_patch, move || {
        view! {
            <figure class="large-map">
                <div class="marked">
                    <Picture label="What goes into the layer".to_owned() pixels=pixels/>
                    <span class="patch-mark" style=dynamic(mark)></span>
                </div>
                <figcaption class="muted">"Its input, and the patch that it follows from"</figcaption>
            </figure>
        }
        .into_any()
    })
    .into_any()
}

/// The place of a rectangle of pixels on a picture; what is beyond the edge is cut off.
fn rectangle(patch: [i64; 4], [h, w]: [usize; 2]) -> String {
    let part = |at: i64, of: usize| at.clamp(0, of as i64) as f64 / of.max(1) as f64 * 100.0;
    let [top, left, bottom, right] = patch;
    let (top, bottom) = (part(top, h), part(bottom, h));
    let (left, right) = (part(left, w), part(right, w));
    format!(
        "left: {left}%; top: {top}%; width: {}%; height: {}%",
        right - left,
        bottom - top
    )
}
