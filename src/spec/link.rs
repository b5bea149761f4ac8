//! Share links: an experiment's JSON as base64url behind `#spec=`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::protocol::{ErrorKind, WireError};
use crate::spec::Experiment;

const KEY: &str = "#spec=";

/// The part of a share link after the page's address.
#[must_use]
pub fn to_fragment(experiment: &Experiment) -> String {
    let json = serde_json::to_string(experiment).unwrap_or_default();
    format!("{KEY}{}", URL_SAFE_NO_PAD.encode(json))
}

/// The experiment in the part of an address from `#`; `None` where there is none.
///
/// # Errors
/// A link that was cut or changed, or an experiment that this build cannot read.
pub fn from_fragment(fragment: &str) -> Option<Result<Experiment, WireError>> {
    let coded = fragment.strip_prefix(KEY)?.trim_end_matches('=');
    let json = URL_SAFE_NO_PAD
        .decode(coded)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    Some(match json {
        Some(json) => Experiment::from_json(&json).map_err(WireError::from),
        None => Err(WireError::new(
            ErrorKind::Spec,
            "The link in the address is damaged.",
            "Copy the whole link again, from #spec= to its end.",
        )),
    })
}

/// The file of a recipe named in the address; only plain names, so that an address
/// cannot reach outside the folder.
#[must_use]
pub fn recipe_path(name: &str) -> Option<String> {
    let is_plain = !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    is_plain.then(|| format!("recipes/{name}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_back_to_its_experiment() {
        let experiment = Experiment {
            seed: 7,
            ..Experiment::default()
        };
        let back = from_fragment(&to_fragment(&experiment));
        assert_eq!(back, Some(Ok(experiment)));
    }

    #[test]
    fn a_damaged_link_is_an_error_and_no_link_is_none() {
        assert_eq!(from_fragment(""), None);
        assert_eq!(from_fragment("#elsewhere"), None);
        let cut = from_fragment("#spec=eyJ2ZXJ");
        assert!(cut.is_some_and(|r| r.is_err()));
        let foreign = from_fragment("#spec=!!");
        assert!(foreign.is_some_and(|r| r.is_err_and(|e| e.message.contains("damaged"))));
    }

    #[test]
    fn recipes_stay_in_their_folder() {
        assert_eq!(recipe_path("c4").as_deref(), Some("recipes/c4.json"));
        assert_eq!(recipe_path("../secret"), None);
        assert_eq!(recipe_path(""), None);
    }
}
