//! Keeps a snapshot as a response in the browser's cache: every browser has it where there is a
//! secure context, it takes big files as they are, and replaces one as a whole.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use js_sys::{Array, ArrayBuffer, Reflect};
use leptos::prelude::{set_timeout, window};
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Cache, CacheStorage, File, Response};

use super::kept_step;
use crate::page::files;
use crate::page::update::{ModelsMsg, Msg, RecoveryWish};
use crate::protocol::Buffer;
use crate::web::port;

/// Name of the cache. A snapshot says its version itself.
const CACHE: &str = "hearth-recovery-1";
/// What it is called there.
const NAME: &str = "./recovery.safetensors";
/// Least time between two snapshots that are kept while the network is trained.
const PAUSE: Duration = Duration::from_secs(10);

/// A snapshot and its step.
type Snapshot = (usize, Buffer);

thread_local! {
    /// The one to be kept next.
    static NEXT: RefCell<Option<Snapshot>> = const { RefCell::new(None) };
    /// One was kept less than [`PAUSE`] ago.
    static RECENT: Cell<bool> = const { Cell::new(false) };
    /// One is being written: the next waits, so that an older one is never written over it.
    static WRITES: Cell<bool> = const { Cell::new(false) };
    /// What is being written was discarded meanwhile.
    static DISCARDED: Cell<bool> = const { Cell::new(false) };
}

/// Grants a wish.
pub fn grant(wish: RecoveryWish, dispatch: Rc<dyn Fn(Msg)>) {
    match wish {
        RecoveryWish::Keep { step, bytes, rests } => {
            NEXT.set(Some((step, bytes)));
            if rests || !RECENT.get() {
                write_next();
            }
        }
        RecoveryWish::Fetch => spawn_local(async move {
            let msg = if let Ok(file) = fetch().await {
                ModelsMsg::Load(files::keep(&file, "recovery.safetensors".to_owned()))
            } else {
                kept_step::forget();
                ModelsMsg::Gone
            };
            dispatch(Msg::Models(msg));
        }),
        RecoveryWish::Discard => {
            NEXT.take();
            DISCARDED.set(true);
            spawn_local(async {
                // What cannot be deleted is not offered any more.
                if let Ok(cache) = cache().await {
                    let _ = JsFuture::from(cache.delete_with_str(NAME)).await;
                }
            });
        }
    }
}

/// Writes the newest snapshot, and again after a while if there is a newer one by then.
fn write_next() {
    if WRITES.get() {
        return;
    }
    let Some(snapshot) = NEXT.take() else { return };
    WRITES.set(true);
    DISCARDED.set(false);
    RECENT.set(true);
    spawn_local(async move {
        // It may fail where there is no room: then an older one stays, or none.
        let _ = write(snapshot).await;
        WRITES.set(false);
        set_timeout(
            || {
                RECENT.set(false);
                write_next();
            },
            PAUSE,
        );
    });
}

async fn write((step, bytes): Snapshot) -> Result<(), JsValue> {
    let cache = cache().await?;
    let array: ArrayBuffer = port::array(&bytes);
    let blob = Blob::new_with_buffer_source_sequence(&Array::of1(&array))?;
    let response = Response::new_with_opt_blob(Some(&blob))?;
    JsFuture::from(cache.put_with_str(NAME, &response)).await?;
    if DISCARDED.get() {
        JsFuture::from(cache.delete_with_str(NAME)).await?;
    } else {
        kept_step::write(step);
    }
    Ok(())
}

async fn fetch() -> Result<File, JsValue> {
    let found = JsFuture::from(cache().await?.match_with_str(NAME)).await?;
    let response: Response = found.dyn_into()?;
    let blob = JsFuture::from(response.blob()?).await?;
    File::new_with_blob_sequence(&Array::of1(&blob), NAME)
}

async fn cache() -> Result<Cache, JsValue> {
    // Missing outside secure contexts, and refused in some private windows.
    let caches = Reflect::get(&window(), &"caches".into())?;
    let caches: CacheStorage = caches.dyn_into()?;
    JsFuture::from(caches.open(CACHE)).await?.dyn_into()
}
