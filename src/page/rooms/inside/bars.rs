//! The numbers of a row of units, or of a table's columns, as bars.

use crate::report::{Axis, Bar, Plot};

/// Colours of bars above zero and below.
const ABOVE: &str = "#c2410c";
const BELOW: &str = "#2f7fd1";

/// A bar for each value, from the first on.
#[must_use]
pub fn bars(values: &[f32], across: &str, up: &str) -> Plot {
    let all = values.iter().map(|value| f64::from(*value));
    let low = all.clone().fold(0.0, f64::min);
    let high = all.clone().fold(0.0, f64::max);
    let bars = all.enumerate().map(|(i, value)| {
        let (name, colour) = if value < 0.0 {
            ("below zero", BELOW)
        } else {
            ("above zero", ABOVE)
        };
        Bar {
            name: name.to_owned(),
            colour: colour.to_owned(),
            x: [i as f64 + 0.55, i as f64 + 1.45],
            y: if value < 0.0 {
                [value, 0.0]
            } else {
                [0.0, value]
            },
        }
    });
    Plot {
        x: Axis {
            name: across.to_owned(),
            range: [0.0, values.len() as f64 + 1.0],
            ..Axis::default()
        },
        y: Axis {
            name: up.to_owned(),
            range: [low, if high > low { high } else { low + 1.0 }],
            ..Axis::default()
        },
        lines: Vec::new(),
        bars: bars.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::float_cmp, reason = "halves and whole numbers are exact")]
    fn bars_go_up_and_down_from_zero() {
        let plot = bars(&[2.0, -1.0, 0.0], "unit", "value");
        assert_eq!(plot.y.range, [-1.0, 2.0]);
        assert_eq!(plot.bars[1].y, [-1.0, 0.0]);
        assert_eq!(plot.bars[0].x, [0.55, 1.45]);
        assert_eq!(bars(&[], "unit", "value").y.range, [0.0, 1.0]);
    }
}
