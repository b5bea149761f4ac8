//! What the loader says about an evaluation: it has the samples that a network's predictions are of.

use std::cell::RefCell;

use super::errors::wire;
use super::loaded_data::LoadedData;
use crate::data::augment::{Change, changed};
use crate::data::predicted::{probabilities_to_csv, to_submission};
use crate::data::{Dataset, Origin, Part, Role, Samples};
use crate::experiment::EditedPart;
use crate::metrics::{Analysis, Predictions, likely_label_errors};
use crate::protocol::{
    ErrorKind, EvaluationQuery, EvaluationReply, GalleryFilter, GalleryPage, GallerySample,
    PredictionTable, SampleId, Variation, WireError,
};
use crate::report::{Evaluated, to_html};

/// The predictions that questions are about.
#[derive(Default)]
pub struct Evaluation(RefCell<Option<Kept>>);

struct Kept {
    part: Role,
    predictions: Predictions,
    analysis: Analysis,
    is_suspect: Vec<bool>,
}

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
        EvaluationQuery::Report { facts } => {
            EvaluationReply::Report(evaluation.report(data, facts).map(Into::into))
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

fn reals(bytes: &[u8]) -> impl Iterator<Item = f32> + '_ {
    bytes.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b))
}

fn no_sample() -> WireError {
    WireError::new(
        ErrorKind::Data,
        "this sample is not there any more",
        "Evaluate the network again.",
    )
}

impl Evaluation {
    fn take_in(
        &self,
        data: &Dataset,
        part: Role,
        portions: &[Vec<u8>],
    ) -> Result<Analysis, WireError> {
        let predictions = Predictions::from_portions(portions.iter().map(Vec::as_slice));
        let own = data.part(part);
        // Those of other data, which came too late, have other samples.
        let predictions = predictions.filter(|predictions| {
            predictions.classes() == data.classes.len() && predictions.indices() == own.indices
        });
        let Some(predictions) = predictions else {
            return Err(WireError::new(
                ErrorKind::Data,
                "the predictions are of other samples than are loaded",
                "Evaluate the network again.",
            ));
        };
        let analysis = Analysis::of(&predictions);
        *self.0.borrow_mut() = Some(Kept {
            part,
            is_suspect: likely_label_errors(&predictions),
            analysis: analysis.clone(),
            predictions,
        });
        Ok(analysis)
    }

    fn gallery(&self, data: &Dataset, page: GalleryPage) -> EvaluationReply {
        let kept = self.0.borrow();
        let Some(kept) = kept.as_ref() else {
            return EvaluationReply::Gallery {
                page,
                samples: Vec::new(),
                total: 0,
                pictures: Vec::new().into(),
            };
        };
        let found = kept.filtered(&page.filter);
        let shown: Vec<usize> = found
            .iter()
            .copied()
            .skip(page.from)
            .take(page.count)
            .collect();
        let own = data.part(kept.part);
        let mut samples: Vec<GallerySample> =
            shown.iter().map(|&at| kept.sample(data, at)).collect();
        let indices: Vec<u32> = shown
            .iter()
            .map(|&at| kept.predictions.indices()[at])
            .collect();
        mark_twins(data, own, &indices, &mut samples);
        EvaluationReply::Gallery {
            page,
            pictures: pictures(&own.samples, &indices).into(),
            samples,
            total: found.len(),
        }
    }

    fn report(&self, data: &Dataset, facts: Vec<[String; 2]>) -> Result<Vec<u8>, WireError> {
        let kept = self.0.borrow();
        let Some(kept) = kept.as_ref() else {
            return Err(no_sample());
        };
        let evaluated = Evaluated {
            data,
            part: kept.part,
            analysis: &kept.analysis,
            predictions: &kept.predictions,
            facts: &facts,
        };
        Ok(to_html(&evaluated).into_bytes())
    }
}

impl Kept {
    /// The positions of the samples that a filter lets through, the most confident first.
    fn filtered(&self, filter: &GalleryFilter) -> Vec<usize> {
        let is_shown = |&at: &usize| {
            let (label, predicted) = (self.label(at), self.predicted(at));
            let [low, high] = filter.confidence;
            filter.label.is_none_or(|wanted| wanted == label)
                && filter.predicted.is_none_or(|wanted| wanted == predicted)
                && (!filter.wrong_only || label != predicted)
                && (!filter.suspects_only || self.is_suspect[at])
                && (low..=high).contains(&self.confidence(at))
        };
        let mut found: Vec<usize> = (0..self.predictions.len()).filter(is_shown).collect();
        found.sort_by(|&a, &b| self.confidence(b).total_cmp(&self.confidence(a)));
        found
    }

    fn label(&self, at: usize) -> u16 {
        self.predictions.labels()[at]
    }

    fn predicted(&self, at: usize) -> u16 {
        self.predictions.predicted()[at]
    }

    fn confidence(&self, at: usize) -> f32 {
        let confidence = self.predictions.probability(at, self.predicted(at));
        confidence.unwrap_or_default().min(1.0)
    }

    fn sample(&self, data: &Dataset, at: usize) -> GallerySample {
        let index = self.predictions.indices()[at];
        GallerySample {
            id: SampleId::Labelled(self.part, index),
            origin: origin(data, self.part, index),
            label: self.label(at),
            predicted: self.predicted(at),
            confidence: self.confidence(at),
            is_suspect: self.is_suspect[at],
            twin: None,
        }
    }
}

fn origin(data: &Dataset, part: Role, index: u32) -> (EditedPart, u32) {
    let Origin { part, sample } = data.origin(part, index);
    (part, sample)
}

/// Says of samples whether a training sample is the very same.
fn mark_twins(data: &Dataset, own: &Part, indices: &[u32], samples: &mut [GallerySample]) {
    let train = &data.train;
    let is_train = own.samples.is_same(&train.samples);
    let wanted: Vec<Vec<u8>> = indices
        .iter()
        .map(|&i| data.to_sample(&own.samples, i))
        .collect();
    for &i in &train.indices {
        let candidate = Bytes::of(&train.samples, i);
        for ((sample, wanted), &index) in samples.iter_mut().zip(&wanted).zip(indices) {
            let is_itself = is_train && index == i;
            if sample.twin.is_none() && !is_itself && candidate.is(wanted) {
                sample.twin = Some(train.samples.labels()[i as usize]);
            }
        }
    }
}

/// A training sample to compare with others.
enum Bytes<'a> {
    Picture(&'a [u8]),
    Row(Vec<u8>),
}

impl<'a> Bytes<'a> {
    fn of(samples: &'a Samples, index: u32) -> Self {
        match samples {
            Samples::Pictures(pictures) => Self::Picture(pictures.get(index as usize)),
            Samples::Features(rows) => {
                let row = rows.get(index as usize).iter();
                Self::Row(row.flat_map(|value| value.to_le_bytes()).collect())
            }
        }
    }

    fn is(&self, other: &[u8]) -> bool {
        match self {
            Self::Picture(bytes) => *bytes == other,
            Self::Row(bytes) => bytes == other,
        }
    }
}

fn pictures(samples: &Samples, indices: &[u32]) -> Vec<u8> {
    match samples {
        Samples::Pictures(pictures) => {
            let bytes = indices.iter().flat_map(|&i| pictures.get(i as usize));
            bytes.copied().collect()
        }
        Samples::Features(_) => Vec::new(),
    }
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
