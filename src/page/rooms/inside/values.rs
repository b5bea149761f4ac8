//! What the network answered, as numbers.

use crate::data::feature_map;
use crate::experiment::Shape;
use crate::protocol::{self, NetworkOutputs, OutputValues, WeightValues};
use crate::ui::csv::csv_text;
use crate::ui::picture::{Palette, Pixels, feature_maps};

/// Values between two layers.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// The shape.
    pub shape: Shape,
    /// The values; a picture's channel by channel.
    pub values: Vec<f32>,
}

/// A layer and its output.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerOutputs {
    /// Its name in the summary.
    pub name: String,
    /// Whether it is a convolution.
    pub is_convolution: bool,
    /// Its output; of the last, before its softmax.
    pub output: Values,
}

/// Everything that the network did with what is tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Outputs {
    /// Steps that the network had taken.
    pub step: u64,
    /// What it got.
    pub input: Values,
    /// The layers, in their order.
    pub layers: Vec<LayerOutputs>,
    /// The layers within blocks, where they were asked for.
    pub within: Vec<LayerOutputs>,
    /// The probability of each class.
    pub probabilities: Vec<f32>,
}

/// A layer whose output was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// By its position in the network.
    Layer(usize),
    /// By its position among those within blocks.
    Within(usize),
}

impl Outputs {
    /// A layer.
    #[must_use]
    pub fn layer(&self, which: Which) -> Option<&LayerOutputs> {
        match which {
            Which::Layer(at) => self.layers.get(at),
            Which::Within(at) => self.within.get(at),
        }
    }

    /// The position of the layer of the network that one within blocks is in.
    #[must_use]
    pub fn block(&self, within: usize) -> Option<usize> {
        let (block, _) = self.within.get(within)?.name.split_once('/')?;
        self.layers.iter().position(|layer| layer.name == block)
    }

    /// All layers in the order in which they are computed: those within a block before the block.
    #[must_use]
    pub fn all(&self) -> Vec<Which> {
        let mut all = Vec::new();
        for (at, layer) in self.layers.iter().enumerate() {
            let prefix = format!("{}/", layer.name);
            let within = self.within.iter().enumerate();
            let own = within.filter(|(_, inner)| inner.name.starts_with(&prefix));
            all.extend(own.map(|(at, _)| Which::Within(at)));
            all.push(Which::Layer(at));
        }
        all
    }
}

/// A weight of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    /// Keras's name without that of the layer: `kernel`.
    pub name: String,
    /// The name of the layer within a block that it is of; empty elsewhere.
    pub inner: String,
    /// The shape in Keras's layout.
    pub shape: Vec<usize>,
    /// The values now.
    pub now: Vec<f32>,
    /// The values before the first step; empty where they are not known.
    pub initial: Vec<f32>,
}

/// Weights of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// The position of the layer.
    pub layer: usize,
    /// They.
    pub arrays: Vec<Array>,
}

impl From<OutputValues> for Values {
    fn from(seen: OutputValues) -> Self {
        Self {
            shape: seen.shape,
            values: seen.values.to_reals(),
        }
    }
}

impl From<NetworkOutputs> for Outputs {
    fn from(seen: NetworkOutputs) -> Self {
        let layer = |layer: protocol::LayerOutputs| LayerOutputs {
            name: layer.name,
            is_convolution: layer.is_convolution,
            output: layer.output.into(),
        };
        Self {
            step: seen.step,
            input: seen.input.into(),
            layers: seen.layers.into_iter().map(layer).collect(),
            within: seen.within.into_iter().map(layer).collect(),
            probabilities: seen.probabilities,
        }
    }
}

impl From<WeightValues> for Array {
    fn from(weight: WeightValues) -> Self {
        let mut path = weight.name.split('/').skip(1).collect::<Vec<_>>();
        let name = path.pop().unwrap_or_default();
        Self {
            name: name.to_owned(),
            inner: path.join("/"),
            shape: weight.shape.iter().map(|n| *n as usize).collect(),
            now: weight.now.to_reals(),
            initial: weight.initial.to_reals(),
        }
    }
}

impl Values {
    /// Height, width and maps; of a row, one line and one map.
    #[must_use]
    pub fn sizes(&self) -> [usize; 3] {
        match self.shape {
            Shape::Image(sizes) => sizes,
            Shape::Flat(n) => [1, n, 1],
        }
    }

    /// Maps of a picture, or units of a row.
    #[must_use]
    pub fn units(&self) -> usize {
        self.shape.channels()
    }

    /// A map; of a row the whole.
    #[must_use]
    pub fn map(&self, channel: usize) -> &[f32] {
        let [h, w, c] = self.sizes();
        let start = channel.min(c.saturating_sub(1)) * h * w;
        self.values.get(start..start + h * w).unwrap_or_default()
    }

    /// The value of a map at a row and column, or of a unit.
    #[must_use]
    pub fn at(&self, unit: usize, [y, x]: [usize; 2]) -> f32 {
        let i = match self.shape {
            Shape::Image([h, w, _]) => (unit * h + y) * w + x,
            Shape::Flat(_) => unit,
        };
        self.values.get(i).copied().unwrap_or(f32::NAN)
    }

    /// Row and column of the largest value of a map.
    #[must_use]
    pub fn largest(&self, unit: usize) -> [usize; 2] {
        let Shape::Image([_, w, _]) = self.shape else {
            return [0; 2];
        };
        let map = self.map(unit).iter().enumerate();
        let most = map.max_by(|a, b| a.1.total_cmp(b.1));
        most.map_or([0; 2], |(i, _)| [i / w, i % w])
    }

    /// Its numbers as CSV: a line for each row of a map, the maps one after another; of a row, a line for each unit.
    #[must_use]
    pub fn to_csv(&self, maps: std::ops::Range<usize>) -> String {
        let [h, w, c] = self.sizes();
        let Shape::Image(_) = self.shape else {
            let head = ["unit", "value"].map(str::to_owned).to_vec();
            let units = self.values.iter().enumerate();
            let rows = units.map(|(i, value)| vec![(i + 1).to_string(), value.to_string()]);
            return csv_text(std::iter::once(head).chain(rows));
        };
        let columns = (1..=w).map(|x| format!("column {x}"));
        let head = ["map", "row"].map(str::to_owned).into_iter().chain(columns);
        let rows = (maps.start..maps.end.min(c)).flat_map(|map| {
            (0..h).map(move |y| {
                let place = [map + 1, y + 1].map(|n| n.to_string());
                let values = (0..w).map(|x| self.at(map, [y, x]).to_string());
                place.into_iter().chain(values).collect()
            })
        });
        csv_text(std::iter::once(head.collect()).chain(rows))
    }

    /// The first maps one below the other.
    #[must_use]
    pub fn column(&self, most: usize) -> Pixels {
        let [h, w, c] = self.sizes();
        let shown = c.min(most);
        let mut pixels = Pixels::clear(w, (shown * (h + 1)).saturating_sub(1));
        for channel in 0..shown {
            let map = feature_map(self.map(channel));
            pixels.put([0, channel * (h + 1)], &map, [h, w, 1], Palette::Fire);
        }
        pixels
    }

    /// The first maps side by side, as study C shows them.
    #[must_use]
    pub fn sheet(&self, most: usize) -> Pixels {
        let [h, w, c] = self.sizes();
        let shown = c.min(most);
        let maps = (0..shown).flat_map(|channel| feature_map(self.map(channel)));
        feature_maps(&maps.collect::<Vec<u8>>(), [h, w, shown])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_within_a_block_come_before_it() {
        let layer = |name: &str| LayerOutputs {
            name: name.to_owned(),
            is_convolution: false,
            output: Values {
                shape: Shape::Flat(0),
                values: Vec::new(),
            },
        };
        let seen = Outputs {
            step: 0,
            input: layer("").output,
            layers: ["conv2d", "residual", "residual_1"].map(layer).to_vec(),
            within: ["residual/a", "residual_1/a", "residual_1/b"]
                .map(layer)
                .to_vec(),
            probabilities: Vec::new(),
        };
        let all = seen.all().into_iter();
        let names: Vec<&str> = all
            .filter_map(|which| Some(&seen.layer(which)?.name[..]))
            .collect();
        let expected = [
            "conv2d",
            "residual/a",
            "residual",
            "residual_1/a",
            "residual_1/b",
            "residual_1",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn numbers_are_a_line_for_each_row_of_a_map_or_for_each_unit() {
        let maps = Values {
            shape: Shape::Image([2, 2, 2]),
            values: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.5],
        };
        assert_eq!(
            maps.to_csv(1..9),
            "map,row,column 1,column 2\n2,1,5,6\n2,2,7,8.5\n"
        );
        let row = Values {
            shape: Shape::Flat(2),
            values: vec![1.0, -0.5],
        };
        assert_eq!(row.to_csv(0..1), "unit,value\n1,1\n2,-0.5\n");
    }
}
