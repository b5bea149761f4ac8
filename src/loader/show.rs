//! What the loader shows of its samples: what they are, some of them, and how they lie.

use crate::data::augment::{self, Augmenter};
use crate::data::describe::describe;
use crate::data::predicted::to_csv;
use crate::data::statistics::{Pca, mean_pictures};
use crate::data::{DataError, Dataset, Predicted, Samples, Unlabelled, batch};
use crate::experiment::{Augmentation, Shape};
use crate::protocol::{
    DataEvent, DataSummary, ErrorKind, LookEvent, Message, SampleFilter, SamplePage, WireError,
};

use super::errors::wire;
use super::loaded_data::LoadedData;

/// Pictures of a class that come with the summary.
const SHOWN: usize = 12;
/// Points of a projection: more only hide each other.
const POINTS: usize = 2000;

/// The event that describes what was loaded.
pub fn summary(load: u32, data: &Dataset) -> Message<DataEvent> {
    let indices = data.samples_by_class(SHOWN);
    let summary = DataSummary::of(data, &indices);
    let event = DataEvent::Loaded {
        load,
        summary: Box::new(summary),
    };
    let unlabelled = match data.shape() {
        Shape::Image(_) => data.to_unlabelled(0, DataSummary::UNLABELLED),
        Shape::Flat(_) => Vec::new(),
    };
    Message::with_buffers(event, vec![pictures(data, &indices), unlabelled])
}

/// What a network predicted of the samples without labels, as a table.
pub fn predictions(
    data: &Dataset,
    predicted: &[Predicted],
) -> Result<Message<DataEvent>, DataError> {
    let samples = data.unlabelled.as_ref();
    let table = samples.map(|samples| to_csv(samples, &data.classes, predicted));
    let table = table.transpose()?.unwrap_or_default();
    Ok(Message::with_buffers(DataEvent::Predictions, vec![table]))
}

/// What there is to see in what was loaded, with the mean picture of each class.
pub fn description(loaded_data: &LoadedData) -> Message<LookEvent> {
    let means = match &loaded_data.loaded.train {
        Some(Samples::Pictures(pictures)) => {
            mean_pictures(pictures, loaded_data.loaded.classes.len())
        }
        _ => Vec::new(),
    };
    let event = LookEvent::Described {
        description: Box::new(describe(&loaded_data.loaded)),
    };
    Message::with_buffers(event, vec![means])
}

/// The data set itself.
pub fn dataset_ready(data: &Dataset) -> Message<DataEvent> {
    let (header, buffers) = data.to_parcel();
    let event = DataEvent::DatasetReady {
        header: Box::new(header),
    };
    Message::with_buffers(event, buffers)
}

/// Some samples.
pub fn samples(data: &Dataset, view: SamplePage) -> Message<LookEvent> {
    let train = &data.train;
    let labels = train.samples.labels();
    let mut indices: Vec<u32> = match view.filter {
        SampleFilter::Training => train.indices.clone(),
        SampleFilter::Class(class) => {
            let is_of_class = |i: &&u32| labels[**i as usize] == class;
            train.indices.iter().filter(is_of_class).copied().collect()
        }
        SampleFilter::Unlabelled => {
            let n = data.unlabelled.as_ref().map_or(0, Unlabelled::len);
            (0..n as u32).collect()
        }
    };
    // In the order of the files, which people know.
    indices.sort_unstable();
    let total = indices.len();
    let indices: Vec<u32> = indices
        .into_iter()
        .skip(view.from)
        .take(view.count)
        .collect();
    let (labels, buffer) = match (view.filter, &data.unlabelled) {
        (SampleFilter::Unlabelled, Some(Unlabelled::Pictures { .. })) => {
            (Vec::new(), data.to_unlabelled(view.from, view.count))
        }
        (SampleFilter::Unlabelled, _) => (Vec::new(), Vec::new()),
        _ => (
            batch::labels(&train.samples, &indices),
            pictures(data, &indices),
        ),
    };
    let event = LookEvent::Shown {
        view,
        labels,
        total,
        places: indices,
    };
    Message::with_buffers(event, vec![buffer])
}

fn pictures(data: &Dataset, indices: &[u32]) -> Vec<u8> {
    match &data.train.samples {
        Samples::Pictures(pictures) => {
            let bytes = indices.iter().flat_map(|&i| pictures.get(i as usize));
            bytes.copied().collect()
        }
        Samples::Features(_) => Vec::new(),
    }
}

/// The training samples on a plane: two features as they are, more by their principal
/// components.
pub fn projection(data: &Dataset) -> Result<Message<LookEvent>, WireError> {
    let step = data.train.len().div_ceil(POINTS).max(1);
    let indices: Vec<u32> = data.train.indices.iter().step_by(step).copied().collect();
    let samples = &data.train.samples;
    let labels = batch::labels(samples, &indices);
    let (points, axes) = match samples {
        Samples::Features(features) if features.columns.len() == 2 => {
            let rows = indices.iter().map(|&i| features.get(i as usize));
            let points: Vec<[f32; 2]> = rows.map(|row| [row[0], row[1]]).collect();
            (
                points,
                [0, 1].map(|i: usize| features.columns[i].name.clone()),
            )
        }
        samples => {
            let found = Pca::new(samples, &indices, 0).map_err(wire)?.finish();
            let name = |i: usize| {
                let part = found.explained[i] * 100.0;
                format!(
                    "Principal component {} ({part:.1} % of the variance)",
                    i + 1
                )
            };
            (found.points, [name(0), name(1)])
        }
    };
    let bytes = points.iter().flatten().flat_map(|v: &f32| v.to_le_bytes());
    let buffer = bytes.collect();
    let event = LookEvent::Projected { labels, axes };
    Ok(Message::with_buffers(event, vec![buffer]))
}

/// A training picture, changed at random again and again.
pub fn augmented(
    loaded_data: &LoadedData,
    question: u32,
    augmentation: &Augmentation,
    sample: usize,
    count: usize,
) -> Result<Message<LookEvent>, WireError> {
    let Samples::Pictures(pictures) = &loaded_data.data.train.samples else {
        return Err(WireError::new(
            ErrorKind::Data,
            "rows of numbers cannot be changed as pictures are",
            "Load pictures.",
        ));
    };
    let seed = loaded_data.wanted.seed;
    let mut augmenter = Augmenter::new(augmentation, pictures.shape, seed).map_err(wire)?;
    let index = (sample % pictures.len().max(1)) as u32;
    let mut reals = Vec::new();
    let mut bytes = Vec::new();
    for time in 0..count {
        batch::fill_pictures(pictures, &[index], &mut reals);
        augmenter.batch(&mut reals, &[index], time as u64);
        augment::append_bytes(&reals, pictures.shape, &mut bytes);
    }
    Ok(Message::with_buffers(
        LookEvent::Augmented { question },
        vec![bytes],
    ))
}
