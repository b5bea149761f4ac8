//! Where a script's samples come from: Keras's own loaders, scikit-learn's generators, files, or a place
//! that says what to fill in.

use super::context::Context;
use super::python::{call, remark, single, text};
use crate::experiment::{Colour, Experiment, LabelColumn, Layout, OwnFiles, Points, Shape, Source};

/// The function `load_data` for a source.
pub fn function(source: &Source, context: &Context) -> String {
    let body = match source {
        Source::Mnist {} => grey("mnist"),
        Source::FashionMnist {} => grey("fashion_mnist"),
        Source::Cifar10 {} => {
            "(x_train, y_train), (x_test, y_test) = keras.datasets.cifar10.load_data()\n\
            return x_train, y_train[:, 0], x_test, y_test[:, 0]\n"
                .to_owned()
        }
        Source::QuickDraw { classes, samples } => drawings(classes, *samples),
        Source::Points(points) => generated(points),
        Source::Files(files) => own(files, context),
        Source::SyntheticDigits { train, test } => fill_in(&format!(
            "Hearth draws these digits itself, {train} to train on and {test} to test on; Keras has none like them."
        )),
    };
    let what =
        "Samples and labels, to train on and to test on; None where there are none to test on.";
    let body = super::python::indented(&body, 1);
    format!("def load_data():\n    \"\"\"{what}\"\"\"\n{body}")
}

/// A grey set of Keras's, with an axis for its one channel.
fn grey(module: &str) -> String {
    format!(
        "(x_train, y_train), (x_test, y_test) = keras.datasets.{module}.load_data()\n\
         return x_train[..., np.newaxis], y_train, x_test[..., np.newaxis], y_test\n"
    )
}

/// The files that Google publishes, of which Hearth has the first drawings.
fn drawings(classes: &[String], samples: usize) -> String {
    let names: Vec<_> = classes.iter().map(|name| text(name)).collect();
    let test = (samples / 5).max(1);
    let train = samples - test;
    format!(
        "address = \"https://storage.googleapis.com/quickdraw_dataset/full/numpy_bitmap/\"\n\
         # Hearth packs drawings that Google's reviewers recognized; these are the first of all.\n\
         x, y = ([], []), ([], [])\n\
         for label, name in enumerate([{}]):\n    \
             file = keras.utils.get_file(name + \".npy\", address + name.replace(\" \", \"%20\") + \".npy\")\n    \
             drawings = np.load(file, mmap_mode=\"r\")[:{samples}].reshape(-1, 28, 28, 1)\n    \
             for part, some in enumerate([drawings[:{train}], drawings[{train}:]]):\n        \
                 x[part].append(some)\n        \
                 y[part].append(np.full(len(some), label))\n\
         return np.concatenate(x[0]), np.concatenate(y[0]), np.concatenate(x[1]), np.concatenate(y[1])\n",
        names.join(", ")
    )
}

/// Points, by scikit-learn where it makes them.
fn generated(points: &Points) -> String {
    let (features, classes) = points.dimensions();
    let n = points.samples.to_string();
    let [noise, separation] = [points.noise, points.separation].map(single);
    let seed = ("random_state", "SEED".to_owned());
    let made = match points.layout {
        Layout::Classification => call(
            "datasets.make_classification",
            &[
                ("n_samples", n),
                ("n_features", features.to_string()),
                ("n_informative", features.to_string()),
                ("n_redundant", "0".to_owned()),
                ("n_classes", classes.to_string()),
                (
                    "n_clusters_per_class",
                    points.clusters_per_class().to_string(),
                ),
                ("flip_y", noise),
                ("class_sep", separation.clone()),
                seed,
            ],
        ),
        Layout::Moons => call(
            "datasets.make_moons",
            &[("n_samples", n), ("noise", noise), seed],
        ),
        Layout::Circles => call(
            "datasets.make_circles",
            &[("n_samples", n), ("noise", noise), seed],
        ),
        Layout::Blobs => call(
            "datasets.make_blobs",
            &[
                ("n_samples", n),
                ("n_features", features.to_string()),
                ("centers", classes.to_string()),
                ("cluster_std", noise),
                seed,
            ],
        ),
        Layout::Spiral => {
            return format!(
                "random = np.random.default_rng(SEED)\n\
                 y = np.arange({n}) % {classes}\n\
                 along = (np.arange({n}) // {classes} + 1) / -(-{n} // {classes})\n\
                 angle = along * 3 * np.pi + 2 * np.pi * y / {classes}\n\
                 x = {separation} * along[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)\n\
                 return x + random.normal(0, {noise} * 0.2, x.shape), y, None, None\n"
            );
        }
        Layout::Xor => {
            return format!(
                "random = np.random.default_rng(SEED)\n\
                 right, up = np.arange({n}) % 2, np.arange({n}) // 2 % 2\n\
                 x = {separation} * (2 * np.stack([right, up], axis=1) - 1)\n\
                 return x + random.normal(0, {noise}, x.shape), right ^ up, None, None\n"
            );
        }
    };
    let is_left_out =
        points.layout != Layout::Classification && (points.separation - 1.0).abs() > f32::EPSILON;
    let remark = if is_left_out {
        format!(
            "# Not in this script: Hearth's separation of {separation}; scikit-learn has no such argument.\n"
        )
    } else {
        String::new()
    };
    format!("from sklearn import datasets\n\n{remark}x, y = {made}\nreturn x, y, None, None\n")
}

/// People's own files: a table, a folder of pictures for each class, or a place to fill.
fn own(files: &OwnFiles, context: &Context) -> String {
    let Some(first) = files.names.first() else {
        return fill_in("The experiment names no files.");
    };
    let others = match &files.names[1..] {
        [] => String::new(),
        others => {
            let others: Vec<_> = others.iter().map(|name| remark(name)).collect();
            format!(
                "# Not read here, and part of the experiment: {}.\n",
                others.join(", ")
            )
        }
    };
    let end = first
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let code = match (end.as_str(), context.input) {
        ("csv" | "tsv", shape) => table(first, &end, files, shape),
        (
            "zip" | "png" | "jpg" | "jpeg" | "gif" | "webp",
            Shape::Image([height, width, channels]),
        ) => {
            let folder = text(first.trim_end_matches(".zip"));
            let colours = if channels == 1 { "grayscale" } else { "rgb" };
            format!(
                "# The unpacked pictures, a folder for each class.\n\
                 pictures = keras.utils.image_dataset_from_directory(\n    \
                     {folder}, image_size=({height}, {width}), color_mode=\"{colours}\", batch_size=None, shuffle=False\n\
                 )\n\
                 x, y = zip(*pictures.as_numpy_iterator())\n\
                 return np.stack(x).astype(\"uint8\"), np.array(y), None, None\n"
            )
        }
        _ => fill_in(&format!("The experiment reads {}.", remark(first))),
    };
    others + &code
}

/// A table, by pandas.
fn table(name: &str, end: &str, files: &OwnFiles, shape: Shape) -> String {
    let separator = if end == "tsv" { ", sep=\"\\t\"" } else { "" };
    let label = match &files.options.label {
        LabelColumn::Name { name } => text(name),
        _ => "table.columns[0]  # the column of the classes".to_owned(),
    };
    let pictures = match shape {
        Shape::Image(axes) => {
            let [height, width, channels] = axes.map(|n| n.to_string());
            format!(".reshape(-1, {height}, {width}, {channels}).astype(\"uint8\")")
        }
        Shape::Flat(_) => ".astype(\"float32\")".to_owned(),
    };
    let missing = match files.options.missing {
        Some(_) => "# Not in this script: what Hearth does about missing values.\n",
        None => "",
    };
    format!(
        "import pandas\n\n\
         table = pandas.read_csv({}{separator})\n\
         label = {label}\n\
         {missing}\
         y, _ = pandas.factorize(table.pop(label), sort=True)\n\
         return table.to_numpy(){pictures}, y, None, None\n",
        text(name)
    )
}

/// A place to fill: arrays from a file.
fn fill_in(why: &str) -> String {
    format!(
        "# {why}\n\
         # Fill in: a file with these four arrays; labels are whole numbers from 0.\n\
         arrays = np.load(\"data.npz\")\n\
         return arrays[\"x_train\"], arrays[\"y_train\"], arrays[\"x_test\"], arrays[\"y_test\"]\n"
    )
}

/// The shape of samples as the source has them, where it says so.
pub fn shape(source: &Source) -> Option<Shape> {
    match source {
        Source::Cifar10 {} => Some(Shape::Image([32, 32, 3])),
        Source::Points(points) => Some(Shape::Flat(points.dimensions().0)),
        Source::Files(_) => None,
        _ => Some(Shape::Image([28, 28, 1])),
    }
}

/// The number of a source's classes, where it says so.
pub fn classes(source: &Source) -> Option<usize> {
    match source {
        Source::Points(points) => Some(points.dimensions().1),
        Source::QuickDraw { classes, .. } => Some(classes.len()),
        Source::Files(_) => None,
        _ => Some(10),
    }
}

/// The names of a source's classes, in the order of the labels of its loader; none where only the
/// files say.
pub fn class_names(source: &Source) -> Vec<String> {
    let fixed = |names: [&str; 10]| names.map(str::to_owned).to_vec();
    match source {
        Source::FashionMnist {} => fixed([
            "T-shirt/top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot",
        ]),
        Source::Cifar10 {} => fixed([
            "airplane",
            "automobile",
            "bird",
            "cat",
            "deer",
            "dog",
            "frog",
            "horse",
            "ship",
            "truck",
        ]),
        Source::QuickDraw { classes, .. } => classes.clone(),
        Source::Files(_) => Vec::new(),
        source => (0..classes(source).unwrap_or(10))
            .map(|n| n.to_string())
            .collect(),
    }
}

impl Context {
    /// What an experiment itself says of its data; nothing for people's own files.
    #[must_use]
    pub fn of(experiment: &Experiment) -> Option<Self> {
        let data = &experiment.data;
        let shape = match shape(&data.source)? {
            Shape::Image([height, width, channels]) => {
                let [height, width] = data.prepare.size.unwrap_or([height, width]);
                let channels = data.prepare.colour.map_or(channels, Colour::channels);
                Shape::Image([height, width, channels])
            }
            row @ Shape::Flat(_) => row,
        };
        let classes = match &data.prepare.classes {
            Some(kept) => kept.len(),
            None => classes(&data.source)?,
        };
        Some(Self {
            input: shape,
            classes,
            has_test: !matches!(data.source, Source::Points(_)),
        })
    }
}
