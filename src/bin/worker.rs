//! The worker program: one source, built once for each device.

#[cfg(target_family = "wasm")]
fn main() {
    hearth::worker::start();
}

#[cfg(not(target_family = "wasm"))]
fn main() {
    eprintln!("The worker runs in a browser: build it with `cargo xtask build`.");
}
