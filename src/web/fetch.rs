//! Files at addresses: read with progress up to a limit, and kept in the browser's cache.

use js_sys::{Object, Reflect, Uint8Array};
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Cache, ReadableStreamDefaultReader, Response};

use super::clock::scope;

/// Name of the cache; a new one whenever what is kept in it changes its form.
const CACHE: &str = "hearth-data-1";

/// What a fetch reports while it goes on: bytes so far, and in all where known.
pub type OnProgress<'a> = &'a mut dyn FnMut(u64, Option<u64>);

/// Why a file cannot be had; messages for people, without the address.
#[derive(Debug, Error)]
pub enum FetchError {
    /// It is larger than it may be: as the server says, or as far as it was read.
    #[error("it holds at least {size} bytes, and the limit is {limit}")]
    TooLarge {
        /// Bytes that it has at least.
        size: u64,
        /// Bytes that it may have.
        limit: u64,
    },
    /// The browser or the server gave another reason.
    #[error("{0}")]
    Refused(String),
}

impl From<String> for FetchError {
    fn from(reason: String) -> Self {
        Self::Refused(reason)
    }
}

impl From<&str> for FetchError {
    fn from(reason: &str) -> Self {
        Self::Refused(reason.to_owned())
    }
}

/// The browser's cache of data files; absent where the browser grants none.
pub struct Store(Option<Cache>);

impl Store {
    /// Opens the cache.
    pub async fn open() -> Self {
        // Missing outside secure contexts, and refused in some private windows: the files
        // are then fetched each time.
        let Ok(caches) = Reflect::get(&scope(), &"caches".into()) else {
            return Self(None);
        };
        let Ok(caches) = caches.dyn_into::<web_sys::CacheStorage>() else {
            return Self(None);
        };
        let cache = JsFuture::from(caches.open(CACHE)).await;
        Self(cache.ok().and_then(|c| c.dyn_into().ok()))
    }

    /// The file at an address, of at most `limit` bytes, and whether it came from the cache.
    ///
    /// # Errors
    /// It cannot be had, or is larger.
    pub async fn read(
        &self,
        url: &str,
        limit: u64,
        signal: &AbortSignal,
        on_progress: OnProgress<'_>,
    ) -> Result<(Vec<u8>, bool), FetchError> {
        if let Some(cache) = &self.0 {
            let hit = JsFuture::from(cache.match_with_str(url)).await;
            if let Some(response) = hit.ok().and_then(|r| r.dyn_into::<Response>().ok()) {
                if let Ok(bytes) = body(&response, limit, on_progress).await {
                    return Ok((bytes, true));
                }
                // It would be as unreadable the next time.
                self.forget(url).await;
            }
        }
        let bytes = fetch(url, limit, signal, on_progress).await?;
        Ok((bytes, false))
    }

    /// Keeps a file. It may fail where there is no room; the file is then fetched again.
    pub async fn keep(&self, url: &str, bytes: &[u8]) {
        let Some(cache) = &self.0 else { return };
        let array = Uint8Array::from(bytes);
        if let Ok(response) = Response::new_with_opt_buffer_source(Some(&array)) {
            let _ = JsFuture::from(cache.put_with_str(url, &response)).await;
        }
    }

    /// Forgets a file.
    pub async fn forget(&self, url: &str) {
        if let Some(cache) = &self.0 {
            let _ = JsFuture::from(cache.delete_with_str(url)).await;
        }
    }
}

/// The file at an address, of at most `limit` bytes, from where it is, whatever is kept.
///
/// # Errors
/// It cannot be had, or is larger; then no more than `limit` bytes of it were kept in memory.
pub async fn fetch(
    url: &str,
    limit: u64,
    signal: &AbortSignal,
    on_progress: OnProgress<'_>,
) -> Result<Vec<u8>, FetchError> {
    let init = web_sys::RequestInit::new();
    init.set_signal(Some(signal));
    // Files are kept in the store; the browser's own HTTP cache may hold a damaged one.
    init.set_cache(web_sys::RequestCache::NoStore);
    let response = JsFuture::from(scope().fetch_with_str_and_init(url, &init))
        .await
        .map_err(|e| describe(&e))?;
    let response: Response = response
        .dyn_into()
        .map_err(|_| "the browser gave no response")?;
    // A development server answers an unknown path with the page itself.
    let kind = response.headers().get("content-type").ok().flatten();
    let is_page = kind.is_some_and(|k| k.starts_with("text/html"));
    if !response.ok() || is_page {
        let status = if is_page { 404 } else { response.status() };
        return Err(format!("the server answered {status}").into());
    }
    body(&response, limit, on_progress).await
}

/// Reads a response to its end, and cancels it where it is larger than it may be.
async fn body(
    response: &Response,
    limit: u64,
    on_progress: OnProgress<'_>,
) -> Result<Vec<u8>, FetchError> {
    let total = response
        .headers()
        .get("content-length")
        .ok()
        .flatten()
        .and_then(|n| n.parse().ok());
    let stream = response.body().ok_or("the response is empty")?;
    let reader: ReadableStreamDefaultReader = stream
        .get_reader()
        .dyn_into()
        .map_err(|_| "the response cannot be read")?;
    let too_large = |size: u64| {
        // Cancelling saves traffic; it may fail without harm.
        let _ = reader.cancel();
        FetchError::TooLarge { size, limit }
    };
    if let Some(size) = total.filter(|size| *size > limit) {
        return Err(too_large(size));
    }
    let mut bytes = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read())
            .await
            .map_err(|e| describe(&e))?;
        let chunk: Object = chunk.unchecked_into();
        let value = Reflect::get(&chunk, &"value".into()).unwrap_or(JsValue::UNDEFINED);
        let Ok(value) = value.dyn_into::<Uint8Array>() else {
            return Ok(bytes);
        };
        let start = bytes.len();
        let size = start as u64 + u64::from(value.length());
        if size > limit {
            return Err(too_large(size));
        }
        bytes.resize(start + value.length() as usize, 0);
        value.copy_to(&mut bytes[start..]);
        on_progress(bytes.len() as u64, total);
    }
}

/// A thrown value's message.
fn describe(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map_or_else(
        || "the browser gave no reason".to_owned(),
        |e| String::from(e.message()),
    )
}
