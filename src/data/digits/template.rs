//! The digits as people write them: strokes through points, in the styles of `templates.txt`.

use std::sync::OnceLock;

/// A point that a stroke passes through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub at: [f32; 2],
    /// The pen turns sharply here.
    pub corner: bool,
}

/// One way to write a digit. Its height is 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Template {
    /// How often people write it so, compared with the digit's other templates.
    pub weight: u32,
    pub strokes: Vec<Vec<Point>>,
}

/// The templates of a digit.
pub(super) fn of(digit: u16) -> &'static [Template] {
    static TEMPLATES: OnceLock<[Vec<Template>; 10]> = OnceLock::new();
    let templates = TEMPLATES.get_or_init(|| {
        let mut templates = [const { Vec::new() }; 10];
        for line in include_str!("templates.txt").lines() {
            if !line.is_empty() && !line.starts_with('#') {
                let (digit, template) = parse(line)
                    .expect("the committed templates are well formed; a test reads them");
                templates[digit].push(template);
            }
        }
        templates
    });
    &templates[usize::from(digit)]
}

/// Reads a line: digit, weight, points in hundredths; `/` lifts the pen, `^` marks a corner.
fn parse(line: &str) -> Option<(usize, Template)> {
    let (digit, line) = line.split_once(' ')?;
    let (weight, line) = line.split_once(' ')?;
    let strokes = line
        .split('/')
        .map(|stroke| stroke.split_whitespace().map(point).collect())
        .collect::<Option<_>>()?;
    let template = Template {
        weight: weight.parse().ok()?,
        strokes,
    };
    Some((digit.parse().ok()?, template))
}

fn point(text: &str) -> Option<Point> {
    let (text, corner) = match text.strip_suffix('^') {
        Some(text) => (text, true),
        None => (text, false),
    };
    let (x, y) = text.split_once(',')?;
    let [x, y]: [Option<f32>; 2] = [x, y].map(|n| n.parse().ok());
    let at = [x? / 100.0, y? / 100.0];
    Some(Point { at, corner })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_is_written_in_several_ways() {
        for digit in 0..10 {
            let templates = of(digit);
            assert!(templates.len() >= 3, "{digit}");
            for template in templates {
                assert!(template.weight > 0);
                let points = template.strokes.iter().flatten();
                let heights = points.map(|point| point.at[1]);
                let (top, bottom) = heights.fold((1.0_f32, 0.0_f32), |(top, bottom), y| {
                    (top.min(y), bottom.max(y))
                });
                assert!(top.abs() < 0.1 && (bottom - 1.0).abs() < 0.1, "{digit}");
                assert!(template.strokes.iter().all(|stroke| stroke.len() >= 2));
            }
        }
    }

    #[test]
    fn a_line_is_read() {
        let (digit, template) = parse("7 2 0,5 60,0^ 25,100 / 10,50 45,48").unwrap();
        assert_eq!((digit, template.weight), (7, 2));
        assert_eq!(
            template.strokes[0][1],
            Point {
                at: [0.6, 0.0],
                corner: true
            }
        );
        assert_eq!(template.strokes[1].len(), 2);
        assert_eq!(parse("7 2 0,5 60"), None);
    }
}
