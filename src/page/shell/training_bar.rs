//! The training bar: in every room but `Live`, whose region Training has all of it.

use leptos::prelude::*;

use crate::page::readings::Reading;
use crate::page::views::controls::{Announcement, Buttons, Progress};
use crate::page::views::readings::ReadingBox;

/// The bar.
#[component]
pub fn TrainingBar() -> impl IntoView {
    view! {
        <section class="training-bar" aria-label="Training bar">
            <Buttons/>
            <div class="training-bar-progress">
                <Progress/>
                <Announcement/>
            </div>
            <ReadingBox reading=Reading::Epoch/>
            <ReadingBox reading=Reading::TestAccuracy/>
        </section>
    }
}
