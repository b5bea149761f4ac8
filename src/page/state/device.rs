//! The device and the worker that computes on it.

use crate::page::slice::{Contents, Part};
use crate::protocol::{Adapter, DeviceInUse, DeviceOption};

/// The device, and the worker that computes on it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeviceState {
    /// What the browser offers of WebGPU.
    pub adapter: Option<Adapter>,
    /// The device asked for.
    pub option: DeviceOption,
    /// Whether the CPU is to give the numbers that it gives in every browser, rather than the fastest.
    pub same_numbers: bool,
    /// The device taken, once it was chosen.
    pub in_use: Option<DeviceInUse>,
    /// Number of the newest worker: what is said of an older one comes too late.
    pub worker_number: u32,
    /// How far the worker is.
    pub worker: WorkerPhase,
    /// Workers that crashed since the last one that prepared a run.
    pub worker_crashes: u32,
}

/// How far a worker is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkerPhase {
    /// Its program is being fetched, or its device is being opened.
    #[default]
    Starting,
    /// It works.
    Ready,
    /// There is none, and none will come by itself.
    Failed,
}

impl Contents for DeviceState {
    const PART: Part = Part::Device;
}
