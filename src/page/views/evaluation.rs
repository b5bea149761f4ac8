//! The region `Evaluation`: how good the network is in the end, and what it confuses.

use leptos::either::Either;
use leptos::prelude::*;

use crate::page::heat::{most_confused, recall, tint};
use crate::page::readings::class_names;
use crate::page::run::Evaluation;
use crate::page::store::Store;
use crate::ui::format::{count, loss, percent};

/// The tint from which on a cell's number is written in the opposite of the ink.
const STRONG: f32 = 0.8;

/// The region.
#[component]
pub fn EvaluationRegion() -> impl IntoView {
    let store = Store::of_context();
    let evaluation = store.memo(|s| {
        s.run
            .current
            .as_ref()
            .and_then(|run| run.evaluation.clone())
    });
    let classes = store.memo(class_names);
    view! {
        <section class="region region-evaluation" aria-labelledby="evaluation-title">
            <h2 id="evaluation-title">"Evaluation"</h2>
            {move || match evaluation.get() {
                None => {
                    Either::Left(
                        view! {
                            <p class="empty">
                                "Train to the end, or press Stop: then every test sample is read once, and a matrix shows which classes are taken for which."
                            </p>
                        },
                    )
                }
                Some(evaluation) => Either::Right(judgement(&evaluation, &classes.get())),
            }}
        </section>
    }
}

fn judgement(evaluation: &Evaluation, classes: &[String]) -> impl IntoView + use<> {
    let confusion = &evaluation.confusion;
    let name = |i: usize| classes.get(i).cloned().unwrap_or_else(|| i.to_string());
    let (right, all) = confusion
        .iter()
        .enumerate()
        .fold((0, 0), |(right, all), (i, row)| {
            (
                right + row.get(i).copied().unwrap_or(0),
                all + row.iter().sum::<u32>(),
            )
        });
    let confused = most_confused(confusion).map(|(truth, predicted, n)| {
        view! {
            <p>
                "Confused most often: "
                <strong>{name(truth)} " read as " {name(predicted)}</strong>
                {format!(", {n} {}.", if n == 1 { "time" } else { "times" })}
            </p>
        }
    });
    let heads = (0..confusion.len())
        .map(|i| view! { <th scope="col">{name(i)}</th> })
        .collect_view();
    let rows = (0..confusion.len()).map(|truth| row(confusion, truth, name(truth)));
    let rows = rows.collect_view();
    view! {
        <div class="verdict">
            <div class="verdict-numbers">
                <p class="big">{percent(evaluation.test.accuracy)}</p>
                <p class="muted">"of the test samples classified correctly"</p>
                <p>
                    {count(right as usize)}
                    " of "
                    {count(all as usize)}
                    ", mean loss "
                    {loss(evaluation.test.loss)}
                </p>
                {confused}
            </div>
            <figure class="confusion" aria-label="Confusion matrix">
                <div class="scroll" tabindex="0" role="group" aria-label="Scrollable table">
                    <table>
                        <thead>
                            <tr>
                                <td></td>
                                <th class="axis" scope="colgroup" colspan=confusion.len()>
                                    "Predicted"
                                </th>
                                <td></td>
                            </tr>
                            <tr>
                                <th class="axis" scope="col">
                                    "Class"
                                </th>
                                {heads}
                                <th class="axis" scope="col">
                                    "Recall"
                                </th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </figure>
        </div>
    }
}

fn row(confusion: &[Vec<u32>], truth: usize, name: String) -> impl IntoView + use<> {
    let cells = confusion[truth]
        .iter()
        .enumerate()
        .map(|(predicted, n)| {
            let kind = if truth == predicted { "right" } else { "wrong" };
            let tint = tint(confusion, truth, predicted);
            let is_strong = tint > STRONG;
            let tint = format!("--tint: {tint:.3}");
            view! {
                <td class=kind class:strong=is_strong class:none=*n == 0 style=tint>
                    {*n}
                </td>
            }
        })
        .collect_view();
    let recall = recall(confusion, truth).map(percent);
    view! {
        <tr>
            <th scope="row">{name}</th>
            {cells}
            <td class="recall">{recall}</td>
        </tr>
    }
}
