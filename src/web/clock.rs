//! Time and turns of a thread.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel};

/// The worker's global scope.
#[must_use]
pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Seconds since the worker began.
#[must_use]
pub fn now() -> f64 {
    scope().performance().map_or(0.0, |p| p.now() / 1000.0)
}

/// Lets waiting messages be delivered. It is a message to the program itself, because a timer would
/// be held back to 4 ms.
pub struct Turn(Option<MessageChannel>);

impl Default for Turn {
    fn default() -> Self {
        Self(MessageChannel::new().ok())
    }
}

impl Turn {
    /// Waits until all messages that were there before are delivered.
    pub async fn pass(&self) {
        let Some(channel) = &self.0 else { return };
        let promise = js_sys::Promise::new(&mut |resolve, _| {
            channel.port1().set_onmessage(Some(&resolve));
            // It fails only for a message that cannot be cloned; null can.
            let _ = channel.port2().post_message(&JsValue::NULL);
        });
        // The promise is never rejected.
        let _ = JsFuture::from(promise).await;
    }
}
