//! The summary table as Keras prints it.

use crate::experiment::{LayerSummary, Optimizer, Shape, Summary};

/// Characters in a cell of each column; what Keras leaves of a terminal of 80 columns.
const WIDTHS: [usize; 3] = [31, 22, 13];
const HEADER: [&str; 3] = ["Layer (type)", "Output Shape", "Param #"];
/// Bytes of a value.
const VALUE: usize = 4;

/// What Keras's `model.summary()` prints of such a network on 80 columns; with an optimizer, what it
/// prints once the network was trained, when Keras counts the optimizer's values as parameters, too.
///
/// # Source
/// Keras 3.15, `keras/src/utils/summary_utils.py`, `print_summary`.
#[must_use]
pub fn keras_summary(summary: &Summary, optimizer: Option<&Optimizer>) -> String {
    let mut text = "Model: \"sequential\"\n".to_owned();
    text += &rule(['┏', '━', '┳', '┓']);
    text += &row(&HEADER.map(|title| vec![title.to_owned()]), '┃');
    text += &rule(['┡', '━', '╇', '┩']);
    for (i, layer) in summary.layers.iter().enumerate() {
        if i > 0 {
            text += &rule(['├', '─', '┼', '┤']);
        }
        text += &row(&cells(layer), '│');
    }
    text += &rule(['└', '─', '┴', '┘']);
    let own = summary.total();
    let trainable = summary.trainable();
    let kept = optimizer.map(|optimizer| kept(optimizer, trainable));
    let (more, more_bytes) = kept.unwrap_or_default();
    text += &total("Total", own + more, own * VALUE + more_bytes);
    text += &total("Trainable", trainable, trainable * VALUE);
    text += &total("Non-trainable", own - trainable, (own - trainable) * VALUE);
    if let Some((values, bytes)) = kept {
        text += &total("Optimizer", values, bytes);
    }
    text
}

/// Values that an optimizer keeps, and their bytes: its slots, its step's number of eight
/// bytes, and its step size.
fn kept(optimizer: &Optimizer, trainable: usize) -> (usize, usize) {
    let slots = optimizer.kind().slots().len() * trainable;
    // The product of Nadam's momenta.
    let more = usize::from(optimizer.name() == "Nadam");
    (slots + more + 2, (slots + more + 1) * VALUE + 8)
}

/// A line of the totals.
fn total(what: &str, values: usize, bytes: usize) -> String {
    let (values, bytes) = (thousands(values), readable(bytes));
    format!(" {what} params: {values} ({bytes})\n")
}

/// The lines of the cells of a layer.
fn cells(layer: &LayerSummary) -> [Vec<String>; 3] {
    let name = format!("{} ({})", layer.name, layer.class_name);
    let parameters = thousands(layer.trainable + layer.non_trainable);
    let cells = [name, batch_shape(layer.output), parameters];
    std::array::from_fn(|i| wrapped(&cells[i], WIDTHS[i]))
}

/// A shape with the batch before it, as in `(None, 28, 28, 1)`.
fn batch_shape(shape: Shape) -> String {
    let axes: Vec<_> = shape.axes().iter().map(usize::to_string).collect();
    format!("(None, {})", axes.join(", "))
}

/// A text in lines of so many characters at most, broken between words.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let word = cropped(word, width);
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

/// A word, its end left out where it is too long.
fn cropped(word: &str, width: usize) -> String {
    if word.chars().count() <= width {
        return word.to_owned();
    }
    word.chars().take(width - 1).chain(['…']).collect()
}

/// A row of the table: as many lines as its highest cell has.
fn row(cells: &[Vec<String>; 3], border: char) -> String {
    let height = cells.iter().map(Vec::len).max().unwrap_or_default();
    let lines = (0..height).map(|line| {
        let [name, shape, parameters] = std::array::from_fn(|i| {
            let text = cells[i].get(line).map_or("", String::as_str);
            let width = WIDTHS[i];
            if i == 2 {
                format!("{text:>width$}")
            } else {
                format!("{text:width$}")
            }
        });
        format!("{border} {name} {border} {shape} {border} {parameters} {border}\n")
    });
    lines.collect()
}

/// A line between rows, of the characters at its start, along it, at its crossings and at its end.
fn rule([start, along, crossing, end]: [char; 4]) -> String {
    let parts = WIDTHS.map(|width| String::from(along).repeat(width + 2));
    format!("{start}{}{end}\n", parts.join(&String::from(crossing)))
}

/// A number with a comma between thousands.
fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Bytes in Keras's units, of 1024 each.
fn readable(bytes: usize) -> String {
    let mut size = bytes as f64;
    for unit in ["B", "KB", "MB"] {
        if size < 1024.0 {
            return format!("{size:.2} {unit}");
        }
        size /= 1024.0;
    }
    format!("{size:.2} GB")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{BuiltInModel, Layer, Model};

    /// What Keras 3.15.1 prints of study C's network.
    const STUDY_C: &str = include_str!("fixtures/study_c_summary.txt");

    fn study_c() -> Summary {
        let model = BuiltInModel::StudyCCnn.model();
        model.summary(Shape::Image([28, 28, 1]), 10).expect("valid")
    }

    #[test]
    fn it_is_what_keras_prints() {
        assert_eq!(keras_summary(&study_c(), None), STUDY_C);
    }

    #[test]
    fn a_trained_network_has_its_optimizers_values() {
        let end = |optimizer: Optimizer| {
            let text = keras_summary(&study_c(), Some(&optimizer));
            text.lines()
                .rev()
                .take(4)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let [own, statistics] = [
            " Trainable params: 857,930 (3.27 MB)",
            " Non-trainable params: 192 (768.00 B)",
        ];
        let adam = [
            " Optimizer params: 1,715,862 (6.55 MB)",
            statistics,
            own,
            " Total params: 2,573,984 (9.82 MB)",
        ];
        assert_eq!(end(Optimizer::adam(1e-4)), adam);
        let sgd = [
            " Optimizer params: 2 (12.00 B)",
            statistics,
            own,
            " Total params: 858,124 (3.27 MB)",
        ];
        assert_eq!(end(Optimizer::sgd(0.01)), sgd);
    }

    #[test]
    fn long_names_are_broken_and_cropped() {
        let layers = vec![
            Layer::global_average_pooling2d(),
            Layer::dense(10_000, crate::experiment::Activation::Softmax),
        ];
        let name = String::new();
        let model = Model::new(name, layers);
        let summary = model.summary(Shape::Image([8, 8, 3]), 10_000);
        let text = keras_summary(&summary.expect("valid"), None);
        assert!(text.contains("│ global_average_pooling2d        │ (None, 3) "));
        assert!(text.contains("│ (GlobalAveragePooling2D)        │           "));
        assert!(text.contains(" Total params: 40,000 (156.25 KB)"));
        let long = "a_name_of_a_layer_that_is_quite_long_indeed";
        assert_eq!(cropped(long, 31), "a_name_of_a_layer_that_is_quit…");
    }
}
