//! Moves the focus to an element that is about to be made.

use leptos::prelude::{document, request_animation_frame};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Gives the focus to the element of an id after the views have followed the state: they do so at the
/// next frame, so this is done at the one after it.
pub fn focus_later(id: String) {
    request_animation_frame(move || {
        request_animation_frame(move || {
            let element = document().get_element_by_id(&id);
            if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
                let _ = element.focus();
            }
        });
    });
}
