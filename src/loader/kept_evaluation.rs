//! The evaluation that the loader keeps: predictions, what follows from them, and the samples that they are of.

use std::cell::RefCell;

use crate::data::{Dataset, Origin, Part, Role, Samples};
use crate::experiment::EditedPart;
use crate::metrics::{Analysis, Predictions, likely_label_errors};
use crate::protocol::{
    ErrorKind, EvaluationReply, GalleryFilter, GalleryPage, GallerySample, SampleId, WireError,
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

/// The error of a sample that is gone.
pub fn no_sample() -> WireError {
    WireError::new(
        ErrorKind::Data,
        "this sample is not there any more",
        "Evaluate the network again.",
    )
}

impl Evaluation {
    /// Takes in the predictions for a part, and says what follows from them.
    pub fn take_in(
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

    /// The samples of a page.
    pub fn gallery(&self, data: &Dataset, page: GalleryPage) -> EvaluationReply {
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

    /// The report as HTML.
    pub fn report(&self, data: &Dataset, facts: &[[String; 2]]) -> Result<Vec<u8>, WireError> {
        let kept = self.0.borrow();
        let Some(kept) = kept.as_ref() else {
            return Err(no_sample());
        };
        let evaluated = Evaluated {
            data,
            part: kept.part,
            analysis: &kept.analysis,
            predictions: &kept.predictions,
            facts,
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

/// Where a sample is in what was loaded.
pub fn origin(data: &Dataset, part: Role, index: u32) -> (EditedPart, u32) {
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

/// Pictures of samples, one after another; none of rows.
pub fn pictures(samples: &Samples, indices: &[u32]) -> Vec<u8> {
    match samples {
        Samples::Pictures(pictures) => {
            let bytes = indices.iter().flat_map(|&i| pictures.get(i as usize));
            bytes.copied().collect()
        }
        Samples::Features(_) => Vec::new(),
    }
}
