//! Recipes: experiments that are files of the page.

/// The file of a recipe named in the address; only plain names, so that an address
/// cannot reach outside the folder.
#[must_use]
pub fn path(name: &str) -> Option<String> {
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
    fn recipes_stay_in_their_folder() {
        assert_eq!(path("c4").as_deref(), Some("recipes/c4.json"));
        assert_eq!(path("../secret"), None);
        assert_eq!(path(""), None);
    }
}
