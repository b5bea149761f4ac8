//! How long a training step takes natively, with our own kernels and with burn-flex's operations: milliseconds,
//! the median and the least of interleaved rounds. On Linux, of the processor's time: other programs do not count.
//!
//! ```text
//! cargo bench --no-default-features --features flex --bench step -- [ROUNDS [MODEL [own]]]
//! ```

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use hearth::data::{Dataset, digits};
use hearth::engine::{Session, open, without_own_kernels};
use hearth::experiment::{BuiltInModel, Experiment};
use hearth::protocol::DeviceKind;
use pollster::block_on;

/// Steps of a round.
const STEPS: usize = 10;
const MODELS: [BuiltInModel; 3] = [
    BuiltInModel::SmallCnn,
    BuiltInModel::StudyCCnn,
    BuiltInModel::PhotoCnn,
];

fn main() -> Result<(), Box<dyn Error>> {
    let words = std::env::args().skip(1).filter(|word| word != "--bench");
    let words: Vec<String> = words.collect();
    let rounds = words.first().map_or(Ok(5), |word| word.parse::<usize>())?;
    let only: Option<&String> = words.get(1);
    for model in MODELS {
        if only.is_some_and(|name| !model.name().contains(name.as_str())) {
            continue;
        }
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..rounds {
            times[0].push(round(model)?);
            if words.len() < 3 {
                times[1].push(without_own_kernels(|| round(model))?);
            }
        }
        for (name, times) in ["own kernels", "burn-flex"].iter().zip(&mut times) {
            times.sort_by(f64::total_cmp);
            if times.is_empty() {
                continue;
            }
            let (least, median) = (times[0], times[times.len() / 2]);
            println!(
                "{:<14} {name:<12} {median:>8.2} ms a step, least {least:.2}",
                model.name()
            );
        }
    }
    Ok(())
}

/// Milliseconds a step.
fn round(model: BuiltInModel) -> Result<f64, Box<dyn Error>> {
    let mut experiment = Experiment {
        model: model.model(),
        ..Experiment::default()
    };
    experiment.training.batch_size = 64;
    let loaded = digits::load(64 * (STEPS + 4), 100, 7);
    let data = Dataset::prepare(loaded, &experiment.data, digits::LICENCE, experiment.seed)?;
    let device = block_on(open(DeviceKind::Cpu))?;
    let mut session = Session::new(experiment, Arc::new(data), &device)?;
    block_on(session.work(2))?;
    let start = Clock::start();
    let mut steps = 0;
    while steps < STEPS {
        block_on(session.work(STEPS - steps))?;
        steps = session.step() - 2;
    }
    Ok(start.seconds() * 1e3 / STEPS as f64)
}

/// Time that passes for this thread.
struct Clock {
    wall: Instant,
    processor: Option<u64>,
}

impl Clock {
    fn start() -> Self {
        Self {
            wall: Instant::now(),
            processor: processor(),
        }
    }

    fn seconds(&self) -> f64 {
        match (self.processor, processor()) {
            (Some(start), Some(end)) => (end - start) as f64 / 1e9,
            _ => self.wall.elapsed().as_secs_f64(),
        }
    }
}

/// Nanoseconds that this thread has run, where the system says so.
fn processor() -> Option<u64> {
    let times = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    times.split(' ').next()?.parse().ok()
}
