//! The scores, the confusion matrix and the classification report.

use leptos::prelude::*;

use super::matrix::matrix;
use super::panel::empty;
use super::report::report;
use super::scores::scores;
use super::store::RoomStore;
use crate::ui::dynamic::dynamic;

/// The panel.
pub fn overview(room: RoomStore) -> AnyView {
    let has_evaluation = room.memo(|s| s.shown.is_some());
    dynamic(move || {
        if !has_evaluation.get() {
            return empty(room);
        }
        view! {
            <div class="columns">
                <div class="region">{scores(room)}</div>
                <div class="region wide">{matrix(room)}</div>
            </div>
            <div class="region">
                <h3>"Classes"</h3>
                {report(room)}
            </div>
        }
        .into_any()
    })
    .into_any()
}
