//! The room: what the network is tried on, and a tab for each part.

use std::sync::Arc;

use leptos::prelude::*;

use super::parts::fetch_of;
use super::state::{Asked, Convolution, Panel};
use super::store::RoomStore;
use super::update::Msg;
use crate::experiment::{LayerSummary, Shape, Summary};
use crate::page::run::Status;
use crate::page::state::{PEN, State as PageState};
use crate::page::store::Store;
use crate::page::try_it::fetched::{ClearPad, TryBody, heading};
use crate::page::try_it::{TryKind, kind};
use crate::protocol::Tried;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::room::Room as Part;
use crate::ui::tabs::{tab_id, tabs};

const TABS: &str = "inside";

/// The room.
#[must_use]
pub fn show() -> AnyView {
    let page = Store::of_context();
    let room = RoomStore::enter();
    provide_context(room);
    follow_page(page, room);
    let open = RwSignal::new(room.peek(|s| s.last_panel as usize));
    let has_classifier = page.memo(PageState::has_classifier);
    Effect::new(move |_| {
        let panel = (!has_classifier.get()).then(|| Panel::ALL[open.get()]);
        room.dispatch(Msg::Open(panel));
    });
    on_cleanup(move || room.dispatch(Msg::Open(None)));
    let is_pad = page.memo(|s| kind(s) == TryKind::Pad);
    view! {
        <div class="columns">
            <div class="region region-draw">
                <div class="region-head">
                    <h3>{heading(page)}</h3>
                    <ClearPad/>
                </div>
                <TryBody/>
                {show_when(is_pad, move || view! {
                    <div class="try-sources">
                        <button class="small" on:click=move |_| room.dispatch(Msg::TestSample)>
                            "Test sample"
                        </button>
                    </div>
                }.into_any())}
            </div>
            <div class="region region-inside wide">
                {dynamic(move || if has_classifier.get() { of_classifier() } else { of_network(room, open) })}
            </div>
        </div>
    }
    .into_any()
}

/// What can be seen of a classifier: how it decides.
fn of_classifier() -> AnyView {
    view! {
        <p>
            "A classifier has no layers, filters or units to look into. What it decides can be seen: the class that it gives to every point of two columns, and of SVC the margin and the support vectors."
        </p>
        <Part fetch=fetch_of(Panel::Boundary)/>
    }
    .into_any()
}

fn of_network(room: RoomStore, open: RwSignal<usize>) -> AnyView {
    let body = dynamic(move || {
        let panel = Panel::ALL[open.get()];
        let part = move || view! { <Part fetch=fetch_of(panel)/> }.into_any();
        match panel {
            Panel::Maps | Panel::Path | Panel::Explanation => with_something_tried(room, part),
            Panel::Filters | Panel::Units | Panel::Embedding => with_network(room, part),
            Panel::Boundary => part(),
        }
    });
    view! {
                {tabs(TABS, "What is shown of the network", &Panel::NAMES, open)}
                <div
                    class="inside-panel"
                    role="tabpanel"
                    id=format!("{TABS}-panel")
                    aria-labelledby=move || tab_id(TABS, open.get())
                    tabindex="0"
                >
                    {body}
                </div>
    }
    .into_any()
}

/// A part that asks the network, or that there is none yet.
fn with_network(room: RoomStore, part: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let is_asked = room.memo(|s| s.asked.is_some());
    dynamic(move || {
        if is_asked.get() {
            part()
        } else {
            view! { <p class="empty">"There is no network yet: it is built when its data is loaded."</p> }.into_any()
        }
    })
    .into_any()
}

/// A part that shows what the network does with what is tried, or what to do for there to be something.
fn with_something_tried(room: RoomStore, part: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let has_seen = room.memo(|s| s.seen.is_some());
    let hint = Store::of_context().memo(|s| match kind(s) {
        TryKind::Pad => "Draw something, or take a test sample, to see what the network does with it, while it learns.",
        TryKind::Picture => "Try a picture to see what the network does with it, while it learns.",
        TryKind::Plane => "Click a point of the plane to see what the network does with it, while it learns.",
        TryKind::Row => "Fill in the form, or take a test sample, to see what the network does with it.",
    });
    dynamic(move || {
        if has_seen.get() {
            part()
        } else {
            view! { <p class="empty">{hint}</p> }.into_any()
        }
    })
    .into_any()
}

/// Follows what the network is, and what it is tried on.
fn follow_page(page: Store, room: RoomStore) {
    let now = page.memo(|s| (asked(s), is_running(s), tried(s), load(s)));
    Effect::new(move |_| {
        let (asked, is_running, tried, load) = now.get();
        room.dispatch(Msg::Follow {
            asked,
            is_running,
            tried,
            load,
        });
    });
}

fn is_running(state: &PageState) -> bool {
    state.status() == Some(Status::Running)
}

/// The number of the load that the loader can be asked about.
fn load(state: &PageState) -> Option<u32> {
    let loaded = state.data.loaded.as_ref()?;
    state.data.in_loader.then_some(loaded.number)
}

fn asked(state: &PageState) -> Option<Asked> {
    let run = state.run_with_network()?;
    let summary = state.model.summary.as_ref()?.as_ref().ok()?;
    let loaded = state.data.loaded.as_ref()?;
    Some(Asked {
        run: run.id,
        step: run.step,
        layers: Arc::new(run.experiment.model.layers.clone()),
        names: summary
            .layers
            .iter()
            .map(|line| line.name.clone())
            .collect(),
        convolutions: convolutions(summary),
        outputs: summary.layers.iter().map(|layer| layer.output).collect(),
        classes: loaded.summary.classes.len(),
        picture: match loaded.summary.shape {
            Shape::Image(shape) => Some(shape),
            Shape::Flat(_) => None,
        },
        is_table: kind(state) == TryKind::Row,
    })
}

/// The convolutions of a network, those within blocks among them, by their lines in the summary.
fn convolutions(summary: &Summary) -> Vec<Convolution> {
    fn add(lines: &[LayerSummary], block: &[usize], before: &str, all: &mut Vec<Convolution>) {
        for (at, line) in lines.iter().enumerate() {
            let path = [block, &[at]].concat();
            let name = format!("{before}{}", line.name);
            add(&line.inner, &path, &format!("{name}/"), all);
            if line.class_name.contains("Conv2D") {
                all.push(Convolution { path, name });
            }
        }
    }
    let mut all = Vec::new();
    add(&summary.layers, &[], "", &mut all);
    all
}

fn tried(state: &PageState) -> Option<Tried> {
    let tried = &state.try_it;
    match &tried.sample {
        Some(sample) => Some(Tried::Sample(sample.clone())),
        None if tried.pad.strokes.is_empty() || kind(state) != TryKind::Pad => None,
        None => Some(Tried::Drawing {
            strokes: tried.pad.strokes.clone(),
            pen: PEN,
        }),
    }
}
