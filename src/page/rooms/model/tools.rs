//! What can be done with a layer: the buttons in its line.

use leptos::prelude::*;

use super::editor::Editor;
use super::edits::Change;
use crate::ui::dynamic::dynamic;
use crate::ui::focus::focus_later;

/// Something that can be done with a layer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    Up,
    Down,
    Duplicate,
    Remove,
}

impl Tool {
    const ALL: [Self; 4] = [Self::Up, Self::Down, Self::Duplicate, Self::Remove];

    fn label(self) -> &'static str {
        match self {
            Self::Up => "Move up",
            Self::Down => "Move down",
            Self::Duplicate => "Duplicate",
            Self::Remove => "Remove",
        }
    }

    /// An SVG path of strokes in a square of 20.
    fn icon(self) -> &'static str {
        match self {
            Self::Up => "M10 15.5v-11M5.5 9 10 4.5 14.5 9",
            Self::Down => "M10 4.5v11M5.5 11l4.5 4.5 4.5-4.5",
            Self::Duplicate => "M7 7h9.5v9.5H7zM4 13h-.5V3.5H13V4",
            Self::Remove => "M5 5l10 10M15 5 5 15",
        }
    }

    fn id(self, at: usize) -> String {
        format!("layer-{at}-tool-{}", self as usize)
    }

    /// Does it with the layer at a position; the focus stays with the layer, or goes to the next one.
    pub fn apply(self, editor: Editor, at: usize) {
        let n = editor.number_of_layers();
        let (change, said, focus) = match self {
            Self::Up => (
                Change::Move(at, at.saturating_sub(1)),
                None,
                self.id(at.saturating_sub(1)),
            ),
            Self::Down => (Change::Move(at, at + 1), None, self.id(at + 1)),
            Self::Duplicate => (
                Change::Duplicate(at),
                Some(format!("Layer {} is a copy of layer {}.", at + 2, at + 1)),
                name_id(at + 1),
            ),
            Self::Remove => (
                Change::Remove(at),
                Some(format!("Layer {} is removed.", at + 1)),
                match n {
                    1 => "add-layer".to_owned(),
                    n => name_id(at.min(n.saturating_sub(2))),
                },
            ),
        };
        if let Change::Move(_, to) = change {
            if to == at || to >= n {
                return;
            }
            editor.say_moved(to);
        }
        editor.change(change);
        if let Some(said) = said {
            editor.said.set(said);
        }
        focus_later(focus);
    }
}

/// Id of the button that opens a layer.
pub fn name_id(at: usize) -> String {
    format!("layer-{at}")
}

/// The buttons of the layer at a position, of a class.
pub fn buttons(at: usize, class: Memo<&'static str>) -> AnyView {
    let editor = Editor::of_context();
    let n = editor.memo(|e| e.model.layers.len());
    let buttons = Tool::ALL.map(|tool| {
        let is_off = Memo::new(move |_| {
            editor.is_locked.get()
                || (tool == Tool::Up && at == 0)
                || (tool == Tool::Down && at + 1 >= n.get())
        });
        let label = tool.label();
        view! {
            <button
                class="icon"
                id=tool.id(at)
                title=label
                aria-label=dynamic(move || format!("{label} layer {} {}", at + 1, class.get()))
                aria-disabled=dynamic(move || is_off.get().to_string())
                on:click=move |_| {
                    if !is_off.get_untracked() {
                        tool.apply(editor, at);
                    }
                }
            >
                <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
                    <path d=tool.icon()></path>
                </svg>
            </button>
        }
    });
    view! { <span class="layer-tools">{buttons}</span> }.into_any()
}
