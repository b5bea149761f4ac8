//! Lines over the steps of a run: of layers, or of the parts of the data.

use plotters::prelude::*;

use crate::page::charts::{Area, Colours, Failure, Figure, Frame, Surface};
use crate::page::series::{Xy, decimate};

/// How a line's points are marked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Not at all.
    None,
    /// Filled circles.
    Filled,
    /// Hollow circles.
    Hollow,
}

/// A line.
pub struct Line {
    /// Its colour.
    pub colour: RGBColor,
    /// Its marks.
    pub mark: Mark,
    /// Steps and values; what is no number is left out.
    pub points: Vec<Xy>,
}

/// Lines with their axes.
pub struct Lines {
    /// Each.
    pub all: Vec<Line>,
    /// The first and the last step shown; nothing for all.
    pub zoom: Option<[f64; 2]>,
    /// Whether the values are on a logarithmic axis. Those that are not above 0 are left out then.
    pub is_log: bool,
    /// Writes a value beside the axis, with so many decimals where it is linear.
    pub label: fn(f64, usize) -> String,
    /// The colours.
    pub colours: Colours,
    /// Width and height in CSS pixels.
    pub size: (f64, f64),
}

/// Fewest steps shown.
const FEWEST_STEPS: f64 = 50.0;

impl Lines {
    /// The first and the last step.
    fn steps(&self) -> [f64; 2] {
        let last = self.all.iter().filter_map(|line| line.points.last());
        let last = last.fold(FEWEST_STEPS, |last, point| last.max(point.0));
        self.zoom.unwrap_or([0.0, last])
    }

    fn on_axis(&self, points: &[Xy]) -> Vec<Xy> {
        let points = points.iter().copied();
        if self.is_log {
            let points = points.filter(|(_, y)| *y > 0.0);
            points.map(|(x, y)| (x, y.log10())).collect()
        } else {
            points.collect()
        }
    }
}

impl Figure for Lines {
    fn size(&self) -> (f64, f64) {
        self.size
    }

    fn colours(&self) -> &Colours {
        &self.colours
    }

    fn paint<DB: DrawingBackend>(&self, area: &Area<DB>, scale: f64) -> Result<Frame, Failure<DB>> {
        let steps = self.steps();
        let columns = self.size.0 as usize / 2;
        let lines = self.all.iter();
        let lines = lines.map(|line| decimate(self.on_axis(&line.points), steps, columns));
        let lines: Vec<Vec<Xy>> = lines.collect();
        let shown = lines.iter().flatten();
        let shown = shown.filter(|(x, _)| (steps[0]..=steps[1]).contains(x));
        let y = range(shown.map(|(_, y)| *y), self.is_log);
        let surface = Surface::new(area, self.size, scale, steps, y);
        surface.axes(&self.colours, self.is_log, &self.label)?;
        for (line, points) in self.all.iter().zip(&lines) {
            match line.mark {
                Mark::None => surface.line(points, line.colour, 1.5)?,
                mark => surface.marked(points, line.colour, mark == Mark::Filled)?,
            }
        }
        Ok(surface.frame())
    }
}

/// A range that shows all values, with some space around; of parts of one from 0.
fn range(values: impl Iterator<Item = f64> + Clone, is_log: bool) -> [f64; 2] {
    let low = values.clone().reduce(f64::min);
    let high = values.reduce(f64::max);
    match low.zip(high) {
        Some((low, high)) if is_log => [low - 0.1, (high + 0.1).max(low + 0.6)],
        Some((low, high)) => {
            let space = 0.04 * (high - low).max(0.05);
            [(low - space).max(0.0), high + space]
        }
        None if is_log => [-4.0, 0.0],
        None => [0.0, 1.0],
    }
}
