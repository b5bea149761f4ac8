//! Decimal numbers as people write them. The standard library reads them too, but with a table of
//! powers and a second algorithm for what that cannot decide: 13 kB of the page when gzipped,
//! which reads nothing but settings.

/// Powers of ten that are exact in double precision.
const EXACT_POWERS: i32 = 22;

/// Reads a decimal number: a sign, digits with at most one point among them, an exponent.
///
/// The nearest `f64` for up to 15 digits and exponents up to ±22, and for more a neighbour of it:
/// the digits and the power are exact then, and one operation rounds once (W. D. Clinger, "How to
/// read floating point numbers accurately", PLDI 1990).
#[must_use]
pub fn parse(text: &str) -> Option<f64> {
    let (is_negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i16>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let (mut mantissa, mut power) = (0_u64, i32::from(exponent));
    for (digit, is_fraction) in
        (whole.bytes().map(|b| (b, false))).chain(fraction.bytes().map(|b| (b, true)))
    {
        if !digit.is_ascii_digit() {
            return None;
        }
        // Digits beyond the nineteenth only count as places.
        match mantissa
            .checked_mul(10)
            .and_then(|m| m.checked_add(u64::from(digit - b'0')))
        {
            Some(longer) => {
                mantissa = longer;
                power -= i32::from(is_fraction);
            }
            None => power += i32::from(!is_fraction),
        }
    }
    let value = scale(mantissa as f64, power);
    Some(if is_negative { -value } else { value })
}

/// A value of single precision with no more digits than it has: 0.1, and not 0.10000000149.
#[must_use]
pub fn widen(value: f32) -> f64 {
    let wide = f64::from(value);
    if !wide.is_normal() {
        return wide;
    }
    let first_digit = wide.abs().log10().floor() as i32;
    // Nine digits tell every two values apart.
    (0..9)
        .map(|digits| digits - first_digit)
        .map(|places| scale(scale(wide, places).round(), -places))
        .find(|short| (*short as f32).to_bits() == value.to_bits())
        .unwrap_or(wide)
}

/// `value · 10^power`, in steps of powers that are exact.
fn scale(value: f64, power: i32) -> f64 {
    let (mut value, mut left) = (value, power);
    while left != 0 && value != 0.0 && value.is_finite() {
        let step = left.clamp(-EXACT_POWERS, EXACT_POWERS);
        let factor = exact_power(step.abs());
        value = if step < 0 {
            value / factor
        } else {
            value * factor
        };
        left -= step;
    }
    value
}

/// `10^n` for `n` up to [`EXACT_POWERS`]: every product on the way is exact.
fn exact_power(n: i32) -> f64 {
    (0..n).fold(1.0, |power, _| power * 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "", ".", "-", "1,5", "1e", "e3", "1.2.3", "NaN", "inf", "0x1", "1e99999", " 1",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_those_of_the_standard_library() {
        for text in [
            "0",
            "-0",
            "+1.",
            ".5",
            "0.001",
            "1e-7",
            "123456789012345",
            "1E22",
            "7e-22",
            "1e400",
            "1e-400",
        ] {
            let expected: f64 = text.parse().expect("a number");
            assert_eq!(
                parse(text).map(f64::to_bits),
                Some(expected.to_bits()),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn fifteen_digits_are_read_exactly(digits in 0_u64..1_000_000_000_000_000, point in 0_usize..15) {
            let padded = format!("{digits:016}");
            let text = format!("{}.{}", &padded[..=point], &padded[point + 1..]);
            prop_assert_eq!(parse(&text), text.parse().ok());
        }

        #[test]
        fn longer_numbers_are_off_by_a_few_units_in_the_last_digit_at_most(value in proptest::num::f64::NORMAL) {
            let text = format!("{value:e}");
            let read = parse(&text).expect("a number");
            // Powers beyond 22 are several roundings.
            let is_near = value.abs() < 1e-290 || ((read - value) / value).abs() < 2e-15;
            prop_assert!(is_near, "{} is {}", text, read);
        }

        #[test]
        fn widened_values_are_written_as_the_single_ones(value in proptest::num::f32::NORMAL) {
            let wide = widen(value);
            prop_assert_eq!((wide as f32).to_bits(), value.to_bits());
            if (1e-13..1e13).contains(&value.abs()) {
                prop_assert_eq!(wide.to_string(), value.to_string());
            }
        }
    }
}
