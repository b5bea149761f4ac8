//! The page's program: puts Hearth into the document.

fn main() {
    #[cfg(target_family = "wasm")]
    hearth::page::mount();
}
