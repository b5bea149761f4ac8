//! What happens in the room, and what it asks of the page.

use super::state::PageFacts;
use crate::data::Role;
use crate::protocol::{
    Buffer, DataAnswer, DataQuery, DataQuestion, EvaluationQuery, GalleryFilter, NetworkAnswer,
    NetworkQuery, NetworkQuestion, Packed, PredictionTable, Question, RunId, SampleId, Ticket,
    Variation, WireError,
};

/// What happens in the room.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// A panel was opened, by its position.
    Open(usize),
    /// What there is to evaluate is another.
    PageChanged(Box<PageFacts>),
    /// The loader answered.
    Loader(DataAnswer),
    /// The network answered.
    Network(NetworkAnswer),
    /// Evaluate a part.
    Choose(Role),
    /// Follow every evaluation of a run, or no longer.
    Follow(bool),
    /// Evaluate the network as it is now.
    Evaluate,
    /// Give up the evaluation under way.
    Cancel,
    /// Show samples in a gallery, from that many on; none of them without a filter.
    Show(Which, Option<GalleryFilter>, usize),
    /// Look at a sample closely; its label where it has one.
    LookAt(SampleId, Option<u16>),
    /// Change it step by step in this way.
    Vary(Variation),
    /// Find the training samples nearest to it.
    FindNearest,
    /// Give up finding them.
    StopFinding,
    /// Train on parts of the samples, each for so many epochs.
    DrawCurve(usize),
    /// Give that up.
    StopCurve,
    /// Find out how much each column matters, by so many shufflings of each.
    FindImportance(usize),
    /// Give that up.
    StopImportance,
    /// Save a report.
    Report,
    /// Save a table of samples without labels.
    SaveTable(PredictionTable),
    /// Show the first samples without labels with their probabilities.
    ShowOutside,
    /// More of them are wanted.
    ShowMoreOutside,
    /// Give up the table.
    CancelTable,
}

/// A gallery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Of a cell of the matrix.
    Cell,
    /// Of what was predicted wrongly.
    Mistakes,
}

/// What the page is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Ask the loader.
    Loader(DataQuestion),
    /// Ask the network.
    Network(NetworkQuestion),
    /// Save a file.
    Save(&'static str, Buffer),
}

/// Asks the loader.
pub fn ask(ticket: Ticket<u32>, query: &EvaluationQuery) -> Request {
    let body = DataQuery::Evaluation(Packed::new(query));
    Request::Loader(Question { ticket, body })
}

/// Asks the network.
pub fn ask_network(ticket: Ticket<RunId>, body: NetworkQuery) -> Request {
    Request::Network(Question { ticket, body })
}

/// What the room says of an error.
pub fn text(error: &WireError) -> String {
    format!("{}. {}", error.message, error.hint)
}
