//! The folder of `--tensorboard`: event files of a run, as Keras's callback `TensorBoard` names them.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use hearth::export::tensorboard::{Buckets, first_record, histogram, scalars};
use hearth::protocol::ErrorKind;
use hearth::run::{EpochResult, Histogram, NetworkStatistics, Notice, Progress, Scores};

use super::failure::Failure;

/// The parts of the data, each a run of its own for TensorBoard, and so a colour of its own.
const PARTS: [&str; 3] = ["train", "validation", "test"];

/// Writes the events of a run. Steps and epochs are counted from 0, as Keras counts them.
pub struct TensorBoard {
    folder: PathBuf,
    /// Files of the parts that had anything to say so far.
    files: [Option<File>; 3],
    learning_rate: Option<f64>,
}

impl TensorBoard {
    /// Makes the folder: whether it can be written is known before hours of training.
    pub fn begin(folder: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(folder).map_err(|e| unwritable(folder, &e))?;
        Ok(Self {
            folder: folder.to_owned(),
            files: [None, None, None],
            learning_rate: None,
        })
    }

    /// Writes the steps of a report.
    pub fn progress(&mut self, progress: &Progress) -> Result<(), Failure> {
        let mut records = Vec::new();
        for step in &progress.steps {
            self.learning_rate = Some(step.learning_rate);
            let values = [
                ("batch_loss", f64::from(step.loss)),
                ("batch_accuracy", f64::from(step.accuracy)),
                ("batch_learning_rate", step.learning_rate),
            ];
            records.extend(scalars(now(), step.step - 1, &values));
        }
        self.write(0, &records)
    }

    /// Writes the scores of an epoch.
    pub fn epoch(&mut self, epoch: &EpochResult) -> Result<(), Failure> {
        let step = epoch.epoch - 1;
        let values = |scores: Scores| {
            [
                ("epoch_loss", scores.loss),
                ("epoch_accuracy", scores.accuracy),
            ]
        };
        let mut train = values(epoch.train).to_vec();
        train.extend(self.learning_rate.map(|rate| ("epoch_learning_rate", rate)));
        self.write(0, &scalars(now(), step, &train))?;
        if let Some(validation) = epoch.validation {
            self.write(1, &scalars(now(), step, &values(validation)))?;
        }
        self.write(2, &scalars(now(), step, &values(epoch.test)))
    }

    /// Writes the histograms of the layers' weights and outputs.
    pub fn layers(&mut self, statistics: &NetworkStatistics) -> Result<(), Failure> {
        let mut records = Vec::new();
        for layer in &statistics.layers {
            let parts: [(&str, &Option<Histogram>); 2] =
                [("weights", &layer.weights), ("outputs", &layer.outputs)];
            for (part, values) in parts {
                if let Some(Histogram { low, high, counts }) = values {
                    let tag = format!("{}/{part}", layer.name);
                    let (low, high) = (f64::from(*low), f64::from(*high));
                    records.extend(histogram(
                        now(),
                        statistics.step - 1,
                        &tag,
                        &Buckets { low, high, counts },
                    ));
                }
            }
        }
        self.write(0, &records)
    }

    /// Takes in another step size.
    pub fn notice(&mut self, notice: &Notice) {
        if let Notice::RateChanged { learning_rate, .. } = notice {
            self.learning_rate = Some(*learning_rate);
        }
    }

    fn write(&mut self, part: usize, records: &[u8]) -> Result<(), Failure> {
        if records.is_empty() {
            return Ok(());
        }
        let folder = self.folder.join(PARTS[part]);
        let file = match &mut self.files[part] {
            Some(file) => file,
            none => none.insert(open(&folder).map_err(|e| unwritable(&folder, &e))?),
        };
        file.write_all(records).map_err(|e| unwritable(&folder, &e))
    }
}

/// A new file in the folder of a part. TensorBoard finds it by its name.
fn open(folder: &Path) -> std::io::Result<File> {
    fs::create_dir_all(folder)?;
    let seconds = now() as u64;
    let name = format!(
        "events.out.tfevents.{seconds:010}.hearth.{}",
        std::process::id()
    );
    let mut file = File::create(folder.join(name))?;
    file.write_all(&first_record(now()))?;
    Ok(file)
}

fn now() -> f64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0.0, |since| since.as_secs_f64())
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        ErrorKind::Data,
        format!("{}: {error}", path.display()),
        "Give --tensorboard a folder that can be written.",
    )
}
