//! The rectifier with learned slopes.

use super::LayerKind;
use crate::experiment::error::ensure;
use crate::experiment::field::{List, field, fields};
use crate::experiment::{ExperimentError, Initializer, Shape, Weight};

fields! {
    /// The input above 0, and a learned part of it below (He et al. 2015).
    pub struct PReLU {
        /// Axes along which the part is the same: 1 is height, 2 width, 3 channels.
        shared_axes: Option<List> = field("Shared axes", None).within(1, 3),
    }
}

impl LayerKind for PReLU {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        let shared = self.shared_axes.unwrap_or_default();
        let axes = input.axes().len() as i64;
        ensure(
            shared
                .as_slice()
                .iter()
                .all(|axis| (1..=axes).contains(axis)),
            "shared_axes",
            format!("is {shared}, and samples have {axes}"),
            "For pictures, use 1 and 2 for one part a channel.",
        )?;
        Ok(input)
    }

    fn weights(&self, input: Shape) -> Vec<Weight> {
        let shared = self.shared_axes.unwrap_or_default();
        let axes = input.axes().iter().zip(1_i64..);
        let size = |(&n, axis)| {
            if shared.as_slice().contains(&axis) {
                1
            } else {
                n
            }
        };
        let shape: Vec<usize> = axes.map(size).collect();
        vec![Weight::trainable("alpha", shape, Initializer::Zeros)]
    }

    /// The part below 0.
    fn kept(&self, _: Shape, output: Shape) -> usize {
        output.len()
    }
}
