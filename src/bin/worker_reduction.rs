//! The worker that lays samples out on a plane. It does something in a browser only.

fn main() {
    #[cfg(target_family = "wasm")]
    hearth::reduction::start();
}
