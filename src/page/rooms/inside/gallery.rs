//! Samples with their classes, and their pictures where they have some; a press on one has the network try it.

use leptos::prelude::*;

use super::state::State;
use super::store::RoomStore;
use super::update::Msg;
use crate::page::readings::class_names;
use crate::page::store::Store;
use crate::ui::canvas::Picture;
use crate::ui::dynamic::dynamic;
use crate::ui::picture::{Palette, Pixels};

/// The picture of a sample, if it is there.
pub fn picture(state: &State, index: u32) -> Option<Pixels> {
    let [h, w, c] = state.asked.as_ref()?.picture?;
    let bytes = state.gallery.sample(index)?;
    let mut pixels = Pixels::clear(w, h);
    pixels.put([0, 0], bytes, [h, w, c], Palette::Ink);
    Some(pixels)
}

/// The wanted samples: each with its class, and what `note` says of it; those of which it says nothing are left out.
pub fn gallery(label: &'static str, note: fn(&State, u32) -> Option<String>) -> AnyView {
    let room = RoomStore::of_context();
    let names = Store::of_context().memo(class_names);
    let shown = room.memo(move |s| {
        let known = s.wanted.iter().filter_map(|&index| {
            let class = s.gallery.label(index)?;
            Some((index, class, note(s, index)?))
        });
        known.collect::<Vec<_>>()
    });
    let items = dynamic(move || {
        let items = shown.get().into_iter().map(|(index, class, note)| {
            let name = names.with(|names| names.get(usize::from(class)).cloned());
            let name = name.unwrap_or_default();
            let pixels = room.memo(move |s| picture(s, index));
            let (says, pictured) = (
                format!("Try sample {index}: {name}"),
                format!("Sample {index}: {name}"),
            );
            let has_picture = pixels.with_untracked(Option::is_some);
            view! {
                <li>
                    <button
                        class="sample"
                        aria-label=says
                        on:click=move |_| room.dispatch(Msg::Try(index))
                    >
                        {has_picture.then(|| view! {
                            <Picture label=pictured pixels=pixels/>
                        })}
                        <span>{name}</span>
                        <small class="muted">{note}</small>
                    </button>
                </li>
            }
        });
        items.collect_view().into_any()
    });
    view! { <ul class="inside-gallery" aria-label=label tabindex="0">{items}</ul> }.into_any()
}
