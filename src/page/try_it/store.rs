//! How the state meets the page.

use web_sys::Url;

use super::state::State;
use super::update::{Msg, Request, update};
use crate::page::chunk_store::{ChunkState, ChunkStore};
use crate::page::store::Store;
use crate::page::update::{self as page, DataMsg, TryMsg};
use crate::protocol::DataAnswer;

/// The state and the one way to change it.
pub type TryStore = ChunkStore<State>;

impl ChunkState for State {
    type Msg = Msg;
    type Request = Request;

    fn update(&mut self, msg: Msg) -> Vec<Request> {
        update(self, msg)
    }

    fn on_answer(answer: DataAnswer) -> Msg {
        Msg::Answer(answer)
    }

    fn carry_out(request: Request, page: Store) {
        match request {
            Request::Ask(question) => {
                let ask = DataMsg::Ask(Box::new(question));
                page.dispatch(page::Msg::Data(ask));
            }
            Request::Try(sample) => page.dispatch(page::Msg::Try(TryMsg::Sample(sample))),
            Request::Release(url) => {
                // It fails only for what is no address.
                let _ = Url::revoke_object_url(&url);
            }
        }
    }
}
