//! What a network says of samples without labels, as a table.

use hearth::data::Dataset;
use hearth::data::predicted::to_csv;
use hearth::engine::{Network, classify};

use super::failure::Failure;

/// Samples without labels that are classified at once.
const BATCH: usize = 256;

/// What the network says of the data's samples without labels, as CSV.
pub async fn table(network: &Network, data: &Dataset) -> Result<Vec<u8>, Failure> {
    let Some(samples) = &data.unlabelled else {
        return Ok(Vec::new());
    };
    let mut predicted = Vec::with_capacity(samples.len());
    while predicted.len() < samples.len() {
        let values = data.from_unlabelled(data.to_unlabelled(predicted.len(), BATCH))?;
        predicted.extend(classify(network, data, values).await?);
    }
    Ok(to_csv(samples, &data.classes, &predicted)?)
}
