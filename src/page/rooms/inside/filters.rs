//! The filters of a convolution: before the first step, at steps in between, and now.

use leptos::prelude::*;

use super::choice::choice;
use super::state::State;
use super::store::RoomStore;
use super::tiles::{largest, tiles};
use super::update::Msg;
use super::values::{Array, Weights};
use crate::page::views::files::{Content, file_buttons};
use crate::ui::canvas::Picture;
use crate::ui::csv::csv_text;
use crate::ui::dynamic::dynamic;
use crate::ui::format::count;
use crate::ui::picture::Pixels;

/// Filters, and channels of each, that are shown.
const FILTERS: usize = 64;
const CHANNELS: usize = 8;
/// Filters side by side where each has one channel.
const COLUMNS: usize = 8;

/// The part of the room.
pub fn filters() -> AnyView {
    let room = RoomStore::of_context();
    let names = room.memo(|s| {
        let all = s.asked.as_ref().map(|asked| &asked.convolutions[..]);
        let all = all.unwrap_or_default().iter();
        all.map(|convolution| convolution.name.clone())
            .collect::<Vec<_>>()
    });
    let chosen = room.memo(|s| s.filters);
    let has_any = Memo::new(move |_| names.with(|names| !names.is_empty()));
    let body = dynamic(move || {
        if has_any.get() {
            let choose = move |at| room.dispatch(Msg::Filters(at));
            return view! {
                <div class="inside-choices">{choice("Layer", names, chosen, choose)}</div>
                {pair(room)}
                <p class="muted">{dynamic(move || room.read(about))}</p>
            }
            .into_any();
        }
        view! {
            <p class="empty">"This network has no convolution, and so no filters to show."</p>
        }
        .into_any()
    });
    view! { {body} }.into_any()
}

/// The filters at a step that is chosen, at first before training, beside those now.
fn pair(room: RoomStore) -> AnyView {
    let moments = room.memo(|s| s.history.moments.len());
    let moment = RwSignal::new(0);
    let at = Memo::new(move |_| moment.get().min(moments.get()));
    let then = Memo::new(move |_| match at.get().checked_sub(1) {
        None => "Before training".to_owned(),
        Some(at) => room.read(|s| {
            let step = s.history.moments.get(at).map_or(0, |(step, _)| *step);
            format!("After step {}", count(step))
        }),
    });
    let before = Memo::new(move |_| {
        let at = at.get().checked_sub(1);
        room.read(|s| {
            pixels_of(s, |kernel| match at {
                None => Some(kernel.initial.clone()),
                Some(at) => {
                    let (_, weights) = s.history.moments.get(at)?;
                    Some(kernel_of(s, weights)?.now.clone())
                }
            })
        })
    });
    let now = room.memo(|s| pixels_of(s, |kernel| Some(kernel.now.clone())));
    let figure =
        |label: &'static str, name: Memo<String>, pixels: Memo<Option<Pixels>>, is_now: bool| {
            let file = if is_now {
                "filters-now"
            } else {
                "filters-before"
            };
            let files = file_buttons(
                label,
                file.to_owned(),
                &["SVG", "PNG", "CSV"],
                move |format| {
                    Some(match format {
                        "CSV" => room.peek(|s| to_csv(s, is_now, at.get_untracked()))?,
                        _ => Content::Pixels(pixels.get_untracked()?),
                    })
                },
            );
            view! {
                <figure class="filters">
                    <figcaption>{name} " " {files}</figcaption>
                    <Picture label=label pixels=pixels/>
                </figure>
            }
        };
    let change = move |event| moment.set(event_target_value(&event).parse().unwrap_or(0));
    view! {
        <label class="choice filter-step">
            <span>{then}</span>
            <input
                type="range"
                aria-label="Step of the filters at the left"
                aria-valuetext=then
                min="0"
                max=dynamic(move || moments.get().to_string())
                prop:value=dynamic(move || at.get().to_string())
                on:input=change
            />
        </label>
        <div class="filter-pair">
            {figure("Filters: Earlier", then, before, false)}
            {figure("Filters: Now", Memo::new(|_| "Now".to_owned()), now, true)}
        </div>
    }
    .into_any()
}

/// The kernel of the chosen convolution, if its weights are these.
fn kernel_of<'a>(state: &State, weights: &'a Weights) -> Option<&'a Array> {
    let convolution = state.filtered()?;
    let (_, inner) = convolution.name.split_once('/').unwrap_or_default();
    let own = weights.arrays.iter().filter(|array| array.inner == inner);
    let mut kernels = own.filter(|array| array.shape.len() == 4);
    kernels
        .next()
        .filter(|_| weights.layer == convolution.layer())
}

fn kernel(state: &State) -> Option<&Array> {
    kernel_of(state, state.weights.as_ref()?)
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
    let on = if channels == 1 {
        "one channel".to_owned()
    } else {
        format!("{channels} channels")
    };
    let mut text = format!(
        "{filters} filters of {h} × {w} on {on}. Orange is above zero, blue below. Training has changed the weights by {changed:.0} % of their size at the start. While it trains, the steps in between are kept for the slider."
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

/// The filters as pictures, by their values.
fn pixels_of(state: &State, values: impl FnOnce(&Array) -> Option<Vec<f32>>) -> Option<Pixels> {
    let kernel = kernel(state)?;
    let values = values(kernel)?;
    let [h, w, channels, filters] = kernel.shape[..] else {
        return None;
    };
    if values.len() != h * w * channels * filters {
        return None;
    }
    let (shown, across) = (filters.min(FILTERS), channels.min(CHANNELS));
    // All pictures are measured alike, so that what grew is seen to have grown.
    let most = largest(kernel.initial.iter().chain(&kernel.now));
    let columns = if channels == 1 { COLUMNS } else { across };
    let tile = move |at: usize| {
        let (filter, channel) = (at / across, at % across);
        let value = |i: usize| values[(i * channels + channel) * filters + filter];
        (0..h * w).map(value).collect()
    };
    Some(tiles([h, w], columns, most, (0..shown * across).map(tile)))
}

/// The numbers of all filters, now or at an earlier moment.
fn to_csv(state: &State, is_now: bool, at: usize) -> Option<Content> {
    let kernel = kernel(state)?;
    let values = match at.checked_sub(1) {
        _ if is_now => &kernel.now,
        None => &kernel.initial,
        Some(at) => &kernel_of(state, &state.history.moments.get(at)?.1)?.now,
    };
    let [_, w, channels, filters] = kernel.shape[..] else {
        return None;
    };
    let head = ["filter", "channel", "row", "column", "weight"];
    let rows = values.iter().enumerate().map(|(i, value)| {
        let place = i / filters / channels;
        let numbers = [i % filters, i / filters % channels, place / w, place % w];
        let numbers = numbers.map(|n| (n + 1).to_string()).into_iter();
        numbers.chain([value.to_string()]).collect()
    });
    let head = head.map(str::to_owned).to_vec();
    Some(Content::Csv(csv_text(std::iter::once(head).chain(rows))))
}
