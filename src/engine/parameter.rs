//! A network's parameters: flat tensors with a shape, initialized from a seed on the host
//! so that every device starts from the same numbers.

use std::borrow::Cow;

use burn::tensor::{Device, Tensor, TensorData};
use rand::RngExt;
use rand_pcg::Pcg32;

/// Whether gradients change a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// Changed by the optimizer.
    Trainable,
    /// A running statistic, changed by the forward pass.
    Statistic,
}

/// A parameter of a network.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// `layer/parameter`, as Keras names it: `conv2d/kernel`.
    pub name: String,
    /// Whether gradients change it.
    pub kind: ParameterKind,
    /// Shape in Keras's layout: `HWIO` for the kernel of a convolution.
    pub shape: Vec<usize>,
    /// The values in burn's layout (`OIHW`), in one row.
    pub value: Tensor<1>,
}

impl Parameter {
    /// A parameter from values in Keras's layout.
    #[must_use]
    pub fn from_keras(
        name: String,
        kind: ParameterKind,
        shape: Vec<usize>,
        values: &[f32],
        device: &Device,
    ) -> Self {
        let value = upload(hwio_to_oihw(values.into(), &shape), device);
        Self {
            name,
            kind,
            shape,
            value,
        }
    }

    /// Values in burn's layout (this parameter's own, or its gradient's) in Keras's.
    #[must_use]
    pub fn to_keras(&self, values: &[f32]) -> Vec<f32> {
        oihw_to_hwio(values, &self.shape).into_owned()
    }

    /// Number of values.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A row of values on a device.
pub fn upload<'a>(values: impl Into<Cow<'a, [f32]>>, device: &Device) -> Tensor<1> {
    let values = values.into().into_owned();
    let n = values.len();
    Tensor::from_data(TensorData::new(values, [n]), device)
}

/// Glorot-uniform values: `U(-l, l)` with `l = sqrt(6 / (fan_in + fan_out))`.
///
/// # Source
/// Glorot & Bengio 2010; fans as in `keras.initializers.compute_fans`.
pub fn glorot_uniform(shape: &[usize], rng: &mut Pcg32) -> Vec<f32> {
    let (receptive, fans) = shape.split_at(shape.len() - 2);
    let receptive: usize = receptive.iter().product();
    let limit = (6.0 / (receptive * (fans[0] + fans[1])) as f32).sqrt();
    (0..shape.iter().product())
        .map(|_| rng.random_range(-limit..limit))
        .collect()
}

/// Reorders the kernel of a convolution from Keras's layout; others stay as they are.
pub fn hwio_to_oihw<'a>(values: Cow<'a, [f32]>, keras_shape: &[usize]) -> Cow<'a, [f32]> {
    let &[h, w, i, o] = keras_shape else {
        return values;
    };
    let mut out = Vec::with_capacity(values.len());
    for oo in 0..o {
        for ii in 0..i {
            for hw in 0..h * w {
                out.push(values[(hw * i + ii) * o + oo]);
            }
        }
    }
    out.into()
}

/// Reorders the kernel of a convolution to Keras's layout; others stay as they are.
pub fn oihw_to_hwio<'a>(values: &'a [f32], keras_shape: &[usize]) -> Cow<'a, [f32]> {
    let &[h, w, i, o] = keras_shape else {
        return values.into();
    };
    let mut out = Vec::with_capacity(values.len());
    for hw in 0..h * w {
        for ii in 0..i {
            for oo in 0..o {
                out.push(values[(oo * i + ii) * h * w + hw]);
            }
        }
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn kernel_layouts_are_inverse() {
        let shape = [2, 3, 4, 5];
        let values: Vec<f32> = (0..120).map(|v| v as f32).collect();
        let there = hwio_to_oihw((&values).into(), &shape);
        assert_ne!(*there, values);
        assert_eq!(*oihw_to_hwio(&there, &shape), values);
    }

    #[test]
    fn glorot_stays_within_its_limit_and_repeats() {
        let shape = [5, 5, 1, 32];
        let limit = (6.0_f32 / (25.0 * 33.0)).sqrt();
        let values = glorot_uniform(&shape, &mut Pcg32::seed_from_u64(1));
        assert_eq!(values.len(), 800);
        assert!(values.iter().all(|v| v.abs() <= limit));
        assert!(values.iter().any(|v| v.abs() > 0.9 * limit));
        assert_eq!(values, glorot_uniform(&shape, &mut Pcg32::seed_from_u64(1)));
    }
}
