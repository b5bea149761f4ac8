//! Event listeners that remove themselves when dropped.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};

/// A listener, there for as long as this value is.
#[derive(Debug)]
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `f` for events of a kind, which must be of type `E` there.
    pub fn new<E: JsCast + 'static>(
        target: &EventTarget,
        kind: &'static str,
        mut f: impl FnMut(E) + 'static,
    ) -> Self {
        let closure = Closure::new(move |event: Event| f(event.unchecked_into()));
        // Adding fails only for a callback that is no function.
        let _ = target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref());
        Self {
            target: target.clone(),
            kind,
            closure,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        let _ = self
            .target
            .remove_event_listener_with_callback(self.kind, callback);
    }
}
