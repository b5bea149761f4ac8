//! Precision, recall and F1 of every class, as in scikit-learn's classification report.

use leptos::prelude::*;

use super::store::RoomStore;
use crate::metrics::{ClassScores, classification_report};
use crate::page::save::save_text;
use crate::report::{classification_report_text, report_csv};
use crate::ui::dynamic::dynamic;
use crate::ui::format::{count, percent};

/// A line for each class, and their averages.
pub fn report(room: RoomStore) -> AnyView {
    let confusion = room.memo(|s| {
        s.shown
            .as_ref()
            .map(|shown| shown.analysis.confusion.clone())
    });
    let names = room.memo(|s| s.page.classes.clone());
    let table = move || {
        let (confusion, names) = (confusion.get().unwrap_or_default(), names.get());
        let report = classification_report(&confusion);
        let rows = report.classes.iter().enumerate();
        let name = |class: usize| {
            names
                .get(class)
                .cloned()
                .unwrap_or_else(|| class.to_string())
        };
        let rows = rows.map(|(class, scores)| row(name(class), scores));
        let averages = [
            ("Macro average", &report.macro_avg),
            ("Weighted average", &report.weighted_avg),
        ];
        let heads = ["Class", "Precision", "Recall", "F1", "Samples"];
        let text = classification_report_text(&report, &names);
        let csv = report_csv(&report, &names);
        let file = text.clone();
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
            <div class="row">
                <button
                    class="small quiet"
                    aria-label="Save classification report as CSV"
                    on:click=move |_| {
                        let _ = save_text("classification-report.csv", &csv);
                    }
                >
                    "CSV"
                </button>
                <button
                    class="small quiet"
                    aria-label="Save classification report as text"
                    on:click=move |_| {
                        let _ = save_text("classification-report.txt", &file);
                    }
                >
                    "Text"
                </button>
            </div>
            <details>
                <summary>"As scikit-learn prints it"</summary>
                <pre class="scroll" tabindex="0" role="group" aria-label="Report as text">{text}</pre>
            </details>
        }
        .into_any()
    };
    dynamic(table).into_any()
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
