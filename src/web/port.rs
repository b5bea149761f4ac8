//! How messages cross between the page and a worker: an array of the body's bytes, as borsh
//! writes them, and after them the buffers. All are copied out of a program's memory,
//! transferred, and copied into the other's.

use borsh::{BorshDeserialize, BorshSerialize};
use js_sys::{Array, ArrayBuffer, Uint8Array};
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessagePort, Worker};

use crate::protocol::Message;

/// What a message cannot be sent to or read for.
#[derive(Debug, Error)]
pub enum PortError {
    /// The browser refused to send it.
    #[error("a message could not be sent: {0}")]
    Refused(String),
    /// Its body cannot be written.
    #[error("a message could not be written: {0}")]
    Unwritable(borsh::io::Error),
    /// It is not an array of buffers.
    #[error("a message is not of Hearth's form")]
    Form,
    /// Its body is not what was expected.
    #[error("a message could not be read: {0}")]
    Unreadable(borsh::io::Error),
}

/// The other side of a channel: a worker, seen from the page, or the page, seen from it, or
/// the other end of a pair of ports.
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

impl Port for MessagePort {
    fn post(&self, value: &JsValue, transfer: &JsValue) -> Result<(), JsValue> {
        self.post_message_with_transferable(value, transfer)
    }
}

/// Sends a message.
///
/// # Errors
/// A body that borsh cannot hold, or a channel that the browser refuses.
pub fn send<T: BorshSerialize>(to: &impl Port, message: &Message<T>) -> Result<(), PortError> {
    let buffers = message.buffers.iter();
    let buffers = buffers.map(|buffer| Uint8Array::from(buffer.as_slice()).buffer());
    forward(to, &message.body, buffers.collect())
}

/// Sends a message whose buffers are not in this program's memory.
///
/// # Errors
/// A body that borsh cannot hold, or a channel that the browser refuses.
pub fn forward<T: BorshSerialize>(
    to: &impl Port,
    body: &T,
    buffers: Vec<ArrayBuffer>,
) -> Result<(), PortError> {
    let parts = written(body)?;
    for buffer in buffers {
        parts.push(&buffer);
    }
    to.post(&parts, &parts)
        .map_err(|e| PortError::Refused(format!("{e:?}")))
}

/// Sends a message together with values that the browser copies, such as its files.
///
/// # Errors
/// A body that borsh cannot hold, or a channel that the browser refuses.
pub fn send_beside<T: BorshSerialize>(
    to: &impl Port,
    body: &T,
    values: &Array,
) -> Result<(), PortError> {
    let body = written(body)?;
    to.post(&body.concat(values), &body)
        .map_err(|e| PortError::Refused(format!("{e:?}")))
}

/// Sends a message together with a port, the first of the message event's `ports`.
///
/// # Errors
/// A body that borsh cannot hold, or a channel that the browser refuses.
pub fn send_port<T: BorshSerialize>(
    to: &impl Port,
    body: &T,
    port: &MessagePort,
) -> Result<(), PortError> {
    let parts = written(body)?;
    let transfer = parts.concat(&Array::of1(port));
    to.post(&parts, &transfer)
        .map_err(|e| PortError::Refused(format!("{e:?}")))
}

/// The array of a message that has no buffers yet.
fn written<T: BorshSerialize>(body: &T) -> Result<Array, PortError> {
    let body = borsh::to_vec(body).map_err(PortError::Unwritable)?;
    Ok(Array::of1(&Uint8Array::from(body.as_slice()).buffer()))
}

/// Reads what came, the `data` of a message event.
///
/// # Errors
/// A value of another form, or a body of another type.
pub fn receive<T: BorshDeserialize>(data: &JsValue) -> Result<Message<T>, PortError> {
    let (body, buffers) = take(data)?;
    Ok(Message::with_buffers(
        body,
        buffers.iter().map(bytes).collect(),
    ))
}

/// Reads what came, but leaves its buffers where they are.
///
/// # Errors
/// A value of another form, or a body of another type.
pub fn take<T: BorshDeserialize>(data: &JsValue) -> Result<(T, Vec<ArrayBuffer>), PortError> {
    take_beside(data)
}

/// Reads what came, with the values that came beside it.
///
/// # Errors
/// A value of another form, or a body of another type.
pub fn take_beside<T: BorshDeserialize, V: JsCast>(
    data: &JsValue,
) -> Result<(T, Vec<V>), PortError> {
    let parts = data.dyn_ref::<Array>().ok_or(PortError::Form)?;
    let body: ArrayBuffer = parts.get(0).dyn_into().map_err(|_| PortError::Form)?;
    let values = parts.iter().skip(1).map(JsCast::dyn_into);
    Ok((
        borsh::from_slice(&bytes(&body)).map_err(PortError::Unreadable)?,
        values
            .collect::<Result<_, _>>()
            .map_err(|_| PortError::Form)?,
    ))
}

/// The bytes of a buffer.
#[must_use]
pub fn bytes(buffer: &ArrayBuffer) -> Vec<u8> {
    Uint8Array::new(buffer).to_vec()
}
