//! Texts that a terminal shows and does not obey.

/// A text without what a terminal would obey; a line's end stays.
pub fn printable(text: &str) -> String {
    let shown = |letter: char| match letter {
        '\n' => letter,
        _ if letter.is_control() => '\u{fffd}',
        _ => letter,
    };
    text.chars().map(shown).collect()
}
