//! What a network says of samples without labels, and the table of it.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::bits;

/// The class that a network takes a sample for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Predicted {
    /// The most probable class; an index into the names of the classes.
    pub class: u16,
    /// Its probability.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub probability: f32,
}

/// The answers for samples without labels as CSV: a row for each, with the name of its file or
/// else its number from 1, the class and its probability.
///
/// # Errors
/// The memory cannot be had.
#[cfg(feature = "files")]
pub fn to_csv(
    samples: &super::Unlabelled,
    classes: &[String],
    predicted: &[Predicted],
) -> Result<Vec<u8>, super::DataError> {
    let header = ["sample", "prediction", "probability"]
        .map(str::to_owned)
        .to_vec();
    let rows = predicted.iter().enumerate().map(|(i, answer)| {
        let name = samples.name(i).map(str::to_owned);
        let class = classes.get(usize::from(answer.class));
        vec![
            name.unwrap_or_else(|| (i + 1).to_string()),
            class.cloned().unwrap_or_default(),
            format!("{:.6}", answer.probability),
        ]
    });
    written(std::iter::once(header).chain(rows))
}

/// The probabilities of every class for samples without labels as CSV: a row for each, with the name of its file or
/// else its number from 1, its likeliest class, and a column for each class. `values` are `samples × classes`.
///
/// # Errors
/// The memory cannot be had.
#[cfg(feature = "files")]
pub fn probabilities_to_csv(
    samples: &super::Unlabelled,
    classes: &[String],
    values: &[f32],
) -> Result<Vec<u8>, super::DataError> {
    let header = ["sample", "prediction"].map(str::to_owned).into_iter();
    let header = header.chain(classes.iter().cloned()).collect();
    let rows = values.chunks_exact(classes.len().max(1)).enumerate();
    let rows = rows.map(|(i, row)| {
        let name = samples.name(i).map(str::to_owned);
        let name = name.unwrap_or_else(|| (i + 1).to_string());
        let first = [name, classes[likeliest(row)].clone()].into_iter();
        let values = row.iter().map(|probability| format!("{probability:.6}"));
        first.chain(values).collect()
    });
    written(std::iter::once(header).chain(rows))
}

/// Kaggle's submission: `ImageId,Label`, the ids counted from 1. `values` are `samples × classes`.
///
/// # Errors
/// The memory cannot be had.
#[cfg(feature = "files")]
pub fn to_submission(classes: &[String], values: &[f32]) -> Result<Vec<u8>, super::DataError> {
    let header = ["ImageId", "Label"].map(str::to_owned).to_vec();
    let rows = values.chunks_exact(classes.len().max(1)).enumerate();
    let rows = rows.map(|(i, row)| vec![(i + 1).to_string(), classes[likeliest(row)].clone()]);
    written(std::iter::once(header).chain(rows))
}

/// The first of the largest values.
#[cfg(feature = "files")]
fn likeliest(row: &[f32]) -> usize {
    (1..row.len()).fold(0, |best, i| if row[i] > row[best] { i } else { best })
}

#[cfg(feature = "files")]
fn written(rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, super::DataError> {
    let failed = |e: &dyn std::fmt::Display| {
        super::DataError::new(
            format!("The predictions could not be written: {e}"),
            "Close other programs, and try again.",
        )
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(&row).map_err(|e| failed(&e))?;
    }
    writer.into_inner().map_err(|e| failed(&e))
}

#[cfg(all(test, feature = "files"))]
mod tests {
    use super::*;
    use crate::data::Unlabelled;

    #[test]
    fn a_row_names_the_file_or_counts_and_quotes_what_must_be() {
        let answers =
            [(1, 0.75), (0, 1.0)].map(|(class, probability)| Predicted { class, probability });
        let classes = ["cat".to_owned(), "dog, large".to_owned()];
        let check = |names: &[&str], expected: &str| {
            let samples = Unlabelled::Pictures {
                shape: [1, 1, 1],
                pixels: vec![0, 0],
                names: names.iter().map(|&name| name.to_owned()).collect(),
            };
            let written = to_csv(&samples, &classes, &answers).expect("written");
            assert_eq!(String::from_utf8_lossy(&written), expected);
        };
        check(
            &["a.jpg", "b \"2\".jpg"],
            "sample,prediction,probability\na.jpg,\"dog, large\",0.750000\n\"b \"\"2\"\".jpg\",cat,1.000000\n",
        );
        check(
            &[],
            "sample,prediction,probability\n1,\"dog, large\",0.750000\n2,cat,1.000000\n",
        );
    }

    #[test]
    fn tables_of_all_probabilities_and_kaggles_have_the_likeliest_class() {
        let samples = Unlabelled::Pictures {
            shape: [1, 1, 1],
            pixels: vec![0, 0],
            names: Vec::new(),
        };
        let classes = ["a".to_owned(), "b".to_owned()];
        let values = [0.25, 0.75, 0.5, 0.5];
        let table = probabilities_to_csv(&samples, &classes, &values).expect("written");
        assert_eq!(
            String::from_utf8_lossy(&table),
            "sample,prediction,a,b\n1,b,0.250000,0.750000\n2,a,0.500000,0.500000\n"
        );
        let table = to_submission(&classes, &values).expect("written");
        assert_eq!(String::from_utf8_lossy(&table), "ImageId,Label\n1,b\n2,a\n");
    }
}
