//! The loader: the worker that reads data. It does something in a browser only.

fn main() {
    #[cfg(target_family = "wasm")]
    hearth::loader::start();
}
