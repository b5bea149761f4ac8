//! The closer look as a part of the page: a state of its own behind two ports.

#![allow(
    clippy::must_use_candidate,
    reason = "a component is used by naming it in a view"
)]

use leptos::prelude::*;
use web_sys::{MessageEvent, MessagePort};

use super::store::Store;
use super::views::Look;
use crate::web::listener::Listener;

/// All there is to see of the data.
#[allow(
    clippy::needless_pass_by_value,
    reason = "what a component is made with is its own"
)]
#[component]
pub fn CloserLook(
    /// By which the page is heard and spoken to.
    page: MessagePort,
    /// Takes why it cannot go on.
    on_fault: Callback<String>,
) -> impl IntoView {
    let store = Store::new(page.clone(), on_fault);
    provide_context(store);
    // The page speaks for as long as it lives.
    let listener = Listener::new(&page, "message", move |event: MessageEvent| {
        store.told(&event);
    });
    std::mem::forget(listener);
    page.start();
    view! { <Look/> }
}
