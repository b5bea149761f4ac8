//! What is wrong with the network, at the layer where it breaks, and what would mend it.

use leptos::prelude::*;

use super::editor::{Checked, Editor};
use super::fixes::fixes;
use crate::ui::dynamic::dynamic;
use crate::ui::format::sentence;

/// The problem of the network and buttons that mend it.
pub fn problem_of(editor: Editor) -> AnyView {
    let found = editor.checked(|checked| {
        let problem = checked.problem.clone()?;
        let fixes = fixes(&checked.experiment, checked.input, &problem);
        Some((subject(checked), problem.error, fixes))
    });
    dynamic(move || {
        let (subject, error, fixes) = found.get()??;
        let buttons = fixes.into_iter().map(|fix| {
            let experiment = fix.experiment;
            view! {
                <button
                    class="small"
                    aria-disabled=dynamic(move || editor.is_locked.get().to_string())
                    on:click=move |_| {
                        if !editor.is_locked.get_untracked() {
                            editor.take(experiment.clone());
                        }
                    }
                >
                    {fix.label}
                </button>
            }
        });
        Some(
            view! {
                <div class="fault" role="alert">
                    <p>
                        <strong>{subject} " " {sentence(&error.message)}</strong>
                        " "
                        {error.hint}
                    </p>
                    <div class="row">{buttons.collect_view()}</div>
                </div>
            }
            .into_any(),
        )
    })
    .into_any()
}

/// What the error's message speaks of, for people: the layer or its field, not its path.
fn subject(checked: &Checked) -> String {
    let Some(problem) = &checked.problem else {
        return String::new();
    };
    let path = &problem.error.field;
    match (problem.layer, path.rsplit_once("].")) {
        (Some(_), Some((_, field))) => field.to_owned(),
        (Some(at), None) => {
            let layer = checked.experiment.model.layers.get(at);
            layer.map_or_else(|| path.clone(), |layer| layer.class_name().to_owned())
        }
        (None, _) => path.clone(),
    }
}
