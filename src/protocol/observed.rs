//! What was seen of a run, packed: the page keeps it unread, and only the room `Training` has the code that
//! reads it.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::run::Observation;

/// What was seen of a run.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Observed {
    /// What is in it.
    pub kind: ObservedKind,
    /// The step that it is of: of an epoch its last.
    pub step: usize,
    /// An [`EpochClasses`](crate::run::EpochClasses), [`BatchClasses`](crate::run::BatchClasses) or
    /// [`NetworkStatistics`](crate::run::NetworkStatistics), as borsh writes it.
    pub bytes: Vec<u8>,
}

/// What is in an observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum ObservedKind {
    /// The classes in an epoch.
    Classes,
    /// The classes in the batches of a report.
    Batches,
    /// The layers in a step.
    Layers,
}

impl From<&Observation> for Observed {
    fn from(seen: &Observation) -> Self {
        let (kind, step, bytes) = match seen {
            Observation::Classes(classes) => {
                (ObservedKind::Classes, classes.step, borsh::to_vec(classes))
            }
            Observation::Batches(batches) => {
                (ObservedKind::Batches, batches.step, borsh::to_vec(batches))
            }
            Observation::Layers(layers) => {
                (ObservedKind::Layers, layers.step, borsh::to_vec(layers))
            }
        };
        // Writing to memory fails for no value of these.
        let bytes = bytes.unwrap_or_default();
        Self { kind, step, bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::ClassCounts;
    use crate::run::{EpochClasses, LayerStatistics, NetworkStatistics};

    #[test]
    fn what_is_packed_can_be_read_by_its_kind() {
        let classes = EpochClasses {
            epoch: 1,
            step: 9,
            train: vec![ClassCounts::default(); 3],
            validation: Vec::new(),
            test: Vec::new(),
        };
        let packed = Observed::from(&Observation::Classes(classes.clone()));
        assert_eq!((packed.kind, packed.step), (ObservedKind::Classes, 9));
        let back: EpochClasses = borsh::from_slice(&packed.bytes).expect("classes");
        assert_eq!(back, classes);

        let layers = NetworkStatistics {
            step: 4,
            layers: vec![LayerStatistics::default()],
        };
        let packed = Observed::from(&Observation::Layers(layers.clone()));
        assert_eq!((packed.kind, packed.step), (ObservedKind::Layers, 4));
        let back: NetworkStatistics = borsh::from_slice(&packed.bytes).expect("layers");
        assert_eq!(back, layers);
    }
}
