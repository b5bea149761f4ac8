//! How long a training step of an experiment takes natively: a line of JSON with the median in milliseconds, or an
//! error. It also writes the experiment as a script for Keras, for `keras_speed.py`, and its network for `peers.mjs`, beside the
//! script with the ending `.json`.
//!
//! ```text
//! cargo bench --no-default-features --features flex,files --bench speed -- EXPERIMENT THREADS SCRIPT
//! ```

use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hearth::data::{Dataset, digits};
use hearth::engine::{Session, open, set_threads};
use hearth::experiment::{Experiment, Shape};
use hearth::export::{Context, keras_code};
use hearth::protocol::DeviceKind;
use hearth::run::Outcome;
use pollster::block_on;

/// For how long steps are timed, and how many at least.
const TIME: Duration = Duration::from_secs(2);
const LEAST: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let words = std::env::args().skip(1).filter(|word| word != "--bench");
    let words: Vec<String> = words.collect();
    let [file, threads, script] = &words[..] else {
        return Err("give an experiment, a number of threads and a file for the script".into());
    };
    set_threads(threads.parse()?);
    let experiment: Experiment = serde_json::from_str(&fs::read_to_string(file)?)?;
    let batch = experiment.training.batch_size;
    // Enough for all steps of an epoch of any case.
    let loaded = digits::load(batch * 40, 100, 7);
    let data = Dataset::prepare(loaded, &experiment.data, digits::LICENCE, experiment.seed)?;
    let context = Context {
        input: data.shape(),
        classes: data.classes.len(),
        has_test: true,
    };
    fs::write(script, keras_code(&experiment, &context))?;
    fs::write(
        Path::new(script).with_extension("json"),
        network(&experiment, data.shape())?.to_string(),
    )?;
    let line = match steps(experiment, data) {
        Ok(ms) => serde_json::json!({ "ms": ms }),
        Err(error) => serde_json::json!({ "error": error.to_string() }),
    };
    println!("{line}");
    Ok(())
}

/// The median of some steps in milliseconds.
fn steps(experiment: Experiment, data: Dataset) -> Result<f64, Box<dyn Error>> {
    let device = block_on(open(DeviceKind::Cpu))?;
    let mut session = Session::new(experiment, Arc::new(data), &device)?;
    let mut times = Vec::new();
    let start = Instant::now();
    while times.len() < LEAST || start.elapsed() < TIME {
        let step = Instant::now();
        match block_on(session.work(1))? {
            Outcome::Steps(_) => times.push(step.elapsed().as_secs_f64() * 1e3),
            Outcome::Finished => break,
            _ => {}
        }
    }
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}

/// What other libraries need: the layers and the update rule as the format has them, the shape of a picture, channels
/// last, and the size of a batch.
fn network(experiment: &Experiment, shape: Shape) -> Result<serde_json::Value, Box<dyn Error>> {
    let Shape::Image(input) = shape else {
        return Err("the other libraries' networks are for pictures".into());
    };
    Ok(serde_json::json!({
        "layers": experiment.model.layers,
        "optimizer": experiment.optimizer,
        "input": input,
        "batch": experiment.training.batch_size,
    }))
}
