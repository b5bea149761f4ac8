//! What every figure over a run's steps is painted on: the axes, and lines that are cut at them.

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::FontFamily;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::colours::Colours;
use super::metric::Frame;
use crate::page::series::{Xy, clip, log_ticks};
use crate::ui::ticks::ticks;

/// Space around the plot in CSS pixels: top, right, bottom, left.
const MARGIN: [f64; 4] = [8.0, 12.0, 22.0, 46.0];

/// Height of the labels in CSS pixels.
const TEXT: f64 = 11.0;

/// A surface of plotters.
pub type Area<DB> = DrawingArea<DB, Shift>;
type Plot<DB> = DrawingArea<DB, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
/// What can go wrong on one.
pub type Failure<DB> = DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>;

/// What is painted, on any of plotters' surfaces.
pub trait Figure {
    /// Width and height in CSS pixels.
    fn size(&self) -> (f64, f64);

    /// The colours.
    fn colours(&self) -> &Colours;

    /// Paints on a surface of `scale` pixels for each of CSS's; returns where the steps are.
    ///
    /// # Errors
    /// The surface failed.
    fn paint<DB: DrawingBackend>(&self, area: &Area<DB>, scale: f64) -> Result<Frame, Failure<DB>>;
}

/// A surface with its axes.
pub struct Surface<'a, DB: DrawingBackend> {
    area: &'a Area<DB>,
    plot: Plot<DB>,
    scale: f64,
    size: (f64, f64),
    /// The first and last step.
    pub x: [f64; 2],
    /// The lowest and highest value on the axis.
    pub y: [f64; 2],
}

impl<'a, DB: DrawingBackend> Surface<'a, DB> {
    /// An area of a size in CSS pixels, with `scale` pixels for each of them, for steps and values in these ranges.
    pub fn new(area: &'a Area<DB>, size: (f64, f64), scale: f64, x: [f64; 2], y: [f64; 2]) -> Self {
        let [top, right, bottom, left] = MARGIN;
        let (width, height) = size;
        let px = |css: f64| (css * scale).round() as i32;
        let plot = area.clone().apply_coord_spec(Cartesian2d::new(
            x[0]..x[1],
            y[0]..y[1],
            (px(left)..px(width - right), px(height - bottom)..px(top)),
        ));
        Self {
            area,
            plot,
            scale,
            size,
            x,
            y,
        }
    }

    /// Where the steps are.
    pub fn frame(&self) -> Frame {
        let [_, right, _, left] = MARGIN;
        Frame {
            left,
            right: self.size.0 - right,
            steps: self.x,
        }
    }

    /// Axes with a grid. The values are the logarithms to base 10 where `is_log`; `label` writes a value with so many
    /// decimals.
    pub fn axes(
        &self,
        colours: &Colours,
        is_log: bool,
        label: &dyn Fn(f64, usize) -> String,
    ) -> Result<(), Failure<DB>> {
        let grid = colours.grid.stroke_width(self.stroke(1.0));
        // Made from a text, a family's name would be compared without regard to case, by tables of 15 kB.
        let family = FontFamily::Name("system-ui, sans-serif");
        let font = FontDesc::new(family, TEXT * self.scale, FontStyle::Normal);
        let text = |h, v| font.color(&colours.text).pos(Pos::new(h, v));
        let gap = self.px(8.0);
        let wanted = (self.size.1 / 55.0) as usize;
        let (values, decimals) = if is_log {
            (log_ticks(self.y[0], self.y[1]), 0)
        } else {
            ticks(self.y[0], self.y[1], wanted)
        };
        for value in values {
            let at = if is_log { value.log10() } else { value };
            self.plot
                .draw(&PathElement::new([(self.x[0], at), (self.x[1], at)], grid))?;
            let (x, y) = self.plot.map_coordinate(&(self.x[0], at));
            let style = text(HPos::Right, VPos::Center);
            let label = label(value, decimals);
            self.area.draw_text(&label, &style, (x - gap, y))?;
        }
        let (x, y) = self.plot.map_coordinate(&(self.x[0], self.y[0]));
        let style = text(HPos::Right, VPos::Top);
        self.area.draw_text("step", &style, (x - gap, y + gap))?;
        let wanted = (self.size.0 / 90.0) as usize;
        for value in ticks(self.x[0], self.x[1], wanted).0 {
            let (x, y) = self.plot.map_coordinate(&(value, self.y[0]));
            let style = text(HPos::Center, VPos::Top);
            self.area
                .draw_text(&value.to_string(), &style, (x, y + gap))?;
        }
        Ok(())
    }

    fn px(&self, css: f64) -> i32 {
        (css * self.scale).round() as i32
    }

    fn stroke(&self, css: f64) -> u32 {
        (self.px(css) as u32).max(1)
    }

    /// The part of a line that is inside the axes.
    pub fn line(&self, line: &[Xy], colour: impl Color, width: f64) -> Result<(), Failure<DB>> {
        let style = colour.stroke_width(self.stroke(width));
        for piece in clip(line, self.x, self.y) {
            self.plot.draw(&PathElement::new(piece, style))?;
        }
        Ok(())
    }

    /// A line with a mark at each point: filled or hollow, so that colour is not all that
    /// tells two apart.
    pub fn marked(&self, line: &[Xy], colour: RGBColor, fill: bool) -> Result<(), Failure<DB>> {
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

    /// The part of a rectangle that is inside the axes, filled.
    pub fn filled(&self, corners: [Xy; 2], colour: impl Color) -> Result<(), Failure<DB>> {
        let inside = |(x, y): Xy| (x.clamp(self.x[0], self.x[1]), y.clamp(self.y[0], self.y[1]));
        let [a, b] = corners.map(inside);
        if a.0 < b.0 && a.1 < b.1 {
            self.plot.draw(&Rectangle::new([a, b], colour.filled()))?;
        }
        Ok(())
    }
}
