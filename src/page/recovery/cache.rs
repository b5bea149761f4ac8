//! Files in the browser's cache: every browser has it where there is a secure context, it takes big files
//! as they are, and replaces one as a whole.

use js_sys::{Array, ArrayBuffer, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Cache, CacheStorage, File, Response};

use crate::protocol::Buffer;
use crate::web::port;

/// Name of the cache. A snapshot says its version itself.
const CACHE: &str = "hearth-recovery-1";

/// Puts a file there, instead of that of the same name.
pub async fn put(name: &str, bytes: &Buffer) -> Result<(), JsValue> {
    let cache = open().await?;
    let array: ArrayBuffer = port::array(bytes);
    let blob = Blob::new_with_buffer_source_sequence(&Array::of1(&array))?;
    let response = Response::new_with_opt_blob(Some(&blob))?;
    JsFuture::from(cache.put_with_str(name, &response)).await?;
    Ok(())
}

/// The file of a name.
pub async fn get(name: &str) -> Result<File, JsValue> {
    let found = JsFuture::from(open().await?.match_with_str(name)).await?;
    let response: Response = found.dyn_into()?;
    let blob = JsFuture::from(response.blob()?).await?;
    File::new_with_blob_sequence(&Array::of1(&blob), name)
}

/// Deletes the file of a name.
pub async fn delete(name: &str) -> Result<(), JsValue> {
    JsFuture::from(open().await?.delete_with_str(name)).await?;
    Ok(())
}

/// The names of all files there, as the browser has them: with the page's address before them.
pub async fn names() -> Result<Vec<String>, JsValue> {
    let requests: Array = JsFuture::from(open().await?.keys()).await?.dyn_into()?;
    let names = requests.iter().filter_map(|request| {
        let url = Reflect::get(&request, &"url".into()).ok()?;
        url.as_string()
    });
    Ok(names.collect())
}

async fn open() -> Result<Cache, JsValue> {
    // Missing outside secure contexts, and refused in some private windows.
    let caches = Reflect::get(&window(), &"caches".into())?;
    let caches: CacheStorage = caches.dyn_into()?;
    JsFuture::from(caches.open(CACHE)).await?.dyn_into()
}
