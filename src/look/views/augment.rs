//! Augmentation: how strong each change is, and one picture changed by them again and again.

use leptos::prelude::*;

use super::draft::Draft;
use super::fields::switch;
use crate::experiment::{Augmentation, FillMode};
use crate::look::state::State;
use crate::look::store::Store;
use crate::look::update::Msg;
use crate::ui::canvas::Picture;
use crate::ui::picture::{Palette, Pixels};

/// Pictures in a row of the preview.
const COLUMNS: usize = 8;

/// A strength: its label, the greatest that makes sense, the step, and where it stands.
type Slider = (
    &'static str,
    f32,
    f32,
    fn(&Augmentation) -> f32,
    fn(&mut Augmentation, f32),
);

const SLIDERS: [Slider; 11] = [
    (
        "Rotation, degrees",
        180.0,
        1.0,
        |a| a.rotation_range,
        |a, v| a.rotation_range = v,
    ),
    (
        "Width shift",
        0.5,
        0.01,
        |a| a.width_shift_range,
        |a, v| a.width_shift_range = v,
    ),
    (
        "Height shift",
        0.5,
        0.01,
        |a| a.height_shift_range,
        |a, v| a.height_shift_range = v,
    ),
    ("Zoom", 0.9, 0.01, |a| a.zoom_range, |a, v| a.zoom_range = v),
    (
        "Shear, degrees",
        45.0,
        1.0,
        |a| a.shear_range,
        |a, v| a.shear_range = v,
    ),
    (
        "Brightness",
        0.9,
        0.01,
        |a| a.brightness_range.map_or(0.0, |[low, _]| 1.0 - low),
        |a, v| a.brightness_range = (v > 0.0).then_some([1.0 - v, 1.0 + v]),
    ),
    ("Contrast", 1.0, 0.01, |a| a.contrast, |a, v| a.contrast = v),
    (
        "Gaussian noise",
        0.5,
        0.01,
        |a| a.gaussian_noise,
        |a, v| a.gaussian_noise = v,
    ),
    (
        "Random erasing",
        1.0,
        0.05,
        |a| a.random_erasing,
        |a, v| a.random_erasing = v,
    ),
    (
        "Random crop, pixels",
        8.0,
        1.0,
        |a| a.random_crop as f32,
        |a, v| a.random_crop = v as usize,
    ),
    (
        "Copies (0: anew in every epoch)",
        4.0,
        1.0,
        |a| a.copies as f32,
        |a, v| a.copies = v as usize,
    ),
];

const FILLS: [(&str, FillMode); 4] = [
    ("nearest", FillMode::Nearest),
    ("constant", FillMode::Constant),
    ("reflect", FillMode::Reflect),
    ("wrap", FillMode::Wrap),
];

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
        if let Some((_, mode)) = FILLS.into_iter().find(|(known, _)| *known == name) {
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
                            "Flip left and right",
                            |d| d.augmentation.horizontal_flip,
                            |d, on| d.augmentation.horizontal_flip = on,
                        )}
                        {switch(
                            "Flip top and bottom",
                            |d| d.augmentation.vertical_flip,
                            |d, on| d.augmentation.vertical_flip = on,
                        )}
                    </div>
                    <div class="field">
                        <label for="augment-fill">"Beyond the edge"</label>
                        <select id="augment-fill" on:change=fill>
                            {fills(draft)}
                        </select>
                    </div>
                </div>
            </section>
        </Show>
    }
}

fn sliders(draft: Draft) -> AnyView {
    let sliders = SLIDERS
        .iter()
        .enumerate()
        .map(|(i, (label, most, step, get, set))| {
            let id = format!("augment-{i}");
            let value = move || draft.with(|data| get(&data.augmentation));
            let change = move |event| {
                if let Ok(value) = event_target_value(&event).parse() {
                    draft.change(|data| set(&mut data.augmentation, value));
                }
            };
            view! {
                <div class="slider">
                    <label for=id.clone()>{*label}</label>
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
            }
            .into_any()
        });
    sliders.collect_view().into_any()
}

fn fills(draft: Draft) -> AnyView {
    let fills = FILLS.map(|(name, mode)| {
        let is_chosen = move || draft.with(|data| data.augmentation.fill_mode == mode);
        view! { <option prop:selected=is_chosen>{name}</option> }.into_any()
    });
    fills.into_iter().collect_view().into_any()
}
