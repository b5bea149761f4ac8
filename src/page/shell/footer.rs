//! The foot of the page: what Hearth promises, and in tests a way to break it.

use leptos::prelude::*;

use crate::page::opening::parameter;
use crate::page::store::Store;
use crate::page::update::{DataMsg, DeviceMsg, Msg};

/// The foot of the page.
#[component]
pub fn Footer() -> impl IntoView {
    let store = Store::of_context();
    let is_test = parameter("test").is_some_and(|value| value == "1");
    view! {
        <footer>
            <p>
                "Everything runs in this tab: nothing you draw or load leaves your machine. "
                <kbd>"Space"</kbd>
                " trains and pauses."
            </p>
            {is_test
                .then(|| {
                    view! {
                        <button class="small" on:click=move |_| store.dispatch(Msg::Device(DeviceMsg::CrashWorker))>
                            "Crash the worker"
                        </button>
                        <button class="small" on:click=move |_| store.dispatch(Msg::Data(DataMsg::CrashLoader))>
                            "Crash the loader"
                        </button>
                    }
                })}
        </footer>
    }
}
