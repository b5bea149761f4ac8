//! Where on the page somebody is: its rooms, their names and their addresses.

use super::rooms::data::part::Part;

/// A room of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Room {
    /// Everything at a glance.
    Live,
    /// What is trained on.
    Data,
    /// The network's layers and settings.
    Model,
    /// The curves of the run at hand.
    Training,
    /// How good the network is, class by class.
    Evaluation,
    /// What its layers respond to.
    Inside,
    /// The runs of this visit, side by side.
    Runs,
    /// Experiments to start from.
    Studies,
}

impl Room {
    /// Every room, in the order of the navigation.
    pub const ALL: [Self; 8] = [
        Self::Live,
        Self::Data,
        Self::Model,
        Self::Training,
        Self::Evaluation,
        Self::Inside,
        Self::Runs,
        Self::Studies,
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Live => "Live",
            Self::Data => "Data",
            Self::Model => "Model",
            Self::Training => "Training",
            Self::Evaluation => "Evaluation",
            Self::Inside => "Inside",
            Self::Runs => "Runs",
            Self::Studies => "Studies",
        }
    }

    /// Its name where a phone has room for one of eight. A part of the name, so that people who
    /// speak to the page can say what they see.
    #[must_use]
    pub fn short_name(self) -> &'static str {
        match self {
            Self::Training => "Train",
            Self::Evaluation => "Eval",
            _ => self.name(),
        }
    }

    /// Its address: the part from `#`.
    #[must_use]
    pub fn address(self) -> &'static str {
        match self {
            Self::Live => "#/",
            Self::Data => "#/data",
            Self::Model => "#/model",
            Self::Training => "#/training",
            Self::Evaluation => "#/evaluation",
            Self::Inside => "#/inside",
            Self::Runs => "#/runs",
            Self::Studies => "#/studies",
        }
    }

    /// The title of the document in it.
    #[must_use]
    pub fn title(self) -> String {
        format!(
            "{} · Hearth: train neural networks in this tab",
            self.name()
        )
    }

    /// Its icon: an SVG path of strokes in a square of 20.
    #[must_use]
    pub fn icon(self) -> &'static str {
        match self {
            Self::Live => "M1.5 10.5h4L8 4l4 12 2.5-5.5h4",
            Self::Data => {
                "M4 5c0-1.6 2.7-2.8 6-2.8S16 3.4 16 5s-2.7 2.8-6 2.8S4 6.6 4 5zm0 0v10c0 1.6 2.7 2.8 6 2.8s6-1.2 6-2.8V5M4 10c0 1.6 2.7 2.8 6 2.8s6-1.2 6-2.8"
            }
            Self::Model => "M10 2.2 18 6.5l-8 4.3-8-4.3zM2 10l8 4.3 8-4.3M2 13.5l8 4.3 8-4.3",
            Self::Training => "M3 2.5v14.5h14.5M6 4.5c.7 6 3.5 8.7 10.5 9",
            Self::Evaluation => {
                "M3 3h14v14H3zM3 10h14M10 3v14M5.5 6.5l1 1 1.5-2M12.5 13.5l1 1 1.5-2"
            }
            Self::Inside => {
                "M1.5 10S4.5 4.5 10 4.5 18.5 10 18.5 10 15.5 15.5 10 15.5 1.5 10 1.5 10zM10 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z"
            }
            Self::Runs => "M3 5h9M3 10h14M3 15h6",
            Self::Studies => {
                "M10 5C8 3.7 5.5 3.2 2.5 3.2v12c3 0 5.5.5 7.5 1.8 2-1.3 4.5-1.8 7.5-1.8v-12c-3 0-5.5.5-7.5 1.8zm0 0v12"
            }
        }
    }
}

/// What the part of an address from `#` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// A room.
    Room(Room),
    /// A part of [`Room::Data`].
    DataPart(Part),
    /// A share link's experiment, which is shown in [`Room::Live`].
    Experiment,
    /// A room that there is not, by the name it was called.
    Unknown(String),
}

impl Route {
    /// Reads the part of an address from `#`, which may be empty.
    #[must_use]
    pub fn of(fragment: &str) -> Self {
        if crate::experiment::link::is_fragment(fragment) {
            return Self::Experiment;
        }
        // What does not begin as a room's address does is no attempt at one.
        let Some(name) = fragment.strip_prefix("#/") else {
            return Self::Room(Room::Live);
        };
        let name = name.trim_end_matches('/');
        let is_it = |room: &Room| {
            // `Live` is where the page begins, and has its name for an address as well.
            name == &room.address()[2..] || room.name().eq_ignore_ascii_case(name)
        };
        if let Some(room) = Room::ALL.into_iter().find(is_it) {
            return Self::Room(room);
        }
        let part = name.split_once('/').and_then(|(room, part)| {
            let is_data = room.eq_ignore_ascii_case(Room::Data.name());
            Part::by_name(part).filter(|_| is_data)
        });
        part.map_or_else(|| Self::Unknown(name.to_owned()), Self::DataPart)
    }

    /// The room that is shown.
    #[must_use]
    pub fn room(&self) -> Room {
        match self {
            Self::Room(room) => *room,
            Self::DataPart(_) => Room::Data,
            Self::Experiment | Self::Unknown(_) => Room::Live,
        }
    }

    /// The part of [`Room::Data`] that is shown in it.
    #[must_use]
    pub fn data_part(&self) -> Part {
        match self {
            Self::DataPart(part) => *part,
            _ => Part::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Experiment, link};

    #[test]
    fn every_address_leads_to_its_room() {
        for room in Room::ALL {
            assert_eq!(Route::of(room.address()), Route::Room(room));
        }
        for part in Part::ALL {
            let route = Route::of(part.address());
            assert_eq!((route.room(), route.data_part()), (Room::Data, part));
        }
        assert_eq!(Route::of("#/Model/"), Route::Room(Room::Model));
        let overview = Route::of("#/data/Overview/");
        assert_eq!(overview, Route::DataPart(Part::Overview));
        assert_eq!(Route::of("#/live"), Route::Room(Room::Live));
    }

    #[test]
    fn an_address_without_a_room_is_live() {
        for fragment in ["", "#", "#content"] {
            assert_eq!(Route::of(fragment), Route::Room(Room::Live), "{fragment}");
        }
    }

    #[test]
    fn a_share_link_is_no_room() {
        let route = Route::of(&link::to_fragment(&Experiment::default()));
        assert_eq!((route.room(), route), (Room::Live, Route::Experiment));
    }

    #[test]
    fn a_room_that_there_is_not_is_named() {
        let route = Route::of("#/attic");
        assert_eq!(route.room(), Room::Live);
        assert_eq!(route, Route::Unknown("attic".to_owned()));
        for name in ["data/attic", "model/augment"] {
            let route = Route::of(&format!("#/{name}"));
            assert_eq!(route, Route::Unknown(name.to_owned()));
        }
    }

    #[test]
    fn short_names_are_parts_of_the_names() {
        for room in Room::ALL {
            assert!(room.name().starts_with(room.short_name()), "{room:?}");
        }
    }
}
