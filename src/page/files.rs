//! Files that people drop or pick, as references that the loader can follow.

use std::cell::Cell;

use js_sys::{Array, Map, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DataTransfer, Event, File, FileList, FileSystemDirectoryEntry, FileSystemEntry,
    FileSystemFileEntry, HtmlInputElement, Url,
};

use crate::protocol::{FileLocation, FileRef};

thread_local! {
    /// The files that were provided and not yet let go of, by their numbers, which messages and the
    /// page's state hold. Object URLs would do the same, but many take long.
    static KEPT: Map<JsValue, JsValue> = Map::new();
    static NEWEST: Cell<u32> = const { Cell::new(0) };
}

/// Takes what was chosen in a picker of files, which is empty afterwards: the same file can be chosen
/// again after it was changed.
pub fn take_chosen(event: &Event, take: impl FnOnce(&FileList)) {
    let input = event
        .target()
        .and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return };
    if let Some(list) = input.files() {
        take(&list);
    }
    input.set_value("");
}

/// The files of a picker; those of a folder come with their paths in it.
pub fn picked(list: &FileList) -> Vec<FileRef> {
    let files = (0..list.length()).filter_map(|i| list.get(i));
    files
        .map(|file| {
            let path = js_sys::Reflect::get(&file, &"webkitRelativePath".into()).ok();
            let path = path.and_then(|path| path.as_string());
            keep(&file, path.unwrap_or_default())
        })
        .collect()
}

/// The files that were dropped, and those in the folders that were.
///
/// The browser empties the transfer as soon as its event is over: what is in it is taken
/// before the first wait.
pub async fn dropped(transfer: &DataTransfer) -> Vec<FileRef> {
    let items = transfer.items();
    let entries = (0..items.length()).filter_map(|i| items.get(i)?.webkit_get_as_entry().ok()?);
    let mut waiting: Vec<FileSystemEntry> = entries.collect();
    if waiting.is_empty() {
        return transfer.files().as_ref().map(picked).unwrap_or_default();
    }
    let mut found = Vec::new();
    while let Some(entry) = waiting.pop() {
        match entry.dyn_into::<FileSystemDirectoryEntry>() {
            Ok(folder) => waiting.extend(entries_of(&folder).await),
            Err(entry) => {
                let path = entry.full_path().trim_start_matches('/').to_owned();
                let file = file_of(entry.unchecked_into()).await;
                found.extend(file.map(|file| keep(&file, path)));
            }
        }
    }
    found.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    found
}

/// A file at an address on the web.
pub fn at_address(address: &str) -> Option<FileRef> {
    let url = Url::new(address.trim()).ok()?;
    if !["http:", "https:"].contains(&url.protocol().as_str()) {
        return None;
    }
    let path = url.pathname();
    let name = path.rsplit('/').next().filter(|name| !name.is_empty());
    Some(FileRef {
        path: name.unwrap_or("file").to_owned(),
        location: FileLocation::Address(url.href()),
    })
}

/// Lets go of files that were provided before.
pub fn release(files: &[FileRef]) {
    for file in files {
        if let FileLocation::Local(number) = file.location {
            KEPT.with(|kept| kept.delete(&number.into()));
        }
    }
}

/// Those of these numbers whose files are there, and the browser's files, in the same order.
pub fn browser_files(numbers: &[u32]) -> (Vec<u32>, Array) {
    let file = |&number: &u32| (number, KEPT.with(|kept| kept.get(&number.into())));
    let files = numbers.iter().map(file);
    let (numbers, files): (_, Vec<JsValue>) =
        files.filter(|(_, file)| !file.is_undefined()).unzip();
    (numbers, files.into_iter().collect())
}

/// Keeps a file, by its own name if no path is given.
pub fn keep(file: &File, path: String) -> FileRef {
    let path = if path.is_empty() { file.name() } else { path };
    let number = NEWEST.get() + 1;
    NEWEST.set(number);
    KEPT.with(|kept| kept.set(&number.into(), file));
    FileRef {
        path,
        location: FileLocation::Local(number),
    }
}

/// What is in a folder: the browser lists some at a time, and none at the end.
async fn entries_of(folder: &FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut found = Vec::new();
    loop {
        let some = called_back(|done, failed| {
            reader.read_entries_with_callback_and_callback(done, failed)
        });
        let some: Array = match some.await.map(JsCast::dyn_into) {
            Ok(Ok(some)) => some,
            _ => return found,
        };
        if some.length() == 0 {
            return found;
        }
        found.extend(some.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
}

async fn file_of(entry: FileSystemFileEntry) -> Option<File> {
    let file = called_back(|done, failed| {
        entry.file_with_callback_and_callback(done, failed);
        Ok(())
    });
    file.await.ok()?.dyn_into().ok()
}

/// Waits for a function that calls one of two functions back.
async fn called_back(
    call: impl Fn(&js_sys::Function, &js_sys::Function) -> Result<(), JsValue>,
) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        if let Err(error) = call(&resolve, &reject) {
            let _ = reject.call1(&JsValue::UNDEFINED, &error);
        }
    });
    JsFuture::from(promise).await
}
