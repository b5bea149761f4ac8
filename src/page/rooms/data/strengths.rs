//! How strong each random change to pictures is.

use leptos::prelude::*;

use super::fields::switch;
use super::store::RoomStore;
use crate::experiment::{Augmentation, Field, FieldKind, FieldValue, Fields, FillMode, decimal};

/// A strength: the name of its field, the greatest that a slider offers, and its step.
type Slider = (&'static str, f64, f64);

const SLIDERS: [Slider; 11] = [
    ("rotation_range", 180.0, 1.0),
    ("width_shift_range", 0.5, 0.01),
    ("height_shift_range", 0.5, 0.01),
    ("zoom_range", 0.9, 0.01),
    ("shear_range", 45.0, 1.0),
    ("brightness_range", 0.9, 0.01),
    ("contrast", 1.0, 0.01),
    ("gaussian_noise", 0.5, 0.01),
    ("random_erasing", 1.0, 0.05),
    ("random_crop", 8.0, 1.0),
    ("copies", 4.0, 1.0),
];

/// Where a strength stands; brightness varies by as much to either side of 1.
fn strength(augmentation: &Augmentation, name: &str) -> f64 {
    match augmentation.get(name) {
        Some(FieldValue::Whole(n)) => n as f64,
        Some(FieldValue::Real(v)) => v,
        Some(FieldValue::Interval([low, _])) => 1.0 - low,
        _ => 0.0,
    }
}

fn set_strength(augmentation: &mut Augmentation, field: &Field, v: f64) {
    let value = match field.kind {
        FieldKind::Whole => FieldValue::Whole(v as u64),
        FieldKind::Interval if v > 0.0 => FieldValue::Interval([1.0 - v, 1.0 + v]),
        FieldKind::Interval => FieldValue::Absent,
        _ => FieldValue::Real(v),
    };
    augmentation.put(field.name, value);
}

/// A slider for each strength, and the boxes that have none.
#[component]
pub fn Strengths() -> impl IntoView {
    let room = RoomStore::of_context();
    let fill = move |event| {
        let name = event_target_value(&event);
        if let Some(mode) = FillMode::by_name(&name) {
            room.edit(|data| data.augmentation.fill_mode = mode);
        }
    };
    view! {
        <div class="augment-settings">
            <div class="sliders">{sliders(room)}</div>
            <div class="row">
                {switch(
                    label("horizontal_flip"),
                    |data| data.augmentation.horizontal_flip,
                    |data, on| data.augmentation.horizontal_flip = on,
                )}
                {switch(
                    label("vertical_flip"),
                    |data| data.augmentation.vertical_flip,
                    |data, on| data.augmentation.vertical_flip = on,
                )}
            </div>
            <div class="field">
                <label for="augment-fill">{label("fill_mode")}</label>
                <select id="augment-fill" on:change=fill>
                    {fills(room)}
                </select>
            </div>
        </div>
    }
}

/// The label of a field.
fn label(name: &str) -> &'static str {
    let field = Augmentation::described()
        .into_iter()
        .find(|f| f.name == name);
    field.map_or("", |f| f.label)
}

fn sliders(room: RoomStore) -> AnyView {
    let fields = Augmentation::described();
    let of_name = |name: &str| fields.iter().find(|field| field.name == name).copied();
    let sliders = SLIDERS.into_iter().filter_map(|(name, most, step)| {
        let field = of_name(name)?;
        let id = format!("augment-{name}");
        let comma = if field.unit.is_empty() { "" } else { ", " };
        let label = format!("{}{comma}{}", field.label, field.unit);
        let value = move || room.draft(|data| strength(&data.augmentation, name));
        let change = move |event| {
            if let Some(value) = decimal::parse(&event_target_value(&event)) {
                room.edit(|data| set_strength(&mut data.augmentation, &field, value));
            }
        };
        let slider = view! {
            <div class="slider" title=field.help>
                <label for=id.clone()>{label}</label>
                <input
                    id=id
                    type="range"
                    min="0"
                    max=most.to_string()
                    step=step.to_string()
                    prop:value=move || value().to_string()
                    on:input=change
                />
                <output>{move || format!("{}", (value() * 100.0).round() / 100.0)}</output>
            </div>
        };
        Some(slider.into_any())
    });
    sliders.collect_view().into_any()
}

fn fills(room: RoomStore) -> AnyView {
    let fills = FillMode::ALL.iter().map(|mode| {
        let is_chosen = move || room.draft(|data| data.augmentation.fill_mode == *mode);
        view! { <option prop:selected=is_chosen>{mode.name()}</option> }.into_any()
    });
    fills.collect_view().into_any()
}
