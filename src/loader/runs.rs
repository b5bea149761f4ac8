//! What the loader does for the runs that are kept: it tells experiments apart, and writes and reads archives.

use web_sys::AbortController;

use super::loaded_data::LoadedData;
use crate::experiment::{Experiment, differences};
use crate::protocol::{
    Buffer, ErrorKind, ExportedRun, ImportedRun, RunsFile, RunsQuery, RunsReply, WireError,
};
use crate::run::record::archive::{self, ArchivedRun};
use crate::sweep::records;
use crate::web::fetch::fetch;

/// How the name of a sweep's journal ends.
const JOURNAL: &str = ".jsonl";
/// Most bytes of a file that is read.
const MOST: u64 = 1 << 30;

/// The answer to a question; `None` if it is about data that is not loaded. `report` is called with what comes before.
pub async fn answer(
    query: RunsQuery,
    loaded_data: Option<&LoadedData>,
    report: &dyn Fn(&RunsReply),
) -> Option<RunsReply> {
    Some(match query {
        RunsQuery::Fingerprint => RunsReply::Fingerprint(loaded_data?.data.test_fingerprint()),
        RunsQuery::Differences(texts) => RunsReply::Differences(difference(&texts)),
        RunsQuery::Export(runs) => RunsReply::Exported(export(runs).await.map(Buffer::from)),
        RunsQuery::Import(files) => import(files, report).await,
    })
}

fn difference(texts: &[String]) -> Result<Vec<crate::experiment::Difference>, WireError> {
    let experiments: Result<Vec<Experiment>, _> = texts
        .iter()
        .map(|text| Experiment::from_json(text))
        .collect();
    Ok(differences(&experiments.map_err(WireError::from)?))
}

async fn export(runs: Vec<ExportedRun>) -> Result<Vec<u8>, WireError> {
    let failed = |why: String| {
        WireError::new(
            ErrorKind::Internal,
            format!("The runs cannot be exported: {why}"),
            "Export fewer runs at a time.",
        )
    };
    let mut archived: Vec<ArchivedRun> = Vec::new();
    for ExportedRun { record, model } in runs {
        let model = match model {
            Some(address) => Some(file(&address).await.map_err(failed)?),
            None => None,
        };
        archived.push((record, model));
    }
    archive::write(&archived).map_err(failed)
}

async fn import(files: Vec<RunsFile>, report: &dyn Fn(&RunsReply)) -> RunsReply {
    let (mut runs, mut faults) = (Vec::new(), Vec::new());
    let count = files.len() as f64;
    for (i, RunsFile { name, address }) in files.into_iter().enumerate() {
        let mut reported = None;
        let mut progress = |part: f64| {
            let percent = (100.0 * (i as f64 + part) / count) as u8;
            if reported.replace(percent) != Some(percent) {
                report(&RunsReply::Progress(percent));
            }
        };
        progress(0.0);
        match file(&address).await {
            Ok(bytes) if name.ends_with(JOURNAL) => match records(&String::from_utf8_lossy(&bytes))
            {
                Ok(found) => runs.extend(found.iter().map(|record| ImportedRun {
                    record: record.to_json(),
                    model: None,
                })),
                Err(why) => faults.push(format!("{name} {why}")),
            },
            Ok(bytes) => {
                let (found, wrong) = archive::read(&name, bytes, &mut progress);
                faults.extend(wrong);
                runs.extend(found.into_iter().map(|(record, model)| ImportedRun {
                    record,
                    model: model.map(Buffer::from),
                }));
            }
            Err(why) => faults.push(format!("{name} cannot be read: {why}.")),
        }
    }
    RunsReply::Imported { runs, faults }
}

async fn file(address: &str) -> Result<Vec<u8>, String> {
    let controller = AbortController::new().map_err(|_| "the browser is too old".to_owned())?;
    let read = fetch(address, MOST, &controller.signal(), &mut |_, _| {}).await;
    read.map_err(|error| error.to_string())
}
