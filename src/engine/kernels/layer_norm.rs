//! Layer normalization over channels or features.

use burn::tensor::Tensor;
use hearth_kernels::layer_norm_gradient;

use super::operation::{Operation, Pass, apply};

#[derive(Clone, Debug)]
struct LayerNorm {
    epsilon: f32,
}

/// Rows, gamma and beta.
impl Operation<3> for LayerNorm {
    type Kept = ();

    fn forward(&self, [x, gamma, beta]: [&[f32]; 3]) -> (Vec<f32>, ()) {
        (hearth_kernels::layer_norm(x, gamma, beta, self.epsilon), ())
    }

    fn backward(&self, pass: Pass<3, ()>) -> [Vec<f32>; 3] {
        let [x, gamma, _] = pass.inputs;
        layer_norm_gradient(pass.dy, x, gamma, self.epsilon)
    }
}

/// Normalizes each pixel's channels, or each sample's features.
pub fn layer_norm<const D: usize>(
    x: Tensor<D>,
    gamma: Tensor<1>,
    beta: Tensor<1>,
    epsilon: f64,
) -> Tensor<D> {
    let dims = x.dims();
    let epsilon = epsilon as f32;
    let inputs = [x.into(), gamma.into(), beta.into()];
    apply(LayerNorm { epsilon }, inputs, dims)
}
