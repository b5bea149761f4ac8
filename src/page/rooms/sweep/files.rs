//! What writes experiments, runs and journals as JSON: a chunk of its own, fetched when there is something to write.

use super::kept_run::{EndedRun, record};
use crate::experiment::{Experiment, link};
use crate::page::kept_runs;
use crate::page::save::save_text;
use crate::page::store::Store;
use crate::page::update::Msg;
use crate::protocol::PendingExperiment;
use crate::sweep::{Entry, journal};

/// Something to be written.
pub enum FileTask {
    /// A run that is over, for those that are kept.
    KeepRun(Box<EndedRun>),
    /// The journal, as a file.
    SaveJournal(Vec<Entry>),
    /// An experiment, to take for the page's.
    Open(Box<Experiment>),
}

/// Writes it.
pub fn carry_out(page: Store, task: FileTask) {
    match task {
        FileTask::KeepRun(run) => kept_runs::fetched::keep(page, record(&run)),
        FileTask::SaveJournal(entries) => {
            let saved = journal::write(&entries).map_err(|error| error.to_string());
            let saved = saved.and_then(|lines| {
                save_text("sweep.journal.jsonl", &lines).map_err(|why| format!("{why:?}"))
            });
            if let Err(why) = saved {
                page.dispatch(Msg::NotSaved(why));
            }
        }
        FileTask::Open(experiment) => {
            let json = link::to_json(&experiment);
            page.dispatch(Msg::OpenExperiment(Ok(PendingExperiment::Json(json))));
        }
    }
}
