//! `hearth find-rate`: tries learning rates on an experiment, and suggests one.

use std::path::PathBuf;

use clap::Args;
use hearth::engine::RateSearch;
use hearth::run::FindRate;

use super::device::Device;
use super::failure::Failure;
use super::output::print_line;
use super::train::session;

/// The experiment, and which rates are tried.
#[derive(Args)]
pub struct Options {
    /// The experiment: a JSON file of the format in assets/experiment.schema.json.
    experiment: PathBuf,
    /// What computes.
    #[arg(long, value_enum, default_value_t = Device::Cpu)]
    device: Device,
    /// Folder with the data sets' files.
    #[arg(long, default_value = "stage/data")]
    data: PathBuf,
    /// The first rate.
    #[arg(long, default_value_t = FindRate::default().lowest)]
    lowest: f64,
    /// The last rate.
    #[arg(long, default_value_t = FindRate::default().highest)]
    highest: f64,
    /// Steps at most, each with a greater rate.
    #[arg(long, default_value_t = FindRate::default().steps)]
    steps: usize,
}

/// Searches, and prints what was found as a line of JSON.
pub fn run(options: &Options) -> Result<(), Failure> {
    pollster::block_on(search(options))
}

async fn search(options: &Options) -> Result<(), Failure> {
    let device = options.device.into();
    let session = session(&options.experiment, device, &options.data).await?;
    let rates = FindRate {
        lowest: options.lowest,
        highest: options.highest,
        steps: options.steps,
    };
    let mut search = RateSearch::new(&session, rates).await?;
    let found = loop {
        if let Some(found) = search.work(8).await? {
            break found;
        }
    };
    match found.suggested {
        Some(rate) => eprintln!("try a learning rate of {rate:.1e}"),
        None => eprintln!("the loss never fell: try lower rates, or look at the data"),
    }
    print_line(&found)
}
