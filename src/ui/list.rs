//! Lists that follow signals: what stays keeps its elements.
//!
//! All lists have items of one type, so that what compares an old list with a new one is compiled once.

use leptos::prelude::*;

/// An item of a list.
pub struct Item {
    key: String,
    make: Box<dyn FnOnce() -> AnyView + Send>,
}

impl Item {
    /// An item of a key that no other item of the list has. Its view is made when the key is new.
    pub fn new(key: String, make: impl FnOnce() -> AnyView + Send + 'static) -> Self {
        Self {
            key,
            make: Box::new(make),
        }
    }
}

/// The items that `each` gives, again when a signal that it read has changed.
pub fn list(each: impl Fn() -> Vec<Item> + Send + 'static) -> AnyView {
    let each: Box<dyn Fn() -> Vec<Item> + Send> = Box::new(each);
    view! { <For each=each key=|item| item.key.clone() children=|item| (item.make)()/> }.into_any()
}
