//! Pictures of samples, with their classes.

use leptos::prelude::*;

use super::state::State;
use super::store::RoomStore;
use crate::page::readings::class_names;
use crate::page::store::Store;
use crate::ui::canvas::Picture;
use crate::ui::dynamic::dynamic;
use crate::ui::picture::{Palette, Pixels};

/// The picture of a sample, if it is there.
pub fn picture(state: &State, index: u32) -> Option<(Pixels, u16)> {
    let [h, w, c] = state.asked.as_ref()?.picture?;
    let at = state.gallery.indices.iter().position(|i| *i == index)?;
    let size = h * w * c;
    let bytes = state.gallery.pictures.get(at * size..(at + 1) * size)?;
    let mut pixels = Pixels::clear(w, h);
    pixels.put([0, 0], bytes, [h, w, c], Palette::Ink);
    Some((pixels, *state.gallery.labels.get(at)?))
}

/// The wanted samples: each picture with its class, and what `note` says of it.
pub fn gallery(label: &'static str, note: fn(&State, u32) -> String) -> AnyView {
    let room = RoomStore::of_context();
    let names = Store::of_context().memo(class_names);
    let shown = room.memo(move |s| {
        let wanted = s.wanted.iter();
        let known = wanted.filter_map(|&index| {
            let (_, class) = picture(s, index)?;
            Some((index, class, note(s, index)))
        });
        known.collect::<Vec<_>>()
    });
    let items = dynamic(move || {
        let items = shown.get().into_iter().map(|(index, class, note)| {
            let name = names.with(|names| names.get(usize::from(class)).cloned());
            let name = name.unwrap_or_default();
            let pixels = room.memo(move |s| picture(s, index).map(|(pixels, _)| pixels));
            view! {
                <li>
                    <Picture label=format!("Sample {index}: {name}") pixels=pixels/>
                    <span>{name}</span>
                    <small class="muted">{note}</small>
                </li>
            }
        });
        items.collect_view().into_any()
    });
    view! { <ul class="inside-gallery" aria-label=label tabindex="0">{items}</ul> }.into_any()
}
