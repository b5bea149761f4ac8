//! The region `Compare`: the runs of this visit, side by side.

use leptos::either::Either;
use leptos::prelude::*;

use crate::page::state::FinishedRun;
use crate::page::store::Store;
use crate::ui::format::{count, duration, percent};

/// The region.
#[component]
pub fn CompareRegion() -> impl IntoView {
    let store = Store::of_context();
    let runs = store.memo(|s| (s.runs.finished.clone(), s.runs.best()));
    view! {
        <section class="region region-compare" aria-labelledby="compare-title">
            <h2 id="compare-title">"Compare"</h2>
            {move || {
                let (runs, best) = runs.get();
                if runs.is_empty() {
                    Either::Left(
                        view! {
                            <p class="empty">
                                "Runs you finish or stop are listed here. Change one setting, train again, and see what it does."
                            </p>
                        },
                    )
                } else {
                    let rows = runs
                        .iter()
                        .enumerate()
                        .map(|(i, run)| row(i + 1, run, Some(run.key) == best && runs.len() > 1))
                        .collect_view();
                    Either::Right(table(rows))
                }
            }}
        </section>
    }
}

fn table(rows: impl IntoView) -> impl IntoView {
    let heads = [
        "Run",
        "Model and data",
        "Settings",
        "Device",
        "Epochs",
        "Steps",
        "Time",
        "Test accuracy",
    ];
    view! {
        <div class="scroll" tabindex="0" role="group" aria-label="Scrollable table">
            <table class="runs">
                <thead>
                    <tr>{heads.map(|head| view! { <th scope="col">{head}</th> })}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(number: usize, run: &FinishedRun, is_best: bool) -> impl IntoView + use<> {
    view! {
        <tr class:best=is_best>
            <th scope="row">{number}</th>
            <td>
                {run.model.clone()} <br/> <span class="muted">{run.data}</span>
            </td>
            <td class="wrap">{run.settings.clone()}</td>
            <td>{run.device}</td>
            <td>{run.epochs}</td>
            <td>{count(run.steps)}</td>
            <td>{duration(run.seconds)}</td>
            <td>
                {percent(run.test.accuracy)}
                {is_best.then(|| view! { <span class="badge">"best"</span> })}
            </td>
        </tr>
    }
}
