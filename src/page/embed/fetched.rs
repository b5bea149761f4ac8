//! Fetches the embedding interface when it is first used.

use js_sys::{Error, Function};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::future_to_promise;
use web_sys::CustomEvent;

use super::interface;
use crate::page::store::Store;
use crate::ui::room::{NotFetched, room};
use crate::web::listener::Listener;

/// What makes the function behind `window.hearth.send`.
type Start = fn(Store) -> Function;

room!(fetch_interface in embed: Start = interface::start);

/// What `www/boot.js` emits when `window.hearth` is first used. Its detail is a function that takes
/// a promise of what `send` does.
const USED: &str = "hearth-used";

/// Waits for the first use of `window.hearth`.
#[must_use]
pub fn listen(store: Store) -> Listener {
    Listener::new(&document(), USED, move |event: CustomEvent| {
        let send = future_to_promise(async move {
            match fetch_interface().await {
                Ok(start) => Ok(start(store).into()),
                Err(NotFetched) => Err(Error::new(
                    "Hearth's embedding interface could not be fetched. Reload the page.",
                )
                .into()),
            }
        });
        if let Ok(take) = event.detail().dyn_into::<Function>() {
            let _ = take.call1(&JsValue::UNDEFINED, &send);
        }
    })
}
