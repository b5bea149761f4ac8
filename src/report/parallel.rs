//! Parallel coordinates: an axis for each parameter and one for the score, a line for each trial.

use std::fmt::Write;

use maud::{Markup, html};

use super::Drawing;

/// Parallel coordinates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parallel {
    /// The axes, the score's last.
    pub axes: Vec<ParallelAxis>,
    /// The lines, the best last so that it lies on top.
    pub lines: Vec<ParallelLine>,
}

/// An axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParallelAxis {
    /// What it shows.
    pub name: String,
    /// Its marks: where they are, from 0 below to 1 above, and what they say.
    pub marks: Vec<(f64, String)>,
}

/// A line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParallelLine {
    /// What it is of.
    pub name: String,
    /// Where it crosses each axis; absent where it has no value.
    pub places: Vec<Option<f64>>,
    /// Its values as texts.
    pub texts: Vec<String>,
    /// How good it is, from 0 to 1.
    pub strength: f64,
    /// The best of all.
    pub is_best: bool,
}

/// Width and height.
const HEIGHT: f64 = 320.0;
/// Between two axes.
const APART: f64 = 130.0;
/// Space above, and beside.
const MARGIN: [f64; 2] = [44.0, 70.0];
/// Space below the least values.
const BOTTOM: f64 = 50.0;
/// Characters of a name that have room.
const LETTERS: usize = 18;

fn short(text: &str) -> String {
    if text.chars().count() <= LETTERS {
        return text.to_owned();
    }
    // The end of a path says which field it is.
    let tail: Vec<char> = text.chars().rev().take(LETTERS - 1).collect();
    std::iter::once('…').chain(tail.into_iter().rev()).collect()
}

impl Drawing for Parallel {
    fn size(&self) -> [f64; 2] {
        let axes = self.axes.len().max(2) as f64;
        [2.0 * MARGIN[1] + (axes - 1.0) * APART, HEIGHT]
    }

    fn to_svg(&self, name: &str) -> Markup {
        let [width, height] = self.size();
        let x = |i: usize| MARGIN[1] + i as f64 * APART;
        let y = |part: f64| height - BOTTOM - part * (height - BOTTOM - MARGIN[0]);
        let path = |line: &ParallelLine| {
            let mut path = String::new();
            let mut is_down = false;
            for (i, place) in line.places.iter().enumerate() {
                if let Some(place) = place {
                    let letter = if is_down { 'L' } else { 'M' };
                    let _ = write!(path, "{letter}{:.1} {:.1}", x(i), y(*place));
                }
                // A value that a trial has not is a gap.
                is_down = place.is_some();
            }
            path
        };
        html! {
            svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {width} {height}")) role="img" aria-label=(name)
                style=(format!("font-family: system-ui, sans-serif; font-size: 12px; max-width: {:.0}px", width * 1.4)) {
                @for line in &self.lines {
                    path d=(path(line)) fill="none" stroke=(if line.is_best { "var(--ember, #c2410c)" } else { "var(--matrix-right, #155a9c)" })
                        stroke-width=(if line.is_best { "3" } else { "1.5" })
                        stroke-opacity=(format!("{:.2}", if line.is_best { 1.0 } else { 0.15 + 0.6 * line.strength })) {
                        title { (line.name) }
                    }
                }
                @for (i, axis) in self.axes.iter().enumerate() {
                    line x1=(x(i)) x2=(x(i)) y1=(y(-0.12)) y2=(y(1.0)) stroke="var(--muted, #6b6257)" {}
                    text x=(x(i)) y="16" text-anchor="middle" fill="var(--ink, #221d18)" { (short(&axis.name)) }
                    @for (place, text) in &axis.marks {
                        text x=(x(i) + 5.0) y=(format!("{:.1}", y(*place) + 4.0)) fill="var(--muted, #6b6257)"
                            paint-order="stroke" stroke="var(--surface, #ffffff)" stroke-width="3" { (short(text)) }
                    }
                }
            }
        }
    }

    fn legend(&self) -> Vec<(String, String)> {
        let entry = |name: &str, colour: &str| (name.to_owned(), colour.to_owned());
        vec![
            entry("best", "var(--ember, #c2410c)"),
            entry(
                "others, the better the stronger",
                "var(--matrix-right, #155a9c)",
            ),
        ]
    }

    fn table(&self) -> (Vec<String>, Vec<Vec<String>>) {
        let mut head = vec!["trial".to_owned()];
        head.extend(self.axes.iter().map(|axis| axis.name.clone()));
        let row = |line: &ParallelLine| {
            let name = std::iter::once(line.name.clone());
            name.chain(line.texts.iter().cloned()).collect()
        };
        (head, self.lines.iter().map(row).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_a_gap_where_a_trial_has_no_value() {
        let parallel = Parallel {
            axes: ["rate", "momentum", "score"]
                .map(|name| ParallelAxis {
                    name: name.to_owned(),
                    marks: vec![(0.0, "0".into()), (1.0, "1".into())],
                })
                .into(),
            lines: vec![ParallelLine {
                name: "Trial 1".into(),
                places: vec![Some(0.0), None, Some(1.0)],
                texts: vec!["0".into(), String::new(), "1".into()],
                strength: 1.0,
                is_best: true,
            }],
        };
        let svg = parallel.to_svg("Trials").into_string();
        assert!(svg.contains("d=\"M70.0 270.0M330.0 44.0\""), "{svg}");
        assert_eq!(
            parallel.to_csv(),
            "trial,rate,momentum,score\nTrial 1,0,,1\n"
        );
    }
}
