//! Files of samples for a trained network, which is all that is left of the data it was trained on.

use std::ops::ControlFlow;

use super::{NamedFile, read};
use crate::data::{
    DataError, Dataset, InputFormat, LabelColumn, Loaded, Progress, ReadOptions, SampleFormat,
    Samples, Unlabelled,
};
use crate::experiment::{Data, Source};

/// A data set whose only samples are those of the files, as a network of this format gets them.
/// Labels in the files are left out: files with labels can be used as they are.
///
/// # Errors
/// Those of [`read`], and samples of another kind or of other columns than the network takes.
pub fn to_predict(
    files: Vec<NamedFile>,
    format: &InputFormat,
    settings: &Data,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Dataset, DataError> {
    let mut data = format.empty_dataset(settings)?;
    let own = Loaded {
        classes: format.classes.clone(),
        train: Some(format.none_loaded()?),
        ..Loaded::default()
    };
    let options = own.outside_options(&read_options(format, settings));
    let unlabelled = without_labels(read(files, &options, progress)?);
    let loaded = own.with_outside(unlabelled)?;
    data.report = loaded.report;
    if let Some(unlabelled) = loaded.unlabelled {
        let mut unlabelled = unlabelled.like(&data.train.samples, &settings.prepare)?;
        if let (Unlabelled::Features { values, .. }, Some(fills)) = (&mut unlabelled, &data.fills) {
            fills.fill(values);
        }
        data.unlabelled = Some(unlabelled);
    }
    Ok(data)
}

/// How the experiment reads its own files, where it has some; a column of labels may lack.
fn read_options(format: &InputFormat, settings: &Data) -> ReadOptions {
    let options = match &settings.source {
        Source::Files(own) => own.options.clone(),
        _ => ReadOptions::default(),
    };
    let label = match format.samples {
        SampleFormat::Picture { .. } => LabelColumn::Find,
        // A column of labels is one more than the network's, and is not used.
        SampleFormat::Row { .. } => LabelColumn::None,
    };
    ReadOptions {
        label,
        classes: None,
        ..options
    }
}

/// All samples of what was read, as samples without labels: those to train on first.
fn without_labels(mut loaded: Loaded) -> Loaded {
    let parts = [
        loaded.train.take(),
        loaded.validation.take(),
        loaded.test.take(),
    ];
    for part in parts.into_iter().flatten() {
        let part = unlabelled(&part);
        loaded.unlabelled = Some(match (loaded.unlabelled.take(), part) {
            (
                Some(Unlabelled::Pictures {
                    shape, mut pixels, ..
                }),
                Unlabelled::Pictures { pixels: more, .. },
            ) => {
                pixels.extend(more);
                // Not all of them have one.
                let names = Vec::new();
                Unlabelled::Pictures {
                    shape,
                    pixels,
                    names,
                }
            }
            (
                Some(Unlabelled::Features {
                    columns,
                    mut values,
                }),
                Unlabelled::Features { values: more, .. },
            ) => {
                values.extend(more);
                Unlabelled::Features { columns, values }
            }
            (_, part) => part,
        });
    }
    loaded
}

fn unlabelled(part: &Samples) -> Unlabelled {
    match part {
        Samples::Pictures(pictures) => Unlabelled::Pictures {
            shape: pictures.shape,
            pixels: pictures.pixels.clone(),
            names: Vec::new(),
        },
        Samples::Features(features) => Unlabelled::Features {
            columns: features.columns.clone(),
            values: features.values.clone(),
        },
    }
}
