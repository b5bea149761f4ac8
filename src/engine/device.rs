//! Opens the devices that this program was built with.

use burn::tensor::Device;

use super::EngineError;
use crate::protocol::DeviceKind;

/// Opens a device, ready for tensors.
///
/// # Errors
/// [`EngineError::Device`] where this program was built without it, or where the machine
/// has no adapter for it.
pub async fn open(kind: DeviceKind) -> Result<Device, EngineError> {
    match kind {
        #[cfg(feature = "flex")]
        DeviceKind::Cpu | DeviceKind::CpuPlain => {
            hearth_kernels::keep_freed_memory();
            Ok(Device::flex())
        }
        #[cfg(feature = "ndarray")]
        DeviceKind::Ndarray => Ok(ndarray()),
        #[cfg(feature = "webgpu")]
        DeviceKind::WebGpu => Device::wgpu_options()
            .init_async()
            .await
            .map_err(|e| EngineError::Device(e.to_string())),
        #[allow(unreachable_patterns, reason = "reachable where a device is left out")]
        other => Err(EngineError::Device(format!(
            "{} is not in this program",
            other.label()
        ))),
    }
}

/// Seconds that a portion of training should take on a device: few enough that a stroke on the
/// pad is answered at once; on a GPU, where each portion ends with a wait for the device, more.
#[must_use]
pub fn portion_seconds(device: DeviceKind) -> f64 {
    match device {
        DeviceKind::WebGpu => 0.040,
        DeviceKind::Cpu | DeviceKind::CpuPlain | DeviceKind::Ndarray | DeviceKind::Classical => {
            0.014
        }
    }
}

/// Threads that a device's kernels compute on; 0 where these are not ours.
#[must_use]
pub fn threads_of(device: DeviceKind) -> u32 {
    match device {
        DeviceKind::Cpu | DeviceKind::CpuPlain => hearth_kernels::threads() as u32,
        DeviceKind::WebGpu | DeviceKind::Ndarray | DeviceKind::Classical => 0,
    }
}

/// The instruction set of the kernels that a device computes with; empty where these are not ours.
#[must_use]
pub fn kernel_set(device: DeviceKind) -> &'static str {
    match device {
        DeviceKind::Cpu | DeviceKind::CpuPlain => hearth_kernels::KernelSet::current().name(),
        DeviceKind::WebGpu | DeviceKind::Ndarray | DeviceKind::Classical => "",
    }
}

#[cfg(feature = "ndarray")]
#[allow(
    deprecated,
    reason = "kept as the independent second CPU implementation"
)]
fn ndarray() -> Device {
    Device::ndarray()
}

/// Whether a device is a CPU, on which nothing waits in a queue.
pub(super) fn is_cpu(device: &Device) -> bool {
    #[cfg(feature = "ndarray")]
    if *device == ndarray() {
        return true;
    }
    is_flex(device)
}

/// Whether a device is burn-flex, for which some kernels have a faster form here.
pub(super) fn is_flex(device: &Device) -> bool {
    #[cfg(feature = "flex")]
    {
        *device == Device::flex()
    }
    #[cfg(not(feature = "flex"))]
    {
        let _ = device;
        false
    }
}
