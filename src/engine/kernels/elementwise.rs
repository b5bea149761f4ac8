//! What is done to each value, whatever the number of axes.

use burn::tensor::Tensor;
use hearth_kernels::Dropout;

use super::operation::{Operation, Pass, apply};

#[derive(Clone, Debug)]
struct Relu;

impl Operation<1> for Relu {
    type Kept = ();

    fn forward(&self, [x]: [&[f32]; 1]) -> (Vec<f32>, ()) {
        (hearth_kernels::relu(x), ())
    }

    fn backward(&self, pass: Pass<1, ()>) -> [Vec<f32>; 1] {
        [hearth_kernels::relu_gradient(pass.dy, pass.output)]
    }
}

/// The values, and 0 where they are below 0.
pub fn relu<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let dims = x.dims();
    apply(Relu, [x.into()], dims)
}

#[derive(Clone, Debug)]
struct LeakyRelu {
    slope: f32,
}

impl Operation<1> for LeakyRelu {
    type Kept = ();

    fn forward(&self, [x]: [&[f32]; 1]) -> (Vec<f32>, ()) {
        (hearth_kernels::leaky_relu(x, self.slope), ())
    }

    fn backward(&self, pass: Pass<1, ()>) -> [Vec<f32>; 1] {
        let [x] = pass.inputs;
        [hearth_kernels::leaky_relu_gradient(pass.dy, x, self.slope)]
    }
}

/// The values, and `slope` times them where they are 0 or below.
pub fn leaky_relu<const D: usize>(x: Tensor<D>, slope: f64) -> Tensor<D> {
    let (dims, slope) = (x.dims(), slope as f32);
    apply(LeakyRelu { slope }, [x.into()], dims)
}

/// Dropout of values in Keras's order of axes.
#[derive(Clone, Debug)]
pub struct Mask {
    /// 1 for each value that is kept, 0 for the others.
    pub kept: std::sync::Arc<Vec<u8>>,
    /// What those are multiplied by.
    pub scale: f32,
}

impl Mask {
    pub(super) fn dropout(&self) -> Dropout<'_> {
        Dropout {
            mask: &self.kept,
            scale: self.scale,
        }
    }
}

impl Operation<1> for Mask {
    type Kept = ();

    fn forward(&self, [x]: [&[f32]; 1]) -> (Vec<f32>, ()) {
        (hearth_kernels::keep(x, self.dropout()), ())
    }

    fn backward(&self, pass: Pass<1, ()>) -> [Vec<f32>; 1] {
        [hearth_kernels::keep(pass.dy, self.dropout())]
    }
}

/// Values as far as the mask keeps them.
pub fn keep<const D: usize>(x: Tensor<D>, mask: Mask) -> Tensor<D> {
    let dims = x.dims();
    apply(mask, [x.into()], dims)
}
