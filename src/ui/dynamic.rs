//! Parts of views that follow signals, each in a box.
//!
//! What keeps a part up to date is compiled once for each type of closure, and every closure has a type
//! of its own; boxed, all that return the same have one type, and the page's program is smaller for it.

use leptos::prelude::*;

/// A closure that makes a part of a view, or the value of an attribute, again and again.
pub type Dynamic<T> = Box<dyn FnMut() -> T + Send>;

/// Boxes a closure that makes a part of a view or the value of an attribute. It is called again when a
/// signal that it read has changed.
#[must_use]
pub fn dynamic<T>(make: impl FnMut() -> T + Send + 'static) -> Dynamic<T> {
    Box::new(make)
}

/// Shows a view while a condition holds.
#[must_use]
pub fn show_when(
    condition: Memo<bool>,
    make: impl Fn() -> AnyView + Send + 'static,
) -> Dynamic<Option<AnyView>> {
    dynamic(move || condition.get().then(&make))
}
