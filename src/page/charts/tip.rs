//! The read-out under the pointer.

use leptos::prelude::*;

use super::metric::{Frame, Metric};
use crate::page::run::Run;
use crate::page::store::Store;
use crate::ui::dynamic::dynamic;
use crate::ui::format::{accuracy, loss};

/// A line through the step under the pointer, and its numbers.
#[component]
pub fn Tip(
    metric: Metric,
    frame: RwSignal<Option<Frame>>,
    hover: RwSignal<Option<f64>>,
) -> impl IntoView {
    let store = Store::of_context();
    let tip = Memo::new(move |_| {
        let (x, frame) = (hover.get()?, frame.get()?);
        store.peek(|s| read(s.run.current.as_ref()?, metric, frame, x))
    });
    dynamic(move || {
        tip.get().map(|tip| {
            let style = format!("--x: {:.1}px", tip.x);
            view! {
                <div class="tip" class:flip=tip.is_right style=style aria-hidden="true">
                    <i></i>
                    <p>{tip.lines.into_iter().map(|line| view! { <span>{line}</span> }).collect_view()}</p>
                </div>
            }
            .into_any()
        })
    })
}

#[derive(Clone, PartialEq)]
struct Reading {
    /// Pixels from the left edge.
    x: f64,
    /// In the right half, where the text stands to the left of the line.
    is_right: bool,
    lines: Vec<String>,
}

fn read(run: &Run, metric: Metric, frame: Frame, x: f64) -> Option<Reading> {
    let wanted = frame.step_at(x);
    let after = run.curve.partition_point(|p| (p.step as f64) < wanted);
    let point = run.curve.get(after).or(run.curve.last())?;
    let number = |value: f64| match metric {
        Metric::Loss => loss(value),
        Metric::Accuracy => accuracy(value),
    };
    let x = frame.x_of(point.step as f64);
    let mut lines = vec![
        format!("Step {}", point.step),
        format!("Training {}", number(metric.smooth(point))),
        format!("This batch {}", number(metric.raw(point))),
    ];
    // The epoch that the step is in, once it is over.
    if let Some(epoch) = run.epochs.iter().find(|e| e.step >= point.step) {
        lines.push(format!("Epoch {}", epoch.epoch));
        lines.extend(
            metric
                .validation(epoch)
                .map(|v| format!("Validation {}", number(v))),
        );
        lines.push(format!("Test {}", number(metric.of(epoch.test))));
    }
    Some(Reading {
        x,
        is_right: x > f64::midpoint(frame.left, frame.right),
        lines,
    })
}
