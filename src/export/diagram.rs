//! The network as a diagram: a box a layer, one below the other.

use std::fmt::Write;

use crate::experiment::{LayerSummary, Shape, Summary};

/// The drawing's width, and where boxes begin and end.
const WIDTH: usize = 420;
const LEFT: usize = 30;
const BOX_WIDTH: usize = WIDTH - 2 * LEFT;
/// A box's height, and the distance between the tops of two.
const BOX_HEIGHT: usize = 52;
const STEP: usize = 84;
/// Space above the first box and below the last.
const MARGIN: usize = 16;
/// Characters of the name that fit into a box.
const NAME: usize = 34;

/// Colours for a light and a dark surrounding; a drawing that stands alone follows the reader's.
const STYLE: &str = "\
.hearth-diagram{--ink:#211d1b;--quiet:#5f5751;--paper:#fffdf9;--line:#b9aea3;\
--weights:#fbe3d3;--shape:#dfe9f3;--other:#efeae3}\
@media (prefers-color-scheme:dark){.hearth-diagram{--ink:#f5efe8;--quiet:#b9aea3;--paper:#1b1816;\
--line:#6d635b;--weights:#4a2e1d;--shape:#22303f;--other:#2b2724}}\
.hearth-diagram .paper{fill:var(--paper)}\
.hearth-diagram rect.layer{stroke:var(--line)}\
.hearth-diagram .weights{fill:var(--weights)}.hearth-diagram .shape{fill:var(--shape)}\
.hearth-diagram .other{fill:var(--other)}\
.hearth-diagram text{fill:var(--ink);font:14px system-ui,sans-serif}\
.hearth-diagram .quiet{fill:var(--quiet);font-size:12px}\
.hearth-diagram path{stroke:var(--quiet);stroke-width:1.5;fill:none}\
.hearth-diagram .head{fill:var(--quiet);stroke:none}";

/// The network as a standalone SVG: for each layer a box with its class, name, shape of
/// output and number of parameters, and an arrow to the next.
///
/// `title` is what the drawing is called to those who do not see it.
#[must_use]
pub fn diagram(title: &str, summary: &Summary) -> String {
    let boxes = summary.layers.len() + 1;
    let height = 2 * MARGIN + STEP * (boxes - 1) + BOX_HEIGHT;
    let title = escaped(title);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"hearth-diagram\" role=\"img\" \
         width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n\
         <rect class=\"paper\" width=\"{WIDTH}\" height=\"{height}\"/>\n"
    );
    svg += &input(summary.input);
    let mut before = summary.input;
    for (i, layer) in summary.layers.iter().enumerate() {
        let top = MARGIN + STEP * (i + 1);
        svg += &arrow(top - (STEP - BOX_HEIGHT), top);
        svg += &layer_box(layer, before, top);
        if layer.class_name == "Residual" {
            svg += &bypass(top);
        }
        before = layer.output;
    }
    svg + "</svg>\n"
}

/// The box of what comes in.
fn input(shape: Shape) -> String {
    let shape = shape.to_string();
    labelled_box("other", MARGIN, ["Input", ""], [&shape, ""])
}

/// The box of a layer that takes samples of a shape.
fn layer_box(layer: &LayerSummary, before: Shape, top: usize) -> String {
    let parameters = layer.trainable + layer.non_trainable;
    let kind = if parameters > 0 {
        "weights"
    } else if layer.output == before {
        "other"
    } else {
        "shape"
    };
    let count = match parameters {
        0 => String::new(),
        1 => "1 parameter".to_owned(),
        n => format!("{} parameters", spaced(n)),
    };
    let output = layer.output.to_string();
    let names = [layer.class_name.as_str(), &layer.name];
    labelled_box(kind, top, names, [&output, &count])
}

/// A box with two texts at its left, one above the other, and two at its right.
fn labelled_box(kind: &str, top: usize, left: [&str; 2], right: [&str; 2]) -> String {
    let mut part = format!(
        "<rect class=\"layer {kind}\" x=\"{LEFT}\" y=\"{top}\" width=\"{BOX_WIDTH}\" \
         height=\"{BOX_HEIGHT}\" rx=\"8\"/>\n"
    );
    let sides = [
        (LEFT + 12, "start", left),
        (LEFT + BOX_WIDTH - 12, "end", right),
    ];
    for (x, anchor, texts) in sides {
        for (text, class, y) in [(texts[0], "", top + 22), (texts[1], "quiet", top + 41)] {
            if text.is_empty() {
                continue;
            }
            let text = escaped(&cropped(text));
            // Writing to a string does not fail.
            let _ = writeln!(
                part,
                "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{text}</text>"
            );
        }
    }
    part
}

/// An arrow down from one height to another.
fn arrow(from: usize, to: usize) -> String {
    let x = WIDTH / 2;
    let neck = to - 7;
    format!(
        "<path d=\"M{x} {from}V{neck}\"/><path class=\"head\" d=\"M{} {neck}h10l-5 7z\"/>\n",
        x - 5
    )
}

/// The arrow past a box whose input is added to its output: from the arrow before it to the one after.
fn bypass(top: usize) -> String {
    let (x, lane) = (WIDTH / 2, WIDTH - LEFT / 2);
    let (from, to) = (top - 24, top + BOX_HEIGHT + 10);
    let head = x + 7;
    format!(
        "<path class=\"skip\" d=\"M{x} {from}H{lane}V{to}H{head}\"/>\
         <path class=\"head\" d=\"M{head} {}v10l-7-5z\"/>\n",
        to - 5
    )
}

/// A text, its end left out where it is too long.
fn cropped(text: &str) -> String {
    if text.chars().count() <= NAME {
        return text.to_owned();
    }
    text.chars().take(NAME - 1).chain(['…']).collect()
}

/// A number with a thin space between thousands.
fn spaced(n: usize) -> String {
    let digits = n.to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    let groups: Vec<_> = groups.map(String::from_utf8_lossy).collect();
    groups.join("\u{202f}")
}

/// A text as XML has it.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // XML has no control characters, however they are written.
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::BuiltInModel;

    fn drawing(title: &str) -> String {
        let model = BuiltInModel::StudyCCnn.model();
        let summary = model.summary(Shape::Image([28, 28, 1]), 10).expect("valid");
        diagram(title, &summary)
    }

    /// Whether every element is closed by its own end, and attributes are quoted.
    fn is_well_formed(xml: &str) -> bool {
        let mut open = Vec::new();
        let mut rest = xml.trim_end();
        while let Some(start) = rest.find('<') {
            if rest[..start].contains('>') {
                return false;
            }
            let Some(length) = rest[start..].find('>') else {
                return false;
            };
            let tag = &rest[start + 1..start + length];
            if !tag.matches('"').count().is_multiple_of(2) || tag.contains('<') {
                return false;
            }
            let name = tag.trim_start_matches('/');
            let name = name.split([' ', '/']).next().unwrap_or_default();
            if tag.starts_with('/') {
                if open.pop() != Some(name) {
                    return false;
                }
            } else if !tag.ends_with('/') {
                open.push(name);
            }
            rest = &rest[start + length + 1..];
        }
        open.is_empty() && rest.is_empty()
    }

    #[test]
    fn every_layer_has_a_box_and_an_arrow_to_it() {
        let svg = drawing("Study C CNN");
        assert!(is_well_formed(&svg), "{svg}");
        assert_eq!(svg.matches("<rect class=\"layer").count(), 13);
        assert_eq!(svg.matches("class=\"head\"").count(), 12);
        for text in [
            ">Input<",
            ">28 × 28 × 1<",
            ">Conv2D<",
            ">batch_normalization_1<",
            ">803\u{202f}072 parameters<",
        ] {
            assert!(svg.contains(text), "{text}");
        }
    }

    #[test]
    fn what_is_added_goes_past_its_layers() {
        let model = BuiltInModel::SmallMlp.model();
        let mut summary = model.summary(Shape::Flat(4), 10).expect("valid");
        assert!(!diagram("", &summary).contains("class=\"skip\""));
        "Residual".clone_into(&mut summary.layers[1].class_name);
        let svg = diagram("", &summary);
        assert!(is_well_formed(&svg));
        assert_eq!(svg.matches("class=\"skip\"").count(), 1);
    }

    #[test]
    fn texts_are_escaped() {
        let svg = drawing("<script>&\"\u{7}");
        assert!(is_well_formed(&svg));
        assert!(svg.contains("<title>&lt;script&gt;&amp;&quot; </title>"));
    }

    #[test]
    fn what_is_not_well_formed_is_noticed() {
        for wrong in ["<a>", "<a></b>", "<a b=\"></a>", "<a/>>", "</a>", "<a"] {
            assert!(!is_well_formed(wrong), "{wrong}");
        }
    }
}
