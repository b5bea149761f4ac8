//! The region `Compare`: the runs of this visit, side by side.

use leptos::prelude::*;

use crate::page::route::Room;
use crate::page::views::card::OpenRoom;
use crate::page::views::runs::FinishedRuns;

/// The region.
#[component]
pub fn CompareRegion() -> impl IntoView {
    view! {
        <section class="region region-compare" aria-labelledby="compare-title">
            <div class="card-head">
                <h2 id="compare-title">"Compare"</h2>
                <OpenRoom room=Room::Runs/>
            </div>
            <FinishedRuns with_loss=false/>
        </section>
    }
}
