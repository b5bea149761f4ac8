//! The network as a diagram.

use leptos::prelude::*;

use super::editor::Editor;
use super::text::unbuildable;
use crate::export::diagram;
use crate::page::save::save_text;
use crate::page::state::State;
use crate::ui::dynamic::dynamic;

/// The part.
#[component]
pub fn Drawing() -> impl IntoView {
    let editor = Editor::of_context();
    let drawing = editor.checked(|c| {
        let title = State::model_name(&c.experiment.model);
        c.problem.is_none().then(|| diagram(title, &c.summary))
    });
    let drawing = Memo::new(move |_| drawing.get().flatten());
    let keep = move |_| {
        if let Some(svg) = drawing.get_untracked() {
            let _ = save_text("network.svg", &svg);
        }
    };
    let contents = move || match drawing.get() {
        Some(svg) => view! { <div class="diagram" inner_html=svg></div> }.into_any(),
        None => unbuildable(),
    };
    view! {
        <div class="row">
            <button class="small" on:click=keep>
                "Save as SVG"
            </button>
        </div>
        {dynamic(contents)}
    }
}
