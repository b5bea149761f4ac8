//! The parts of the room, for what leads from one to another.

use leptos::prelude::*;

/// Their names, in their order.
pub const PARTS: [&str; 3] = ["Kept runs", "Compare", "Sweep"];
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

/// The part that a sweep is set up and watched in, by its position.
pub const SWEEP: usize = 2;
