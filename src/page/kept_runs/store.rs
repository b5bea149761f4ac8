//! How the kept runs meet the page, and the page's surroundings do what they ask for.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use js_sys::{Array, Date, Math};
use leptos::prelude::window;
use leptos::task::spawn_local;
use web_sys::File;

use super::cap;
use super::event_file::file_name;
use super::lent::{lend, let_go};
use super::msg::{Msg, Request};
use super::state::{Ended, Finished, FinishedRecord, State};
use super::storage::{Deleted, Failure, Storage};
use super::text::{fetch_event_file, fetch_text};
use super::update::update;
use crate::experiment::Experiment;
use crate::page::chunk_store::{ChunkState, ChunkStore, dispatch_kept};
use crate::page::files;
use crate::page::save::save;
use crate::page::store::Store;
use crate::page::update::{self as page, DataMsg, ModelsMsg};
use crate::protocol::{
    Buffer, DataAnswer, ExportedRun, NetworkAnswer, PendingExperiment, RunsQuery,
};
use crate::run::RunRecord;
use crate::web::port;

/// The kept runs and the one way to change what is known of them.
pub type RunsStore = ChunkStore<State>;

thread_local! {
    static STORAGE: RefCell<Option<Rc<Storage>>> = const { RefCell::new(None) };
    /// What was deleted last.
    static DELETED: RefCell<Vec<Deleted>> = const { RefCell::new(Vec::new()) };
    /// What the runs of this visit are told from others' by.
    static VISIT: Cell<Option<u64>> = const { Cell::new(None) };
}

impl ChunkState for State {
    type Msg = Msg;
    type Request = Request;

    fn update(&mut self, msg: Msg) -> Vec<Request> {
        let was_busy = self.transfer.is_some();
        let requests = update(self, msg);
        if was_busy && self.transfer.is_none() {
            let_go();
        }
        requests
    }

    fn on_answer(answer: DataAnswer) -> Msg {
        Msg::Loader(answer)
    }

    fn on_network_answer(answer: NetworkAnswer) -> Option<Msg> {
        Some(Msg::Network(answer))
    }

    fn carry_out(request: Request, page: Store) {
        match request {
            Request::Loader(question) => page.dispatch(page::Msg::Data(DataMsg::Ask(question))),
            Request::Network(question) => page.dispatch(page::Msg::AskNetwork(question)),
            Request::OpenText(json) => open_experiment(page, json),
            Request::Write(experiment, run) => write_text(page, experiment, run),
            Request::OpenModel(_, Some(model)) => {
                if let Ok(file) = file_of(&model) {
                    open_model(page, &file);
                }
            }
            Request::Save(name, bytes) => save_file(page, name, &bytes),
            Request::SaveEvents(_, Some(record)) => save_events(page, record),
            other => spawn_local(async move {
                if let Err(why) = carry_out_later(other, page).await {
                    let why = format!("The browser's storage failed: {why}.");
                    dispatch_kept::<State>(page, Msg::Failed(why));
                }
            }),
        }
    }
}

/// What takes the browser a while.
async fn carry_out_later(request: Request, page: Store) -> Result<(), Failure> {
    let answer = move |msg| dispatch_kept::<State>(page, msg);
    let storage = match storage().await {
        Ok(storage) => storage,
        Err(why) => {
            answer(Msg::Listed(Err(why.clone())));
            if let Request::Put(run) = request {
                answer(Msg::Kept(run, Err(why)));
            }
            return Ok(());
        }
    };
    match request {
        Request::Open => {
            let listed = storage.list().await.map(|entries| (entries, cap::read()));
            answer(Msg::Listed(listed));
        }
        Request::Put(run) => {
            let result = storage.put(&run, cap::read()).await;
            let result = result.map(|(entry, gone)| (Box::new(entry), gone));
            answer(Msg::Kept(run, result));
        }
        Request::Change(id, change) => storage.change(&id, &change).await?,
        Request::SetCap(cap) => {
            cap::write(cap);
            answer(Msg::Dropped(storage.prune(cap).await?));
        }
        Request::Delete(ids) => {
            let deleted = storage.delete(&ids).await?;
            DELETED.set(deleted);
        }
        Request::PutBack => storage.put_back(&DELETED.take()).await?,
        Request::Read(ids) => answer(Msg::Read(storage.records(&ids).await?)),
        Request::OpenExperiment(id) => {
            if let Some(record) = storage.records(&[id]).await?.pop() {
                open_experiment(page, record.experiment);
            }
        }
        Request::OpenModel(id, _) => match storage.model(&id).await? {
            Some(file) => open_model(page, &file),
            None => answer(Msg::Failed(
                "The model of this run was not kept.".to_owned(),
            )),
        },
        Request::Gather(ids, held) => {
            let query = gather(&storage, &ids, held).await;
            if query.is_err() {
                answer(Msg::GiveUp);
            }
            answer(Msg::Gathered(query?));
        }
        Request::SaveEvents(id, _) => {
            if let Some(record) = storage.records(&[id]).await?.pop() {
                save_events(page, Arc::new(record));
            }
        }
        // They are carried out at once.
        Request::Loader(_)
        | Request::Network(_)
        | Request::OpenText(_)
        | Request::Save(..)
        | Request::Write(..) => {}
    }
    Ok(())
}

/// Opened once, when it is first wanted.
async fn storage() -> Result<Rc<Storage>, Failure> {
    if let Some(storage) = STORAGE.with_borrow(Clone::clone) {
        return Ok(storage);
    }
    let storage = Rc::new(Storage::open().await?);
    STORAGE.set(Some(Rc::clone(&storage)));
    Ok(storage)
}

fn open_experiment(page: Store, json: String) {
    page.dispatch(page::Msg::OpenExperiment(Ok(PendingExperiment::Json(json))));
}

/// Writes the JSON of a run's experiment.
fn write_text(page: Store, experiment: Box<Experiment>, mut run: FinishedRecord) {
    spawn_local(async move {
        match fetch_text().await {
            Ok(to_json) => {
                Arc::make_mut(&mut run.record).experiment = to_json(&experiment);
                dispatch_kept::<State>(page, Msg::Written(run));
            }
            Err(why) => {
                let why = format!("A run could not be kept: {why}.");
                dispatch_kept::<State>(page, Msg::Failed(why));
            }
        }
    });
}

fn save_file(page: Store, name: &str, bytes: &Buffer) {
    if let Err(why) = save(name, bytes) {
        page.dispatch(page::Msg::NotSaved(format!("{why:?}")));
    }
}

/// Saves a run as one of TensorBoard's event files.
fn save_events(page: Store, record: Arc<RunRecord>) {
    spawn_local(async move {
        match fetch_event_file().await {
            Ok(event_file) => {
                save_file(page, &file_name(&record), &event_file(&record).into());
            }
            Err(why) => page.dispatch(page::Msg::NotSaved(why.to_string())),
        }
    });
}

fn open_model(page: Store, file: &File) {
    let file = files::keep(file, "model.safetensors".to_owned());
    page.dispatch(page::Msg::Models(ModelsMsg::Load(file)));
}

fn file_of(bytes: &Buffer) -> Result<File, Failure> {
    let parts = Array::of1(&port::array(bytes));
    File::new_with_buffer_source_sequence(&parts, "model.safetensors").map_err(|e| format!("{e:?}"))
}

/// What the loader needs to export runs: the records, and addresses of the models.
async fn gather(
    storage: &Storage,
    ids: &[String],
    held: Vec<FinishedRecord>,
) -> Result<RunsQuery, Failure> {
    let mut runs = Vec::new();
    for record in storage.records(ids).await? {
        let model = storage.model(&record.summary.id).await?;
        runs.push(ExportedRun {
            record: record.to_json(),
            model: model.as_ref().and_then(|file| lend(file)),
        });
    }
    for FinishedRecord { record, model } in held {
        let model = model.and_then(|model| file_of(&model).ok());
        runs.push(ExportedRun {
            record: record.to_json(),
            model: model.as_ref().and_then(|file| lend(file)),
        });
    }
    Ok(RunsQuery::Export(runs))
}

/// Keeps a run.
pub fn keep(page: Store, finished: Finished) {
    let over = match finished {
        Finished::Record(run) => return dispatch_kept::<State>(page, Msg::Keep(run)),
        Finished::Over(over) => over,
    };
    let visit = VISIT.get().unwrap_or_else(|| {
        let opened = window().performance().map_or(0.0, |p| p.time_origin());
        // Milliseconds and 20 bits of chance: no two tabs have the same.
        let visit = ((opened as u64) << 20) ^ (Math::random() * f64::from(1 << 20)) as u64;
        VISIT.set(Some(visit));
        visit
    });
    let ended = Ended {
        id: format!("{visit:016x}-{}", over.run.key.0),
        over,
        at: Date::now(),
    };
    dispatch_kept::<State>(page, Msg::Over(ended));
}
