//! What there is to see in one part: counts, the range of pixels, and what columns hold.

use super::{ColumnSummary, Numbers, Part, PartName};
use crate::data::{Column, ColumnKind, Role, Samples, Unlabelled};

/// A part with labels.
pub(super) fn labelled(role: Role, samples: &Samples, classes: usize) -> Part {
    let mut counts = vec![0; classes];
    for &label in samples.labels() {
        if let Some(count) = counts.get_mut(usize::from(label)) {
            *count += 1;
        }
    }
    let (pixels, columns) = match samples {
        Samples::Pictures(pictures) => (range(&pictures.pixels), Vec::new()),
        Samples::Features(features) => (None, columns(&features.columns, &features.values)),
    };
    Part {
        name: role.into(),
        samples: samples.len(),
        counts,
        bytes: samples.bytes(),
        pixels,
        columns,
    }
}

/// The samples without labels.
pub(super) fn unlabelled(samples: &Unlabelled) -> Part {
    let (pixels, columns) = match samples {
        Unlabelled::Pictures { pixels, .. } => (range(pixels), Vec::new()),
        Unlabelled::Features {
            columns: of,
            values,
        } => (None, columns(of, values)),
    };
    Part {
        name: PartName::Unlabelled,
        samples: samples.len(),
        counts: Vec::new(),
        bytes: samples.bytes(),
        pixels,
        columns,
    }
}

fn range(pixels: &[u8]) -> Option<[u8; 2]> {
    Some([*pixels.iter().min()?, *pixels.iter().max()?])
}

fn columns(columns: &[Column], values: &[f32]) -> Vec<ColumnSummary> {
    let width = columns.len().max(1);
    let summary = |(i, column): (usize, &Column)| {
        let (mut missing, mut there) = (0, 0_usize);
        let (mut least, mut sum, mut most) = (f32::INFINITY, 0.0, f32::NEG_INFINITY);
        for &value in values.iter().skip(i).step_by(width) {
            if value.is_nan() {
                missing += 1;
                continue;
            }
            there += 1;
            least = least.min(value);
            most = most.max(value);
            sum += f64::from(value);
        }
        let numbers = there > 0 && column.kind == ColumnKind::Number;
        ColumnSummary {
            missing,
            numbers: numbers.then(|| Numbers {
                least,
                mean: (sum / there as f64) as f32,
                most,
            }),
        }
    };
    columns.iter().enumerate().map(summary).collect()
}
