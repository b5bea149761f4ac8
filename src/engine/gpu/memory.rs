//! A tensor's memory on the device.

use burn::backend::Wgpu;
use burn::tensor::Tensor;

/// Values in a buffer, and how they lie there.
pub(super) type Memory = burn::backend::wgpu::CubeTensor;

pub(super) const ON_THE_GPU: &str = "a network's tensors are on its device";

/// That of a tensor on WebGPU.
pub(super) fn memory<const D: usize>(tensor: Tensor<D>) -> Memory {
    tensor.try_into_primitive::<Wgpu>().expect(ON_THE_GPU)
}
