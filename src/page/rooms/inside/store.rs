//! How the room's state meets the page.

use super::reducer;
use super::state::State;
use super::update::{Msg, Request, update};
use crate::page::chunk_store::{ChunkState, ChunkStore};
use crate::page::store::Store;
use crate::page::update::{self as page, DataMsg, TryMsg};
use crate::protocol::{DataAnswer, NetworkAnswer, NetworkReply};

/// The room's state and the one way to change it.
pub type RoomStore = ChunkStore<State>;

impl ChunkState for State {
    type Msg = Msg;
    type Request = Request;

    fn update(&mut self, msg: Msg) -> Vec<Request> {
        update(self, msg)
    }

    fn on_answer(answer: DataAnswer) -> Msg {
        Msg::DataAnswer(answer)
    }

    fn on_network_answer(answer: NetworkAnswer) -> Option<Msg> {
        matches!(answer.body, NetworkReply::Inside(_)).then_some(Msg::Answer(answer))
    }

    fn carry_out(request: Request, page: Store) {
        match request {
            Request::Ask(question) => page.dispatch(page::Msg::AskNetwork(Box::new(question))),
            Request::AskLoader(question) => {
                page.dispatch(page::Msg::Data(DataMsg::Ask(Box::new(question))));
            }
            Request::Try(sample) => page.dispatch(page::Msg::Try(TryMsg::Sample(Some(sample)))),
            Request::Grid(points) => page.dispatch(page::Msg::Try(TryMsg::Grid(points))),
            Request::Reduce(question) => reducer::start(page, question),
            Request::StopReducing => reducer::stop(),
        }
    }
}
