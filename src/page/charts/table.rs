//! A chart's numbers for assistive technology: every epoch.

use leptos::prelude::*;

use super::Metric;
use crate::page::format::{NONE, loss, percent};
use crate::page::run::Epoch;
use crate::page::store::Store;

/// The numbers behind a chart. The steps within an epoch are too many to read; the
/// readings give the newest.
#[component]
pub fn Numbers(metric: Metric) -> impl IntoView {
    let store = Store::of_context();
    let epochs = store.memo(|s| s.run.as_ref().map_or_else(Vec::new, |r| r.epochs.clone()));
    let number = move |value: f64| match metric {
        Metric::Loss => loss(value),
        Metric::Accuracy => percent(value),
    };
    let row = move |epoch: Epoch| {
        let validation = metric.validation(&epoch);
        view! {
            <tr>
                <th scope="row">{epoch.epoch}</th>
                <td>{number(metric.of(epoch.train))}</td>
                <td>{validation.map_or_else(|| NONE.to_owned(), number)}</td>
                <td>{number(metric.of(epoch.test))}</td>
            </tr>
        }
    };
    view! {
    <div class="hidden">        <table>
                <caption>{metric.name()} " of every epoch"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Epoch"</th>
                        <th scope="col">"Training"</th>
                        <th scope="col">"Validation"</th>
                        <th scope="col">"Test"</th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || epochs.get()
                        key=|e| (e.epoch, e.train.loss.to_bits())
                        children=row
                    />
                </tbody>
            </table></div>
        }
}
