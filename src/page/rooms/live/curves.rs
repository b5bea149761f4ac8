//! The curves of the region `Training`, which are fetched once the page stands.

use leptos::prelude::*;

use crate::page::charts::{LineChart, Metric};
use crate::ui::room::{Show, room};
use crate::ui::staged::staged;

room!(fetch_curves in charts: Show = curves);

const METRICS: [Metric; 2] = [Metric::Loss, Metric::Accuracy];

fn curves() -> AnyView {
    let chart = |metric| staged(move || view! { <LineChart metric=metric/> }.into_any());
    METRICS.map(chart).into_any()
}

/// Frames as large as the curves, as the document has them before the page's program runs.
pub fn waiting() -> AnyView {
    let frame = |metric: Metric| {
        view! {
            <div class="chart">
                <div class="shell-caption">{metric.name()}</div>
                <div class="plot skeleton"></div>
            </div>
        }
    };
    METRICS.map(frame).into_any()
}
