//! What a Normalization layer keeps of the training samples, fitted before the first step.

use super::network::Network;
use super::parameter::upload;
use crate::data::{Dataset, Role};

/// Samples that are taken at once.
const BATCH: usize = 256;

/// Mean and variance of every channel or feature over the training samples, as the network gets
/// them.
///
/// # Source
/// `keras.layers.Normalization.adapt`; the sums are in double precision.
fn statistics(data: &Dataset) -> [Vec<f32>; 2] {
    let shape = data.shape();
    let channels = shape.channels();
    // A sample has one channel after the other.
    let run = shape.len() / channels.max(1);
    let mut sums = vec![[0.0_f64; 2]; channels];
    let part = data.part(Role::Train);
    let mut values = Vec::new();
    for batch in part.indices.chunks(BATCH) {
        data.fill(&part.samples, batch, &mut values);
        for (i, run) in values.chunks_exact(run.max(1)).enumerate() {
            let [sum, squares] = &mut sums[i % channels];
            for value in run {
                let value = f64::from(*value);
                *sum += value;
                *squares += value * value;
            }
        }
    }
    let n = (part.len() * run).max(1) as f64;
    let mean = sums.iter().map(|[sum, _]| (sum / n) as f32).collect();
    let variance = |[sum, squares]: &[f64; 2]| (squares / n - (sum / n).powi(2)).max(0.0) as f32;
    [mean, sums.iter().map(variance).collect()]
}

/// Fits a network whose first layer takes the samples' statistics; others stay as they are.
pub fn fit(network: &mut Network, data: &Dataset) {
    if !network.starts_with_statistics() {
        return;
    }
    let device = network.device().clone();
    for (parameter, values) in network.parameters.iter_mut().zip(statistics(data)) {
        parameter.value = upload(values, &device);
    }
}
