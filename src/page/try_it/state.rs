//! What is tried: where it came from, what it truly is, and what the loader was asked for.

use std::sync::Arc;

use super::kind::TryKind;
use crate::data::{ColumnKind, ColumnRange};
use crate::experiment::decimal;
use crate::protocol::{Asker, Buffer, WireError};

/// Points of the grid in a row, and in a column.
pub const GRID: usize = 48;
/// Space around the points, as a part of what they take.
const MARGIN: f32 = 0.08;

/// What is tried.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The loaded data.
    pub loaded: Option<LoadedKind>,
    /// Whether the loader holds that data, and can be asked about it.
    pub in_loader: bool,
    /// Asks for the columns.
    pub column_asker: Asker<u32>,
    /// Asks for the points.
    pub point_asker: Asker<u32>,
    /// Asks for test samples.
    pub sampler: Asker<u32>,
    /// Asks for pictures.
    pub reader: Asker<u32>,
    /// Test samples that were asked for.
    pub samples_asked: u32,
    /// What is tried.
    pub tried: Option<Buffer>,
    /// Where the picture came from that the loader reads now.
    pub reading: Option<Origin>,
    /// Where what is tried came from.
    pub origin: Option<Origin>,
    /// Its true class, where that is known.
    pub true_class: Option<u16>,
    /// Why the newest picture or sample cannot be tried.
    pub fault: Option<WireError>,
    /// The columns of a row.
    pub columns: Arc<Vec<ColumnRange>>,
    /// What is in the form, a text for each column.
    pub cells: Vec<String>,
    /// The samples as points of a plane.
    pub points: Option<Arc<Points>>,
    /// The point that is tried.
    pub point: Option<[f32; 2]>,
}

/// Which data is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadedKind {
    /// Number of its load: another number, other samples.
    pub number: u32,
    /// What people try on it.
    pub kind: TryKind,
}

/// Where a sample came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From the test part: its index.
    TestSample(u32),
    /// From a file.
    File {
        /// Its name.
        name: String,
        /// Where the browser shows it.
        url: String,
    },
    /// From the camera, as it is now.
    Camera,
    /// From another part of the page.
    Page,
}

/// Samples as points of a plane, and the part of the plane that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    /// The points: first those of the training part, then test samples.
    pub points: Vec<[f32; 2]>,
    /// Their labels.
    pub labels: Vec<u16>,
    /// How many are of the training part.
    pub training: usize,
    /// Names of the axes.
    pub axes: [String; 2],
    /// The lower left corner of what is shown.
    pub low: [f32; 2],
    /// Its width and height.
    pub size: [f32; 2],
}

impl Points {
    /// Shows all points, with some space around them.
    #[must_use]
    pub fn new(
        points: Vec<[f32; 2]>,
        labels: Vec<u16>,
        training: usize,
        axes: [String; 2],
    ) -> Self {
        let range = |axis: usize| {
            let values = || points.iter().map(|point| point[axis]);
            let low = values().fold(f32::INFINITY, f32::min);
            let high = values().fold(f32::NEG_INFINITY, f32::max);
            // Where all are the same, or there is none, anything around it will do.
            let (low, high) = if high > low {
                (low, high)
            } else {
                let middle = if low.is_finite() { low } else { 0.0 };
                (middle - 1.0, middle + 1.0)
            };
            let margin = (high - low) * MARGIN;
            (low - margin, high - low + 2.0 * margin)
        };
        let ((left, width), (bottom, height)) = (range(0), range(1));
        Self {
            points,
            labels,
            training,
            axes,
            low: [left, bottom],
            size: [width, height],
        }
    }

    /// A point as parts of the shown width and height, from the upper left corner on.
    #[must_use]
    pub fn position(&self, point: [f32; 2]) -> [f32; 2] {
        let part = |axis: usize| (point[axis] - self.low[axis]) / self.size[axis];
        [part(0), 1.0 - part(1)]
    }

    /// The point at a position.
    #[must_use]
    pub fn point_at(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let value = |axis: usize, part: f32| self.low[axis] + part * self.size[axis];
        [value(0, x), value(1, 1.0 - y)]
    }

    /// The middle of every cell of the grid, row by row from the top, packed as samples.
    #[must_use]
    pub fn grid(&self) -> Vec<u8> {
        let middle = |i: usize| (i as f32 + 0.5) / GRID as f32;
        let cells = (0..GRID * GRID).map(|i| self.point_at([middle(i % GRID), middle(i / GRID)]));
        cells.flat_map(|point| packed(&point)).collect()
    }
}

/// Numbers of a row, packed as a sample.
#[must_use]
pub fn packed(row: &[f32]) -> Vec<u8> {
    row.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// The numbers of a packed row.
#[must_use]
pub fn unpacked(bytes: &[u8]) -> Vec<f32> {
    let (values, _) = bytes.as_chunks();
    values
        .iter()
        .map(|&bytes| f32::from_le_bytes(bytes))
        .collect()
}

/// The number that a text in the form means, or what to write instead. A category's text is the
/// number of its value, or nothing where it is missing.
///
/// # Errors
/// It is no number.
pub fn cell_value(column: &ColumnRange, text: &str) -> Result<f32, String> {
    if let ColumnKind::Category { .. } = column.column.kind {
        let number = decimal::parse(text);
        return Ok(number.map_or(f32::NAN, |number| number as f32));
    }
    // A comma is the decimal point of many people.
    let number = decimal::parse(&text.trim().replace(',', ".")).map(|number| number as f32);
    number.filter(|number| number.is_finite()).ok_or_else(|| {
        let [low, high] = column.range;
        format!("Use a number. Training rows have {low} to {high}.")
    })
}

/// The text in the form for a number.
#[must_use]
pub fn cell_text(value: f32) -> String {
    if value.is_finite() {
        value.to_string()
    } else {
        String::new()
    }
}

impl State {
    /// The row in the form, packed as a sample; nothing while a field is wrong.
    #[must_use]
    pub fn row(&self) -> Option<Vec<u8>> {
        let cells = self.columns.iter().zip(&self.cells);
        let values = cells.map(|(column, text)| cell_value(column, text).ok());
        let values = values.collect::<Option<Vec<f32>>>()?;
        (!values.is_empty()).then(|| packed(&values))
    }
}
