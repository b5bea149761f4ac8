//! The region `Training`: the buttons, how far it is, the readings and the curves.

use leptos::prelude::*;

use super::curves::curves;
use crate::page::readings::Reading;
use crate::page::route::Room;
use crate::page::views::card::OpenRoom;
use crate::page::views::controls::{Announcement, Buttons, Progress};
use crate::page::views::readings::ReadingBox;
use crate::ui::staged::staged;

/// The region.
#[component]
pub fn TrainingRegion() -> impl IntoView {
    view! {
        <section class="region region-training" aria-labelledby="training-title">
            <div class="training-head">
                <h2 id="training-title">"Training"</h2>
                <OpenRoom room=Room::Training/>
                <Announcement/>
            </div>
            <div class="controls">
                <Buttons/>
                <Progress/>
            </div>
            <div class="readings">
                {Reading::ALL.map(|reading| view! { <ReadingBox reading=reading/> })}
            </div>
            <div class="charts">
                {staged(curves)}
            </div>
        </section>
    }
}
