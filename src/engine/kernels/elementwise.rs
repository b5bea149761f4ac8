//! What is done to each value, whatever the number of axes.

use burn::tensor::Tensor;

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
struct Keep {
    mask: std::sync::Arc<Vec<u8>>,
    scale: f32,
}

impl Operation<1> for Keep {
    type Kept = ();

    fn forward(&self, [x]: [&[f32]; 1]) -> (Vec<f32>, ()) {
        (hearth_kernels::keep(x, &self.mask, self.scale), ())
    }

    fn backward(&self, pass: Pass<1, ()>) -> [Vec<f32>; 1] {
        [hearth_kernels::keep(pass.dy, &self.mask, self.scale)]
    }
}

/// Values times `scale` where the mask, which has Keras's order of axes, is not 0.
pub fn keep<const D: usize>(x: Tensor<D>, mask: Vec<u8>, scale: f32) -> Tensor<D> {
    let dims = x.dims();
    let mask = std::sync::Arc::new(mask);
    apply(Keep { mask, scale }, [x.into()], dims)
}
