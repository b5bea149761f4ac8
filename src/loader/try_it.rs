//! What people try a network on: test samples, points, and pictures of their own.

use super::errors::wire;
use super::loaded_data::LoadedData;
use crate::data::files::single_picture;
use crate::data::{Dataset, PlanePoints};
use crate::protocol::{TryQuery, TryReply};

/// The answer to a question.
pub fn answer(loaded_data: &LoadedData, query: TryQuery) -> TryReply {
    let data = &loaded_data.data;
    match query {
        TryQuery::Columns => TryReply::Columns(data.column_ranges()),
        TryQuery::Points => points(data),
        TryQuery::TestSample { number } => {
            let index = data.random_test_sample(number);
            let samples = &data.test.samples;
            TryReply::TestSample {
                index,
                label: samples.labels()[index as usize],
                sample: data.to_sample(samples, index).into(),
            }
        }
        TryQuery::Picture { name, file } => {
            let pixels = single_picture(&name, &file, &loaded_data.loaded, data);
            TryReply::Picture(pixels.map(Into::into).map_err(wire))
        }
    }
}

fn points(data: &Dataset) -> TryReply {
    // Of rows with another number of columns the page asks for none.
    let found = data.plane_points().unwrap_or_else(|| PlanePoints {
        points: Vec::new(),
        labels: Vec::new(),
        training: 0,
        axes: Default::default(),
    });
    let bytes = found.points.iter().flatten();
    let bytes: Vec<u8> = bytes.flat_map(|v: &f32| v.to_le_bytes()).collect();
    TryReply::Points {
        points: bytes.into(),
        labels: found.labels,
        training: found.training,
        axes: found.axes,
    }
}
