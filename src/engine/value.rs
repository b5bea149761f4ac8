//! What flows between layers.

#[cfg(feature = "flex")]
use burn::tensor::Device;
use burn::tensor::{Gradients, Tensor};

use crate::experiment::Shape;

/// A batch of samples on a device.
#[derive(Clone, Debug)]
pub enum Value {
    /// `[batch, channels, height, width]`.
    Image(Tensor<4>),
    /// `[batch, features]`.
    Flat(Tensor<2>),
}

/// What is done to a tensor whatever its number of axes.
pub(super) trait AnyAxes {
    /// Does it.
    fn run<const D: usize>(self, x: Tensor<D>) -> Tensor<D>;
}

impl Value {
    /// The same on a graph of gradients.
    #[must_use]
    pub fn autodiff(self) -> Self {
        match self {
            Self::Image(t) => Self::Image(t.autodiff()),
            Self::Flat(t) => Self::Flat(t.autodiff()),
        }
    }

    /// The same as a leaf of a graph of gradients, whose gradient is wanted.
    pub(super) fn leaf(self) -> Self {
        match self {
            Self::Image(t) => Self::Image(t.autodiff().require_grad()),
            Self::Flat(t) => Self::Flat(t.autodiff().require_grad()),
        }
    }

    /// The gradient of a [`Self::leaf`], sample by sample, a picture's channel by channel; `None` where nothing
    /// depends on it.
    pub(super) fn gradient(&self, gradients: &Gradients) -> Option<Tensor<1>> {
        match self {
            Self::Image(t) => t.grad(gradients).map(|t| t.flatten(0, 3)),
            Self::Flat(t) => t.grad(gradients).map(|t| t.flatten(0, 1)),
        }
    }

    /// All values, sample by sample, a picture's channel by channel.
    pub(super) fn into_values(self) -> Tensor<1> {
        match self {
            Self::Image(t) => t.flatten(0, 3),
            Self::Flat(t) => t.flatten(0, 1),
        }
    }

    /// The same without a graph of gradients.
    #[must_use]
    pub(super) fn inner(self) -> Self {
        match self {
            Self::Image(t) => Self::Image(t.inner()),
            Self::Flat(t) => Self::Flat(t.inner()),
        }
    }

    /// The features of a flat value.
    ///
    /// # Panics
    /// On pictures; shape inference has ruled them out by then.
    #[must_use]
    pub fn into_flat(self) -> Tensor<2> {
        match self {
            Self::Flat(t) => t,
            Self::Image(t) => panic!("pictures of {:?} where features belong", t.dims()),
        }
    }

    /// The pictures of a value.
    ///
    /// # Panics
    /// On features; shape inference has ruled them out by then.
    pub(super) fn into_image(self) -> Tensor<4> {
        match self {
            Self::Image(t) => t,
            Self::Flat(t) => panic!("features of {:?} where pictures belong", t.dims()),
        }
    }

    /// The values of each sample in Keras's order: of a picture height, width, channel, where burn has
    /// channels first.
    pub(super) fn into_row(self) -> Tensor<2> {
        match self {
            Self::Image(x) => x.permute([0, 2, 3, 1]).flatten(1, 3),
            Self::Flat(x) => x,
        }
    }

    /// The shape of a sample.
    pub(super) fn sample(&self) -> Shape {
        match self {
            Self::Image(x) => {
                let [_, c, h, w] = x.dims();
                Shape::Image([h, w, c])
            }
            Self::Flat(x) => Shape::Flat(x.dims()[1]),
        }
    }

    /// The device that it is on.
    #[cfg(feature = "flex")]
    pub(super) fn device(&self) -> Device {
        match self {
            Self::Image(x) => x.device(),
            Self::Flat(x) => x.device(),
        }
    }

    /// Does the same to each value. On the CPU device a picture's values stay in the order in which
    /// our own kernels leave them; burn's operations would first put them into another.
    pub(super) fn map_each(self, function: impl AnyAxes) -> Self {
        match self {
            #[cfg(feature = "flex")]
            Self::Image(x) if super::kernels::serve(&x.device()) => {
                let y = function.run(x.permute([0, 2, 3, 1]));
                Self::Image(y.permute([0, 3, 1, 2]))
            }
            value => value.map(function),
        }
    }

    /// The value for two uses. On the CPU device, where the gradients of a picture's two uses are added,
    /// both then have the order in which our own kernels leave them.
    pub(super) fn twice(self) -> [Self; 2] {
        match self {
            #[cfg(feature = "flex")]
            Self::Image(x) if super::kernels::serve(&x.device()) => {
                let pixels = x.permute([0, 2, 3, 1]);
                let use_of = |x: Tensor<4>| Self::Image(x.permute([0, 3, 1, 2]));
                [use_of(pixels.clone()), use_of(pixels)]
            }
            value => [value.clone(), value],
        }
    }

    /// The sum with another value of the same shape.
    ///
    /// # Panics
    /// The one is pictures and the other features; shape inference has ruled that out by then.
    pub(super) fn add(self, other: Self) -> Self {
        match self {
            #[cfg(feature = "flex")]
            Self::Image(x) if super::kernels::serve(&x.device()) => {
                let other = other.into_image().permute([0, 2, 3, 1]);
                let sum = x.permute([0, 2, 3, 1]).add(other);
                Self::Image(sum.permute([0, 3, 1, 2]))
            }
            Self::Image(x) => Self::Image(x.add(other.into_image())),
            Self::Flat(x) => Self::Flat(x.add(other.into_flat())),
        }
    }

    /// Does the same to pictures and to features.
    pub(super) fn map(self, function: impl AnyAxes) -> Self {
        match self {
            Self::Image(x) => Self::Image(function.run(x)),
            Self::Flat(x) => Self::Flat(function.run(x)),
        }
    }
}
