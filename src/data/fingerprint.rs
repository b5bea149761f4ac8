//! What a test part is known by, so that results of several runs can be compared sample by sample.

use sha2::{Digest, Sha256};

use super::{Dataset, Role};

/// Digits of a fingerprint.
const DIGITS: usize = 16;

impl Dataset {
    /// What the test part is known by: equal where the same samples of the same source, with the same labels, stand
    /// in the same order, however they were prepared. Of people's own files it goes by their names, the places of the
    /// samples in them and their labels.
    #[must_use]
    pub fn test_fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        let source = serde_json::to_string(self.source()).unwrap_or_default();
        hash.update(source);
        if self.source().is_generated() {
            hash.update(self.seed.to_le_bytes());
        }
        for class in &self.classes {
            hash.update([0]);
            hash.update(class);
        }
        hash.update([0]);
        let labels = self.test.samples.labels();
        for &index in &self.test.indices {
            let origin = self.origin(Role::Test, index);
            hash.update(origin.sample.to_le_bytes());
            hash.update([origin.part as u8]);
            hash.update(labels[index as usize].to_le_bytes());
        }
        let mut digits = format!("{:x}", hash.finalize());
        digits.truncate(DIGITS);
        digits
    }
}
