//! How the kept runs meet the page.

use super::state::{FinishedRecord, Msg, State, update};
use crate::page::chunk_store::{ChunkState, dispatch_kept};
use crate::page::store::Store;
use crate::protocol::DataAnswer;

impl ChunkState for State {
    type Msg = Msg;
    type Request = ();

    fn update(&mut self, msg: Msg) -> Vec<()> {
        update(self, msg);
        Vec::new()
    }

    fn on_answer(answer: DataAnswer) -> Msg {
        Msg::Loader(answer)
    }

    fn carry_out((): (), _: Store) {}
}

/// Keeps a run.
pub fn keep(page: Store, run: FinishedRecord) {
    dispatch_kept::<State>(page, Msg::Keep(run));
}
