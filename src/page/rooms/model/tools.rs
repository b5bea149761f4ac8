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
    /// All.
    pub const ALL: [Self; 4] = [Self::Up, Self::Down, Self::Duplicate, Self::Remove];

    /// What it does.
    pub fn label(self) -> &'static str {
        match self {
            Self::Up => "Move up",
            Self::Down => "Move down",
            Self::Duplicate => "Duplicate",
            Self::Remove => "Remove",
        }
    }

    /// Its picture.
    pub fn icon(self) -> AnyView {
        view! {
            <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
                <path d=self.strokes()></path>
            </svg>
        }
        .into_any()
    }

    /// An SVG path of strokes in a square of 20.
    fn strokes(self) -> &'static str {
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

    /// Does it with the layer at a position. The focus stays with the layer, on this tool's button or on
    /// the layer's name, or goes to the next one.
    pub fn apply(self, editor: Editor, at: usize, by_button: bool) {
        let n = editor.number_of_layers();
        let focus_on = |to| {
            if by_button { self.id(to) } else { name_id(to) }
        };
        let to = match self {
            Self::Up => at.checked_sub(1),
            _ => Some(at + 1).filter(|to| *to < n),
        };
        let (change, said, focus) = match (self, to) {
            (Self::Up | Self::Down, None) => return,
            (Self::Up | Self::Down, Some(to)) => {
                let said = format!("The layer is number {} now.", to + 1);
                (Change::Move(at, to), said, focus_on(to))
            }
            (Self::Duplicate, _) => {
                let said = format!("Layer {} is a copy of layer {}.", at + 2, at + 1);
                (Change::Duplicate(at), said, name_id(at + 1))
            }
            (Self::Remove, _) => {
                let focus = match n {
                    1 => "add-layer".to_owned(),
                    n => name_id(at.min(n.saturating_sub(2))),
                };
                let said = format!("Layer {} is removed.", at + 1);
                (Change::Remove(at), said, focus)
            }
        };
        editor.change(change);
        editor.said.set(said);
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
                        tool.apply(editor, at, true);
                    }
                }
            >
                {tool.icon()}
            </button>
        }
    });
    view! { <span class="layer-tools">{buttons}</span> }.into_any()
}
