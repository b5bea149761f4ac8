//! A chart as an SVG file, by the code that draws it on its canvas.

use plotters::prelude::*;

use super::paint::Chart;

/// The chart as a file of its own, on a background.
#[must_use]
pub fn to_svg(chart: &Chart) -> String {
    let mut svg = String::new();
    {
        let (width, height) = (chart.size.0 as u32, chart.size.1 as u32);
        let area = SVGBackend::with_string(&mut svg, (width, height)).into_drawing_area();
        // Nothing of a text can fail.
        let _ = area.fill(&chart.colours.background);
        let _ = chart.paint(&area, 1.0);
        let _ = area.present();
    }
    svg
}
