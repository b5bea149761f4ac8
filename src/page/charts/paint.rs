//! Paints a chart on any of plotters' surfaces: every step with its trend, every epoch, and the trends of
//! other runs.

use plotters::prelude::*;

use super::colours::Colours;
use super::metric::{Frame, Metric};
use super::surface::{Area, Failure, Figure, Surface};
use crate::page::run::{Point, Run};
use crate::page::series::{Xy, accuracy_range, decimate, loss_range, smoothed, within};
use crate::run::EpochResult;

/// Fewest steps shown, so that the first few do not jump about.
const FEWEST_STEPS: usize = 50;

/// What is drawn, and how.
pub struct Chart<'a> {
    pub run: Option<&'a Run>,
    pub metric: Metric,
    pub view: &'a View,
    pub colours: Colours,
    /// Width and height in CSS pixels.
    pub size: (f64, f64),
}

/// What a person chose to see of a chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// Whether the losses are on a logarithmic axis.
    pub is_log: bool,
    /// The weight of the steps before in the trend, from 0 to below 1; nothing for the page's own trend.
    pub smoothing: Option<f32>,
    /// The first and the last step shown; nothing for all.
    pub zoom: Option<[f64; 2]>,
    /// The steps of other runs, each with its colour.
    pub others: Vec<(RGBColor, std::sync::Arc<[Point]>)>,
}

impl Figure for Chart<'_> {
    fn size(&self) -> (f64, f64) {
        self.size
    }

    fn colours(&self) -> &Colours {
        &self.colours
    }

    fn paint<DB: DrawingBackend>(&self, area: &Area<DB>, scale: f64) -> Result<Frame, Failure<DB>> {
        let last = self.run.map_or(0, |run| run.step);
        let others = self
            .view
            .others
            .iter()
            .filter_map(|(_, curve)| curve.last());
        let last = others.fold(last, |last, point| last.max(point.step));
        let x = self
            .view
            .zoom
            .unwrap_or([0.0, last.max(FEWEST_STEPS) as f64]);
        let surface = Surface::new(area, self.size, scale, x, self.range());
        surface.axes(&self.colours, self.view.is_log, &|value, decimals| {
            self.label(value, decimals)
        })?;
        for (colour, curve) in &self.view.others {
            let trend = self.trend(curve);
            surface.line(&self.thinned(curve, &trend, x), *colour, 1.5)?;
        }
        if let Some(run) = self.run {
            self.lines(&surface, run)?;
        }
        Ok(surface.frame())
    }
}

impl Chart<'_> {
    /// A value in the units of the axis.
    fn on_axis(&self, value: f64) -> f64 {
        if self.view.is_log {
            value.log10()
        } else {
            value
        }
    }

    fn range(&self) -> [f64; 2] {
        let (curve, epochs) = match self.run {
            Some(run) => (&run.curve[..], &run.epochs[..]),
            None => (&[][..], &[][..]),
        };
        let [from, to] = self.view.zoom.unwrap_or([0.0, f64::INFINITY]);
        let curves = std::iter::once(curve).chain(self.view.others.iter().map(|(_, c)| &c[..]));
        let steps = curves.flat_map(|curve| {
            let shown = within(curve, [from, to]);
            // A sample of the steps gives the same range as all of them.
            shown.iter().step_by(shown.len() / 2000 + 1)
        });
        let judged = epochs
            .iter()
            .filter(|e| (from..=to).contains(&(e.step as f64)));
        let judged = judged.flat_map(|e| {
            [Some(self.metric.of(e.test)), self.metric.validation(e)]
                .into_iter()
                .flatten()
        });
        match self.metric {
            Metric::Loss => {
                let steps = steps.map(|p| self.metric.raw(p));
                loss_range(steps.chain(judged), self.view.is_log)
            }
            Metric::Accuracy => {
                // The trend, not single batches: ten samples can all be wrong.
                accuracy_range(steps.map(|p| self.metric.smooth(p)).chain(judged))
            }
        }
    }

    /// A value beside the axis.
    fn label(&self, value: f64, decimals: usize) -> String {
        match self.metric {
            Metric::Loss if self.view.is_log => value.to_string(),
            Metric::Loss => format!("{value:.decimals$}"),
            Metric::Accuracy => format!("{:.*} %", decimals.saturating_sub(2), value * 100.0),
        }
    }

    /// The trend of each step of a curve.
    fn trend(&self, curve: &[Point]) -> Vec<f64> {
        match self.view.smoothing {
            Some(weight) => smoothed(curve.iter().map(|p| self.metric.raw(p)), weight.into()),
            None => curve.iter().map(|p| self.metric.smooth(p)).collect(),
        }
    }

    /// As few points as show the same line, of values that belong to the steps of a curve.
    fn thinned(&self, curve: &[Point], values: &[f64], steps: [f64; 2]) -> Vec<Xy> {
        // A column of two CSS pixels: finer zigzags only blur, and cost twice as much.
        let columns = self.size.0 as usize / 2;
        let points = curve.iter().zip(values);
        let points = points.map(|(point, value)| (point.step as f64, self.on_axis(*value)));
        decimate(points.collect(), steps, columns)
    }

    fn lines<DB: DrawingBackend>(&self, on: &Surface<DB>, run: &Run) -> Result<(), Failure<DB>> {
        let train = self.colours.train;
        let raw: Vec<f64> = run.curve.iter().map(|p| self.metric.raw(p)).collect();
        on.line(&self.thinned(&run.curve, &raw, on.x), train.mix(0.28), 1.0)?;
        let trend = self.trend(&run.curve);
        on.line(&self.thinned(&run.curve, &trend, on.x), train, 2.0)?;
        let epochs = |value: &dyn Fn(&EpochResult) -> Option<f64>| -> Vec<Xy> {
            let points = run
                .epochs
                .iter()
                .filter_map(|e| Some((e.step as f64, value(e)?)));
            points.map(|(x, y)| (x, self.on_axis(y))).collect()
        };
        let validation = epochs(&|e| self.metric.validation(e));
        on.marked(&validation, self.colours.validation, true)?;
        let test = epochs(&|e| Some(self.metric.of(e.test)));
        on.marked(&test, self.colours.test, false)
    }
}
