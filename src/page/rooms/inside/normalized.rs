//! Numbers of layers that normalize: by statistics that were learned, or by the sample's own.

use super::number::{How, Working};
use super::values::Values;
use crate::experiment::layers::{BatchNormalization, LayerNormalization};
use crate::experiment::{Activation, Shape};

/// Of a batch normalization, as it is when the network is used: by the running mean and variance of the channel.
pub fn by_channel(
    layer: &BatchNormalization,
    input: &Values,
    weight: &dyn Fn(&str) -> Option<Vec<f32>>,
    unit: usize,
    at: [usize; 2],
) -> Option<Working> {
    let of = |name: &str| weight(name)?.get(unit).copied();
    Some(working(How::Normalization {
        value: input.at(unit, at),
        mean: of("moving_mean")?,
        variance: of("moving_variance")?,
        epsilon: layer.epsilon as f32,
        gamma: of("gamma"),
        beta: of("beta"),
        over: None,
    }))
}

/// Of a layer normalization: by the mean and variance of the sample's values along some axes.
pub fn by_sample(
    layer: &LayerNormalization,
    input: &Values,
    weight: &dyn Fn(&str) -> Option<Vec<f32>>,
    unit: usize,
    [y, x]: [usize; 2],
) -> Option<Working> {
    let axes = layer.axes(input.shape);
    let (sizes, place) = match input.shape {
        Shape::Image(sizes) => (sizes.to_vec(), vec![y, x, unit]),
        Shape::Flat(n) => (vec![n], vec![unit]),
    };
    let value = |place: &[usize]| match *place {
        [y, x, unit] => input.at(unit, [y, x]),
        _ => input.at(place[0], [0, 0]),
    };
    // All places along the axes, the last axis running fastest: the order of the learned values, too.
    let mut along = vec![place.clone()];
    for &axis in &axes {
        along = along
            .into_iter()
            .flat_map(|place| {
                (0..sizes[axis]).map(move |i| {
                    let mut place = place.clone();
                    place[axis] = i;
                    place
                })
            })
            .collect();
    }
    let own = along.iter().position(|other| *other == place)?;
    let n = along.len() as f64;
    let all = || along.iter().map(|place| f64::from(value(place)));
    let mean = all().sum::<f64>() / n;
    let variance = all().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
    let of = |name: &str| weight(name)?.get(own).copied();
    Some(working(How::Normalization {
        value: value(&place),
        mean: mean as f32,
        variance: variance as f32,
        epsilon: layer.epsilon as f32,
        gamma: of("gamma"),
        beta: of("beta"),
        over: Some(along.len()),
    }))
}

fn working(how: How) -> Working {
    let How::Normalization {
        value,
        mean,
        variance,
        epsilon,
        gamma,
        beta,
        ..
    } = how
    else {
        unreachable!("it is made above");
    };
    let standardized = (value - mean) / (variance + epsilon).sqrt();
    Working {
        how,
        patch: None,
        sum: standardized * gamma.unwrap_or(1.0) + beta.unwrap_or(0.0),
        activation: Activation::Linear,
        output: f32::NAN,
    }
}
