//! How good the network is in the end: a verdict in numbers, and what it confuses.

use leptos::prelude::*;

use crate::metrics::{class_scores, correct, most_confused, samples};
use crate::page::heat::tint;
use crate::run::Evaluation;
use crate::ui::format::{accuracy, count, loss, percent};

/// The tint from which on a cell's number is written in the opposite of the ink.
const STRONG: f32 = 0.8;

/// The name of a class, or its number where it has none.
pub fn class_name(classes: &[String], class: usize) -> String {
    let name = classes.get(class).cloned();
    name.unwrap_or_else(|| class.to_string())
}

/// The accuracy, what it is made of, and the error made most often.
pub fn verdict(evaluation: &Evaluation, classes: &[String]) -> impl IntoView + use<> {
    let confusion = &evaluation.confusion;
    let (right, all) = (correct(confusion), samples(confusion));
    let confused = most_confused(confusion).map(|(truth, predicted, n)| {
        let [truth, predicted] = [truth, predicted].map(|class| class_name(classes, class));
        view! {
            <p>
                "Confused most often: "
                <strong>{truth} " taken for " {predicted}</strong>
                {format!(", {n} {}.", if n == 1 { "time" } else { "times" })}
            </p>
        }
    });
    view! {
        <div class="verdict-numbers">
            <p class="big">{accuracy(evaluation.test.accuracy)}</p>
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
    }
}

/// The confusion matrix with the recall of each class.
pub fn confusion_matrix(confusion: &[Vec<u32>], classes: &[String]) -> impl IntoView + use<> {
    let heads = (0..confusion.len())
        .map(|class| view! { <th scope="col">{class_name(classes, class)}</th> })
        .collect_view();
    let rows = (0..confusion.len())
        .map(|truth| row(confusion, truth, class_name(classes, truth)))
        .collect_view();
    view! {
        <figure class="confusion" aria-label="Confusion matrix">
            // What scrolls is reached by the keyboard.
            <div class="scroll" tabindex="0" role="group" aria-label="Confusion matrix, scrollable">
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
    let scores = class_scores(confusion, truth);
    let recall = (scores.support > 0.0).then(|| percent(scores.recall));
    view! {
        <tr>
            <th scope="row">{name}</th>
            {cells}
            <td class="recall">{recall}</td>
        </tr>
    }
}
