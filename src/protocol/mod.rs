//! The typed contract between the page and a worker: commands one way, events the other.
//! Plain data; how it crosses is `web::port`'s business.

mod command;
mod data;
mod device;
mod error;
mod event;
mod look;
mod message;
mod pending;

pub use crate::run::{Phase, Progress, Scores, StepRecord};
pub use command::{Command, Stroke};
pub use data::{DataCommand, DataEvent, FileLocation, FileRef, Load, ProvidedFiles};
pub use device::{Adapter, DeviceInUse, DeviceKind, DeviceOption, choose_device};
pub use error::{ErrorKind, WireError};
pub use event::{DataSummary, Event, FeatureMaps, Prediction};
pub use look::{LookCommand, LookEvent, LookNews, LookWish, Looked, SampleFilter, SamplePage};
pub use message::Message;
pub use pending::PendingExperiment;

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
