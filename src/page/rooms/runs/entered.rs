//! Fetches what keeps runs, without which the room shows nothing.

use leptos::prelude::*;

use super::room;
use crate::page::kept_runs;
use crate::ui::room::{Fetching, Room, Show};

/// The room.
#[must_use]
pub fn show() -> AnyView {
    view! { <Room fetch=fetch_shown/> }.into_any()
}

/// Fetches what keeps runs; most pages have it since the first training.
fn fetch_shown() -> Fetching<Show> {
    Box::pin(async {
        kept_runs::fetched::fetch().await?;
        Ok(room::show as Show)
    })
}
