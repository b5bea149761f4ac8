//! A run in a process of its own: `hearth train` with the experiment on its standard input.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;

use clap::ValueEnum;
use hearth::protocol::ErrorKind;
use hearth::run::Scores;
use hearth::sweep::{EpochReadings, FinalScores, Run};
use serde_json::Value;

use super::super::device::Device;
use super::super::failure::Failure;

/// What a run reports.
pub enum Report {
    /// An epoch is over.
    Epoch(EpochReadings),
    /// It is over.
    Ended(FinalScores),
    /// It failed, and would again.
    Failed(String),
    /// Its process ended without saying why.
    Lost(String),
    /// Somebody ended it, and probably the sweep.
    Interrupted,
}

/// How runs are begun.
#[derive(Clone)]
pub struct Child {
    program: PathBuf,
    /// Where own files are looked for first.
    folder: PathBuf,
    data: PathBuf,
    device: String,
    threads: usize,
}

impl Child {
    /// Runs of the experiment of a file, each on so many threads.
    pub fn new(
        experiment: &Path,
        data: &Path,
        device: Device,
        threads: usize,
    ) -> Result<Self, Failure> {
        let absolute = |path: &Path| {
            std::path::absolute(path).map_err(|error| {
                let message = format!("{}: {error}", path.display());
                Failure::new(ErrorKind::Data, message, "Name the folder with --data DIR.")
            })
        };
        let program = std::env::current_exe().map_err(|error| {
            let hint = "Is the program still where it was started from?";
            Failure::new(ErrorKind::Internal, error.to_string(), hint)
        })?;
        let device = device.to_possible_value();
        let folder = absolute(experiment)?;
        Ok(Self {
            program,
            folder: folder.parent().unwrap_or(Path::new(".")).to_owned(),
            data: absolute(data)?,
            device: device.map_or_else(String::new, |value| value.get_name().to_owned()),
            threads,
        })
    }

    /// Carries a run out; the last report says how it ended.
    pub fn run(
        &self,
        run: &Run,
        checkpoints: Option<&Path>,
        weights: Option<&Path>,
        mut report: impl FnMut(Report),
    ) {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.folder);
        command.args([
            "train",
            "-",
            "--events",
            "--no-layers",
            "--device",
            &self.device,
        ]);
        command.args(["--threads", &self.threads.to_string()]);
        command.arg("--data").arg(&self.data);
        if let Some(folder) = checkpoints {
            command.arg("--checkpoints").arg(folder);
        }
        if let Some(file) = weights {
            command.arg("--weights").arg(file);
            command.args(["--initial-epoch", &run.initial_epoch.to_string()]);
        }
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) => return report(Report::Lost(format!("it could not be started: {error}"))),
        };
        let text = run.experiment.to_json();
        let stdin = child.stdin.take();
        // A process that ended already does not read; its exit says why.
        let _ = stdin.map(|mut stdin| stdin.write_all(text.as_bytes()));
        let mut stderr = child.stderr.take();
        let errors = thread::spawn(move || {
            let mut text = String::new();
            let _ = stderr
                .as_mut()
                .map(|stderr| stderr.read_to_string(&mut text));
            text
        });
        let mut last = String::new();
        if let Some(stdout) = child.stdout.take() {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if let Some(readings) = epoch(&line) {
                    report(Report::Epoch(readings));
                }
                last = line;
            }
        }
        let errors = errors.join().unwrap_or_default();
        let status = child.wait();
        report(match status {
            Ok(status) if status.success() => scores(&last).map_or_else(
                || Report::Lost("it printed no metrics".to_owned()),
                Report::Ended,
            ),
            Ok(status) if is_interruption(status) => Report::Interrupted,
            // What `hearth train` says of an experiment or its data.
            Ok(status) if status.code() == Some(1) => Report::Failed(reason(&errors)),
            Ok(status) => Report::Lost(format!("{status}. {}", reason(&errors)).trim().to_owned()),
            Err(error) => Report::Lost(error.to_string()),
        });
    }
}

/// The readings of a line that says that an epoch is over.
fn epoch(line: &str) -> Option<EpochReadings> {
    if !line.starts_with("{\"epoch_end\"") {
        return None;
    }
    let mut line: Value = serde_json::from_str(line).ok()?;
    serde_json::from_value(line.get_mut("epoch_end")?.take()).ok()
}

/// What the last line of a run says.
fn scores(line: &str) -> Option<FinalScores> {
    let line: Value = serde_json::from_str(line).ok()?;
    let number = |value: &Value, name: &str| value.get(name)?.as_f64();
    let test = line.get("test")?;
    let mean = line.get("macro_avg")?;
    Some(FinalScores {
        test: Scores {
            loss: number(test, "loss").unwrap_or(f64::NAN),
            accuracy: number(test, "accuracy").unwrap_or(f64::NAN),
        },
        precision: number(mean, "precision")?,
        recall: number(mean, "recall")?,
        f1: number(mean, "f1")?,
        seconds: number(&line, "seconds")?,
    })
}

/// The last error among the lines of a process, without the progress before it.
fn reason(errors: &str) -> String {
    let error = errors
        .rfind("error: ")
        .map_or(errors, |at| &errors[at + "error: ".len()..]);
    let lines: Vec<&str> = error
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join(". ").replace("..", ".")
}

/// Whether somebody ended the process, as Ctrl-C ends all of a terminal.
#[cfg(unix)]
fn is_interruption(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    const SIGNALS: [i32; 3] = [1, 2, 15];
    status
        .signal()
        .is_some_and(|signal| SIGNALS.contains(&signal))
}

#[cfg(not(unix))]
fn is_interruption(_: ExitStatus) -> bool {
    false
}
