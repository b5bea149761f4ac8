//! Reads and checks a model's file for the page, which hands it on to a worker that computes.

use js_sys::Uint8Array;
use web_sys::{File, FileReaderSync};

use crate::experiment::Experiment;
use crate::model_file::ModelFile;
use crate::protocol::{Buffer, DataEvent, ErrorKind, WireError};

/// Bytes that a file may hold: what the largest network takes with its optimizer.
const MOST: f64 = (1 << 30) as f64;

/// Reads the file that came beside the page's message.
pub fn read(file: Option<&File>) -> DataEvent {
    match file.ok_or_else(gone).and_then(checked) {
        Ok((experiment, bytes)) => DataEvent::ExperimentRead {
            result: Box::new(Ok(experiment)),
            model: Some(Buffer::from(bytes)),
        },
        Err(error) => DataEvent::ExperimentRead {
            result: Box::new(Err(error)),
            model: None,
        },
    }
}

fn checked(file: &File) -> Result<(Experiment, Vec<u8>), WireError> {
    if file.size() > MOST {
        return Err(WireError::new(
            ErrorKind::Run,
            format!("{} is larger than any model of Hearth's", file.name()),
            "Load a model that Hearth saved.",
        ));
    }
    let buffer = FileReaderSync::new().and_then(|reader| reader.read_as_array_buffer(file));
    let buffer = buffer.map_err(|_| gone())?;
    let bytes = Uint8Array::new(&buffer).to_vec();
    let experiment = {
        let of_file = |error| WireError::from(&error);
        let model = ModelFile::open(&bytes).map_err(of_file)?;
        let (mut experiment, ..) = model.check().map_err(of_file)?;
        // They are of another machine, and nothing that was trained on.
        experiment.data.forget_outside();
        experiment
    };
    Ok((experiment, bytes))
}

fn gone() -> WireError {
    WireError::new(
        ErrorKind::Run,
        "the browser can no longer read the model's file",
        "It was changed or deleted meanwhile: choose it again.",
    )
}
