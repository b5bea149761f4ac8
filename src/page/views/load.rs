//! Loading one's own files: picked, dropped, or from an address.

use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::{DragEvent, Event, SubmitEvent};

use crate::page::files;
use crate::page::state::State;
use crate::page::store::Store;
use crate::page::update::{DataMsg, Msg};
use crate::ui::dynamic::{dynamic, show_when};
use crate::web::listener::Listener;

fn pick(store: Store, event: &Event) {
    files::take_chosen(event, |list| {
        store.dispatch(Msg::Data(DataMsg::ProvideFiles(files::picked(list))));
    });
}

/// The pickers and the box for an address.
#[component]
pub fn LoadFiles() -> impl IntoView {
    let store = Store::of_context();
    let is_locked = store.memo(|s| !s.can_set());
    let wants_address = RwSignal::new(false);
    view! {
        <div class="load-files" role="group" aria-label="Own data">
            <label class="button small">
                "Load files"
                <input
                    type="file"
                    multiple
                    aria-label="Load files"
                    disabled=is_locked
                    on:change=move |event| pick(store, &event)
                />
            </label>
            <label class="button small">
                "Folder"
                <input
                    type="file"
                    prop:webkitdirectory=true
                    aria-label="Load folder"
                    disabled=is_locked
                    on:change=move |event| pick(store, &event)
                />
            </label>
            <button
                class="small"
                aria-expanded=dynamic(move || wants_address.get().to_string())
                on:click=move |_| wants_address.update(|wants| *wants = !*wants)
            >
                "Address"
            </button>
        </div>
        {dynamic(move || wants_address.get().then(|| view! { <Address/> }.into_any()))}
    }
}

#[component]
fn Address() -> impl IntoView {
    let store = Store::of_context();
    let input = NodeRef::<Input>::new();
    let fault = RwSignal::new(None::<&'static str>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let address = input.get().map(|input| input.value()).unwrap_or_default();
        match files::at_address(&address) {
            Some(file) => {
                fault.set(None);
                store.dispatch(Msg::Data(DataMsg::ProvideFiles(vec![file])));
            }
            None => fault.set(Some("Paste a whole address that begins with https://.")),
        }
    };
    view! {
        <form class="address" on:submit=submit>
            <label class="hidden" for="data-address">
                "Address of a data file"
            </label>
            <input
                id="data-address"
                type="url"
                placeholder="https://…/train.csv"
                autocomplete="off"
                node_ref=input
                aria-describedby="data-address-fault"
            />
            <button class="small" type="submit">
                "Load"
            </button>
            <p class="field-fault" id="data-address-fault">
                {fault}
            </p>
        </form>
    }
}

/// Takes what is dropped anywhere on the page, and says so while something is held over it.
#[component]
pub fn DropZone() -> impl IntoView {
    let store = Store::of_context();
    // Entering a child leaves its parent: only the difference shows whether the pointer left the page.
    let depth = RwSignal::new(0_i32);
    let has_files = |event: &DragEvent| {
        let transfer = event.data_transfer();
        transfer.is_some_and(|t| t.types().includes(&"Files".into(), 0))
    };
    let window = leptos::prelude::window();
    let listeners = [
        Listener::new(&window, "dragenter", move |event: DragEvent| {
            if has_files(&event) {
                event.prevent_default();
                depth.update(|n| *n += 1);
            }
        }),
        Listener::new(&window, "dragover", move |event: DragEvent| {
            if has_files(&event) {
                event.prevent_default();
            }
        }),
        Listener::new(&window, "dragleave", move |event: DragEvent| {
            if has_files(&event) {
                depth.update(|n| *n = (*n - 1).max(0));
            }
        }),
        Listener::new(&window, "drop", move |event: DragEvent| {
            depth.set(0);
            // A picture to try the network on is taken where it is dropped.
            let is_for_page = !event.default_prevented() && has_files(&event);
            let Some(transfer) = event.data_transfer().filter(|_| is_for_page) else {
                return;
            };
            event.prevent_default();
            spawn_local(async move {
                store.dispatch(Msg::Data(DataMsg::ProvideFiles(
                    files::dropped(&transfer).await,
                )));
            });
        }),
    ];
    let kept = StoredValue::new_local(listeners);
    on_cleanup(move || kept.dispose());
    let can_take = store.memo(State::can_set);
    let hint = move || {
        if can_take.get() {
            "Drop files or folders to load them"
        } else {
            "Pause training first, then drop files"
        }
    };
    let is_over = Memo::new(move |_| depth.get().is_positive());
    show_when(is_over, move || {
        view! {
            <div class="drop-zone" aria-hidden="true">
                <p>{dynamic(hint)}</p>
            </div>
        }
        .into_any()
    })
}
