//! How much each class counts in training: all alike, balanced, or numbers of one's own.

use leptos::prelude::*;

use super::editor::Editor;
use crate::experiment::{ClassWeight, ClassWeightRule, decimal};
use crate::ui::dynamic::{dynamic, show_when};

/// The ways that are offered.
const WAYS: [&str; 3] = ["All alike", "Balanced", "Own numbers"];
const BALANCED: usize = 1;
const OWN: usize = 2;

fn way(weight: &ClassWeight) -> usize {
    match weight {
        ClassWeight::Each(weights) if weights.is_empty() => 0,
        ClassWeight::Each(_) => OWN,
        ClassWeight::Rule(ClassWeightRule::Balanced) => BALANCED,
    }
}

fn take(editor: Editor, weight: ClassWeight) {
    let mut experiment = editor.peek(Clone::clone);
    experiment.training.class_weight = weight;
    editor.take(experiment);
}

/// The control.
pub fn class_weights() -> AnyView {
    let editor = Editor::of_context();
    let chosen = editor.memo(|e| way(&e.training.class_weight));
    let classes = editor.checked(|c| c.input.classes);
    let choose = move |event| {
        let chosen = event_target_value(&event);
        let weight = match WAYS.iter().position(|way| *way == chosen) {
            Some(BALANCED) => ClassWeight::Rule(ClassWeightRule::Balanced),
            Some(OWN) => ClassWeight::Each(vec![1.0; classes.get_untracked().unwrap_or(2)]),
            _ => ClassWeight::default(),
        };
        take(editor, weight);
    };
    let options = WAYS.iter().enumerate().map(|(i, name)| {
        view! { <option prop:selected=dynamic(move || chosen.get() == i)>{*name}</option> }
    });
    let is_own = Memo::new(move |_| chosen.get() == OWN);
    view! {
        <div class="settings">
            <div class="field">
                <label for="class-weight">"Class weights"</label>
                <select
                    id="class-weight"
                    title="How much the samples of each class count: balanced, those of a rare class count more"
                    disabled=editor.is_locked
                    on:change=choose
                >
                    {options.collect_view()}
                </select>
            </div>
            {show_when(is_own, move || own(editor))}
        </div>
    }
    .into_any()
}

/// The numbers of each class.
fn own(editor: Editor) -> AnyView {
    let value = editor.memo(|e| match &e.training.class_weight {
        ClassWeight::Each(weights) => text(weights),
        ClassWeight::Rule(_) => String::new(),
    });
    let classes = editor.checked(|c| c.input.classes);
    let fault = RwSignal::new(None::<String>);
    let set = move |event| {
        let read = numbers(&event_target_value(&event), classes.get_untracked());
        fault.set(read.as_ref().err().cloned());
        if let Ok(weights) = read {
            take(editor, ClassWeight::Each(weights));
        }
    };
    view! {
        <div class="field">
            <label for="class-weights">"Weight of each class"</label>
            <input
                id="class-weights"
                type="text"
                autocomplete="off"
                title="A number for each class, in the order of the classes, with spaces between them"
                disabled=editor.is_locked
                prop:value=value
                aria-invalid=dynamic(move || fault.with(Option::is_some).then_some("true"))
                aria-describedby="class-weights-fault"
                on:change=set
            />
            <p class="field-fault" id="class-weights-fault">
                {fault}
            </p>
        </div>
    }
    .into_any()
}

fn text(weights: &[f64]) -> String {
    let numbers: Vec<String> = weights.iter().map(f64::to_string).collect();
    numbers.join(" ")
}

/// Reads numbers with spaces between them, one for each class.
fn numbers(text: &str, classes: Option<usize>) -> Result<Vec<f64>, String> {
    let words = text.split([' ', ';']).filter(|word| !word.is_empty());
    let numbers = words.map(|word| {
        let number = decimal::parse(&word.replace(',', ".")).filter(|n| *n >= 0.0);
        number.ok_or_else(|| {
            format!(
                "{word} is no number from 0 on. Write a number for each class, for example 1 1 2.5."
            )
        })
    });
    let numbers = numbers.collect::<Result<Vec<_>, _>>()?;
    match classes {
        Some(classes) if classes != numbers.len() => Err(format!(
            "These are {} numbers, and there are {classes} classes.",
            numbers.len()
        )),
        _ if numbers.iter().all(|n| *n <= 0.0) => {
            Err("At least one class must count: write a number above 0.".to_owned())
        }
        _ => Ok(numbers),
    }
}
