//! What every figure can be: SVG for the page, a file, a table of its numbers.

use maud::{Markup, Render};

use crate::ui::csv::csv_text;

/// A figure.
pub trait Drawing {
    /// Width and height in its own units.
    fn size(&self) -> [f64; 2];

    /// The figure as SVG. `name` is what it is called by those who do not see it.
    fn to_svg(&self, name: &str) -> Markup;

    /// What its colours mean, each with its name.
    fn legend(&self) -> Vec<(String, String)>;

    /// Its numbers: names of the columns, and rows.
    fn table(&self) -> (Vec<String>, Vec<Vec<String>>);

    /// Its numbers as CSV.
    fn to_csv(&self) -> String {
        let (head, rows) = self.table();
        csv_text(std::iter::once(head).chain(rows))
    }

    /// The figure as a file of its own.
    fn to_file(&self, name: &str) -> String {
        let svg = self.to_svg(name).render().into_string();
        let [width, height] = self.size();
        let size = format!("<svg width=\"{width}\" height=\"{height}\"");
        let background = "<rect width=\"100%\" height=\"100%\" fill=\"var(--surface, #ffffff)\"/>";
        let svg = svg.replacen("<svg", &size, 1);
        svg.replacen('>', &format!(">{background}"), 1)
    }
}
