//! The browser's database of kept runs, in a real browser.

#![cfg(target_family = "wasm")]

use std::sync::Arc;

use hearth::experiment::Experiment;
use hearth::page::kept_runs::msg::Change;
use hearth::page::kept_runs::state::FinishedRecord;
use hearth::page::kept_runs::storage::Storage;
use hearth::protocol::Buffer;
use hearth::run::RunRecord;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const NO_CAP: u64 = u64::MAX;

fn run(id: &str, ended_at: f64, model: Option<usize>) -> FinishedRecord {
    let mut record = RunRecord::new(id.to_owned(), &Experiment::default());
    record.summary.ended_at = ended_at;
    FinishedRecord {
        record: Arc::new(record),
        model: model.map(|bytes| Buffer::from(vec![7; bytes])),
    }
}

async fn ids(storage: &Storage) -> Vec<String> {
    let mut entries = storage.list().await.expect("listed");
    entries.sort_by(|a, b| a.summary.ended_at.total_cmp(&b.summary.ended_at));
    entries.into_iter().map(|entry| entry.summary.id).collect()
}

#[wasm_bindgen_test]
async fn a_run_is_stored_whole_and_another_tab_has_it_too() {
    let one = Storage::named("hearth-test-stored").await.expect("opened");
    let other = Storage::named("hearth-test-stored").await.expect("opened");
    let (entry, gone) = one
        .put(&run("a", 1.0, Some(1000)), NO_CAP)
        .await
        .expect("stored");
    assert!(gone.is_empty() && entry.summary.has_model && entry.model_bytes == 1000);
    other
        .put(&run("b", 2.0, None), NO_CAP)
        .await
        .expect("stored");
    assert_eq!(ids(&one).await, ["a", "b"]);
    assert_eq!(ids(&other).await, ["a", "b"]);
    let model = other.model("a").await.expect("read").expect("a model");
    assert!((model.size() - 1000.0).abs() < 0.5);
    assert!(other.model("b").await.expect("read").is_none());
    let all = ["a", "gone", "b"].map(str::to_owned);
    let records = other.records(&all).await.expect("read");
    assert_eq!(records.len(), 2);
    let experiment = Experiment::from_json(&records[0].experiment);
    assert_eq!(experiment, Ok(Experiment::default()));
}

#[wasm_bindgen_test]
async fn what_people_said_and_the_model_stay_when_more_becomes_known() {
    let storage = Storage::named("hearth-test-again").await.expect("opened");
    storage
        .put(&run("a", 1.0, Some(10)), NO_CAP)
        .await
        .expect("stored");
    let name = Change::Name("Mine".to_owned());
    storage.change("a", &name).await.expect("changed");
    storage
        .change("gone", &name)
        .await
        .expect("nothing to change");
    let (entry, _) = storage
        .put(&run("a", 1.0, None), NO_CAP)
        .await
        .expect("stored");
    assert_eq!((&entry.summary.name[..], entry.model_bytes), ("Mine", 10));
    assert!(storage.model("a").await.expect("read").is_some());
    let records = storage.records(&["a".to_owned()]).await.expect("read");
    assert_eq!(records[0].summary.name, "Mine");
    assert_eq!(ids(&storage).await, ["a"]);
}

#[wasm_bindgen_test]
async fn the_oldest_that_are_not_pinned_are_dropped_with_all_that_is_theirs() {
    let storage = Storage::named("hearth-test-cap").await.expect("opened");
    for (id, at) in [("a", 1.0), ("b", 2.0), ("c", 3.0)] {
        storage
            .put(&run(id, at, Some(100_000)), NO_CAP)
            .await
            .expect("stored");
    }
    let pin = Change::Pinned(true);
    storage.change("a", &pin).await.expect("changed");
    let (_, gone) = storage
        .put(&run("d", 4.0, Some(100_000)), 350_000)
        .await
        .expect("stored");
    assert_eq!(gone, ["b"]);
    assert_eq!(ids(&storage).await, ["a", "c", "d"]);
    assert!(storage.model("b").await.expect("read").is_none());
    assert_eq!(storage.prune(150_000).await.expect("pruned"), ["c"]);
    assert_eq!(ids(&storage).await, ["a", "d"]);
}

#[wasm_bindgen_test]
async fn what_was_deleted_is_brought_back_whole() {
    let storage = Storage::named("hearth-test-deleted").await.expect("opened");
    storage
        .put(&run("a", 1.0, Some(10)), NO_CAP)
        .await
        .expect("stored");
    storage
        .put(&run("b", 2.0, None), NO_CAP)
        .await
        .expect("stored");
    let both = ["a", "b"].map(str::to_owned);
    let deleted = storage.delete(&both).await.expect("deleted");
    assert!(ids(&storage).await.is_empty());
    assert!(storage.model("a").await.expect("read").is_none());
    storage.put_back(&deleted).await.expect("stored");
    assert_eq!(ids(&storage).await, both);
    assert!(storage.model("a").await.expect("read").is_some());
    assert_eq!(storage.records(&both).await.expect("read").len(), 2);
}
