//! Edits of a sweep that is set up.

use super::draft::{Draft, DraftLayers};
use super::draft_parameter::DraftParameter;
use crate::experiment::callbacks::Monitor;
use crate::experiment::sweep::{Scale, Search};
use crate::experiment::{Experiment, FieldKind};

/// What a person changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Vary the field at this path, too.
    Add(String),
    /// Vary a parameter without fields, for conditions of others.
    AddCondition,
    /// Vary this parameter no longer.
    Remove(usize),
    /// Give the field at this path the parameter's value, too.
    AddField(usize, String),
    /// Give a field the parameter's value no longer.
    RemoveField(usize, usize),
    /// Name a parameter.
    Name(usize, String),
    /// Choose from a range, or from choices.
    UseRange(usize, bool),
    /// The choices of a parameter.
    Choices(usize, String),
    /// Have a choice or not, of a field of choices.
    Choose(usize, &'static str, bool),
    /// An end of the range, or its step.
    Range(usize, usize, String),
    /// The scale of the range.
    Scale(usize, Scale),
    /// A parameter has a value only where the parameter before has one of its choices.
    When(usize),
    /// A condition of a parameter: the other's name and values.
    Condition(usize, usize, String, String),
    /// Without that condition.
    RemoveWhen(usize, usize),
    /// Some trials have not all layers.
    AddLayers,
    /// The numbers of the layers that only some trials have.
    Layers(usize, String),
    /// A condition of theirs: a parameter's name and values.
    LayersWhen(usize, usize, String, String),
    /// All trials have them.
    RemoveLayers(usize),
    /// How values are chosen.
    Search(String),
    /// A setting of the search.
    SearchField(String, String),
    /// What trials are compared by.
    Monitor(Monitor),
    /// Runs of each trial.
    Executions(String),
    /// Trials, epochs or minutes at most.
    Budget(usize, String),
}

/// Random searches end by their budget: what they get where it has none.
const TRIALS: &str = "20";

/// Changes a draft.
///
/// # Errors
/// What is wrong with a text that cannot be taken.
#[allow(clippy::too_many_lines, reason = "a line or two for each edit")]
pub fn apply(draft: &mut Draft, edit: Edit, experiment: &Experiment) -> Result<(), String> {
    let at = |draft: &mut Draft, i: usize, change: &mut dyn FnMut(&mut DraftParameter)| {
        if let Some(parameter) = draft.parameters.get_mut(i) {
            change(parameter);
        }
    };
    match edit {
        Edit::Add(path) => draft.add(&path, experiment),
        Edit::AddCondition => draft.parameters.push(DraftParameter {
            name: "blocks".to_owned(),
            choices: "1, 2, 3".to_owned(),
            ..DraftParameter::default()
        }),
        Edit::Remove(i) => {
            if i < draft.parameters.len() {
                let gone = draft.parameters.remove(i);
                for parameter in &mut draft.parameters {
                    parameter.when.retain(|(name, _)| name != gone.shown_name());
                }
            }
        }
        Edit::AddField(i, path) => at(draft, i, &mut |p| {
            if !p.fields.contains(&path) {
                p.fields.push(path.clone());
            }
        }),
        Edit::RemoveField(i, j) => at(draft, i, &mut |p| {
            if j < p.fields.len() {
                p.fields.remove(j);
            }
        }),
        Edit::Name(i, name) => {
            let before = draft.parameters.get(i).map(|p| p.shown_name().to_owned());
            at(draft, i, &mut |p| p.name.clone_from(&name));
            let after = draft.parameters.get(i).map(|p| p.shown_name().to_owned());
            if let (Some(before), Some(after)) = (before, after) {
                for (name, _) in draft.parameters.iter_mut().flat_map(|p| &mut p.when) {
                    if *name == before {
                        name.clone_from(&after);
                    }
                }
            }
        }
        Edit::UseRange(i, is_range) => at(draft, i, &mut |p| p.is_range = is_range),
        Edit::Choices(i, text) => at(draft, i, &mut |p| p.choices.clone_from(&text)),
        Edit::Choose(i, name, has) => {
            let path = draft.parameters.get(i).and_then(|p| p.fields.first());
            let field = path.and_then(|path| experiment.field(path).ok());
            if let Some(FieldKind::Choice(names)) = field.map(|field| field.kind) {
                at(draft, i, &mut |p| {
                    let now: Vec<&str> = p.choices.split(',').map(str::trim).collect();
                    let kept = names.iter().filter(|other| {
                        if **other == name {
                            has
                        } else {
                            now.contains(other)
                        }
                    });
                    p.choices = kept.copied().collect::<Vec<_>>().join(", ");
                });
            }
        }
        Edit::Range(i, which, text) => at(draft, i, &mut |p| {
            if let Some(end) = p.range.get_mut(which) {
                end.clone_from(&text);
            }
        }),
        Edit::Scale(i, scale) => at(draft, i, &mut |p| p.scale = scale),
        Edit::When(i) => {
            let before = draft.parameters[..i.min(draft.parameters.len())].last();
            if let Some(before) = before {
                let condition = (before.shown_name().to_owned(), before.choices.clone());
                at(draft, i, &mut |p| p.when.push(condition.clone()));
            }
        }
        Edit::Condition(i, j, name, values) => at(draft, i, &mut |p| {
            if let Some(condition) = p.when.get_mut(j) {
                *condition = (name.clone(), values.clone());
            }
        }),
        Edit::RemoveWhen(i, j) => at(draft, i, &mut |p| {
            if j < p.when.len() {
                p.when.remove(j);
            }
        }),
        Edit::AddLayers => {
            let first = draft.parameters.first();
            let condition =
                first.map(|first| (first.shown_name().to_owned(), first.choices.clone()));
            draft.optional_layers.push(DraftLayers {
                layers: "1".to_owned(),
                when: condition.into_iter().collect(),
            });
        }
        Edit::Layers(i, text) => {
            if let Some(layers) = draft.optional_layers.get_mut(i) {
                layers.layers = text;
            }
        }
        Edit::LayersWhen(i, j, name, values) => {
            let layers = draft.optional_layers.get_mut(i);
            if let Some(condition) = layers.and_then(|layers| layers.when.get_mut(j)) {
                *condition = (name, values);
            }
        }
        Edit::RemoveLayers(i) => {
            if i < draft.optional_layers.len() {
                draft.optional_layers.remove(i);
            }
        }
        Edit::Search(name) => {
            if let Some(search) =
                Search::by_name(&name).filter(|search| search.name() != draft.search.name())
            {
                let has_budget = draft.budget.iter().any(|text| !text.trim().is_empty());
                if search.kind().needs_budget() && !has_budget {
                    TRIALS.clone_into(&mut draft.budget[0]);
                }
                draft.search = search;
            }
        }
        Edit::SearchField(name, text) => {
            let set = draft.set_search(&name, &text);
            set.map_err(|error| format!("{error}. {}", error.hint))?;
        }
        Edit::Monitor(monitor) => draft.monitor = monitor,
        Edit::Executions(text) => draft.executions = text,
        Edit::Budget(which, text) => {
            if let Some(limit) = draft.budget.get_mut(which) {
                *limit = text;
            }
        }
    }
    Ok(())
}
