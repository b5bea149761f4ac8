//! What crates register before a program starts. Natively the system's loader sees to it.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Runs the program's constructors: once, before anything that counts on them.
///
/// # Panics
/// `build.rs` links the program without them.
pub fn run_constructors() {
    let exports = wasm_bindgen::exports();
    let constructors = Reflect::get(&exports, &"__wasm_call_ctors".into());
    let constructors = constructors
        .ok()
        .and_then(|export| export.dyn_into::<Function>().ok());
    let constructors = constructors.expect("the constructors are exported");
    constructors
        .call0(&JsValue::UNDEFINED)
        .expect("constructors run");
}
