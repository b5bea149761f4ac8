//! Puts the closer look into the page's dialog.

use leptos::mount::mount_to;
use leptos::prelude::*;
use web_sys::MessageEvent;

use super::store::Store;
use super::views::Look;
use crate::web::listener::Listener;
use crate::web::look;

/// Takes the place of what the page's dialog holds.
///
/// # Panics
/// The page has no such dialog, or gave it no port.
pub fn start() {
    let place = look::place().unwrap_or_else(|| panic!("the page has no place for a closer look"));
    let told = place.clone();
    std::panic::set_hook(Box::new(move |info| {
        console_error_panic_hook::hook(info);
        look::fail(&told, &info.to_string());
    }));
    let page = look::port(&place).unwrap_or_else(|| panic!("the page gave no port"));
    place.set_inner_html("");
    mount_to(place, move || {
        let store = Store::new(page.clone());
        provide_context(store);
        // The page speaks for as long as it lives.
        let listener = Listener::new(&page, "message", move |event: MessageEvent| {
            store.told(&event);
        });
        std::mem::forget(listener);
        page.start();
        Look()
    })
    .forget();
}
