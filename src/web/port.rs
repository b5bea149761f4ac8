//! How messages cross between the page and a worker: an array of the message's bytes, as borsh
//! writes them, and after them its buffers. What a program has in its memory is copied out and
//! transferred; a buffer that it received and did not read is passed on as it is.

use std::cell::Cell;

use borsh::{BorshDeserialize, BorshSerialize};
use js_sys::{Array, ArrayBuffer, Map, Uint8Array};
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, Worker};

use crate::protocol::{Buffer, Stored, pack, unpack};

/// What a message cannot be sent to or read for.
#[derive(Debug, Error)]
pub enum PortError {
    /// The browser refused to send it.
    #[error("a message could not be sent: {0}")]
    Refused(String),
    /// It cannot be written.
    #[error("a message could not be written: {0}")]
    Unwritable(borsh::io::Error),
    /// It is not an array of buffers.
    #[error("a message is not of Hearth's form")]
    Form,
    /// It is not what was expected.
    #[error("a message could not be read: {0}")]
    Unreadable(borsh::io::Error),
}

/// The other side of a channel: a worker, seen from the page, or the page, seen from it.
pub trait Port {
    /// Posts a value, handing over what is in `transfer`.
    ///
    /// # Errors
    /// What the browser throws.
    fn post(&self, value: &JsValue, transfer: &JsValue) -> Result<(), JsValue>;
}

impl Port for Worker {
    fn post(&self, value: &JsValue, transfer: &JsValue) -> Result<(), JsValue> {
        self.post_message_with_transfer(value, transfer)
    }
}

impl Port for DedicatedWorkerGlobalScope {
    fn post(&self, value: &JsValue, transfer: &JsValue) -> Result<(), JsValue> {
        self.post_message_with_transfer(value, transfer)
    }
}

thread_local! {
    /// The buffers that were received and not dropped yet, by the keys of [`Stored`].
    static STORE: Map<JsValue, JsValue> = Map::new();
    static NEWEST: Cell<u32> = const { Cell::new(0) };
}

/// Sends a message.
///
/// # Errors
/// A message that borsh cannot hold, or a channel that the browser refuses.
pub fn send<T: BorshSerialize>(to: &impl Port, message: T) -> Result<(), PortError> {
    send_beside(to, message, &Array::new())
}

/// Sends a message together with values that the browser copies, such as its files.
///
/// # Errors
/// A message that borsh cannot hold, or a channel that the browser refuses.
pub fn send_beside<T: BorshSerialize>(
    to: &impl Port,
    message: T,
    values: &Array,
) -> Result<(), PortError> {
    let (body, buffers) = pack(&message).map_err(PortError::Unwritable)?;
    // Buffers that only the message owns can be transferred once it is dropped.
    drop(message);
    let body = copied(&body);
    let message_parts = Array::of1(&body);
    let transfer = Array::of1(&body);
    for buffer in &buffers {
        let array = array(buffer);
        let is_own = buffer.in_memory().is_some() || !buffer.is_shared();
        message_parts.push(&array);
        if is_own {
            transfer.push(&array);
        }
    }
    to.post(&message_parts.concat(values), &transfer)
        .map_err(|e| PortError::Refused(format!("{e:?}")))
}

/// Reads a message, the `data` of a message event. Its buffers stay outside of the program's
/// memory.
///
/// # Errors
/// A value of another form, or a message of another type.
pub fn receive<T: BorshDeserialize>(data: &JsValue) -> Result<T, PortError> {
    let (body, buffers) = parts::<ArrayBuffer>(data)?;
    let buffers = buffers.iter().map(keep).collect();
    unpack(&body, buffers).map_err(PortError::Unreadable)
}

/// Reads a message without buffers, and the values that came beside it.
///
/// # Errors
/// A value of another form, or a message of another type.
pub fn receive_beside<T: BorshDeserialize, V: JsCast>(
    data: &JsValue,
) -> Result<(T, Vec<V>), PortError> {
    let (body, values) = parts(data)?;
    let message = unpack(&body, Vec::new()).map_err(PortError::Unreadable)?;
    Ok((message, values))
}

fn parts<V: JsCast>(data: &JsValue) -> Result<(Vec<u8>, Vec<V>), PortError> {
    let parts = data.dyn_ref::<Array>().ok_or(PortError::Form)?;
    let body: ArrayBuffer = parts.get(0).dyn_into().map_err(|_| PortError::Form)?;
    let rest = parts.iter().skip(1).map(JsCast::dyn_into);
    let rest = rest.collect::<Result<_, _>>();
    Ok((bytes(&body), rest.map_err(|_| PortError::Form)?))
}

/// Stores a buffer until its last owner drops it.
fn keep(array: &ArrayBuffer) -> Buffer {
    let key = NEWEST.get().wrapping_add(1);
    NEWEST.set(key);
    STORE.with(|store| store.set(&key.into(), array));
    Buffer::from(Stored {
        key,
        len: array.byte_length() as usize,
        read: |key| bytes(&stored(key)),
        free: |key| {
            // At the program's end the store may be gone already.
            let _ = STORE.try_with(|store| store.delete(&key.into()));
        },
    })
}

/// The bytes of a buffer outside of the program's memory, to be read and not changed: a stored
/// buffer's own.
#[must_use]
pub fn array(buffer: &Buffer) -> ArrayBuffer {
    match (buffer.in_memory(), buffer.key()) {
        (None, Some(key)) => stored(key),
        (bytes, _) => copied(bytes.unwrap_or_default()),
    }
}

fn stored(key: u32) -> ArrayBuffer {
    STORE.with(|store| store.get(&key.into())).unchecked_into()
}

fn copied(bytes: &[u8]) -> ArrayBuffer {
    Uint8Array::from(bytes).buffer()
}

fn bytes(array: &ArrayBuffer) -> Vec<u8> {
    Uint8Array::new(array).to_vec()
}
