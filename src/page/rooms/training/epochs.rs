//! Every epoch of the run at hand in numbers.

use leptos::either::Either;
use leptos::prelude::*;

use crate::page::run::Run;
use crate::page::store::Store;
use crate::protocol::Scores;
use crate::run::EpochResult;
use crate::ui::format::{NONE, duration, loss, percent};

/// A line for each epoch, newest first, or what to do to have some.
#[component]
pub fn Epochs() -> impl IntoView {
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
            let rows = rows.map(|epoch| row(epoch, best == Some(epoch.epoch)));
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

fn table(rows: impl IntoView) -> impl IntoView {
    let heads = [
        "Epoch",
        "Train loss",
        "Train accuracy",
        "Validation loss",
        "Validation accuracy",
        "Test loss",
        "Test accuracy",
        "Time",
    ];
    view! {
        // What scrolls is reached by the keyboard.
        <div class="scroll" tabindex="0" role="group" aria-label="Epochs">
            <table class="runs numbers">
                <caption class="hidden">"Loss and accuracy of every epoch"</caption>
                <thead>
                    <tr>{heads.map(|head| view! { <th scope="col">{head}</th> })}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(epoch: &EpochResult, is_best: bool) -> impl IntoView + use<> {
    let cells = |scores: Option<Scores>| {
        let text = |number: Option<String>| number.unwrap_or_else(|| NONE.to_owned());
        view! {
            <td>{text(scores.map(|s| loss(s.loss)))}</td>
            <td>{text(scores.map(|s| percent(s.accuracy)))}</td>
        }
    };
    view! {
        <tr class:best=is_best>
            <th scope="row">
                {epoch.epoch} {is_best.then(|| view! { <span class="badge">"best"</span> })}
            </th>
            {cells(Some(epoch.train))}
            {cells(epoch.validation)}
            {cells(Some(epoch.test))}
            <td>{duration(epoch.seconds)}</td>
        </tr>
    }
}
