//! Fetches the part when it is first shown: its view, what carries sweeps out, and what plans them.

use std::cell::Cell;

use leptos::prelude::*;

use super::planning::{self, Planning};
use super::store::SweepStore;
use super::view;
use crate::ui::room::{Fetching, Room, Show, prefetch, room};

/// The sweep at hand, within a view.
type Enter = fn() -> SweepStore;
type Plan = fn() -> &'static Planning;
/// The view of the part.
type View = fn(Enter, &'static Planning) -> AnyView;

room!(fetch_view in sweep: View = view::show);
room!(fetch_enter in sweep_store: Enter = SweepStore::enter);
room!(fetch_planning in sweep_planning: Plan = planning::planning);

thread_local! {
    static FETCHED: Cell<Option<(View, Enter, Plan)>> = const { Cell::new(None) };
}

/// The part.
#[must_use]
pub fn part() -> AnyView {
    view! { <Room fetch=fetch_part/> }.into_any()
}

fn fetch_part() -> Fetching<Show> {
    prefetch(fetch_enter);
    prefetch(fetch_planning);
    Box::pin(async {
        let view = fetch_view().await?;
        let (enter, plan) = (fetch_enter().await?, fetch_planning().await?);
        FETCHED.set(Some((view, enter, plan)));
        Ok(show as Show)
    })
}

fn show() -> AnyView {
    let fetched = FETCHED.get();
    fetched
        .map(|(view, enter, plan)| view(enter, plan()))
        .into_any()
}
