//! The page that has Hearth in a frame: the one origin that is listened to and spoken to.

use leptos::prelude::window;
use wasm_bindgen::JsValue;
use web_sys::{MessageEvent, Url, Window, console};

use crate::page::opening::parameter;
use crate::web::listener::Listener;

/// The page around this one, by the origin that the address names.
#[derive(Clone)]
pub struct Parent {
    window: Window,
    origin: String,
}

impl Parent {
    /// The page that `?parent=` names. Without that, and where it cannot be, there is none, and
    /// the console says why.
    pub fn of_address() -> Option<Self> {
        let origin = parameter("parent")?;
        let found = frame_of(origin);
        if let Err(why) = &found {
            console::warn_1(&format!("Hearth exchanges no messages: {why}").into());
        }
        found.ok()
    }

    /// Sends it a message, which the browser delivers to that origin alone.
    pub fn post(&self, message: &JsValue) {
        // Refused only if it cannot be copied, and it is plain data.
        let _ = self.window.post_message(message, &self.origin);
    }

    /// Calls this with what it sends to Hearth. Frames and pages exchange messages of many kinds:
    /// those without `hearth` are for others.
    pub fn listen(&self, on_message: impl Fn(JsValue) + 'static) -> Listener {
        let Self {
            window: parent,
            origin,
        } = self.clone();
        Listener::new(&window(), "message", move |event: MessageEvent| {
            let source = event.source().map(JsValue::from);
            let is_of_parent = source.as_ref() == Some(parent.as_ref());
            let message = event.data();
            if is_of_parent && event.origin() == origin && is_for_hearth(&message) {
                on_message(message);
            }
        })
    }
}

fn is_for_hearth(message: &JsValue) -> bool {
    message.is_object() && js_sys::Reflect::has(message, &"hearth".into()).unwrap_or(false)
}

fn frame_of(origin: String) -> Result<Parent, String> {
    let url = Url::new(&origin).map(|url| url.origin());
    if url != Ok(origin.clone()) {
        return Err(format!(
            "?parent= is \"{origin}\", and must be an origin such as https://example.org, without a path"
        ));
    }
    match window().parent() {
        Ok(Some(parent)) if parent != window() => Ok(Parent {
            window: parent,
            origin,
        }),
        _ => Err("?parent= is for a page in a frame, and this one is in none".to_owned()),
    }
}
