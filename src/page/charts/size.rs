//! The size of an element, followed as it changes.

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};

use crate::ui::staged::in_own_task;

/// An observer that stops when dropped.
struct Watch {
    observer: ResizeObserver,
    _closure: Closure<dyn FnMut()>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Width and height of an element in CSS pixels; 0 until it is laid out.
pub fn watch(node: NodeRef<Div>) -> RwSignal<(f64, f64)> {
    let size = RwSignal::new((0.0, 0.0));
    let kept = StoredValue::new_local(None::<Watch>);
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        let observed: Element = element.clone().into();
        let closure = Closure::new(move || {
            let now = (
                f64::from(element.client_width()),
                f64::from(element.client_height()),
            );
            if size.get_untracked() != now {
                // What follows it is drawn anew, which the frame need not wait for.
                in_own_task(move || {
                    size.try_set(now);
                });
            }
        });
        if let Ok(observer) = ResizeObserver::new(closure.as_ref().unchecked_ref()) {
            observer.observe(&observed);
            kept.set_value(Some(Watch {
                observer,
                _closure: closure,
            }));
        }
    });
    size
}
