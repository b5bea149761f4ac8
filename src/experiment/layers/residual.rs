//! Layers whose input is added to their output.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use super::{Conv2D, Layer, LayerKind, Padding};
use crate::experiment::field::{FieldType, Setup, field, object_schema};
use crate::experiment::summary::{LayerSummary, summaries};
use crate::experiment::{
    Activation, ExperimentError, Field, FieldKind, FieldValue, Fields, Range, Shape, Weight,
};

/// Layers whose input is added to their output (He et al. 2016); where the two have other
/// shapes, the input goes through a projection: a convolution of single pixels, or a dense layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(deny_unknown_fields)]
pub struct Residual {
    /// The layers, input first.
    pub layers: Vec<Layer>,
    /// Applied to the sum.
    #[serde(default = "rectified")]
    pub activation: Activation,
}

impl Default for Residual {
    /// Two convolutions, as in the networks that the method became known by.
    fn default() -> Self {
        let layer = |activation| Layer::conv2d(16, 3, Padding::Same, activation);
        Self {
            layers: vec![layer(Activation::Relu), layer(Activation::Linear)],
            activation: rectified(),
        }
    }
}

/// The function where none is named, as the method's authors have it.
fn rectified() -> Activation {
    Activation::Relu
}

/// How the sum is activated.
fn activation() -> Setup<Activation> {
    field("Activation", rectified())
}

impl Residual {
    /// What it is, in a sentence.
    pub const ABOUT: &'static str = "Layers whose input is added to their output (He et al. 2016); where the two have other \
         shapes, the input goes through a projection.";

    /// The descriptions of its fields; the layers within have theirs.
    #[must_use]
    pub fn described() -> Vec<Field> {
        vec![activation().describe("activation", "Applied to the sum.")]
    }

    /// The layer that brings the input into the shape of what is added to it: a convolution of
    /// single pixels, or a dense layer; `None` where the shapes are the same.
    ///
    /// # Errors
    /// There is none: one is a picture and the other a row, or the picture is not made smaller in
    /// equal steps.
    pub fn projection(input: Shape, output: Shape) -> Result<Option<Layer>, ExperimentError> {
        match (input, output) {
            _ if input == output => Ok(None),
            (Shape::Flat(_), Shape::Flat(units)) => {
                Ok(Some(Layer::dense(units, Activation::Linear)))
            }
            (Shape::Image([h, w, _]), Shape::Image([to_h, to_w, filters])) => {
                let step = |from: usize, to: usize| {
                    let step = from.div_ceil(to.max(1));
                    (step > 0 && from.div_ceil(step) == to).then_some(step)
                };
                let strides = step(h, to_h).zip(step(w, to_w));
                let (rows, columns) = strides.ok_or_else(|| mismatch(input, output))?;
                let projection = Conv2D {
                    filters,
                    kernel_size: [1, 1],
                    strides: [rows, columns],
                    padding: Padding::Same,
                    ..Conv2D::default()
                };
                Ok(Some(projection.into()))
            }
            _ => Err(mismatch(input, output)),
        }
    }

    /// The lines of the table for what is within: its layers, and the projection last if there is
    /// one, with what each gets and which layer it is.
    fn within(&self, input: Shape) -> Result<Vec<Within>, ExperimentError> {
        let lines = summaries(&self.layers, input).map_err(|(i, e)| e.within(&at(i)))?;
        let output = lines.last().map_or(input, |line| line.output);
        let inputs = std::iter::once(input).chain(lines.iter().map(|line| line.output));
        let inputs: Vec<Shape> = inputs.take(lines.len()).collect();
        let layers = self.layers.iter().cloned();
        let mut within: Vec<Within> = layers
            .zip(inputs)
            .zip(lines)
            .enumerate()
            .map(|(i, ((layer, input), line))| Within {
                layer,
                input,
                line,
                path: at(i),
            })
            .collect();
        if let Some(layer) = Self::projection(input, output)? {
            let mut lines =
                summaries(std::slice::from_ref(&layer), input).map_err(|(_, error)| error)?;
            within.extend(lines.pop().map(|line| Within {
                line: LayerSummary {
                    name: PROJECTION.to_owned(),
                    ..line
                },
                layer,
                input,
                path: String::new(),
            }));
        }
        Ok(within)
    }
}

/// The projection's name in the names of its weights.
const PROJECTION: &str = "projection";

/// A layer within the block.
struct Within {
    layer: Layer,
    input: Shape,
    line: LayerSummary,
    /// Where it is, seen from the block; empty for the projection.
    path: String,
}

fn at(index: usize) -> String {
    format!("layers[{index}]")
}

fn mismatch(input: Shape, output: Shape) -> ExperimentError {
    ExperimentError::new(
        "layers",
        format!("makes {output} of {input}, and the two cannot be added"),
        "Use padding \"same\", so that pictures only become smaller by strides.",
    )
}

impl LayerKind for Residual {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        let lines = summaries(&self.layers, input).map_err(|(i, e)| e.within(&at(i)))?;
        let output = lines.last().map_or(input, |line| line.output);
        Self::projection(input, output)?;
        Ok(output)
    }

    fn weights(&self, input: Shape) -> Vec<Weight> {
        let of = |within: Within| {
            let weights = within.layer.kind().weights(within.input).into_iter();
            weights.map(move |weight| Weight {
                name: format!("{}/{}", within.line.name, weight.name).into(),
                sized_by: match (&*within.path, &*weight.sized_by) {
                    ("", _) => "layers".into(),
                    (path, "") => path.to_owned().into(),
                    (path, field) => format!("{path}.{field}").into(),
                },
                ..weight
            })
        };
        let within = self.within(input).unwrap_or_default();
        within.into_iter().flat_map(of).collect()
    }

    /// What its layers hold, and their sum with the input.
    fn kept(&self, input: Shape, output: Shape) -> usize {
        let within = self.within(input).unwrap_or_default();
        within.iter().map(|within| within.line.held).sum::<usize>() + output.len()
    }

    fn multiply_adds(&self, input: Shape, _: Shape) -> u64 {
        let within = self.within(input).unwrap_or_default();
        within.iter().map(|within| within.line.multiply_adds).sum()
    }

    fn has_feature_maps(&self) -> bool {
        true
    }

    fn inner(&self) -> Option<&[Layer]> {
        Some(&self.layers)
    }

    fn inner_mut(&mut self) -> &mut [Layer] {
        &mut self.layers
    }
}

impl Fields for Residual {
    fn fields(&self) -> Vec<Field> {
        Self::described()
    }

    fn get(&self, name: &str) -> Option<FieldValue> {
        (name == "activation").then(|| self.activation.value())
    }

    fn put(&mut self, name: &str, value: FieldValue) -> bool {
        match (name, Activation::from_value(value)) {
            ("activation", Some(activation)) => {
                self.activation = activation;
                true
            }
            _ => false,
        }
    }
}

impl JsonSchema for Residual {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Residual".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let layers = Field {
            name: "layers",
            label: "Layers",
            help: "The layers, input first.",
            unit: "",
            kind: FieldKind::List,
            range: Range::Any,
            is_optional: false,
            is_required: true,
            default: FieldValue::Absent,
        };
        let inner = generator.subschema_for::<Layer>();
        let array = schemars::json_schema!({ "type": "array", "items": inner, "minItems": 1 });
        let function = <Activation as FieldType>::schema(Range::Any, generator);
        let activation = activation().describe("activation", "Applied to the sum.");
        object_schema(Self::ABOUT, vec![(layers, array), (activation, function)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURE: Shape = Shape::Image([9, 7, 3]);

    fn names(block: &Residual, input: Shape) -> Vec<String> {
        let weights = block.weights(input).into_iter();
        weights.map(|weight| weight.name.into_owned()).collect()
    }

    #[test]
    fn weights_are_named_by_their_path() {
        let mut block = Residual::default();
        let expected = [
            "conv2d/kernel",
            "conv2d/bias",
            "conv2d_1/kernel",
            "conv2d_1/bias",
            "projection/kernel",
            "projection/bias",
        ];
        assert_eq!(names(&block, PICTURE), expected);
        // What has the input's shape is added to it as it is.
        let sixteen = Shape::Image([9, 7, 16]);
        assert_eq!(names(&block, sixteen), expected[..4]);
        block.layers = vec![Residual::default().into()];
        assert_eq!(names(&block, sixteen)[0], "residual/conv2d/kernel");
    }

    #[test]
    fn the_projection_takes_the_steps_that_the_layers_take() {
        let strided = |strides, padding| Residual {
            layers: vec![
                Conv2D {
                    filters: 8,
                    strides,
                    padding,
                    ..Conv2D::default()
                }
                .into(),
            ],
            activation: Activation::Relu,
        };
        let block = strided([2, 3], Padding::Same);
        let output = block.output(PICTURE).expect("it fits");
        assert_eq!(output, Shape::Image([5, 3, 8]));
        let projection = Residual::projection(PICTURE, output).expect("there is one");
        let Some(Layer::Conv2D(projection)) = projection else {
            panic!("a convolution")
        };
        assert_eq!((projection.strides, projection.filters), ([2, 3], 8));
        // 9 × 7 to 7 × 5: no steps lead there.
        let error = strided([1, 1], Padding::Valid).output(PICTURE);
        assert!(error.is_err_and(|e| e.field == "layers" && e.hint.contains("same")));
    }

    #[test]
    fn an_error_within_names_its_layer() {
        let mut block = Residual::default();
        block.layers.push(Layer::dense(3, Activation::Linear));
        let error = block
            .output(PICTURE)
            .expect_err("a dense layer on pictures");
        assert_eq!(error.field, "layers[2]");
    }
}
