//! The filters of a convolution, before the first step and now.

use leptos::prelude::*;

use super::choice::choice;
use super::state::State;
use super::store::RoomStore;
use super::update::Msg;
use super::values::Array;
use crate::experiment::layer_names;
use crate::ui::canvas::Picture;
use crate::ui::dynamic::dynamic;
use crate::ui::picture::Pixels;

/// Filters, and channels of each, that are shown.
const FILTERS: usize = 64;
const CHANNELS: usize = 8;
/// Filters side by side where each has one channel.
const COLUMNS: usize = 8;

/// Below zero, zero, and above it; told apart by every kind of colour vision.
const BELOW: [f32; 3] = [47.0, 127.0, 209.0];
const ZERO: [f32; 3] = [246.0, 243.0, 238.0];
const ABOVE: [f32; 3] = [194.0, 65.0, 12.0];

/// The part of the room.
pub fn filters() -> AnyView {
    let room = RoomStore::of_context();
    let positions = room.memo(with_kernel);
    let names = room.memo(|s| {
        let names = s.asked.as_ref().map(|asked| layer_names(&asked.layers));
        let names = names.unwrap_or_default();
        let all = with_kernel(s).into_iter();
        all.filter_map(|i| names.get(i).cloned())
            .collect::<Vec<_>>()
    });
    // Another layer than a convolution may be chosen in another part of the room.
    Effect::new(move |_| {
        let all = positions.get();
        let layer = room.read(|s| s.layer);
        if let Some(&first) = all.first()
            && !all.contains(&layer)
        {
            room.dispatch(Msg::Choose {
                layer: first,
                unit: 0,
            });
        }
    });
    let chosen = room.memo(|s| {
        let all = with_kernel(s);
        all.iter().position(|i| *i == s.layer).unwrap_or(0)
    });
    let has_any = Memo::new(move |_| positions.with(|all| !all.is_empty()));
    let choose = move |i: usize| {
        if let Some(&layer) = positions.get_untracked().get(i) {
            room.dispatch(Msg::Choose { layer, unit: 0 });
        }
    };
    let body = dynamic(move || {
        if !has_any.get() {
            return view! {
                <p class="empty">"This network has no convolution, and so no filters to show."</p>
            }
            .into_any();
        }
        let pictures = [
            ("Before training", pixels_of(room, true)),
            ("Now", pixels_of(room, false)),
        ];
        let figures = pictures.map(|(name, pixels)| {
            view! {
                <figure class="filters">
                    <figcaption>{name}</figcaption>
                    <Picture label=format!("Filters: {name}") pixels=pixels/>
                </figure>
            }
        });
        view! {
            <div class="inside-choices">{choice("Layer", names, chosen, choose)}</div>
            <div class="filter-pair">{figures}</div>
            <p class="muted">{dynamic(move || room.read(about))}</p>
        }
        .into_any()
    });
    view! { {body} }.into_any()
}

/// Positions of the layers whose kernel has a height and a width.
fn with_kernel(state: &State) -> Vec<usize> {
    let layers = state.asked.as_ref();
    let layers = layers
        .map_or(&[][..], |asked| &asked.layers[..])
        .iter()
        .enumerate();
    let layers = layers
        .filter(|(_, layer)| layer.kind().has_feature_maps() && layer.kind().inner().is_none());
    layers.map(|(i, _)| i).collect()
}

fn kernel(state: &State) -> Option<&Array> {
    let weights = state.weights.as_ref().filter(|w| w.layer == state.layer)?;
    weights.arrays.iter().find(|array| array.shape.len() == 4)
}

fn about(state: &State) -> String {
    let Some(kernel) = kernel(state) else {
        return String::new();
    };
    let [h, w, channels, filters] = kernel.shape[..] else {
        return String::new();
    };
    let pairs = kernel.now.iter().zip(&kernel.initial);
    let moved: f32 = pairs.map(|(a, b)| (a - b) * (a - b)).sum();
    let from: f32 = kernel.initial.iter().map(|v| v * v).sum();
    let changed = (moved / from.max(1e-30)).sqrt() * 100.0;
    let mut text = format!(
        "{filters} filters of {h} × {w} on {channels} channels. Orange is above zero, blue below. Training has changed the weights by {changed:.0} % of their size at the start."
    );
    if channels > 1 {
        text += " A row is a filter, a column a channel of the input";
        text += &match (filters > FILTERS, channels > CHANNELS) {
            (false, false) => ".".to_owned(),
            _ => format!("; the first {FILTERS} and {CHANNELS} are shown."),
        };
    }
    text
}

fn pixels_of(room: RoomStore, initial: bool) -> Memo<Option<Pixels>> {
    room.memo(move |s| {
        let kernel = kernel(s)?;
        let values = if initial {
            &kernel.initial
        } else {
            &kernel.now
        };
        let [h, w, channels, filters] = kernel.shape[..] else {
            return None;
        };
        if values.len() != h * w * channels * filters {
            return None;
        }
        let (shown, across) = (filters.min(FILTERS), channels.min(CHANNELS));
        // Both pictures are measured alike, so that what grew is seen to have grown.
        let both = kernel.initial.iter().chain(&kernel.now);
        let most = both.fold(1e-12_f32, |most, v| most.max(v.abs()));
        let [columns, rows] = if channels == 1 {
            [COLUMNS.min(shown), shown.div_ceil(COLUMNS)]
        } else {
            [across, shown]
        };
        let mut pixels = Pixels::clear(columns * (w + 1) - 1, rows * (h + 1) - 1);
        for filter in 0..shown {
            for channel in 0..across {
                let [row, column] = if channels == 1 {
                    [filter / columns, filter % columns]
                } else {
                    [filter, channel]
                };
                for (i, place) in (0..h * w).map(|i| (i, [i / w, i % w])) {
                    let value = values[(i * channels + channel) * filters + filter] / most;
                    let at = [column * (w + 1) + place[1], row * (h + 1) + place[0]];
                    pixels.put(
                        at,
                        &colour(value),
                        [1, 1, 3],
                        crate::ui::picture::Palette::Ink,
                    );
                }
            }
        }
        Some(pixels)
    })
}

fn colour(value: f32) -> [u8; 3] {
    let to = if value < 0.0 { BELOW } else { ABOVE };
    // The root, or one large weight would make all others pale.
    let part = value.abs().min(1.0).sqrt();
    std::array::from_fn(|i| (ZERO[i] + (to[i] - ZERO[i]) * part) as u8)
}
