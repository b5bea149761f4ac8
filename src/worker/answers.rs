//! What a run's network answers to a drawing and to samples.

use std::ops::Range;

use crate::data::drawing::{self, DrawingStyle};
use crate::data::{Pictures, Predicted, Role, prepare};
use crate::engine::{
    EngineError, Session, classify, hidden_distances, predict_portion, probabilities, probe,
};
use crate::experiment::Shape;
use crate::metrics::Predictions;
use crate::protocol::{
    Buffer, ErrorKind, FeatureMaps, LayerMaps, PredictedPortion, Prediction, Stroke, Tried,
    WireError,
};

/// Height and width of a drawing's picture.
const PAD: [usize; 2] = [28, 28];

/// A network's answer to a drawing.
///
/// # Errors
/// The device failed, or the network's outputs are no longer numbers.
pub async fn drawing(
    session: &Session,
    strokes: &[Stroke],
    pen: f32,
) -> Result<Prediction, EngineError> {
    let (drawing, is_empty) = picture(session, strokes, pen)?;
    if matches!(session.data().shape(), Shape::Flat(_)) {
        // A network for rows of numbers has no answer to a drawing.
        return Ok(Prediction {
            probabilities: Vec::new(),
            seen: PAD,
            picture: drawing.pixels.into(),
            layers: Vec::new(),
            is_empty: true,
        });
    }
    let (seen, values) = session.input(drawing)?;
    let probe = probe(session.network(), values, session.data().shape()).await?;
    let [height, width, _] = seen.shape;
    Ok(Prediction {
        probabilities: probe.probabilities,
        seen: [height, width],
        picture: prepare::grey(&seen).pixels.into(),
        layers: layer_maps(probe.maps),
        is_empty,
    })
}

/// A drawing as a picture, and whether there was no ink.
fn picture(
    session: &Session,
    strokes: &[Stroke],
    pen: f32,
) -> Result<(Pictures, bool), EngineError> {
    let style = DrawingStyle::of(session.data().source());
    let picture = drawing::picture(strokes, pen, style);
    let is_empty = picture.is_none();
    let [h, w] = PAD;
    let pixels = picture.unwrap_or_else(|| vec![0; h * w]);
    Ok((Pictures::new([h, w, 1], pixels, vec![0])?, is_empty))
}

/// What is tried, as the network gets it; nothing of an empty pad, or of a drawing where the data is not pictures.
///
/// # Errors
/// It does not go with the data.
pub fn values(session: &Session, tried: Tried) -> Result<Option<Vec<f32>>, EngineError> {
    match tried {
        Tried::Sample(sample) => Ok(Some(session.data().from_unlabelled(sample.into_vec())?)),
        Tried::Drawing { strokes, pen } => {
            let (drawing, is_empty) = picture(session, &strokes, pen)?;
            if is_empty || matches!(session.data().shape(), Shape::Flat(_)) {
                return Ok(None);
            }
            Ok(Some(session.input(drawing)?.1))
        }
    }
}

/// A network's answer to one sample, as [`Dataset::to_sample`](crate::data::Dataset::to_sample)
/// packs it.
///
/// # Errors
/// The device failed, or the sample does not go with the data, or has no finite answer.
pub async fn sample(session: &Session, sample: Buffer) -> Result<Prediction, EngineError> {
    let values = session.data().from_unlabelled(sample.into_vec())?;
    let probe = probe(session.network(), values, session.data().shape()).await?;
    Ok(Prediction {
        probabilities: probe.probabilities,
        seen: [0, 0],
        picture: Buffer::default(),
        layers: layer_maps(probe.maps),
        is_empty: false,
    })
}

fn layer_maps(maps: Vec<(FeatureMaps, Vec<u8>)>) -> Vec<LayerMaps> {
    let maps = maps.into_iter().map(|(maps, pixels)| LayerMaps {
        maps,
        pixels: pixels.into(),
    });
    maps.collect()
}

/// A network's answers to samples without labels, as
/// [`Dataset::to_unlabelled`](crate::data::Dataset::to_unlabelled) packs them.
///
/// # Errors
/// The device failed, or the samples do not go with the data, or have no finite answer.
pub async fn samples(session: &Session, samples: Buffer) -> Result<Vec<Predicted>, EngineError> {
    let values = session.data().from_unlabelled(samples.into_vec())?;
    classify(session.network(), session.data(), values).await
}

/// What a run's network says of a portion of a part, or what was kept of all of it.
///
/// # Errors
/// The device failed, or the network's outputs are no longer numbers.
pub async fn predictions(
    session: &Session,
    part: Role,
    positions: Range<usize>,
    or_kept: bool,
) -> Result<PredictedPortion, EngineError> {
    let portion = |predictions: &Predictions, step| PredictedPortion {
        predictions: predictions.to_bytes().into(),
        count: predictions.len(),
        total: session.data().part(part).len(),
        step,
    };
    if let Some(kept) = session.predictions(part).filter(|_| or_kept) {
        return Ok(portion(kept, None));
    }
    let made = predict_portion(session.network(), session.data(), part, positions).await?;
    Ok(portion(&made, Some(session.step())))
}

/// The probabilities of every class, for samples packed as those without labels are.
///
/// # Errors
/// The device failed, or the samples do not go with the data, or have no finite answer.
pub async fn all_probabilities(session: &Session, samples: Buffer) -> Result<Buffer, EngineError> {
    let values = session.data().from_unlabelled(samples.into_vec())?;
    Ok(reals(
        &probabilities(session.network(), session.data(), values).await?,
    ))
}

/// How far training samples are from one sample in what the network's last layer gets.
///
/// # Errors
/// The device failed, or the sample does not go with the data.
pub async fn distances(
    session: &Session,
    sample: Buffer,
    positions: Range<usize>,
) -> Result<Buffer, EngineError> {
    let values = session.data().from_unlabelled(sample.into_vec())?;
    Ok(reals(
        &hidden_distances(session.network(), session.data(), values, positions).await?,
    ))
}

fn reals(values: &[f32]) -> Buffer {
    let bytes: Vec<u8> = values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect();
    bytes.into()
}

/// The error of samples without a finite answer. The network may be a good one: some of their
/// values are far from those that it was trained on.
#[must_use]
pub fn refusal(error: &EngineError) -> WireError {
    match error {
        EngineError::NotFinite => WireError::new(
            ErrorKind::Data,
            "the network has no finite answer to some samples",
            "Check their values: some may be far from those of the training samples.",
        ),
        error => error.into(),
    }
}

#[cfg(test)]
#[cfg(feature = "cli")]
mod tests {
    use std::sync::Arc;

    use pollster::block_on;

    use super::*;
    use crate::data::{Dataset, points};
    use crate::engine::{SubsetRun, open};
    use crate::experiment::{BuiltInModel, Experiment, Points, Source};
    use crate::protocol::DeviceKind;

    fn session_of_points() -> Session {
        let mut experiment = Experiment::default();
        experiment.data.source = Source::Points(Points::default());
        let loaded = points::load(&Points::default(), 1).expect("points");
        experiment.model = BuiltInModel::SmallMlp.for_classes(loaded.classes.len());
        let data = Dataset::prepare(loaded, &experiment.data, "", experiment.seed);
        let device = block_on(open(DeviceKind::Cpu)).expect("a device");
        let session = Session::new(experiment, Arc::new(data.expect("rows")), &device);
        session.expect("a session")
    }

    fn rows(values: [f32; 2]) -> Buffer {
        let bytes = values.into_iter().flat_map(f32::to_le_bytes);
        Buffer::from(bytes.collect::<Vec<u8>>())
    }

    #[test]
    fn a_sample_has_the_answer_that_it_has_among_others() {
        let session = session_of_points();
        let alone = block_on(sample(&session, rows([0.5, -0.5]))).expect("an answer");
        let among = block_on(samples(&session, rows([0.5, -0.5]))).expect("an answer");
        let likeliest = alone.probabilities[usize::from(among[0].class)];
        assert!(alone.probabilities.iter().all(|&p| p <= likeliest));
        assert!((likeliest - among[0].probability).abs() < 1e-6);
        let sum: f32 = alone.probabilities.iter().sum();
        assert!((sum - 1.0).abs() < 1e-5, "{sum}");
        let error = block_on(sample(&session, rows([f32::NAN, f32::INFINITY])));
        assert_eq!(error.expect_err("no answer"), EngineError::NotFinite);
    }

    #[test]
    fn a_part_is_predicted_in_portions_and_distances_are_those_of_its_samples() {
        let session = session_of_points();
        let of = |from, count| {
            let portion = predictions(&session, Role::Test, from..from + count, true);
            block_on(portion).expect("a portion")
        };
        let total = session.data().part(Role::Test).len();
        let parts = [of(0, 30), of(30, usize::MAX - 30)];
        assert_eq!(parts[0].total, total);
        assert_eq!(
            (parts[0].count + parts[1].count, parts[0].step),
            (total, Some(0))
        );
        let bytes = parts.map(|part| part.predictions.to_vec());
        let all = Predictions::from_portions(bytes.iter().map(Vec::as_slice)).expect("a whole");
        assert_eq!(all.labels(), session.data().part(Role::Test).labels());

        let own = session.data().to_sample(
            &session.data().train.samples,
            session.data().train.indices[3],
        );
        let found = block_on(distances(&session, own.clone().into(), 0..10)).expect("distances");
        let found: Vec<f32> = found
            .to_vec()
            .as_chunks()
            .0
            .iter()
            .map(|b| f32::from_le_bytes(*b))
            .collect();
        assert_eq!(found.len(), 10);
        assert!(found[3].abs() < 1e-9 && found[2] > 0.0, "{found:?}");
        let every = block_on(all_probabilities(&session, own.into())).expect("probabilities");
        assert_eq!(every.len(), 4 * session.data().classes.len());
    }

    #[test]
    fn a_run_on_a_part_of_the_samples_leaves_the_session_as_it_is() {
        let session = session_of_points();
        let all = session.data().part(Role::Train).len();
        let mut subset = SubsetRun::new(&session, 0.5, 2).expect("a run");
        let point = loop {
            if let Some(point) = block_on(subset.work()).expect("a portion") {
                break point;
            }
        };
        assert_eq!(point.samples, all.div_ceil(2));
        assert!(
            (0.0..=1.0).contains(&point.train) && point.test > 0.5,
            "{point:?}"
        );
        assert_eq!(session.step(), 0);
        assert_eq!(session.data().part(Role::Train).len(), all);
    }

    #[test]
    fn samples_with_no_finite_answer_fail_alone() {
        let session = session_of_points();
        let error = block_on(samples(&session, rows([f32::INFINITY, 1.0]))).expect_err("no answer");
        assert_eq!(error, EngineError::NotFinite);
        let refusal = refusal(&error);
        assert_eq!(refusal.kind, ErrorKind::Data);
        assert!(!refusal.hint.contains("learning rate"), "{refusal:?}");
        // The network is as good as before.
        let answers = block_on(samples(&session, rows([0.5, -0.5]))).expect("an answer");
        assert_eq!(answers.len(), 1);
    }
}
