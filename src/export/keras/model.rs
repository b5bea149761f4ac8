//! The network in Keras's words.

use super::python::{self, Argument, call, indented};
use crate::experiment::layers::Residual;
use crate::experiment::{Fields, Layer, Model, Shape};

/// The class of layers whose input is added to their output, which Keras has not.
const RESIDUAL: &str = "\
class Residual(layers.Layer):
    \"\"\"Layers whose input is added to their output, through a projection where the shapes differ.\"\"\"

    def __init__(self, block, projection=None, activation=None):
        super().__init__()
        self.block = keras.Sequential(block)
        self.projection = projection
        self.activation = keras.activations.get(activation)

    def call(self, x, training=None):
        added = x if self.projection is None else self.projection(x)
        return self.activation(self.block(x, training=training) + added)
";

/// The class that the network needs beside Keras's own, if it needs one.
pub fn class(model: &Model) -> Option<String> {
    let is_needed = model
        .layers
        .iter()
        .any(|layer| matches!(layer, Layer::Residual(_)));
    is_needed.then(|| RESIDUAL.to_owned())
}

/// The function that makes the network.
pub fn function(model: &Model, input: Shape) -> String {
    let axes = python::tuple(input.axes());
    let layers = indented(&expressions(&model.layers, input), 2);
    format!(
        "def build_model():\n    return keras.Sequential([\n        keras.Input({axes}),\n{layers}    ])\n"
    )
}

/// Statements that fit layers to the training samples, an expression, once the network is made.
pub fn fit(model: &Model, samples: &str) -> String {
    let layers = model.layers.iter().enumerate();
    let fitted = layers.filter(|(_, layer)| matches!(layer, Layer::Normalization(_)));
    let statement = |(at, _): (usize, &Layer)| match at {
        0 => format!("model.layers[0].adapt({samples})\n"),
        at => format!(
            "model.layers[{at}].adapt(keras.Sequential(model.layers[:{at}]).predict({samples}))\n"
        ),
    };
    fitted.map(statement).collect()
}

/// Layers that follow one another, a line each.
fn expressions(layers: &[Layer], input: Shape) -> String {
    let mut shape = input;
    let lines = layers.iter().map(|layer| {
        let line = format!("{},\n", expression(layer, shape));
        shape = layer.kind().output(shape).unwrap_or(shape);
        line
    });
    lines.collect()
}

/// A layer as the call that makes it.
fn expression(layer: &Layer, input: Shape) -> String {
    if let Layer::Residual(block) = layer {
        return residual(block, input, layer.kind().output(input).unwrap_or(input));
    }
    let class = format!("layers.{}", layer.class_name());
    call(&class, &arguments(layer.fields()))
}

/// Layers whose input is added to their output.
fn residual(block: &Residual, input: Shape, output: Shape) -> String {
    let mut more = String::new();
    if let Ok(Some(projection)) = Residual::projection(input, output) {
        more += &format!(", projection={}", expression(&projection, input));
    }
    more += &format!(", activation={}", python::text(block.activation.name()));
    let layers = indented(&expressions(&block.layers, input), 1);
    format!("Residual([\n{layers}]{more})")
}

/// The arguments whose values are not Keras's own.
pub fn arguments(fields: &dyn Fields) -> Vec<Argument> {
    let mut penalties: Vec<(&str, &str, String)> = Vec::new();
    let mut arguments = Vec::new();
    for field in fields.fields() {
        let value = fields.get(field.name).unwrap_or(field.default);
        // Keras has no default for it in AveragePooling2D.
        let is_needed = field.is_required || field.name == "pool_size";
        if !is_needed && value == field.default {
            continue;
        }
        let Some(value) = python::value(value) else {
            continue;
        };
        let penalty = ["l1", "l2"]
            .into_iter()
            .find_map(|norm| Some((field.name.strip_suffix(norm)?.strip_suffix('_')?, norm)));
        match penalty {
            Some((weight, norm)) => penalties.push((weight, norm, value)),
            None => arguments.push((field.name, value)),
        }
    }
    for (weight, argument) in [
        ("kernel", "kernel_regularizer"),
        ("depthwise", "depthwise_regularizer"),
        ("pointwise", "pointwise_regularizer"),
    ] {
        let of = penalties.iter().filter(|(name, _, _)| *name == weight);
        let rates: Vec<Argument> = of.map(|(_, norm, rate)| (*norm, rate.clone())).collect();
        let class = match &rates[..] {
            [] => continue,
            [("l1", _)] => "keras.regularizers.L1",
            [("l2", _)] => "keras.regularizers.L2",
            _ => "keras.regularizers.L1L2",
        };
        arguments.push((argument, call(class, &rates)));
    }
    arguments
}
