//! What the loader says about an evaluation: it has the samples that a network's predictions are of.

use super::errors::wire;
use super::kept_evaluation::{no_sample, origin, pictures};
use super::loaded_data::LoadedData;
use crate::data::augment::{Change, changed};
use crate::data::predicted::{probabilities_to_csv, to_submission};
use crate::data::{Dataset, Role, Samples};
use crate::protocol::{
    ErrorKind, EvaluationQuery, EvaluationReply, GallerySample, PredictionTable, SampleId,
    ShuffledRows, Variation, WireError,
};

/// The answer to a question.
pub fn answer(loaded_data: &LoadedData, query: EvaluationQuery) -> EvaluationReply {
    let data = &loaded_data.data;
    let evaluation = &loaded_data.evaluation;
    match query {
        EvaluationQuery::Analyse { part, portions } => {
            let analysis = evaluation.take_in(data, part, &portions);
            EvaluationReply::Analysis(Box::new(analysis))
        }
        EvaluationQuery::Gallery(page) => evaluation.gallery(data, page),
        EvaluationQuery::Sample(id) => {
            EvaluationReply::Sample(sample(data, id).map(Into::into).ok_or_else(no_sample))
        }
        EvaluationQuery::Vary { sample: id, change } => {
            EvaluationReply::Variations(variations(data, id, change).map(Into::into))
        }
        EvaluationQuery::Training(positions) => training(data, &positions),
        EvaluationQuery::Shuffle {
            part,
            column,
            repetition,
        } => EvaluationReply::Shuffled(shuffled(data, part, column, repetition)),
        EvaluationQuery::Report { facts } => {
            EvaluationReply::Report(evaluation.report(data, &facts).map(Into::into))
        }
        EvaluationQuery::Table { kind, portions } => {
            let values: Vec<f32> = portions.iter().flat_map(|bytes| reals(bytes)).collect();
            let table = data.unlabelled.as_ref().map_or_else(
                || Ok(Vec::new()),
                |samples| match kind {
                    PredictionTable::Submission => to_submission(&data.classes, &values),
                    PredictionTable::Probabilities => {
                        probabilities_to_csv(samples, &data.classes, &values)
                    }
                },
            );
            EvaluationReply::Table(table.map(Into::into).map_err(wire))
        }
    }
}

fn shuffled(
    data: &Dataset,
    part: Role,
    column: Option<u32>,
    repetition: u32,
) -> Result<ShuffledRows, WireError> {
    let column = column.map(|column| column as usize);
    let (Samples::Features(features), Some(shuffled)) =
        (&data.train.samples, data.shuffled(part, column, repetition))
    else {
        return Err(WireError::new(
            ErrorKind::Data,
            "pictures have no columns whose values could be shuffled",
            "Load a table or points; what matters in a picture is shown in the room Inside.",
        ));
    };
    if shuffled.labels.is_empty() {
        return Err(WireError::new(
            ErrorKind::Data,
            "there are no such samples",
            "Choose another part.",
        ));
    }
    let columns = features.columns.iter().map(|column| column.name.clone());
    Ok(ShuffledRows {
        rows: shuffled.rows.into(),
        labels: shuffled.labels,
        columns: columns.collect(),
    })
}

fn reals(bytes: &[u8]) -> impl Iterator<Item = f32> + '_ {
    bytes.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b))
}

/// A sample, packed; `None` if there is none.
fn sample(data: &Dataset, id: SampleId) -> Option<Vec<u8>> {
    match id {
        SampleId::Labelled(part, index) => {
            let samples = &data.part(part).samples;
            ((index as usize) < samples.len()).then(|| data.to_sample(samples, index))
        }
        SampleId::Outside(index) => {
            let bytes = data.to_unlabelled(index as usize, 1);
            (!bytes.is_empty()).then_some(bytes)
        }
    }
}

fn variations(data: &Dataset, id: SampleId, how: Variation) -> Result<Vec<u8>, WireError> {
    let Samples::Pictures(own) = &data.train.samples else {
        return Err(WireError::new(
            ErrorKind::Data,
            "rows of numbers cannot be turned or moved",
            "Load pictures.",
        ));
    };
    let picture = sample(data, id).ok_or_else(no_sample)?;
    let change = |step: f32| match how {
        Variation::Rotation => Change::Rotate(step),
        Variation::ShiftAcross => Change::Shift([step, 0.0]),
        Variation::ShiftDown => Change::Shift([0.0, step]),
        Variation::Zoom => Change::Zoom(step),
        Variation::Noise => Change::Noise(step),
        Variation::Occlusion => Change::Occlude(step),
    };
    let steps = how.steps().into_iter();
    Ok(steps
        .flat_map(|step| changed(&picture, own.shape, change(step)))
        .collect())
}

/// Training samples at these positions.
fn training(data: &Dataset, positions: &[u32]) -> EvaluationReply {
    let train = &data.train;
    let indices = positions
        .iter()
        .filter_map(|&at| train.indices.get(at as usize).copied());
    let indices: Vec<u32> = indices.collect();
    let labels = train.samples.labels();
    let samples = indices.iter().map(|&index| GallerySample {
        id: SampleId::Labelled(Role::Train, index),
        origin: origin(data, Role::Train, index),
        label: labels[index as usize],
        predicted: labels[index as usize],
        confidence: f32::NAN,
        is_suspect: false,
        twin: None,
    });
    EvaluationReply::Training {
        samples: samples.collect(),
        pictures: pictures(&train.samples, &indices).into(),
    }
}
