//! A layer in a few words: what every one of its kind sets, and what differs from the defaults.

use crate::experiment::{FieldKind, FieldValue, Layer};

/// The values of a layer in words, as in `16 · 5 × 5 · strides 2 × 2 · relu`.
#[must_use]
pub fn brief(layer: &Layer) -> String {
    let fields = layer.fields();
    let words = fields.fields().into_iter().filter_map(|field| {
        let value = fields.get(field.name)?;
        if value == FieldValue::Absent || (!field.is_required && value == field.default) {
            return None;
        }
        let label = field.label.to_ascii_lowercase();
        Some(match (field.kind, value) {
            (_, FieldValue::Switch(true)) => label,
            (_, FieldValue::Switch(false)) => format!("no {label}"),
            (FieldKind::Choice(_), value) => value.to_string(),
            (_, value) if field.is_required => value.to_string(),
            (_, value) => format!("{label} {value}"),
        })
    });
    words.collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::layers::Conv2D;
    use crate::experiment::{Activation, Padding};

    #[test]
    fn only_what_matters_is_said() {
        let conv = Layer::conv2d(16, 5, Padding::Same, Activation::Relu);
        assert_eq!(brief(&conv), "16 · 5 × 5 · same · relu");
        let strided = Conv2D {
            strides: [2, 2],
            ..Conv2D::default()
        };
        assert_eq!(brief(&strided.into()), "16 · 3 × 3 · strides 2 × 2");
        assert_eq!(brief(&Layer::flatten()), "");
        assert_eq!(brief(&Layer::dropout(0.25)), "0.25");
    }
}
