//! What a script does to samples before training: which of them, their size, colours, parts and scale.

use super::context::Context;
use super::python::{real, text};
use super::source;
use crate::experiment::{Colour, Data, Interpolation, Prepare, Scaling, Shape, Source};

/// The function that divides samples.
pub const HOLD_BACK: &str = "\
def hold_back(labels, part):
    \"\"\"Indices of samples that are kept, and of those held back, both at random.\"\"\"
    order = np.random.default_rng(SEED).permutation(len(labels))
    n = round(len(labels) * part)
    return order[n:], order[:n]
";

/// The same, with that part of every class.
pub const HOLD_BACK_STRATIFIED: &str = "\
def hold_back(labels, part):
    \"\"\"Indices of samples that are kept, and of those held back, both at random, class by class.\"\"\"
    order = np.random.default_rng(SEED).permutation(len(labels))
    held = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        of_class = order[labels[order] == label]
        held[of_class[: round(len(of_class) * part)]] = True
    return order[~held[order]], order[held[order]]
";

/// Whether anything is held back.
pub fn holds_back(data: &Data, context: &Context) -> bool {
    data.split.validation > 0.0 || !context.has_test || data.prepare.limit.is_some()
}

/// The statements from the loaded arrays to those of training, validation and testing.
pub fn statements(data: &Data, context: &Context) -> String {
    let mut code = String::new();
    let prepare = &data.prepare;
    if prepare.drop_leaked {
        code += "# Not in this script: Hearth leaves out test samples that are in the training part, too.\n";
    }
    let parts: &[&str] = if context.has_test {
        &["train", "test"]
    } else {
        &["train"]
    };
    code += &classes(prepare, &data.source, parts);
    if let Some(limit) = prepare.limit {
        code += &format!(
            "# At most {limit} samples to train on.\n\
             _, some = hold_back(y_train, min(1, {limit} / len(y_train)))\n\
             x_train, y_train = x_train[some], y_train[some]\n"
        );
    }
    for part in parts {
        code += &pictures(prepare, &data.source, part);
    }
    if !context.has_test {
        code += &held("test", data.split.test);
    }
    if data.split.validation > 0.0 {
        code += &held("validation", data.split.validation);
    }
    code
}

/// Holds a part back from training.
fn held(part: &str, fraction: f64) -> String {
    let fraction = real(fraction);
    format!(
        "kept, held = hold_back(y_train, {fraction})\n\
         x_{part}, y_{part} = x_train[held], y_train[held]\n\
         x_train, y_train = x_train[kept], y_train[kept]\n"
    )
}

/// Keeps some classes, numbered anew.
fn classes(prepare: &Prepare, source: &Source, parts: &[&str]) -> String {
    let Some(kept) = &prepare.classes else {
        return String::new();
    };
    let names = source::class_names(source);
    let labels: Option<Vec<String>> = kept
        .iter()
        .map(|name| names.iter().position(|n| n == name).map(|n| n.to_string()))
        .collect();
    let names: Vec<_> = kept.iter().map(|name| text(name)).collect();
    let names = names.join(", ");
    let (labels, remark) = match labels {
        Some(labels) => (labels.join(", "), String::new()),
        None => (
            names.clone(),
            "# Fill in: their labels instead of their names.\n".to_owned(),
        ),
    };
    let mut code = format!("# Only {names}.\n{remark}kept_classes = np.array([{labels}])\n");
    for part in parts {
        code += &format!(
            "is_kept = np.isin(y_{part}, kept_classes)\n\
             x_{part}, y_{part} = x_{part}[is_kept], y_{part}[is_kept]\n\
             y_{part} = (y_{part}[:, None] == kept_classes).argmax(axis=1)\n"
        );
    }
    code
}

/// Another colour, brightness or size of a part's pictures.
fn pictures(prepare: &Prepare, source: &Source, part: &str) -> String {
    let x = format!("x_{part}");
    let mut code = String::new();
    match prepare.colour {
        Some(Colour::Grey) if source::shape(source).is_none_or(|s| s.channels() == 3) => {
            code += &format!(
                "{x} = np.round({x} @ [[0.299], [0.587], [0.114]]).astype(\"uint8\")  # in grey\n"
            );
        }
        Some(Colour::Rgb) if source::shape(source).is_none_or(|s| s.channels() == 1) => {
            code += &format!("{x} = np.repeat({x}, 3, axis=-1)  # in three equal channels\n");
        }
        _ => {}
    }
    if prepare.invert {
        code += &format!("{x} = 255 - {x}\n");
    }
    if let Some([height, width]) = prepare.size {
        let how = match prepare.interpolation {
            Interpolation::Nearest => "nearest",
            Interpolation::Bilinear => "bilinear",
        };
        code += &format!(
            "{x} = keras.ops.convert_to_numpy(keras.ops.image.resize({x}, ({height}, {width}), interpolation=\"{how}\"))\n"
        );
    }
    code
}

/// How pictures get their scale: first all of them from 0 to 1, then what is fitted to the training part.
pub struct Scale {
    /// Statements that bring every part to where random changes are made.
    pub first: String,
    /// Statements that fit the rest.
    pub fit: String,
    /// The scaled samples of an expression.
    pub of: fn(&str) -> String,
    /// Whether there is anything after `first`.
    pub is_fitted: bool,
}

/// The scale of an experiment's samples; `parts` are the names of those that there are.
pub fn scale(scaling: Scaling, input: Shape, parts: &[&str]) -> Scale {
    let is_pictures = matches!(input, Shape::Image(_));
    let divided = if is_pictures { " / 255" } else { "" };
    let mut first = String::new();
    for part in parts {
        first += &format!("x_{part} = x_{part}.astype(\"float32\"){divided}\n");
    }
    let axes = if is_pictures { "(0, 1, 2)" } else { "0" };
    match scaling {
        Scaling::Unit => Scale {
            first,
            fit: String::new(),
            of: str::to_owned,
            is_fitted: false,
        },
        Scaling::Standardize => Scale {
            first,
            fit: format!(
                "mean, deviation = x_train.mean(axis={axes}), x_train.std(axis={axes})\n\
                 deviation = np.where(deviation > 0, deviation, 1).astype(\"float32\")\n"
            ),
            of: |x| format!("({x} - mean) / deviation"),
            is_fitted: true,
        },
        Scaling::MinMax => Scale {
            first,
            fit: format!(
                "least, most = x_train.min(axis={axes}), x_train.max(axis={axes})\n\
                 extent = np.where(most > least, most - least, 1).astype(\"float32\")\n"
            ),
            of: |x| format!("({x} - least) / extent"),
            is_fitted: true,
        },
    }
}
