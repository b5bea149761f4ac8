//! A chart's numbers for assistive technology: every epoch, and some of the steps.

use leptos::prelude::*;

use super::metric::Metric;
use crate::page::run::{Point, Status};
use crate::page::series::spaced;
use crate::page::store::Store;
use crate::run::EpochResult;
use crate::ui::format::{NONE, loss, percent};

/// Steps given; all of them are too many to read.
const STEPS: usize = 20;

/// The numbers behind a chart.
#[component]
pub fn Numbers(metric: Metric) -> impl IntoView {
    let store = Store::of_context();
    let epochs = store.memo(|s| {
        s.run
            .current
            .as_ref()
            .map_or_else(Vec::new, |r| r.epochs.clone())
    });
    // A table that changed with every report could not be read.
    let moment = store.memo(|s| {
        let run = s.run.current.as_ref()?;
        let at_rest = (run.status != Status::Running).then_some(run.step);
        Some((run.key, run.epochs.len(), at_rest))
    });
    let steps = Memo::new(move |_| {
        // Read, not only tracked: a memo that nobody reads never looks for changes.
        moment.get();
        store.peek(|s| {
            s.run
                .current
                .as_ref()
                .map_or_else(Vec::new, |r| spaced(&r.curve, STEPS))
        })
    });
    let number = move |value: f64| match metric {
        Metric::Loss => loss(value),
        Metric::Accuracy => percent(value),
    };
    let epoch_row = move |epoch: EpochResult| {
        let validation = metric.validation(&epoch);
        view! {
            <tr>
                <th scope="row">"Epoch " {epoch.epoch}</th>
                <td>{number(metric.of(epoch.train))}</td>
                <td>{validation.map_or_else(|| NONE.to_owned(), number)}</td>
                <td>{number(metric.of(epoch.test))}</td>
            </tr>
        }
    };
    let step_row = move |point: Point| {
        view! {
            <tr>
                <th scope="row">"Step " {point.step}</th>
                <td>{number(metric.smooth(&point))}</td>
                <td>{NONE}</td>
                <td>{NONE}</td>
            </tr>
        }
    };
    view! {
        <div class="hidden">
            <table>
                <caption>{metric.name()} " of every epoch and of some steps"</caption>
                <thead>
                    <tr>
                        <th scope="col">"After"</th>
                        <th scope="col">"Training"</th>
                        <th scope="col">"Validation"</th>
                        <th scope="col">"Test"</th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || epochs.get()
                        key=|e| (e.epoch, e.train.loss.to_bits())
                        children=epoch_row
                    />
                </tbody>
                <tbody>
                    <For
                        each=move || steps.get()
                        key=|p| (p.step, p.smooth.map(f32::to_bits))
                        children=step_row
                    />
                </tbody>
            </table>
        </div>
    }
}
