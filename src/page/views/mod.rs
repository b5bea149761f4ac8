//! What the page shows, a file for each region.

mod compare;
mod data;
mod draw;
mod evaluation;
mod footer;
mod header;
mod inside;
mod line;
mod load;
mod look;
mod model;
mod notices;
mod prediction;
mod settings;
mod table_options;
mod training;
mod unlabelled;

use leptos::prelude::*;

/// The whole page.
#[component]
pub fn Page() -> impl IntoView {
    view! {
        <header::Header/>
        <notices::Notices/>
        // In the order of a phone, where what moves comes first; wider screens place the
        // parts side by side.
        <main>
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
        </main>
        <footer::Footer/>
        <load::DropZone/>
    }
}
