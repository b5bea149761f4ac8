//! Addresses of files that the loader is to read: the browser keeps the files until they are let go of.

use std::cell::RefCell;

use web_sys::{Blob, Url};

thread_local! {
    static LENT: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// An address of a file, for the loader to read it, until what it is for is over.
#[must_use]
pub fn lend(file: &Blob) -> Option<String> {
    let address = Url::create_object_url_with_blob(file).ok()?;
    LENT.with_borrow_mut(|lent| lent.push(address.clone()));
    Some(address)
}

/// What they were for is over.
pub fn let_go() {
    for address in LENT.take() {
        let _ = Url::revoke_object_url(&address);
    }
}
