//! A colour for each class, seen well on light and on dark.

/// Told apart by most people, those who do not tell red from green included.
const FIRST: [&str; 8] = [
    "#2f7fd1", "#e8590c", "#12a17c", "#c255b8", "#d9a400", "#6f6ae0", "#8a6d52", "#7b8794",
];

/// The colour of a class. Beyond the first, hues are as far apart as the golden angle puts them.
#[must_use]
pub fn class_colour(class: usize) -> String {
    FIRST.get(class).map_or_else(
        || format!("hsl({:.0} 65% 52%)", class as f64 * 137.508 % 360.0),
        |colour| (*colour).to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_have_colours_of_their_own() {
        let colours: Vec<String> = (0..30).map(class_colour).collect();
        assert!(colours.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(colours[20].starts_with("hsl("), "{}", colours[20]);
    }
}
