//! What of the data is being changed, until it is applied.

use leptos::prelude::*;

use crate::experiment::Data;
use crate::look::store::Store;
use crate::look::update::Msg;

/// The draft.
#[derive(Clone, Copy)]
pub struct Draft {
    data: RwSignal<Data>,
    store: Store,
}

impl Draft {
    /// A draft of nothing yet.
    pub fn new(store: Store) -> Self {
        Self {
            data: RwSignal::default(),
            store,
        }
    }

    /// The draft around a view.
    pub fn of_context() -> Self {
        expect_context()
    }

    /// Begins anew with the experiment's data.
    pub fn reset(self, data: Data) {
        self.data.set(data);
    }

    /// Changes the draft; another augmentation is shown at once.
    pub fn change(self, how: impl FnOnce(&mut Data)) {
        let augmentation = |data: &Data| data.augmentation.clone();
        let before = self.data.with_untracked(augmentation);
        self.data.update(how);
        if self.data.with_untracked(augmentation) != before {
            self.show(self.store.peek(|state| state.sample));
        }
    }

    /// Shows what its augmentation makes of a sample.
    pub fn show(self, sample: usize) {
        let changes = Box::new(self.peek().augmentation);
        self.store.dispatch(Msg::Preview(changes, sample));
    }

    /// A part of the draft; whoever reads it hears when it changes.
    pub fn with<T>(self, part: impl FnOnce(&Data) -> T) -> T {
        self.data.with(part)
    }

    /// The draft, without being told of changes.
    pub fn peek(self) -> Data {
        self.data.get_untracked()
    }
}
