//! The palette: every kind of layer with a line of help, found by a few letters.

use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::editor::Editor;
use super::edits::Change;
use super::tools::name_id;
use crate::experiment::{Kind, Layer};
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::focus::focus_later;

/// A button that opens the palette, and the palette.
#[component]
pub fn Palette() -> impl IntoView {
    let editor = Editor::of_context();
    let is_open = RwSignal::new(false);
    let toggle = move |_| {
        is_open.update(|open| *open = !*open);
    };
    view! {
        <button
            id="add-layer"
            class="small"
            disabled=editor.is_locked
            aria-expanded=dynamic(move || is_open.get().to_string())
            on:click=toggle
        >
            "Add layer"
        </button>
        {show_when(Memo::new(move |_| is_open.get()), move || kinds(editor, is_open))}
    }
}

/// Where a new layer goes: behind the one that is open, or before the last.
fn position(editor: Editor) -> Memo<usize> {
    let n = editor.memo(|e| e.model.layers.len());
    Memo::new(move |_| match editor.open.get() {
        Some(open) => (open + 1).min(n.get()),
        None => n.get().saturating_sub(1),
    })
}

fn found(search: &str) -> Vec<&'static Kind<Layer>> {
    let search = search.trim().to_ascii_lowercase();
    let has = |text: &str| text.to_ascii_lowercase().contains(&search);
    // What bears the name comes before what only speaks of it.
    let (named, others): (Vec<_>, Vec<_>) = Layer::KINDS.iter().partition(|kind| has(kind.name));
    let others = others.into_iter().filter(|kind| has(kind.help));
    named.into_iter().chain(others).collect()
}

fn kinds(editor: Editor, is_open: RwSignal<bool>) -> AnyView {
    let search = RwSignal::new(String::new());
    let input = NodeRef::<html::Input>::new();
    let at = position(editor);
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let add = move |kind: &'static Kind<Layer>| {
        let at = at.get_untracked();
        is_open.set(false);
        editor.change(Change::Insert(at, (kind.new)()));
        editor.open.set(Some(at));
        editor
            .said
            .set(format!("{} is layer {} now.", kind.name, at + 1));
        focus_later(name_id(at));
    };
    let press = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            is_open.set(false);
            focus_later("add-layer".to_owned());
        }
    };
    let enter = move |event: KeyboardEvent| {
        if event.key() == "Enter"
            && let Some(kind) = found(&search.get_untracked()).first()
        {
            event.prevent_default();
            add(kind);
        }
    };
    let list = move || {
        let kinds = found(&search.get());
        if kinds.is_empty() {
            return view! { <p class="muted">"No layer is called or does this."</p> }.into_any();
        }
        let kinds = kinds.into_iter().map(|kind| {
            view! {
                <li>
                    <button class="kind" on:click=move |_| add(kind)>
                        <strong>{kind.name}</strong>
                        <small class="muted">{kind.help}</small>
                    </button>
                </li>
            }
        });
        view! { <ul class="kinds">{kinds.collect_view()}</ul> }.into_any()
    };
    view! {
        <div class="palette" role="group" aria-label="Kinds of layers" on:keydown=press>
            <div class="field">
                <label for="layer-search">
                    {dynamic(move || format!("Search; it becomes layer {}", at.get() + 1))}
                </label>
                <input
                    id="layer-search"
                    type="search"
                    autocomplete="off"
                    node_ref=input
                    on:input=move |event| search.set(event_target_value(&event))
                    on:keydown=enter
                />
            </div>
            {dynamic(list)}
        </div>
    }
    .into_any()
}
