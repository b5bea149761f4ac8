//! A range of numbers that a sweep chooses from.

use super::SweptValue;
use crate::experiment::field::{choices, field, fields, required};
use crate::experiment::{ExperimentError, Fields, decimal, error::ensure};

choices! {
    /// Along which scale numbers are equally likely, or equally far apart.
    pub enum Scale {
        /// The numbers themselves.
        Linear = "linear",
        /// Their logarithms.
        Log = "log",
    }
}

fields! {
    /// A range of numbers; of a field of whole numbers, whole ones.
    pub struct SearchRange {
        /// The least.
        from: f64 = required("From", 0.0),
        /// The greatest, which belongs to the range.
        to: f64 = required("To", 1.0),
        /// From one number to the next: their difference, or on a logarithmic scale their ratio. Absent: every number.
        step: Option<f64> = field("Step", None).positive(),
        /// Along which scale numbers are equally likely.
        scale: Scale = field("Scale", Scale::default()).quiet(),
    }
}

/// What a division of reals may miss a whole number by.
const ROUNDING: f64 = 1e-9;

impl SearchRange {
    /// Checks it alone; fields are named as seen from here.
    pub(super) fn validate(&self) -> Result<(), ExperimentError> {
        (self as &dyn Fields).validate()?;
        let are_finite = self.from.is_finite() && self.to.is_finite();
        let hint = "Use a number above from.";
        ensure(
            are_finite && self.from < self.to,
            "to",
            format!("is {}", self.to),
            hint,
        )?;
        if self.scale == Scale::Log {
            let hint = "A logarithmic scale is for numbers above 0.";
            ensure(self.from > 0.0, "from", format!("is {}", self.from), hint)?;
            let step = self.step.unwrap_or(2.0);
            let hint = "On a logarithmic scale it is a ratio: use a number above 1, such as 10.";
            ensure(step > 1.0, "step", format!("is {step}"), hint)?;
        }
        Ok(())
    }

    /// How many numbers it has; `None` where it has every real between its ends.
    #[must_use]
    pub fn count(&self, is_whole: bool) -> Option<usize> {
        let steps = match (self.step, self.scale) {
            (Some(step), Scale::Linear) => (self.to - self.from) / step,
            (Some(step), Scale::Log) => (self.to / self.from).ln() / step.ln(),
            (None, _) if is_whole => self.to.floor() - self.from.ceil(),
            (None, _) => return None,
        };
        Some((steps + ROUNDING) as usize + 1)
    }

    /// The number at an index below [`Self::count`].
    #[must_use]
    pub fn at(&self, index: usize, is_whole: bool) -> SweptValue {
        let i = index as f64;
        let number = match (self.step, self.scale) {
            (Some(step), Scale::Linear) => self.from + i * step,
            (Some(step), Scale::Log) => self.from * step.powf(i),
            (None, _) => self.from.ceil() + i,
        };
        self.value(number, is_whole)
    }

    /// The number at a part of the range, from 0 to below 1.
    #[must_use]
    pub fn at_part(&self, part: f64, is_whole: bool) -> SweptValue {
        let is_log = self.scale == Scale::Log;
        match self.count(is_whole) {
            Some(count) if self.step.is_some() || !is_log => {
                let index = (part * count as f64) as usize;
                self.at(index.min(count - 1), is_whole)
            }
            // Whole numbers on a logarithmic scale: each has the room up to the next.
            Some(_) => {
                let end = self.to.floor() + 1.0;
                let number = self.from.ceil() * (end / self.from.ceil()).powf(part);
                self.value((number + ROUNDING).floor(), true)
            }
            None if is_log => self.value(self.from * (self.to / self.from).powf(part), false),
            None => self.value(self.from + part * (self.to - self.from), false),
        }
    }

    fn value(&self, number: f64, is_whole: bool) -> SweptValue {
        let number = number.clamp(self.from, self.to);
        if is_whole {
            SweptValue::Whole(number.round() as i64)
        } else {
            SweptValue::Real(short(number))
        }
    }
}

/// A number with six digits: those of trials are read, and written into files.
fn short(number: f64) -> f64 {
    decimal::parse(&format!("{number:.5e}")).unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(from: f64, to: f64, step: Option<f64>, scale: Scale) -> SearchRange {
        SearchRange {
            from,
            to,
            step,
            scale,
        }
    }

    fn all(range: &SearchRange, is_whole: bool) -> Vec<f64> {
        let count = range.count(is_whole).expect("countable");
        (0..count)
            .map(|i| range.at(i, is_whole).number().expect("a number"))
            .collect()
    }

    #[test]
    fn steps_are_differences_or_ratios_and_the_end_belongs_to_it() {
        assert_eq!(
            all(&range(0.0, 0.5, Some(0.1), Scale::Linear), false),
            [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]
        );
        assert_eq!(
            all(&range(16.0, 70.0, Some(16.0), Scale::Linear), true),
            [16.0, 32.0, 48.0, 64.0]
        );
        assert_eq!(
            all(&range(1e-5, 1e-2, Some(10.0), Scale::Log), false),
            [1e-5, 1e-4, 1e-3, 1e-2]
        );
        assert_eq!(
            all(&range(2.0, 4.0, None, Scale::Linear), true),
            [2.0, 3.0, 4.0]
        );
        assert_eq!(range(0.0, 1.0, None, Scale::Linear).count(false), None);
    }

    #[test]
    fn parts_of_a_range_are_equally_likely_along_its_scale() {
        let number = |range: &SearchRange, part, is_whole| {
            range.at_part(part, is_whole).number().expect("a number")
        };
        let log = range(1e-4, 1.0, None, Scale::Log);
        assert!((number(&log, 0.5, false) - 1e-2).abs() < 1e-9);
        let whole = range(1.0, 100.0, None, Scale::Log);
        let numbers: Vec<f64> = (0..1000)
            .map(|i| number(&whole, f64::from(i) / 1000.0, true))
            .collect();
        assert!(numbers.iter().all(|n| (1.0..=100.0).contains(n)));
        // ln 10 / ln 101 of them are below 10.
        let small = numbers.iter().filter(|n| **n < 10.0).count();
        assert!((490..=510).contains(&small), "{small}");
        let stepped = range(16.0, 256.0, Some(16.0), Scale::Linear);
        assert_eq!(
            number(&stepped, 0.999_999, true).to_bits(),
            256_f64.to_bits()
        );
    }

    #[test]
    fn ranges_that_make_no_sense_are_refused() {
        for (range, field) in [
            (range(1.0, 1.0, None, Scale::Linear), "to"),
            (range(0.0, 1.0, None, Scale::Log), "from"),
            (range(0.1, 1.0, Some(0.5), Scale::Log), "step"),
            (range(0.0, 1.0, Some(0.0), Scale::Linear), "step"),
            (range(0.0, f64::INFINITY, None, Scale::Linear), "to"),
        ] {
            assert_eq!(range.validate().expect_err(field).field, field);
        }
    }
}
