//! The worker of burn-flex on the CPU. It does something in a browser only.

fn main() {
    #[cfg(target_family = "wasm")]
    hearth::worker::start();
}
