//! A figure as an SVG file, by the code that draws it on its canvas.

use plotters::prelude::*;

use super::surface::Figure;

/// The figure as a file of its own, on a background.
#[must_use]
pub fn to_svg(figure: &impl Figure) -> String {
    let mut svg = String::new();
    {
        let (width, height) = (figure.size().0 as u32, figure.size().1 as u32);
        let area = SVGBackend::with_string(&mut svg, (width, height)).into_drawing_area();
        // Nothing of a text can fail.
        let _ = area.fill(&figure.colours().background);
        let _ = figure.paint(&area, 1.0);
        let _ = area.present();
    }
    svg
}
