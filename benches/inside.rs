//! How long the room Inside's answers take natively, on one thread: Grad-CAM of Study C, and the layout of 2 000 rows
//! of 64 numbers by t-SNE, with its first picture.
//!
//! ```text
//! RAYON_NUM_THREADS=1 cargo bench --no-default-features --features flex,reduction --bench inside
//! ```

use std::cell::Cell;
use std::error::Error;
use std::time::Instant;

use hearth::engine::{Explain, Explainer, Network, open};
use hearth::experiment::{BuiltInModel, Shape};
use hearth::protocol::{Buffer, DeviceKind, Reduce, Reduction};
use hearth::reduction::reduce;
use pollster::block_on;

const ROUNDS: usize = 20;
const ROWS: usize = 2000;
const WIDTH: usize = 64;

fn main() -> Result<(), Box<dyn Error>> {
    let shape = Shape::Image([28, 28, 1]);
    let device = block_on(open(DeviceKind::Cpu))?;
    let model = BuiltInModel::StudyCCnn.for_classes(10);
    let (network, summary) = Network::new(&model, shape, 10, 1, &device)?;
    for (layer, line) in summary.layers.iter().enumerate() {
        if !line.class_name.starts_with("Conv") {
            continue;
        }
        let mut times: Vec<f64> = Vec::new();
        for _ in 0..ROUNDS {
            let sample = (0..shape.len()).map(|i| (i % 7) as f32 / 7.0).collect();
            let start = Instant::now();
            let mut explainer = Explainer::new(
                Explain::GradCam {
                    layer: vec![layer],
                    by_place: false,
                },
                3,
                sample,
                shape,
            );
            block_on(explainer.advance(&network))?;
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        println!(
            "Grad-CAM of {}: {:.1} ms, the median of {ROUNDS}",
            line.name,
            times[ROUNDS / 2]
        );
    }

    let rows: Vec<f32> = (0..ROWS * WIDTH)
        .map(|i| {
            let (row, column) = (i / WIDTH, i % WIDTH);
            let own = if column % 10 == row % 10 { 3.0 } else { 0.0 };
            own + ((i * 7919) % 1009) as f32 / 1009.0
        })
        .collect();
    let question = Reduce {
        values: Buffer::of_reals(&rows),
        width: WIDTH as u32,
        method: Reduction::Tsne { perplexity: 30 },
        seed: 1,
    };
    let start = Instant::now();
    let first = Cell::new(None);
    reduce(&question, &|_| {
        if first.get().is_none() {
            first.set(Some(start.elapsed().as_secs_f64()));
        }
    })
    .map_err(|error| error.message)?;
    println!(
        "t-SNE of {ROWS} × {WIDTH}: {:.2} s, the first picture after {:.2} s",
        start.elapsed().as_secs_f64(),
        first.get().unwrap_or(f64::NAN)
    );
    Ok(())
}
