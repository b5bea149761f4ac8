//! Notices: shown, dismissed; and what is announced to people who do not see the page.

use super::Effect;
use crate::page::state::{Notice, Remedy, State};
use crate::protocol::{ErrorKind, WireError};

/// What happens to the notices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NoticesMsg {
    /// A notice was read.
    Dismiss(u32),
}

pub(super) fn update(state: &mut State, msg: NoticesMsg) -> Vec<Effect> {
    let NoticesMsg::Dismiss(id) = msg;
    state.notices.list.retain(|n| n.id != id);
    Vec::new()
}

/// Says something to people who do not see the page.
pub fn announce(state: &mut State, text: impl Into<String>) {
    state.notices.announcement = text.into();
}

/// Shows an error until it is dismissed.
pub fn notify(state: &mut State, error: WireError, remedy: Option<Remedy>) {
    let notices = &mut *state.notices;
    // The same fault twice needs to be read once.
    notices.list.retain(|n| n.error != error);
    notices.list.push(Notice {
        id: notices.next_id,
        error,
        remedy,
    });
    notices.next_id += 1;
}

/// Offers to go on with a sweep that was interrupted.
pub(super) fn offer_sweep(state: &mut State, how_far: &str) {
    let offer = WireError::new(
        ErrorKind::Run,
        format!("A sweep was interrupted: {how_far}."),
        "It is kept in the room Runs, and goes on from there.",
    );
    notify(state, offer, Some(Remedy::OpenSweep));
}
