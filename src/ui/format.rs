//! Numbers as people read them.

/// What stands where there is no number yet.
pub const NONE: &str = "–";

/// A part of one as a percentage: `98.4 %`.
#[must_use]
pub fn percent(part: f64) -> String {
    format!("{:.1} %", part * 100.0)
}

/// An accuracy: `97.5 %`, and with two decimals from 98 % on, where tenths tell little apart. Those are
/// cut off, not rounded: one of the 10 000 is one, and only all are 100 %.
#[must_use]
pub fn accuracy(part: f64) -> String {
    if part < 0.98 {
        return percent(part);
    }
    // A hair more, because the double nearest to 0.9905 may lie below it.
    format!("{:.2} %", (part * 1e4 + 1e-6).floor() / 100.0)
}

/// A loss: four decimals, or fewer digits for large ones.
#[must_use]
pub fn loss(value: f64) -> String {
    if !value.is_finite() {
        value.to_string()
    } else if value >= 100.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.4}")
    }
}

/// A number with so many decimals; a minus is as wide as a plus, and nothing is less than zero by a rounding.
#[must_use]
pub fn decimals(value: f32, places: usize) -> String {
    let text = format!("{value:.places$}");
    if text.chars().all(|c| matches!(c, '-' | '0' | '.')) {
        return text.replace('-', "");
    }
    text.replace('-', "−")
}

/// A count with its thousands apart: `60 000`.
#[must_use]
pub fn count(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// Bytes in the unit that suits them: `11.5 MB`.
#[must_use]
pub fn bytes(n: u64) -> String {
    match n {
        0..1_000 => format!("{n} B"),
        1_000..1_000_000 => format!("{:.0} kB", n as f64 / 1e3),
        _ => format!("{:.1} MB", n as f64 / 1e6),
    }
}

/// A duration: `0.4 s`, `42 s`, `3 min 05 s`, `1 h 02 min`.
#[must_use]
pub fn duration(seconds: f64) -> String {
    if !seconds.is_finite() || seconds < 0.0 {
        return NONE.to_owned();
    }
    let whole = seconds.round() as u64;
    match whole {
        0..10 => format!("{seconds:.1} s"),
        10..60 => format!("{whole} s"),
        60..3600 => format!("{} min {:02} s", whole / 60, whole % 60),
        _ => format!("{} h {:02} min", whole / 3600, whole % 3600 / 60),
    }
}

/// A message with a full stop at its end.
#[must_use]
pub fn sentence(message: &str) -> String {
    let end = if message.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{message}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_end_with_one_stop() {
        assert_eq!(sentence("Row 3 is short"), "Row 3 is short.");
        assert_eq!(sentence("Gone."), "Gone.");
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(percent(0.9837), "98.4 %");
        assert_eq!(accuracy(0.9751), "97.5 %");
        assert_eq!(accuracy(0.9905), "99.05 %");
        assert_eq!(accuracy(0.989_999), "98.99 %");
        assert_eq!(accuracy(41_999.0 / 42_000.0), "99.99 %");
        assert_eq!(accuracy(1.0), "100.00 %");
        assert_eq!(loss(0.123_456), "0.1235");
        assert_eq!(loss(f64::NAN), "NaN");
        assert_eq!(count(858_122), "858\u{202f}122");
        assert_eq!(count(999), "999");
        assert_eq!(bytes(11_490_434), "11.5 MB");
        assert_eq!(bytes(20), "20 B");
        assert_eq!(duration(0.44), "0.4 s");
        assert_eq!(duration(185.0), "3 min 05 s");
        assert_eq!(duration(3720.0), "1 h 02 min");
    }
}
