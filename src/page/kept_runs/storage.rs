//! The browser's database of kept runs (IndexedDB). A run is a line of the index, a record and a model's file, which
//! one transaction writes together: after a crash all of them are there or none, and tabs that write at the same time
//! wait for one another.

use idb::{Database, Factory, ObjectStore, ObjectStoreParams, Query, Transaction, TransactionMode};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, File};

use super::keeping::as_people_had_it;
use super::msg::Change;
use super::state::{Entry, FinishedRecord, beyond};
use crate::run::RunRecord;
use crate::web::port;

/// Its name and version. Records say their own version.
const DATABASE: &str = "hearth-runs";
const VERSION: u32 = 1;
/// Of each run a line of JSON, read whenever runs are listed.
const INDEX: &str = "index";
/// Of each run its record as JSON.
const RECORDS: &str = "records";
/// Of some runs the model's file.
const MODELS: &str = "models";
const ALL: [&str; 3] = [INDEX, RECORDS, MODELS];

/// Why something cannot be done, as the browser says it.
pub type Failure = String;

/// The database.
pub struct Storage(Database);

/// A run that was deleted, as it was stored.
pub struct Deleted {
    id: String,
    /// What was under its id in each of [`ALL`].
    values: [Option<JsValue>; 3],
}

impl Storage {
    /// Opens the database.
    ///
    /// # Errors
    /// The browser stores nothing here, as in some private windows.
    pub async fn open() -> Result<Self, Failure> {
        Self::named(DATABASE).await
    }

    /// The same of another name, for tests.
    ///
    /// # Errors
    /// As of [`Self::open`].
    pub async fn named(name: &str) -> Result<Self, Failure> {
        let factory = Factory::new().map_err(failed)?;
        let mut request = factory.open(name, Some(VERSION)).map_err(failed)?;
        request.on_upgrade_needed(|event| {
            use idb::DatabaseEvent;
            let Ok(database) = event.database() else {
                return;
            };
            for store in ALL {
                // It fails where there is one already.
                let _ = database.create_object_store(store, ObjectStoreParams::new());
            }
        });
        let mut database = request.await.map_err(failed)?;
        // Another tab of a later build wants to change it: it need not wait for this one.
        database.on_version_change(|event| {
            use idb::DatabaseEvent;
            if let Ok(database) = event.database() {
                database.close();
            }
        });
        Ok(Self(database))
    }

    /// Every run, in short; what this build cannot read stays where it is and is not listed.
    ///
    /// # Errors
    /// The browser failed.
    pub async fn list(&self) -> Result<Vec<Entry>, Failure> {
        let transaction = self.begin(&[INDEX], TransactionMode::ReadOnly)?;
        entries(&store(&transaction, INDEX)?).await
    }

    /// Stores a run, and drops the oldest that are not pinned if all together take more than `cap` bytes; returns its
    /// line of the index, and the ids of what was dropped.
    ///
    /// # Errors
    /// There is no room, or the browser failed; then nothing is changed.
    pub async fn put(
        &self,
        run: &FinishedRecord,
        cap: u64,
    ) -> Result<(Entry, Vec<String>), Failure> {
        let transaction = self.begin(&ALL, TransactionMode::ReadWrite)?;
        let index = store(&transaction, INDEX)?;
        let mut summary = run.record.summary.clone();
        let key = JsValue::from_str(&summary.id);
        let before = entry(get(&index, &key).await?);
        let mut model_bytes = 0;
        if let Some(before) = before {
            as_people_had_it(&mut summary, &before.summary);
            model_bytes = before.model_bytes;
        }
        if let Some(model) = &run.model {
            let blob = Blob::new_with_buffer_source_sequence(&Array::of1(&port::array(model)));
            let blob = blob.map_err(|e| format!("{e:?}"))?;
            model_bytes = model.len() as u64;
            put(&store(&transaction, MODELS)?, &key, &blob).await?;
        }
        summary.has_model = model_bytes > 0;
        let mut record = (*run.record).clone();
        record.summary = summary.clone();
        let record = record.to_json();
        let entry = Entry {
            summary,
            record_bytes: record.len() as u64,
            model_bytes,
            is_held: false,
        };
        put(&store(&transaction, RECORDS)?, &key, &record.into()).await?;
        put_entry(&index, &entry).await?;
        let gone = beyond(&entries(&index).await?, cap);
        delete_all(&transaction, &gone).await?;
        commit(transaction).await?;
        Ok((entry, gone))
    }

    /// Drops what is beyond so many bytes; returns the ids.
    ///
    /// # Errors
    /// The browser failed; then nothing is changed.
    pub async fn prune(&self, cap: u64) -> Result<Vec<String>, Failure> {
        let transaction = self.begin(&ALL, TransactionMode::ReadWrite)?;
        let gone = beyond(&entries(&store(&transaction, INDEX)?).await?, cap);
        delete_all(&transaction, &gone).await?;
        commit(transaction).await?;
        Ok(gone)
    }

    /// Changes a run's line of the index.
    ///
    /// # Errors
    /// The browser failed; then nothing is changed.
    pub async fn change(&self, id: &str, change: &Change) -> Result<(), Failure> {
        let transaction = self.begin(&[INDEX], TransactionMode::ReadWrite)?;
        let index = store(&transaction, INDEX)?;
        // Another tab may have deleted it.
        if let Some(mut entry) = entry(get(&index, &id.into()).await?) {
            change.apply(&mut entry.summary);
            put_entry(&index, &entry).await?;
        }
        commit(transaction).await
    }

    /// The records of runs, named as they are now; those that are gone are missing.
    ///
    /// # Errors
    /// The browser failed, or a record is of a later build.
    pub async fn records(&self, ids: &[String]) -> Result<Vec<RunRecord>, Failure> {
        let transaction = self.begin(&[INDEX, RECORDS], TransactionMode::ReadOnly)?;
        let (index, records) = (store(&transaction, INDEX)?, store(&transaction, RECORDS)?);
        let mut found = Vec::new();
        for id in ids {
            let key = JsValue::from_str(id);
            let entry = entry(get(&index, &key).await?);
            let text = get(&records, &key).await?;
            if let (Some(entry), Some(text)) = (entry, text.and_then(|text| text.as_string())) {
                let record = RunRecord::from_json(&text);
                let mut record = record.map_err(|why| format!("{} {why}", entry.summary.name))?;
                record.summary = entry.summary;
                found.push(record);
            }
        }
        Ok(found)
    }

    /// A run's model, as a file.
    ///
    /// # Errors
    /// The browser failed.
    pub async fn model(&self, id: &str) -> Result<Option<File>, Failure> {
        let transaction = self.begin(&[MODELS], TransactionMode::ReadOnly)?;
        let found = get(&store(&transaction, MODELS)?, &id.into()).await?;
        let Some(blob) = found.and_then(|found| found.dyn_into::<Blob>().ok()) else {
            return Ok(None);
        };
        let file = File::new_with_blob_sequence(&Array::of1(&blob), "model.safetensors");
        file.map(Some).map_err(|e| format!("{e:?}"))
    }

    /// Deletes runs; returns what they were.
    ///
    /// # Errors
    /// The browser failed; then nothing is changed.
    pub async fn delete(&self, ids: &[String]) -> Result<Vec<Deleted>, Failure> {
        let transaction = self.begin(&ALL, TransactionMode::ReadWrite)?;
        let mut deleted = Vec::new();
        for id in ids {
            let mut values = [const { None }; 3];
            for (value, name) in values.iter_mut().zip(ALL) {
                *value = get(&store(&transaction, name)?, &id.into()).await?;
            }
            deleted.push(Deleted {
                id: id.clone(),
                values,
            });
        }
        delete_all(&transaction, ids).await?;
        commit(transaction).await?;
        Ok(deleted)
    }

    /// Stores again what was deleted.
    ///
    /// # Errors
    /// There is no room, or the browser failed; then nothing is changed.
    pub async fn put_back(&self, deleted: &[Deleted]) -> Result<(), Failure> {
        let transaction = self.begin(&ALL, TransactionMode::ReadWrite)?;
        for Deleted { id, values } in deleted {
            for (value, name) in values.iter().zip(ALL) {
                if let Some(value) = value {
                    put(&store(&transaction, name)?, &id.into(), value).await?;
                }
            }
        }
        commit(transaction).await
    }

    fn begin(&self, stores: &[&str], mode: TransactionMode) -> Result<Transaction, Failure> {
        self.0.transaction(stores, mode).map_err(failed)
    }
}

/// An error in the browser's own words.
#[allow(clippy::needless_pass_by_value)]
fn failed(error: idb::Error) -> Failure {
    error.to_string()
}

fn store(transaction: &Transaction, name: &str) -> Result<ObjectStore, Failure> {
    transaction.object_store(name).map_err(failed)
}

async fn get(store: &ObjectStore, key: &JsValue) -> Result<Option<JsValue>, Failure> {
    let request = store.get(Query::from(key.clone())).map_err(failed)?;
    request.await.map_err(failed)
}

async fn put(store: &ObjectStore, key: &JsValue, value: &JsValue) -> Result<(), Failure> {
    let request = store.put(value, Some(key)).map_err(failed)?;
    request.await.map_err(failed)?;
    Ok(())
}

async fn put_entry(index: &ObjectStore, entry: &Entry) -> Result<(), Failure> {
    let text = serde_json::to_string(entry).map_err(|e| e.to_string())?;
    put(index, &entry.summary.id.as_str().into(), &text.into()).await
}

async fn entries(index: &ObjectStore) -> Result<Vec<Entry>, Failure> {
    let request = index.get_all(None, None).map_err(failed)?;
    let found = request.await.map_err(failed)?;
    Ok(found
        .into_iter()
        .filter_map(|value| entry(Some(value)))
        .collect())
}

fn entry(value: Option<JsValue>) -> Option<Entry> {
    serde_json::from_str(&value?.as_string()?).ok()
}

async fn delete_all(transaction: &Transaction, ids: &[String]) -> Result<(), Failure> {
    for name in ALL {
        let store = store(transaction, name)?;
        for id in ids {
            let key = JsValue::from_str(id);
            let request = store.delete(Query::from(key)).map_err(failed)?;
            request.await.map_err(failed)?;
        }
    }
    Ok(())
}

/// Waits until what was done is stored.
async fn commit(transaction: Transaction) -> Result<(), Failure> {
    let transaction = transaction.commit().map_err(failed)?;
    if transaction.await.map_err(failed)?.is_aborted() {
        return Err("it gave up writing, as where there is no room".to_owned());
    }
    Ok(())
}
