//! Texts without the control sequences of terminals.

/// A text without the control characters that a terminal acts on; ends of lines stay.
pub fn printable(text: &str) -> String {
    let shown = |letter: char| match letter {
        '\n' => letter,
        _ if letter.is_control() => '\u{fffd}',
        _ => letter,
    };
    text.chars().map(shown).collect()
}
