//! A layer's histograms over the steps of a run: a column for each step that has statistics.

use plotters::prelude::*;

use crate::page::charts::{Area, Colours, Failure, Figure, Frame, Surface};
use crate::run::Histogram;

/// Columns at most: a rectangle each bin is slow to paint.
const COLUMNS: usize = 120;

/// Histograms with their axes.
pub struct HeatMap {
    /// The steps, and the histograms of each.
    pub columns: Vec<(usize, Histogram)>,
    /// The first and the last step shown; nothing for all.
    pub zoom: Option<[f64; 2]>,
    /// The colours.
    pub colours: Colours,
    /// Width and height in CSS pixels.
    pub size: (f64, f64),
}

impl HeatMap {
    /// The columns that are shown: so few that they can be painted.
    fn shown(&self, [from, to]: [f64; 2]) -> Vec<&(usize, Histogram)> {
        let columns = &self.columns;
        // The column that reaches into what is shown is the last before it.
        let first = columns.partition_point(|(step, _)| (*step as f64) <= from);
        let end = columns.partition_point(|(step, _)| (*step as f64) < to);
        let shown = &columns[first.saturating_sub(1)..end.max(first)];
        let every = shown.len().div_ceil(COLUMNS).max(1);
        shown.iter().step_by(every).collect()
    }
}

impl Figure for HeatMap {
    fn size(&self) -> (f64, f64) {
        self.size
    }

    fn colours(&self) -> &Colours {
        &self.colours
    }

    fn paint<DB: DrawingBackend>(&self, area: &Area<DB>, scale: f64) -> Result<Frame, Failure<DB>> {
        let last = self.columns.last().map_or(1.0, |(step, _)| *step as f64);
        // The last column is as wide as the others on average.
        let width = (last / self.columns.len().max(1) as f64).max(1.0);
        let steps = self.zoom.unwrap_or([0.0, last + width]);
        let shown = self.shown(steps);
        let low = shown.iter().map(|(_, h)| f64::from(h.low));
        let high = shown.iter().map(|(_, h)| f64::from(h.high));
        let low = low.reduce(f64::min).unwrap_or(-1.0);
        let high = high.reduce(f64::max).unwrap_or(1.0);
        let space = 0.02 * (high - low).max(1e-6);
        let surface = Surface::new(area, self.size, scale, steps, [low - space, high + space]);
        for (i, (step, histogram)) in shown.iter().enumerate() {
            let next = shown.get(i + 1).map(|(step, _)| *step as f64);
            let (from, to) = (*step as f64, next.unwrap_or(*step as f64 + width));
            let most = histogram.counts.iter().copied().max().unwrap_or(1);
            for (bin, count) in histogram.counts.iter().enumerate() {
                if *count == 0 {
                    continue;
                }
                // The root shows the few values far out, too.
                let strength = (f64::from(*count) / f64::from(most.max(1))).sqrt();
                let [below, above] = histogram.bin(bin).map(f64::from);
                // Values that are all alike have a bin without a height.
                let above = above.max(below + space / 2.0);
                let colour = self.colours.train.mix(0.08 + 0.92 * strength);
                surface.filled([(from, below), (to, above)], colour)?;
            }
        }
        surface.axes(&self.colours, false, &|value, decimals| {
            format!("{value:.decimals$}")
        })?;
        Ok(surface.frame())
    }
}
