//! What single cells hold: nothing, a number, a text, or the name of the label's column.

/// Texts that mean nothing is there: those of pandas.
const MISSING: [&str; 18] = [
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN",
    "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan",
];

/// The names that say of a column that it holds the labels; the first wins.
pub(super) const LABEL_NAMES: [&str; 4] = ["label", "class", "target", "y"];

/// Whether a column of this name holds labels.
pub(super) fn is_label_name(name: &[u8]) -> bool {
    let name = trimmed(name);
    let mut known = LABEL_NAMES.iter();
    known.any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}

/// A cell without the spaces around it.
pub(super) fn trimmed(cell: &[u8]) -> &[u8] {
    cell.trim_ascii()
}

/// Whether a trimmed cell holds nothing.
pub(super) fn is_missing(cell: &[u8]) -> bool {
    // Digits first: nearly every cell of a large table begins with one.
    match cell.first() {
        None => true,
        Some(b'0' | b'2'..=b'9') => false,
        Some(_) => cell == b"null" || MISSING.iter().any(|text| text.as_bytes() == cell),
    }
}

/// The pixel of a trimmed cell: a whole number from 0 to 255.
pub(super) fn pixel(cell: &[u8]) -> Option<u8> {
    match *cell {
        [a @ b'0'..=b'9'] => Some(a - b'0'),
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Some((a - b'0') * 10 + (b - b'0')),
        [a @ b'0'..=b'2', b @ b'0'..=b'9', c @ b'0'..=b'9'] => {
            let [a, b, c] = [a, b, c].map(|digit| u16::from(digit - b'0'));
            u8::try_from(a * 100 + b * 10 + c).ok()
        }
        _ => {
            // `12.0`, which a table gets when a column with gaps was written.
            let value = number(cell, false)?;
            (value.fract() == 0.0 && (0.0..=255.0).contains(&value)).then_some(value as u8)
        }
    }
}

/// The finite number of a trimmed cell. `comma`: a comma is its decimal point.
pub(super) fn number(cell: &[u8], comma: bool) -> Option<f32> {
    // Words that Rust takes for numbers (`inf`) are none here.
    if cell
        .iter()
        .any(|byte| byte.is_ascii_alphabetic() && !matches!(byte, b'e' | b'E'))
    {
        return None;
    }
    let text = std::str::from_utf8(cell).ok()?;
    let value: f32 = match text.parse() {
        Ok(value) => value,
        Err(_) if comma && text.matches(',').count() == 1 => text.replace(',', ".").parse().ok()?,
        Err(_) => return None,
    };
    value.is_finite().then_some(value)
}

/// Whether a trimmed cell is a whole number as text.
pub(super) fn is_whole(cell: &[u8]) -> bool {
    let digits = cell.strip_prefix(b"-").unwrap_or(cell);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

/// A cell for people: at most 40 letters of it.
pub(super) fn shown(cell: &[u8]) -> String {
    let text = String::from_utf8_lossy(cell);
    if text.chars().count() <= 40 {
        return text.into_owned();
    }
    text.chars().take(39).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_are_whole_numbers_to_255() {
        for value in 0..=255_u8 {
            assert_eq!(pixel(value.to_string().as_bytes()), Some(value));
        }
        assert_eq!(pixel(b"12.0"), Some(12));
        assert_eq!(pixel(b"007"), Some(7));
        for text in ["256", "999", "-1", "0.5", "x", "", "inf", "1e9"] {
            assert_eq!(pixel(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_finite() {
        assert_eq!(number(b"-1.5e3", false), Some(-1500.0));
        assert_eq!(number(b"1,5", true), Some(1.5));
        for text in ["1,5", "inf", "-infinity", "nan", "1e99", "0x10", "1 2", ""] {
            assert_eq!(number(text.as_bytes(), false), None, "{text}");
        }
        assert!(is_whole(b"-12") && !is_whole(b"1.0") && !is_whole(b"-"));
    }

    #[test]
    fn missing_is_pandas_s() {
        for text in ["", "NA", "NaN", "null", "None", "<NA>", "1.#IND"] {
            assert!(is_missing(text.as_bytes()), "{text}");
        }
        assert!(!is_missing(b"0") && !is_missing(b"none") && !is_missing(b"1"));
    }
}
