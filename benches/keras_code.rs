//! Writes what a script for Keras is compared by: for every recipe the script, the weights that Hearth
//! begins with, the batches of some steps, and Hearth's losses on them.
//!
//! Dropout, noise and augmentation are set to nothing on both sides: they draw other numbers.
//!
//! ```text
//! cargo bench --no-default-features --features flex,files --bench keras_code -- FOLDER
//! ```

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hearth::data::{Dataset, batch};
use hearth::engine::{Device, Session, open, read};
use hearth::experiment::{Augmentation, Experiment, FieldValue, Shape};
use hearth::export::{Context, keras_code};
use hearth::protocol::DeviceKind;
use hearth::run::Outcome;
use pollster::block_on;
use serde_json::json;

#[path = "../tests/common/recipes.rs"]
mod recipes;

/// Steps that are compared, and samples of each.
const STEPS: usize = 5;
const BATCH: usize = 16;

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    let folder = PathBuf::from(words.next().ok_or("give a folder")?);
    let only: Vec<String> = words.collect();
    let device = block_on(open(DeviceKind::Cpu))?;
    for name in recipes::names() {
        let is_network = recipes::read(&name).model.classifier.is_none();
        if is_network && (only.is_empty() || only.contains(&name)) {
            let folder = folder.join(&name);
            fs::create_dir_all(&folder)?;
            write(&name, &folder, &device)?;
        }
    }
    Ok(())
}

/// Writes a recipe's files.
fn write(name: &str, folder: &Path, device: &Device) -> Result<(), Box<dyn Error>> {
    let experiment = calm(recipes::read(name))?;
    let data = Arc::new(recipes::few(&experiment, STEPS * BATCH * 2));
    let context = Context {
        input: data.shape(),
        classes: data.classes.len(),
        has_test: true,
    };
    fs::write(folder.join("script.py"), keras_code(&experiment, &context))?;
    batches(&data, folder)?;
    let mut session = Session::new(experiment, Arc::clone(&data), device)?;
    let mut values = Vec::new();
    let mut weights = Vec::new();
    for parameter in &session.network().parameters {
        let read = block_on(read(parameter.value.clone()))?;
        values.extend_from_slice(&parameter.to_keras(&read));
        weights.push(json!({ "name": parameter.name, "shape": parameter.weight.shape }));
    }
    fs::write(folder.join("weights.bin"), bytes(&values))?;
    let parameters = session.summary().total();
    let mut losses = Vec::new();
    while losses.len() < STEPS {
        match block_on(session.work(1))? {
            Outcome::Steps(records) => losses.extend(records.iter().map(|r| r.loss)),
            Outcome::Finished => break,
            _ => {}
        }
    }
    losses.truncate(STEPS);
    let facts = json!({
        "parameters": parameters,
        "weights": weights,
        "input": data.shape().axes(),
        "batch": BATCH,
        "steps": session.total_steps(),
        "losses": losses,
    });
    fs::write(folder.join("facts.json"), facts.to_string())?;
    Ok(())
}

/// The experiment with batches in order and nothing at random in a step.
fn calm(mut experiment: Experiment) -> Result<Experiment, Box<dyn Error>> {
    experiment.data.augmentation = Augmentation::default();
    experiment.training.batch_size = BATCH;
    experiment.training.epochs = 1;
    experiment.training.shuffle = false;
    for (path, field) in experiment.all_fields() {
        let is_random = path.starts_with("model.") && ["rate", "stddev"].contains(&field.name);
        if is_random {
            experiment.set_value(&path, FieldValue::Real(0.0))?;
        }
    }
    Ok(experiment)
}

/// Writes the samples of the steps as Keras has them, channels last, and their labels.
fn batches(data: &Dataset, folder: &Path) -> Result<(), Box<dyn Error>> {
    let train = &data.train;
    let taken = &train.indices[..(STEPS * BATCH).min(train.indices.len())];
    let mut values = Vec::new();
    data.fill(&train.samples, taken, &mut values);
    if let Shape::Image([height, width, channels]) = data.shape() {
        let plane = height * width;
        let pictures = values.chunks(plane * channels);
        let last = pictures.flat_map(|picture| {
            (0..plane).flat_map(move |i| (0..channels).map(move |c| picture[c * plane + i]))
        });
        values = last.collect();
    }
    fs::write(folder.join("samples.bin"), bytes(&values))?;
    let labels = batch::labels(&train.samples, taken);
    let labels: Vec<f32> = labels.into_iter().map(f32::from).collect();
    fs::write(folder.join("labels.bin"), bytes(&labels))?;
    Ok(())
}

fn bytes(values: &[f32]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}
