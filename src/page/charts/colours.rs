//! The charts' colours, from the style sheet.

use leptos::prelude::window;
use plotters::style::RGBColor;
use web_sys::HtmlCanvasElement;

/// Colours of a chart.
#[derive(Clone, Copy)]
pub struct Colours {
    pub train: RGBColor,
    pub validation: RGBColor,
    pub test: RGBColor,
    pub grid: RGBColor,
    pub text: RGBColor,
    /// What a chart stands on.
    pub background: RGBColor,
}

impl Colours {
    /// The colours in force at a canvas. The style sheet registers the properties as
    /// colours, so that the browser hands them out as `rgb(…)`, whatever the theme.
    pub fn at(canvas: &HtmlCanvasElement) -> Option<Self> {
        let style = window().get_computed_style(canvas).ok()??;
        let colour = |name: &str| {
            let value = style.get_property_value(name).ok()?;
            parse(&value)
        };
        Some(Self {
            train: colour("--chart-train")?,
            validation: colour("--chart-validation")?,
            test: colour("--chart-test")?,
            grid: colour("--chart-grid")?,
            text: colour("--chart-text")?,
            background: parse(&style.get_property_value("--chart-background").ok()?)?,
        })
    }
}

/// `rgb(194, 65, 12)`.
fn parse(value: &str) -> Option<RGBColor> {
    let inner = value.trim().strip_prefix("rgb(")?.strip_suffix(')')?;
    let mut parts = inner.split(',').map(|part| part.trim().parse().ok());
    Some(RGBColor(parts.next()??, parts.next()??, parts.next()??))
}
