//! What takes the pad's place, by the kind of the data, with the network's answer.

use leptos::prelude::*;

use super::kind::{TryKind, kind};
use super::picture::PictureView;
use super::plane::PlaneView;
use super::row::RowView;
use super::state::LoadedKind;
use super::store::TryStore;
use super::update::Msg;
use super::verdict::Hints;
use crate::page::store::Store;
use crate::page::views::prediction::Probabilities;

/// All of it.
#[must_use]
pub fn show() -> AnyView {
    let page = Store::of_context();
    let store = TryStore::enter();
    provide_context(store);
    follow_page(page, store);
    let kind = page.memo(kind);
    let body = move || match kind.get() {
        TryKind::Picture => view! { <PictureView/> }.into_any(),
        TryKind::Plane => view! { <PlaneView/> }.into_any(),
        TryKind::Row => view! { <RowView/> }.into_any(),
        // The pad is shown in place of all this.
        TryKind::Pad => ().into_any(),
    };
    view! {
        {body}
        <Hints/>
        <Probabilities/>
    }
    .into_any()
}

/// Follows which data is loaded, and what is tried.
fn follow_page(page: Store, store: TryStore) {
    let now = page.memo(|s| {
        let loaded = s.data.loaded.as_ref().map(|loaded| LoadedKind {
            number: loaded.number,
            kind: kind(s),
        });
        (loaded, s.data.in_loader)
    });
    Effect::new(move |_| {
        let (loaded, in_loader) = now.get();
        store.dispatch(Msg::DataChanged { loaded, in_loader });
    });
    let tried = page.memo(|s| s.try_it.sample.clone());
    Effect::new(move |_| store.dispatch(Msg::Tried(tried.get())));
}
