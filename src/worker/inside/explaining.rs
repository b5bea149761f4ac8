//! What speaks for a class: how each method is asked of the engine, and what is made of its answer.

use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use crate::data::{DataError, normal, seed};
use crate::engine::{EngineError, Explain, Heat, Session};
use crate::experiment::Shape;
use crate::protocol::{Buffer, InsideAnswer, Method};

/// Points on the way from black to the sample, less one.
const STEPS: usize = 32;
/// Noisy copies.
const COPIES: usize = 32;
/// Standard deviation of their noise, as a part of the range of the sample's values (Smilkov et al. 2017).
const NOISE: f32 = 0.15;
/// Covers in a row of a picture, each half over the next.
const COVERS: usize = 13;

/// How a method explains a sample; the layer is that of Grad-CAM.
///
/// # Errors
/// It does not go with the network or the data.
pub fn explain(
    session: &Session,
    method: Method,
    layer: Vec<usize>,
    sample: &[f32],
) -> Result<Explain, EngineError> {
    let data = session.data();
    // What says nothing: a black picture, or a row of zeros.
    let nothing = || match data.shape() {
        Shape::Image(_) => data.from_unlabelled(vec![0; data.shape().len()]),
        Shape::Flat(n) => Ok(vec![0.0; n]),
    };
    Ok(match method {
        Method::Saliency | Method::GradientTimesInput => Explain::Gradient,
        Method::IntegratedGradients => Explain::IntegratedGradients {
            baseline: nothing()?,
            steps: STEPS,
        },
        Method::SmoothGrad => {
            let (low, high) = sample.iter().fold((f32::MAX, f32::MIN), |(low, high), &v| {
                (low.min(v), high.max(v))
            });
            let (n, level) = (sample.len(), NOISE * (high - low));
            let stream = seed::derive(session.experiment().seed, "smoothgrad");
            Explain::SmoothGrad {
                noise: Box::new(move |i| {
                    let seed = seed::derive_index(stream, i as u64);
                    let mut rng = Pcg64Mcg::seed_from_u64(seed);
                    (0..n).map(|_| level * normal(&mut rng)).collect()
                }),
                copies: COPIES,
            }
        }
        Method::Occlusion => {
            let (window, stride) = match data.shape() {
                Shape::Image([h, w, _]) => {
                    let stride = (h.min(w) / (COVERS + 1)).max(1);
                    ([(2 * stride).min(h), (2 * stride).min(w)], stride)
                }
                Shape::Flat(_) => ([1, 1], 1),
            };
            Explain::Occlusion {
                cover: nothing()?,
                window,
                stride,
            }
        }
        Method::GradCam | Method::HiResCam => {
            let line = session.summary().line(&layer);
            if !line.is_some_and(|line| matches!(line.output, Shape::Image(_))) {
                return Err(EngineError::Data(no_pictures()));
            }
            Explain::GradCam {
                layer,
                by_place: method == Method::HiResCam,
            }
        }
    })
}

/// The error where there are no pictures.
pub fn no_pictures() -> DataError {
    DataError::new(
        "there are no pictures there",
        "Choose a layer before Flatten, of a network for pictures.",
    )
}

/// What a method makes of a gradient.
pub fn heat_of(heat: Heat, method: Method, sample: &[f32]) -> InsideAnswer {
    let heat = match method {
        Method::Saliency | Method::SmoothGrad => heat.largest(),
        Method::GradientTimesInput => heat.times(sample).sum(),
        Method::IntegratedGradients => heat.sum(),
        Method::GradCam | Method::HiResCam | Method::Occlusion => heat,
    };
    InsideAnswer::Heat {
        shape: heat.shape.map(|n| n as u32),
        values: Buffer::of_reals(&heat.values),
    }
}
