//! What is wrong with the network, at the layer where it breaks, and what would mend it.

use leptos::prelude::*;

use super::check::Problem;
use super::editor::Editor;
use super::fixes::fixes;
use crate::ui::dynamic::dynamic;
use crate::ui::format::sentence;

/// The problem of the network and buttons that mend it.
pub fn problem_of(editor: Editor) -> AnyView {
    let found = editor.checked(|checked| {
        let problem = checked.problem.clone()?;
        let fixes = fixes(&checked.experiment, checked.input, &problem);
        Some((subject(&problem), problem.error, fixes))
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

/// What the error's message speaks of, for people: the layer by its number, and the field in it.
fn subject(problem: &Problem) -> String {
    let path = &problem.error.field;
    match (problem.layer, path.rsplit_once("].")) {
        (Some(at), Some((_, field))) => format!("Layer {}: {field}", at + 1),
        (Some(at), None) => format!("Layer {}", at + 1),
        (None, _) => path.clone(),
    }
}
