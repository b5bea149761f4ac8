//! Data from outside: what the network says of samples without labels, as a table, as files, and as samples to train on.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::DragEvent;

use super::cancellable::cancellable;
use super::gallery::pixels;
use super::panel::OpenPanel;
use super::state::Page;
use super::store::RoomStore;
use super::update::Msg;
use crate::experiment::edit::put;
use crate::experiment::{Edit, EditedPart};
use crate::metrics::likeliest;
use crate::page::store::Store;
use crate::page::update::{self as page, DataMsg};
use crate::protocol::{PredictionTable, SampleId};
use crate::ui::canvas::Picture;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::format::{count, percent, sentence};
use crate::ui::list::{Item, list};
use crate::ui::picture::Pixels;

/// What a dragged sample is known by.
const KIND: &str = "text/plain";

/// The panel.
pub fn outside(room: RoomStore) -> AnyView {
    let has_outside = room.memo(|s| s.page.outside > 0);
    dynamic(move || {
        if has_outside.get() {
            return samples(room);
        }
        view! {
            <div class="region">
                <p class="empty">
                    "Drop pictures or a table without labels anywhere on this page, or press Load files in the room Data: the network says what each is, and how sure it is."
                </p>
            </div>
        }
        .into_any()
    })
    .into_any()
}

fn samples(room: RoomStore) -> AnyView {
    let is_locked = room.memo(|s| !s.can_evaluate() || s.table.kind.is_some());
    let is_under_way = room.memo(|s| s.table.kind.is_some());
    let outside = room.memo(|s| s.page.outside);
    let part = room.memo(|s| {
        let [done, total] = s.table.network.progress();
        done as f64 / total.max(1) as f64
    });
    let error = room.memo(|s| s.table.error.clone().map(|error| sentence(&error)));
    // What the network says now, and whenever it is another one.
    let asked = room.memo(|s| (s.page.run, s.page.evaluated, s.page.load, s.can_evaluate()));
    Effect::new(move |_| {
        if asked.get().3 {
            room.dispatch(Msg::ShowOutside);
        }
    });
    let save = |name: &'static str, kind: PredictionTable| {
        view! {
            <button
                class="small"
                disabled=is_locked
                on:click=move |_| room.dispatch(Msg::SaveTable(kind))
            >
                {name}
            </button>
        }
    };
    view! {
        <section class="region" aria-label="New samples">
            <h3>"New samples"</h3>
            <div class="row">
                {save("Save submission (ImageId, Label)", PredictionTable::Submission)}
                {save("Save all probabilities", PredictionTable::Probabilities)}
                <span class="muted">
                    {dynamic(move || format!("{} samples without labels", count(outside.get())))}
                </span>
                {show_when(
                    is_under_way,
                    move || cancellable(room, "Table progress", part, || Msg::CancelTable),
                )}
            </div>
            {dynamic(move || {
                error.get().map(|text| view! { <p class="fault" role="alert">{text}</p> })
            })}
            {targets(room)}
            {table(room, is_locked)}
        </section>
    }
    .into_any()
}

/// Adds a sample to the training samples.
fn add(store: Store, sample: u32, class: String) {
    let mut edits = store.peek(|s| s.model.experiment.data.edits.clone());
    let edit = Edit {
        part: EditedPart::Outside,
        sample,
        class: Some(class),
    };
    put(&mut edits, edit);
    store.dispatch(page::Msg::Data(DataMsg::Correct(edits)));
}

/// The classes, onto which a sample can be dragged.
fn targets(room: RoomStore) -> AnyView {
    let store = Store::of_context();
    let classes = room.memo(|s| s.page.classes.clone());
    let items = move || {
        let items = classes.get().into_iter().map(|name| {
            let class = name.clone();
            let drop = move |event: DragEvent| {
                let dragged = event
                    .data_transfer()
                    .and_then(|data| data.get_data(KIND).ok());
                let sample = dragged.and_then(|text| text.strip_prefix("new ")?.parse().ok());
                if let Some(sample) = sample {
                    event.prevent_default();
                    event.stop_propagation();
                    // While data is loaded or a network trains, the boxes of the table are locked, too.
                    if store.peek(crate::page::State::can_edit) {
                        add(store, sample, class.clone());
                    }
                }
            };
            view! {
                <li on:dragover=move |event: DragEvent| event.prevent_default() on:drop=drop>
                    {name}
                </li>
            }
        });
        items.collect_view().into_any()
    };
    view! {
        <p class="muted" id="drop-classes">
            "Drag a sample onto its class to add it to the training samples, or choose its class in the table."
        </p>
        <ul class="drop-classes" aria-labelledby="drop-classes">
            {dynamic(items)}
        </ul>
    }
    .into_any()
}

fn table(room: RoomStore, is_locked: Memo<bool>) -> AnyView {
    let shown = room.memo(|s| (s.table.shown.clone(), s.table.samples.clone()));
    let rows = move || {
        let (values, samples) = shown.get();
        let (load, shape, classes) =
            room.peek(|s| (s.page.load, s.page.shape, s.page.classes.clone()));
        let page = Arc::new(Page {
            pictures: if shape.is_some() {
                samples.to_vec()
            } else {
                Vec::new()
            },
            ..Page::default()
        });
        let rows = values.chunks_exact(classes.len().max(1)).enumerate();
        let rows = rows.map(|(i, row)| {
            let class = likeliest(row);
            let (confidence, classes) = (percent(f64::from(row[class])), classes.clone());
            let key = format!("{load:?} {i} {class} {confidence}");
            let page = Arc::clone(&page);
            Item::new(key, move || {
                let picture = pixels(&page, i, shape);
                line(room, i as u32, picture, class, confidence, &classes)
            })
        });
        rows.collect()
    };
    let more = room.memo(|s| {
        match s.table.shown.len() / s.page.classes.len().max(1) {
            // Nothing is shown yet.
            0 => 0,
            n => s.page.outside.saturating_sub(n),
        }
    });
    let has_more = Memo::new(move |_| more.get() > 0);
    view! {
        <div class="scroll" tabindex="0" role="group" aria-label="New samples, scrollable">
            <table class="runs outside-table">
                <caption class="hidden">"New samples"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Sample"</th>
                        <th scope="col">"Class"</th>
                        <th scope="col">"Confidence"</th>
                        <th scope="col">"Add to training as"</th>
                        <th scope="col">
                            <span class="hidden">"Closely"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{list(rows)}</tbody>
            </table>
        </div>
        {show_when(has_more, move || {
            view! {
                <p class="row">
                    <button
                        class="small"
                        disabled=is_locked
                        on:click=move |_| room.dispatch(Msg::ShowMoreOutside)
                    >
                        "Show more"
                    </button>
                    <span class="muted">
                        {dynamic(move || format!("{} more are in the files.", count(more.get())))}
                    </span>
                </p>
            }
            .into_any()
        })}
    }
    .into_any()
}

fn line(
    room: RoomStore,
    i: u32,
    picture: Option<Pixels>,
    class: usize,
    confidence: String,
    classes: &[String],
) -> AnyView {
    let store = Store::of_context();
    let panel: OpenPanel = expect_context();
    let name = store.peek(|s| {
        let loaded = s.data.loaded.as_ref()?;
        loaded.summary.unlabelled_names.get(i as usize).cloned()
    });
    let name = name.unwrap_or_else(|| format!("{}", i + 1));
    let added = store.memo(move |s| {
        let mut edits = s.model.experiment.data.edits.iter();
        let own = edits.find(|edit| edit.part == EditedPart::Outside && edit.sample == i)?;
        own.class.clone()
    });
    let can_edit = store.memo(crate::page::State::can_edit);
    let options = classes.iter().map(|class| {
        let own = class.clone();
        let is_chosen = move || added.get().as_ref() == Some(&own);
        view! {
            <option value=class.clone() prop:selected=dynamic(is_chosen)>
                {class.clone()}
            </option>
        }
    });
    let choose = move |event| {
        let class = event_target_value(&event);
        if !class.is_empty() {
            add(store, i, class);
        }
    };
    let drag = move |event: DragEvent| {
        if let Some(data) = event.data_transfer() {
            let _ = data.set_data(KIND, &format!("new {i}"));
        }
    };
    let has_picture = picture.is_some();
    let pixels = Memo::new(move |_| picture.clone());
    let label = format!("New sample {name}");
    let box_label = format!("Class of {name}");
    let button_label = format!("Look closely at {name}");
    view! {
        <tr draggable="true" on:dragstart=drag>
            <th scope="row">
                {has_picture.then(|| view! { <Picture label=label pixels=pixels/> })}
                {name}
            </th>
            <td>{classes[class].clone()}</td>
            <td>{confidence}</td>
            <td>
                <select aria-label=box_label disabled=dynamic(move || !can_edit.get()) on:change=choose>
                    <option value="" prop:selected=dynamic(move || added.get().is_none())>
                        "–"
                    </option>
                    {options.collect_view()}
                </select>
            </td>
            <td>
                <button
                    class="small quiet"
                    aria-label=button_label
                    on:click=move |_| {
                        room.dispatch(Msg::LookAt(SampleId::Outside(i), None));
                        panel.one_sample();
                    }
                >
                    "Look closely"
                </button>
            </td>
        </tr>
    }
    .into_any()
}
