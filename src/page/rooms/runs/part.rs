//! The parts of the room, for what leads from one to another.

use leptos::prelude::*;

/// Their names, in their order.
pub const PARTS: [&str; 2] = ["Kept runs", "Compare"];
/// The position of the comparison.
const COMPARE: usize = 1;

/// The part that is open, by its position.
#[derive(Clone, Copy)]
pub struct OpenPart(pub RwSignal<usize>);

impl OpenPart {
    /// Opens the comparison.
    pub fn compare(self) {
        self.0.set(COMPARE);
    }
}
