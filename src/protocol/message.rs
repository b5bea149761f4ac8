//! A message with its big arrays beside it, which change hands on the way.

/// A command or an event and the buffers it speaks of, in the order its docs give.
#[derive(Clone, Debug, PartialEq)]
pub struct Message<T> {
    /// What is said.
    pub body: T,
    /// Big arrays. They are copied out of one program's memory and into the other's; on
    /// the way between they only change hands.
    pub buffers: Vec<Vec<u8>>,
}

impl<T> Message<T> {
    /// A message without buffers.
    pub fn new(body: T) -> Self {
        Self {
            body,
            buffers: Vec::new(),
        }
    }

    /// A message with buffers.
    pub fn with_buffers(body: T, buffers: Vec<Vec<u8>>) -> Self {
        Self { body, buffers }
    }
}

impl<T> From<T> for Message<T> {
    fn from(body: T) -> Self {
        Self::new(body)
    }
}
