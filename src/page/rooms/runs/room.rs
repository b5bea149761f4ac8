//! The room: what was done last, and a tab for each part.

use leptos::prelude::*;

use super::compare_part::compared;
use super::files::take_dropped;
use super::kept::kept;
use super::part::{OpenPart, PARTS, SWEEP};
use crate::page::kept_runs::msg::Msg;
use crate::page::kept_runs::state::Storage;
use crate::page::kept_runs::{RunsStore, fetched};
use crate::page::recovery::kept_sweep;
use crate::page::rooms::sweep;
use crate::page::store::Store;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::staged::staged;
use crate::ui::tabs::{tab_id, tabs};

/// Id of the tabs.
const TABS: &str = "runs";
/// The room.
#[must_use]
pub fn show() -> AnyView {
    // It is fetched before the room is shown.
    let Some(runs) = fetched::enter() else {
        return ().into_any();
    };
    provide_context(runs);
    runs.dispatch(Msg::Open);
    let has_sweep = Store::of_context().memo(|s| s.model.experiment.sweep.is_some());
    // A sweep that is not over is what somebody comes for.
    let open = RwSignal::new(if kept_sweep::read().is_some() {
        SWEEP
    } else {
        0
    });
    // An experiment that is a sweep is shown as one; other parts can still be opened.
    Effect::new(move |_| {
        if has_sweep.get() {
            open.set(SWEEP);
        }
    });
    provide_context(OpenPart(open));
    let part = move || {
        let part = open.get();
        staged(move || match part {
            0 => kept(runs),
            SWEEP => sweep::fetched::part(),
            _ => compared(),
        })
    };
    view! {
        <div class="runs-room" on:drop=move |event| take_dropped(runs, &event)>
            {last_done(runs)}
            {tabs(TABS, "Parts of the room Runs", &PARTS, open)}
            <div
                class="runs-part"
                role="tabpanel"
                id=format!("{TABS}-panel")
                aria-labelledby=move || tab_id(TABS, open.get())
                tabindex="0"
            >
                {dynamic(move || part().into_any())}
            </div>
        </div>
    }
    .into_any()
}

/// What was done last, what went wrong, and that nothing is stored where that is so.
fn last_done(runs: RunsStore) -> AnyView {
    let missing = runs.memo(|s| match &s.storage {
        Storage::Missing(why) => Some(why.clone()),
        _ => None,
    });
    let notice = runs.memo(|s| s.notice.clone());
    let faults = runs.memo(|s| s.faults.clone());
    let can_undo = runs.memo(|s| !s.deleted.is_empty());
    let has_faults = runs.memo(|s| !s.faults.is_empty());
    let has_any = runs.memo(|s| s.notice.is_some() || !s.faults.is_empty());
    let missing = move || {
        missing.get().map(|why| {
            view! {
                <p class="region fault" role="status">
                    "This browser stores nothing for this page, as in a private window: runs are kept until the page is closed. Export those that you want to keep. "
                    <span class="muted">{format!("({why})")}</span>
                </p>
            }
        })
    };
    let faults = move || {
        let items = faults
            .get()
            .into_iter()
            .map(|fault| view! { <p>{fault}</p> });
        items.collect_view().into_any()
    };
    let said = move || {
        view! {
            <div class="region row runs-notice">
                <div class="grow">
                    <p role="status">{dynamic(move || notice.get())}</p>
                    {show_when(
                        has_faults,
                        move || {
                            view! {
                                <div class="fault" role="alert">
                                    {dynamic(faults)}
                                </div>
                            }
                                .into_any()
                        },
                    )}
                </div>
                {show_when(
                    can_undo,
                    move || {
                        view! {
                            <button class="small" on:click=move |_| runs.dispatch(Msg::Undo)>
                                "Undo"
                            </button>
                        }
                            .into_any()
                    },
                )}
                <button class="small quiet" on:click=move |_| runs.dispatch(Msg::Dismiss)>
                    "Dismiss"
                </button>
            </div>
        }
        .into_any()
    };
    view! {
        {dynamic(missing)}
        {show_when(has_any, said)}
    }
    .into_any()
}
