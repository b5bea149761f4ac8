//! Samples with their classes and confidence, page by page; one that is chosen can be looked at closely, given another
//! label, or left out.

use leptos::prelude::*;

use super::panel::OpenPanel;
use super::state::{Gallery, PAGE, Page, State};
use super::store::RoomStore;
use super::update::{Msg, Which};
use crate::experiment::Edit;
use crate::experiment::edit::put;
use crate::page::store::Store;
use crate::page::update::{self as page, DataMsg};
use crate::protocol::GallerySample;
use crate::ui::canvas::Picture;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::format::{count, percent};
use crate::ui::picture::{Palette, Pixels};

fn of(state: &State, which: Which) -> &Gallery {
    match which {
        Which::Cell => &state.cell,
        Which::Mistakes => &state.mistakes,
    }
}

/// The picture of a sample of a page.
pub fn pixels(page: &Page, at: usize, shape: Option<[usize; 3]>) -> Option<Pixels> {
    let shape = shape?;
    let mut pixels = Pixels::clear(shape[1], shape[0]);
    pixels.put([0, 0], page.picture(at, shape)?, shape, Palette::Ink);
    Some(pixels)
}

/// The samples of a gallery.
pub fn gallery(room: RoomStore, which: Which) -> AnyView {
    let page = room.memo(move |s| of(s, which).page.clone());
    let from = room.memo(move |s| of(s, which).from);
    let chosen = RwSignal::new(None::<usize>);
    // Another page has other samples.
    Effect::new(move |_| {
        page.track();
        chosen.set(None);
    });
    let turn = move |by: isize| {
        let filter = room.peek(|s| of(s, which).filter);
        let to = from
            .get_untracked()
            .saturating_add_signed(by * PAGE as isize);
        room.dispatch(Msg::Show(which, filter, to));
    };
    let total = move || page.with(|page| page.as_ref().map_or(0, |page| page.total));
    let range = move || {
        let (from, total) = (from.get(), total());
        if total == 0 {
            return "No samples".to_owned();
        }
        let to = (from + PAGE).min(total);
        format!("{}–{} of {}", count(from + 1), count(to), count(total))
    };
    let items = move || {
        let Some(page) = page.get() else {
            return ().into_any();
        };
        let (shape, classes) = room.peek(|s| (s.page.shape, s.page.classes.clone()));
        let items = (0..page.samples.len()).map(|at| {
            let sample = &page.samples[at];
            item(sample, pixels(&page, at, shape), &classes, at, chosen)
        });
        items.collect_view().into_any()
    };
    let has_chosen = Memo::new(move |_| chosen.get().is_some());
    view! {
        <div class="row sample-head">
            <button
                class="small"
                aria-label="Samples before"
                disabled=dynamic(move || from.get() == 0)
                on:click=move |_| turn(-1)
            >
                "‹"
            </button>
            <button
                class="small"
                aria-label="Samples after"
                disabled=dynamic(move || from.get() + PAGE >= total())
                on:click=move |_| turn(1)
            >
                "›"
            </button>
            <span class="muted" role="status">
                {dynamic(range)}
            </span>
        </div>
        <ul class="evaluated-samples" aria-label="Samples">
            {dynamic(items)}
        </ul>
        {show_when(
            has_chosen,
            move || {
                let at = chosen.get_untracked().unwrap_or_default();
                let sample = page.with_untracked(|p| p.as_ref()?.samples.get(at).cloned());
                sample.map_or_else(|| ().into_any(), |sample| actions(room, &sample))
            },
        )}
    }
    .into_any()
}

fn item(
    sample: &GallerySample,
    pixels: Option<Pixels>,
    classes: &[String],
    at: usize,
    chosen: RwSignal<Option<usize>>,
) -> AnyView {
    let name = |class: u16| classes.get(usize::from(class)).cloned().unwrap_or_default();
    let (label, predicted) = (name(sample.label), name(sample.predicted));
    let confidence = percent(f64::from(sample.confidence)).replace(' ', "\u{a0}");
    let text = if sample.label == sample.predicted {
        format!("{label}, {confidence}")
    } else {
        format!("{label} taken for {predicted}, {confidence}")
    };
    let marks = [
        sample.is_suspect.then(|| "label may be wrong".to_owned()),
        sample.twin.map(|twin| {
            if twin == sample.label {
                "also a training sample".to_owned()
            } else {
                format!("also a training sample, as {}", name(twin))
            }
        }),
    ];
    let marks = marks
        .into_iter()
        .flatten()
        .map(|mark| view! { <em>{mark}</em> });
    let (says, picture_label) = (text.clone(), text.clone());
    let pixels = Memo::new(move |_| pixels.clone());
    let has_picture = pixels.with_untracked(Option::is_some);
    view! {
        <li>
            <button
                class="sample"
                aria-label=says
                aria-pressed=dynamic(move || (chosen.get() == Some(at)).to_string())
                on:click=move |_| chosen.update(|c| *c = (*c != Some(at)).then_some(at))
            >
                {has_picture.then(|| view! { <Picture label=picture_label pixels=pixels/> })}
            </button>
            <span>{text}</span>
            {marks.collect_view()}
        </li>
    }
    .into_any()
}

/// What can be done with a sample.
fn actions(room: RoomStore, sample: &GallerySample) -> AnyView {
    let store = Store::of_context();
    let panel: OpenPanel = expect_context();
    let can_edit = store.memo(crate::page::State::can_edit);
    let (part, index) = sample.origin;
    let correct = move |class: Option<String>| {
        let mut edits = store.peek(|s| s.model.experiment.data.edits.clone());
        let edit = Edit {
            part,
            sample: index,
            class,
        };
        put(&mut edits, edit);
        store.dispatch(page::Msg::Data(DataMsg::Correct(edits)));
    };
    let classes = room.peek(|s| s.page.classes.clone());
    let own = classes.get(usize::from(sample.label)).cloned();
    let said = classes.get(usize::from(sample.predicted)).cloned();
    let options = classes.into_iter().map(|name| {
        let is_said = Some(&name) == said.as_ref();
        view! {
            <option value=name.clone() prop:selected=is_said>
                {name.clone()}
            </option>
        }
    });
    let wanted = RwSignal::new(said.clone().unwrap_or_default());
    let id = sample.id;
    let label = Some(sample.label);
    view! {
        <div class="row sample-actions" role="group" aria-label="The chosen sample">
            <span>
                {format!("Sample {index}, labelled {}.", own.unwrap_or_default())}
            </span>
            <button
                class="small"
                on:click=move |_| {
                    room.dispatch(Msg::LookAt(id, label));
                    panel.one_sample();
                }
            >
                "Look closely"
            </button>
            <label class="choice">
                <span aria-hidden="true">"Its class is"</span>
                <select
                    aria-label="Its class is"
                    on:change=move |event| wanted.set(event_target_value(&event))
                >
                    {options.collect_view()}
                </select>
            </label>
            <button
                class="small"
                disabled=dynamic(move || !can_edit.get())
                on:click=move |_| correct(Some(wanted.get_untracked()))
            >
                "Relabel"
            </button>
            <button
                class="small"
                disabled=dynamic(move || !can_edit.get())
                on:click=move |_| correct(None)
            >
                "Leave out"
            </button>
            {show_when(
                Memo::new(move |_| !can_edit.get()),
                || {
                    view! { <span class="muted">"Pause training to correct samples."</span> }
                        .into_any()
                },
            )}
        </div>
    }
    .into_any()
}
