//! The curves of the region `Training`, which are fetched once the page stands.

use leptos::prelude::*;

use crate::page::charts::{LineChart, Metric};
use crate::ui::room::{Room, Show, room};

room!(fetch_loss in charts: Show = loss);
room!(fetch_accuracy in charts: Show = accuracy);

/// Both curves, or frames as large as they, as the document has them before the page's program runs.
pub fn curves() -> AnyView {
    view! {
        <Room fetch=fetch_loss waiting=|| frame(Metric::Loss)/>
        <Room fetch=fetch_accuracy waiting=|| frame(Metric::Accuracy)/>
    }
    .into_any()
}

fn loss() -> AnyView {
    view! { <LineChart metric=Metric::Loss/> }.into_any()
}

fn accuracy() -> AnyView {
    view! { <LineChart metric=Metric::Accuracy/> }.into_any()
}

fn frame(metric: Metric) -> AnyView {
    view! {
        <div class="chart">
            <div class="shell-caption">{metric.name()}</div>
            <div class="plot skeleton"></div>
        </div>
    }
    .into_any()
}
