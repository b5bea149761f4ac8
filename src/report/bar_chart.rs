//! Bars for each of some names, side by side, as SVG.

use maud::{Markup, html};

use super::Drawing;
use super::plot::{Axis, number, short};

/// Bars for each of some names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BarChart {
    /// What the names are of.
    pub of: String,
    /// The names, from the top.
    pub names: Vec<String>,
    /// The axis along the bars.
    pub axis: Axis,
    /// Bars of one kind each.
    pub series: Vec<Series>,
}

/// Bars of one kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// What they are of.
    pub name: String,
    /// A colour of CSS.
    pub colour: String,
    /// The length of each name's bar.
    pub values: Vec<f64>,
    /// The standard deviation of each, drawn as a line; none where that is not known.
    pub deviations: Vec<f64>,
}

/// Names that are drawn; the numbers have all.
const MOST: usize = 40;
const WIDTH: f64 = 480.0;
/// Space around the bars: top, right, bottom, left.
const MARGIN: [f64; 4] = [6.0, 16.0, 44.0, 128.0];
/// Letters of a name that fit beside its bars.
const LETTERS: usize = 18;
const TEXT: &str = "var(--muted, #6b6257)";
const GRID: &str = "var(--line, #e6dfd5)";

impl BarChart {
    fn bar_height(&self) -> f64 {
        if self.series.len() > 1 { 8.0 } else { 14.0 }
    }

    /// Height of a name's bars with the space below them.
    fn row_height(&self) -> f64 {
        self.bar_height() * self.series.len() as f64 + 8.0
    }

    fn across(&self, value: f64) -> f64 {
        MARGIN[3] + self.axis.part(value) * (WIDTH - MARGIN[1] - MARGIN[3])
    }

    fn bar(&self, series: &Series, row: usize, place: usize) -> Markup {
        let height = self.bar_height();
        let top = MARGIN[0] + row as f64 * self.row_height() + place as f64 * height + 3.0;
        let value = series.values.get(row).copied().unwrap_or_default();
        let zero = self.across(0.0_f64.max(self.axis.range[0]));
        let end = self.across(value);
        let (left, width) = (zero.min(end), (end - zero).abs());
        let deviation = series.deviations.get(row).copied().unwrap_or_default();
        let [from, to] = [value - deviation, value + deviation].map(|at| self.across(at));
        let middle = top + height / 2.0 - 0.5;
        html! {
            rect x=(short(left)) y=(short(top)) width=(short(width)) height=(short(height - 1.0)) fill=(series.colour) {}
            @if deviation > 0.0 {
                line x1=(short(from)) x2=(short(to)) y1=(short(middle)) y2=(short(middle)) stroke=(TEXT) stroke-width="2" {}
            }
        }
    }
}

impl Drawing for BarChart {
    fn size(&self) -> [f64; 2] {
        let rows = self.names.len().min(MOST) as f64;
        [WIDTH, MARGIN[0] + MARGIN[2] + rows * self.row_height()]
    }

    fn to_svg(&self, name: &str) -> Markup {
        let [width, height] = self.size();
        let bottom = height - MARGIN[2];
        let middle = f64::midpoint(MARGIN[3], width - MARGIN[1]);
        let style = "font-family: system-ui, sans-serif; font-size: 12px";
        let rows = self.names.iter().take(MOST).enumerate();
        html! {
            svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {width} {height}")) role="img" aria-label=(name) style=(style) {
                @for (value, text) in self.axis.ticks() {
                    line x1=(short(self.across(value))) x2=(short(self.across(value))) y1=(MARGIN[0]) y2=(short(bottom)) stroke=(GRID) {}
                    text x=(short(self.across(value))) y=(short(bottom + 18.0)) text-anchor="middle" fill=(TEXT) { (text) }
                }
                text x=(short(middle)) y=(short(height - 8.0)) text-anchor="middle" fill=(TEXT) { (self.axis.name) }
                @for (row, own) in rows {
                    text x=(MARGIN[3] - 8.0) y=(short(MARGIN[0] + (row as f64 + 0.5) * self.row_height() + 3.0)) text-anchor="end" fill=(TEXT) { (shortened(own)) }
                    @for (place, series) in self.series.iter().enumerate() { (self.bar(series, row, place)) }
                }
            }
        }
    }

    fn legend(&self) -> Vec<(String, String)> {
        let series = self.series.iter();
        let entries = series.map(|series| (series.name.clone(), series.colour.clone()));
        entries.collect()
    }

    fn table(&self) -> (Vec<String>, Vec<Vec<String>>) {
        let mut head = vec![self.of.clone()];
        for series in &self.series {
            head.push(series.name.clone());
            if !series.deviations.is_empty() {
                head.push("standard deviation".to_owned());
            }
        }
        let row = |(i, name): (usize, &String)| {
            let mut row = vec![name.clone()];
            for series in &self.series {
                row.extend(series.values.get(i).map(|value| number(*value)));
                row.extend(series.deviations.get(i).map(|value| number(*value)));
            }
            row
        };
        (head, self.names.iter().enumerate().map(row).collect())
    }
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= LETTERS {
        return name.to_owned();
    }
    name.chars().take(LETTERS - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart() -> BarChart {
        BarChart {
            of: "feature".into(),
            names: vec!["width".into(), "a name that is much too long".into()],
            axis: Axis::of_parts("Importance"),
            series: vec![Series {
                name: "mean".into(),
                colour: "#123456".into(),
                values: vec![0.5, -0.25],
                deviations: vec![0.1, 0.0],
            }],
        }
    }

    #[test]
    fn every_name_has_its_bars_and_what_is_uncertain_a_line() {
        let svg = chart().to_svg("Feature <importance>").into_string();
        assert!(svg.contains("aria-label=\"Feature &lt;importance&gt;\""));
        assert_eq!(svg.matches("fill=\"#123456\"").count(), 2);
        assert_eq!(svg.matches("stroke-width=\"2\"").count(), 1);
        assert!(svg.contains(">a name that is mu…</text>"), "{svg}");
        assert!(
            chart()
                .to_file("x")
                .starts_with("<svg width=\"480\" height=\"94\"")
        );
        assert_eq!(
            chart().legend(),
            [("mean".to_owned(), "#123456".to_owned())]
        );
    }

    #[test]
    fn its_numbers_are_a_row_for_each_name() {
        let csv = "feature,mean,standard deviation\nwidth,0.5,0.1\na name that is much too long,-0.25,0\n";
        assert_eq!(chart().to_csv(), csv);
    }
}
