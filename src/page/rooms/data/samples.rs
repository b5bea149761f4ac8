//! The part `Samples`: a grid of them by class, page by page, one of them large, and all of them in a
//! scatter plot.

use leptos::prelude::*;

use super::scatter::ScatterPlot;
use super::state::{PAGE, State};
use super::store::RoomStore;
use super::update::Msg;
use crate::protocol::SampleFilter;
use crate::ui::canvas::Picture;
use crate::ui::format::count;
use crate::ui::picture::{Palette, Pixels};

/// The value of the option for samples without labels.
const UNLABELLED: &str = "unlabelled";

fn pixels(state: &State, i: usize) -> Option<Pixels> {
    let (picture, shape) = state.picture(i)?;
    let mut pixels = Pixels::clear(shape[1], shape[0]);
    pixels.put([0, 0], picture, shape, Palette::Ink);
    Some(pixels)
}

/// The class of a sample of the page, and its index, which counts from 0 as in the files.
fn label(state: &State, i: usize) -> String {
    let Some(page) = &state.page else {
        return String::new();
    };
    let class = page.labels.get(i).map(|label| usize::from(*label));
    let class = class.and_then(|class| state.class_names().get(class).cloned());
    let index = page.indices.get(i).map(|index| format!("sample {index}"));
    let parts: Vec<String> = class.into_iter().chain(index).collect();
    parts.join(", ")
}

/// The part.
#[component]
pub fn Samples() -> impl IntoView {
    let is_picture = RoomStore::of_context().memo(|s| s.picture_shape().is_some());
    view! {
        <div class="data-samples">
            <Show when=move || is_picture.get()>
                <Grid/>
            </Show>
            <ScatterPlot/>
        </div>
    }
}

/// The grid.
#[component]
fn Grid() -> impl IntoView {
    let room = RoomStore::of_context();
    let classes = room.memo(State::class_names);
    let chosen = room.memo(|s| s.filter);
    let has_unlabelled = room.memo(|s| {
        let loaded = s.loaded.as_ref();
        loaded.is_some_and(|loaded| loaded.summary.unlabelled > 0)
    });
    let from = room.memo(|s| s.from);
    let total = room.memo(|s| s.page.as_ref().map_or(0, |page| page.total));
    let large = RwSignal::new(None::<usize>);
    let choose = move |event| {
        let filter = match &event_target_value(&event)[..] {
            "" => SampleFilter::Training,
            UNLABELLED => SampleFilter::Unlabelled,
            class => class
                .parse()
                .map_or(SampleFilter::Training, SampleFilter::Class),
        };
        large.set(None);
        room.dispatch(Msg::ShowSamples(filter, 0));
    };
    let turn = move |by: isize| {
        let to = from
            .get_untracked()
            .saturating_add_signed(by * PAGE as isize);
        large.set(None);
        room.dispatch(Msg::ShowSamples(chosen.get_untracked(), to));
    };
    let range = move || {
        let (from, total) = (from.get(), total.get());
        let to = (from + PAGE).min(total);
        format!(
            "{}–{} of {}",
            count((from + 1).min(total)),
            count(to),
            count(total)
        )
    };
    let is_last = move || from.get() + PAGE >= total.get();
    let options = move || {
        let classes = classes.get().into_iter().enumerate();
        let option = |(i, name): (usize, String)| {
            let is_chosen =
                move || matches!(chosen.get(), SampleFilter::Class(c) if usize::from(c) == i);
            view! {
                <option value=i.to_string() prop:selected=is_chosen>
                    {name}
                </option>
            }
            .into_any()
        };
        classes.map(option).collect_view()
    };
    let large_pixels = Memo::new(move |_| {
        let i = large.get()?;
        room.memo(move |s| pixels(s, i)).get()
    });
    let large_label = Memo::new(move |_| {
        let i = large.get()?;
        Some(room.memo(move |s| label(s, i)).get())
    });
    let is_unlabelled = move || chosen.get() == SampleFilter::Unlabelled;
    view! {
        <figure class="region" aria-label="Training samples">
            <div class="row sample-head">
                <label for="samples-of">"Samples of"</label>
                <select id="samples-of" on:change=choose>
                    <option value="" prop:selected=move || chosen.get() == SampleFilter::Training>
                        "all classes"
                    </option>
                    {options}
                    <Show when=move || has_unlabelled.get()>
                        <option value=UNLABELLED prop:selected=is_unlabelled>
                            "those without labels"
                        </option>
                    </Show>
                </select>
                <button
                    class="small"
                    aria-label="Samples before"
                    disabled=move || from.get() == 0
                    on:click=move |_| turn(-1)
                >
                    "‹"
                </button>
                <button
                    class="small"
                    aria-label="Samples after"
                    disabled=is_last
                    on:click=move |_| turn(1)
                >
                    "›"
                </button>
                <span class="muted">{range}</span>
            </div>
            <div class="sample-grid">{(0..PAGE).map(|i| cell(room, large, i)).collect_view()}</div>
            <div class="sample-large" hidden=move || large.get().is_none()>
                <Picture label="The chosen sample, large".to_owned() pixels=large_pixels/>
                <p class="muted">{large_label}</p>
            </div>
        </figure>
    }
}

/// A sample of the grid, which a click shows large.
fn cell(room: RoomStore, large: RwSignal<Option<usize>>, i: usize) -> AnyView {
    let pixels = room.memo(move |s| pixels(s, i));
    let label = room.memo(move |s| label(s, i));
    let is_empty = move || pixels.with(Option::is_none);
    view! {
        <button
            class="sample"
            hidden=is_empty
            title=label
            aria-pressed=move || (large.get() == Some(i)).to_string()
            on:click=move |_| large.update(|l| *l = (*l != Some(i)).then_some(i))
        >
            <Picture label=label pixels=pixels/>
        </button>
    }
    .into_any()
}
