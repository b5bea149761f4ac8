//! Puts the page into the document and starts it.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, KeyboardEvent};

use super::effects::address;
use super::embed;
use super::kept_runs;
use super::opening::experiment_of_address;
use super::recovery;
use super::router::Router;
use super::shell::Page;
use super::store::Store;
use super::theme::Theme;
use super::update::{CheckpointsMsg, ModelsMsg, Msg, RunMsg};
use crate::ui::staged::{staged, when_all_made};
use crate::web::adapter::adapter;
use crate::web::listener::Listener;

/// Shows the page in place of the document's static shell, and starts a worker.
pub fn mount() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        show_crash_notice();
    }));
    mount_to_body(page);
}

/// What can be used at once, as `window.hearth` (`boot.js`), is there when this is over; the views come
/// in tasks of their own.
fn page() -> impl IntoView {
    let store = Store::new();
    provide_context(store);
    provide_context(Theme::restore());
    provide_context(Router::start(store));
    listen(store);
    kept_runs::fetched::listen(store);
    let page = staged(|| Page().into_any());
    when_all_made(move || {
        take_place_of_shell();
        spawn_local(start(store));
    });
    page
}

/// The page is made behind its static shell (`www/styles/shell.css`): made in sight, its parts would
/// push each other about.
fn take_place_of_shell() {
    if let Some(shell) = document().get_element_by_id("shell") {
        shell.remove();
    }
    if let Some(body) = document().body() {
        body.set_class_name("");
    }
}

/// Tells of a fault of the page itself, without what may be broken.
fn show_crash_notice() {
    let (Some(body), Ok(notice)) = (document().body(), document().create_element("div")) else {
        return;
    };
    notice.set_class_name("notice crash");
    let _ = notice.set_attribute("role", "alert");
    notice.set_text_content(Some(
        "Hearth's page ran into a fault and cannot go on. Reload it to start again.",
    ));
    let _ = body.prepend_with_node_1(&notice);
}

async fn start(store: Store) {
    after_first_paint().await;
    let base = address("./data/").unwrap_or_default();
    let experiment = experiment_of_address().await;
    let adapter = adapter().await;
    store.dispatch(Msg::Opened {
        adapter,
        base,
        experiment,
    });
    if let Some(step) = recovery::kept_step::read() {
        store.dispatch(Msg::Models(ModelsMsg::Found(step)));
    }
    if let Some(how_far) = recovery::kept_sweep::read() {
        store.dispatch(Msg::SweepFound(how_far));
    }
    let checkpoints = recovery::kept_checkpoints::read();
    if !checkpoints.is_empty() {
        store.dispatch(Msg::Checkpoints(CheckpointsMsg::Found(checkpoints)));
    }
}

/// A page that is not seen is not painted. Its workers wait no longer than this.
const UNSEEN: Duration = Duration::from_secs(1);

/// Waits until the page was painted: its workers and data would share the connection and the
/// processor with it.
async fn after_first_paint() {
    let painted = js_sys::Promise::new(&mut |resolve, _| {
        let resolve = move || {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        };
        // A frame begins before it is painted, and what waits in line is done after it.
        let at_frame = resolve.clone();
        request_animation_frame(move || set_timeout(at_frame, Duration::ZERO));
        set_timeout(resolve, UNSEEN);
    });
    // It is never rejected.
    let _ = JsFuture::from(painted).await;
}

/// Listens to what concerns the page as a whole, until it is closed.
fn listen(store: Store) {
    // A control that vanishes or is locked as it is used leaves the focus on the page. Who
    // presses Space once more means the control, not the training.
    let was_in_control = Rc::new(Cell::new(false));
    let is_left = Rc::clone(&was_in_control);
    let keys = Listener::new(&window(), "keydown", move |event: KeyboardEvent| {
        if is_in_control(&event) {
            is_left.set(true);
        } else if event.key() == " " && is_plain(&event) && !is_left.get() {
            event.prevent_default();
            store.dispatch(Msg::Run(RunMsg::Toggle));
        }
    });
    let moves = ["pointerdown", "focusin"].map(|kind| {
        let was_in_control = Rc::clone(&was_in_control);
        Listener::new(&window(), kind, move |_: Event| was_in_control.set(false))
    });
    std::mem::forget((keys, moves, embed::fetched::listen(store)));
}

/// Whether a key was pressed by itself, and is not held down.
fn is_plain(event: &KeyboardEvent) -> bool {
    let is_modified = event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key();
    !event.repeat() && !is_modified
}

/// Whether a key belongs to a control that has its own use for it, or to a dialog before the page.
fn is_in_control(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
    target.is_some_and(|element| {
        let controls = "a, button, input, select, summary, textarea, dialog, [contenteditable], \
                        [role=gridcell], [role=application]";
        !matches!(element.closest(controls), Ok(None))
    })
}
