//! A number of a layer's output and what it is made of.

use crate::experiment::Activation;

/// A number and what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Working {
    /// How.
    pub how: How,
    /// The part of the input that the number follows from: top, left, bottom and right, the last two not in it.
    /// Beyond the picture's edge there are zeros. `None` of a dense layer, which takes all.
    pub patch: Option<[i64; 4]>,
    /// What comes out before the activation.
    pub sum: f32,
    /// The layer's activation.
    pub activation: Activation,
    /// What the network made of it; of a last layer with softmax, before that.
    pub output: f32,
}

/// How a number comes about.
#[derive(Clone, Debug, PartialEq)]
pub enum How {
    /// The sum over the channels of input times weight, and a bias.
    Convolution {
        /// Height and width of the windows.
        size: [usize; 2],
        /// A window of each channel.
        channels: Vec<Window>,
        /// The bias, if there is one.
        bias: Option<f32>,
    },
    /// A window of each channel by itself, and the sum of what they give times a weight each, and a bias.
    Separable {
        /// Height and width of the windows.
        size: [usize; 2],
        /// A window of each filter of each channel, with its weight.
        channels: Vec<(Window, f32)>,
        /// The bias, if there is one.
        bias: Option<f32>,
    },
    /// The value's distance from a mean, by the standard deviation; times a learned scale, and a learned shift.
    Normalization {
        /// The value.
        value: f32,
        /// The mean.
        mean: f32,
        /// The variance.
        variance: f32,
        /// What is added to the variance.
        epsilon: f32,
        /// The scale, if there is one.
        gamma: Option<f32>,
        /// The shift, if there is one.
        beta: Option<f32>,
        /// Of how many of the sample's values the mean is; `None` where it was learned.
        over: Option<usize>,
    },
    /// The largest value of a window, or the mean of those within the picture.
    Pooling {
        /// Height and width of the window.
        size: [usize; 2],
        /// Its values; none beyond the edge.
        values: Vec<Option<f32>>,
        /// Whether it is the mean.
        is_mean: bool,
    },
    /// The sum of input times weight, and a bias.
    Dense {
        /// Input, weight and number of the input, those of the largest product by size first.
        terms: Vec<(f32, f32, usize)>,
        /// The bias, if there is one.
        bias: Option<f32>,
    },
}

/// A channel's part of a convolution.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// The channel of the input.
    pub channel: usize,
    /// The input's values, 0 beyond the edge.
    pub input: Vec<f32>,
    /// The filter's.
    pub weights: Vec<f32>,
    /// The sum of their products.
    pub sum: f32,
}
