//! The outputs of all layers, and one map in large.

use leptos::prelude::*;

use super::bars::bars;
use super::large::large;
use super::sheet::{Arrangement, output, sheet};
use super::store::RoomStore;
use super::values::Which;
use crate::experiment::Shape;
use crate::page::views::files::{Content, file_buttons};
use crate::report::Drawing as _;
use crate::ui::list::{Item, list};

/// The part of the room.
pub fn maps() -> AnyView {
    let room = RoomStore::of_context();
    let layers = room.memo(|s| {
        let Some(seen) = s.seen.as_ref() else {
            return Vec::new();
        };
        let named = |which| {
            let layer = seen.layer(which)?;
            Some((which, layer.name.clone(), layer.output.shape))
        };
        seen.all().into_iter().filter_map(named).collect()
    });
    let items = move || {
        let item = |(which, name, shape): (Which, String, Shape)| {
            let key = format!("{which:?} {name} {shape}");
            Item::new(key, move || figure(which, &name, shape))
        };
        layers.get().into_iter().map(item).collect()
    };
    view! {
        <div class="inside-split">
            <div class="inside-layers">{list(items)}</div>
            <div class="inside-large">{large()}</div>
        </div>
    }
    .into_any()
}

/// Files of a layer's maps, or of its activations.
fn files(layer: Which, title: &str, name: &str) -> AnyView {
    let room = RoomStore::of_context();
    let formats = &["SVG", "PNG", "CSV"];
    let label = title.to_owned();
    file_buttons(title, name.to_owned(), formats, move |format| {
        room.peek(|s| {
            let output = output(s, layer)?;
            Some(match (format, output.shape) {
                ("CSV", _) => Content::Csv(output.to_csv(0..usize::MAX)),
                (_, Shape::Image(_)) => Content::Pixels(output.sheet(usize::MAX)),
                (_, Shape::Flat(_)) => {
                    Content::Svg(bars(&output.values, "unit", "value").to_file(&label))
                }
            })
        })
    })
}

fn figure(layer: Which, name: &str, shape: Shape) -> AnyView {
    let (title, size) = match shape {
        Shape::Image([h, w, c]) => (
            format!("Feature maps of {name}"),
            format!("{c} maps of {h} × {w}"),
        ),
        Shape::Flat(n) => (format!("Activations of {name}"), format!("{n} values")),
    };
    view! {
        <figure class="maps" aria-label=title>
            <figcaption>
                <span>{name.to_owned()}</span>
                <span class="muted">{size}</span>
                {files(layer, &format!("output of {name}"), name)}
            </figcaption>
            {sheet(layer, name, Arrangement::Rows)}
        </figure>
    }
    .into_any()
}
