//! The model: which network, and its layers or why they do not fit.

use leptos::prelude::*;

use crate::experiment::{BuiltInModel, Classifier, Summary};
use crate::page::state::State;
use crate::page::store::Store;
use crate::page::update::{ModelMsg, Msg};
use crate::ui::dynamic::{dynamic, show_when};

/// The box of the built-in models.
#[component]
pub fn ModelBox() -> impl IntoView {
    let store = Store::of_context();
    let is_locked = store.memo(|s| !s.can_set());
    let built_in = store.memo(|s| {
        let model = &s.model.experiment.model;
        BuiltInModel::of(model)
    });
    let classifier = store.memo(|s| {
        let classifier = s.model.experiment.model.classifier.as_ref();
        classifier.map(Classifier::label)
    });
    let is_own = Memo::new(move |_| built_in.get().is_none() && classifier.get().is_none());
    // A network of a link or a recipe is offered under its own name while it is there.
    let own = store.memo(|s| State::model_name(&s.model.experiment.model).to_owned());
    let choose = move |event| {
        let value = event_target_value(&event);
        let is_chosen = |label: &&&'static str| **label == value;
        let msg = match BuiltInModel::by_name(&value) {
            Some(model) => ModelMsg::Choose(model),
            None => match Classifier::LABELS.iter().find(is_chosen) {
                Some(label) => ModelMsg::ChooseClassifier(label),
                None => return,
            },
        };
        let holds = |s: &State| {
            let model = &s.model.experiment.model;
            let classifier = model.classifier.as_ref().map(Classifier::label);
            let name = classifier.or_else(|| BuiltInModel::of(model).map(BuiltInModel::name));
            name.unwrap_or_default().to_owned()
        };
        store.pick(&event, Msg::Model(msg), holds);
    };
    view! {
        <div class="chooser">
            <label class="hidden" for="model">
                "Model"
            </label>
            <select id="model" disabled=is_locked on:change=choose>
                {BuiltInModel::ALL
                    .map(|m| {
                        view! {
                            <option prop:selected=dynamic(move || {
                                built_in.get() == Some(m)
                            })>{m.name()}</option>
                        }
                    })}
                <optgroup label="Classifiers without layers">
                    {Classifier::LABELS
                        .map(|label| {
                            view! {
                                <option prop:selected=dynamic(move || {
                                    classifier.get() == Some(label)
                                })>{label}</option>
                            }
                        })}
                </optgroup>
                {show_when(is_own, move || {
                    view! {
                        <option value="" prop:selected=true>
                            {dynamic(move || format!("{} (of this experiment)", own.get()))}
                        </option>
                    }
                    .into_any()
                })}
            </select>
        </div>
    }
}

/// Why the model was chosen, where the page chose it.
#[component]
pub fn ModelReason() -> impl IntoView {
    let store = Store::of_context();
    let reason = store.memo(|s| s.model.reason.clone());
    dynamic(move || {
        let reason = reason.get()?;
        Some(view! { <p class="muted reason">{reason}</p> }.into_any())
    })
}

/// A table of the layers as `table` makes it, or why they do not fit the data.
#[component]
pub fn Layers(table: fn(&Summary) -> AnyView) -> impl IntoView {
    let store = Store::of_context();
    let summary = store.memo(|s| s.model.summary.clone());
    let has_classifier = store.memo(State::has_classifier);
    dynamic(move || match summary.get() {
        Some(Ok(_)) if has_classifier.get() => view! { <Remark/> }.into_any(),
        None => view! {
            <div class="skeleton skeleton-layers" aria-hidden="true"></div>
        }
        .into_any(),
        Some(Err(error)) => view! {
            <div class="fault" role="alert">
                <p>
                    <strong>"This experiment cannot be trained on this data."</strong>
                    " "
                    {error.message}
                    ". "
                    {error.hint}
                </p>
            </div>
        }
        .into_any(),
        Some(Ok(summary)) => table(&summary),
    })
}

/// What people should know before they train a classifier.
#[component]
pub fn Remark() -> impl IntoView {
    let store = Store::of_context();
    let remark = store.memo(|s| s.model.remark.clone());
    view! {
        <p class="muted reason">
            {remark} " It has no layers, epochs, batches or learning rate; its own settings are in the room Model."
        </p>
    }
}

/// A class name that may be broken between its words: `Batch|Normalization`.
pub fn words(name: &str) -> impl IntoView + use<> {
    let starts = name
        .char_indices()
        .zip(name.chars().skip(1))
        .filter(|((_, before), after)| before.is_ascii_lowercase() && after.is_ascii_uppercase())
        .map(|((i, _), _)| i + 1);
    let mut words = Vec::new();
    let mut rest = 0;
    for start in starts.chain([name.len()]) {
        words.push(name[rest..start].to_owned());
        rest = start;
    }
    let words = words.into_iter();
    words.map(|word| view! { {word} <wbr/> }).collect_view()
}
