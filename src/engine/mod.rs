//! The compute core, the only layer that knows burn: devices, layers, optimizers, the
//! training session and its probes. It has no clock, no threads and no files of its own.
//!
//! Tensors are `f32` in burn's layouts (`NCHW`, kernels `OIHW`); whatever leaves the engine
//! (weights, snapshots) is in Keras's (`NHWC`, kernels `HWIO`).

mod activations;
mod class_image;
mod convolution;
mod device;
mod error;
mod evaluation;
mod explain;
mod find_rate;
#[cfg(feature = "webgpu")]
mod gpu;
mod initializers;
#[cfg(feature = "flex")]
mod kernels;
mod layer_outputs;
mod layer_statistics;
mod layers;
mod loss;
mod network;
mod normalization;
mod optimizers;
mod parameter;
mod penalty;
mod probe;
mod random;
mod session;
mod snapshot;
mod steps;
mod subset_run;
mod value;

pub use class_image::ClassImage;
pub use device::{kernel_set, open, portion_seconds, threads_of};
pub use error::EngineError;
pub use evaluation::{classify, hidden_distances, predict_portion, probabilities};
pub use explain::{Explain, Explainer, Heat};
pub use find_rate::RateSearch;
#[cfg(feature = "flex")]
pub use kernels::without_own_kernels;
pub use layer_outputs::{condensed, layer_outputs};
pub use layers::Mode;
pub use loss::{cross_entropy, one_hot, targets};
pub use network::{Forward, Head, Network};
pub use optimizers::OptimizerState;
pub use parameter::Parameter;
pub use penalty::penalty;
pub use probe::{LayerOutput, Probe, outputs_of_layers, probe};
pub use session::Session;
pub use subset_run::SubsetRun;
pub use value::Value;

pub use burn::tensor::{Device, Tensor, TensorData};
pub use hearth_kernels::{on_one_thread, set_threads};

/// Reads a tensor's values, waiting for the device.
///
/// # Errors
/// The device failed or was lost.
pub async fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, EngineError> {
    let data = tensor
        .into_data_async()
        .await
        .map_err(|e| EngineError::Device(format!("{e:?}")))?;
    data.try_into_vec::<f32>()
        .map_err(|e| EngineError::Device(format!("{e:?}")))
}
