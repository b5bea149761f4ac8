//! A journal that is opened: kept by the browser, or from a file.

use super::planning::Planning;
use super::request::Request;
use super::running::Running;
use super::state::State;
use crate::protocol::{DataAnswer, DataQuery, DataReply, Question};
use crate::sweep::{Course, Entry};

/// Takes the sweep of a journal up; whether it is one.
pub fn take_journal(state: &mut State, planning: &Planning, entries: Vec<Entry>) -> bool {
    match Course::of_journal(&entries, planning.course) {
        Ok(course) => {
            state.error = None;
            state.running = Some(Running::of_journal(course, entries));
            state.show(0.0);
            true
        }
        Err(error) => {
            state.error = Some(format!(
                "The journal cannot be opened: {error}. {}",
                error.hint
            ));
            false
        }
    }
}

/// Has the text of a journal read.
pub fn read_journal(state: &mut State, text: String, requests: &mut Vec<Request>) {
    if state.is_under_way() {
        let hint = "A sweep is at hand that is not over. Save its journal, then discard it, to open another.";
        state.error = Some(hint.to_owned());
        return;
    }
    if let Some(ticket) = state.asker.ask(0) {
        let body = DataQuery::ReadJournal(text);
        requests.push(Request::Ask(Question { ticket, body }));
    }
}

/// A journal was read.
pub fn journal_read(
    state: &mut State,
    planning: &Planning,
    answer: DataAnswer,
    requests: &mut Vec<Request>,
) {
    let DataReply::Journal(result) = answer.body else {
        return;
    };
    if state.asker.answered(answer.ticket).is_none() {
        return;
    }
    match result {
        Ok(packed) => {
            if let Ok(entries) = packed.open::<Vec<Entry>>()
                && take_journal(state, planning, entries)
            {
                requests.push(Request::KeepJournal);
            }
        }
        Err(error) => state.error = Some(format!("{} {}", error.message, error.hint)),
    }
}
