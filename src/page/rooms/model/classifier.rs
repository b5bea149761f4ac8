//! The settings of a classifier, and what it takes before it is trained.

use leptos::prelude::*;

use super::editor::Editor;
use super::more::part;
use crate::experiment::Experiment;
use crate::experiment::classifiers::Classifier;
use crate::page::store::Store;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::format::sentence;

/// The part.
pub fn classifier() -> AnyView {
    let editor = Editor::of_context();
    let store = Store::of_context();
    let name = editor.memo(name);
    let about = editor.memo(|e| e.model.classifier.as_ref().map_or("", about));
    let remark = store.memo(|s| s.model.remark.clone());
    let fault = store.memo(|s| {
        let fault = s.model.summary.as_ref()?.as_ref().err()?;
        Some(format!("{} {}", sentence(&fault.message), fault.hint))
    });
    let settings = move || part("Settings", "model.classifier", self::name);
    view! {
        <h3>{name}</h3>
        <p>{about}</p>
        {dynamic(move || fault.get().map(|text| view! { <p class="fault" role="alert">{text}</p> }))}
        <p class="muted">{remark}</p>
        {show_when(
            editor.is_locked,
            || {
                view! { <p class="muted">"It is being trained. Stop it to change its settings."</p> }.into_any()
            },
        )}
        {settings()}
        <p class="muted">
            "A classifier is trained on all training samples at once, as they are prepared: without epochs, batches, optimizer, callbacks, class weights or augmentation. Pictures are flattened to rows of numbers."
        </p>
    }
    .into_any()
}

fn name(experiment: &Experiment) -> String {
    let classifier = experiment.model.classifier.as_ref();
    classifier.map_or_else(String::new, |classifier| classifier.label().to_owned())
}

fn about(classifier: &Classifier) -> &'static str {
    match classifier {
        Classifier::Svc(_) => {
            "Draws between each two classes the line, or with a kernel the curve, that has the widest margin on both sides. Samples on the margin or beyond it are its support vectors: it depends on them alone."
        }
        Classifier::LogisticRegression(_) => {
            "A weight for each number and class, found by Newton-like steps to the one optimum there is. A baseline for everything else."
        }
        Classifier::KNeighborsClassifier(_) => {
            "Learns nothing: it keeps all training samples, and the nearest vote. A baseline for everything else; slow to ask where there are many."
        }
    }
}
