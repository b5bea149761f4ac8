//! The room `Live`: everything at a glance.

mod compare;
mod curves;
mod data;
mod draw;
mod evaluation;
mod inside;
mod model;
mod training;

use leptos::prelude::*;

use crate::ui::staged::staged;

/// The room, in the order of a phone, where what moves comes first; wider screens place the
/// parts side by side.
pub fn show() -> AnyView {
    view! {
        <div class="area area-top">
            {staged(|| view! { <training::TrainingRegion/> }.into_any())}
        </div>
        <div class="area area-right">
            {staged(|| view! { <draw::DrawRegion/> }.into_any())}
            {staged(|| view! { <inside::InsideRegion/> }.into_any())}
        </div>
        <div class="area area-left">
            {staged(|| view! { <data::DataRegion/> }.into_any())}
            {staged(|| view! { <model::ModelRegion/> }.into_any())}
        </div>
        <div class="area area-bottom">
            {staged(|| view! { <evaluation::EvaluationRegion/> }.into_any())}
            {staged(|| view! { <compare::CompareRegion/> }.into_any())}
        </div>
    }
    .into_any()
}
