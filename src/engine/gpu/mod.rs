//! Convolution on WebGPU by shaders of our own. Without its autotuning, which a browser does not have, burn computes
//! each output by itself, and the kernel's gradient as a convolution whose window is the output; here an
//! invocation holds four filters of several pixels, which reads a tenth as much, and nothing waits for others.

mod adam;
mod batch_norm;
mod batch_norm_graph;
mod convolution;
mod convolution_graph;
mod flat;
mod frame;
mod graph;
mod kernel_gradient;
mod loss;
mod mask;
mod memory;
mod shader;
mod text;
mod windows;

use burn::tensor::{Device, Tensor};

use super::steps::Steps;
pub use adam::adam;
pub use batch_norm_graph::batch_norm;
use convolution::Convolution;
pub use flat::{divide, join};
pub use loss::cross_entropy;
pub use mask::mask;

/// Whether tensors of a device are computed with here.
pub fn serve(device: &Device) -> bool {
    !super::device::is_cpu(device)
}

/// Convolves `[batch, channels, height, width]` with a kernel `[filters, channels, height, width]` given as one
/// row; values below 0 then become 0 if `is_rectified`. The memory of the output is channels last. `None` where
/// there is no shader for it.
pub fn convolve(
    x: &Tensor<4>,
    kernel: &Tensor<1>,
    window: [usize; 2],
    bias: Option<&Tensor<1>>,
    steps: &Steps,
    is_rectified: bool,
) -> Option<Tensor<4>> {
    let convolution = Convolution::new(x.dims(), kernel.dims()[0], window, steps, is_rectified)?;
    Some(convolution_graph::apply(convolution, x, kernel, bias))
}
