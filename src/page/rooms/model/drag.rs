//! Moving layers by the mouse.

use leptos::prelude::*;
use web_sys::DragEvent;

use super::editor::Editor;
use super::edits::Change;

/// The layer that is dragged, and the one that it is over.
#[derive(Clone, Copy)]
pub struct Dragged {
    from: RwSignal<Option<usize>>,
    to: RwSignal<Option<usize>>,
}

impl Dragged {
    /// None is dragged.
    pub fn none() -> Self {
        Self {
            from: RwSignal::new(None),
            to: RwSignal::new(None),
        }
    }

    /// Whether what is dragged would go there.
    pub fn is_target(self, at: usize) -> bool {
        self.to.get() == Some(at) && self.from.get() != Some(at)
    }

    /// The layer begins to be dragged.
    pub fn begin(self, event: &DragEvent, at: usize, editor: Editor) {
        if editor.is_locked.get_untracked() {
            return event.prevent_default();
        }
        if let Some(transfer) = event.data_transfer() {
            transfer.set_effect_allowed("move");
            // Firefox drags nothing without data.
            let _ = transfer.set_data("text/plain", &at.to_string());
        }
        self.from.set(Some(at));
    }

    /// What is dragged is over the layer.
    pub fn over(self, event: &DragEvent, at: usize) {
        if self.from.get_untracked().is_some() {
            event.prevent_default();
            self.to.set(Some(at));
        }
    }

    /// What is dragged is dropped on the layer.
    pub fn drop(self, event: &DragEvent, at: usize, editor: Editor) {
        let Some(from) = self.from.get_untracked() else {
            return;
        };
        event.prevent_default();
        self.end();
        if from != at {
            editor.change(Change::Move(from, at));
            editor.say_moved(at);
        }
    }

    /// Nothing is dragged any more.
    pub fn end(self) {
        self.from.set(None);
        self.to.set(None);
    }
}
