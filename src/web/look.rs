//! Where the page and the closer look meet in the document: an element of the page that the
//! other fills, with the port between them on it.

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement, MessagePort};

/// The element's id; `www/open_look.js` knows it too.
pub const PLACE: &str = "look";
/// The event of the element that tells why the closer look cannot be had; its detail is a text.
pub const FAILED: &str = "failed";
const PORT: &str = "port";

/// The element, which the page makes.
#[must_use]
pub fn place() -> Option<HtmlElement> {
    let document = web_sys::window()?.document()?;
    document.get_element_by_id(PLACE)?.dyn_into().ok()
}

/// Puts the port by which the page is heard on the element.
pub fn set_port(place: &HtmlElement, port: &MessagePort) {
    // It fails only for what is no object.
    let _ = Reflect::set(place, &PORT.into(), port);
}

/// The port by which the page is heard.
#[must_use]
pub fn port(place: &HtmlElement) -> Option<MessagePort> {
    Reflect::get(place, &PORT.into()).ok()?.dyn_into().ok()
}

/// Tells the page that there is no closer look.
pub fn fail(place: &HtmlElement, why: &str) {
    let init = CustomEventInit::new();
    init.set_detail(&why.into());
    if let Ok(event) = CustomEvent::new_with_event_init_dict(FAILED, &init) {
        let _ = place.dispatch_event(&event);
    }
}
