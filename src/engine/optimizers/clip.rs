//! Gradients made shorter.

use burn::tensor::Tensor;

use crate::experiment::optimizers::OptimizerOptions;

/// All parameters' gradients, clipped in the way that the options say.
///
/// # Source
/// `keras.optimizers.Optimizer._clip_gradients` (Keras 3).
pub fn clip(options: &OptimizerOptions, gradients: Vec<Tensor<1>>) -> Vec<Tensor<1>> {
    if let Some(most) = options.clipnorm {
        let shorten = |g: Tensor<1>| {
            let norm = squares(&g).sqrt().clamp_min(most);
            g.mul_scalar(most).div(norm)
        };
        gradients.into_iter().map(shorten).collect()
    } else if let Some(most) = options.global_clipnorm {
        let Some(sum) = gradients.iter().map(squares).reduce(Tensor::add) else {
            return gradients;
        };
        // most · min(1 / norm, 1 / most), which has no division by zero.
        let factor = sum.sqrt().clamp_min(most).recip().mul_scalar(most);
        let shorten = |g: Tensor<1>| g.mul(factor.clone());
        gradients.into_iter().map(shorten).collect()
    } else if let Some(most) = options.clipvalue {
        let limit = |g: Tensor<1>| g.clamp(-most, most);
        gradients.into_iter().map(limit).collect()
    } else {
        gradients
    }
}

/// The sum of a gradient's squares: `[1]`.
fn squares(gradient: &Tensor<1>) -> Tensor<1> {
    gradient.clone().mul(gradient.clone()).sum()
}
