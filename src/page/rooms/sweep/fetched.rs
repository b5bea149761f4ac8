//! Fetches the part when it is first shown.

use leptos::prelude::*;

use super::view;
use crate::ui::room::{Room, Show, room};

room!(fetch_sweep in sweep: Show = view::show);

/// The part, a chunk of its own.
#[must_use]
pub fn part() -> AnyView {
    view! { <Room fetch=fetch_sweep/> }.into_any()
}
