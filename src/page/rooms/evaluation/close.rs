//! One sample, looked at closely: its probabilities, how the answer changes as it is turned, moved, zoomed, noised and
//! covered, and the training samples nearest to it.

use leptos::prelude::*;

use super::cancellable::cancellable;
use super::gallery::pixels;
use super::state::{Page, State};
use super::store::RoomStore;
use super::update::Msg;
use crate::metrics::likeliest;
use crate::page::State as PageState;
use crate::page::route::Room as Route;
use crate::page::store::Store;
use crate::page::update::{self as page, TryMsg};
use crate::page::views::figure::figure;
use crate::protocol::{Buffer, SampleId, Variation};
use crate::report::variation_curve;
use crate::ui::canvas::Picture;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::format::{count, percent, sentence};
use crate::ui::order::by_size;
use crate::ui::picture::{Palette, Pixels};

/// Probabilities that are listed.
const LISTED: usize = 5;

/// The panel.
pub fn close(room: RoomStore) -> AnyView {
    let has_sample = room.memo(|s| s.close.sample.is_some());
    let can_choose = room.memo(|s| s.can_evaluate() && s.page.samples[2] > 0);
    let number = RwSignal::new(0_u32);
    let choose = move |_| {
        let part = room.peek(State::part);
        let id = SampleId::Labelled(part, number.get_untracked());
        room.dispatch(Msg::LookAt(id, None));
    };
    view! {
        <div class="region">
            <div class="row">
                <label class="choice">
                    <span aria-hidden="true">"Sample"</span>
                    <input
                        type="number"
                        min="0"
                        aria-label="Index of the sample"
                        prop:value=dynamic(move || number.get().to_string())
                        on:change=move |event| {
                            number.set(event_target_value(&event).parse().unwrap_or_default());
                        }
                    />
                </label>
                <button class="small" disabled=dynamic(move || !can_choose.get()) on:click=choose>
                    "Look closely"
                </button>
                <span class="muted">
                    "Or choose one in the confusion matrix, among the mistakes, or of the new data."
                </span>
            </div>
        </div>
        {show_when(has_sample, move || sample(room))}
    }
    .into_any()
}

fn sample(room: RoomStore) -> AnyView {
    let is_picture = room.memo(|s| s.page.shape.is_some());
    let error = room.memo(|s| s.close.error.clone().map(|error| sentence(&error)));
    let picture = room.memo(|s| {
        let shape = s.page.shape?;
        let packed = s.close.packed.as_ref()?;
        let mut pixels = Pixels::clear(shape[1], shape[0]);
        pixels.put([0, 0], packed, shape, Palette::Ink);
        Some(pixels)
    });
    let title = room.memo(|s| match s.close.sample {
        Some((SampleId::Labelled(_, i), label)) => {
            let label = label.map(|label| format!(", labelled {}", s.class_name(label)));
            format!("Sample {i}{}", label.unwrap_or_default())
        }
        Some((SampleId::Outside(i), _)) => format!("New sample {}", i + 1),
        None => String::new(),
    });
    view! {
        <div class="columns">
            <section class="region close-sample" aria-label="The sample">
                <h3>{title}</h3>
                {show_when(
                    is_picture,
                    move || view! { <Picture label="The sample, large" pixels=picture/> }.into_any(),
                )}
                {dynamic(move || probabilities(room))}
                {inside(room)}
                {dynamic(move || {
                    error.get().map(|text| view! { <p class="fault" role="alert">{text}</p> })
                })}
            </section>
            <div class="wide">{show_when(is_picture, move || variations(room))}</div>
        </div>
        {nearest(room)}
    }
    .into_any()
}

/// The way to the room that shows what the network does with it.
fn inside(room: RoomStore) -> AnyView {
    let store = Store::of_context();
    let is_there = room.memo(|s| s.close.packed.is_some());
    let has_classifier = store.memo(PageState::has_classifier);
    let can_show = Memo::new(move |_| is_there.get() && !has_classifier.get());
    let try_it = move |_| {
        if let Some(sample) = room.peek(|s| s.close.packed.clone()) {
            let sample = Some(Buffer::from(sample.to_vec()));
            store.dispatch(page::Msg::Try(TryMsg::Sample(sample)));
        }
    };
    show_when(can_show, move || {
        view! {
            <p>
                <a href=Route::Inside.address() on:click=try_it>
                    "See it in the room Inside"
                </a>
            </p>
        }
        .into_any()
    })
    .into_any()
}

fn probabilities(room: RoomStore) -> AnyView {
    let own = room.memo(|s| {
        // None is below zero.
        let order = by_size(s.close.own.iter().copied()).into_iter();
        let listed = order.take(LISTED);
        listed
            .map(|class| (s.class_name(class as u16), s.close.own[class]))
            .collect::<Vec<_>>()
    });
    let items = own.get().into_iter().map(|(name, probability)| {
        view! {
            <li>
                <span>{name}</span>
                <span class="share">
                    <i style=format!("--part: {probability:.4}") aria-hidden="true"></i>
                    {percent(f64::from(probability))}
                </span>
            </li>
        }
    });
    view! {
        <ol class="probabilities" aria-label="Likeliest classes">
            {items.collect_view()}
        </ol>
    }
    .into_any()
}

/// The answer over the steps of a change, and the changed pictures.
fn variations(room: RoomStore) -> AnyView {
    let chosen = room.memo(|s| s.close.variation);
    let plot = room.memo(|s| {
        let variation = s.close.variation;
        let own = s.close.sample.and_then(|(_, label)| label);
        variation_curve(
            &variation.steps(),
            &s.close.probabilities,
            &s.page.classes,
            own,
            variation.unit(),
        )
    });
    let choose = move |event| {
        let name = event_target_value(&event);
        let found = Variation::ALL
            .into_iter()
            .find(|variation| variation.name() == name);
        room.dispatch(Msg::Vary(found.unwrap_or_default()));
    };
    let options = Variation::ALL.map(|variation| {
        let name = variation.name();
        view! {
            <option value=name prop:selected=dynamic(move || chosen.get() == variation)>
                {name}
            </option>
        }
    });
    let controls = view! {
        <select aria-label="Change" on:change=choose>
            {options}
        </select>
    };
    view! {
        {figure("Answer as the picture changes", "answer", plot, controls.into_any())}
        <div class="region">{dynamic(move || changed(room))}</div>
    }
    .into_any()
}

fn changed(room: RoomStore) -> AnyView {
    let now = room.memo(|s| {
        let close = &s.close;
        let page = Page {
            pictures: close.changed.to_vec(),
            ..Page::default()
        };
        (page, close.probabilities.clone(), close.variation)
    });
    let (page, values, variation) = now.get();
    let (shape, classes) = room.peek(|s| (s.page.shape, s.page.classes.clone()));
    let rows: Vec<&[f32]> = values.chunks_exact(classes.len().max(1)).collect();
    let items = variation
        .steps()
        .into_iter()
        .enumerate()
        .filter_map(|(at, step)| {
            let pixels = pixels(&page, at, shape)?;
            let said = rows.get(at).map(|row| {
                let class = likeliest(row);
                let probability = percent(f64::from(row[class])).replace(' ', "\u{a0}");
                format!("{}, {probability}", classes[class])
            });
            let step = (step * 100.0).round() / 100.0;
            let label = format!("{step} {}", variation.unit());
            let pixels = Memo::new(move |_| Some(pixels.clone()));
            Some(view! {
                <li>
                    <Picture label=label pixels=pixels/>
                    <span>{step.to_string()} ": " {said}</span>
                </li>
            })
        });
    view! {
        <ul class="evaluated-samples small-samples" aria-label="Changed pictures">
            {items.collect_view()}
        </ul>
    }
    .into_any()
}

fn nearest(room: RoomStore) -> AnyView {
    let is_under_way = room.memo(|s| s.close.distances.is_under_way());
    let can_find = room.memo(|s| s.close.packed.is_some() && s.page.run.is_some());
    let part = room.memo(|s| {
        let [done, _] = s.close.distances.progress();
        done as f64 / s.page.samples[0].max(1) as f64
    });
    let total = room.memo(|s| s.page.samples[0]);
    let found = room.memo(|s| s.close.nearest.clone());
    let samples = move || {
        let Some(page) = found.get() else {
            return ().into_any();
        };
        let (shape, classes) = room.peek(|s| (s.page.shape, s.page.classes.clone()));
        let items = page.samples.iter().enumerate().map(|(at, sample)| {
            let name = classes
                .get(usize::from(sample.label))
                .cloned()
                .unwrap_or_default();
            let picture = pixels(&page, at, shape);
            let has_picture = picture.is_some();
            let pixels = Memo::new(move |_| picture.clone());
            let label = format!("Training sample of {name}");
            view! {
                <li>
                    {has_picture.then(|| view! { <Picture label=label pixels=pixels/> })}
                    <span>{format!("{name}, sample {}", sample.origin.1)}</span>
                </li>
            }
        });
        view! {
            <ul class="evaluated-samples" aria-label="Nearest training samples">
                {items.collect_view()}
            </ul>
        }
        .into_any()
    };
    view! {
        <section class="region" aria-label="Nearest">
            <h3>"Nearest training samples"</h3>
            <p class="muted">
                {dynamic(move || {
                    format!(
                        "By the distance in what the last layer gets, among all {} training samples.",
                        count(total.get()),
                    )
                })}
            </p>
            <div class="row">
                <button
                    class="small"
                    disabled=dynamic(move || !can_find.get() || is_under_way.get())
                    on:click=move |_| room.dispatch(Msg::FindNearest)
                >
                    "Find the nearest"
                </button>
                {show_when(
                    is_under_way,
                    move || cancellable(room, "Search progress", part, || Msg::StopFinding),
                )}
            </div>
            {dynamic(samples)}
        </section>
    }
    .into_any()
}
