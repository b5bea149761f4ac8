//! The state of a part of the page that is fetched as a chunk, behind a signal of its own: requests go
//! out to the page, answers of the loader and the network come in by functions that the page keeps.

use std::rc::Rc;

use leptos::prelude::*;

use super::store::Store;
use crate::protocol::{DataAnswer, NetworkAnswer};

/// What such a part knows, and how that changes.
pub trait ChunkState: Default + Send + Sync + 'static {
    /// What happens to it.
    type Msg: 'static;
    /// What it wants of the page.
    type Request;

    /// Changes the state by what happened; returns what the page is to do.
    fn update(&mut self, msg: Self::Msg) -> Vec<Self::Request>;

    /// The message that brings an answer of the loader.
    fn on_answer(answer: DataAnswer) -> Self::Msg;

    /// The message that brings a network's answer, for a part that asks one.
    fn on_network_answer(_answer: NetworkAnswer) -> Option<Self::Msg> {
        None
    }

    /// Does what was asked of the page.
    fn carry_out(request: Self::Request, page: Store);
}

/// The state and the one way to change it.
pub struct ChunkStore<S: ChunkState> {
    state: RwSignal<S>,
    page: Store,
    /// Called by its address: a view in a chunk of its own then has nothing of what changes the state in that chunk.
    dispatch: fn(Store, RwSignal<S>, S::Msg),
}

impl<S: ChunkState> Clone for ChunkStore<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: ChunkState> Copy for ChunkStore<S> {}

impl<S: ChunkState> ChunkStore<S> {
    /// The store, which the page keeps while another room is shown.
    pub fn enter() -> Self {
        let page = Store::of_context();
        let kept = kept::<S>(page);
        Self {
            state: kept.into(),
            page,
            dispatch: |page, state, msg| dispatch(page, &state, msg),
        }
    }

    /// The store around a view.
    pub fn of_context() -> Self {
        expect_context()
    }

    /// Changes the state by what happened and does what follows from it.
    pub fn dispatch(self, msg: S::Msg) {
        (self.dispatch)(self.page, self.state, msg);
    }

    /// A view of the state; who reads it follows when it is another one.
    pub fn memo<T: PartialEq + Send + Sync + 'static>(
        self,
        view: impl Fn(&S) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        // In a box, so that a memo's code is compiled once for each `T`.
        let view: Box<dyn Fn(&S) -> T + Send + Sync> = Box::new(view);
        Memo::new(move |_| self.state.with(&view))
    }

    /// Reads the state; who reads it follows its changes.
    pub fn read<T>(self, read: impl FnOnce(&S) -> T) -> T {
        self.state.with(read)
    }

    /// Reads the state without following its changes.
    pub fn peek<T>(self, read: impl FnOnce(&S) -> T) -> T {
        self.state.with_untracked(read)
    }
}

/// The state that the page keeps, which hears the answers of the loader and the network from when it is first asked for.
fn kept<S: ChunkState>(page: Store) -> ArcRwSignal<S> {
    page.keep(|| {
        let kept = ArcRwSignal::new(S::default());
        let state = kept.clone();
        page.on_data_answer(Rc::new(move |answer| {
            dispatch(page, &state, S::on_answer(answer));
        }));
        let state = kept.clone();
        page.on_network_answer(Rc::new(move |answer| {
            if let Some(msg) = S::on_network_answer(answer) {
                dispatch(page, &state, msg);
            }
        }));
        kept
    })
}

/// Changes the state that the page keeps by what happened outside of any view.
pub fn dispatch_kept<S: ChunkState>(page: Store, msg: S::Msg) {
    dispatch(page, &kept::<S>(page), msg);
}

/// Reads the state that the page keeps, outside of any view.
pub fn peek_kept<S: ChunkState, T>(page: Store, read: impl FnOnce(&S) -> T) -> T {
    let kept = page.keep(|| ArcRwSignal::new(S::default()));
    kept.with_untracked(read)
}

fn dispatch<S: ChunkState>(page: Store, state: &impl Update<Value = S>, msg: S::Msg) {
    let requests = state.try_update(|state| state.update(msg));
    for request in requests.unwrap_or_default() {
        S::carry_out(request, page);
    }
}
