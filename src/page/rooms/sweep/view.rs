//! The part: what is set up, how far the sweep is, and its results.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, File};

use super::planning::Planning;
use super::progress::progress;
use super::state::PageFacts;
use super::store::SweepStore;
use super::supply::Origin;
use super::update::Msg;
use super::{results, setup};
use crate::page::files::take_chosen;
use crate::page::state::State as PageState;
use crate::page::store::Store;
use crate::protocol::DeviceKind;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::room::{Room, Show, room};

room!(fetch_results in sweep_results: Show = results::show);
room!(fetch_setup in sweep_setup: Show = setup::show);

fn setup_part() -> AnyView {
    view! { <Room fetch=fetch_setup/> }.into_any()
}

/// The part.
#[must_use]
pub fn show(enter: fn() -> SweepStore, planning: &'static Planning) -> AnyView {
    let room = enter();
    room.dispatch(Msg::Planning(planning));
    provide_context(room);
    follow_page(room);
    let has_results = room.memo(|s| s.running.is_some());
    let has_none = Memo::new(move |_| !has_results.get());
    let error = room.memo(|s| s.error.clone());
    let is_open = RwSignal::new(false);
    let results = move || {
        view! {
            {progress(room)}
            <Room fetch=fetch_results/>
            <div class="row">
                <button
                    class="small"
                    aria-expanded=dynamic(move || is_open.get().to_string())
                    on:click=move |_| is_open.update(|open| *open = !*open)
                >
                    "Set-up"
                </button>
            </div>
            {show_when(Memo::new(move |_| is_open.get()), setup_part)}
        }
        .into_any()
    };
    let drop_file = move |event: DragEvent| {
        let files = event.data_transfer().and_then(|transfer| transfer.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            event.prevent_default();
            event.stop_propagation();
            read(room, file);
        }
    };
    let pick = move |event| {
        take_chosen(&event, |list| {
            if let Some(file) = list.get(0) {
                read(room, file);
            }
        });
    };
    view! {
        <div class="sweep" on:dragover=|event| event.prevent_default() on:drop=drop_file>
            {dynamic(move || error.get().map(|error| view! {
                <p class="fault" role="alert">{error}</p>
            }).into_any())}
            {show_when(has_none, move || view! {
                <p class="muted room-lead">
                    "A sweep trains the experiment many times with other values, several runs at a time, and says which were best."
                </p>
                {setup_part()}
            }.into_any())}
            {show_when(has_results, results)}
            <div class="row wrapping">
                <label class="button">
                    "Open a journal"
                    <input class="hidden" type="file" accept=".jsonl,.json" on:change=pick/>
                </label>
                <span class="muted">"of hearth sweep, or saved here; or drop it on this part."</span>
            </div>
        </div>
    }
    .into_any()
}

fn read(room: SweepStore, file: File) {
    spawn_local(async move {
        if let Ok(text) = JsFuture::from(file.text()).await
            && let Some(text) = text.as_string()
        {
            room.dispatch(Msg::ReadJournal(text));
        }
    });
}

/// Says what the page's experiment is, now and later.
fn follow_page(room: SweepStore) {
    let facts = Store::of_context().memo(facts);
    Effect::new(move |_| room.dispatch(Msg::PageChanged(Box::new(facts.get()))));
}

fn facts(s: &PageState) -> PageFacts {
    let loaded = s
        .data
        .loaded
        .as_ref()
        .filter(|_| s.has_data_of_experiment());
    let is_plain = s.device.same_numbers
        || s.device
            .in_use
            .as_ref()
            .is_some_and(|device| device.kind == DeviceKind::CpuPlain);
    PageFacts {
        experiment: s.model.experiment.clone(),
        data_bytes: loaded.map(|loaded| loaded.summary.bytes),
        origin: Origin {
            base: s.data.base.clone(),
            files: s.data.files.clone(),
        },
        device: if s.has_classifier() {
            DeviceKind::Classical
        } else if is_plain {
            DeviceKind::CpuPlain
        } else {
            DeviceKind::Cpu
        },
        cores: cores(),
    }
}

fn cores() -> usize {
    let navigator: web_sys::Navigator = window().navigator().unchecked_into();
    (navigator.hardware_concurrency() as usize).max(1)
}
