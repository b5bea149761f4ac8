//! The network in Keras's words.

use super::python::{self, Argument, call};
use crate::experiment::{Fields, Layer, Model, Shape};

/// The function that makes the network.
pub fn function(model: &Model, input: Shape) -> String {
    let input = python::tuple(input.axes());
    let layers = model
        .layers
        .iter()
        .map(|layer| format!("        {},\n", expression(layer)));
    format!(
        "def build_model():\n    return keras.Sequential([\n        keras.Input({input}),\n{}    ])\n",
        layers.collect::<String>()
    )
}

/// A layer as the call that makes it.
fn expression(layer: &Layer) -> String {
    let class = format!("layers.{}", layer.class_name());
    call(&class, &arguments(layer.fields()))
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
