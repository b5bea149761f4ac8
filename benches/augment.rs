//! What augmentation costs a training step of the default model on the CPU: a line of JSON.
//!
//! ```text
//! cargo bench --no-default-features --features flex --bench augment -- FOLDER AUGMENTATION…
//! ```

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use hearth::data::{Dataset, builtin};
use hearth::engine::{Session, open};
use hearth::experiment::{Experiment, Source};
use hearth::protocol::DeviceKind;
use hearth::run::Outcome;
use pollster::block_on;

/// Steps that are timed together, and how often that is done for each session in turn: little at
/// a time, so that some of it falls between what else the machine does.
const STEPS: usize = 5;
const TURNS: usize = 150;

/// Prints, for each augmentation, the seconds a step took in each turn of its session: the
/// sessions take turns. MNIST's files are in the folder.
fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    let folder = PathBuf::from(words.next().ok_or("give the folder of the data sets")?);
    let mut experiment = Experiment::default();
    experiment.data.source = Source::Mnist {};
    experiment.training.batch_size = 64;
    experiment.training.epochs = 10;
    let set = builtin::mnist();
    let contents = set.files.iter().map(|file| {
        let bytes = fs::read(folder.join(&set.folder).join(&file.name))?;
        Ok(set.content(file, &bytes)?.into_owned())
    });
    let loaded = set.assemble(contents.collect::<Result<_, Box<dyn Error>>>()?)?;
    let data = Dataset::prepare(loaded, &experiment.data, &set.licence, experiment.seed)?;
    let data = Arc::new(data);
    let device = block_on(open(DeviceKind::Cpu))?;
    let mut sessions = Vec::new();
    for augmentation in words {
        let mut experiment = experiment.clone();
        experiment.data.augmentation = serde_json::from_str(&augmentation)?;
        let session = Session::new(experiment, Arc::clone(&data), &device)?;
        sessions.push((session, Vec::new()));
    }
    for turn in 0..=TURNS {
        for (session, times) in &mut sessions {
            let seconds = steps(session)?;
            // The first is to warm up.
            if turn > 0 {
                times.push(seconds);
            }
        }
    }
    let times = sessions.into_iter().map(|(_, times)| times);
    println!("{}", serde_json::to_string(&times.collect::<Vec<_>>())?);
    Ok(())
}

/// Takes some steps: seconds that one took.
fn steps(session: &mut Session) -> Result<f64, Box<dyn Error>> {
    let mut taken = 0;
    let start = Instant::now();
    while taken < STEPS {
        match block_on(session.work(STEPS - taken))? {
            Outcome::Steps(steps) => taken += steps.len(),
            Outcome::Finished => return Err("the session is over too soon".into()),
            _ => {}
        }
    }
    Ok(start.elapsed().as_secs_f64() / taken as f64)
}
