//! The accuracy over the number of training samples: what more of them would bring.

use leptos::prelude::*;

use super::cancellable::cancellable;
use super::state::PARTS;
use super::store::RoomStore;
use super::update::Msg;
use crate::page::views::figure::figure;
use crate::report::{Plot, learning_curve as curve_of};
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::format::sentence;

/// The panel.
pub fn learning_curve(room: RoomStore) -> AnyView {
    let epochs = RwSignal::new(3_usize);
    let has_epochs = room.memo(|s| !s.page.is_classifier);
    let is_under_way = room.memo(|s| s.curve.is_under_way);
    let can_draw = room.memo(|s| s.page.run.is_some() && !s.curve.is_under_way);
    let has_points = room.memo(|s| !s.curve.points.is_empty());
    let error = room.memo(|s| s.curve.error.clone().map(|error| sentence(&error)));
    let plot: Memo<Plot> = room.memo(|s| curve_of(&s.curve.points));
    // A run takes as long as it has samples.
    let part = room.memo(|s| {
        let done: f32 = PARTS.iter().take(s.curve.points.len()).sum();
        done / PARTS.iter().sum::<f32>()
    });
    let draw = move |_| room.dispatch(Msg::DrawCurve(epochs.get_untracked()));
    let set = move |event| {
        let n: usize = event_target_value(&event).parse().unwrap_or(1);
        epochs.set(n.clamp(1, 100));
    };
    view! {
        <section class="region" aria-label="Learning curve by samples">
            <h3>"Accuracy over the number of training samples"</h3>
            <p class="muted">
                "It is trained anew on 5, 10, 25, 50 and 100 % of the training samples, beside the run, which stays as it is. Where the test curve still rises at its end, more samples would help."
            </p>
            <div class="row train-on">
                {show_when(has_epochs, move || {
                    view! {
                        <label class="choice">
                            <span aria-hidden="true">"Epochs"</span>
                            <input
                                type="number"
                                min="1"
                                max="100"
                                aria-label="Epochs of each point"
                                prop:value=dynamic(move || epochs.get().to_string())
                                on:change=set
                            />
                        </label>
                    }
                        .into_any()
                })}
                <button class="small" disabled=dynamic(move || !can_draw.get()) on:click=draw>
                    "Draw learning curve"
                </button>
                {show_when(
                    is_under_way,
                    move || cancellable(room, "Learning curve progress", part, || Msg::StopCurve),
                )}
            </div>
            {dynamic(move || {
                error.get().map(|text| view! { <p class="fault" role="alert">{text}</p> })
            })}
        </section>
        {show_when(
            has_points,
            move || figure("Learning curve", "learning-curve", plot, ().into_any()),
        )}
    }
    .into_any()
}
