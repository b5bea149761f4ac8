//! A network's parameters: flat tensors with a shape, initialized from a seed on the host
//! so that every device starts from the same numbers.

use std::borrow::Cow;

use burn::tensor::{Device, Tensor, TensorData};
use rand_pcg::Pcg32;

use super::initializers::initial;
use crate::experiment::{Weight, WeightLayout};

/// A parameter of a network.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// `layer/weight`, as Keras names it: `conv2d/kernel`.
    pub name: String,
    /// What its layer's kind declares of it.
    pub weight: Weight,
    /// The values in the device's layout, in one row.
    pub value: Tensor<1>,
}

impl Parameter {
    /// A parameter with its initial values, drawn from `rng` where they are random.
    #[must_use]
    pub fn initial(name: String, weight: Weight, rng: &mut Pcg32, device: &Device) -> Self {
        let values = initial(weight.initializer, &weight.shape, rng);
        Self::from_keras(name, weight, values, device)
    }

    /// A parameter from values in Keras's layout.
    #[must_use]
    pub fn from_keras(name: String, weight: Weight, values: Vec<f32>, device: &Device) -> Self {
        let value = upload(to_device(&weight, values.into()), device);
        Self {
            name,
            weight,
            value,
        }
    }

    /// Values in the device's layout (this parameter's own, its gradient's, or what an optimizer
    /// keeps of it) in Keras's.
    #[must_use]
    pub fn to_keras<'a>(&self, values: &'a [f32]) -> Cow<'a, [f32]> {
        to_keras(&self.weight, values)
    }
}

/// A row of values on a device.
pub fn upload<'a>(values: impl Into<Cow<'a, [f32]>>, device: &Device) -> Tensor<1> {
    let values = values.into().into_owned();
    let n = values.len();
    Tensor::from_data(TensorData::new(values, [n]), device)
}

/// Values of a weight in Keras's layout, in the device's.
pub fn to_device<'a>(weight: &Weight, values: Cow<'a, [f32]>) -> Cow<'a, [f32]> {
    match (weight.layout, &weight.shape[..]) {
        (WeightLayout::Hwio, &[h, w, i, o]) => transposed(&values, h * w, i, o).into(),
        _ => values,
    }
}

/// Values of a weight in the device's layout, in Keras's.
pub fn to_keras<'a>(weight: &Weight, values: &'a [f32]) -> Cow<'a, [f32]> {
    match (weight.layout, &weight.shape[..]) {
        (WeightLayout::Hwio, &[h, w, i, o]) => transposed(values, o, i, h * w).into(),
        _ => values.into(),
    }
}

/// Values with three axes in the opposite order of axes: `OIHW` from `HWIO` and back, height and
/// width being one axis.
fn transposed(values: &[f32], first: usize, second: usize, third: usize) -> Vec<f32> {
    let mut out = Vec::with_capacity(values.len());
    for k in 0..third {
        for j in 0..second {
            out.extend((0..first).map(|i| values[(i * second + j) * third + k]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Initializer;

    #[test]
    fn kernel_layouts_are_inverse() {
        let kernel = Weight::trainable("kernel", [2, 3, 4, 5], Initializer::Zeros);
        let values: Vec<f32> = (0..120).map(|v| v as f32).collect();
        // Only what is declared a kernel is reordered, whatever the number of axes.
        assert_eq!(*to_device(&kernel, (&values).into()), values);
        let kernel = kernel.layout(WeightLayout::Hwio);
        let there = to_device(&kernel, (&values).into());
        // Output 0, input 0: the first at each position.
        assert_eq!(there[..6], [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(*to_keras(&kernel, &there), values);
    }
}
