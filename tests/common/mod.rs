//! What the native and the browser tests share.

#[allow(dead_code, reason = "only those in a browser have two devices")]
pub mod convolutions;
#[allow(dead_code, reason = "only some of the tests explain")]
pub mod explain;
#[allow(dead_code, reason = "only some of the tests compare layers")]
pub mod golden;
#[cfg(all(feature = "webgpu", target_family = "wasm"))]
#[allow(dead_code, reason = "only one of the tests counts")]
pub mod webgpu_calls;
