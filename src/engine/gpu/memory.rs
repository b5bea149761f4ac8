//! A tensor's memory on the device.

use burn::backend::Wgpu;
use burn::backend::wgpu::into_contiguous;
use burn::tensor::{DType, Shape, Tensor};

/// Values in a buffer, and how they lie there.
pub(super) type Memory = burn::backend::wgpu::CubeTensor;

pub(super) const ON_THE_GPU: &str = "a network's tensors are on its device";

/// That of a tensor on WebGPU.
pub(super) fn memory<const D: usize>(tensor: Tensor<D>) -> Memory {
    tensor.try_into_primitive::<Wgpu>().expect(ON_THE_GPU)
}

/// A row of values that lie one after another.
pub(super) fn row(tensor: Tensor<1>) -> Memory {
    into_contiguous(memory(tensor))
}

/// A row of so many values of a type, sent to the device of another one as their bytes.
pub(super) fn sent(bytes: &[u8], length: usize, dtype: DType, beside: &Memory) -> Memory {
    let Memory { client, device, .. } = beside;
    let handle = client.create_from_slice(bytes);
    let shape = Shape::from([length]);
    Memory::new_contiguous(client.clone(), device.clone(), shape, handle, dtype)
}
