//! The room `Live`: everything at a glance.

mod compare;
mod data;
mod draw;
mod evaluation;
mod inside;
mod model;
mod training;

use leptos::prelude::*;

/// The room, in the order of a phone, where what moves comes first; wider screens place the
/// parts side by side.
pub fn show() -> AnyView {
    view! {
        <div class="area area-top">
            <training::TrainingRegion/>
        </div>
        <div class="area area-right">
            <draw::DrawRegion/>
            <inside::InsideRegion/>
        </div>
        <div class="area area-left">
            <data::DataRegion/>
            <model::ModelRegion/>
        </div>
        <div class="area area-bottom">
            <evaluation::EvaluationRegion/>
            <compare::CompareRegion/>
        </div>
    }
    .into_any()
}
