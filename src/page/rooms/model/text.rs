//! What the network is as a text of another program, to read, copy and save.

use leptos::prelude::*;

use super::editor::{Checked, Editor};
use crate::page::copy::copy;
use crate::page::save::save_text;
use crate::ui::dynamic::dynamic;

/// A text made of the experiment on its data, and the name of its file; nothing while the network cannot
/// be built.
pub fn text(label: &'static str, file: &'static str, make: fn(&Checked) -> String) -> AnyView {
    let editor = Editor::of_context();
    let text = editor.checked(move |c| c.problem.is_none().then(|| make(c)));
    let text = Memo::new(move |_| text.get().flatten());
    let said = RwSignal::new("");
    let copy_it = move |_| {
        let Some(text) = text.get_untracked() else {
            return;
        };
        leptos::task::spawn_local(async move {
            said.set(match copy(&text).await {
                Ok(()) => "Copied.",
                Err(_) => "The browser does not allow it: select the text and copy it.",
            });
        });
    };
    let keep = move |_| {
        if let Some(text) = text.get_untracked() {
            let _ = save_text(file, &text);
        }
    };
    let contents = move || match text.get() {
        // What scrolls is reached by the keyboard.
        Some(text) => view! {
            <pre class="code" tabindex="0" role="group" aria-label=label>
                {text}
            </pre>
        }
        .into_any(),
        None => unbuildable(),
    };
    view! {
        <div class="row">
            <button class="small" on:click=copy_it>
                "Copy"
            </button>
            <button class="small" on:click=keep>
                "Save as file"
            </button>
            <span class="muted" aria-live="polite">
                {said}
            </span>
        </div>
        {dynamic(contents)}
    }
    .into_any()
}

/// What stands where a network that cannot be built would.
pub fn unbuildable() -> AnyView {
    view! {
        <p class="empty">
            "This network cannot be built on the data yet. The list of layers says where it breaks and what mends it."
        </p>
    }
    .into_any()
}
