//! Augmentation: how strong each change is, and one picture changed by them again and again.

use leptos::prelude::*;

use super::draft::Draft;
use super::fields::switch;
use crate::experiment::{Augmentation, Field, FieldKind, FieldValue, Fields, FillMode};
use crate::look::state::State;
use crate::look::store::Store;
use crate::look::update::Msg;
use crate::ui::canvas::Picture;
use crate::ui::picture::{Palette, Pixels};

/// Pictures in a row of the preview.
const COLUMNS: usize = 8;

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

/// The strengths and the preview.
#[component]
pub fn Augment() -> impl IntoView {
    let store = Store::of_context();
    let draft = Draft::of_context();
    let is_picture = store.memo(|s| s.picture_shape().is_some());
    let pixels = store.memo(grid);
    let refusal = store.memo(|s| s.refusal.clone());
    let is_locked = store.memo(|s| !s.can_edit());
    let is_same =
        store.memo(move |s| draft.with(|draft| draft.augmentation == s.data().augmentation));
    let fill = move |event| {
        let name = event_target_value(&event);
        if let Some(mode) = FillMode::by_name(&name) {
            draft.change(|data| data.augmentation.fill_mode = mode);
        }
    };
    let use_it = move |_| {
        let mut data = store.peek(State::data);
        data.augmentation = draft.peek().augmentation;
        store.dispatch(Msg::SetData(Box::new(data)));
    };
    view! {
        <Show when=move || is_picture.get()>
            <section class="panel augment" aria-labelledby="augment-title">
                <h3 id="augment-title">"Augmentation"</h3>
                <div class="augment-settings">
                    <figure aria-label="Augmentation preview">
                        <Picture label="One picture, changed at random".to_owned() pixels=pixels/>
                    </figure>
                    <p class="field-fault" role="alert">
                        {refusal}
                    </p>
                    <div class="row">
                        <button disabled=move || is_locked.get() || is_same.get() on:click=use_it>
                            "Train with these"
                        </button>
                        <button
                            class="small"
                            on:click=move |_| draft.show(store.peek(|s| s.sample) + 1)
                        >
                            "Another picture"
                        </button>
                        <button
                            class="small"
                            on:click=move |_| {
                                draft.change(|data| data.augmentation = Augmentation::default());
                            }
                        >
                            "None"
                        </button>
                    </div>
                </div>
                <div class="augment-settings">
                    <div class="sliders">{sliders(draft)}</div>
                    <div class="row">
                        {switch(
                            label("horizontal_flip"),
                            |d| d.augmentation.horizontal_flip,
                            |d, on| d.augmentation.horizontal_flip = on,
                        )}
                        {switch(
                            label("vertical_flip"),
                            |d| d.augmentation.vertical_flip,
                            |d, on| d.augmentation.vertical_flip = on,
                        )}
                    </div>
                    <div class="field">
                        <label for="augment-fill">{label("fill_mode")}</label>
                        <select id="augment-fill" on:change=fill>
                            {fills(draft)}
                        </select>
                    </div>
                </div>
            </section>
        </Show>
    }
}

/// The label of a field.
fn label(name: &str) -> &'static str {
    let field = Augmentation::described()
        .into_iter()
        .find(|f| f.name == name);
    field.map_or("", |f| f.label)
}

fn sliders(draft: Draft) -> AnyView {
    let fields = Augmentation::described();
    let of_name = |name: &str| fields.iter().find(|field| field.name == name).copied();
    let sliders = SLIDERS.into_iter().filter_map(|(name, most, step)| {
        let field = of_name(name)?;
        let id = format!("augment-{name}");
        let comma = if field.unit.is_empty() { "" } else { ", " };
        let label = format!("{}{comma}{}", field.label, field.unit);
        let value = move || draft.with(|data| strength(&data.augmentation, name));
        let change = move |event| {
            if let Ok(value) = event_target_value(&event).parse() {
                draft.change(|data| set_strength(&mut data.augmentation, &field, value));
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

fn fills(draft: Draft) -> AnyView {
    let fills = FillMode::ALL.iter().map(|mode| {
        let is_chosen = move || draft.with(|data| data.augmentation.fill_mode == *mode);
        view! { <option prop:selected=is_chosen>{mode.name()}</option> }.into_any()
    });
    fills.collect_view().into_any()
}
