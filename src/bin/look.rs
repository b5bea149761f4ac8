//! The closer look's program: fills the page's dialog. It does something in a browser only.

fn main() {
    #[cfg(target_family = "wasm")]
    hearth::look::start();
}
