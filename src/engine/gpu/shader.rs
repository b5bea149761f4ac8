//! Runs a shader: its text, the tensors that it reads, and the one that it writes.

use burn::backend::wgpu::{KernelSource, SourceKernel, SourceTemplate};
use burn::cubecl::prelude::{CubeCount, CubeDim, KernelId};
use burn::cubecl::server::KernelArguments;
use burn::tensor::{DType, Shape};

use super::memory::Memory;

/// Invocations of a workgroup.
pub(super) const GROUP: usize = 64;

/// Workgroups that WebGPU is sure to take in one direction.
const MOST_GROUPS: usize = 65_535;

/// A shader in WGSL. Its entrance is `main`; its buffers are those that it reads, in order, and then its output.
struct Shader {
    text: String,
}

impl KernelSource for Shader {
    fn source(&self) -> SourceTemplate {
        SourceTemplate::new(self.text.clone())
    }

    fn id(&self) -> KernelId {
        KernelId::new::<Self>().info(self.text.clone())
    }

    fn lang(&self) -> &'static str {
        "wgsl"
    }
}

/// Runs `invocations` of a shader, which write an output of a shape whole.
pub(super) fn run(text: String, inputs: &[&Memory], output: Shape, invocations: usize) -> Memory {
    let first = inputs[0];
    let client = &first.client;
    let bytes = output.num_elements() * size_of::<f32>();
    let written = Memory::new_contiguous(
        client.clone(),
        first.device.clone(),
        output,
        client.empty(bytes),
        DType::F32,
    );
    let buffers = inputs.iter().copied().chain([&written]);
    let buffers = buffers.map(|tensor| tensor.handle.clone().binding());
    let groups = invocations.div_ceil(GROUP).max(1);
    let columns = groups.min(MOST_GROUPS);
    let count = CubeCount::Static(columns as u32, groups.div_ceil(columns) as u32, 1);
    let kernel = SourceKernel::new(Shader { text }, CubeDim::new_1d(GROUP as u32));
    let arguments = KernelArguments::new().with_buffers(buffers.collect());
    client.launch(Box::new(kernel), count, arguments);
    written
}
