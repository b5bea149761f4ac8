//! Precision, recall and F1 of every class, as in scikit-learn's classification report.

use leptos::prelude::*;

use crate::metrics::{ClassScores, classification_report};
use crate::page::views::confusion::class_name;
use crate::ui::format::{count, percent};

/// A line for each class, and their averages.
pub fn report(confusion: &[Vec<u32>], names: &[String]) -> impl IntoView + use<> {
    let report = classification_report(confusion);
    let rows = report.classes.iter().enumerate();
    let rows = rows.map(|(class, scores)| row(class_name(names, class), scores));
    let averages = [
        ("Macro average", &report.macro_avg),
        ("Weighted average", &report.weighted_avg),
    ];
    let heads = ["Class", "Precision", "Recall", "F1", "Samples"];
    view! {
        // What scrolls is reached by the keyboard.
        <div class="scroll" tabindex="0" role="group" aria-label="Classification report">
            <table class="runs numbers">
                <caption class="hidden">"Classification report"</caption>
                <thead>
                    <tr>{heads.map(|head| view! { <th scope="col">{head}</th> })}</tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
                <tfoot>{averages.map(|(name, scores)| row(name.to_owned(), scores))}</tfoot>
            </table>
        </div>
    }
}

fn row(name: String, scores: &ClassScores) -> impl IntoView + use<> {
    let ratios = [scores.precision, scores.recall, scores.f1].map(|part| {
        view! {
            <td>
                <span class="share">
                    <i style=format!("--part: {part:.4}") aria-hidden="true"></i>
                    {percent(part)}
                </span>
            </td>
        }
    });
    view! {
        <tr>
            <th scope="row">{name}</th>
            {ratios}
            <td>{count(scores.support as usize)}</td>
        </tr>
    }
}
