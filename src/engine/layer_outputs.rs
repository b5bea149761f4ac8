//! What a layer answers to samples of the data, a batch at a time so that the worker can do other things.

use super::evaluation::to_device;
use super::{EngineError, Network, read};
use crate::data::{Dataset, Part};
use crate::experiment::{EVALUATION_BATCH, Shape};

/// The outputs of the layer at a position to samples of a part, sample by sample, a picture's channel by channel;
/// with the shape of one. At most [`EVALUATION_BATCH`] samples are taken.
///
/// # Errors
/// The device failed.
pub async fn layer_outputs(
    network: &Network,
    data: &Dataset,
    part: &Part,
    indices: &[u32],
    layer: usize,
) -> Result<(Shape, Vec<f32>), EngineError> {
    let indices = &indices[..indices.len().min(EVALUATION_BATCH)];
    let mut values = Vec::new();
    data.fill(&part.samples, indices, &mut values);
    let input = to_device(values, part.samples.shape(), network.device());
    let output = network.part(0..layer + 1, &network.values(), input);
    Ok((output.sample(), read(output.into_values()).await?))
}

/// The values of an output, in which every map is averaged over blocks of pixels as small as leave at most `most`
/// values of all maps; one of each map remains in any case.
#[must_use]
pub fn condensed(shape: Shape, values: &[f32], most: usize) -> Vec<f32> {
    let Shape::Image([h, w, c]) = shape else {
        return values.to_vec();
    };
    let mut block = 1;
    while h.div_ceil(block) * w.div_ceil(block) * c > most && block < h.max(w) {
        block += 1;
    }
    if block == 1 {
        return values.to_vec();
    }
    let mut means = Vec::new();
    for map in values.chunks_exact(h * w) {
        for top in (0..h).step_by(block) {
            for left in (0..w).step_by(block) {
                let (bottom, right) = ((top + block).min(h), (left + block).min(w));
                let rows = (top..bottom).map(|y| &map[y * w + left..y * w + right]);
                let sum: f32 = rows.flatten().sum();
                means.push(sum / ((bottom - top) * (right - left)) as f32);
            }
        }
    }
    means
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_averaged_over_blocks_until_they_are_small_enough() {
        let values: Vec<f32> = (0..18).map(|v| v as f32).collect();
        let shape = Shape::Image([3, 3, 2]);
        assert_eq!(condensed(shape, &values, 18), values);
        assert_eq!(
            condensed(shape, &values, 8),
            [2.0, 3.5, 6.5, 8.0, 11.0, 12.5, 15.5, 17.0]
        );
        assert_eq!(condensed(shape, &values, 2), [4.0, 13.0]);
        assert_eq!(condensed(shape, &values, 1), [4.0, 13.0]);
        assert_eq!(condensed(Shape::Flat(3), &values[..3], 1), values[..3]);
    }
}
