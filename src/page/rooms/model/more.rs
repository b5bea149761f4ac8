//! The settings of the optimizer and of training that are seldom changed.

use leptos::prelude::*;

use super::editor::Editor;
use super::field;
use crate::experiment::{Experiment, Field};
use crate::ui::dynamic::dynamic;

/// What stands above, among the settings that everybody needs.
const SHOWN_ABOVE: [&str; 4] = [
    "optimizer.type",
    "optimizer.learning_rate",
    "training.batch_size",
    "training.epochs",
];

fn more(experiment: &Experiment) -> Vec<(String, Field)> {
    let fields = experiment.all_fields().into_iter();
    let is_more = |(path, _): &(String, Field)| {
        let is_part = path.starts_with("optimizer.") || path.starts_with("training.");
        is_part && !SHOWN_ABOVE.contains(&&path[..])
    };
    fields.filter(is_more).collect()
}

/// The settings, folded until they are wanted.
#[component]
pub fn MoreSettings() -> impl IntoView {
    let editor = Editor::of_context();
    // Another rule has other settings.
    let rule = editor.memo(|e| e.optimizer.name());
    let controls = move || {
        rule.track();
        let fields = editor.peek(more).into_iter();
        let controls = fields.map(|(path, of)| field::control(path, of));
        view! { <div class="settings">{controls.collect_view()}</div> }.into_any()
    };
    view! {
        <details class="more-settings">
            <summary>"More settings of optimizer and training"</summary>
            {dynamic(controls)}
        </details>
    }
}
