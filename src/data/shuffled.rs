//! Rows of a part with the values of one column shuffled among them: what permutation importance asks about.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;

use super::{Dataset, Role, Samples, seed};

/// Rows that are taken at most, spread evenly over the part: their score is exact to a few per cent, and they are
/// asked about again for every column and repetition.
const ROWS: usize = 1000;

/// Rows with a column shuffled.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shuffled {
    /// The rows, packed as samples without labels.
    pub rows: Vec<u8>,
    /// Their labels.
    pub labels: Vec<u16>,
}

impl Dataset {
    /// The rows of a part, those of a column shuffled among them; without a column as they are. The order is that of a
    /// repetition, for all columns the same, and follows from the data's seed. `None` of pictures, and of a column
    /// that there is not.
    #[must_use]
    pub fn shuffled(&self, role: Role, column: Option<usize>, repetition: u32) -> Option<Shuffled> {
        let part = self.part(role);
        let Samples::Features(features) = &part.samples else {
            return None;
        };
        if column.is_some_and(|column| column >= features.columns.len()) {
            return None;
        }
        let n = part.len().min(ROWS);
        let chosen = (0..n).map(|i| part.indices[i * part.len() / n]);
        let chosen: Vec<u32> = chosen.collect();
        let mut order = chosen.clone();
        if column.is_some() {
            let stream = seed::derive(self.seed, "permutation importance");
            let seed = seed::derive_index(stream, u64::from(repetition));
            order.shuffle(&mut Pcg64Mcg::seed_from_u64(seed));
        }
        let rows = chosen.iter().zip(&order).flat_map(|(&own, &other)| {
            let mut row = features.get(own as usize).to_vec();
            if let Some(column) = column {
                row[column] = features.get(other as usize)[column];
            }
            row.into_iter().flat_map(f32::to_le_bytes)
        });
        let labels = chosen.iter().map(|&row| features.labels[row as usize]);
        Some(Shuffled {
            rows: rows.collect(),
            labels: labels.collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{digits, points};
    use crate::experiment::{Data, Points, Source};

    fn of_points() -> Dataset {
        let settings = Data {
            source: Source::Points(Points::default()),
            ..Data::default()
        };
        let rows = points::load(&Points::default(), 1).expect("points");
        Dataset::prepare(rows, &settings, "", 1).expect("a data set")
    }

    fn column(rows: &[u8], column: usize) -> Vec<u32> {
        let (bits, _) = rows.as_chunks::<4>();
        let bits = bits.iter().skip(column).step_by(2);
        bits.map(|bytes| u32::from_le_bytes(*bytes)).collect()
    }

    #[test]
    fn one_column_is_shuffled_and_the_rest_stays() {
        let data = of_points();
        let own = data.shuffled(Role::Test, None, 0).expect("rows");
        assert_eq!(own.labels, data.test.labels());
        let shuffled = data.shuffled(Role::Test, Some(1), 0).expect("rows");
        assert_eq!(column(&own.rows, 0), column(&shuffled.rows, 0));
        let (before, mut after) = (column(&own.rows, 1), column(&shuffled.rows, 1));
        assert_ne!(before, after);
        after.sort_unstable();
        let mut sorted = before;
        sorted.sort_unstable();
        assert_eq!(sorted, after);
        // A repetition is another order, and each comes again as it was.
        assert_ne!(
            data.shuffled(Role::Test, Some(1), 1),
            Some(shuffled.clone())
        );
        assert_eq!(data.shuffled(Role::Test, Some(1), 0), Some(shuffled));
        assert_eq!(data.shuffled(Role::Test, Some(2), 0), None);
    }

    #[test]
    fn pictures_have_no_columns() {
        let pictures = Dataset::prepare(digits::load(20, 10, 1), &Data::default(), "", 1);
        assert_eq!(
            pictures.expect("pictures").shuffled(Role::Test, None, 0),
            None
        );
    }
}
