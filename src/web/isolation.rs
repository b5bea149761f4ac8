//! Whether this page is isolated from other origins, without which a browser gives it no memory that threads share.

use js_sys::Reflect;

/// Whether it is.
#[must_use]
pub fn is_isolated() -> bool {
    let flag = Reflect::get(&js_sys::global(), &"crossOriginIsolated".into());
    flag.is_ok_and(|flag| flag.is_truthy())
}
