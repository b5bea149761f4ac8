//! The range of pixels, the mean picture of each class, and balanced class weights.

use crate::data::Pictures;

/// The least and the greatest pixel; nothing without pixels.
#[must_use]
pub fn pixel_range(pixels: &[u8]) -> Option<[u8; 2]> {
    Some([*pixels.iter().min()?, *pixels.iter().max()?])
}

/// The mean picture of each of `classes` classes, class by class, in the shape of a picture;
/// black where a class has none.
#[must_use]
pub fn mean_pictures(pictures: &Pictures, classes: usize) -> Vec<u8> {
    let size = pictures.picture_len();
    let mut sums = vec![0_u64; classes * size];
    let mut counts = vec![0_u64; classes];
    for (i, &label) in pictures.labels.iter().enumerate() {
        let class = usize::from(label);
        let Some(count) = counts.get_mut(class) else {
            continue;
        };
        *count += 1;
        let sums = &mut sums[class * size..(class + 1) * size];
        for (sum, &pixel) in sums.iter_mut().zip(pictures.get(i)) {
            *sum += u64::from(pixel);
        }
    }
    let mean = |(i, sum): (usize, &u64)| {
        let n = counts[i / size].max(1);
        ((sum + n / 2) / n) as u8
    };
    sums.iter().enumerate().map(mean).collect()
}

/// The weight of each class that makes all of them count the same: scikit-learn's
/// `compute_class_weight("balanced")`, `samples / (classes × count)`. 0 for a class without
/// samples, which then does not count as one.
#[must_use]
pub fn balanced_class_weights(counts: &[u32]) -> Vec<f32> {
    let samples: f64 = counts.iter().copied().map(f64::from).sum();
    let classes = counts.iter().filter(|&&count| count > 0).count() as f64;
    let weight = |&count: &u32| match count {
        0 => 0.0,
        _ => (samples / (classes * f64::from(count))) as f32,
    };
    counts.iter().map(weight).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pictures() -> Pictures {
        Pictures::new([1, 2, 1], vec![10, 20, 13, 40, 7, 250], vec![2, 2, 0]).unwrap()
    }

    #[test]
    fn pictures_are_summed_up() {
        assert_eq!(pixel_range(&pictures().pixels), Some([7, 250]));
        assert_eq!(pixel_range(&[]), None);
        assert_eq!(mean_pictures(&pictures(), 3), [7, 250, 0, 0, 12, 30]);
        assert_eq!(mean_pictures(&pictures(), 1), [7, 250]);
    }

    #[test]
    fn weights_are_scikit_learn_s() {
        // compute_class_weight("balanced", classes=[0, 1, 2], y=[0, 0, 0, 1, 2, 2])
        let expected = [2.0 / 3.0, 2.0, 1.0];
        for (weight, expected) in balanced_class_weights(&[3, 1, 2]).iter().zip(expected) {
            assert!((weight - expected).abs() < 1e-6);
        }
        assert_eq!(balanced_class_weights(&[4, 0, 4]), [1.0, 0.0, 1.0]);
        assert!(balanced_class_weights(&[]).is_empty());
    }
}
