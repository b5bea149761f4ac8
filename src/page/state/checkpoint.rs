//! The checkpoints that the browser keeps of a run, as its callback `ModelCheckpoint` asks.

/// One that is kept; the newest of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which it is.
    pub kind: CheckpointKind,
    /// What it is of, for people: `epoch 3, val_loss 0.0412`.
    pub about: String,
}

/// Which epoch a checkpoint is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckpointKind {
    /// The best so far.
    Best,
    /// The last.
    Last,
}

impl CheckpointKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Best, Self::Last];

    /// The name of its file, without the ending.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Best => "best",
            Self::Last => "last",
        }
    }
}
