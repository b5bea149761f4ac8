//! How the room's state meets the page, and how its settings are edited.

use super::state::State;
use super::update::{Msg, update};
use crate::experiment::Data;
use crate::page::chunk_store::{ChunkState, ChunkStore};
use crate::page::store::Store;
use crate::page::update::{self as page, DataMsg};
use crate::protocol::{DataAnswer, DataQuestion};

/// The room's state and the one way to change it.
pub type RoomStore = ChunkStore<State>;

impl ChunkState for State {
    type Msg = Msg;
    type Request = DataQuestion;

    fn update(&mut self, msg: Msg) -> Vec<DataQuestion> {
        update(self, msg)
    }

    fn on_answer(answer: DataAnswer) -> Msg {
        Msg::Answer(answer)
    }

    fn carry_out(question: DataQuestion, page: Store) {
        page.dispatch(page::Msg::Data(DataMsg::Ask(Box::new(question))));
    }
}

impl RoomStore {
    /// Reads the edited settings; who reads them follows them.
    pub fn draft<T>(self, read: impl FnOnce(&Data) -> T) -> T {
        self.read(|state| read(&state.draft))
    }

    /// Edits the settings.
    pub fn edit(self, how: impl FnOnce(&mut Data)) {
        let mut data = self.peek(|state| state.draft.clone());
        how(&mut data);
        self.dispatch(Msg::Edit(Box::new(data)));
    }
}
