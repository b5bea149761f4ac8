//! The switch between the fastest numbers and those that every browser computes.

use leptos::prelude::*;

use crate::page::state::State;
use crate::page::store::Store;
use crate::page::update::{DeviceMsg, Msg};
use crate::ui::dynamic::dynamic;

/// The switch, with what it does and what computes now.
#[component]
pub fn SameNumbers() -> impl IntoView {
    let store = Store::of_context();
    let is_on = store.memo(|s| s.device.same_numbers);
    let is_busy = store.memo(State::is_busy);
    let device = store.memo(|s| s.device.in_use.as_ref().map(ToString::to_string));
    let choose = move |event| {
        let is_wanted = event_target_checked(&event);
        store.dispatch(Msg::Device(DeviceMsg::SameNumbers(is_wanted)));
    };
    view! {
        <label class="switch">
            <input
                type="checkbox"
                disabled=is_busy
                prop:checked=dynamic(move || is_on.get())
                aria-describedby="same-numbers-help"
                on:change=choose
            />
            "Same numbers everywhere"
        </label>
        <p class="muted" id="same-numbers-help">
            "On the CPU, a run's numbers follow from the experiment, its seed and how the processor rounds a product that is added to a sum. With this, it rounds as in every browser, which takes somewhat longer. The number of threads changes nothing."
        </p>
        <p class="muted">{move || device.get().map(|device| format!("In use: {device}."))}</p>
    }
}
