//! What the browser keeps of a sweep: its journal, and the weights that trials of Hyperband begin with. One thing is
//! done after the other, so that the journal never says more than what is there.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

use js_sys::{ArrayBuffer, Uint8Array};
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::state::State;
use super::update::Msg;
use crate::page::chunk_store::{dispatch_kept, peek_kept};
use crate::page::recovery::{cache, kept_sweep};
use crate::page::store::Store;
use crate::protocol::Buffer;
use crate::sweep::Entry;

const JOURNAL: &str = "./sweep-journal";
const WEIGHTS: &str = "./sweep-weights-";

/// A trial and which of its runs.
type Of = (usize, usize);

fn weights_name((trial, execution): Of) -> String {
    format!("{WEIGHTS}{trial}-{execution}")
}

/// Something to be done.
enum Task {
    Journal,
    Weights(Of, Buffer),
    WeightsOf(Vec<Of>),
    Fetch(u32, Of),
    Forget,
}

thread_local! {
    static TASKS: RefCell<VecDeque<Task>> = const { RefCell::new(VecDeque::new()) };
    /// Whether somebody does them.
    static IS_AT_WORK: RefCell<bool> = const { RefCell::new(false) };
    /// Weights that the browser did not keep: then they are of this visit alone.
    static HERE: RefCell<BTreeMap<Of, Buffer>> = const { RefCell::new(BTreeMap::new()) };
}

/// Looks for a journal.
pub fn fetch_journal(page: Store) {
    spawn_local(async move {
        let entries = read(JOURNAL).await.ok();
        let entries = entries.and_then(|bytes| borsh::from_slice::<Vec<Entry>>(&bytes).ok());
        dispatch_kept::<State>(page, Msg::Kept(entries));
    });
}

/// Keeps the journal as it is when it comes to that.
pub fn keep_journal(page: Store) {
    let is_due = TASKS.with_borrow(|tasks| matches!(tasks.back(), Some(Task::Journal)));
    if !is_due {
        add(page, Task::Journal);
    }
}

/// Keeps weights.
pub fn keep_weights(page: Store, of: Of, bytes: Buffer) {
    add(page, Task::Weights(of, bytes));
}

/// Keeps these weights alone.
pub fn keep_weights_of(page: Store, all: Vec<Of>) {
    add(page, Task::WeightsOf(all));
}

/// Fetches weights for a worker.
pub fn fetch_weights(page: Store, worker: u32, of: Of) {
    add(page, Task::Fetch(worker, of));
}

/// Forgets everything.
pub fn forget(page: Store) {
    add(page, Task::Forget);
}

fn add(page: Store, task: Task) {
    TASKS.with_borrow_mut(|tasks| tasks.push_back(task));
    if IS_AT_WORK.replace(true) {
        return;
    }
    spawn_local(async move {
        while let Some(task) = TASKS.with_borrow_mut(VecDeque::pop_front) {
            // Where nothing can be kept, a sweep is of this visit alone.
            let _ = carry_out(page, task).await;
        }
        IS_AT_WORK.replace(false);
    });
}

async fn carry_out(page: Store, task: Task) -> Result<(), JsValue> {
    match task {
        Task::Journal => {
            let found = peek_kept::<State, _>(page, |state| {
                let running = state.running.as_ref()?;
                let journal = borsh::to_vec(running.entries()).ok()?;
                Some((journal, running.how_far()))
            });
            if let Some((journal, how_far)) = found {
                cache::put(JOURNAL, &Buffer::from(journal)).await?;
                match how_far {
                    Some(how_far) => kept_sweep::write(&how_far),
                    None => kept_sweep::forget(),
                }
            }
        }
        Task::Weights(of, bytes) => {
            if cache::put(&weights_name(of), &bytes).await.is_err() {
                HERE.with_borrow_mut(|all| all.insert(of, bytes));
            }
        }
        Task::WeightsOf(needed) => {
            HERE.with_borrow_mut(|all| all.retain(|of, _| needed.contains(of)));
            // Those of before a reload are among them.
            let names: Vec<String> = needed.into_iter().map(weights_name).collect();
            for file in cache::names().await? {
                let is_needed = || names.iter().any(|name| file.ends_with(&name[1..]));
                if file.contains(&WEIGHTS[1..]) && !is_needed() {
                    cache::delete(&file).await?;
                }
            }
        }
        Task::Fetch(worker, of) => {
            let here = HERE.with_borrow(|all| all.get(&of).cloned());
            let bytes = match here {
                Some(bytes) => Some(bytes),
                None => read(&weights_name(of)).await.ok().map(Buffer::from),
            };
            let now = js_sys::Date::now();
            dispatch_kept::<State>(
                page,
                Msg::Weights {
                    worker,
                    of,
                    bytes,
                    now,
                },
            );
        }
        Task::Forget => {
            HERE.with_borrow_mut(BTreeMap::clear);
            kept_sweep::forget();
            for name in cache::names().await? {
                if name.contains("/sweep-") {
                    cache::delete(&name).await?;
                }
            }
        }
    }
    Ok(())
}

async fn read(name: &str) -> Result<Vec<u8>, JsValue> {
    let file = cache::get(name).await?;
    let bytes: ArrayBuffer = JsFuture::from(file.array_buffer()).await?.unchecked_into();
    Ok(Uint8Array::new(&bytes).to_vec())
}
