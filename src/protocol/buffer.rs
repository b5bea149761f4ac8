//! Big arrays in messages. They are fields of the messages that they belong to, but cross beside
//! them: no program copies them where it need not.

use std::cell::RefCell;
use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize, io};

/// Bytes that cross beside a message. A clone shares them.
///
/// Those that were received may lie outside of the program's memory until somebody asks for them.
#[derive(Clone, Default)]
pub struct Buffer(Arc<Contents>);

enum Contents {
    /// In the program's memory.
    Bytes(Vec<u8>),
    /// Outside of it.
    Stored(Stored),
}

/// Bytes outside of the program's memory, where a key finds them; freed with this value.
#[derive(Debug)]
pub struct Stored {
    /// The key.
    pub key: u32,
    /// Number of bytes.
    pub len: usize,
    /// Copies the bytes of a key.
    pub read: fn(u32) -> Vec<u8>,
    /// Frees the bytes of a key.
    pub free: fn(u32),
}

impl Drop for Stored {
    fn drop(&mut self) {
        (self.free)(self.key);
    }
}

impl Default for Contents {
    fn default() -> Self {
        Self::Bytes(Vec::new())
    }
}

impl Buffer {
    /// Number of bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        match &*self.0 {
            Contents::Bytes(bytes) => bytes.len(),
            Contents::Stored(stored) => stored.len,
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A copy of the bytes in the program's memory.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        match &*self.0 {
            Contents::Bytes(bytes) => bytes.clone(),
            Contents::Stored(stored) => (stored.read)(stored.key),
        }
    }

    /// The bytes in the program's memory; not copied if they are there and nobody shares them.
    #[must_use]
    pub fn into_vec(self) -> Vec<u8> {
        match Arc::try_unwrap(self.0) {
            Ok(Contents::Bytes(bytes)) => bytes,
            Ok(Contents::Stored(stored)) => (stored.read)(stored.key),
            Err(shared) => Self(shared).to_vec(),
        }
    }

    /// Numbers as bytes, four each, little endian.
    #[must_use]
    pub fn of_reals(values: &[f32]) -> Self {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes());
        bytes.collect::<Vec<u8>>().into()
    }

    /// The numbers of [`Self::of_reals`].
    #[must_use]
    pub fn to_reals(&self) -> Vec<f32> {
        let bytes = self.to_vec();
        let (values, _) = bytes.as_chunks();
        values
            .iter()
            .map(|&value| f32::from_le_bytes(value))
            .collect()
    }

    /// The bytes if they are in the program's memory.
    #[must_use]
    pub fn in_memory(&self) -> Option<&[u8]> {
        match &*self.0 {
            Contents::Bytes(bytes) => Some(bytes),
            Contents::Stored(_) => None,
        }
    }

    /// The key of bytes that are outside of the program's memory.
    #[must_use]
    pub fn key(&self) -> Option<u32> {
        match &*self.0 {
            Contents::Bytes(_) => None,
            Contents::Stored(stored) => Some(stored.key),
        }
    }

    /// Whether somebody else has a clone of it.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }
}

impl From<Vec<u8>> for Buffer {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Arc::new(Contents::Bytes(bytes)))
    }
}

impl From<Stored> for Buffer {
    fn from(stored: Stored) -> Self {
        Self(Arc::new(Contents::Stored(stored)))
    }
}

impl std::fmt::Debug for Buffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Buffer({} bytes)", self.len())
    }
}

/// Equal bytes; of those outside of the program's memory, the very same.
impl PartialEq for Buffer {
    fn eq(&self, other: &Self) -> bool {
        let is_same = Arc::ptr_eq(&self.0, &other.0);
        is_same || matches!((self.in_memory(), other.in_memory()), (Some(a), Some(b)) if a == b)
    }
}

thread_local! {
    /// The buffers of the message that is being written.
    static OUTBOX: RefCell<Vec<Buffer>> = const { RefCell::new(Vec::new()) };
    /// The buffers that came with the message that is being read.
    static INBOX: RefCell<Vec<Buffer>> = const { RefCell::new(Vec::new()) };
}

/// A message as bytes, and the buffers that its fields are, in the order of their indices there.
///
/// # Errors
/// A message that borsh cannot hold.
pub fn pack<T: BorshSerialize>(message: &T) -> io::Result<(Vec<u8>, Vec<Buffer>)> {
    OUTBOX.take();
    let body = borsh::to_vec(message);
    let buffers = OUTBOX.take();
    Ok((body?, buffers))
}

/// The message of bytes and buffers.
///
/// # Errors
/// Bytes that are no such message, or an index that no buffer has.
pub fn unpack<T: BorshDeserialize>(body: &[u8], buffers: Vec<Buffer>) -> io::Result<T> {
    INBOX.set(buffers);
    let message = borsh::from_slice(body);
    INBOX.take();
    message
}

impl BorshSerialize for Buffer {
    fn serialize<W: io::Write>(&self, writer: &mut W) -> io::Result<()> {
        let index = OUTBOX.with_borrow_mut(|outbox| {
            outbox.push(self.clone());
            outbox.len() as u32 - 1
        });
        index.serialize(writer)
    }
}

impl BorshDeserialize for Buffer {
    fn deserialize_reader<R: io::Read>(reader: &mut R) -> io::Result<Self> {
        let index = u32::deserialize_reader(reader)? as usize;
        let buffer = INBOX.with_borrow_mut(|inbox| inbox.get_mut(index).map(std::mem::take));
        buffer.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a buffer is missing"))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn buffers_cross_beside_the_message_and_each_finds_its_field() {
        let message = (
            Buffer::from(vec![1, 2]),
            7_u8,
            Some(Buffer::from(vec![3])),
            vec![Buffer::default()],
        );
        let (body, buffers) = pack(&message).expect("written");
        assert_eq!(body.len(), 4 + 1 + (1 + 4) + (4 + 4), "no bytes of theirs");
        assert_eq!(buffers.len(), 3);
        let back = unpack(&body, buffers.clone()).expect("read");
        assert_eq!(message, back);
        let few = unpack::<(Buffer, u8, Option<Buffer>, Vec<Buffer>)>(&body, buffers[..2].to_vec());
        assert!(few.is_err_and(|e| e.to_string().contains("missing")));
    }

    #[test]
    fn what_one_message_left_is_not_the_next_ones() {
        let _ = borsh::to_vec(&Buffer::from(vec![1]));
        let (_, buffers) = pack(&Buffer::from(vec![2])).expect("written");
        assert_eq!(buffers, [Buffer::from(vec![2])]);
        let _ = unpack::<u8>(&[1], buffers);
        assert!(unpack::<Buffer>(&[0, 0, 0, 0], Vec::new()).is_err());
    }

    thread_local! {
        static FREED: Cell<u32> = const { Cell::new(0) };
    }

    #[test]
    fn stored_bytes_are_freed_with_the_last_who_has_them() {
        let buffer = Buffer::from(Stored {
            key: 9,
            len: 3,
            read: |key| vec![key as u8; 3],
            free: |key| FREED.set(key),
        });
        let other = buffer.clone();
        assert!(buffer.is_shared() && buffer == other);
        assert_eq!((buffer.len(), buffer.to_vec()), (3, vec![9; 3]));
        drop(buffer);
        assert_eq!((FREED.get(), other.is_shared()), (0, false));
        assert_eq!(other.into_vec(), [9; 3]);
        assert_eq!(FREED.get(), 9);
    }
}
