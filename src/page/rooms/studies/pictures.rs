//! The cards' pictures: small drawings of what the data looks like, in the colours of the theme.

use super::cards::Motif;

/// A shirt around the origin, 44 wide and 40 high.
const SHIRT: &str = "M-9-20-22-12-16 0-11-3V20H11V-3L16 0 22-12 9-20Q0-12-9-20z";
/// Digits around the origin, about 26 wide and 40 high, as strokes of a pen.
const THREE: &str = "M-9-14Q0-23 8-15 13-6-1-1 17 2 11 13 2 24-11 14";
const FOUR: &str = "M5-20-13 6H13M5-8V20";
const NINE: &str = "M10-11Q4-22-6-17-14-8-6-1 6 3 10-11 11 6 3 20";
const TWO: &str = "M-11-11Q-6-23 5-18 14-11 3 2L-11 18H13";

/// Where the points of the two classes are.
const CLOUDS: [(&str, &[[i32; 2]]); 2] = [
    (
        "one",
        &[
            [30, 26],
            [42, 20],
            [38, 36],
            [52, 30],
            [26, 44],
            [48, 46],
            [62, 22],
            [58, 40],
            [36, 52],
            [70, 34],
            [22, 32],
            [66, 50],
        ],
    ),
    (
        "two",
        &[
            [98, 40],
            [110, 52],
            [104, 64],
            [122, 46],
            [118, 66],
            [132, 58],
            [90, 60],
            [128, 72],
            [112, 36],
            [140, 44],
            [96, 72],
            [84, 70],
        ],
    ),
];

/// The drawing as SVG.
pub fn picture(motif: Motif) -> String {
    let body = match motif {
        Motif::Points => points(),
        Motif::Garment => board() + &shape(SHIRT, "80 45", 0, 1.5, "fill"),
        Motif::TurnedGarments => {
            let turned = [("32 45", 35), ("80 45", 170), ("128 45", -65)];
            let shirts = turned.map(|(at, angle)| shape(SHIRT, at, angle, 0.95, "fill"));
            board() + &shirts.concat()
        }
        Motif::CopiedGarments => {
            board()
                + &shape(SHIRT, "46 45", -10, 1.0, "fill faint")
                + &shape(SHIRT, "118 47", 10, 1.0, "fill faint")
                + &shape(SHIRT, "82 45", 0, 1.25, "fill")
        }
        Motif::EqualClasses => {
            let bars = (0..10).map(|i| {
                let (x, kind) = (14 + 13 * i, if i % 2 == 0 { "one" } else { "two" });
                format!(r#"<rect class="{kind}" x="{x}" y="26" width="9" height="46" rx="2"/>"#)
            });
            bars.collect::<String>() + r#"<path class="axis" d="M8 72.5h144"/>"#
        }
        Motif::Photograph => PANDA.to_owned(),
        Motif::DigitTable => table() + &shape(THREE, "126 45", 0, 1.3, "pen"),
        Motif::AlikeDigits => {
            board()
                + &shape(FOUR, "52 45", 0, 1.35, "pen")
                + &shape(NINE, "108 45", 0, 1.35, "pen ember")
        }
        Motif::ChangedDigits => {
            board()
                + &shape(THREE, "30 48", -16, 0.85, "pen faint")
                + &shape(THREE, "80 45", 0, 1.3, "pen")
                + &shape(THREE, "130 42", 14, 1.0, "pen faint")
        }
        Motif::Digit => board() + &shape(TWO, "80 45", 0, 1.5, "pen"),
    };
    format!(r#"<svg viewBox="0 0 160 90">{body}</svg>"#)
}

/// The dark board that pictures of digits and clothes are on.
fn board() -> String {
    r#"<rect class="board" width="160" height="90"/>"#.to_owned()
}

fn shape(path: &str, at: &str, angle: i32, size: f32, class: &str) -> String {
    format!(
        r#"<path class="{class}" d="{path}" transform="translate({at}) rotate({angle}) scale({size})"/>"#
    )
}

/// Two clouds, and a line between them.
fn points() -> String {
    let clouds = CLOUDS.map(|(class, points)| {
        let points = points
            .iter()
            .map(|[x, y]| format!(r#"<circle cx="{x}" cy="{y}" r="3.2"/>"#));
        format!(r#"<g class="{class}">{}</g>"#, points.collect::<String>())
    });
    let halves = r#"<path class="one side" d="M0 0h104L62 90H0z"/><path class="two side" d="M104 0h56v90H62z"/>"#;
    let line = r#"<path class="boundary" d="M104 0 62 90"/>"#;
    format!("{halves}{}{line}", clouds.concat())
}

/// A table of numbers, and beside it the board of one row's digit.
fn table() -> String {
    let rows = (0..6).map(|row| {
        let cells = (0..6).map(|column| {
            let class = match (row, column) {
                (0, _) => "cell head",
                (_, 0) => "cell two",
                (2, _) => "cell one",
                _ => "cell",
            };
            let (x, y) = (10 + 13 * column, 12 + 11 * row);
            format!(r#"<rect class="{class}" x="{x}" y="{y}" width="11" height="8" rx="1.5"/>"#)
        });
        cells.collect::<String>()
    });
    let board = r#"<rect class="board" x="98" y="10" width="56" height="70" rx="4"/>"#;
    rows.collect::<String>() + board
}

const PANDA: &str = concat!(
    r##"<rect width="160" height="90" fill="#8fbf9a"/>"##,
    r##"<path d="M0 62q40-14 80-6t80-4v38H0z" fill="#5f9a6c"/>"##,
    r##"<path d="M18 0v90M30 0v90M140 0v90" stroke="#3f7a4d" stroke-width="4" fill="none"/>"##,
    r##"<circle cx="58" cy="24" r="10" fill="#211d1b"/><circle cx="102" cy="24" r="10" fill="#211d1b"/>"##,
    r##"<ellipse cx="80" cy="92" rx="34" ry="22" fill="#211d1b"/>"##,
    r##"<ellipse cx="80" cy="46" rx="32" ry="29" fill="#f7f3ec"/>"##,
    r##"<ellipse cx="67" cy="44" rx="7" ry="9" transform="rotate(25 67 44)" fill="#211d1b"/>"##,
    r##"<ellipse cx="93" cy="44" rx="7" ry="9" transform="rotate(-25 93 44)" fill="#211d1b"/>"##,
    r##"<circle cx="68" cy="43" r="2" fill="#f7f3ec"/><circle cx="92" cy="43" r="2" fill="#f7f3ec"/>"##,
    r##"<path d="M75 56h10l-5 6z" fill="#211d1b"/>"##,
    r##"<path d="M80 62v3m0 0q-4 4-8 1m8-1q4 4 8 1" stroke="#211d1b" stroke-width="1.6" fill="none"/>"##,
);
