//! How much each column matters: what accuracy is lost when its values are shuffled among the samples.

use leptos::prelude::*;

use super::cancellable::cancellable;
use super::store::RoomStore;
use super::update::Msg;
use crate::page::views::figure::figure;
use crate::report::feature_importance as chart_of;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::format::{percent, sentence};

/// The panel.
pub fn feature_importance(room: RoomStore) -> AnyView {
    let is_of_pictures = room.memo(|s| s.page.shape.is_some());
    dynamic(move || {
        if is_of_pictures.get() {
            return view! {
                <div class="region">
                    <p class="empty">
                        "The importance of features is for points and tables. A picture has a number for each pixel, and none of them matters by itself: which parts of a picture matter is shown in the room Inside."
                    </p>
                </div>
            }
            .into_any();
        }
        of_rows(room)
    })
    .into_any()
}

fn of_rows(room: RoomStore) -> AnyView {
    let repeats = RwSignal::new(10_usize);
    let is_under_way = room.memo(|s| s.importance.is_under_way);
    let can_begin = room.memo(|s| s.can_evaluate() && !s.importance.is_under_way);
    let part = room.memo(|s| s.importance.progress());
    let error = room.memo(|s| s.importance.error.clone().map(|error| sentence(&error)));
    let chart = room.memo(|s| chart_of(&s.importance.ranking()));
    let has_some = room.memo(|s| !s.importance.ranking().is_empty());
    let baseline = room.memo(|s| {
        let baseline = s.importance.baseline?;
        Some(format!(
            "With every column as it is, {} of the samples are right.",
            percent(baseline)
        ))
    });
    let set = move |event| {
        let n: usize = event_target_value(&event).parse().unwrap_or(10);
        repeats.set(n.clamp(1, 100));
    };
    view! {
        <section class="region" aria-label="Permutation importance">
            <h3>"How much each column matters"</h3>
            <p class="muted">
                "The values of one column are shuffled among the evaluated samples (1 000 of them at most), and the accuracy that is lost is the column's importance: the mean over the shufflings, with their standard deviation. Columns that say the same share their importance, and each can look unimportant."
            </p>
            <div class="row train-on">
                <label class="choice">
                    <span aria-hidden="true">"Shufflings"</span>
                    <input
                        type="number"
                        min="1"
                        max="100"
                        aria-label="Shufflings of each column"
                        prop:value=dynamic(move || repeats.get().to_string())
                        on:change=set
                    />
                </label>
                <button
                    class="small"
                    disabled=dynamic(move || !can_begin.get())
                    on:click=move |_| room.dispatch(Msg::FindImportance(repeats.get_untracked()))
                >
                    "Find importance"
                </button>
                {show_when(
                    is_under_way,
                    move || cancellable(room, "Importance progress", part, || Msg::StopImportance),
                )}
            </div>
            <p class="muted">{baseline}</p>
            {dynamic(move || {
                error.get().map(|text| view! { <p class="fault" role="alert">{text}</p> })
            })}
        </section>
        {show_when(
            has_some,
            move || figure("Feature importance", "feature-importance", chart, ().into_any()),
        )}
    }
    .into_any()
}
