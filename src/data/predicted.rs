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
    let failed = |e: &dyn std::fmt::Display| {
        super::DataError::new(
            format!("The predictions could not be written: {e}"),
            "Close other programs, and try again.",
        )
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = ["sample", "prediction", "probability"].map(str::to_owned);
    let rows = predicted.iter().enumerate().map(|(i, answer)| {
        let name = samples.name(i).map(str::to_owned);
        let class = classes.get(usize::from(answer.class));
        [
            name.unwrap_or_else(|| (i + 1).to_string()),
            class.cloned().unwrap_or_default(),
            format!("{:.6}", answer.probability),
        ]
    });
    for row in std::iter::once(header).chain(rows) {
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
}
