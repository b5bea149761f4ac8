//! The samples of a cell of the matrix, and those that were predicted wrongly, page by page.

use std::sync::Arc;

use super::msg::{Request, Which, ask};
use super::state::{Gallery, Page, State};
use crate::protocol::{EvaluationQuery, GalleryFilter, GalleryPage, Ticket};

/// One of the two galleries.
pub fn gallery(state: &mut State, which: Which) -> &mut Gallery {
    match which {
        Which::Cell => &mut state.cell,
        Which::Mistakes => &mut state.mistakes,
    }
}

/// Shows others in it, from that many on; none without a filter.
pub fn choose(
    state: &mut State,
    which: Which,
    filter: Option<GalleryFilter>,
    from: usize,
) -> Vec<Request> {
    let gallery = gallery(state, which);
    gallery.filter = filter;
    gallery.from = from;
    if filter.is_none() {
        gallery.page = None;
    }
    show(state, which)
}

/// Asks for the samples that a gallery shows.
pub fn show(state: &mut State, which: Which) -> Vec<Request> {
    let Some(load) = state.page.load.filter(|_| state.shown.is_some()) else {
        return Vec::new();
    };
    let gallery = gallery(state, which);
    let Some(page) = gallery.wanted() else {
        return Vec::new();
    };
    vec![ask(
        gallery.asker.ask_now(load),
        &EvaluationQuery::Gallery(page),
    )]
}

/// Takes in a page of samples.
pub fn arrived(state: &mut State, ticket: Ticket<u32>, wanted: GalleryPage, page: Page) {
    let galleries = [&mut state.cell, &mut state.mistakes].into_iter();
    for gallery in galleries.filter(|gallery| gallery.wanted() == Some(wanted)) {
        if gallery.asker.answered(ticket).is_some() {
            gallery.page = Some(Arc::new(page));
            return;
        }
    }
}

/// Forgets the samples that are shown, which are of another evaluation.
pub fn forget(state: &mut State) {
    for which in [Which::Cell, Which::Mistakes] {
        let gallery = gallery(state, which);
        gallery.asker.cancel();
        gallery.page = None;
        gallery.from = 0;
    }
    state.cell.filter = None;
}
