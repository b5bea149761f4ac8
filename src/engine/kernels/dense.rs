//! A dense layer with its bias and rectifier.

use burn::tensor::Tensor;
use hearth_kernels::{Order, add_bias, bias_gradient, gemm, relu, relu_gradient};

use super::operation::{Operation, Pass, apply};

#[derive(Clone, Debug)]
struct Dense {
    rows: usize,
    features: usize,
    units: usize,
    relu: bool,
}

/// Rows, a kernel `[features, units]` and a bias, which is empty where there is none.
impl Operation<3> for Dense {
    type Kept = ();

    fn forward(&self, [x, kernel, bias]: [&[f32]; 3]) -> (Vec<f32>, ()) {
        let sizes = [self.rows, self.units, self.features];
        let mut y = gemm(Order::Plain, sizes, x, kernel);
        if !bias.is_empty() {
            add_bias(&mut y, bias, self.relu);
        } else if self.relu {
            y = relu(&y);
        }
        (y, ())
    }

    fn backward(&self, pass: Pass<3, ()>) -> [Vec<f32>; 3] {
        let [x, kernel, bias] = pass.inputs;
        let through;
        let dy = if self.relu {
            through = relu_gradient(pass.dy, pass.output);
            &through
        } else {
            pass.dy
        };
        let (rows, features, units) = (self.rows, self.features, self.units);
        let dx = if pass.wanted[0] {
            gemm(Order::SecondTransposed, [rows, features, units], dy, kernel)
        } else {
            Vec::new()
        };
        let dk = gemm(Order::FirstTransposed, [features, units, rows], x, dy);
        let db = if bias.is_empty() {
            Vec::new()
        } else {
            bias_gradient(dy, units)
        };
        [dx, dk, db]
    }
}

/// `[batch, features]` times a kernel of `units` columns, given as one row, and a bias; then a rectifier
/// if `relu`.
pub fn dense(
    x: Tensor<2>,
    kernel: Tensor<1>,
    bias: Option<&Tensor<1>>,
    units: usize,
    relu: bool,
) -> Tensor<2> {
    let [rows, features] = x.dims();
    let bias = bias.map_or_else(
        || Tensor::zeros([0], &x.device().without_autodiff()),
        Clone::clone,
    );
    let operation = Dense {
        rows,
        features,
        units,
        relu,
    };
    let inputs = [x.into(), kernel.into(), bias.into()];
    apply(operation, inputs, [rows, units])
}
