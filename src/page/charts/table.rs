//! A chart's numbers for assistive technology: every epoch, and some of the steps.

use leptos::prelude::*;

use super::metric::Metric;
use crate::page::run::{Point, Status};
use crate::page::series::spaced;
use crate::page::store::Store;
use crate::run::EpochResult;
use crate::ui::format::{NONE, accuracy, loss};
use crate::ui::list::{Item, list};

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
        Metric::Accuracy => accuracy(value),
    };
    let epoch_row = move |epoch: &EpochResult| {
        let validation = metric.validation(epoch);
        let numbers = [
            number(metric.of(epoch.train)),
            validation.map_or_else(|| NONE.to_owned(), number),
            number(metric.of(epoch.test)),
        ];
        row(format!("Epoch {}", epoch.epoch), numbers)
    };
    let step_row = move |point: &Point| {
        let trend = number(metric.smooth(point));
        let numbers = [trend, NONE.to_owned(), NONE.to_owned()];
        row(format!("Step {}", point.step), numbers)
    };
    let epoch_rows = move || epochs.with(|epochs| epochs.iter().map(epoch_row).collect());
    let step_rows = move || steps.with(|steps| steps.iter().map(step_row).collect());
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
                <tbody>{list(epoch_rows)}</tbody>
                <tbody>{list(step_rows)}</tbody>
            </table>
        </div>
    }
}

/// A row, which is another one when its numbers are others.
fn row(head: String, numbers: [String; 3]) -> Item {
    let key = format!("{head} {numbers:?}");
    Item::new(key, move || {
        let cells = numbers.map(|number| view! { <td>{number}</td> });
        view! {
            <tr>
                <th scope="row">{head}</th>
                {cells}
            </tr>
        }
        .into_any()
    })
}
