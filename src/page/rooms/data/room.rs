//! The room: a tab for each part, what concerns all of them, and the part that is open.

use leptos::prelude::*;

use super::changes::Changes;
use super::classes::Classes;
use super::overview::Overview;
use super::part::Part;
use super::samples::Samples;
use super::settings::{fetch_augment, fetch_duplicates, fetch_prepare, fetch_split};
use super::state::LoadedSet;
use super::store::RoomStore;
use super::tabs::{PANEL, Tabs, tab_id};
use super::update::Msg;
use crate::page::router::Router;
use crate::page::state::WorkerPhase;
use crate::page::store::Store;
use crate::page::update::{self as page, DataMsg};
use crate::page::views::data::{Failure, LoadProgress};
use crate::ui::room;
use crate::ui::staged::staged;

/// The room.
#[must_use]
pub fn show() -> AnyView {
    let router = Router::of_context();
    let store = RoomStore::enter();
    provide_context(store);
    follow_page(store);
    let part = Memo::new(move |_| router.data_part());
    Effect::new(move |_| store.dispatch(Msg::Open(part.get())));
    let contents = move || {
        let part = part.get();
        staged(move || match part {
            Part::Overview => view! { <Overview/> }.into_any(),
            Part::Classes => view! { <Classes/> }.into_any(),
            Part::Samples => view! { <Samples/> }.into_any(),
            Part::Duplicates => view! { <room::Room fetch=fetch_duplicates/> }.into_any(),
            Part::Prepare => view! { <room::Room fetch=fetch_prepare/> }.into_any(),
            Part::Split => view! { <room::Room fetch=fetch_split/> }.into_any(),
            Part::Augment => view! { <room::Room fetch=fetch_augment/> }.into_any(),
        })
    };
    view! {
        <Tabs part=part/>
        <LoadProgress/>
        <Failure/>
        <Reload/>
        <div
            class="data-part"
            role="tabpanel"
            id=PANEL
            aria-labelledby=move || tab_id(part.get())
            tabindex="0"
        >
            {contents}
        </div>
        <Changes part=part/>
    }
    .into_any()
}

/// Tells the room what the experiment's data is and what is loaded of it, now and later.
fn follow_page(room: RoomStore) {
    let now = Store::of_context().memo(|s| {
        let loaded = s.data.loaded.as_ref().map(|loaded| LoadedSet {
            number: loaded.number,
            summary: loaded.summary.clone(),
        });
        let data = s.model.experiment.data.clone();
        (data, loaded, s.data.in_loader)
    });
    Effect::new(move |_| {
        let (data, loaded, in_loader) = now.get();
        room.dispatch(Msg::DataChanged {
            data: Box::new(data),
            loaded,
            in_loader,
        });
    });
}

/// Loads the data again where a loader that crashed took it along.
#[component]
fn Reload() -> impl IntoView {
    let store = Store::of_context();
    let is_lost = store.memo(|s| {
        let is_idle = s.data.loader == WorkerPhase::Ready && s.data.loading.is_none();
        is_idle && s.data.failed.is_none() && s.data.loaded.is_some() && !s.data.in_loader
    });
    let load = move |_| store.dispatch(page::Msg::Data(DataMsg::RetryLoad));
    view! {
        <Show when=move || is_lost.get()>
            <div class="fault" role="alert">
                <p>"The worker that read this data was replaced. To see its samples, load it again."</p>
                <button class="small" on:click=load>
                    "Load again"
                </button>
            </div>
        </Show>
    }
}
