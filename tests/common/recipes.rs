//! The recipes, and few samples for each that are like its own data and are always there.

use std::path::PathBuf;

use hearth::data::{Dataset, Loaded, Pictures, digits, points};
use hearth::experiment::{Experiment, Source};

/// The names of all recipes, in their order.
pub fn names() -> Vec<String> {
    let files = std::fs::read_dir(folder()).expect("the folder of recipes");
    let mut names: Vec<String> = files
        .map(|entry| entry.expect("an entry").path())
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    names
}

/// The recipe of a name.
pub fn read(name: &str) -> Experiment {
    experiment(&folder().join(format!("{name}.json")))
}

/// The experiment of a file.
pub fn experiment(path: &std::path::Path) -> Experiment {
    let text = std::fs::read_to_string(path).expect("a file");
    Experiment::from_json(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// So many samples of the shape and classes of an experiment's data, prepared and divided as it says.
pub fn few(experiment: &Experiment, samples: usize) -> Dataset {
    let (data, seed) = (&experiment.data, experiment.seed);
    let loaded = match &data.source {
        Source::Points(few) => points::load(few, seed).expect("points"),
        Source::Files(files) if is_zip(&files.names[0]) => photographs(samples),
        _ => digits::load(samples, 20, seed),
    };
    Dataset::prepare(loaded, data, "", seed).expect("prepared")
}

/// Coloured noise that is brighter in one class than in the other.
fn photographs(samples: usize) -> Loaded {
    let shape = [128, 128, 3];
    let part = |n: usize| {
        let labels: Vec<u16> = (0..n).map(|i| (i % 2) as u16).collect();
        let picture = |&label: &u16| {
            let values = (0..shape.iter().product::<usize>()).map(move |i| i * 7919 % 128);
            values.map(move |value| value as u8 + 100 * label as u8)
        };
        let pixels = labels.iter().flat_map(picture).collect();
        Pictures::new(shape, pixels, labels)
            .expect("pictures")
            .into()
    };
    let classes = ["bears", "pandas"].map(str::to_owned).to_vec();
    Loaded::of_parts(classes, part(samples), part(2))
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/recipes"))
}

fn is_zip(name: &str) -> bool {
    let extension = std::path::Path::new(name).extension();
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}
