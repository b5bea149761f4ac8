//! Windows that slide over pictures: how many fit, and what lies beyond the border.

use crate::experiment::ExperimentError;
use crate::experiment::error::ensure;
use crate::experiment::field::choices;

choices! {
    /// How a window meets the border of a picture.
    pub enum Padding {
        /// Only windows that lie wholly inside.
        Valid = "valid",
        /// Zeros around (more at the bottom and right where uneven), so that the output has
        /// `ceil(input / stride)` rows and columns.
        Same = "same",
    }
}

/// Output size and padding `(before, after)` of a window of `size` sliding over `input`
/// in steps of `stride`; `None` where not one window fits.
///
/// # Source
/// TensorFlow's `SAME` and `VALID` (`tensorflow/core/framework/kernel_shape_util.cc`).
#[must_use]
pub fn window_output(
    input: usize,
    size: usize,
    stride: usize,
    padding: Padding,
) -> Option<(usize, (usize, usize))> {
    match padding {
        Padding::Valid => (input >= size).then(|| ((input - size) / stride + 1, (0, 0))),
        Padding::Same => {
            let output = input.div_ceil(stride);
            let total = ((output - 1) * stride + size).saturating_sub(input);
            Some((output, (total / 2, total - total / 2)))
        }
    }
}

/// Height and width that a window reaches over when its pixels are `rate` apart.
#[must_use]
pub fn window_span(size: [usize; 2], rate: [usize; 2]) -> [usize; 2] {
    std::array::from_fn(|i| (size[i] - 1) * rate[i] + 1)
}

/// Checks that windows do not both take steps and have gaps, which Keras has not, either.
///
/// # Errors
/// They do.
pub(super) fn either_steps_or_dilated(
    strides: [usize; 2],
    rate: [usize; 2],
) -> Result<(), ExperimentError> {
    ensure(
        strides == [1, 1] || rate == [1, 1],
        "dilation_rate",
        format!("is {} × {} with strides", rate[0], rate[1]),
        "Use either strides or a dilation above 1.",
    )
}

/// Height and width of what a window gives of pictures of a height and width.
///
/// # Errors
/// Not one window fits; the error names the field that has the window's size.
pub(super) fn output(
    input: [usize; 2],
    (field, size): (&str, [usize; 2]),
    strides: [usize; 2],
    padding: Padding,
) -> Result<[usize; 2], ExperimentError> {
    let fitting = |i: usize| {
        window_output(input[i], size[i], strides[i], padding)
            .map(|(n, _)| n)
            .ok_or_else(|| {
                ExperimentError::new(
                    field,
                    format!(
                        "is {} × {} on pictures of {} × {}",
                        size[0], size[1], input[0], input[1]
                    ),
                    "Make the window smaller, or use padding \"same\".",
                )
            })
    };
    Ok([fitting(0)?, fitting(1)?])
}
