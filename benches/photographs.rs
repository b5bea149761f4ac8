//! How well photographs are classified after as many epochs as the page trains: by the model and the
//! preparation that the page suggests for them, and by the default experiment's. A line of JSON.
//!
//! ```text
//! cargo bench --no-default-features --features flex,files --bench photographs -- FILE SEED…
//! ```

use std::error::Error;
use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use hearth::data::files::{self, NamedFile};
use hearth::data::{Dataset, Loaded, ReadOptions};
use hearth::engine::{Session, open};
use hearth::experiment::{BuiltInModel, Experiment, Suggestion};
use hearth::protocol::DeviceKind;
use hearth::run::Outcome;
use pollster::block_on;

/// Steps between two looks at the outcome.
const PORTION: usize = 64;

/// Prints, for the default and the suggested experiment, the test accuracy of each seed.
fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    let path = PathBuf::from(words.next().ok_or("give a zip of photographs")?);
    let seeds = words.map(|seed| Ok(seed.parse()?));
    let seeds = seeds.collect::<Result<Vec<u64>, Box<dyn Error>>>()?;
    let file = File::open(&path)?;
    let len = file.metadata()?.len();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let file = NamedFile::from_reader(name, BufReader::new(file), len);
    let mut go_on = |_| ControlFlow::Continue(());
    let loaded = files::read(vec![file], &ReadOptions::default(), &mut go_on)?;

    let before = Experiment::default();
    let data = Dataset::prepare(loaded.clone(), &before.data, "", before.seed)?;
    let mut suggested = before.clone();
    Suggestion::for_data(data.shape(), data.train.len()).apply(&mut suggested);
    let accuracies = [before, suggested].map(|experiment| {
        let seeds = seeds.iter().map(|&seed| {
            let experiment = Experiment {
                seed,
                ..experiment.clone()
            };
            accuracy(experiment, loaded.clone())
        });
        seeds.collect::<Result<Vec<f64>, Box<dyn Error>>>()
    });
    let [before, suggested] = accuracies;
    println!("{}", serde_json::to_string(&[before?, suggested?])?);
    Ok(())
}

/// The test accuracy after the last epoch.
fn accuracy(mut experiment: Experiment, loaded: Loaded) -> Result<f64, Box<dyn Error>> {
    let data = Dataset::prepare(loaded, &experiment.data, "", experiment.seed)?;
    if let Some(model) = BuiltInModel::of(&experiment.model) {
        experiment.model = model.for_classes(data.classes.len());
    }
    let device = block_on(open(DeviceKind::Cpu))?;
    let mut session = Session::new(experiment, Arc::new(data), &device)?;
    let mut accuracy = 0.0;
    loop {
        match block_on(session.work(PORTION))? {
            Outcome::EpochEnd(scores) => accuracy = scores.evaluation.test.accuracy,
            Outcome::Finished => return Ok(accuracy),
            _ => {}
        }
    }
}
