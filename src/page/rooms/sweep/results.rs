//! The results, a chunk of its own: the table and the figures.

use leptos::prelude::*;

use super::plots::plots;
use super::store::SweepStore;
use super::table::table;

/// The results.
pub fn show() -> AnyView {
    let room = SweepStore::of_context();
    view! {
        {table(room)}
        {plots(room)}
    }
    .into_any()
}
