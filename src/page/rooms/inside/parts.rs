//! What is fetched when it is first looked at: the parts of the room, in four chunks.

use super::boundary::boundary;
use super::embedding::embedding;
use super::explanation::explanation;
use super::filters::filters;
use super::maps::maps;
use super::path::path;
use super::state::Panel;
use super::units::units;
use crate::ui::room::{Fetching, Show, room};

room!(fetch_maps in inside_layers: Show = maps);
room!(fetch_path in inside_layers: Show = path);
room!(fetch_explanation in inside_explanation: Show = explanation);
room!(fetch_filters in inside_units: Show = filters);
room!(fetch_units in inside_units: Show = units);
room!(fetch_embedding in inside_samples: Show = embedding);
room!(fetch_boundary in inside_samples: Show = boundary);

/// What fetches a part.
pub fn fetch_of(panel: Panel) -> fn() -> Fetching<Show> {
    match panel {
        Panel::Maps => fetch_maps,
        Panel::Path => fetch_path,
        Panel::Explanation => fetch_explanation,
        Panel::Filters => fetch_filters,
        Panel::Units => fetch_units,
        Panel::Embedding => fetch_embedding,
        Panel::Boundary => fetch_boundary,
    }
}
