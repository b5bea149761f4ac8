//! The devices, as the command line names them.

use clap::ValueEnum;
use hearth::protocol::DeviceKind;

/// What computes.
#[derive(Clone, Copy, ValueEnum)]
pub enum Device {
    /// burn-flex.
    Cpu,
    /// burn-ndarray.
    Ndarray,
    /// The GPU, through wgpu.
    Wgpu,
}

impl From<Device> for DeviceKind {
    fn from(device: Device) -> Self {
        match device {
            Device::Cpu => Self::Cpu,
            Device::Ndarray => Self::Ndarray,
            Device::Wgpu => Self::WebGpu,
        }
    }
}
