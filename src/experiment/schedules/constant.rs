//! No schedule.

use super::{Course, ScheduleKind};
use crate::experiment::field::fields;

fields! {
    /// The same step size throughout.
    pub struct Constant {}
}

impl ScheduleKind for Constant {
    fn learning_rate(&self, _: usize, course: &Course) -> f64 {
        course.learning_rate
    }
}
