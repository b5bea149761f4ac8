//! The worker that trains classifiers that are no networks. It does something in a browser only.

fn main() {
    #[cfg(target_family = "wasm")]
    hearth::classical_worker::start();
}
