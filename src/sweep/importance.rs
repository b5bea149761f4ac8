//! How much each parameter mattered: the part of the scores' variance that its values explain.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Course;
use super::order;
use crate::experiment::sweep::SweptValue;

/// Groups that the numbers of a range are divided into, each with as many trials.
const GROUPS: usize = 4;

/// How much a parameter mattered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Importance {
    /// The parameter's name.
    pub name: String,
    /// The part of the variance of the scores that its values alone explain, from 0 to 1; absent where too few
    /// trials have it, or its value is the same in all.
    pub explained: Option<f64>,
    /// Trials that had a value of it and a score.
    pub trials: usize,
}

/// How much each parameter mattered, over the trials with a score.
///
/// # Source
/// The correlation ratio of a one-way analysis of variance, adjusted for the number of groups (Kelley's
/// epsilon squared 1935; below 0 it is 0). Over a whole grid the plain ratio is the main effect that fANOVA
/// (Hutter, Hoos & Leyton-Brown 2014) estimates with a forest, which needs far more trials than most
/// sweeps have. Of interactions it says nothing.
#[must_use]
pub fn importances(course: &Course) -> Vec<Importance> {
    let ranked = course.ranked();
    let parameters = course.sweep().parameters.iter();
    parameters
        .map(|parameter| {
            let name = parameter.name();
            let scored = ranked.iter().filter_map(|(trial, score)| {
                let value = trial.planned.values.get(name)?;
                score.is_finite().then_some((value, *score))
            });
            let scored: Vec<(&SweptValue, f64)> = scored.collect();
            Importance {
                name: name.to_owned(),
                explained: explained(&groups(&scored)),
                trials: scored.len(),
            }
        })
        .collect()
}

/// The scores by value; those of numbers of which there are many, by parts of their order.
fn groups(scored: &[(&SweptValue, f64)]) -> Vec<Vec<f64>> {
    let mut by_value: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (value, score) in scored {
        by_value.entry(value.to_string()).or_default().push(*score);
    }
    let numbers: Option<Vec<f64>> = scored.iter().map(|(value, _)| value.number()).collect();
    let Some(numbers) = numbers.filter(|_| by_value.len() > GROUPS.max(scored.len() / 2)) else {
        return by_value.into_values().collect();
    };
    let mut by_number: Vec<(usize, f64)> = numbers.into_iter().enumerate().collect();
    order::sort(&mut by_number, false);
    let size = scored.len().div_ceil(GROUPS);
    let parts = by_number.chunks(size);
    parts
        .map(|part| part.iter().map(|(i, _)| scored[*i].1).collect())
        .collect()
}

fn explained(groups: &[Vec<f64>]) -> Option<f64> {
    let n: usize = groups.iter().map(Vec::len).sum();
    if groups.len() < 2 || n <= groups.len() {
        return None;
    }
    let mean = |scores: &[f64]| scores.iter().sum::<f64>() / scores.len() as f64;
    let squares =
        |scores: &[f64], around: f64| scores.iter().map(|s| (s - around).powi(2)).sum::<f64>();
    let all: Vec<f64> = groups.concat();
    let total = squares(&all, mean(&all));
    let within: f64 = groups
        .iter()
        .map(|scores| squares(scores, mean(scores)))
        .sum();
    if total <= f64::EPSILON * all.len() as f64 * mean(&all).powi(2) {
        return None;
    }
    let adjusted = 1.0 - (within / (n - groups.len()) as f64) / (total / (n - 1) as f64);
    Some(adjusted.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_decides_the_score_explains_it_and_what_does_not_explains_nothing() {
        let decides = explained(&[vec![1.0, 1.1, 0.9], vec![3.0, 3.1, 2.9]]).expect("groups");
        assert!(decides > 0.95, "{decides}");
        let nothing = explained(&[vec![1.0, 2.0, 3.0], vec![3.0, 1.0, 2.0]]).expect("groups");
        assert!(nothing < 1e-9, "{nothing}");
        assert_eq!(explained(&[vec![1.0, 2.0]]), None);
        assert_eq!(explained(&[vec![1.0], vec![2.0]]), None);
        assert_eq!(explained(&[vec![1.0; 3], vec![1.0; 3]]), None);
    }

    #[test]
    fn numbers_of_a_range_are_taken_together() {
        let values: Vec<SweptValue> = (0..20).map(|i| SweptValue::Real(f64::from(i))).collect();
        let scored: Vec<_> = values.iter().zip((0..20).map(f64::from)).collect();
        let groups = groups(&scored);
        assert_eq!(groups.iter().map(Vec::len).collect::<Vec<_>>(), [5; 4]);
        assert!(explained(&groups).expect("groups") > 0.9);
    }
}
