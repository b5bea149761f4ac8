//! The worker of burn on WebGPU. It does something in a browser only.

fn main() {
    #[cfg(target_family = "wasm")]
    hearth::worker::start();
}
