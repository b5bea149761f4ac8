//! What most activates a unit, and pictures made for a class.

use leptos::prelude::*;

use super::choice::{choice, progress};
use super::gallery::gallery;
use super::state::State;
use super::store::RoomStore;
use super::update::Msg;
use super::values::Which;
use crate::data::Role;
use crate::page::readings::class_names;
use crate::page::store::Store;
use crate::page::views::files::{Content, file_buttons};
use crate::protocol::Topic;
use crate::ui::canvas::Picture;
use crate::ui::csv::csv_text;
use crate::ui::dynamic::show_when;
use crate::ui::picture::{Palette, Pixels};

/// Parts of the samples, by their names.
pub const PARTS: [(Role, &str); 3] = [
    (Role::Test, "Test samples"),
    (Role::Validation, "Validation samples"),
    (Role::Train, "Training samples"),
];

/// The box for a part of the samples.
pub fn part_choice(room: RoomStore) -> AnyView {
    let parts = Memo::new(|_| PARTS.map(|(_, name)| name.to_owned()).to_vec());
    let part = room.memo(|s| {
        let found = PARTS.iter().position(|(part, _)| *part == s.part);
        found.unwrap_or(0)
    });
    choice("Of the", parts, part, move |i| {
        room.dispatch(Msg::Part(PARTS[i].0));
    })
}

/// The box for a layer.
pub fn layer_choice(
    room: RoomStore,
    chosen: Memo<usize>,
    choose: impl Fn(usize) + Send + 'static,
) -> AnyView {
    let names = room.memo(|s| {
        let asked = s.asked.as_ref();
        asked.map_or_else(Vec::new, |asked| asked.names.clone())
    });
    choice("Layer", names, chosen, choose)
}

/// The part of the room.
pub fn units() -> AnyView {
    let room = RoomStore::of_context();
    view! {
        <section aria-label="Most activating samples">
            <h4>"What a unit responds to most"</h4>
            {most_activating(room)}
        </section>
        <section aria-label="Class images">
            <h4>"What a class looks like to the network"</h4>
            {class_image(room)}
        </section>
    }
    .into_any()
}

/// Units of the chosen layer.
fn units_of(state: &State) -> usize {
    let asked = state.asked.as_ref();
    let Some(output) = asked.and_then(|asked| asked.outputs.get(state.layer)) else {
        return 1;
    };
    output.channels()
}

fn most_activating(room: RoomStore) -> AnyView {
    let layer = room.memo(|s| s.layer);
    let chosen = move |layer, unit| {
        room.dispatch(Msg::Choose {
            layer: Which::Layer(layer),
            unit,
        });
    };
    let choose = move |layer| chosen(layer, 0);
    let most = room.memo(units_of);
    let unit = room.memo(|s| s.unit + 1);
    let change = move |event| {
        if let Ok(unit) = event_target_value(&event).parse::<usize>() {
            let layer = layer.get_untracked();
            let unit = unit.clamp(1, most.get_untracked()) - 1;
            chosen(layer, unit);
        }
    };
    view! {
        <div class="inside-choices">
            {layer_choice(room, layer, choose)}
            <label class="choice">
                <span>"Map or unit"</span>
                <input
                    type="number"
                    aria-label="Map or unit"
                    min="1"
                    max=most
                    prop:value=unit
                    on:change=change
                />
            </label>
            {part_choice(room)}
            <button on:click=move |_| room.dispatch(Msg::FindActivating)>"Find samples"</button>
        </div>
        {progress("Finding samples", Topic::Activating)}
        {gallery("Most activating samples", |s, index| {
            let mut found = s.activating.as_ref()?.samples.iter();
            let (_, value) = found.find(|(i, _)| *i == index)?;
            Some(format!("{value:.2}"))
        })}
    }
    .into_any()
}

fn class_image(room: RoomStore) -> AnyView {
    let names = Store::of_context().memo(class_names);
    let class = room.memo(|s| s.image_class);
    let is_picture = room.memo(|s| {
        s.asked
            .as_ref()
            .is_some_and(|asked| asked.picture.is_some())
    });
    let pixels = room.memo(|s| {
        let [h, w, c] = s.asked.as_ref()?.picture?;
        let mut pixels = Pixels::clear(w, h);
        pixels.put([0, 0], s.image.as_ref()?, [h, w, c], Palette::Ink);
        Some(pixels)
    });
    let is_there = room.memo(|s| s.image.is_some());
    let body = show_when(is_picture, move || {
        view! {
            <p class="muted">
                "Starts from noise and goes uphill in the class's score, step by step; decay and a slight blur keep it a picture. Another press starts from other noise."
            </p>
            <div class="inside-choices">
                {choice("Class of the image", names, class, move |class| room.dispatch(Msg::ImageClass(class)))}
                <button on:click=move |_| room.dispatch(Msg::MakeImage)>"Make a picture"</button>
            </div>
            {progress("Making a picture", Topic::ClassImage)}
            {show_when(is_there, move || view! {
                <figure class="class-image">
                    <Picture label="Class image".to_owned() pixels=pixels/>
                    <figcaption>
                        {file_buttons("class image", "class-image".to_owned(), &["SVG", "PNG", "CSV"], move |format| {
                            if format == "CSV" {
                                return room.peek(image_csv).map(Content::Csv);
                            }
                            pixels.get_untracked().map(Content::Pixels)
                        })}
                    </figcaption>
                </figure>
            }.into_any())}
        }
        .into_any()
    });
    let not = Memo::new(move |_| !is_picture.get());
    view! {
        {body}
        {show_when(not, || view! {
            <p class="empty">"Only networks for pictures have pictures of their classes."</p>
        }.into_any())}
    }
    .into_any()
}

/// The class image's values, from 0 to 255, a line each.
fn image_csv(state: &State) -> Option<String> {
    let [_, w, c] = state.asked.as_ref()?.picture?;
    let head = ["row", "column", "channel", "value"].map(str::to_owned);
    let values = state.image.as_ref()?.iter().enumerate();
    let rows = values.map(|(at, value)| {
        let numbers = [at / c / w, at / c % w, at % c].map(|n| (n + 1).to_string());
        numbers.into_iter().chain([value.to_string()]).collect()
    });
    Some(csv_text(std::iter::once(head.to_vec()).chain(rows)))
}
