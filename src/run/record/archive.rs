//! Runs as one zip: of each its record as JSON and, under the same name, its model's file.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::RunRecord;

/// Most bytes that the files of an archive may hold together.
const MOST: u64 = 2 << 30;
const RECORD: &str = ".json";
const MODEL: &str = ".safetensors";

/// A record's JSON and its model's file.
pub type ArchivedRun = (String, Option<Vec<u8>>);

/// Runs as a zip.
///
/// # Errors
/// There is no memory for it.
pub fn write(runs: &[ArchivedRun]) -> Result<Vec<u8>, String> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: String, method, bytes: &[u8]| -> Result<(), String> {
        let options = SimpleFileOptions::default().compression_method(method);
        let failed =
            |error: &dyn std::fmt::Display| format!("the archive cannot be written: {error}");
        zip.start_file(name, options).map_err(|e| failed(&e))?;
        zip.write_all(bytes).map_err(|e| failed(&e))
    };
    for (i, (record, model)) in runs.iter().enumerate() {
        let name = format!("run-{:04}", i + 1);
        let deflated = CompressionMethod::Deflated;
        put(format!("{name}{RECORD}"), deflated, record.as_bytes())?;
        if let Some(model) = model {
            // Weights are as good as random: nothing would come of packing them.
            put(format!("{name}{MODEL}"), CompressionMethod::Stored, model)?;
        }
    }
    let written = zip.finish().map_err(|e| e.to_string())?;
    Ok(written.into_inner())
}

/// The runs in a file: a zip of records and models, or the JSON of one record; and what in it cannot be read, with
/// the reason. `progress` is told the part of a zip that is unpacked.
#[must_use]
pub fn read(
    name: &str,
    bytes: Vec<u8>,
    progress: &mut dyn FnMut(f64),
) -> (Vec<ArchivedRun>, Vec<String>) {
    if !bytes.starts_with(b"PK") {
        return match String::from_utf8(bytes) {
            Ok(text) => match RunRecord::from_json(&text) {
                Ok(_) => (vec![(text, None)], Vec::new()),
                Err(why) => (Vec::new(), vec![format!("{name} {why}")]),
            },
            Err(_) => (
                Vec::new(),
                vec![format!("{name} is no archive of runs and no run.")],
            ),
        };
    }
    let mut faults = Vec::new();
    let mut files = match unpacked(bytes, progress) {
        Ok(files) => files,
        Err(why) => {
            return (
                Vec::new(),
                vec![format!("{name} cannot be unpacked: {why}.")],
            );
        }
    };
    let names = files.keys().filter(|file| file.ends_with(RECORD));
    let names: Vec<String> = names.cloned().collect();
    let mut runs = Vec::new();
    for file in names {
        let text = String::from_utf8(files.remove(&file).unwrap_or_default());
        let checked = match &text {
            Ok(text) => RunRecord::from_json(text).map(|_| ()),
            Err(_) => Err("is no text.".to_owned()),
        };
        match (checked, text) {
            (Ok(()), Ok(text)) => {
                let model = format!("{}{MODEL}", file.trim_end_matches(RECORD));
                runs.push((text, files.remove(&model)));
            }
            (Err(why), _) => faults.push(format!("{file} in {name} {why}")),
            _ => {}
        }
    }
    if runs.is_empty() && faults.is_empty() {
        faults.push(format!("{name} has no runs in it."));
    }
    (runs, faults)
}

fn unpacked(
    bytes: Vec<u8>,
    progress: &mut dyn FnMut(f64),
) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
    let mut left = MOST;
    let mut files = BTreeMap::new();
    for i in 0..zip.len() {
        progress(i as f64 / zip.len() as f64);
        let file = zip.by_index(i).map_err(|e| e.to_string())?;
        let name = file.name().map_err(|e| e.to_string())?.into_owned();
        if !name.ends_with(RECORD) && !name.ends_with(MODEL) {
            continue;
        }
        let mut contents = Vec::new();
        // What it says of its size need not be true.
        let read = file.take(left + 1).read_to_end(&mut contents);
        let read = read.map_err(|e| e.to_string())? as u64;
        left = left.checked_sub(read).ok_or("it holds more than 2 GB")?;
        files.insert(name, contents);
    }
    Ok(files)
}

#[cfg(all(test, not(target_family = "wasm")))]
mod tests {
    use super::{ArchivedRun, RunRecord, write};
    use crate::experiment::Experiment;

    fn record(id: &str) -> String {
        RunRecord::new(id.to_owned(), &Experiment::default()).to_json()
    }

    fn runs_of_three() -> Vec<ArchivedRun> {
        ["a", "b", "c"].map(|id| (record(id), None)).to_vec()
    }

    fn read(name: &str, bytes: Vec<u8>) -> (Vec<ArchivedRun>, Vec<String>) {
        super::read(name, bytes, &mut |_| {})
    }

    #[test]
    fn runs_are_read_as_they_were_written() {
        let runs = vec![(record("a"), Some(vec![7; 1000])), (record("b"), None)];
        let bytes = write(&runs).expect("written");
        assert_eq!(read("runs.zip", bytes), (runs, Vec::new()));
        let mut parts = Vec::new();
        let bytes = write(&runs_of_three()).expect("written");
        let _ = super::read("three.zip", bytes, &mut |part| parts.push(part));
        assert_eq!(parts, [0.0, 1.0 / 3.0, 2.0 / 3.0]);
        let one = record("c");
        assert_eq!(
            read("c.json", one.clone().into_bytes()),
            (vec![(one, None)], vec![])
        );
    }

    #[test]
    fn what_is_no_run_is_named_and_the_others_are_read() {
        let runs = vec![("{}".to_owned(), None), (record("b"), None)];
        let bytes = write(&runs).expect("written");
        let (read_runs, faults) = read("class.zip", bytes.clone());
        assert_eq!(read_runs, runs[1..]);
        assert!(
            faults[0].starts_with("run-0001.json in class.zip is no run"),
            "{faults:?}"
        );
        let (none, faults) = read("cut.zip", bytes[..40].to_vec());
        assert!(
            none.is_empty() && faults[0].starts_with("cut.zip cannot be unpacked"),
            "{faults:?}"
        );
        let (none, faults) = read("x.json", b"[1]".to_vec());
        assert!(
            none.is_empty() && faults[0].starts_with("x.json is no run"),
            "{faults:?}"
        );
        let empty = write(&[]).expect("written");
        assert_eq!(read("empty.zip", empty).1, ["empty.zip has no runs in it."]);
    }
}
