//! How programs for WebGPU in the browser are linked.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is_wasm = env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm");
    if is_wasm && env::var_os("CARGO_FEATURE_WEBGPU").is_some() {
        // cubecl's compiler registers its parts in constructors. Where nobody names the function that runs them all,
        // the linker calls it at the beginning of every exported function, thousands of times a step.
        for programs in ["bin=worker_webgpu", "tests"] {
            println!("cargo::rustc-link-arg-{programs}=--export=__wasm_call_ctors");
        }
    }
}
