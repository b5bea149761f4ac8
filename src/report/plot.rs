//! Lines and bars with their axes, as SVG. The page shows it as it is, and files have it with the colours that stand
//! beside each variable of the page's style sheet.

use std::fmt::Write;

use maud::{Markup, Render, html};

use crate::ui::ticks::ticks;

/// A figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plot {
    /// Across.
    pub x: Axis,
    /// Up.
    pub y: Axis,
    /// Its lines, the first lowest.
    pub lines: Vec<Line>,
    /// Its bars, below the lines.
    pub bars: Vec<Bar>,
}

/// An axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// What it shows.
    pub name: String,
    /// Its least and its greatest value.
    pub range: [f64; 2],
}

/// A line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// What it is of.
    pub name: String,
    /// A colour of CSS.
    pub colour: String,
    /// Its points.
    pub points: Vec<[f64; 2]>,
    /// How it is drawn.
    pub stroke: Stroke,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stroke {
    /// Thin.
    #[default]
    Thin,
    /// Thick.
    Thick,
    /// Dashed, of something to compare with: it is no part of the figure's numbers.
    Reference,
    /// With a mark at each point.
    Marked,
}

/// A bar from the axis or another bar on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bar {
    /// What it is of.
    pub name: String,
    /// A colour of CSS.
    pub colour: String,
    /// From where to where it is across.
    pub x: [f64; 2],
    /// From where to where it is up.
    pub y: [f64; 2],
}

impl Default for Axis {
    fn default() -> Self {
        Self {
            name: String::new(),
            range: [0.0, 1.0],
        }
    }
}

/// Width and height of a figure in its own units.
const SIZE: [f64; 2] = [480.0, 340.0];
/// Space around the plot: top, right, bottom, left.
const MARGIN: [f64; 4] = [10.0, 14.0, 44.0, 56.0];
/// Colours: variables of the page, and what stands for them elsewhere.
const TEXT: &str = "var(--muted, #6b6257)";
const GRID: &str = "var(--line, #e6dfd5)";

impl Axis {
    /// An axis from 0 to 1.
    #[must_use]
    pub fn of_parts(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            range: [0.0, 1.0],
        }
    }

    fn ticks(&self) -> Vec<(f64, String)> {
        let (values, decimals) = ticks(self.range[0], self.range[1], 5);
        let text = |value: f64| format!("{value:.decimals$}");
        values
            .into_iter()
            .map(|value| (value, text(value)))
            .collect()
    }

    fn part(&self, value: f64) -> f64 {
        let [low, high] = self.range;
        (value - low) / (high - low).max(f64::MIN_POSITIVE)
    }
}

impl Plot {
    fn across(&self, x: f64) -> f64 {
        MARGIN[3] + self.x.part(x) * (SIZE[0] - MARGIN[1] - MARGIN[3])
    }

    fn up(&self, y: f64) -> f64 {
        SIZE[1] - MARGIN[2] - self.y.part(y) * (SIZE[1] - MARGIN[0] - MARGIN[2])
    }

    /// The figure as SVG. `name` is what it is called by those who do not see it.
    #[must_use]
    pub fn to_svg(&self, name: &str) -> Markup {
        let [width, height] = SIZE;
        let [left, right] = self.x.range.map(|x| self.across(x));
        let [bottom, top] = self.y.range.map(|y| self.up(y));
        let style = "font-family: system-ui, sans-serif; font-size: 12px";
        html! {
            svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {width} {height}")) role="img" aria-label=(name) style=(style) {
                @for (value, text) in self.y.ticks() {
                    line x1=(left) x2=(right) y1=(short(self.up(value))) y2=(short(self.up(value))) stroke=(GRID) {}
                    text x=(left - 8.0) y=(short(self.up(value) + 4.0)) text-anchor="end" fill=(TEXT) { (text) }
                }
                @for (value, text) in self.x.ticks() {
                    line x1=(short(self.across(value))) x2=(short(self.across(value))) y1=(bottom) y2=(bottom + 4.0) stroke=(TEXT) {}
                    text x=(short(self.across(value))) y=(bottom + 18.0) text-anchor="middle" fill=(TEXT) { (text) }
                }
                text x=(f64::midpoint(left, right)) y=(height - 8.0) text-anchor="middle" fill=(TEXT) { (self.x.name) }
                text x="14" y=(f64::midpoint(top, bottom)) text-anchor="middle" fill=(TEXT)
                    transform=(format!("rotate(-90 14 {})", f64::midpoint(top, bottom))) { (self.y.name) }
                @for bar in &self.bars { (self.bar(bar)) }
                @for line in &self.lines { (self.line(line)) }
            }
        }
    }

    fn bar(&self, bar: &Bar) -> Markup {
        let [left, right] = bar.x.map(|x| self.across(x));
        let [bottom, top] = bar.y.map(|y| self.up(y));
        html! {
            @if bottom > top {
                rect x=(short(left + 1.0)) y=(short(top)) width=(short((right - left - 2.0).max(1.0)))
                    height=(short(bottom - top)) fill=(bar.colour) {}
            }
        }
    }

    fn line(&self, line: &Line) -> Markup {
        let mut path = String::new();
        for (i, [x, y]) in line.points.iter().enumerate() {
            let letter = if i == 0 { 'M' } else { 'L' };
            let _ = write!(path, "{letter}{:.1} {:.1}", self.across(*x), self.up(*y));
        }
        let (width, dashes) = match line.stroke {
            Stroke::Thin => ("1.25", None),
            Stroke::Thick | Stroke::Marked => ("2.25", None),
            Stroke::Reference => ("1", Some("4 4")),
        };
        html! {
            path d=(path) fill="none" stroke=(line.colour) stroke-width=(width)
                stroke-linejoin="round" stroke-dasharray=[dashes] {}
            @if line.stroke == Stroke::Marked {
                @for [x, y] in &line.points {
                    circle cx=(short(self.across(*x))) cy=(short(self.up(*y))) r="3" fill=(line.colour) {}
                }
            }
        }
    }

    /// What is in it, for those who do not see it and for a legend: lines and kinds of bars, each once, with its
    /// colour.
    #[must_use]
    pub fn legend(&self) -> Vec<(String, String)> {
        let lines = self
            .lines
            .iter()
            .filter(|line| line.stroke != Stroke::Reference);
        let lines = lines.map(|line| (line.name.clone(), line.colour.clone()));
        let bars = self.bars.iter();
        let bars = bars.map(|bar| (bar.name.clone(), bar.colour.clone()));
        let mut all: Vec<(String, String)> = Vec::new();
        for entry in bars.chain(lines) {
            if !all.contains(&entry) {
                all.push(entry);
            }
        }
        all
    }

    /// Its numbers: names of the columns, and a row for each point.
    #[must_use]
    pub fn table(&self) -> (Vec<String>, Vec<Vec<String>>) {
        let mut head = vec!["series".to_owned(), self.x.name.clone()];
        let mut rows: Vec<Vec<String>> = Vec::new();
        if self.bars.is_empty() {
            head.push(self.y.name.clone());
        } else {
            head[1] = format!("{} from", self.x.name);
            head.push(format!("{} to", self.x.name));
            head.push(self.y.name.clone());
            let row = |bar: &Bar| {
                let mut row = vec![bar.name.clone()];
                row.extend([bar.x[0], bar.x[1], bar.y[1] - bar.y[0]].map(number));
                row
            };
            rows.extend(self.bars.iter().map(row));
        }
        for line in self
            .lines
            .iter()
            .filter(|line| line.stroke != Stroke::Reference)
        {
            for [x, y] in &line.points {
                let mut row = vec![line.name.clone(), number(*x)];
                if !self.bars.is_empty() {
                    row.push(number(*x));
                }
                row.push(number(*y));
                rows.push(row);
            }
        }
        (head, rows)
    }

    /// Its numbers as CSV.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let (head, rows) = self.table();
        crate::ui::csv::csv_text(std::iter::once(head).chain(rows))
    }

    /// The figure as a file of its own.
    #[must_use]
    pub fn to_file(&self, name: &str) -> String {
        let svg = self.to_svg(name).render().into_string();
        let [width, height] = SIZE;
        let size = format!("<svg width=\"{width}\" height=\"{height}\"");
        let background = "<rect width=\"100%\" height=\"100%\" fill=\"var(--surface, #ffffff)\"/>";
        let svg = svg.replacen("<svg", &size, 1);
        svg.replacen('>', &format!(">{background}"), 1)
    }
}

/// A position to a tenth.
fn short(value: f64) -> String {
    format!("{value:.1}")
}

fn number(value: f64) -> String {
    let text = format!("{value:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() || text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot() -> Plot {
        Plot {
            x: Axis::of_parts("recall"),
            y: Axis::of_parts("precision"),
            lines: vec![
                Line {
                    name: "cat & dog".into(),
                    colour: "#123456".into(),
                    points: vec![[0.0, 1.0], [1.0, 0.5]],
                    stroke: Stroke::Thick,
                },
                Line {
                    points: vec![[0.0, 0.0], [1.0, 1.0]],
                    stroke: Stroke::Reference,
                    ..Line::default()
                },
            ],
            bars: Vec::new(),
        }
    }

    #[test]
    fn a_figure_has_its_axes_and_lines_and_a_name() {
        let svg = plot().to_svg("Precision < recall").into_string();
        assert!(
            svg.contains("aria-label=\"Precision &lt; recall\""),
            "{svg}"
        );
        assert!(svg.contains("stroke=\"#123456\"") && svg.contains(">recall</text>"));
        assert_eq!(svg.matches("<path").count(), 2);
        let file = plot().to_file("x");
        assert!(
            file.starts_with("<svg width=\"480\" height=\"340\" xmlns"),
            "{file}"
        );
        assert!(file.contains("#ffffff"));
    }

    #[test]
    fn its_numbers_leave_out_what_is_only_to_compare_with() {
        assert_eq!(
            plot().to_csv(),
            "series,recall,precision\ncat & dog,0,1\ncat & dog,1,0.5\n"
        );
        assert_eq!(
            plot().legend(),
            [("cat & dog".to_owned(), "#123456".to_owned())]
        );
        let bars = Plot {
            bars: vec![Bar {
                name: "right".into(),
                x: [0.0, 0.1],
                y: [2.0, 5.0],
                ..Bar::default()
            }],
            ..Plot::default()
        };
        let (head, rows) = bars.table();
        assert_eq!(
            (head.len(), &rows[0][..]),
            (4, &["right", "0", "0.1", "3"].map(str::to_owned)[..])
        );
    }
}
