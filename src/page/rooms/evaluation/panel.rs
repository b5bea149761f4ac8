//! What all panels share: which of them is open, and what one without an evaluation says.

use leptos::prelude::*;

use super::store::RoomStore;
use crate::ui::dynamic::dynamic;

/// The panel of one sample.
pub const ONE: usize = 3;

/// The tab that is open, for panels that lead to another.
#[derive(Clone, Copy)]
pub struct OpenPanel(pub RwSignal<usize>);

impl OpenPanel {
    /// Opens the panel of one sample.
    pub fn one_sample(self) {
        self.0.set(ONE);
    }
}

/// What an empty panel says.
pub fn empty(room: RoomStore) -> AnyView {
    let is_trained = room.memo(|s| s.page.is_trained);
    let text = move || {
        if is_trained.get() {
            "Press Evaluate now: every sample is classified once, and everything here follows from that."
        } else {
            "Train a network to see its confusion matrix here: press Train above. At the end, or when you press Stop, every test sample is classified once, and the matrix shows which classes are taken for which."
        }
    };
    view! {
        <div class="region">
            <p class="empty">{dynamic(text)}</p>
        </div>
    }
    .into_any()
}
