//! The room `Runs`: what was trained on this visit, with settings and results.

use leptos::prelude::*;

use crate::page::rooms::sweep;
use crate::page::views::runs::FinishedRuns;

/// The room.
pub fn show() -> AnyView {
    view! {
        <div class="region">
            <FinishedRuns with_loss=true/>
        </div>
        <h3 class="sweep-heading">"Sweep"</h3>
        {sweep::fetched::part()}
    }
    .into_any()
}
