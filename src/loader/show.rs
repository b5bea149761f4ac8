//! What the loader shows of its samples: what they are, some of them, and how they lie.

use crate::data::augment::{self, Augmenter};
use crate::data::describe::describe;
use crate::data::predicted::to_csv;
use crate::data::statistics::{self, mean_pictures};
use crate::data::{DataError, Dataset, Predicted, Samples, Unlabelled, batch};
use crate::experiment::{Augmentation, Shape};
use crate::protocol::{
    Buffer, DataAnswer, DataEvent, DataQuery, DataQuestion, DataReply, DataSummary, ErrorKind,
    LoadEvent, Packed, Projection, Question, SampleFilter, SamplePage, WireError,
};
use crate::sweep::journal;

use super::errors::wire;
use super::evaluation;
use super::loaded_data::LoadedData;
use super::try_it;

/// Pictures of a class that come with the summary.
const SHOWN: usize = 12;
/// Points of a projection: more only hide each other.
const POINTS: usize = 2000;

/// The event that describes what was loaded.
pub fn summary(data: &Dataset) -> LoadEvent {
    let indices = data.samples_by_class(SHOWN);
    let summary = DataSummary::of(data, &indices);
    let unlabelled = match data.shape() {
        Shape::Image(_) => data.to_unlabelled(0, DataSummary::UNLABELLED),
        Shape::Flat(_) => Vec::new(),
    };
    LoadEvent::Loaded {
        summary: Box::new(summary),
        pictures: pictures(data, &indices).into(),
        unlabelled: unlabelled.into(),
    }
}

/// What a network predicted of the samples without labels, as a table.
pub fn predictions(data: &Dataset, predicted: &[Predicted]) -> Result<DataEvent, DataError> {
    let samples = data.unlabelled.as_ref();
    let table = samples.map(|samples| to_csv(samples, &data.classes, predicted));
    let table = table.transpose()?.unwrap_or_default().into();
    Ok(DataEvent::Predictions { table })
}

/// The data set itself.
pub fn dataset(data: &Dataset) -> DataEvent {
    DataEvent::Dataset(Box::new(data.to_parcel().map(Buffer::from)))
}

/// The answer to a question.
pub fn answer(loaded_data: &LoadedData, Question { ticket, body }: DataQuestion) -> DataAnswer {
    let data = &loaded_data.data;
    let body = match body {
        DataQuery::Runs(_) => unreachable!("the host answers these, whatever is loaded"),
        DataQuery::Unlabelled { from, count } => {
            DataReply::Unlabelled(data.to_unlabelled(from, count).into())
        }
        DataQuery::Describe => description(loaded_data),
        DataQuery::Show(page) => samples(data, page),
        DataQuery::Project => DataReply::Projection(projection(data)),
        DataQuery::Augment {
            augmentation,
            sample,
            count,
        } => DataReply::Augmented(augmented(loaded_data, &augmentation, sample, count)),
        DataQuery::Try(query) => DataReply::Try(try_it::answer(loaded_data, query)),
        DataQuery::Evaluation(query) => {
            let Ok(query) = query.open() else {
                panic!("a question that cannot be read");
            };
            DataReply::Evaluation(Packed::new(&evaluation::answer(loaded_data, query)))
        }
        DataQuery::ReadJournal(text) => journal(&text),
    };
    DataAnswer { ticket, body }
}

/// The entries of a journal, or what is wrong with it.
pub fn journal(text: &str) -> DataReply {
    let entries = journal::read(text).map_err(|reason| {
        WireError::new(
            ErrorKind::Data,
            format!("The file is no journal of a sweep: {reason}."),
            "Open what `hearth sweep` or this page wrote: lines of JSON, the first with the sweep.",
        )
    });
    DataReply::Journal(entries.map(|(entries, _)| Packed::new(&entries)))
}

/// What there is to see in what was loaded, with the mean picture of each class.
fn description(loaded_data: &LoadedData) -> DataReply {
    let means = match &loaded_data.loaded.train {
        Some(Samples::Pictures(pictures)) => {
            mean_pictures(pictures, loaded_data.loaded.classes.len())
        }
        _ => Vec::new(),
    };
    DataReply::Description {
        description: Box::new(describe(&loaded_data.loaded)),
        means: means.into(),
    }
}

/// Some samples.
fn samples(data: &Dataset, page: SamplePage) -> DataReply {
    let train = &data.train;
    let labels = train.samples.labels();
    let mut indices: Vec<u32> = match page.filter {
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
        .skip(page.from)
        .take(page.count)
        .collect();
    let (labels, pictures) = match (page.filter, &data.unlabelled) {
        (SampleFilter::Unlabelled, Some(Unlabelled::Pictures { .. })) => {
            (Vec::new(), data.to_unlabelled(page.from, page.count))
        }
        (SampleFilter::Unlabelled, _) => (Vec::new(), Vec::new()),
        _ => (
            batch::labels(&train.samples, &indices),
            pictures(data, &indices),
        ),
    };
    DataReply::Samples {
        indices,
        labels,
        total,
        pictures: pictures.into(),
    }
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
fn projection(data: &Dataset) -> Result<Projection, WireError> {
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
            let found = statistics::Projection::new(samples, &indices, 0).map_err(wire)?;
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
    let bytes: Vec<u8> = bytes.collect();
    Ok(Projection {
        points: bytes.into(),
        labels,
        axes,
    })
}

/// A training picture, changed at random again and again.
fn augmented(
    loaded_data: &LoadedData,
    augmentation: &Augmentation,
    sample: usize,
    count: usize,
) -> Result<Buffer, WireError> {
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
    Ok(bytes.into())
}
