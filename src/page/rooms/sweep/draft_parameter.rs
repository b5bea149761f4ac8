//! A parameter of a sweep as a person edits it: texts, and the values that make sense to begin with.

use super::choices_text;
use crate::experiment::sweep::{Condition, Parameter, Scale, SearchRange, SweptValue};
use crate::experiment::{Field, FieldKind, FieldValue, Range, decimal};

/// A parameter as texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DraftParameter {
    /// Its name; empty for the path of its first field.
    pub name: String,
    /// The paths of its fields.
    pub fields: Vec<String>,
    /// Whether it has a range rather than choices.
    pub is_range: bool,
    /// Its choices.
    pub choices: String,
    /// The range's least, greatest and step.
    pub range: [String; 3],
    /// Along which scale.
    pub scale: Scale,
    /// Other parameters and the values of which they must have one.
    pub when: Vec<(String, String)>,
}

impl DraftParameter {
    /// The draft of a parameter.
    #[must_use]
    pub fn of(parameter: &Parameter) -> Self {
        let range = parameter.range.as_ref();
        let texts = range.map(|range| {
            let step = range.step.map(|step| step.to_string());
            [
                range.from.to_string(),
                range.to.to_string(),
                step.unwrap_or_default(),
            ]
        });

        Self {
            name: parameter.name.clone(),
            fields: parameter.fields.clone(),
            is_range: range.is_some(),
            choices: choices_text::write(&parameter.choices),
            range: texts.unwrap_or_default(),
            scale: range.map(|range| range.scale).unwrap_or_default(),
            when: condition_texts(&parameter.when),
        }
    }

    /// A field of an experiment with values that make sense around the one that it has.
    #[must_use]
    pub fn around(path: &str, field: &Field, value: FieldValue) -> Self {
        let choices = match (field.kind, value) {
            (FieldKind::Choice(names), _) => names.join(", "),
            (FieldKind::Switch, _) => "true, false".to_owned(),
            (_, FieldValue::Whole(n) | FieldValue::Sides([n, _])) => around_whole(field, n),
            (_, FieldValue::Real(v)) => around_real(field, v),
            (_, FieldValue::Absent) => "none".to_owned(),
            (FieldKind::Interval, FieldValue::Interval(ends)) => {
                format!("[{}, {}]", ends[0], ends[1])
            }
            (_, value) => value.to_string(),
        };
        let [least, most] = match value {
            FieldValue::Whole(n) => [n as f64 / 2.0, n as f64 * 2.0].map(f64::round),
            FieldValue::Real(v) if v > 0.0 => [v / 10.0, v * 10.0].map(rounded),
            _ => [0.0, 1.0],
        };
        let is_log = matches!(value, FieldValue::Real(v) if v > 0.0 && has(field, v * 10.0));
        let [least, most] = [least, most].map(|end| {
            if has(field, end) {
                end
            } else {
                nearest(field.range, end)
            }
        });
        Self {
            fields: vec![path.to_owned()],
            choices,
            range: [least.to_string(), most.to_string(), String::new()],
            scale: if is_log { Scale::Log } else { Scale::Linear },
            ..Self::default()
        }
    }

    /// Its name in tables and conditions.
    #[must_use]
    pub fn shown_name(&self) -> &str {
        match (&*self.name, self.fields.first()) {
            ("", Some(field)) => field,
            (name, _) => name,
        }
    }

    /// The parameter that it means.
    ///
    /// # Errors
    /// What is wrong with it, for people.
    pub fn to_parameter(&self) -> Result<Parameter, String> {
        let number = |text: &str, what: &str| {
            let read = decimal::parse(&text.trim().replace(',', "."));
            read.ok_or_else(|| format!("\"{text}\" is no number. Write where the range {what}."))
        };
        let [from, to, step] = &self.range;
        let range = || -> Result<SearchRange, String> {
            Ok(SearchRange {
                from: number(from, "begins")?,
                to: number(to, "ends")?,
                step: match step.trim() {
                    "" => None,
                    step => Some(number(step, "goes on, or nothing for every number")?),
                },
                scale: self.scale,
            })
        };

        Ok(Parameter {
            name: self.name.trim().to_owned(),
            fields: self.fields.clone(),
            choices: if self.is_range {
                Vec::new()
            } else {
                choices_text::read(&self.choices).ok_or(BRACKETS)?
            },
            range: self.is_range.then(range).transpose()?,
            when: condition(&self.when)?,
        })
    }
}

fn around_whole(field: &Field, n: u64) -> String {
    let mut values: Vec<u64> = [n / 2, n, n * 2].into();
    values.retain(|v| has(field, *v as f64) && *v > 0);
    values.dedup();
    let texts: Vec<String> = values.iter().map(u64::to_string).collect();
    texts.join(", ")
}

fn around_real(field: &Field, v: f64) -> String {
    let mut values = if v > 0.0 && has(field, v * 10.0) {
        vec![v / 10.0, v, v * 10.0]
    } else if v > 0.0 {
        vec![v / 2.0, v, v * 1.5]
    } else {
        vec![0.0, 0.1, 0.25]
    };
    values.retain(|v| has(field, *v));
    let values: Vec<SweptValue> = values.into_iter().map(|v| rounded(v).into()).collect();
    choices_text::write(&values)
}

/// Whether a field may have a number.
fn has(field: &Field, number: f64) -> bool {
    field.check(FieldValue::Real(number)).is_ok()
}

/// To six digits: a tenth of 0.001 is 0.0001, and not a neighbour of it.
fn rounded(value: f64) -> f64 {
    decimal::parse(&format!("{value:.5e}")).unwrap_or(value)
}

/// The end of a range that is nearest to a number outside of it.
fn nearest(range: Range, value: f64) -> f64 {
    match range {
        Range::Within(least, most) => value.clamp(least, most),
        Range::Below(least, end) => value.clamp(least, rounded(end * 0.99)),
        Range::Above(_, most) => value.min(most),
        Range::Any | Range::Positive => value,
    }
}

/// What is wrong with choices that cannot be read.
const BRACKETS: &str = "A bracket is open, or closes nothing.";

/// The condition of texts.
///
/// # Errors
/// Values that cannot be read.
pub(super) fn condition(texts: &[(String, String)]) -> Result<Condition, String> {
    // Not collected: that would sort them, which takes 4 kB of code.
    let mut condition = Condition::new();
    for (name, values) in texts {
        let values = choices_text::read(values).ok_or(BRACKETS)?;
        condition.insert(name.clone(), values);
    }
    Ok(condition)
}

/// A condition as texts.
pub(super) fn condition_texts(condition: &Condition) -> Vec<(String, String)> {
    let all = condition.iter();
    all.map(|(name, values)| (name.clone(), choices_text::write(values)))
        .collect()
}
