//! What callbacks and people changed about a run, in words.

use crate::experiment::decimal;
use crate::run::{Notice, RateCause};

/// A sentence that says what happened.
#[must_use]
pub fn in_words(notice: &Notice) -> String {
    match notice {
        Notice::RateChanged {
            step,
            learning_rate,
            cause,
        } => {
            let cause = match cause {
                RateCause::Person => "set by you",
                RateCause::Plateau => "lowered on a plateau",
            };
            let rate = short(*learning_rate);
            format!("Learning rate {rate} from step {} on, {cause}.", step + 1)
        }
        Notice::EarlyStopped {
            epoch,
            best_epoch,
            best,
        } => format!(
            "Stopped early after epoch {epoch}: epoch {best_epoch} was the best, with {best:.4}."
        ),
        Notice::WeightsRestored { epoch } => {
            format!("The network has its weights of epoch {epoch} again.")
        }
    }
}

/// A step size with three significant digits, as in `0.00123` and `2.5e-6`.
#[must_use]
pub fn short(rate: f64) -> String {
    let rounded = decimal::parse(&format!("{rate:.2e}")).unwrap_or(rate);
    if (1e-4..1e4).contains(&rounded.abs()) || rounded == 0.0 {
        rounded.to_string()
    } else {
        format!("{rounded:e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn step_sizes_are_short() {
        assert_eq!(short(0.001_234_5), "0.00123");
        assert_eq!(short(0.000_002_5), "2.5e-6");
        assert_eq!(short(1.0), "1");
    }

    #[test]
    fn what_happened_is_a_sentence() {
        let changed = Notice::RateChanged {
            step: 9,
            learning_rate: 0.5,
            cause: RateCause::Person,
        };
        assert_eq!(
            in_words(&changed),
            "Learning rate 0.5 from step 10 on, set by you."
        );
    }
}
