//! Undo and redo, by buttons and by keys.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::editor::Editor;
use crate::ui::dynamic::dynamic;

/// The buttons. While the room is open, Ctrl+Z and Ctrl+Y do the same, but in a field, whose own text
/// they undo.
#[component]
pub fn UndoButtons() -> impl IntoView {
    let editor = Editor::of_context();
    let keys = window_event_listener(leptos::ev::keydown, move |event: KeyboardEvent| {
        let is_shortcut = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
        let is_in_field = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|element| element.matches("input, textarea, select").unwrap_or(false));
        if !is_shortcut || is_in_field {
            return;
        }
        let is_redo = match &event.key()[..] {
            "z" => false,
            "Z" | "y" => true,
            _ => return,
        };
        event.prevent_default();
        editor.undo(is_redo);
    });
    on_cleanup(move || keys.remove());
    let [undo, redo] = editor.can_undo();
    let buttons = [
        (undo, "Undo", "Ctrl+Z", false),
        (redo, "Redo", "Ctrl+Y", true),
    ];
    // The button that has the focus stays there when nothing is left to undo.
    let buttons = buttons.map(|(can, label, keys, is_redo)| {
        view! {
            <button
                class="small"
                title=keys
                aria-disabled=dynamic(move || (!can.get()).to_string())
                on:click=move |_| editor.undo(is_redo)
            >
                {label}
            </button>
        }
    });
    view! {
        <div class="row" role="group" aria-label="Changes of the experiment">
            {buttons}
        </div>
    }
}
