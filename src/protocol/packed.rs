//! Messages within messages, for those who hand them on without reading them.

use borsh::{BorshDeserialize, BorshSerialize, io};

use super::buffer::{Buffer, pack, unpack};

/// A message within a message: its bytes, and the buffers beside them.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Packed {
    body: Vec<u8>,
    buffers: Vec<Buffer>,
}

impl Packed {
    /// Packs a message.
    ///
    /// # Panics
    /// borsh cannot hold the message: a fault of the program's own.
    #[must_use]
    pub fn new<T: BorshSerialize>(message: &T) -> Self {
        let (body, buffers) = pack(message).expect("a message that borsh holds");
        Self { body, buffers }
    }

    /// The message.
    ///
    /// # Errors
    /// It is not such a message.
    pub fn open<T: BorshDeserialize>(self) -> io::Result<T> {
        unpack(&self.body, self.buffers)
    }
}
