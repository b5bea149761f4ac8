//! The settings that are seldom changed: of the optimizer, the schedule of its step size, and training.

use leptos::prelude::*;

use super::class_weights::class_weights;
use super::editor::Editor;
use super::field;
use crate::experiment::{Experiment, Field};
use crate::ui::dynamic::dynamic;

/// What stands above, among the settings that everybody needs.
const SHOWN_ABOVE: [&str; 5] = [
    "model.classifier.type",
    "optimizer.type",
    "optimizer.learning_rate",
    "training.batch_size",
    "training.epochs",
];

/// The fields of a part of the experiment, with their paths.
fn fields(experiment: &Experiment, part: &str) -> Vec<(String, Field)> {
    let fields = experiment.all_fields().into_iter();
    let is_of_part = |(path, _): &(String, Field)| {
        let rest = path.strip_prefix(part);
        rest.is_some_and(|rest| rest.starts_with('.')) && !SHOWN_ABOVE.contains(&&path[..])
    };
    fields.filter(is_of_part).collect()
}

/// The settings of one of the experiment's parts. `kind` is what decides which settings there are.
pub fn part(title: &'static str, path: &'static str, kind: fn(&Experiment) -> String) -> AnyView {
    let editor = Editor::of_context();
    let kind = editor.memo(kind);
    let controls = move || {
        // Read and not only tracked: a memo that was never read follows nothing.
        kind.with(|_| ());
        let fields = editor.peek(|e| fields(e, path)).into_iter();
        let controls = fields.map(|(path, of)| field::control(path, of));
        view! { <div class="settings">{controls.collect_view()}</div> }.into_any()
    };
    view! {
        <h4>{title}</h4>
        {dynamic(controls)}
    }
    .into_any()
}

/// The settings of all of them.
#[component]
pub fn MoreSettings() -> impl IntoView {
    view! {
        {part("Optimizer", "optimizer", |e| e.optimizer.name().to_owned())}
        {part("Schedule of the learning rate", "schedule", |e| e.schedule.name().to_owned())}
        {part("Training", "training", |_| String::new())}
        {class_weights()}
    }
}
