//! What is said beside the network's answer: the true class, faults, and what to do first.

use leptos::prelude::*;

use super::store::TryStore;
use super::update::Msg;
use crate::page::readings::{class_names, most_probable};
use crate::page::store::Store;
use crate::ui::format::sentence;

/// The button for a random test sample.
#[component]
pub fn TestSampleButton(
    /// Called before the sample is asked for.
    #[prop(optional, into)]
    before: Option<Callback<()>>,
) -> impl IntoView {
    let store = TryStore::of_context();
    let press = move |_| {
        if let Some(before) = before {
            before.run(());
        }
        store.dispatch(Msg::TestSample);
    };
    view! {
        <button class="small" on:click=press>
            "Test sample"
        </button>
    }
}

/// The true class of a test sample, and whether the network has found it.
#[component]
pub fn TrueClass() -> impl IntoView {
    let page = Store::of_context();
    let class = TryStore::of_context().memo(|s| s.true_class);
    let verdict = Memo::new(move |_| {
        let class = usize::from(class.get()?);
        let answered = page.memo(most_probable).get();
        let name = page.memo(class_names).get().get(class).cloned()?;
        Some((name, answered.map(|answered| answered == class)))
    });
    move || {
        verdict.get().map(|(name, is_right)| {
            let (mark, class) = match is_right {
                Some(true) => ("Correct", "right"),
                Some(false) => ("Wrong", "wrong"),
                None => ("", ""),
            };
            view! {
                <p class=format!("true-class {class}")>
                    <span class="muted">"True class: "</span>
                    <strong>{name}</strong>
                    " "
                    <span class="mark">{mark}</span>
                </p>
            }
        })
    }
}

/// What went wrong with the newest sample, or what to do before an answer means anything.
#[component]
pub fn Hints() -> impl IntoView {
    let page = Store::of_context();
    let fault = TryStore::of_context().memo(|s| s.fault.clone());
    let refusal = page.memo(|s| s.try_it.refusal.clone());
    let is_untrained = page.memo(|s| s.run.current.as_ref().is_none_or(|run| run.step == 0));
    move || {
        match fault.get().or_else(|| refusal.get()) {
        Some(error) => view! {
            <div class="fault" role="alert">
                <p>{sentence(&error.message)} " " {error.hint}</p>
            </div>
        }
        .into_any(),
        None if is_untrained.get() => view! {
            <p class="muted try-note">"Nothing is learned yet: press Train first, or, for a network, Step."</p>
        }
        .into_any(),
        None => ().into_any(),
    }
    }
}
