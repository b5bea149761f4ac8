//! Every score of the evaluation.

use leptos::prelude::*;

use super::store::RoomStore;
use crate::page::store::Store;
use crate::report::scores_by_name;
use crate::run::Evaluation;
use crate::ui::dynamic::dynamic;
use crate::ui::format::{accuracy, count};

/// The accuracy in large, and all scores.
pub fn scores(room: RoomStore) -> AnyView {
    let shown = room.memo(|s| s.shown.clone());
    let parts = ["training", "validation", "test"];
    let loss = Store::of_context().memo(|s| {
        let run = s.run.current.as_ref()?;
        run.evaluation
            .as_ref()
            .map(|Evaluation { test, .. }| test.loss)
    });
    let view = move || {
        let Some(shown) = shown.get() else {
            return ().into_any();
        };
        let analysis = &shown.analysis;
        let right: u32 = (0..analysis.confusion.len())
            .map(|i| analysis.confusion[i][i])
            .sum();
        let rows = scores_by_name(analysis).into_iter().skip(1);
        let rows = rows.map(|(name, value)| {
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    <td>{value}</td>
                </tr>
            }
        });
        let part = parts[shown.part as usize];
        // What training follows has smoothed labels in it, and so differs from the log loss.
        let loss = loss.get().filter(|_| part == "test");
        view! {
            <div class="verdict-numbers">
                <h3>"Scores"</h3>
                <p class="big">{accuracy(analysis.accuracy)}</p>
                <p class="muted">
                    {format!(
                        "{} of {} {part} samples classified correctly",
                        count(right as usize),
                        count(analysis.samples as usize),
                    )}
                </p>
                <table class="runs numbers scores">
                    <caption class="hidden">"Scores"</caption>
                    <tbody>
                        {rows.collect_view()}
                        {loss
                            .map(|loss| {
                                view! {
                                    <tr>
                                        <th scope="row">"Loss of the run"</th>
                                        <td>{format!("{loss:.4}")}</td>
                                    </tr>
                                }
                            })}
                    </tbody>
                </table>
            </div>
        }
        .into_any()
    };
    dynamic(view).into_any()
}
