//! How much room kept runs take, and how much they may.

use leptos::prelude::*;

use crate::page::kept_runs::RunsStore;
use crate::page::kept_runs::msg::Msg;
use crate::page::kept_runs::state::{State, Storage};
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::format::bytes;

/// The caps that are offered, in bytes.
const CAPS: [u64; 6] = [
    50_000_000,
    200_000_000,
    500_000_000,
    1_000_000_000,
    2_000_000_000,
    5_000_000_000,
];

/// The line.
pub fn space(runs: RunsStore) -> AnyView {
    let is_open = runs.memo(|s| s.storage == Storage::Open);
    let used = runs.memo(State::bytes);
    let cap = runs.memo(|s| s.cap);
    let set = move |event| {
        if let Ok(cap) = event_target_value(&event).parse() {
            runs.dispatch(Msg::SetCap(cap));
        }
    };
    show_when(is_open, move || {
        let options = CAPS.map(|offered| {
            view! {
                <option value=offered.to_string() prop:selected=dynamic(move || cap.get() == offered)>
                    {bytes(offered)}
                </option>
            }
        });
        view! {
            <span class="runs-space row">
                <span>{dynamic(move || format!("{} of at most", bytes(used.get())))}</span>
                <select aria-label="Room for kept runs" on:change=set>
                    {options}
                </select>
                <span class="muted">"Beyond that the oldest go; pinned ones stay."</span>
            </span>
        }
        .into_any()
    })
    .into_any()
}
