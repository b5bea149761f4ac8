//! Hearth on the command line: the same core, natively, for batch runs, tests and benches.

mod checkpoints;
mod classifier;
mod describe;
mod device;
mod evaluate;
mod export;
mod failure;
mod files;
mod find_rate;
mod load;
mod metrics;
mod output;
mod predict;
mod predictions;
mod printable;
mod progress;
mod record;
mod sweep;
mod tensorboard;
mod terminal;
mod train;
mod whole_file;

use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::thread::available_parallelism;

use clap::{Parser, Subcommand};
use hearth::engine::set_threads;

/// Trains neural networks; what the page does in a browser tab, without one.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    /// Threads that a network is computed on; all cores if it is left out. The numbers do not depend on it.
    #[arg(long, global = true, value_name = "N")]
    threads: Option<NonZeroUsize>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run an experiment and print its final metrics as a line of JSON.
    Train(train::Options),
    /// Ask the model of a file about samples: a table of their classes and probabilities, as CSV.
    Predict(predict::Options),
    /// Say how good a network is: every score as a line of JSON, and a report as one HTML file.
    Evaluate(evaluate::Options),
    /// Write an experiment as a script for Keras, as Keras's summary, as a diagram or as JSON.
    Export(export::Options),
    /// Try learning rates on an experiment, and print what the loss did as a line of JSON.
    FindRate(find_rate::Options),
    /// Carry out the sweep of an experiment: its trials, several at a time, and a table of their results.
    Sweep(sweep::Arguments),
    /// Inspect data before training on it.
    Data {
        #[command(subcommand)]
        command: Data,
    },
}

#[derive(Subcommand)]
enum Data {
    /// Describe files: samples, classes, columns, missing values, duplicates, anything unusual.
    Describe(describe::Options),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let threads = arguments.threads.or_else(|| available_parallelism().ok());
    set_threads(threads.map_or(1, NonZeroUsize::get));
    let result = match arguments.command {
        Command::Train(options) => train::run(&options),
        Command::Predict(options) => predict::run(&options),
        Command::Evaluate(options) => evaluate::run(&options),
        Command::Export(options) => export::run(&options),
        Command::FindRate(options) => find_rate::run(&options),
        Command::Sweep(arguments) => sweep::run(&arguments),
        Command::Data {
            command: Data::Describe(options),
        } => describe::run(options),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}
