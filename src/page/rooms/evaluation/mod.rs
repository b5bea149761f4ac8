//! The room `Evaluation`: how good the network is, which classes it confuses, and how well it
//! knows each of them.

mod classes;

use leptos::either::Either;
use leptos::prelude::*;

use crate::page::readings::class_names;
use crate::page::store::Store;
use crate::page::views::confusion::{confusion_matrix, verdict};

/// The room.
pub fn show() -> AnyView {
    let store = Store::of_context();
    let evaluation = store.memo(|s| {
        s.run
            .current
            .as_ref()
            .and_then(|run| run.evaluation.clone())
    });
    let names = store.memo(class_names);
    let content = move || match evaluation.get() {
        None => Either::Left(view! {
            <div class="region">
                <p class="empty">
                    "Train a network to see its confusion matrix here: press Train above. At the end, or when you press Stop, every test sample is classified once, and the matrix shows which classes are taken for which."
                </p>
            </div>
        }),
        Some(evaluation) => {
            let names = names.get();
            Either::Right(view! {
                <div class="columns">
                    <div class="region">
                        <h3>"Test samples"</h3>
                        {verdict(&evaluation, &names)}
                    </div>
                    <div class="region wide">
                        <h3>"Confusion matrix"</h3>
                        {confusion_matrix(&evaluation.confusion, &names)}
                    </div>
                </div>
                <div class="region">
                    <h3>"Classes"</h3>
                    {classes::report(&evaluation.confusion, &names)}
                </div>
            })
        }
    };
    content.into_any()
}
