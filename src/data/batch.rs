//! Making batches: only here do pixels become reals.

use super::{ColumnKind, Features, Pictures, Samples};

/// Writes the samples at `indices` into `out` as [`fill_pictures`] and [`fill_rows`] do.
///
/// # Panics
/// There is no sample at one of the indices.
pub fn fill(samples: &Samples, indices: &[u32], out: &mut Vec<f32>) {
    match samples {
        Samples::Pictures(pictures) => fill_pictures(pictures, indices, out),
        Samples::Features(features) => fill_rows(features, indices, out),
    }
}

/// Writes the pictures at `indices` into `out` as reals in `[0, 1]`, picture after picture,
/// each channel by channel (NCHW); what `out` held is replaced, its memory used again.
///
/// # Panics
/// There is no picture at one of the indices.
pub fn fill_pictures(pictures: &Pictures, indices: &[u32], out: &mut Vec<f32>) {
    out.clear();
    out.reserve(indices.len() * pictures.picture_len());
    let channels = pictures.shape[2];
    for &i in indices {
        let picture = pictures.get(i as usize);
        if channels == 1 {
            out.extend(picture.iter().map(|&pixel| f32::from(pixel) / 255.0));
            continue;
        }
        for channel in 0..channels {
            let plane = picture.iter().skip(channel).step_by(channels);
            out.extend(plane.map(|&pixel| f32::from(pixel) / 255.0));
        }
    }
}

/// Writes the rows at `indices` into `out`, row after row, each category as a 1 among 0 (Keras's
/// `CategoryEncoding` with `one_hot`); what is missing of a category is all 0. What `out` held
/// is replaced, its memory used again.
///
/// # Panics
/// There is no row at one of the indices.
pub fn fill_rows(features: &Features, indices: &[u32], out: &mut Vec<f32>) {
    out.clear();
    out.reserve(indices.len() * features.width());
    for &i in indices {
        for (&value, column) in features.get(i as usize).iter().zip(&features.columns) {
            if column.kind == ColumnKind::Number {
                out.push(value);
                continue;
            }
            let values = 0..column.width();
            out.extend(
                values.map(|code| f32::from(u8::from((code as f32).total_cmp(&value).is_eq()))),
            );
        }
    }
}

/// The labels of the samples at `indices`.
///
/// # Panics
/// There is no sample at one of the indices.
#[must_use]
pub fn labels(samples: &Samples, indices: &[u32]) -> Vec<u16> {
    let labels = samples.labels();
    let label = |&i: &u32| labels[i as usize];
    indices.iter().map(label).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Column;

    #[test]
    fn grey_pictures_are_copied_in_the_order_asked_for() {
        let pictures = Pictures::new([1, 2, 1], vec![0, 51, 102, 255], vec![7, 3]).unwrap();
        let mut out = vec![9.0; 5];
        let pictures = Samples::from(pictures);
        fill(&pictures, &[1, 0, 1], &mut out);
        assert_eq!(out, [0.4, 1.0, 0.0, 0.2, 0.4, 1.0]);
        assert_eq!(labels(&pictures, &[1, 0, 1]), [3, 7, 3]);
    }

    #[test]
    fn categories_are_a_one_among_zeros() {
        let category = Column {
            name: "colour".into(),
            kind: ColumnKind::Category {
                values: ["blue", "green", "red"].map(String::from).to_vec(),
            },
        };
        let columns = vec![Column::number("length"), category];
        let values = vec![1.5, 2.0, 2.5, 0.0, 3.5, f32::NAN];
        let rows = Features::new(columns, values, vec![0, 1, 0]).unwrap();
        let mut out = vec![9.0];
        fill_rows(&rows, &[1, 0, 2], &mut out);
        assert_eq!(rows.width(), 4);
        assert_eq!(
            out,
            [2.5, 1.0, 0.0, 0.0, 1.5, 0.0, 0.0, 1.0, 3.5, 0.0, 0.0, 0.0]
        );
    }

    #[test]
    fn channels_come_one_after_another() {
        let pixels = vec![0, 51, 102, 153, 204, 255];
        let pictures = Pictures::new([1, 2, 3], pixels, vec![0]).unwrap();
        let mut out = Vec::new();
        fill_pictures(&pictures, &[0], &mut out);
        assert_eq!(out, [0.0, 0.6, 0.2, 0.8, 0.4, 1.0]);
    }
}
