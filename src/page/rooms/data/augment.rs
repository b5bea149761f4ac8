//! The part `Augment`: one picture changed at random again and again, and how strongly.

use leptos::prelude::*;

use super::state::State;
use super::store::RoomStore;
use super::strengths::Strengths;
use super::update::Msg;
use crate::experiment::Augmentation;
use crate::ui::canvas::Picture;
use crate::ui::picture::{Palette, Pixels};

/// Pictures in a row of the preview.
const COLUMNS: usize = 8;

fn grid(state: &State) -> Option<Pixels> {
    let shape = state.picture_shape()?;
    let [height, width, _] = shape;
    let size: usize = shape.iter().product();
    let changed = &state.changed;
    let n = changed.len() / size.max(1);
    if n == 0 {
        return None;
    }
    let mut pixels = Pixels::clear(
        COLUMNS * (width + 1) - 1,
        n.div_ceil(COLUMNS) * (height + 1) - 1,
    );
    for (i, picture) in changed.chunks_exact(size).enumerate() {
        let place = [i % COLUMNS * (width + 1), i / COLUMNS * (height + 1)];
        pixels.put(place, picture, shape, Palette::Ink);
    }
    Some(pixels)
}

/// The part.
#[component]
pub fn Augment() -> impl IntoView {
    let is_picture = RoomStore::of_context().memo(|s| s.picture_shape().is_some());
    view! {
        <div class="region">
            <h3>"Augmentation"</h3>
            <Show
                when=move || is_picture.get()
                fallback=|| view! { <p class="muted">"Only pictures can be augmented, and this data is rows of numbers."</p> }
            >
                <p class="muted">
                    "Training pictures are changed at random, anew in every epoch: the network sees \
                    more than there is."
                </p>
                <div class="augment">
                    <Preview/>
                    <Strengths/>
                </div>
            </Show>
        </div>
    }
}

/// A picture changed as training would change it.
#[component]
fn Preview() -> impl IntoView {
    let room = RoomStore::of_context();
    let pixels = room.memo(grid);
    let error = room.memo(|s| s.preview_error.clone());
    let next = move |_| room.dispatch(Msg::PreviewSample(room.peek(|s| s.sample) + 1));
    let none = move |_| room.edit(|data| data.augmentation = Augmentation::default());
    view! {
        <div class="augment-settings">
            <figure aria-label="Augmentation preview">
                <Picture label="One picture, changed at random".to_owned() pixels=pixels/>
            </figure>
            <p class="field-fault" role="alert">
                {error}
            </p>
            <div class="row">
                <button class="small" on:click=next>
                    "Another picture"
                </button>
                <button class="small" on:click=none>
                    "None"
                </button>
            </div>
        </div>
    }
}
