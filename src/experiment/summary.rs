//! The model's summary table: output shapes, numbers of parameters, and what a training step
//! takes of memory.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::error::{ExperimentError, ensure};
use super::{Experiment, Layer, Model, Optimizer, Shape};

/// Parameters that a network may have: 200 MB, and a browser tab must hold them four times,
/// with their gradients and what the optimizer keeps.
const MOST_PARAMETERS: usize = 50_000_000;
/// Values that a layer may give for one sample: 64 MB.
const MOST_VALUES: usize = 16_000_000;
/// Bytes that a training step may take by the estimate. A program in a browser has 4 GB, of which
/// the data may take 1; the rest is for what the estimate leaves out, and for memory that
/// is free in pieces too small to use.
const MOST_STEP_BYTES: u64 = 2_000_000_000;
/// Bytes of a value.
const VALUE: u64 = 4;

/// Samples that a network is evaluated on at once on the CPU: few enough that in a browser the
/// largest built-in model lets others have their turn within 50 ms.
pub const EVALUATION_BATCH: usize = 32;

/// A line of the model's summary table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct LayerSummary {
    /// Unique in its model, as Keras numbers them: `conv2d`, `conv2d_1`.
    pub name: String,
    /// Keras's class name.
    pub class_name: String,
    /// Shape of the output.
    pub output: Shape,
    /// Parameters changed by gradients.
    pub trainable: usize,
    /// Running statistics.
    pub non_trainable: usize,
    /// Values that a training step holds for a sample from the forward pass to the backward one: the
    /// output, and what else the layer keeps.
    pub held: usize,
    /// Multiplications with an addition that a sample takes forward.
    pub multiply_adds: u64,
    /// The lines of the layers within it, where it is a block; what projects its input is only in
    /// the block's own numbers.
    pub inner: Vec<LayerSummary>,
}

/// The model's summary table (Keras's `model.summary()`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Summary {
    /// Shape of the input.
    pub input: Shape,
    /// A line a layer.
    pub layers: Vec<LayerSummary>,
}

impl Summary {
    /// Shape of the last layer's output.
    #[must_use]
    pub fn output(&self) -> Shape {
        self.layers.last().map_or(self.input, |l| l.output)
    }

    /// The line of a layer by its position, then that within the block there, and so on.
    #[must_use]
    pub fn line(&self, path: &[usize]) -> Option<&LayerSummary> {
        let (first, within) = path.split_first()?;
        let outer = self.layers.get(*first);
        within.iter().fold(outer, |line, at| line?.inner.get(*at))
    }

    /// Parameters changed by gradients.
    #[must_use]
    pub fn trainable(&self) -> usize {
        self.layers.iter().map(|l| l.trainable).sum()
    }

    /// All parameters, running statistics among them (Keras's "Total params").
    #[must_use]
    pub fn total(&self) -> usize {
        self.trainable() + self.layers.iter().map(|l| l.non_trainable).sum::<usize>()
    }

    /// Multiplications with an addition that a sample takes forward.
    #[must_use]
    pub fn multiply_adds(&self) -> u64 {
        self.layers.iter().map(|l| l.multiply_adds).sum()
    }

    /// Bytes that training takes at most beside the data, estimated: the parameters with their
    /// gradients and what the optimizer keeps of each, and what a step of `batch_size` samples,
    /// or a batch of the evaluation, holds of the layers.
    #[must_use]
    pub fn step_bytes(&self, batch_size: usize, optimizer: &Optimizer) -> u64 {
        // The value, its gradient, a new value before the old one goes, and the slots.
        let copies = 3 + optimizer.kind().slots().len() as u64;
        let parameters = self.trainable() as u64 * copies;
        // The input is there as reals, and once more on the device.
        let mut held = 2 * self.input.len() as u64;
        let mut step = 0;
        for (input, line) in passes(self.input, &self.layers) {
            held += line.held as u64;
            // The backward pass has let go of all later layers when it comes to this one.
            step = step.max(held + widest(input, line));
        }
        let evaluation = passes(self.input, &self.layers)
            .map(|(input, l)| input.len() as u64 + 2 * l.output.len() as u64)
            .max();
        let evaluation = evaluation.unwrap_or(0) * EVALUATION_BATCH as u64;
        VALUE * (parameters + evaluation.max(step * batch_size as u64))
    }
}

/// Outputs that are pooled in the pass that computes them are not held; within blocks there is no such pass.
fn leave_out_pooled(layers: &[Layer], lines: &mut [LayerSummary]) {
    for i in 1..lines.len() {
        if let (Layer::Conv2D(conv), Layer::MaxPooling2D(pool)) = (&layers[i - 1], &layers[i])
            && let Shape::Image([h, w, _]) = lines[i - 1].output
            && conv.is_pooled_by(pool, [h, w])
        {
            lines[i - 1].held = 0;
        }
    }
}

/// Lines that follow one another, each with the shape that comes into its layer.
fn passes(input: Shape, lines: &[LayerSummary]) -> impl Iterator<Item = (Shape, &LayerSummary)> {
    let before = std::iter::once(input).chain(lines.iter().map(|l| l.output));
    before.zip(lines)
}

/// Values of the gradients that a layer's backward pass holds at once for a sample: by its input, by its
/// output and, in a block, those of a layer within it.
fn widest(input: Shape, line: &LayerSummary) -> u64 {
    let within = passes(input, &line.inner).map(|(input, line)| widest(input, line));
    // What is not held forward, for it is pooled in the same pass, has no gradient of its own, either.
    let output = line.output.len().min(line.held);
    (input.len() + output) as u64 + within.max().unwrap_or(0)
}

impl Model {
    /// Infers every layer's output shape and parameter count.
    ///
    /// # Errors
    /// A layer that cannot take the shape before it, a window larger than its picture, more
    /// parameters or values than a browser can hold, or a last layer whose units differ from
    /// `classes`; the error names the layer.
    pub fn summary(&self, input: Shape, classes: usize) -> Result<Summary, ExperimentError> {
        if let Some(classifier) = &self.classifier {
            return Err(ExperimentError::new(
                "model.classifier",
                format!("is {}, which is no network", classifier.name()),
                "Choose a network for what only networks have.",
            ));
        }
        let (summary, error) = self.partial_summary(input);
        if let Some(error) = error {
            return Err(error);
        }
        let shape = summary.output();
        if shape != Shape::Flat(classes) {
            return Err(ExperimentError::new(
                format!("model.layers[{}]", self.layers.len().saturating_sub(1)),
                format!("gives {shape} values a sample, and the data has {classes} classes"),
                format!("End with a Dense layer of {classes} units."),
            ));
        }
        Ok(summary)
    }

    /// The lines of the layers up to the first that cannot be built, with the reason if there is
    /// one: what an editor shows of a network that is not finished. See [`Self::summary`].
    #[must_use]
    pub fn partial_summary(&self, input: Shape) -> (Summary, Option<ExperimentError>) {
        let (mut layers, fault) = partial_summaries(&self.layers, input);
        leave_out_pooled(&self.layers, &mut layers);
        let at = |i| format!("model.layers[{i}]");
        let error = fault.map(|(i, error)| error.within(&at(i)));
        (Summary { input, layers }, error)
    }
}

impl Experiment {
    /// The model's summary for data of a shape and number of classes, once training it fits
    /// into memory.
    ///
    /// # Errors
    /// Those of [`Model::summary`], another number of class weights than of classes, or a training step that takes more memory than a browser
    /// has; the error names the batch size, or the layer if no batch is small enough.
    pub fn summary(&self, input: Shape, classes: usize) -> Result<Summary, ExperimentError> {
        let summary = self.model.summary(input, classes)?;
        let weights = self.training.class_weight.fits(classes);
        weights.map_err(|e| e.within("training"))?;
        let bytes = |batch_size| summary.step_bytes(batch_size, &self.optimizer);
        let batch_size = self.training.batch_size;
        if bytes(batch_size) <= MOST_STEP_BYTES {
            return Ok(summary);
        }
        let gigabytes = |bytes: u64| format!("{:.1} GB", bytes as f64 / 1e9);
        let most = gigabytes(MOST_STEP_BYTES);
        if bytes(1) <= MOST_STEP_BYTES {
            let fitting = largest(batch_size, |n| bytes(n) <= MOST_STEP_BYTES);
            return Err(ExperimentError::new(
                "training.batch_size",
                format!(
                    "makes a training step take about {}, and there is room for {most}",
                    gigabytes(bytes(batch_size))
                ),
                format!("Use {fitting} samples a step or fewer, or a smaller model."),
            ));
        }
        let sizes = summary.layers.iter().map(|l| l.held + l.trainable);
        let (at, _) = sizes.enumerate().max_by_key(|(_, n)| *n).unwrap_or((0, 0));
        Err(ExperimentError::new(
            format!("model.layers[{at}]"),
            format!(
                "is the largest layer of a network whose training takes about {} even with one \
                 sample a step, and there is room for {most}",
                gigabytes(bytes(1))
            ),
            "Make this layer smaller, or what comes into it.",
        ))
    }
}

/// The largest number from 1 to below `end` that fits, where all below it do; 1 does.
fn largest(end: usize, fits: impl Fn(usize) -> bool) -> usize {
    let (mut fitting, mut end) = (1, end);
    while end - fitting > 1 {
        let middle = usize::midpoint(fitting, end);
        if fits(middle) {
            fitting = middle;
        } else {
            end = middle;
        }
    }
    fitting
}

/// A line for each of the layers that follow one another.
///
/// # Errors
/// The first one that cannot take what comes before it, or takes too much room, with its number.
pub(super) fn summaries(
    layers: &[Layer],
    input: Shape,
) -> Result<Vec<LayerSummary>, (usize, ExperimentError)> {
    let (lines, fault) = partial_summaries(layers, input);
    fault.map_or(Ok(lines), Err)
}

/// The names of layers that follow one another, as Keras gives them: a class's second layer is `dense_1`.
#[must_use]
pub fn layer_names(layers: &[Layer]) -> Vec<String> {
    let names = layers.iter().enumerate().map(|(i, layer)| {
        let class = layer.class_name();
        let same = layers[..i].iter().filter(|l| l.class_name() == class);
        match same.count() {
            0 => snake_case(class),
            before => format!("{}_{before}", snake_case(class)),
        }
    });
    names.collect()
}

/// The lines up to the first layer that cannot be built, and why that one cannot, with its number.
fn partial_summaries(
    layers: &[Layer],
    input: Shape,
) -> (Vec<LayerSummary>, Option<(usize, ExperimentError)>) {
    let mut shape = input;
    let mut total: usize = 0;
    let mut lines: Vec<LayerSummary> = Vec::with_capacity(layers.len());
    for ((i, layer), name) in layers.iter().enumerate().zip(layer_names(layers)) {
        let line = layer.summary(shape).and_then(|line| {
            total += line.trainable + line.non_trainable;
            ensure(
                total <= MOST_PARAMETERS,
                "",
                format!("brings the network to {total} parameters"),
                &format!("Use smaller layers; {MOST_PARAMETERS} are the most in all."),
            )?;
            Ok(line)
        });
        let mut line = match line {
            Ok(line) => line,
            Err(error) => return (lines, Some((i, error))),
        };
        line.name = name;
        shape = line.output;
        lines.push(line);
    }
    (lines, None)
}

impl Layer {
    /// Its line of the table, with a name that is not yet unique.
    fn summary(&self, input: Shape) -> Result<LayerSummary, ExperimentError> {
        let kind = self.kind();
        let output = kind.output(input)?;
        let values = product("", output.axes(), MOST_VALUES, "values a sample")?;
        let [mut trainable, mut non_trainable] = [0; 2];
        for weight in kind.weights(input) {
            let n = product(
                &weight.sized_by,
                &weight.shape,
                MOST_PARAMETERS,
                "parameters",
            )?;
            if weight.is_trainable() {
                trainable += n;
            } else {
                non_trainable += n;
            }
        }
        Ok(LayerSummary {
            name: snake_case(self.class_name()),
            class_name: self.class_name().to_owned(),
            output,
            trainable,
            non_trainable,
            held: values * (1 + self.activation().kept()) + kind.kept(input, output),
            multiply_adds: kind.multiply_adds(input, output),
            inner: match kind.inner() {
                // The block's output was inferred through them, so they fit.
                Some(layers) => summaries(layers, input).map_err(|(_, error)| error)?,
                None => Vec::new(),
            },
        })
    }
}

/// The product of sizes up to `most`. In a browser a `usize` holds 32 bits, and the products
/// of sizes that are in order each by itself do not fit.
fn product(
    field: &str,
    sizes: &[usize],
    most: usize,
    what: &str,
) -> Result<usize, ExperimentError> {
    sizes
        .iter()
        .try_fold(1_usize, |product, &size| product.checked_mul(size))
        .filter(|product| *product <= most)
        .ok_or_else(|| {
            ExperimentError::new(
                field,
                format!("makes more than {most} {what}"),
                "Make this layer smaller, or what comes into it.",
            )
        })
}

/// Keras's layer name of a class: `MaxPooling2D` is `max_pooling2d`, and `PReLU` `p_re_lu`.
///
/// # Source
/// `keras.src.utils.naming.to_snake_case`.
fn snake_case(class_name: &str) -> String {
    let chars: Vec<char> = class_name.chars().collect();
    let mut name = String::new();
    for (i, c) in chars.iter().enumerate() {
        let is_lowercase = |at: usize| chars.get(at).is_some_and(char::is_ascii_lowercase);
        if i > 0 && c.is_ascii_uppercase() && (is_lowercase(i - 1) || is_lowercase(i + 1)) {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_named_as_keras_names_them() {
        for (class, name) in [
            ("Dense", "dense"),
            ("Conv2D", "conv2d"),
            ("Conv2DTranspose", "conv2d_transpose"),
            ("GlobalAveragePooling2D", "global_average_pooling2d"),
            ("PReLU", "p_re_lu"),
            ("LeakyReLU", "leaky_re_lu"),
            ("ReLU", "re_lu"),
            ("ELU", "elu"),
        ] {
            assert_eq!(snake_case(class), name);
        }
    }
}
