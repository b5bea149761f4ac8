//! Reads a file to labels and pixels, once, by the reader of the command line and the page: a
//! line of JSON. A process for each reading, so that Hearth's and a peer's can take turns.
//!
//! ```text
//! cargo bench --no-default-features --features files --bench read -- FILE
//! ```

use std::error::Error;
use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

use hearth::data::ReadOptions;
use hearth::data::files::{self, NamedFile};
use peak_alloc::PeakAlloc;
use serde_json::json;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Prints the seconds, the bytes of memory taken at most, and those of the samples it leaves.
fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("give a file")?;
    let path = PathBuf::from(path);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let start = Instant::now();
    let file = File::open(&path)?;
    let len = file.metadata()?.len();
    let file = NamedFile::from_reader(name, BufReader::new(file), len);
    let mut go_on = |_| ControlFlow::Continue(());
    let loaded = files::read(vec![file], &ReadOptions::default(), &mut go_on)?;
    let seconds = start.elapsed().as_secs_f64();
    let measured = json!({
        "seconds": seconds,
        "peak": MEMORY.peak_usage() - before,
        "samples": loaded.report.bytes,
    });
    println!("{measured}");
    Ok(())
}
