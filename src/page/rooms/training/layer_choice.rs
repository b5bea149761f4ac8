//! What is chosen of the layers: which quantity is drawn, and the histograms of which layer.

use leptos::prelude::*;

use super::quantity::Quantity;

/// What is chosen.
#[derive(Clone, Copy)]
pub struct Chosen {
    /// The quantity's position.
    pub quantity: RwSignal<usize>,
    /// The layer's position.
    pub layer: RwSignal<usize>,
}

impl Chosen {
    /// The quantity.
    pub fn quantity(self) -> Quantity {
        Quantity::ALL[self.quantity.get().min(Quantity::ALL.len() - 1)]
    }
}
