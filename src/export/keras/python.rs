//! Values and calls in Python's writing.

use crate::experiment::FieldValue;

/// A real number. `Debug` writes 1e-7 where `Display` would write all its zeros.
pub fn real(value: f64) -> String {
    format!("{value:?}")
}

/// A single-precision number, with no more digits than it has.
pub fn single(value: f32) -> String {
    format!("{value:?}")
}

/// A text between quotes.
pub fn text(value: &str) -> String {
    let mut quoted = String::from('"');
    for letter in value.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            letter if letter.is_control() => quoted.push(' '),
            letter => quoted.push(letter),
        }
    }
    quoted + "\""
}

/// Numbers between parentheses; one number needs a comma to be a tuple.
pub fn tuple(axes: &[usize]) -> String {
    let numbers: Vec<_> = axes.iter().map(usize::to_string).collect();
    let comma = if axes.len() == 1 { "," } else { "" };
    format!("({}{comma})", numbers.join(", "))
}

/// Numbers between brackets.
pub fn list<T: std::fmt::Debug>(numbers: &[T]) -> String {
    format!("{numbers:?}")
}

/// The value of a field; nothing where it has none.
pub fn value(value: FieldValue) -> Option<String> {
    Some(match value {
        FieldValue::Whole(n) => n.to_string(),
        FieldValue::Real(v) => real(v),
        FieldValue::Switch(true) => "True".to_owned(),
        FieldValue::Switch(false) => "False".to_owned(),
        FieldValue::Choice(name) => text(name),
        FieldValue::Sides([h, w]) if h == w => h.to_string(),
        FieldValue::Sides([h, w]) => format!("({h}, {w})"),
        FieldValue::Interval([low, high]) => format!("({}, {})", real(low), real(high)),
        FieldValue::List(list) => match *list.as_slice() {
            // The four sides of a border.
            [top, bottom, left, right] => format!("(({top}, {bottom}), ({left}, {right}))"),
            _ => format!("[{list}]"),
        },
        FieldValue::Absent => return None,
    })
}

/// An argument of a call; without a name it stands by its place.
pub type Argument = (&'static str, String);

/// A call with arguments.
pub fn call(function: &str, arguments: &[Argument]) -> String {
    let arguments: Vec<_> = arguments
        .iter()
        .map(|(name, value)| match *name {
            "" => value.clone(),
            name => format!("{name}={value}"),
        })
        .collect();
    format!("{function}({})", arguments.join(", "))
}

/// A text with every line so many levels further in; empty lines stay empty.
pub fn indented(code: &str, levels: usize) -> String {
    let space = "    ".repeat(levels);
    let lines = code.lines().map(|line| match line {
        "" => "\n".to_owned(),
        line => format!("{space}{line}\n"),
    });
    lines.collect()
}

/// A text on one line, as a comment or between a docstring's quotes has it.
pub fn remark(text: &str) -> String {
    let line = text.replace(['\n', '\r'], " ");
    line.replace('\\', "/").replace("\"\"\"", "'''")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::List;

    #[test]
    fn values_are_pythons() {
        let list = |items: &[i64]| FieldValue::List(List::new(items).expect("few"));
        for (number, expected) in [
            (FieldValue::Whole(3), "3"),
            (FieldValue::Real(1e-7), "1e-7"),
            (FieldValue::Real(1.0), "1.0"),
            (FieldValue::Switch(true), "True"),
            (FieldValue::Choice("same"), "\"same\""),
            (FieldValue::Sides([5, 5]), "5"),
            (FieldValue::Sides([5, 3]), "(5, 3)"),
            (FieldValue::Interval([0.5, 1.5]), "(0.5, 1.5)"),
            (list(&[-1]), "[-1]"),
            (list(&[1, 2]), "[1, 2]"),
            (list(&[0, 2, 3, 1]), "((0, 2), (3, 1))"),
        ] {
            assert_eq!(value(number).as_deref(), Some(expected));
        }
        assert_eq!(value(FieldValue::Absent), None);
        assert_eq!(tuple(&[7]), "(7,)");
        assert_eq!(text("a \"b\"\\\n"), "\"a \\\"b\\\"\\\\\\n\"");
    }
}
