//! The network in Keras's words.

use super::python::{self, Argument, call};
use crate::experiment::{Fields, Layer, Model, Shape};

/// What a block of layers is in a script: Keras has no layer that adds its input to its output.
const RESIDUAL: &str = r#"@keras.saving.register_keras_serializable("hearth")
class Residual(layers.Layer):
    """Layers whose input is added to their output, projected where the shapes differ."""

    def __init__(self, inner, activation="relu", **kwargs):
        super().__init__(**kwargs)
        self.inner = inner
        self.activation = keras.activations.get(activation)
        self.projection = None

    def build(self, shape):
        output = shape
        for layer in self.inner:
            layer.build(output)
            output = layer.compute_output_shape(output)
        if tuple(output) != tuple(shape):
            if len(shape) == 2:
                self.projection = layers.Dense(output[-1])
            else:
                strides = [-(-a // b) for a, b in zip(shape[1:3], output[1:3])]
                self.projection = layers.Conv2D(output[-1], 1, strides=strides, padding="same")
            self.projection.build(shape)

    def compute_output_shape(self, shape):
        for layer in self.inner:
            shape = layer.compute_output_shape(shape)
        return shape

    def call(self, x):
        y = x
        for layer in self.inner:
            y = layer(y)
        return self.activation(y + (self.projection(x) if self.projection else x))
"#;

/// The function that makes the network, and before it the class of its blocks if it has any.
pub fn function(model: &Model, input: Shape) -> String {
    let input = python::tuple(input.axes());
    let blocks = model.layers.iter().any(|l| l.kind().inner().is_some());
    let class = if blocks {
        format!("{RESIDUAL}\n\n")
    } else {
        String::new()
    };
    format!(
        "{class}def build_model():\n    return keras.Sequential([\n        keras.Input({input}),\n{}    ])\n",
        lines(&model.layers, 2)
    )
}

/// Layers that follow one another, a line each, so many levels in.
fn lines(layers: &[Layer], levels: usize) -> String {
    let space = "    ".repeat(levels);
    let line = |layer: &Layer| format!("{space}{},\n", expression(layer, levels));
    layers.iter().map(line).collect()
}

/// A layer as the call that makes it.
fn expression(layer: &Layer, levels: usize) -> String {
    let arguments = arguments(layer.fields());
    match layer.kind().inner() {
        Some(inner) => {
            let inner = lines(inner, levels + 1);
            let inner = format!("[\n{inner}{}]", "    ".repeat(levels));
            let all = [vec![("", inner)], arguments].concat();
            call(layer.class_name(), &all)
        }
        None => call(&format!("layers.{}", layer.class_name()), &arguments),
    }
}

/// Whether the first layer is to be fitted to the training samples before the first step.
pub fn is_fitted(model: &Model) -> bool {
    let first = model.layers.first();
    first.is_some_and(|layer| layer.kind().takes_samples())
}

/// The arguments whose values are not Keras's own.
pub fn arguments(fields: &dyn Fields) -> Vec<Argument> {
    let mut penalties = Vec::new();
    let mut arguments = Vec::new();
    for field in fields.fields() {
        let value = fields.get(field.name).unwrap_or(field.default);
        if !field.is_required && value == field.default {
            continue;
        }
        let Some(value) = python::value(value) else {
            continue;
        };
        match PENALTIES
            .iter()
            .find(|(_, names)| names.contains(&field.name))
        {
            Some((argument, names)) => {
                let norm = if names[0] == field.name { "l1" } else { "l2" };
                penalties.push((*argument, norm, value));
            }
            None => arguments.push((field.name, value)),
        }
    }
    for (argument, _) in PENALTIES {
        let own = penalties.iter().filter(|(of, _, _)| *of == argument);
        let own: Vec<Argument> = own.map(|(_, norm, rate)| (*norm, rate.clone())).collect();
        let regularizer = match &own[..] {
            [] => continue,
            [("l1", rate)] => format!("keras.regularizers.L1({rate})"),
            [("l2", rate)] => format!("keras.regularizers.L2({rate})"),
            both => call("keras.regularizers.L1L2", both),
        };
        arguments.push((argument, regularizer));
    }
    arguments
}

/// Keras's arguments of penalties, and the fields that are the rates of each.
const PENALTIES: [(&str, [&str; 2]); 3] = [
    ("kernel_regularizer", ["kernel_l1", "kernel_l2"]),
    ("depthwise_regularizer", ["depthwise_l1", "depthwise_l2"]),
    ("pointwise_regularizer", ["pointwise_l1", "pointwise_l2"]),
];
