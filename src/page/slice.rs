//! Parts of the state that know when they are read and when they are changed, so that a view
//! follows exactly the parts it shows without naming them.

use std::cell::Cell;
use std::ops::{BitOr, Deref, DerefMut};

/// A part of the state: a room's, or a concern's that every room shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The data set and the loader.
    Data,
    /// The experiment and its form.
    Model,
    /// The run at hand.
    Run,
    /// Runs that are over.
    Runs,
    /// What the person tries the network on.
    TryIt,
    /// Predictions for samples without labels.
    Predictions,
    /// The device and its worker.
    Device,
    /// Notices and announcements.
    Notices,
}

impl Part {
    /// Every part, in the order of their bits.
    pub const ALL: [Self; 8] = [
        Self::Data,
        Self::Model,
        Self::Run,
        Self::Runs,
        Self::TryIt,
        Self::Predictions,
        Self::Device,
        Self::Notices,
    ];
}

/// A set of parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts(u16);

impl Parts {
    /// Whether a part is in it.
    #[must_use]
    pub fn contains(self, part: Part) -> bool {
        self.intersects(part.into())
    }

    /// Whether any part is in both.
    #[must_use]
    pub fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl From<Part> for Parts {
    fn from(part: Part) -> Self {
        Self(1 << part as u16)
    }
}

impl BitOr for Parts {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl FromIterator<Part> for Parts {
    fn from_iter<I: IntoIterator<Item = Part>>(parts: I) -> Self {
        let parts = parts.into_iter().map(Self::from);
        parts.fold(Self::default(), BitOr::bitor)
    }
}

thread_local! {
    static READ: Cell<Parts> = const { Cell::new(Parts(0)) };
    static CHANGED: Cell<Parts> = const { Cell::new(Parts(0)) };
}

/// What `read` returns, and the parts of the state that it read on the way.
pub fn reads<T>(read: impl FnOnce() -> T) -> (T, Parts) {
    let outer = READ.replace(Parts::default());
    let value = read();
    (value, READ.replace(outer))
}

/// The parts that were changed since this was last asked.
#[must_use]
pub fn take_changed() -> Parts {
    CHANGED.take()
}

/// The contents of a part of the state.
pub trait Contents {
    /// The part.
    const PART: Part;
}

/// A part of the state; every way to it is noted.
#[derive(Debug, Default)]
pub struct Slice<T>(T);

impl<T: Contents> Deref for Slice<T> {
    type Target = T;

    fn deref(&self) -> &T {
        READ.set(READ.get() | T::PART.into());
        &self.0
    }
}

impl<T: Contents> DerefMut for Slice<T> {
    fn deref_mut(&mut self) -> &mut T {
        CHANGED.set(CHANGED.get() | T::PART.into());
        &mut self.0
    }
}

impl<T> From<T> for Slice<T> {
    fn from(contents: T) -> Self {
        Self(contents)
    }
}

impl<T: Contents + Clone> Clone for Slice<T> {
    fn clone(&self) -> Self {
        Self((**self).clone())
    }
}

impl<T: Contents + PartialEq> PartialEq for Slice<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::State;
    use crate::page::update::{DataMsg, Msg, RunMsg, TryMsg, update};

    /// The parts that a view of the state follows.
    fn follows<T>(state: &State, view: impl Fn(&State) -> T) -> Parts {
        reads(|| view(state)).1
    }

    /// The parts that a message changes.
    fn changes(state: &mut State, msg: Msg) -> Parts {
        let _ = take_changed();
        update(state, msg);
        take_changed()
    }

    #[test]
    fn a_view_follows_what_it_reads_and_nothing_else() {
        let state = State::default();
        let of_data = follows(&state, |s| s.data.loaded.is_some());
        assert_eq!(of_data, Part::Data.into());
        let both = follows(&state, |s| {
            s.data.loaded.is_some() || s.run.current.is_some()
        });
        assert_eq!(both, [Part::Data, Part::Run].into_iter().collect());
        assert_eq!(follows(&state, |s| s.data.clone()), Part::Data.into());
        assert_eq!(follows(&state, |_| 1), Parts::default());
    }

    #[test]
    fn an_inner_reading_is_not_counted_to_the_outer_one() {
        let state = State::default();
        let (inner, outer) = reads(|| follows(&state, |s| s.notices.list.len()));
        assert_eq!((inner, outer), (Part::Notices.into(), Parts::default()));
    }

    #[test]
    fn a_change_concerns_only_those_who_read_that_part() {
        let mut state = State::default();
        let data = follows(&state, |s| s.data.loading.is_some());
        let pad = follows(&state, |s| s.try_it.pad.strokes.len());
        let drawn = changes(&mut state, Msg::Try(TryMsg::PenDown([0.5, 0.5])));
        assert!(
            drawn.intersects(pad) && !drawn.intersects(data),
            "{drawn:?}"
        );
        let trained = changes(&mut state, Msg::Run(RunMsg::Toggle));
        assert!(trained.contains(Part::Run) && !trained.intersects(data));
        let nothing = changes(&mut state, Msg::Data(DataMsg::CancelLoad));
        assert_eq!(nothing, Parts::default(), "no load is under way");
    }
}
