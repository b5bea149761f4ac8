//! What the page shows, a file for each region.

mod canvas;
mod compare;
mod data;
mod draw;
mod evaluation;
mod footer;
mod header;
mod inside;
mod model;
mod notices;
mod prediction;
mod settings;
mod training;

use leptos::prelude::*;

/// The whole page.
#[component]
pub fn Page() -> impl IntoView {
    view! {
        <header::Header/>
        <notices::Notices/>
        <main>
            <div class="column column-left">
                <data::DataRegion/>
                <model::ModelRegion/>
            </div>
            <div class="column column-centre">
                <training::TrainingRegion/>
                <evaluation::EvaluationRegion/>
                <compare::CompareRegion/>
            </div>
            <div class="column column-right">
                <draw::DrawRegion/>
                <inside::InsideRegion/>
            </div>
        </main>
        <footer::Footer/>
    }
}
