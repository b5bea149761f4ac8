//! How long a training step takes natively, with our own kernels on one thread and on all, and with burn-flex's
//! operations: milliseconds, the median and the least of interleaved rounds. On Linux, those of one thread are of
//! the processor's time: other programs do not count.
//!
//! ```text
//! cargo bench --no-default-features --features flex --bench step -- [ROUNDS [MODEL [own]]]
//! ```

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use hearth::data::{Dataset, digits};
use hearth::engine::{Session, on_one_thread, open, set_threads, without_own_kernels};
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
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    set_threads(threads);
    for model in MODELS {
        if only.is_some_and(|name| !model.name().contains(name.as_str())) {
            continue;
        }
        let mut times = [const { Vec::new() }; 3];
        for _ in 0..rounds {
            times[0].push(on_one_thread(|| round(model, false))?);
            times[1].push(round(model, true)?);
            if words.len() < 3 {
                times[2].push(without_own_kernels(|| round(model, false))?);
            }
        }
        let all = format!("{threads} threads");
        let names = ["own kernels", &all, "burn-flex"];
        for (name, times) in names.iter().zip(&mut times) {
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
fn round(model: BuiltInModel, is_wall: bool) -> Result<f64, Box<dyn Error>> {
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
    let start = Clock::start(is_wall);
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
    fn start(is_wall: bool) -> Self {
        Self {
            wall: Instant::now(),
            processor: processor().filter(|_| !is_wall),
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
