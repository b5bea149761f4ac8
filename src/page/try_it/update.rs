//! How what is tried changes: one pure function from a message to requests to the page.

use std::sync::Arc;

use super::kind::TryKind;
use super::state::{LoadedKind, Origin, Points, State, cell_text, packed, unpacked};
use crate::protocol::{
    Asker, Buffer, DataAnswer, DataQuery, DataQuestion, DataReply, ErrorKind, Question, Ticket,
    TryQuery, TryReply, WireError,
};

/// What happens to what is tried.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// What is loaded is another.
    DataChanged {
        /// What is loaded.
        loaded: Option<LoadedKind>,
        /// Whether the loader holds that.
        in_loader: bool,
    },
    /// What the page tries, which another part of it may have chosen.
    Tried(Option<Buffer>),
    /// The loader answered.
    Answer(DataAnswer),
    /// Try a random test sample.
    TestSample,
    /// Try a picture.
    Picture {
        /// What the file holds.
        file: Vec<u8>,
        /// Where it came from.
        origin: Origin,
    },
    /// Something cannot be tried, for a reason that the browser gave.
    Fault(WireError),
    /// A text was typed into the field of a column.
    Type(usize, String),
    /// A point was chosen.
    Choose([f32; 2]),
}

/// What the page is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Ask the loader.
    Ask(DataQuestion),
    /// Try this sample, or nothing any more.
    Try(Option<Buffer>),
    /// The browser need no longer show a file at this address.
    Release(String),
}

/// Changes the state by what happened; returns what the page is to do.
pub fn update(state: &mut State, msg: Msg) -> Vec<Request> {
    match msg {
        Msg::DataChanged { loaded, in_loader } => follow_load(state, loaded, in_loader),
        Msg::Tried(sample) => follow_tried(state, sample),
        Msg::Answer(DataAnswer { ticket, body }) => match body {
            DataReply::Try(reply) => take_answer(state, ticket, reply),
            // Others ask for all else.
            _ => Vec::new(),
        },
        Msg::TestSample => test_sample(state),
        Msg::Picture { file, origin } => read_picture(state, file, origin),
        Msg::Fault(error) => {
            state.fault = Some(error);
            Vec::new()
        }
        Msg::Type(column, text) => {
            if let Some(cell) = state.cells.get_mut(column) {
                *cell = text;
            }
            let row = state.row();
            show(state, row, None, None)
        }
        Msg::Choose(point) => {
            state.point = Some(point);
            show(state, Some(packed(&point)), None, None)
        }
    }
}

/// Forgets what was tried of other samples, and waits for no answer that cannot come any more.
fn follow_load(state: &mut State, loaded: Option<LoadedKind>, in_loader: bool) -> Vec<Request> {
    let mut requests = Vec::new();
    let is_other = loaded != state.loaded;
    if is_other || !in_loader {
        let askers = [
            &mut state.column_asker,
            &mut state.point_asker,
            &mut state.sampler,
            &mut state.reader,
        ];
        askers.into_iter().for_each(Asker::cancel);
        requests.extend(release(state.reading.take()));
    }
    if is_other {
        requests.extend(release(state.origin.take()));
        // The askers stay, so that no number comes again.
        *state = State {
            column_asker: std::mem::take(&mut state.column_asker),
            point_asker: std::mem::take(&mut state.point_asker),
            sampler: std::mem::take(&mut state.sampler),
            reader: std::mem::take(&mut state.reader),
            samples_asked: state.samples_asked,
            // The page forgets what was tried of other samples; this may be of those that came.
            tried: state.tried.take(),
            ..State::default()
        };
    }
    state.loaded = loaded;
    state.in_loader = in_loader;
    requests.extend(ask_for_all(state));
    requests
}

/// Another part of the page has something tried: it is shown here, too.
fn follow_tried(state: &mut State, sample: Option<Buffer>) -> Vec<Request> {
    if sample == state.tried {
        return Vec::new();
    }
    state.true_class = None;
    if let Some(sample) = &sample {
        fill_in(state, &sample.to_vec());
    }
    let origin = sample.as_ref().map(|_| Origin::Page);
    state.tried = sample;
    let before = std::mem::replace(&mut state.origin, origin);
    release(before).into_iter().collect()
}

/// Shows the values of a sample in the form, or as a point.
fn fill_in(state: &mut State, sample: &[u8]) {
    match state.loaded.map(|loaded| loaded.kind) {
        Some(TryKind::Row) => {
            let values = unpacked(sample);
            state.cells = values.into_iter().map(cell_text).collect();
        }
        Some(TryKind::Plane) => state.point = unpacked(sample).first_chunk().copied(),
        _ => {}
    }
}

/// Asks for what is shown of the data as a whole and was not asked for yet.
fn ask_for_all(state: &mut State) -> Option<Request> {
    let loaded = state.loaded.filter(|_| state.in_loader)?;
    let (asker, query) = match loaded.kind {
        TryKind::Row if state.columns.is_empty() => (&mut state.column_asker, TryQuery::Columns),
        TryKind::Plane if state.points.is_none() => (&mut state.point_asker, TryQuery::Points),
        _ => return None,
    };
    if asker.open().is_some() {
        return None;
    }
    Some(question(asker.ask_now(loaded.number), query))
}

fn question(ticket: Ticket<u32>, query: TryQuery) -> Request {
    let body = DataQuery::Try(query);
    Request::Ask(Question { ticket, body })
}

/// The number of the load that the loader can be asked about; says so where there is none.
fn load_to_ask(state: &mut State) -> Option<u32> {
    let loaded = state.loaded.filter(|_| state.in_loader);
    if loaded.is_none() {
        state.fault = Some(WireError::new(
            ErrorKind::Data,
            "The data is not there",
            "Wait until it is loaded, or load it again in the room Data.",
        ));
    }
    loaded.map(|loaded| loaded.number)
}

fn test_sample(state: &mut State) -> Vec<Request> {
    let Some(load) = load_to_ask(state) else {
        return Vec::new();
    };
    let number = state.samples_asked;
    state.samples_asked += 1;
    // A picture that is still being read would take its place.
    state.reader.cancel();
    let mut requests: Vec<Request> = release(state.reading.take()).into_iter().collect();
    let ticket = state.sampler.ask_now(load);
    requests.push(question(ticket, TryQuery::TestSample { number }));
    requests
}

fn read_picture(state: &mut State, file: Vec<u8>, origin: Origin) -> Vec<Request> {
    let Some(load) = load_to_ask(state) else {
        return release(Some(origin)).into_iter().collect();
    };
    let name = match &origin {
        Origin::File { name, .. } => name.clone(),
        Origin::Camera | Origin::TestSample(_) | Origin::Page => "The camera's picture".to_owned(),
    };
    // The camera sends another picture soon; a file that was chosen is waited for.
    if origin == Origin::Camera && state.reader.open().is_some() {
        return Vec::new();
    }
    state.sampler.cancel();
    let ticket = state.reader.ask_now(load);
    let mut requests: Vec<Request> = release(state.reading.replace(origin)).into_iter().collect();
    requests.push(question(ticket, TryQuery::Picture { name, file }));
    requests
}

fn take_answer(state: &mut State, ticket: Ticket<u32>, reply: TryReply) -> Vec<Request> {
    match reply {
        TryReply::Columns(columns) => {
            if state.column_asker.answered(ticket).is_none() {
                return Vec::new();
            }
            state.cells = vec![String::new(); columns.len()];
            state.columns = Arc::new(columns);
            if let Some(sample) = state.tried.clone() {
                fill_in(state, &sample.to_vec());
                return Vec::new();
            }
            // A form that is filled in can be tried at once.
            test_sample(state)
        }
        TryReply::Points {
            points,
            labels,
            training,
            axes,
        } => {
            if state.point_asker.answered(ticket).is_some() {
                let values = unpacked(&points.into_vec());
                let (pairs, _) = values.as_chunks();
                let points = Points::new(pairs.to_vec(), labels, training, axes);
                state.points = Some(Arc::new(points));
            }
            Vec::new()
        }
        TryReply::TestSample {
            index,
            label,
            sample,
        } => {
            if state.sampler.answered(ticket).is_none() {
                return Vec::new();
            }
            let sample = sample.into_vec();
            fill_in(state, &sample);
            let origin = Some(Origin::TestSample(index));
            show(state, Some(sample), origin, Some(label))
        }
        TryReply::Picture(result) => {
            if state.reader.answered(ticket).is_none() {
                return Vec::new();
            }
            let origin = state.reading.take();
            match result {
                Ok(pixels) => show(state, Some(pixels.into_vec()), origin, None),
                Err(error) => {
                    // What was shown before stays.
                    state.fault = Some(error);
                    release(origin).into_iter().collect()
                }
            }
        }
    }
}

/// Tries a sample in place of the one before.
fn show(
    state: &mut State,
    sample: Option<Vec<u8>>,
    origin: Option<Origin>,
    true_class: Option<u16>,
) -> Vec<Request> {
    state.fault = None;
    state.true_class = true_class;
    let before = std::mem::replace(&mut state.origin, origin);
    let mut requests: Vec<Request> = release(before).into_iter().collect();
    state.tried = sample.map(Buffer::from);
    requests.push(Request::Try(state.tried.clone()));
    requests
}

fn release(origin: Option<Origin>) -> Option<Request> {
    match origin {
        Some(Origin::File { url, .. }) => Some(Request::Release(url)),
        _ => None,
    }
}

#[cfg(test)]
#[path = "update_tests.rs"]
mod tests;
