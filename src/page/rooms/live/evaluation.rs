//! The region `Evaluation`: how good the network is in the end, and what it confuses.

use leptos::prelude::*;

use crate::page::readings::class_names;
use crate::page::route::Room;
use crate::page::store::Store;
use crate::page::views::card::OpenRoom;
use crate::page::views::confusion::{confusion_matrix, verdict};
use crate::ui::dynamic::dynamic;

/// The region.
#[component]
pub fn EvaluationRegion() -> impl IntoView {
    let store = Store::of_context();
    let evaluation = store.memo(|s| {
        s.run
            .current
            .as_ref()
            .and_then(|run| run.evaluation.clone())
    });
    let classes = store.memo(class_names);
    view! {
        <section class="region region-evaluation" aria-labelledby="evaluation-title">
            <div class="card-head">
                <h2 id="evaluation-title">"Evaluation"</h2>
                <OpenRoom room=Room::Evaluation/>
            </div>
            {dynamic(move || match evaluation.get() {
                None => {
                    view! {
                        <p class="empty">
                            "Train to the end, or press Stop: then every test sample is classified once, and a matrix shows which classes are taken for which."
                        </p>
                    }
                    .into_any()
                }
                Some(evaluation) => {
                    let classes = classes.get();
                    view! {
                        <div class="verdict">
                            {verdict(&evaluation, &classes)}
                            {confusion_matrix(&evaluation.confusion, &classes)}
                        </div>
                    }
                    .into_any()
                }
            })}
        </section>
    }
}
