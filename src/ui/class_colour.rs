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

/// The red, green and blue of the colour of a class; after the first eight they come again.
#[must_use]
pub fn class_rgb(class: usize) -> [u8; 3] {
    let hex = &FIRST[class % FIRST.len()][1..];
    let value = u32::from_str_radix(hex, 16).unwrap_or(0);
    let [_, r, g, b] = value.to_be_bytes();
    [r, g, b]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_have_colours_of_their_own() {
        let colours: Vec<String> = (0..30).map(class_colour).collect();
        assert!(colours.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(colours[20].starts_with("hsl("), "{}", colours[20]);
        assert_eq!(class_rgb(8), [0x2f, 0x7f, 0xd1]);
    }
}
