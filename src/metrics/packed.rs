//! Predictions as bytes, to be handed from one program to another, a portion at a time.

use super::log_probabilities::LogProbabilities;
use super::predictions::Predictions;

/// Numbers of the header: classes, probabilities kept of a sample, samples, and whether those are in 32 bits.
const HEADER: usize = 4;

impl Predictions {
    /// As bytes, which [`Self::from_portions`] reads.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let is_full = usize::from(self.log_probabilities.is_full());
        let header = [self.classes, self.kept, self.len(), is_full].map(|n| n as u32);
        let long = header.iter().chain(&self.indices);
        let mut bytes: Vec<u8> = long.flat_map(|n| n.to_le_bytes()).collect();
        for short in [&self.labels, &self.predicted, &self.kept_classes] {
            bytes.extend(short.iter().flat_map(|n| n.to_le_bytes()));
        }
        bytes.extend(self.log_probabilities.to_bytes());
        bytes
    }

    /// The predictions of portions that followed each other; `None` if they do not belong together. Their loss is
    /// not kept.
    #[must_use]
    pub fn from_portions<'a>(portions: impl IntoIterator<Item = &'a [u8]>) -> Option<Self> {
        let mut all: Option<Self> = None;
        for portion in portions {
            let portion = Self::from_bytes(portion)?;
            match &mut all {
                None => all = Some(portion),
                Some(all) => all.append(portion)?,
            }
        }
        all
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let mut longs = |n: usize| -> Option<Vec<u32>> {
            let (own, others) = rest.split_at_checked(n.checked_mul(4)?)?;
            rest = others;
            Some(
                own.as_chunks()
                    .0
                    .iter()
                    .map(|b| u32::from_le_bytes(*b))
                    .collect(),
            )
        };
        let header = longs(HEADER)?;
        let [classes, kept, samples] = [header[0], header[1], header[2]].map(|n| n as usize);
        let is_full = header[3] == 1;
        let indices = longs(samples)?;
        let mut shorts = |n: usize| -> Option<Vec<u16>> {
            let (own, others) = rest.split_at_checked(n.checked_mul(2)?)?;
            rest = others;
            Some(
                own.as_chunks()
                    .0
                    .iter()
                    .map(|b| u16::from_le_bytes(*b))
                    .collect(),
            )
        };
        let (labels, predicted) = (shorts(samples)?, shorts(samples)?);
        let numbers = kept.checked_mul(samples)?;
        let kept_classes = shorts(if kept == classes { 0 } else { numbers })?;
        let width = if is_full { 4 } else { 2 };
        let is_complete = numbers.checked_mul(width) == Some(rest.len());
        let log_probabilities = LogProbabilities::from_bytes(is_full, rest);
        is_complete.then_some(Self {
            classes,
            kept,
            indices,
            labels,
            predicted,
            log_probabilities,
            kept_classes,
            loss: 0.0,
            smoothing: 0.0,
        })
    }

    fn append(&mut self, more: Self) -> Option<()> {
        if (self.classes, self.kept) != (more.classes, more.kept) {
            return None;
        }
        self.indices.extend(more.indices);
        self.labels.extend(more.labels);
        self.predicted.extend(more.predicted);
        self.log_probabilities.append(more.log_probabilities)?;
        self.kept_classes.extend(more.kept_classes);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(classes: usize, from: u32, n: u32) -> Predictions {
        let mut predictions = Predictions::new(classes, n as usize);
        for i in from..from + n {
            let logits: Vec<f32> = (0..classes)
                .map(|c| (c as f32 * 0.3 + i as f32).sin())
                .collect();
            predictions.push(i, (i % 3) as u16, &logits);
        }
        predictions
    }

    #[test]
    fn portions_put_together_are_the_whole() {
        let portions = [some(4, 0, 5), some(4, 5, 3)].map(|p| p.to_bytes());
        let together = Predictions::from_portions(portions.iter().map(Vec::as_slice));
        let together = together.expect("they belong together");
        let whole = some(4, 0, 8);
        assert_eq!(together.indices(), whole.indices());
        assert_eq!(together.labels(), whole.labels());
        assert_eq!(together.predicted(), whole.predicted());
        for sample in 0..8 {
            for class in 0..4 {
                assert_eq!(
                    together.probability(sample, class),
                    whole.probability(sample, class)
                );
            }
        }
    }

    #[test]
    fn what_is_cut_or_of_other_classes_is_refused() {
        let bytes = some(4, 0, 5).to_bytes();
        assert!(Predictions::from_portions([&bytes[..bytes.len() - 1]]).is_none());
        assert!(Predictions::from_portions([&bytes[..7]]).is_none());
        let other = some(3, 0, 2).to_bytes();
        assert!(Predictions::from_portions([&bytes[..], &other]).is_none());
        assert!(Predictions::from_portions([]).is_none());
    }
}
