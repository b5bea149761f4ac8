//! Every epoch of the run at hand in numbers.

use leptos::either::Either;
use leptos::prelude::*;

use super::observations::Observations;
use crate::page::run::Run;
use crate::page::store::Store;
use crate::protocol::Scores;
use crate::run::EpochResult;
use crate::ui::format::{NONE, accuracy, duration, loss, percent};

/// A line for each epoch, newest first, or what to do to have some.
#[component]
pub fn Epochs(
    /// Counts of the classes.
    observations: Memo<Observations>,
) -> impl IntoView {
    let store = Store::of_context();
    let epochs = store.memo(|s| {
        s.run
            .current
            .as_ref()
            .map_or_else(Vec::new, |run| run.epochs.clone())
    });
    let best = store.memo(|s| s.run.current.as_ref().and_then(best));
    move || {
        epochs.with(|epochs| {
            if epochs.is_empty() {
                return Either::Left(view! {
                    <p class="empty">
                        "No epoch is over yet. Press Train above: after each pass over the training samples, its loss and accuracy are listed here."
                    </p>
                });
            }
            let best = best.get();
            let rows = epochs.iter().rev();
            let rows = rows.map(|epoch| {
                let f1 = observations.with(|observations| mean_f1(observations, epoch.epoch));
                row(epoch, f1, best == Some(epoch.epoch))
            });
            Either::Right(table(rows.collect_view()))
        })
    }
}

/// The epoch after which the network did best: on the validation samples, where there are any.
fn best(run: &Run) -> Option<usize> {
    let accuracy = |epoch: &EpochResult| epoch.validation.unwrap_or(epoch.test).accuracy;
    let better = |a: &&EpochResult, b: &&EpochResult| {
        // Of equals the earlier one, which `max_by` would not keep.
        accuracy(a)
            .total_cmp(&accuracy(b))
            .then(b.epoch.cmp(&a.epoch))
    };
    run.epochs.iter().max_by(better).map(|epoch| epoch.epoch)
}

/// The mean F1 of the classes in an epoch: in training, on the validation and on the test samples.
fn mean_f1(observations: &Observations, epoch: usize) -> [Option<f64>; 3] {
    let classes = observations
        .classes
        .iter()
        .rfind(|classes| classes.epoch == epoch);
    classes.map_or([None; 3], |classes| {
        let reports = classes.reports();
        reports.map(|report| report.map(|report| report.macro_avg.f1))
    })
}

fn table(rows: impl IntoView) -> impl IntoView {
    let heads = [
        "Epoch",
        "Train loss",
        "Train accuracy",
        "Train F1",
        "Validation loss",
        "Validation accuracy",
        "Validation F1",
        "Test loss",
        "Test accuracy",
        "Test F1",
        "Time",
    ];
    view! {
        // What scrolls is reached by the keyboard.
        <div class="scroll" tabindex="0" role="group" aria-label="Epochs">
            <table class="runs numbers">
                <caption class="hidden">"Loss, accuracy and mean F1 of the classes of every epoch"</caption>
                <thead>
                    <tr>{heads.map(|head| view! { <th scope="col">{head}</th> })}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(epoch: &EpochResult, f1: [Option<f64>; 3], is_best: bool) -> impl IntoView + use<> {
    let cells = |scores: Option<Scores>, f1: Option<f64>| {
        let text = |number: Option<String>| number.unwrap_or_else(|| NONE.to_owned());
        view! {
            <td>{text(scores.map(|s| loss(s.loss)))}</td>
            <td>{text(scores.map(|s| accuracy(s.accuracy)))}</td>
            <td>{text(f1.map(percent))}</td>
        }
    };
    view! {
        <tr class:best=is_best>
            <th scope="row">
                {epoch.epoch} {is_best.then(|| view! { <span class="badge">"best"</span> })}
            </th>
            {cells(Some(epoch.train), f1[0])}
            {cells(epoch.validation, f1[1])}
            {cells(Some(epoch.test), f1[2])}
            <td>{duration(epoch.seconds)}</td>
        </tr>
    }
}
