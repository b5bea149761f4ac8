//! What a trained classifier answers to a drawing and to samples.

use std::ops::Range;

use crate::classical::{ClassicalError, Model, Rows, Session, predict};
use crate::data::drawing::{self, DrawingStyle};
use crate::data::{DataError, Pictures, Predicted, Role, Samples, prepare};
use crate::experiment::Shape;
use crate::metrics::{Predictions, likeliest};
use crate::protocol::{
    Buffer, ErrorKind, GridAnswer, Margins, PredictedPortion, Prediction, Stroke, Tried, WireError,
};

/// Height and width of a drawing's picture.
const PAD: [usize; 2] = [28, 28];
/// Samples that a classifier is asked about at once.
const BATCH: usize = 32;

/// An error of a classifier as it crosses to the page.
#[must_use]
pub fn wire(error: &ClassicalError) -> WireError {
    WireError::new(ErrorKind::Experiment, &error.message, &error.hint)
}

/// What is answered to questions that only a network has an answer to.
#[must_use]
pub fn no_network() -> WireError {
    WireError::new(
        ErrorKind::Experiment,
        "a classifier has no layers and no learning rate",
        "Choose a network.",
    )
}

fn model(session: &Session) -> Result<&Model, WireError> {
    session.model().ok_or_else(|| {
        WireError::new(
            ErrorKind::Run,
            "the classifier is not trained yet",
            "Press Train: unlike a network, it has no answer before its training is over.",
        )
    })
}

/// The probabilities of every class, of samples as they are filled in.
fn probabilities(session: &Session, values: &[f32]) -> Result<Vec<Vec<f32>>, WireError> {
    let model = model(session)?;
    if values.iter().any(|value| !value.is_finite()) {
        return Err(WireError::new(
            ErrorKind::Data,
            "the classifier has no answer to numbers that are missing or infinite",
            "Check the values of the samples.",
        ));
    }
    let width = session.data().shape().len();
    let mut all = Vec::new();
    for values in values.chunks(BATCH * width) {
        let rows = Rows::new(width, values.to_vec());
        let found = model.probabilities(&rows).into_iter();
        all.extend(found.map(|row| row.into_iter().map(|p| p as f32).collect()));
    }
    Ok(all)
}

fn of_packed(session: &Session, samples: Buffer) -> Result<Vec<Vec<f32>>, WireError> {
    let values = session.data().from_unlabelled(samples.into_vec());
    probabilities(session, &values.map_err(WireError::from)?)
}

/// The answer to a drawing or a sample.
///
/// # Errors
/// The classifier is not trained, or the sample does not go with the data.
pub fn prediction(session: &Session, tried: Tried) -> Result<Prediction, WireError> {
    match tried {
        Tried::Sample(sample) => Ok(Prediction {
            probabilities: of_packed(session, sample)?.concat(),
            seen: [0, 0],
            picture: Buffer::default(),
            layers: Vec::new(),
            is_empty: false,
        }),
        Tried::Drawing { strokes, pen } => of_drawing(session, &strokes, pen),
    }
}

fn of_drawing(session: &Session, strokes: &[Stroke], pen: f32) -> Result<Prediction, WireError> {
    let data = session.data();
    let style = DrawingStyle::of(data.source());
    let pixels = drawing::picture(strokes, pen, style);
    let is_empty = pixels.is_none();
    let [h, w] = PAD;
    let pixels = pixels.unwrap_or_else(|| vec![0; h * w]);
    let seen = |drawing: Pictures| -> Result<(Pictures, Vec<f32>), DataError> {
        let picture = data.drawing(drawing)?;
        let mut values = Vec::new();
        data.fill(&Samples::from(picture.clone()), &[0], &mut values);
        Ok((picture, values))
    };
    let drawing = Pictures::new([h, w, 1], pixels, vec![0])?;
    if matches!(data.shape(), Shape::Flat(_)) {
        // Rows of numbers cannot be drawn.
        return Ok(Prediction {
            probabilities: Vec::new(),
            seen: PAD,
            picture: drawing.pixels.into(),
            layers: Vec::new(),
            is_empty: true,
        });
    }
    let (picture, values) = seen(drawing)?;
    let [height, width, _] = picture.shape;
    Ok(Prediction {
        probabilities: probabilities(session, &values)?.concat(),
        seen: [height, width],
        picture: prepare::grey(&picture).pixels.into(),
        layers: Vec::new(),
        is_empty,
    })
}

fn class(row: &[f32]) -> Predicted {
    let class = likeliest(row);
    Predicted {
        class: class as u16,
        probability: row.get(class).copied().unwrap_or_default(),
    }
}

/// The class of each of some samples, packed as those without labels are.
///
/// # Errors
/// The classifier is not trained, or the samples do not go with the data.
pub fn samples(session: &Session, samples: Buffer) -> Result<Vec<Predicted>, WireError> {
    let rows = of_packed(session, samples)?;
    Ok(rows.iter().map(|row| class(row)).collect())
}

/// The class of each point of a grid, and of support vectors where the margin lies.
///
/// # Errors
/// As for [`samples`].
pub fn grid(session: &Session, points: Buffer) -> Result<GridAnswer, WireError> {
    let data = session.data();
    let values = data.from_unlabelled(points.into_vec())?;
    let predicted = probabilities(session, &values)?;
    Ok(GridAnswer {
        predicted: predicted.iter().map(|row| class(row)).collect(),
        margins: margins(session, values),
    })
}

fn margins(session: &Session, values: Vec<f32>) -> Option<Margins> {
    let (Model::Svc(svc), data) = (session.model()?, session.data()) else {
        return None;
    };
    let Samples::Features(features) = &data.train.samples else {
        return None;
    };
    let decisions = svc.margins(&Rows::new(data.shape().len(), values));
    let support = svc.support();
    let step = support.len().div_ceil(Margins::MOST_SUPPORT).max(1);
    let rows = support.iter().step_by(step);
    // A file from elsewhere may speak of samples that there are not.
    let rows = rows.filter_map(|row| data.train.indices.get(*row as usize));
    let rows = rows.flat_map(|index| features.get(*index as usize));
    Some(Margins {
        decisions: decisions.into_iter().map(|d| d as f32).collect(),
        support: rows.copied().collect(),
        support_count: support.len(),
        is_of_two: data.classes.len() == 2,
    })
}

/// What a classifier says of a portion of a part, or what was kept of all of it.
///
/// # Errors
/// It is not trained.
pub fn predictions(
    session: &Session,
    part: Role,
    positions: Range<usize>,
    or_kept: bool,
) -> Result<PredictedPortion, WireError> {
    let model = model(session)?;
    let samples = session.data().part(part);
    let portion = |predictions: &Predictions, step| PredictedPortion {
        predictions: predictions.to_bytes().into(),
        count: predictions.len(),
        total: samples.len(),
        step,
    };
    if let Some(kept) = session.predictions(part).filter(|_| or_kept) {
        return Ok(portion(kept, None));
    }
    let end = positions.end.min(samples.len());
    let start = positions.start.min(end);
    let classes = session.data().classes.len();
    let mut made = Predictions::for_portion(classes, samples.len(), end - start);
    for from in (start..end).step_by(BATCH) {
        let batch = from..(from + BATCH).min(end);
        predict(model, session.data(), samples, batch, &mut made);
    }
    Ok(portion(&made, Some(crate::run::Trainer::step(session))))
}

/// The probabilities of every class, for samples packed as those without labels are.
///
/// # Errors
/// As for [`samples`].
pub fn all_probabilities(session: &Session, samples: Buffer) -> Result<Buffer, WireError> {
    Ok(Buffer::of_reals(&of_packed(session, samples)?.concat()))
}

/// How far training samples are from one sample in the numbers that the classifier gets, squared.
///
/// # Errors
/// The sample does not go with the data.
pub fn distances(
    session: &Session,
    sample: Buffer,
    positions: Range<usize>,
) -> Result<Buffer, WireError> {
    let data = session.data();
    let own = data.from_unlabelled(sample.into_vec())?;
    let part = data.part(Role::Train);
    let positions = positions.start.min(part.len())..positions.end.min(part.len());
    let mut distances = Vec::with_capacity(positions.len());
    let mut values = Vec::new();
    for index in &part.indices[positions] {
        values.clear();
        data.fill(&part.samples, &[*index], &mut values);
        let squares = values.iter().zip(&own).map(|(a, b)| (a - b) * (a - b));
        distances.push(squares.sum::<f32>());
    }
    Ok(Buffer::of_reals(&distances))
}
