//! How the state meets the page, its workers and its storage.

use std::time::Duration;

use leptos::prelude::set_timeout;

use super::files::FileTask;
use super::request::Request;
use super::state::State;
use super::update::{Msg, update};
use super::written::write;
use super::{kept, workers};
use crate::page::chunk_store::{ChunkState, ChunkStore, dispatch_kept, peek_kept};
use crate::page::store::Store;
use crate::page::update::{self as page, DataMsg, ModelMsg};
use crate::protocol::DataAnswer;

/// The state and the one way to change it.
pub type SweepStore = ChunkStore<State>;

/// How often what is shown is made anew while a sweep runs.
const PACE: Duration = Duration::from_millis(500);

impl ChunkState for State {
    type Msg = Msg;
    type Request = Request;

    fn update(&mut self, msg: Msg) -> Vec<Request> {
        update(self, msg)
    }

    fn on_answer(answer: DataAnswer) -> Msg {
        Msg::Loader(answer)
    }

    fn carry_out(request: Request, page: Store) {
        match request {
            Request::FetchJournal => kept::fetch_journal(page),
            Request::KeepJournal => kept::keep_journal(page),
            Request::KeepWeights {
                trial,
                execution,
                bytes,
            } => kept::keep_weights(page, (trial, execution), bytes),
            Request::KeepWeightsOf(all) => kept::keep_weights_of(page, all),
            Request::FetchWeights {
                worker,
                trial,
                execution,
            } => kept::fetch_weights(page, worker, (trial, execution)),
            Request::ForgetKept => kept::forget(page),
            Request::StartWorker(number, device) => workers::start(page, number, device),
            Request::EndWorker(number) => workers::end(number),
            Request::Send(number, command) => workers::send(page, number, command),
            Request::StartLoader => workers::start_loader(page),
            Request::EndLoader => workers::end_loader(),
            Request::SendLoader(command) => workers::send_loader(page, command),
            Request::KeepRun(run) => write(page, FileTask::KeepRun(run)),
            Request::Tick => set_timeout(
                move || dispatch_kept::<State>(page, Msg::Tick(js_sys::Date::now())),
                PACE,
            ),
            Request::SetSweep(sweep) => {
                page.dispatch(page::Msg::Model(ModelMsg::SetSweep(sweep)));
            }
            Request::Ask(question) => {
                page.dispatch(page::Msg::Data(DataMsg::Ask(Box::new(question))));
            }
            Request::SaveJournal => {
                let entries = peek_kept::<State, _>(page, |state| {
                    state
                        .running
                        .as_ref()
                        .map(|running| running.entries().to_vec())
                });
                if let Some(entries) = entries {
                    write(page, FileTask::SaveJournal(entries));
                }
            }
        }
    }
}
