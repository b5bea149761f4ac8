//! Share links: an experiment's JSON as base64url behind `#spec=`.

use std::io::{Result as IoResult, Write};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use super::{Experiment, ExperimentError};

const KEY: &str = "#spec=";

/// The part of a share link after the page's address.
#[must_use]
pub fn to_fragment(experiment: &Experiment) -> String {
    format!("{KEY}{}", URL_SAFE_NO_PAD.encode(to_json(experiment)))
}

/// An experiment as a share link has it.
#[must_use]
pub fn to_json(experiment: &Experiment) -> String {
    let mut json = Vec::new();
    // Plain data can be written, and a `Vec` takes all.
    let _ = experiment.serialize(&mut Serializer::with_formatter(&mut json, Plain));
    String::from_utf8(json).unwrap_or_default()
}

/// JSON whose reals are written as everywhere else on the page: `serde_json`'s own way is faster,
/// and would be a second one in the page's program.
struct Plain;

impl Formatter for Plain {
    fn write_f32<W: ?Sized + Write>(&mut self, writer: &mut W, value: f32) -> IoResult<()> {
        write!(writer, "{value}")
    }

    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> IoResult<()> {
        write!(writer, "{value}")
    }
}

/// Whether the part of an address from `#` is that of a share link.
#[must_use]
pub fn is_fragment(fragment: &str) -> bool {
    fragment.starts_with(KEY)
}

/// The experiment in the part of an address from `#`.
///
/// # Errors
/// A link that was cut or changed, or an experiment that this build cannot read.
pub fn from_fragment(fragment: &str) -> Result<Experiment, ExperimentError> {
    let coded = fragment.strip_prefix(KEY).unwrap_or_default();
    let bytes = URL_SAFE_NO_PAD.decode(coded.trim_end_matches('=')).ok();
    match bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
        Some(json) => Experiment::from_json(&json),
        None => Err(ExperimentError::new(
            "The link in the address",
            "is damaged.",
            "Copy the whole link again, from #spec= to its end.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Optimizer;
    use crate::experiment::layers::BatchNormalization;

    #[test]
    fn a_link_holds_its_experiment() {
        let mut experiment = Experiment {
            seed: u64::MAX,
            optimizer: Optimizer::sgd(1e30),
            ..Experiment::default()
        };
        experiment.model.layers[0] = BatchNormalization {
            momentum: 0.0,
            epsilon: 1.234_567_890_123e-7,
            ..BatchNormalization::default()
        }
        .into();
        experiment.data.augmentation.zoom_range = 0.1;
        let fragment = to_fragment(&experiment);
        assert!(is_fragment(&fragment));
        assert_eq!(from_fragment(&fragment), Ok(experiment));
    }

    #[test]
    fn a_damaged_link_is_an_error_and_not_every_fragment_is_a_link() {
        assert!(!is_fragment("") && !is_fragment("#elsewhere"));
        assert!(from_fragment("#spec=eyJ2ZXJ").is_err());
        let foreign = from_fragment("#spec=!!");
        assert!(foreign.is_err_and(|e| e.to_string().ends_with("address is damaged.")));
    }
}
