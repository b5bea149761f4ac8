//! The layer that is chosen, be it within a block: its settings, what goes into it, what comes out, and its weights.

use super::state::{Asked, State};
use super::values::{Array, Outputs, Values, Which};
use crate::experiment::{Layer, layer_names};

/// The chosen layer.
pub struct Chosen<'a> {
    /// Its settings.
    pub layer: &'a Layer,
    /// What goes into it.
    pub input: &'a Values,
    /// Whether that is what the network is tried on.
    pub is_first: bool,
    /// What comes out of it.
    pub output: &'a Values,
    /// Its weights, where they are known.
    pub weights: Vec<&'a Array>,
}

impl State {
    /// Which layer is chosen. One within a block can only be chosen while those are seen.
    #[must_use]
    pub fn chosen(&self) -> Which {
        let is_seen = |at: &usize| self.seen.as_ref().is_some_and(|s| *at < s.within.len());
        match self.within.filter(is_seen) {
            Some(at) => Which::Within(at),
            None => Which::Layer(self.layer),
        }
    }

    /// The output of the chosen layer.
    #[must_use]
    pub fn chosen_output(&self) -> Option<&Values> {
        Some(&self.seen.as_ref()?.layer(self.chosen())?.output)
    }

    /// All that is known of the chosen layer.
    #[must_use]
    pub fn chosen_layer(&self) -> Option<Chosen<'_>> {
        let seen = self.seen.as_ref()?;
        let chosen = seen.layer(self.chosen())?;
        let (layer, input) = found(self.asked.as_ref()?, seen, &chosen.name)?;
        let known = self.weights.as_ref().filter(|w| w.layer == self.layer);
        let arrays = known.map_or(&[][..], |weights| &weights.arrays[..]);
        let (_, inner) = chosen.name.split_once('/').unwrap_or_default();
        Some(Chosen {
            layer,
            input,
            is_first: std::ptr::eq(input, &raw const seen.input),
            output: &chosen.output,
            weights: arrays.iter().filter(|array| array.inner == inner).collect(),
        })
    }
}

/// The layer of a name that has those of the blocks around it before it, such as `residual/conv2d`, and what goes into
/// it: what comes out of the layer before it, or goes into its block.
fn found<'a>(asked: &'a Asked, seen: &'a Outputs, name: &str) -> Option<(&'a Layer, &'a Values)> {
    let all = || seen.layers.iter().chain(&seen.within);
    let (mut layers, mut input, mut block) = (&asked.layers[..], &seen.input, String::new());
    let mut layer = None;
    for part in name.split('/') {
        let names = layer_names(layers);
        let at = names.iter().position(|name| name == part)?;
        if let Some(before) = at.checked_sub(1) {
            let before = format!("{block}{}", names[before]);
            input = &all().find(|seen| seen.name == before)?.output;
        }
        let own = &layers[at];
        layer = Some(own);
        layers = match own {
            Layer::Residual(block) => &block.layers,
            _ => &[],
        };
        block += part;
        block.push('/');
    }
    Some((layer?, input))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::values::LayerOutputs;
    use super::*;
    use crate::experiment::layers::Residual;
    use crate::experiment::{Activation, Padding, Shape};
    use crate::protocol::RunId;

    fn values(value: f32) -> Values {
        Values {
            shape: Shape::Image([1, 1, 1]),
            values: vec![value],
        }
    }

    fn seen(name: &str, value: f32) -> LayerOutputs {
        LayerOutputs {
            name: name.to_owned(),
            is_convolution: true,
            output: values(value),
        }
    }

    fn array(inner: &str) -> Array {
        Array {
            name: "kernel".to_owned(),
            inner: inner.to_owned(),
            shape: vec![1, 1, 1, 1],
            now: vec![0.0],
            initial: Vec::new(),
        }
    }

    /// A convolution, and a block in which two follow a block of one.
    fn state() -> State {
        let conv = |filters| Layer::conv2d(filters, 1, Padding::Same, Activation::Linear);
        let block = |layers| {
            Layer::Residual(Residual {
                layers,
                activation: Activation::Relu,
            })
        };
        let layers = vec![conv(1), block(vec![block(vec![conv(2)]), conv(3), conv(4)])];
        let arrays = ["residual/conv2d", "conv2d", "conv2d_1"]
            .map(array)
            .to_vec();
        State {
            asked: Some(Asked {
                run: RunId(1),
                step: 0,
                names: layer_names(&layers),
                layers: Arc::new(layers),
                convolutions: Vec::new(),
                outputs: Vec::new(),
                classes: 2,
                picture: Some([1, 1, 1]),
                is_table: false,
            }),
            seen: Some(Arc::new(Outputs {
                step: 0,
                input: values(0.0),
                layers: vec![seen("conv2d", 1.0), seen("residual", 9.0)],
                within: vec![
                    seen("residual/residual/conv2d", 2.0),
                    seen("residual/residual", 3.0),
                    seen("residual/conv2d", 4.0),
                    seen("residual/conv2d_1", 5.0),
                ],
                probabilities: Vec::new(),
            })),
            weights: Some(Arc::new(super::super::values::Weights { layer: 1, arrays })),
            layer: 1,
            ..State::default()
        }
    }

    #[test]
    fn a_layer_within_blocks_takes_what_goes_before_it_there() {
        let mut state = state();
        // What goes in and comes out, the filters, and whose weights they are.
        let expected = [
            (Some(0), 1.0, 2.0, "residual/conv2d"),
            (Some(2), 3.0, 4.0, "conv2d"),
            (Some(3), 4.0, 5.0, "conv2d_1"),
        ];
        for (within, before, after, inner) in expected {
            state.within = within;
            let chosen = state.chosen_layer().expect("a layer");
            assert_eq!(
                (&chosen.input.values[..], chosen.is_first),
                (&[before][..], false)
            );
            assert_eq!(chosen.output.values, [after]);
            assert_eq!(chosen.weights.len(), 1);
            assert_eq!(chosen.weights[0].inner, inner);
            let Layer::Conv2D(conv) = chosen.layer else {
                panic!("{:?}", chosen.layer);
            };
            assert_eq!(Some(conv.filters), within.map(|at| [2, 0, 3, 4][at]));
        }
        // Where they are no longer seen, the block is chosen.
        state.within = Some(7);
        assert_eq!(state.chosen(), Which::Layer(1));
        assert_eq!(state.chosen_layer().expect("a block").output.values, [9.0]);
        (state.layer, state.within) = (0, None);
        let first = state.chosen_layer().expect("a layer");
        assert!(first.is_first && first.weights.is_empty());
    }
}
