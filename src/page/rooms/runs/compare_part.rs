//! Fetches the comparison when it is first opened.

use leptos::prelude::*;

use super::compare::compare;
use crate::page::kept_runs::RunsStore;
use crate::ui::room::{Room, Show, room};

room!(fetch_compare in runs_compare: Show = show);

/// The comparison, a chunk of its own.
#[must_use]
pub fn compared() -> AnyView {
    view! { <Room fetch=fetch_compare/> }.into_any()
}

fn show() -> AnyView {
    compare(RunsStore::of_context())
}
