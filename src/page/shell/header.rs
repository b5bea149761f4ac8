//! The head of the page: what it is, its rooms, which device it computes on, light or dark.

use leptos::prelude::*;

use super::navigation::Navigation;
use crate::page::state::State;
use crate::page::store::Store;
use crate::page::theme::{Choice, Theme};
use crate::page::update::{DeviceMsg, Msg};
use crate::protocol::DeviceOption;
use crate::ui::dynamic::dynamic;

/// The head of the page.
#[component]
pub fn Header() -> impl IntoView {
    view! {
        <header class="top">
            <div class="brand">
                <Flame/>
                <h1>"Hearth"</h1>
                <p>"Neural networks, trained in this tab"</p>
            </div>
            <Navigation/>
            <DeviceBox/>
            <ThemeSwitch/>
        </header>
    }
}

#[component]
fn Flame() -> impl IntoView {
    view! {
        <svg class="flame" viewBox="0 0 24 24" width="28" height="28" aria-hidden="true">
            <path
                class="flame-outer"
                d="M12.4 1.6c.6 3.7-1 5.6-2.8 7.7C7.500 11.700 5 14 5 17.100 5 20.500 8 22.600 12 22.600s7-2.300 7-6c0-3.100-1.600-5.100-2.700-6.500-.3 1.700-.9 2.700-2 3.500.5-4.300-.2-8.700-1.900-12z"
            />
            <path
                class="flame-inner"
                d="M12.300 12.400c.2 1.900-.7 2.700-1.500 3.600-.7.800-1.300 1.500-1.300 2.600 0 1.500 1.200 2.400 2.700 2.400s2.700-1 2.700-2.500c0-2.300-1.500-3.900-2.600-6.100z"
            />
        </svg>
    }
}

#[component]
fn DeviceBox() -> impl IntoView {
    let store = Store::of_context();
    let option = store.memo(|s| s.device.option);
    let is_busy = store.memo(State::is_busy);
    let in_use = store.memo(|s| {
        s.device
            .in_use
            .as_ref()
            .map_or_else(String::new, ToString::to_string)
    });
    let choose = move |event| {
        if let Some(option) = DeviceOption::by_name(&event_target_value(&event)) {
            let holds = |s: &State| s.device.option.name().to_owned();
            store.pick(&event, Msg::Device(DeviceMsg::Choose(option)), holds);
        }
    };
    view! {
        <div class="device">
            <label for="device">"Device"</label>
            <select id="device" disabled=is_busy on:change=choose>
                {DeviceOption::ALL
                    .map(|o| {
                        view! {
                            <option prop:selected=dynamic(move || option.get() == o)>{o.name()}</option>
                        }
                    })}
            </select>
            <output id="device-in-use" aria-label="Device in use" aria-live="off" title=in_use>
                {in_use}
            </output>
        </div>
    }
}

#[component]
fn ThemeSwitch() -> impl IntoView {
    let theme: Theme = expect_context();
    view! {
        <div class="segments" role="radiogroup" aria-label="Theme">
            {Choice::ALL
                .map(|choice| {
                    view! {
                        <label>
                            <input
                                type="radio"
                                name="theme"
                                prop:checked=dynamic(move || theme.choice() == choice)
                                on:change=move |_| theme.choose(choice)
                            />
                            <span>{choice.label()}</span>
                        </label>
                    }
                })}
        </div>
    }
}
