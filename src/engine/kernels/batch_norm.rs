//! Batch normalization of pictures' channels or of features.

use std::sync::{Arc, Mutex};

use burn::tensor::{Tensor, TensorData};
use hearth_kernels::{BatchStatistics, batch_norm_gradient, batch_norm_inference, bias_gradient};

use super::elementwise::Mask;
use super::operation::{Operation, Pass, apply};

#[derive(Clone, Debug)]
struct BatchNorm {
    epsilon: f32,
    /// Dropout in the same pass.
    mask: Option<Mask>,
    /// Where the batch's statistics are left for the layer.
    statistics: Arc<Mutex<BatchStatistics>>,
}

/// The batch, gamma and beta.
impl Operation<3> for BatchNorm {
    type Kept = BatchStatistics;

    fn forward(&self, [x, gamma, beta]: [&[f32]; 3]) -> (Vec<f32>, BatchStatistics) {
        let dropout = self.mask.as_ref().map(Mask::dropout);
        let (y, statistics) = hearth_kernels::batch_norm(x, gamma, beta, self.epsilon, dropout);
        if let Ok(mut left) = self.statistics.lock() {
            left.clone_from(&statistics);
        }
        (y, statistics)
    }

    fn backward(&self, pass: Pass<3, BatchStatistics>) -> [Vec<f32>; 3] {
        let [x, gamma, _] = pass.inputs;
        let dropout = self.mask.as_ref().map(Mask::dropout);
        batch_norm_gradient(pass.dy, x, gamma, pass.kept, self.epsilon, dropout)
    }
}

/// Normalizes by the batch's own statistics, and then drops what a mask does not keep; returns also the batch's
/// means and variances.
pub fn batch_norm_train<const D: usize>(
    x: Tensor<D>,
    gamma: Tensor<1>,
    beta: Tensor<1>,
    epsilon: f64,
    mask: Option<Mask>,
) -> (Tensor<D>, [Tensor<1>; 2]) {
    let (dims, device) = (x.dims(), x.device().without_autodiff());
    let operation = BatchNorm {
        epsilon: epsilon as f32,
        mask,
        statistics: Arc::default(),
    };
    let left = Arc::clone(&operation.statistics);
    let inputs = [x.into(), gamma.into(), beta.into()];
    let y = apply(operation, inputs, dims);
    let left = std::mem::take(&mut *left.lock().expect("nothing panics while it is locked"));
    let row = |values: Vec<f32>| {
        let n = values.len();
        Tensor::from_data(TensorData::new(values, [n]), &device)
    };
    (y, [row(left.mean), row(left.variance)])
}

#[derive(Clone, Debug)]
struct Inference {
    epsilon: f32,
}

/// The batch, gamma, beta, means and variances.
impl Operation<5> for Inference {
    type Kept = ();

    fn forward(&self, [x, gamma, beta, mean, variance]: [&[f32]; 5]) -> (Vec<f32>, ()) {
        let statistics = BatchStatistics {
            mean: mean.to_vec(),
            variance: variance.to_vec(),
        };
        let y = batch_norm_inference(x, gamma, beta, &statistics, self.epsilon);
        (y, ())
    }

    /// By the batch, gamma and beta; statistics are not trained.
    fn backward(&self, pass: Pass<5, ()>) -> [Vec<f32>; 5] {
        let [x, gamma, _, mean, variance] = pass.inputs;
        let n = mean.len();
        let (zeros, ones) = (vec![0.0; n], vec![1.0; n]);
        let mut statistics = BatchStatistics {
            mean: mean.to_vec(),
            variance: variance.to_vec(),
        };
        let normal = batch_norm_inference(x, &ones, &zeros, &statistics, self.epsilon);
        let products: Vec<f32> = normal.iter().zip(pass.dy).map(|(x, dy)| x * dy).collect();
        statistics.mean.clone_from(&zeros);
        let dx = batch_norm_inference(pass.dy, gamma, &zeros, &statistics, self.epsilon);
        let (dgamma, dbeta) = (bias_gradient(&products, n), bias_gradient(pass.dy, n));
        [dx, dgamma, dbeta, zeros.clone(), zeros]
    }
}

/// Normalizes by running statistics, by which there is no gradient.
pub fn batch_norm<const D: usize>(
    x: Tensor<D>,
    gamma: Tensor<1>,
    beta: Tensor<1>,
    mean: Tensor<1>,
    variance: Tensor<1>,
    epsilon: f64,
) -> Tensor<D> {
    let dims = x.dims();
    let operation = Inference {
        epsilon: epsilon as f32,
    };
    let inputs = [
        x.into(),
        gamma.into(),
        beta.into(),
        mean.into(),
        variance.into(),
    ];
    apply(operation, inputs, dims)
}
