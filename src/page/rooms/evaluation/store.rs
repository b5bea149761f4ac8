//! How the room's state meets the page.

use super::state::State;
use super::update::{Msg, Request, update};
use crate::page::chunk_store::{ChunkState, ChunkStore};
use crate::page::save::save;
use crate::page::store::Store;
use crate::page::update::{self as page, DataMsg};
use crate::protocol::{DataAnswer, NetworkAnswer};

/// The room's state and the one way to change it.
pub type RoomStore = ChunkStore<State>;

impl ChunkState for State {
    type Msg = Msg;
    type Request = Request;

    fn update(&mut self, msg: Msg) -> Vec<Request> {
        update(self, msg)
    }

    fn on_answer(answer: DataAnswer) -> Msg {
        Msg::Loader(answer)
    }

    fn on_network_answer(answer: NetworkAnswer) -> Option<Msg> {
        Some(Msg::Network(answer))
    }

    fn carry_out(request: Request, page: Store) {
        match request {
            Request::Loader(question) => {
                page.dispatch(page::Msg::Data(DataMsg::Ask(Box::new(question))));
            }
            Request::Network(question) => {
                page.dispatch(page::Msg::AskNetwork(Box::new(question)));
            }
            Request::Save(name, bytes) => {
                if let Err(why) = save(name, &bytes) {
                    page.dispatch(page::Msg::NotSaved(format!("{why:?}")));
                }
            }
        }
    }
}
