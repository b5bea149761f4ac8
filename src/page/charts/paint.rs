//! Paints a chart on any of plotters' surfaces: the axes, every step with its trend, every epoch, and
//! the trends of other runs.

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::colours::Colours;
use super::metric::{Frame, Metric};
use crate::page::run::{Point, Run};
use crate::page::series::{
    Xy, accuracy_range, clip, decimate, log_ticks, loss_range, smoothed, ticks, within,
};
use crate::run::EpochResult;

/// Space around the plot in CSS pixels: top, right, bottom, left.
const MARGIN: [f64; 4] = [8.0, 12.0, 22.0, 46.0];

/// Height of the labels in CSS pixels.
const TEXT: f64 = 11.0;

/// Fewest steps shown, so that the first few do not jump about.
const FEWEST_STEPS: usize = 50;

type Area<DB> = DrawingArea<DB, Shift>;
type Plot<DB> = DrawingArea<DB, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
type Failure<DB> = DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>;

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

/// A surface with as many pixels for each of CSS's.
struct Surface<'a, DB: DrawingBackend> {
    area: &'a Area<DB>,
    plot: Plot<DB>,
    scale: f64,
    /// The first and last step, and the lowest and highest value on the axis.
    x: [f64; 2],
    y: [f64; 2],
}

impl Chart<'_> {
    /// Paints on a surface of `scale` pixels for each of CSS's; returns where the steps are.
    pub fn paint<DB: DrawingBackend>(
        &self,
        area: &Area<DB>,
        scale: f64,
    ) -> Result<Frame, Failure<DB>> {
        let [top, right, bottom, left] = MARGIN;
        let (width, height) = self.size;
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
        let y = self.range();
        let px = |css: f64| (css * scale).round() as i32;
        let plot = area.clone().apply_coord_spec(Cartesian2d::new(
            x[0]..x[1],
            y[0]..y[1],
            (px(left)..px(width - right), px(height - bottom)..px(top)),
        ));
        let surface = Surface {
            area,
            plot,
            scale,
            x,
            y,
        };
        self.axes(&surface)?;
        for (colour, curve) in &self.view.others {
            let trend = self.trend(curve);
            surface.line(&self.thinned(curve, &trend, x), *colour, 1.5)?;
        }
        if let Some(run) = self.run {
            self.lines(&surface, run)?;
        }
        Ok(Frame {
            left,
            right: width - right,
            steps: x,
        })
    }

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

    fn axes<DB: DrawingBackend>(&self, on: &Surface<DB>) -> Result<(), Failure<DB>> {
        let grid = self.colours.grid.stroke_width(on.stroke(1.0));
        let font = ("system-ui, sans-serif", TEXT * on.scale).into_font();
        let text = |h, v| font.color(&self.colours.text).pos(Pos::new(h, v));
        let gap = on.px(8.0);
        let wanted = (self.size.1 / 55.0) as usize;
        let (values, decimals) = if self.view.is_log {
            (log_ticks(on.y[0], on.y[1]), 0)
        } else {
            ticks(on.y[0], on.y[1], wanted)
        };
        for value in values {
            let at = self.on_axis(value);
            on.plot
                .draw(&PathElement::new([(on.x[0], at), (on.x[1], at)], grid))?;
            let label = match self.metric {
                Metric::Loss if self.view.is_log => value.to_string(),
                Metric::Loss => format!("{value:.decimals$}"),
                Metric::Accuracy => {
                    format!("{:.*} %", decimals.saturating_sub(2), value * 100.0)
                }
            };
            let (x, y) = on.plot.map_coordinate(&(on.x[0], at));
            let style = text(HPos::Right, VPos::Center);
            on.area.draw_text(&label, &style, (x - gap, y))?;
        }
        let (x, y) = on.plot.map_coordinate(&(on.x[0], on.y[0]));
        let style = text(HPos::Right, VPos::Top);
        on.area.draw_text("step", &style, (x - gap, y + gap))?;
        let wanted = (self.size.0 / 90.0) as usize;
        for value in ticks(on.x[0], on.x[1], wanted).0 {
            let (x, y) = on.plot.map_coordinate(&(value, on.y[0]));
            let style = text(HPos::Center, VPos::Top);
            on.area
                .draw_text(&value.to_string(), &style, (x, y + gap))?;
        }
        Ok(())
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

impl<DB: DrawingBackend> Surface<'_, DB> {
    fn px(&self, css: f64) -> i32 {
        (css * self.scale).round() as i32
    }

    fn stroke(&self, css: f64) -> u32 {
        (self.px(css) as u32).max(1)
    }

    /// The part of a line that is inside the axes.
    fn line(&self, line: &[Xy], colour: impl Color, width: f64) -> Result<(), Failure<DB>> {
        let style = colour.stroke_width(self.stroke(width));
        for piece in clip(line, self.x, self.y) {
            self.plot.draw(&PathElement::new(piece, style))?;
        }
        Ok(())
    }

    /// A line with a mark at each point: filled or hollow, so that colour is not all that
    /// tells two apart.
    fn marked(&self, line: &[Xy], colour: RGBColor, fill: bool) -> Result<(), Failure<DB>> {
        let style = colour.stroke_width(self.stroke(1.5));
        let mark = if fill { colour.filled() } else { style };
        let radius = self.px(if fill { 3.0 } else { 3.5 });
        let is_inside = |p: &&Xy| {
            (self.x[0]..=self.x[1]).contains(&p.0) && (self.y[0]..=self.y[1]).contains(&p.1)
        };
        for point in line.iter().filter(is_inside) {
            self.plot.draw(&Circle::new(*point, radius, mark))?;
        }
        self.line(line, colour, 1.5)
    }
}
