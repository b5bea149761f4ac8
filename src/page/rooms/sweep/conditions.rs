//! When a parameter is varied: only where others have certain values.

use leptos::prelude::*;

use super::choices::{select, text};
use super::edit::Edit;
use super::store::SweepStore;
use super::update::Msg;

/// The conditions, each the name of a parameter before and the values that it must have.
pub fn conditions(room: SweepStore, i: usize) -> AnyView {
    let count = room.memo(move |s| s.draft.parameters.get(i).map_or(0, |p| p.when.len()));
    let before = room.memo(move |s| {
        let before = s.draft.parameters.iter().take(i);
        before
            .map(|p| p.shown_name().to_owned())
            .collect::<Vec<_>>()
    });
    let before = before.get();
    let rows = (0..count.get()).map(|j| {
        let name = room.memo(move |s| {
            let condition = s.draft.parameters.get(i).and_then(|p| p.when.get(j));
            condition.map(|(name, _)| name.clone()).unwrap_or_default()
        });
        let values = room.memo(move |s| {
            let condition = s.draft.parameters.get(i).and_then(|p| p.when.get(j));
            condition.map(|(_, values)| values.clone()).unwrap_or_default()
        });
        let names = before.iter().map(|name| (name.clone(), name.clone())).collect();
        let set = move |name, values| room.dispatch(Msg::Edit(Edit::Condition(i, j, name, values)));
        view! {
            <div class="settings sweep-condition">
                {select("Only where".to_owned(), format!("sweep-{i}-when-{j}"), names, name, move |name| {
                    set(name, values.get_untracked());
                })}
                {text("is one of".to_owned(), format!("sweep-{i}-is-{j}"), "2, 3", values, move |values| {
                    set(name.get_untracked(), values);
                })}
                <button
                    class="small quiet"
                    aria-label="Remove the condition"
                    on:click=move |_| room.dispatch(Msg::Edit(Edit::RemoveWhen(i, j)))
                >
                    "×"
                </button>
            </div>
        }
    });
    rows.collect_view().into_any()
}
