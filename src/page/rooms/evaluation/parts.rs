//! What is fetched when it is first looked at: the panels of the room, in four chunks.

use leptos::prelude::*;

use super::close::close;
use super::corrections::corrections;
use super::curves::curves;
use super::feature_importance::feature_importance;
use super::learning_curve::learning_curve;
use super::mistakes::mistakes;
use super::outside::outside;
use super::overview::overview;
use super::panel::ONE;
use super::store::RoomStore;
use crate::ui::room::{Fetching, Show, room};

room!(fetch_overview in evaluation_overview: Show = show_overview);
room!(fetch_curves in evaluation_curves: Show = show_curves);
room!(fetch_mistakes in evaluation_samples: Show = show_mistakes);
room!(fetch_one in evaluation_samples: Show = show_one);
room!(fetch_corrections in evaluation_samples: Show = show_corrections);
room!(fetch_new_data in evaluation_new: Show = show_new_data);
room!(fetch_learning_curve in evaluation_new: Show = show_learning_curve);
room!(fetch_feature_importance in evaluation_new: Show = show_feature_importance);

fn show_overview() -> AnyView {
    overview(RoomStore::of_context())
}

fn show_curves() -> AnyView {
    curves(RoomStore::of_context())
}

fn show_mistakes() -> AnyView {
    mistakes(RoomStore::of_context())
}

fn show_one() -> AnyView {
    close(RoomStore::of_context())
}

fn show_corrections() -> AnyView {
    corrections(RoomStore::of_context())
}

fn show_new_data() -> AnyView {
    outside(RoomStore::of_context())
}

fn show_learning_curve() -> AnyView {
    learning_curve(RoomStore::of_context())
}

fn show_feature_importance() -> AnyView {
    feature_importance(RoomStore::of_context())
}

/// What fetches the panel of a tab.
pub fn fetch_of(panel: usize) -> fn() -> Fetching<Show> {
    match panel {
        0 => fetch_overview,
        1 => fetch_curves,
        2 => fetch_mistakes,
        ONE => fetch_one,
        4 => fetch_corrections,
        5 => fetch_new_data,
        6 => fetch_learning_curve,
        _ => fetch_feature_importance,
    }
}
