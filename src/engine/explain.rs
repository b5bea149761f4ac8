//! What in a sample speaks for a class: gradients of the class's score, with respect to the sample or to a layer's
//! output, and what hiding a part of it changes. Work is done in bounded portions.
//!
//! The score is the class's logit, the last layer's output before its softmax; occlusion compares probabilities.
//! A sample is as [`Session::input`](super::Session::input) gives it: a picture channel by channel.

use std::ops::Range;

use burn::tensor::{Tensor, TensorData};

use super::device::is_cpu;
use super::evaluation::to_device;
use super::layers::Entered;
use super::value::Value;
use super::{EngineError, Network, read};
use crate::experiment::Shape;
use crate::metrics::log_softmax;

/// Samples that are differentiated at once on the CPU: few enough for a drawing to be answered in between.
const BATCH_ON_CPU: usize = 4;
const BATCH_ON_GPU: usize = 64;

/// How a class is explained.
pub enum Explain {
    /// The gradient of the score with respect to the sample (Simonyan et al. 2014, arXiv:1312.6034). Its size is the
    /// saliency map; times the sample it is gradient × input.
    Gradient,
    /// Integrated gradients: the mean gradient on the straight way from a baseline to the sample, by the trapezoid
    /// rule, times their difference (Sundararajan et al. 2017, arXiv:1703.01365).
    IntegratedGradients {
        /// What says nothing about any class, for example a black picture.
        baseline: Vec<f32>,
        /// Parts of the way; one point more is looked at.
        steps: usize,
    },
    /// The mean of the gradients of noisy copies (Smilkov et al. 2017, arXiv:1706.03825).
    SmoothGrad {
        /// What is added to the sample to make each copy.
        noise: Box<dyn Fn(usize) -> Vec<f32>>,
        /// Number of copies.
        copies: usize,
    },
    /// Where a layer's maps speak for the class: their sum, each times the mean of its gradient (Selvaraju et al.
    /// 2017, arXiv:1610.02391). What speaks against the class is left out.
    GradCam {
        /// Where the layer is: its position in the network, then that within the block there, and so on.
        layer: Vec<usize>,
        /// Whether each value of a map counts with its own gradient instead of their mean: `HiResCAM` (Draelos and
        /// Carin 2020, arXiv:2011.08891). Where a place in a map has its own weights, as before a `Flatten`, the
        /// mean over the places says little, and is often against the class on the whole.
        by_place: bool,
    },
    /// What a covered part takes from the class's probability (Zeiler and Fergus 2014, arXiv:1311.2901).
    Occlusion {
        /// What is seen where the sample is covered.
        cover: Vec<f32>,
        /// Height and width of the cover.
        window: [usize; 2],
        /// How far it moves each time.
        stride: usize,
    },
}

/// Values over a sample's pixels or features, over a layer's maps, or over the places of a cover.
#[derive(Clone, Debug, PartialEq)]
pub struct Heat {
    /// Height, width and channels; of rows the width is their number of features.
    pub shape: [usize; 3],
    /// The values, channel by channel.
    pub values: Vec<f32>,
}

impl Heat {
    /// The largest size over the channels: the map of a saliency.
    #[must_use]
    pub fn largest(&self) -> Self {
        self.over_channels(|largest, value| largest.max(value.abs()))
    }

    /// The sum over the channels.
    #[must_use]
    pub fn sum(&self) -> Self {
        self.over_channels(|sum, value| sum + value)
    }

    fn over_channels(&self, join: fn(f32, f32) -> f32) -> Self {
        let [h, w, _] = self.shape;
        let mut values = vec![0.0; h * w];
        for channel in self.values.chunks_exact((h * w).max(1)) {
            for (joined, &value) in values.iter_mut().zip(channel) {
                *joined = join(*joined, value);
            }
        }
        Self {
            shape: [h, w, 1],
            values,
        }
    }

    /// The values times those of a sample.
    #[must_use]
    pub fn times(mut self, sample: &[f32]) -> Self {
        for (value, sample) in self.values.iter_mut().zip(sample) {
            *value *= sample;
        }
        self
    }
}

/// An explanation under way.
pub struct Explainer {
    how: Explain,
    class: usize,
    sample: Vec<f32>,
    shape: Shape,
    /// Copies of the sample that were looked at.
    done: usize,
    values: Vec<f32>,
}

impl Explainer {
    /// Begins to explain what speaks for a class in a sample of a shape.
    ///
    /// # Panics
    /// The sample, the baseline or the cover is not of that shape, or the cover is larger.
    #[must_use]
    pub fn new(how: Explain, class: usize, sample: Vec<f32>, shape: Shape) -> Self {
        assert_eq!(sample.len(), shape.len(), "a sample of the shape");
        if let Explain::IntegratedGradients {
            baseline: other, ..
        }
        | Explain::Occlusion { cover: other, .. } = &how
        {
            assert_eq!(other.len(), shape.len(), "as many values as the sample");
        }
        Self {
            how,
            class,
            sample,
            shape,
            done: 0,
            values: Vec::new(),
        }
    }

    /// How many copies of the sample were looked at, and of how many.
    #[must_use]
    pub fn progress(&self) -> [usize; 2] {
        [self.done, self.copies()]
    }

    fn copies(&self) -> usize {
        match &self.how {
            Explain::Gradient | Explain::GradCam { .. } => 1,
            Explain::IntegratedGradients { steps, .. } => steps + 1,
            Explain::SmoothGrad { copies, .. } => *copies,
            // The sample itself comes first.
            Explain::Occlusion { .. } => 1 + self.places().iter().product::<usize>(),
        }
    }

    /// Looks at the next copies; the explanation once all were.
    ///
    /// # Errors
    /// The device failed, or the network's outputs are no longer numbers.
    pub async fn advance(&mut self, network: &Network) -> Result<Option<Heat>, EngineError> {
        let batch = match (is_cpu(network.device()), &self.how) {
            (false, _) => BATCH_ON_GPU,
            // Without a gradient it is a third of the work.
            (true, Explain::Occlusion { .. }) => 4 * BATCH_ON_CPU,
            (true, _) => BATCH_ON_CPU,
        };
        let range = self.done..(self.done + batch).min(self.copies());
        self.done = range.end;
        match &self.how {
            Explain::GradCam { layer, by_place } => {
                let heat = self.grad_cam(network, layer, *by_place).await?;
                return Ok(Some(heat));
            }
            Explain::Occlusion { .. } => self.cover(network, range).await?,
            _ => self.add_gradients(network, range).await?,
        }
        if !self.values.iter().all(|value| value.is_finite()) {
            return Err(EngineError::NotFinite);
        }
        Ok((self.done == self.copies()).then(|| self.heat()))
    }

    /// One of the copies that are differentiated, and its part of the mean.
    fn copy(&self, i: usize) -> (Vec<f32>, f32) {
        match &self.how {
            Explain::IntegratedGradients { baseline, steps } => {
                let along = i as f32 / *steps as f32;
                let ends = if i == 0 || i == *steps { 0.5 } else { 1.0 };
                let pairs = self.sample.iter().zip(baseline);
                let copy = pairs.map(|(x, from)| from + (x - from) * along);
                (copy.collect(), ends / *steps as f32)
            }
            Explain::SmoothGrad { noise, copies } => {
                let pairs = self.sample.iter().zip(noise(i));
                let copy = pairs.map(|(x, noise)| x + noise);
                (copy.collect(), 1.0 / *copies as f32)
            }
            _ => (self.sample.clone(), 1.0),
        }
    }

    async fn add_gradients(
        &mut self,
        network: &Network,
        range: Range<usize>,
    ) -> Result<(), EngineError> {
        let (copies, parts): (Vec<_>, Vec<_>) = range.map(|i| self.copy(i)).unzip();
        let input = to_device(copies.concat(), self.shape, network.device());
        let whole = |weights: &[Tensor<1>], leaf| network.part(0..network.layers(), weights, leaf);
        let gradient = gradient(network, &whole, input, self.class).await?;
        self.values.resize(self.sample.len(), 0.0);
        for (of_copy, part) in gradient.chunks_exact(self.sample.len()).zip(parts) {
            for (sum, value) in self.values.iter_mut().zip(of_copy) {
                *sum += value * part;
            }
        }
        Ok(())
    }

    async fn grad_cam(
        &self,
        network: &Network,
        path: &[usize],
        by_place: bool,
    ) -> Result<Heat, EngineError> {
        let unknown = || EngineError::Device("a network without that layer".to_owned());
        let weights = network.values();
        let input = to_device(self.sample.clone(), self.shape, network.device());
        let layers = network.layers();
        let (values, gradient) = match *path {
            [] => return Err(unknown()),
            [layer] => {
                let maps = network.part(0..layer + 1, &weights, input);
                let rest =
                    |weights: &[Tensor<1>], leaf| network.part(layer + 1..layers, weights, leaf);
                self.maps_and_gradient(network, &rest, maps).await?
            }
            [layer, ref within @ ..] => {
                let found = network.block(layer).filter(|(block, _)| block.has(within));
                let (block, own) = found.ok_or_else(unknown)?;
                let into = network.part(0..layer, &weights, input);
                let mut entered = Vec::new();
                let maps = block.begin(&weights[own.clone()], into, within, &mut entered);
                let entered: Vec<_> = entered.into_iter().map(Entered::autodiff).collect();
                let rest = |weights: &[Tensor<1>], leaf| {
                    let output = block.finish(&weights[own.clone()], &entered, leaf, within);
                    network.part(layer + 1..layers, weights, output)
                };
                self.maps_and_gradient(network, &rest, maps).await?
            }
        };
        let [h, w] = values.0;
        let mut sum = vec![0.0; h * w];
        let maps = values.1.chunks_exact(h * w);
        for (map, slope) in maps.zip(gradient.chunks_exact(h * w)) {
            let mean = slope.iter().sum::<f32>() / (h * w) as f32;
            for ((sum, value), slope) in sum.iter_mut().zip(map).zip(slope) {
                *sum += value * if by_place { *slope } else { mean };
            }
        }
        if !sum.iter().all(|value| value.is_finite()) {
            return Err(EngineError::NotFinite);
        }
        Ok(Heat {
            shape: [h, w, 1],
            values: sum.into_iter().map(|value| value.max(0.0)).collect(),
        })
    }

    /// Height, width and values of a layer's maps, and the gradient of the score with respect to them.
    async fn maps_and_gradient(
        &self,
        network: &Network,
        rest: &dyn Fn(&[Tensor<1>], Value) -> Value,
        maps: Value,
    ) -> Result<(([usize; 2], Vec<f32>), Vec<f32>), EngineError> {
        let Shape::Image([h, w, _]) = maps.sample() else {
            return Err(EngineError::Device("a layer without maps".to_owned()));
        };
        let values = read(maps.clone().into_values()).await?;
        let gradient = gradient(network, rest, maps, self.class).await?;
        Ok((([h, w], values), gradient))
    }

    /// Places of the cover, down and across.
    fn places(&self) -> [usize; 2] {
        let Explain::Occlusion { window, stride, .. } = &self.how else {
            return [0; 2];
        };
        let [h, w, _] = sizes(self.shape);
        [(h - window[0]) / stride + 1, (w - window[1]) / stride + 1]
    }

    async fn cover(&mut self, network: &Network, range: Range<usize>) -> Result<(), EngineError> {
        let Explain::Occlusion {
            cover,
            window,
            stride,
        } = &self.how
        else {
            return Ok(());
        };
        let [_, across] = self.places();
        let [h, w, channels] = sizes(self.shape);
        let mut copies = Vec::new();
        for i in range {
            let start = copies.len();
            copies.extend_from_slice(&self.sample);
            let Some(place) = i.checked_sub(1) else {
                continue;
            };
            let (top, left) = (place / across * stride, place % across * stride);
            for channel in 0..channels {
                for y in top..top + window[0] {
                    let row = (channel * h + y) * w + left;
                    copies[start + row..start + row + window[1]]
                        .copy_from_slice(&cover[row..row + window[1]]);
                }
            }
        }
        let logits = network.logits(to_device(copies, self.shape, network.device()));
        let [_, classes] = logits.dims();
        for row in read(logits).await?.chunks_exact(classes) {
            self.values.push(log_softmax(row)(self.class).exp() as f32);
        }
        Ok(())
    }

    fn heat(&mut self) -> Heat {
        let values = std::mem::take(&mut self.values);
        match &self.how {
            Explain::Occlusion { .. } => {
                let [down, across] = self.places();
                Heat {
                    shape: [down, across, 1],
                    values: values[1..].iter().map(|p| values[0] - p).collect(),
                }
            }
            Explain::IntegratedGradients { baseline, .. } => {
                let pairs = self.sample.iter().zip(baseline);
                let way: Vec<f32> = pairs.map(|(x, from)| x - from).collect();
                Heat {
                    shape: sizes(self.shape),
                    values,
                }
                .times(&way)
            }
            _ => Heat {
                shape: sizes(self.shape),
                values,
            },
        }
    }
}

/// Height, width and channels; a row is a picture of one line.
fn sizes(shape: Shape) -> [usize; 3] {
    match shape {
        Shape::Image(sizes) => sizes,
        Shape::Flat(features) => [1, features, 1],
    }
}

/// The gradient of a class's score with respect to a batch of inputs of the rest of a network, sample by sample. The
/// rest gets all weights and the inputs, and gives the logits.
pub(super) async fn gradient(
    network: &Network,
    rest: &dyn Fn(&[Tensor<1>], Value) -> Value,
    input: Value,
    class: usize,
) -> Result<Vec<f32>, EngineError> {
    let leaf = input.leaf();
    let weights: Vec<Tensor<1>> = network.values().into_iter().map(Tensor::autodiff).collect();
    let output = rest(&weights, leaf.clone());
    let logits = output.into_flat();
    let [n, classes] = logits.dims();
    let mut chosen = vec![0.0; n * classes];
    for row in chosen.chunks_exact_mut(classes) {
        row[class] = 1.0;
    }
    let chosen = TensorData::new(chosen, [n, classes]);
    let chosen = Tensor::<2>::from_data(chosen, network.device()).autodiff();
    let gradients = (logits * chosen).sum().backward();
    match leaf.gradient(&gradients) {
        Some(gradient) => read(gradient).await,
        None => Ok(vec![0.0; leaf.sample().len() * n]),
    }
}
