//! Values as a person writes them, with commas between them and several that belong together in brackets; and as
//! tables show them.

use crate::experiment::decimal;
use crate::experiment::sweep::SweptValue;

/// Values as text: `0.1, 0.01`, `relu, tanh`, `[3, 5], none`.
#[must_use]
pub fn write(values: &[SweptValue]) -> String {
    let texts: Vec<String> = values.iter().map(one).collect();
    texts.join(", ")
}

fn one(value: &SweptValue) -> String {
    match value {
        SweptValue::List(items) => format!("[{}]", write(items)),
        value => value.to_string(),
    }
}

/// The values of a text; `None` if a bracket is open or closes nothing.
#[must_use]
pub fn read(text: &str) -> Option<Vec<SweptValue>> {
    let mut depth = 0_usize;
    let mut parts = vec![String::new()];
    for letter in text.chars() {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.checked_sub(1)?,
            ',' | ';' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut()?.push(letter);
    }
    if depth > 0 {
        return None;
    }
    let parts = parts.iter().map(|part| part.trim());
    parts.filter(|part| !part.is_empty()).map(value).collect()
}

fn value(text: &str) -> Option<SweptValue> {
    if let Some(inner) = text.strip_prefix('[') {
        return Some(SweptValue::List(read(inner.strip_suffix(']')?)?));
    }
    Some(match text {
        "true" => SweptValue::Switch(true),
        "false" => SweptValue::Switch(false),
        "none" => SweptValue::Absent,
        _ => match (text.parse::<i64>(), decimal::parse(text)) {
            (Ok(whole), _) => SweptValue::Whole(whole),
            (_, Some(real)) if real.is_finite() => SweptValue::Real(real),
            _ => SweptValue::Text(text.to_owned()),
        },
    })
}

/// A number with few digits: 0.001 and not 0.0010000000000000002.
#[must_use]
pub fn text(value: &SweptValue) -> String {
    match value {
        SweptValue::Real(v) => {
            let short = format!("{v:.4e}");
            let rounded = decimal::parse(&short).unwrap_or(*v);
            if rounded == 0.0 || (1e-4..1e6).contains(&rounded.abs()) {
                rounded.to_string()
            } else {
                format!("{rounded:e}")
            }
        }
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for text in [
            "0.1, 0.01",
            "relu, tanh",
            "[3, 5], none",
            "true, false",
            "[[1, 2], 3], 1e300",
        ] {
            let values = read(text).expect(text);
            assert_eq!(read(&write(&values)).as_ref(), Some(&values), "{text}");
        }
        assert_eq!(read("16, 32; 64").map(|v| v.len()), Some(3));
        assert_eq!(read(" , "), Some(Vec::new()));
        for wrong in ["[1", "1]", "[1]2]"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn values_are_short() {
        assert_eq!(
            text(&SweptValue::Real(0.001_000_000_000_000_000_2)),
            "0.001"
        );
        assert_eq!(text(&SweptValue::Real(1e-7)), "1e-7");
        assert_eq!(text(&SweptValue::Real(0.0)), "0");
    }
}
