//! The curve of a search for a learning rate: the smoothed loss over the logarithm of the rate.

use leptos::prelude::*;

use crate::page::happened::short;
use crate::run::FoundRate;
use crate::ui::format::loss;

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 160.0;

/// The curve with the suggested rate, and its numbers as a table for those who do not see it.
pub fn figure(found: &FoundRate) -> AnyView {
    let points: Vec<(f64, f64)> = found
        .tried
        .iter()
        .map(|tried| (tried.learning_rate.log10(), tried.smoothed))
        .collect();
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return ().into_any();
    };
    let (from, to) = (first.0, last.0);
    let low = points.iter().map(|p| p.1).fold(f64::INFINITY, f64::min);
    // The end of a search goes up steeply: what is above twice the first loss tells nothing more.
    let high = points
        .iter()
        .map(|p| p.1)
        .fold(low, f64::max)
        .min(2.0 * first.1);
    let x = move |log: f64| (log - from) / (to - from).max(1e-9) * WIDTH;
    let y = move |value: f64| {
        let part = (value.min(high) - low) / (high - low).max(1e-9);
        HEIGHT - 8.0 - part * (HEIGHT - 16.0)
    };
    let line = points
        .iter()
        .map(|(log, value)| format!("{:.1},{:.1}", x(*log), y(*value)))
        .collect::<Vec<_>>()
        .join(" ");
    let mark = found.suggested.map(|rate| {
        let x = format!("{:.1}", x(rate.log10()));
        view! { <line class="mark" x1=x.clone() x2=x y1="0" y2=HEIGHT.to_string()></line> }
    });
    let every = found.tried.len().div_ceil(12).max(1);
    let rows = found.tried.iter().step_by(every).map(|tried| {
        view! {
            <tr>
                <th scope="row">{short(tried.learning_rate)}</th>
                <td>{loss(tried.smoothed)}</td>
            </tr>
        }
    });
    view! {
        <figure class="rate-curve" aria-label="Loss at each learning rate">
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" aria-hidden="true">
                <polyline points=line></polyline>
                {mark}
            </svg>
            <figcaption class="muted">
                <span>{short(10f64.powf(from))}</span>
                <span>"loss at each learning rate"</span>
                <span>{short(10f64.powf(to))}</span>
            </figcaption>
            <table class="hidden">
                <caption>"Loss at some of the learning rates"</caption>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </figure>
    }
    .into_any()
}
