//! A map of a layer's output as a grey picture.

/// A map as a grey picture: mean 128, a standard deviation 64, clipped to `0..=255`; a map
/// that is the same everywhere is black, for it says nothing.
///
/// # Source
/// Chollet, *Deep Learning with Python* (2017), listing 5.29, as study C has it.
#[must_use]
pub fn feature_map(map: &[f32]) -> Vec<u8> {
    let n = map.len() as f32;
    let mean = map.iter().sum::<f32>() / n;
    let deviation = (map.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / n).sqrt();
    if deviation < 1e-6 {
        return vec![0; map.len()];
    }
    map.iter()
        .map(|v| ((v - mean) / deviation * 64.0 + 128.0).clamp(0.0, 255.0) as u8)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_centred_and_clipped() {
        assert_eq!(feature_map(&[1.0, 3.0]), [64, 192]);
        assert_eq!(feature_map(&[2.0; 4]), [0; 4]);
        let mut one_hot = vec![0.0; 100];
        one_hot[0] = 1.0;
        assert_eq!(feature_map(&one_hot)[0], 255);
    }
}
