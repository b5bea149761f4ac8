//! Points on a square as files.

use std::fmt::Write;

use super::state::Embedding;
use crate::ui::class_colour::class_colour;
use crate::ui::csv::csv_text;

const SIDE: f64 = 720.0;

/// A drawing of the points, at their positions in a square, each in the colour of its class.
#[must_use]
pub fn to_svg(embedding: &Embedding, positions: &[[f32; 2]]) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{SIDE}\" height=\"{SIDE}\" viewBox=\"0 0 {SIDE} {SIDE}\"><rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>"
    );
    for (position, label) in positions.iter().zip(&embedding.labels) {
        let [x, y] = position.map(|part| f64::from(part) * SIDE);
        let colour = class_colour(usize::from(*label));
        // Writing to a string cannot fail.
        let _ = write!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"{colour}\" fill-opacity=\"0.8\"/>"
        );
    }
    svg + "</svg>"
}

/// A row for each sample: its index, its class, and where it lies.
#[must_use]
pub fn to_csv(embedding: &Embedding, classes: &[String]) -> String {
    let head = ["sample", "class", "x", "y"].map(str::to_owned).to_vec();
    let samples = embedding.indices.iter().zip(&embedding.labels);
    let rows = samples
        .zip(&embedding.points)
        .map(|((index, label), [x, y])| {
            let class = classes.get(usize::from(*label)).cloned();
            let class = class.unwrap_or_else(|| label.to_string());
            vec![index.to_string(), class, x.to_string(), y.to_string()]
        });
    csv_text(std::iter::once(head).chain(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_has_a_row_and_a_circle_for_each_sample() {
        let embedding = Embedding {
            indices: vec![7, 9],
            labels: vec![1, 0],
            points: vec![[0.5, -2.0], [1.0, 3.0]],
            ..Embedding::default()
        };
        let classes = ["cat, wild", "dog"].map(str::to_owned);
        assert_eq!(
            to_csv(&embedding, &classes),
            "sample,class,x,y\n7,dog,0.5,-2\n9,\"cat, wild\",1,3\n"
        );
        let svg = to_svg(&embedding, &[[0.0, 0.5], [1.0, 1.0]]);
        assert_eq!(svg.matches("<circle").count(), 2);
        assert!(svg.contains("cx=\"0.0\" cy=\"360.0\""), "{svg}");
    }
}
