//! The WebGPU adapter that the browser offers, described before anything starts on it.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::protocol::Adapter;

/// Asks for the fastest adapter; `None` where the browser has no WebGPU or no adapter.
/// web-sys has WebGPU behind an unstable flag only, hence by name.
async fn request() -> Option<JsValue> {
    let gpu = get(&get(&js_sys::global(), "navigator")?, "gpu")?;
    let options = Object::new();
    Reflect::set(
        &options,
        &"powerPreference".into(),
        &"high-performance".into(),
    )
    .ok()?;
    let request: Function = get(&gpu, "requestAdapter")?.dyn_into().ok()?;
    let promise: Promise = request.call1(&gpu, &options).ok()?.dyn_into().ok()?;
    let adapter = JsFuture::from(promise).await.ok()?;
    (!adapter.is_null() && !adapter.is_undefined()).then_some(adapter)
}

/// Whether the adapter has an optional feature, by WebGPU's name for it; `None` where there
/// is no adapter.
pub async fn has_feature(name: &str) -> Option<bool> {
    let features = get(&request().await?, "features")?;
    let has: Function = get(&features, "has")?.dyn_into().ok()?;
    has.call1(&features, &name.into()).ok()?.as_bool()
}

/// What is known of the browser's adapter, if there is one.
pub async fn adapter() -> Option<Adapter> {
    let adapter = request().await?;
    let info = get(&adapter, "info").unwrap_or(JsValue::UNDEFINED);
    let words: Vec<String> = ["vendor", "architecture", "device", "description"]
        .into_iter()
        .filter_map(|key| get(&info, key)?.as_string())
        .filter(|word| !word.is_empty())
        .collect();
    // The flag moved from the adapter to its info; browsers of both kinds are in use.
    let is_fallback = [&info, &adapter]
        .into_iter()
        .filter_map(|of| get(of, "isFallbackAdapter")?.as_bool())
        .any(|is| is);
    Some(Adapter {
        name: words.join(" "),
        is_fallback,
    })
}

fn get(of: &JsValue, key: &str) -> Option<JsValue> {
    let value = Reflect::get(of, &key.into()).ok()?;
    (!value.is_null() && !value.is_undefined()).then_some(value)
}
