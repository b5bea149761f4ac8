//! The runs of this visit, side by side.

use leptos::prelude::*;

use crate::page::state::FinishedRun;
use crate::page::store::Store;
use crate::ui::dynamic::dynamic;
use crate::ui::format::{accuracy, count, duration, loss};

/// A table of the runs, or what to do to have some.
#[component]
pub fn FinishedRuns(
    /// Whether there is room for the loss, too.
    with_loss: bool,
) -> impl IntoView {
    let store = Store::of_context();
    let runs = store.memo(|s| (s.runs.finished.clone(), s.runs.best()));
    dynamic(move || {
        let (runs, best) = runs.get();
        if runs.is_empty() {
            view! {
                <p class="empty">
                    "Runs you finish or stop are listed here. Change one setting, train again, and see what it does."
                </p>
            }
            .into_any()
        } else {
            let rows = runs
                .iter()
                .enumerate()
                .map(|(i, run)| {
                    row(
                        i + 1,
                        run,
                        Some(run.key) == best && runs.len() > 1,
                        with_loss,
                    )
                })
                .collect_view();
            table(rows, with_loss).into_any()
        }
    })
}

fn table(rows: impl IntoView, with_loss: bool) -> impl IntoView {
    let heads = [
        "Run",
        "Model and data",
        "Settings",
        "Device",
        "Epochs",
        "Steps",
        "Time",
        "Test loss",
        "Test accuracy",
    ];
    let heads = heads
        .into_iter()
        .filter(move |head| with_loss || *head != "Test loss");
    let heads = heads.map(|head| view! { <th scope="col">{head}</th> });
    view! {
        // What scrolls is reached by the keyboard.
        <div class="scroll" tabindex="0" role="group" aria-label="Finished runs">
            <table class="runs">
                <caption class="hidden">"Finished runs"</caption>
                <thead>
                    <tr>{heads.collect_view()}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(number: usize, run: &FinishedRun, is_best: bool, with_loss: bool) -> impl IntoView + use<> {
    view! {
        <tr class:best=is_best>
            <th scope="row">{number}</th>
            <td>
                {run.model.clone()} <br/> <span class="muted">{run.data}</span>
            </td>
            <td class="wrap">{run.settings.clone()}</td>
            <td>{run.device.clone()}</td>
            <td>{run.epochs}</td>
            <td>{count(run.steps)}</td>
            <td>{duration(run.seconds)}</td>
            {with_loss.then(|| view! { <td>{loss(run.test.loss)}</td> })}
            <td>
                {accuracy(run.test.accuracy)}
                {is_best.then(|| view! { <span class="badge">"best"</span> })}
            </td>
        </tr>
    }
}
