//! What would mend a network that cannot be built: small changes, tried one after another; offered are
//! those after which it gets further.

use super::check::{Input, Problem, check};
use super::edits::{Change, forget_name};
use crate::experiment::{Activation, Experiment, FieldValue, Layer, Shape};

/// Fixes that are offered at most.
const LIMIT: usize = 3;

/// A change that mends a network, or lets it get further.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What it does, for a button.
    pub label: String,
    /// The experiment after it.
    pub experiment: Experiment,
}

/// The fixes of a problem, the nearest first: those that mend the network before those that only move
/// the problem on.
#[must_use]
pub fn fixes(experiment: &Experiment, input: Input, problem: &Problem) -> Vec<Fix> {
    let before = left(experiment, input);
    let mut found: Vec<(usize, Fix)> = candidates(experiment, input, problem)
        .into_iter()
        .filter_map(|fix| {
            let after = left(&fix.experiment, input);
            (after < before).then_some((after, fix))
        })
        .collect();
    found.sort_by_key(|(left, _)| *left);
    found.into_iter().take(LIMIT).map(|(_, fix)| fix).collect()
}

/// How far a network is from one that can be trained: 0 for one that can, 1 where only the whole is at
/// fault, above that by the layers from the one that breaks to the end.
fn left(experiment: &Experiment, input: Input) -> usize {
    let (summary, problem) = check(experiment, input);
    let n = experiment.model.layers.len();
    match problem {
        None => 0,
        Some(_) if n == 0 => usize::MAX,
        Some(Problem {
            layer: Some(layer), ..
        }) if summary.layers.len() < n || layer + 1 < n => 1 + n - layer,
        Some(_) => 1,
    }
}

/// A layer with a probability for each class.
fn output(input: Input) -> Layer {
    Layer::dense(input.classes, Activation::Softmax)
}

fn candidates(experiment: &Experiment, input: Input, problem: &Problem) -> Vec<Fix> {
    let mut found = Vec::new();
    let mut offer = |label: String, change: &dyn Fn(&mut Experiment)| {
        let mut changed = experiment.clone();
        change(&mut changed);
        forget_name(&mut changed.model);
        found.push(Fix {
            label,
            experiment: changed,
        });
    };
    let make = |change: Change| move |e: &mut Experiment| change.clone().apply(&mut e.model.layers);
    let layers = &experiment.model.layers;
    let Some(at) = problem.layer.filter(|at| *at < layers.len()) else {
        offer(
            format!("Add Dense with {} units", input.classes),
            &make(Change::Insert(layers.len(), output(input))),
        );
        return found;
    };
    let name = layers[at].class_name();
    let path = format!("model.layers[{at}]");
    let fields = layers[at].fields();

    if let Some(name) = problem.error.field.strip_prefix(&format!("{path}."))
        && let Ok(field) = fields.field(name)
    {
        let set = format!("{path}.{name}");
        let value = fields.get(name).unwrap_or(FieldValue::Absent);
        if field.check(value).is_err() {
            let label = field.label.to_ascii_lowercase();
            offer(
                format!("Set {label} to {}", field.default),
                &move |e: &mut Experiment| {
                    let _ = e.set_value(&set, field.default);
                },
            );
        } else if value == FieldValue::Choice("softmax") {
            offer("Use relu here".to_owned(), &move |e: &mut Experiment| {
                let _ = e.set_text(&set, "relu");
            });
        }
    }
    // The last layer has a unit for every class.
    if at + 1 == layers.len() {
        if fields.get("units").is_some() {
            let set = format!("{path}.units");
            let classes = FieldValue::Whole(input.classes as u64);
            offer(
                format!("Give it {} units", input.classes),
                &move |e: &mut Experiment| {
                    let _ = e.set_value(&set, classes);
                },
            );
        }
        offer(
            format!("Add Dense with {} units", input.classes),
            &make(Change::Insert(layers.len(), output(input))),
        );
        let head = [
            make(Change::Insert(layers.len(), Layer::flatten())),
            make(Change::Insert(layers.len() + 1, output(input))),
        ];
        offer(
            format!("Add Flatten and Dense with {} units", input.classes),
            &move |e: &mut Experiment| head.iter().for_each(|change| change(e)),
        );
    }
    // A layer for rows gets pictures.
    offer(
        format!("Put Flatten before {name}"),
        &make(Change::Insert(at, Layer::flatten())),
    );
    // A layer for pictures gets a row: it belongs before the layer that made the row.
    let before = experiment.model.partial_summary(input.shape).0;
    let became_flat = before
        .layers
        .iter()
        .position(|layer| matches!(layer.output, Shape::Flat(_)));
    if let Some(flat) = became_flat.filter(|flat| *flat < at) {
        offer(
            format!("Move {name} before {}", layers[flat].class_name()),
            &make(Change::Move(at, flat)),
        );
    }
    // A window is larger than its picture.
    if let (Some(_), Shape::Image([h, w, _])) = (fields.get("padding"), before.output()) {
        let set = format!("{path}.padding");
        offer("Pad with zeros (same)".to_owned(), &move |e| {
            let _ = e.set_text(&set, "same");
        });
        for window in ["kernel_size", "pool_size"] {
            if let Some(FieldValue::Sides([kh, kw])) = fields.get(window) {
                let sides = [kh.min(h as u64), kw.min(w as u64)];
                let set = format!("{path}.{window}");
                offer(
                    format!("Make its window {} × {}", sides[0], sides[1]),
                    &move |e: &mut Experiment| {
                        let _ = e.set_value(&set, FieldValue::Sides(sides));
                    },
                );
            }
        }
    }
    offer(format!("Remove {name}"), &make(Change::Remove(at)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Padding;

    const MNIST: Input = Input {
        shape: Shape::Image([28, 28, 1]),
        classes: 10,
    };

    fn of(layers: Vec<Layer>) -> Experiment {
        let mut experiment = Experiment::default();
        experiment.model.layers = layers;
        experiment
    }

    fn labels(layers: Vec<Layer>) -> Vec<String> {
        let experiment = of(layers);
        let problem = check(&experiment, MNIST).1.expect("a problem");
        let fixes = fixes(&experiment, MNIST, &problem);
        fixes.into_iter().map(|fix| fix.label).collect()
    }

    #[test]
    fn the_nearest_fix_is_offered_first() {
        use Activation::{Relu, Softmax};
        let conv = |size| Layer::conv2d(8, size, Padding::Valid, Relu);
        let out = || Layer::dense(10, Softmax);
        for (layers, first) in [
            (vec![conv(3), out()], "Put Flatten before Dense"),
            (
                vec![Layer::flatten(), conv(3), out()],
                "Move Conv2D before Flatten",
            ),
            (
                vec![conv(29), Layer::flatten(), out()],
                "Pad with zeros (same)",
            ),
            (
                vec![Layer::flatten(), Layer::dense(7, Softmax)],
                "Give it 10 units",
            ),
            (vec![conv(3)], "Add Flatten and Dense with 10 units"),
            (vec![Layer::flatten()], "Add Dense with 10 units"),
            (
                vec![Layer::flatten(), Layer::dense(5, Softmax), out()],
                "Use relu here",
            ),
            (
                vec![Layer::flatten(), Layer::dropout(1.5), out()],
                "Set rate to 0.25",
            ),
        ] {
            let offered = labels(layers);
            assert_eq!(
                offered.first().map(String::as_str),
                Some(first),
                "{offered:?}"
            );
        }
    }

    #[test]
    fn every_fix_gets_the_network_further() {
        let experiment = of(vec![Layer::flatten(), Layer::max_pooling2d(2)]);
        let problem = check(&experiment, MNIST).1.expect("a problem");
        let fixes = fixes(&experiment, MNIST, &problem);
        assert!(!fixes.is_empty());
        let before = left(&experiment, MNIST);
        for fix in fixes {
            let after = left(&fix.experiment, MNIST);
            assert!(after < before, "{}", fix.label);
        }
    }

    #[test]
    fn an_empty_network_can_be_begun() {
        assert_eq!(labels(Vec::new()), ["Add Dense with 10 units"]);
    }
}
