//! From the input to the probabilities: a column for each layer, and the arithmetic of the chosen number.

use leptos::prelude::*;

use super::large::large;
use super::sheet::{Arrangement, sheet};
use super::store::RoomStore;
use super::update::Msg;
use super::values::Which;
use crate::experiment::Shape;
use crate::page::readings::class_names;
use crate::page::store::Store;
use crate::ui::canvas::Picture;
use crate::ui::dynamic::dynamic;
use crate::ui::format::percent;
use crate::ui::list::{Item, list};
use crate::ui::picture::{Palette, Pixels};

/// Maps of a layer that stand below each other.
const MAPS: usize = 6;

/// The part of the room.
pub fn path() -> AnyView {
    let room = RoomStore::of_context();
    let layers = room.memo(|s| {
        let seen = s.seen.as_ref();
        let layers = seen.map_or(&[][..], |seen| &seen.layers[..]);
        let of = |layer: &super::values::LayerOutputs| (layer.name.clone(), layer.output.shape);
        layers.iter().map(of).collect::<Vec<_>>()
    });
    let items = move || {
        let layers = layers.get().into_iter().enumerate();
        let item = |(i, (name, shape)): (usize, (String, Shape))| {
            let key = format!("{i} {name} {shape}");
            Item::new(key, move || column(room, i, &name, shape))
        };
        layers.map(item).collect()
    };
    let step = move |by: i64| {
        let (layer, layers) =
            room.peek(|s| (s.layer, s.seen.as_ref().map_or(0, |seen| seen.layers.len())));
        let layer = (layer as i64 + by).clamp(0, layers.max(1) as i64 - 1) as usize;
        room.dispatch(Msg::Choose {
            layer: Which::Layer(layer),
            unit: 0,
        });
    };
    view! {
        <div class="path-steps">
            <button class="small" on:click=move |_| step(-1)>"Previous layer"</button>
            <button class="small" on:click=move |_| step(1)>"Next layer"</button>
        </div>
        <div class="path" role="region" aria-label="Layers from the input to the probabilities" tabindex="0">
            {input_column(room)}
            {list(items)}
            {probabilities(room)}
        </div>
        {large()}
    }
    .into_any()
}

/// A picture as the network gets it, between its smallest and its largest value; the channels' mean.
pub fn input_pixels(input: &super::values::Values) -> Pixels {
    let [h, w, c] = input.sizes();
    let low = input.values.iter().copied().fold(f32::INFINITY, f32::min);
    let high = input
        .values
        .iter()
        .copied()
        .fold(f32::NEG_INFINITY, f32::max);
    let byte = |v: f32| ((v - low) / (high - low).max(1e-12) * 255.0) as u8;
    let mut pixels = Pixels::clear(w, h);
    let bytes: Vec<u8> = if c == 3 {
        let value = |i: usize| byte(input.values[i % 3 * h * w + i / 3]);
        (0..h * w * 3).map(value).collect()
    } else {
        input.map(0).iter().map(|v| byte(*v)).collect()
    };
    pixels.put(
        [0, 0],
        &bytes,
        [h, w, if c == 3 { 3 } else { 1 }],
        Palette::Ink,
    );
    pixels
}

fn input_column(room: RoomStore) -> AnyView {
    let pixels = room.memo(|s| Some(input_pixels(&s.seen.as_ref()?.input)));
    let shape = room.memo(|s| s.seen.as_ref().map(|seen| seen.input.shape.to_string()));
    view! {
        <figure class="path-column">
            <figcaption>
                <span>"Input"</span>
                <small class="muted">{shape}</small>
            </figcaption>
            <Picture label="The input".to_owned() pixels=pixels/>
        </figure>
    }
    .into_any()
}

fn column(room: RoomStore, layer: usize, name: &str, shape: Shape) -> AnyView {
    let is_chosen = room.memo(move |s| s.layer == layer);
    let (Shape::Image([_, _, units]) | Shape::Flat(units)) = shape;
    let more = matches!(shape, Shape::Image(_)) && units > MAPS;
    view! {
        <figure class="path-column" class:chosen=is_chosen aria-label=format!("Column {name}")>
            <figcaption>
                <span title=name.to_owned()>{name.to_owned()}</span>
                <small class="muted">{format!("{shape}")}</small>
            </figcaption>
            {sheet(Which::Layer(layer), name, Arrangement::Column(MAPS))}
            {more.then(|| view! { <small class="muted">{format!("+ {} more", units - MAPS)}</small> })}
        </figure>
    }
    .into_any()
}

fn probabilities(room: RoomStore) -> AnyView {
    let page = Store::of_context();
    let names = page.memo(class_names);
    let all = room.memo(|s| s.seen.as_ref().map(|seen| seen.probabilities.clone()));
    let rows = dynamic(move || {
        let all = all.get().unwrap_or_default();
        let rows = names.get().into_iter().zip(all).map(|(name, part)| {
            let style = format!("--part: {:.1}%", part * 100.0);
            view! {
                <li style=style>
                    <span>{name}</span>
                    <span>{percent(f64::from(part))}</span>
                </li>
            }
        });
        rows.collect_view().into_any()
    });
    view! {
        <figure class="path-column path-classes">
            <figcaption>"Probabilities"</figcaption>
            <ul aria-label="Probabilities">{rows}</ul>
        </figure>
    }
    .into_any()
}
