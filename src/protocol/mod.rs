//! The typed contract between the page and a worker: commands and questions one way, events and
//! answers the other. Plain data; how it crosses is `web::port`'s business.

mod buffer;
mod command;
mod data;
mod device;
mod error;
mod evaluation;
mod event;
mod inside;
mod loaded;
mod network;
mod observed;
mod packed;
mod pending;
mod question;
mod reduction;
mod runs;
mod samples;
mod try_it;

pub use crate::run::{Phase, Progress, Scores, StepRecord};
pub use buffer::{Buffer, Stored, pack, unpack};
pub use command::{Command, RunCommand};
pub use data::{DataCommand, DataEvent, FileLocation, FileRef, Load, LoadEvent, ProvidedFiles};
pub use device::{Adapter, DeviceInUse, DeviceKind, DeviceOption, choose_device};
pub use error::{ErrorKind, WireError};
pub use evaluation::{
    EvaluationQuery, EvaluationReply, GalleryFilter, GalleryPage, GallerySample, PredictionTable,
    SampleId, ShuffledRows, Variation,
};
pub use event::{DataSummary, DeviceEvent, Event, RunEvent};
pub use inside::{
    InsideAnswer, InsideQuery, InsideReply, LayerOutputs, Method, NetworkOutputs, OutputValues,
    Topic, Tried, WeightValues,
};
pub use loaded::data_of;
pub use network::{
    FeatureMaps, GridAnswer, LayerMaps, Margins, NetworkAnswer, NetworkQuery, NetworkQuestion,
    NetworkReply, PredictedPortion, Prediction, Stroke,
};
pub use observed::{Observed, ObservedKind};
pub use packed::Packed;
pub use pending::PendingExperiment;
pub use question::{Answer, Asker, Question, Ticket};
pub use reduction::{Layout, Reduce, ReduceEvent, Reduction};
pub use runs::{ExportedRun, ImportedRun, RunsFile, RunsQuery, RunsReply};
pub use samples::{
    DataAnswer, DataQuery, DataQuestion, DataReply, Projection, SampleFilter, SamplePage,
};
pub use try_it::{TryQuery, TryReply};

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

/// Which build wrote a message. The page and its workers are separate files, and a cache
/// may hold them from different builds: they compare this in the handshake.
pub const BUILD: &str = match option_env!("HEARTH_BUILD") {
    Some(build) => build,
    None => "development",
};

/// Numbers the runs of a page; an event of another run than the current one is dropped.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    BorshSerialize,
    BorshDeserialize,
)]
#[serde(transparent)]
pub struct RunId(pub u32);

impl RunId {
    /// The run after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

#[cfg(test)]
mod tests;
