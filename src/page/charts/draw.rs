//! Draws a chart on its canvas through plotters.

use leptos::prelude::window;
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::colours::Colours;
use super::metric::{Frame, Metric};
use crate::page::run::Run;
use crate::page::series::{Xy, accuracy_range, decimate, log_ticks, loss_range, ticks};
use crate::run::EpochResult;

/// Space around the plot in CSS pixels: top, right, bottom, left.
const MARGIN: [f64; 4] = [8.0, 12.0, 22.0, 46.0];

/// Height of the labels in CSS pixels.
const TEXT: f64 = 11.0;

/// Fewest steps shown, so that the first few do not jump about.
const FEWEST_STEPS: usize = 50;

/// plotters places points on whole pixels: a canvas of at least two pixels for each of the
/// page's keeps slow curves smooth.
const LEAST_SCALE: f64 = 2.0;

type Area = DrawingArea<CanvasBackend, Shift>;
type Plot = DrawingArea<CanvasBackend, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
type Failure = DrawingAreaErrorKind<<CanvasBackend as DrawingBackend>::ErrorType>;

/// What is drawn, and how.
pub struct Chart<'a> {
    pub run: Option<&'a Run>,
    pub metric: Metric,
    pub is_log: bool,
    pub colours: Colours,
    /// Width and height in CSS pixels.
    pub size: (f64, f64),
}

/// Canvas pixels for a CSS pixel: a whole multiple of the screen's, or lines would be
/// blurred as the browser scales them down.
fn scale() -> f64 {
    let screen = window().device_pixel_ratio();
    screen * (LEAST_SCALE / screen).ceil().max(1.0)
}

fn px(css: f64) -> i32 {
    (css * scale()).round() as i32
}

fn stroke(css: f64) -> u32 {
    (px(css) as u32).max(1)
}

impl Chart<'_> {
    /// Draws; returns where the steps are, if there was room for them.
    pub fn draw_on(&self, canvas: &HtmlCanvasElement) -> Option<Frame> {
        if self.size.0 < 120.0 || self.size.1 < 60.0 {
            return None;
        }
        let (width, height) = (px(self.size.0) as u32, px(self.size.1) as u32);
        if (canvas.width(), canvas.height()) != (width, height) {
            canvas.set_width(width);
            canvas.set_height(height);
        }
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        context.clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
        context.set_line_join("bevel");
        let area = CanvasBackend::with_canvas_object(canvas.clone())?.into_drawing_area();
        self.draw(&area, &context).ok()
    }

    fn draw(&self, area: &Area, context: &CanvasRenderingContext2d) -> Result<Frame, Failure> {
        let [top, right, bottom, left] = MARGIN;
        let (width, height) = self.size;
        let last_step = self.run.map_or(0, |run| run.step).max(FEWEST_STEPS) as f64;
        let [low, high] = self.range();
        let (x0, x1) = (px(left), px(width - right));
        let (y0, y1) = (px(top), px(height - bottom));
        let plot = area.clone().apply_coord_spec(Cartesian2d::new(
            0.0..last_step,
            low..high,
            (x0..x1, y1..y0),
        ));
        self.axes(area, &plot, last_step, [low, high])?;
        context.save();
        context.begin_path();
        // A point on the upper edge is shown whole.
        let spare = px(5.0);
        context.rect(
            f64::from(x0),
            f64::from(y0 - spare),
            f64::from(x1 - x0 + spare),
            f64::from(y1 - y0 + spare),
        );
        context.clip();
        let drawn = self
            .run
            .map_or(Ok(()), |run| self.lines(&plot, run, last_step));
        context.restore();
        drawn?;
        Ok(Frame {
            left,
            right: width - right,
            steps: last_step,
        })
    }

    /// A value in the units of the axis.
    fn on_axis(&self, value: f64) -> f64 {
        if self.is_log { value.log10() } else { value }
    }

    fn range(&self) -> [f64; 2] {
        let (curve, epochs) = match self.run {
            Some(run) => (&run.curve[..], &run.epochs[..]),
            None => (&[][..], &[][..]),
        };
        let judged = epochs.iter().flat_map(|e| {
            [Some(self.metric.of(e.test)), self.metric.validation(e)]
                .into_iter()
                .flatten()
        });
        match self.metric {
            Metric::Loss => {
                // A sample of the steps gives the same range as all of them.
                let every = curve.len() / 2000 + 1;
                let steps = curve.iter().step_by(every).map(|p| self.metric.raw(p));
                loss_range(steps.chain(judged), self.is_log)
            }
            Metric::Accuracy => {
                // The trend, not single batches: ten samples can all be wrong.
                accuracy_range(curve.iter().map(|p| self.metric.smooth(p)).chain(judged))
            }
        }
    }

    fn axes(
        &self,
        area: &Area,
        plot: &Plot,
        steps: f64,
        [low, high]: [f64; 2],
    ) -> Result<(), Failure> {
        let grid = self.colours.grid.stroke_width(stroke(1.0));
        let font = ("system-ui, sans-serif", TEXT * scale()).into_font();
        let text = |h, v| font.color(&self.colours.text).pos(Pos::new(h, v));
        let gap = px(8.0);
        let wanted = (self.size.1 / 55.0) as usize;
        let (values, decimals) = if self.is_log {
            (log_ticks(low, high), 0)
        } else {
            ticks(low, high, wanted)
        };
        for value in values {
            let at = self.on_axis(value);
            plot.draw(&PathElement::new([(0.0, at), (steps, at)], grid))?;
            let label = match self.metric {
                Metric::Loss if self.is_log => value.to_string(),
                Metric::Loss => format!("{value:.decimals$}"),
                Metric::Accuracy => {
                    format!("{:.*} %", decimals.saturating_sub(2), value * 100.0)
                }
            };
            let (x, y) = plot.map_coordinate(&(0.0, at));
            let style = text(HPos::Right, VPos::Center);
            area.draw_text(&label, &style, (x - gap, y))?;
        }
        let (x, y) = plot.map_coordinate(&(0.0, low));
        let style = text(HPos::Right, VPos::Top);
        area.draw_text("step", &style, (x - gap, y + gap))?;
        let wanted = (self.size.0 / 90.0) as usize;
        for value in ticks(0.0, steps, wanted).0 {
            let (x, y) = plot.map_coordinate(&(value, low));
            let style = text(HPos::Center, VPos::Top);
            area.draw_text(&value.to_string(), &style, (x, y + gap))?;
        }
        Ok(())
    }

    fn lines(&self, plot: &Plot, run: &Run, steps: f64) -> Result<(), Failure> {
        // A column of two CSS pixels: finer zigzags only blur, and cost twice as much.
        let columns = self.size.0 as usize / 2;
        let line = |value: &dyn Fn(&crate::page::run::Point) -> f64| {
            decimate(
                &run.curve,
                |p| self.on_axis(value(p)),
                [0.0, steps],
                columns,
            )
        };
        let (thin, thick) = (stroke(1.0), stroke(2.0));
        let train = self.colours.train;
        let raw = line(&|p| self.metric.raw(p));
        plot.draw(&PathElement::new(raw, train.mix(0.28).stroke_width(thin)))?;
        let smooth = line(&|p| self.metric.smooth(p));
        plot.draw(&PathElement::new(smooth, train.stroke_width(thick)))?;
        let epochs = |value: &dyn Fn(&EpochResult) -> Option<f64>| -> Vec<Xy> {
            let points = run
                .epochs
                .iter()
                .filter_map(|e| Some((e.step as f64, value(e)?)));
            points.map(|(x, y)| (x, self.on_axis(y))).collect()
        };
        let validation = epochs(&|e| self.metric.validation(e));
        marked(plot, validation, self.colours.validation, true)?;
        let test = epochs(&|e| Some(self.metric.of(e.test)));
        marked(plot, test, self.colours.test, false)
    }
}

/// A line with a mark at each point: filled or hollow, so that colour is not all that
/// tells two apart.
fn marked(plot: &Plot, line: Vec<Xy>, colour: RGBColor, fill: bool) -> Result<(), Failure> {
    let style = colour.stroke_width(stroke(1.5));
    let mark = if fill { colour.filled() } else { style };
    let radius = px(if fill { 3.0 } else { 3.5 });
    for point in &line {
        plot.draw(&Circle::new(*point, radius, mark))?;
    }
    plot.draw(&PathElement::new(line, style))
}
