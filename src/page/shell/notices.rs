//! What went wrong, below the head of the page, until it is dismissed.

use leptos::prelude::*;

use crate::page::route::Room;
use crate::page::state::{Notice, Remedy};
use crate::page::store::Store;
use crate::page::update::{DeviceMsg, ModelsMsg, Msg, NoticesMsg};
use crate::ui::list::{Item, list};

/// The notices, newest last.
#[component]
pub fn Notices() -> impl IntoView {
    let store = Store::of_context();
    let notices = store.memo(|s| s.notices.list.clone());
    let items = move || {
        let notices = notices.get().into_iter();
        let item = |notice: Notice| {
            let key = notice.id.to_string();
            Item::new(key, move || item(store, notice).into_any())
        };
        notices.map(item).collect()
    };
    view! {
        <div class="notices" role="alert">
            {list(items)}
        </div>
    }
}

fn item(store: Store, notice: Notice) -> impl IntoView {
    let Notice { id, error, remedy } = notice;
    let button = |label: String, msg: Msg| {
        view! { <button class="small" on:click=move |_| store.dispatch(msg.clone())>{label}</button> }
    };
    let discard = matches!(remedy, Some(Remedy::GoOn(_)))
        .then(|| button("Discard".to_owned(), Msg::Models(ModelsMsg::Discard)));
    let dismiss = move |_| store.dispatch(Msg::Notices(NoticesMsg::Dismiss(id)));
    let link = (remedy == Some(Remedy::OpenSweep)).then(|| {
        view! { <a class="button small" href=Room::Runs.address() on:click=dismiss>"Open the sweep"</a> }
    });
    let remedy = remedy.and_then(|remedy| {
        Some(match remedy {
            Remedy::OpenSweep => return None,
            Remedy::Restart => button(
                "Start again".to_owned(),
                Msg::Device(DeviceMsg::RestartWorker),
            ),
            Remedy::Reload => button("Reload the page".to_owned(), Msg::Reload),
            Remedy::GoOn(step) => button(
                format!("Go on from step {step}"),
                Msg::Models(ModelsMsg::GoOn),
            ),
        })
    });
    view! {
        <div class="notice">
            <p><strong>{error.message}</strong>" "{error.hint}</p>
            {link}
            {remedy}
            {discard}
            <button
                class="icon"
                aria-label="Dismiss this notice"
                on:click=dismiss
            >
                "×"
            </button>
        </div>
    }
}
