//! The experiment's settings, each with what is wrong with it.

use leptos::either::Either;
use leptos::prelude::*;
use web_sys::Event;

use crate::page::form::Field;
use crate::page::share;
use crate::page::state::State;
use crate::page::store::Store;
use crate::page::update::{ModelMsg, Msg};
use crate::ui::dynamic::dynamic;

/// The settings and a link to the experiment.
#[component]
pub fn Settings() -> impl IntoView {
    let store = Store::of_context();
    view! {
        <div class="settings" role="group" aria-label="Experiment settings">
            {Field::ALL.map(|field| view! { <Setting field=field/> })}
        </div>
        <button
            class="small quiet"
            on:pointerenter=|_| share::prefetch()
            on:focus=|_| share::prefetch()
            on:click=move |_| store.dispatch(Msg::Model(ModelMsg::Share))
        >
            "Copy link to this experiment"
        </button>
    }
}

#[component]
fn Setting(field: Field) -> impl IntoView {
    let store = Store::of_context();
    let text = store.memo(move |s| s.model.form.text(field).to_owned());
    let fault = store.memo(move |s| s.model.form.fault(field).map(str::to_owned));
    let is_locked = store.memo(|s| !s.can_set());
    let set = move |event| {
        store.dispatch(Msg::Model(ModelMsg::SetField(
            field,
            event_target_value(&event),
        )));
    };
    let pick = move |event: Event| {
        let msg = Msg::Model(ModelMsg::SetField(field, event_target_value(&event)));
        store.pick(&event, msg, move |s| s.model.form.text(field).to_owned());
    };
    // A fault goes away as it is mended, or Train would stay locked until the field is left.
    let correct = move |event| {
        if fault.with_untracked(Option::is_some) {
            set(event);
        }
    };
    let id = format!("setting-{}", field as usize);
    let fault_id = format!("{id}-fault");
    let control = if field == Field::Optimizer {
        Either::Left(view! {
            <select id=id.clone() disabled=is_locked on:change=pick>
                {Field::OPTIMIZERS
                    .iter()
                    .map(|name| {
                        view! { <option prop:selected=dynamic(move || text.get() == *name)>{*name}</option> }
                    })
                    .collect_view()}
            </select>
        })
    } else {
        Either::Right(view! {
            <input
                id=id.clone()
                type="text"
                inputmode="decimal"
                autocomplete="off"
                spellcheck="false"
                disabled=is_locked
                prop:value=text
                aria-invalid=dynamic(move || fault.with(Option::is_some).then_some("true"))
                aria-describedby=fault_id.clone()
                on:change=set
                on:input=correct
            />
        })
    };
    let has_classifier = store.memo(State::has_classifier);
    let is_hidden = move || field.is_of_networks() && has_classifier.get();
    view! {
        <div class="field" hidden=dynamic(is_hidden)>
            <label for=id.clone()>{field.label()}</label>
            {control}
            <p class="field-fault" id=fault_id.clone()>
                {fault}
            </p>
        </div>
    }
}
