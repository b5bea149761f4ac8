//! A layer of the list: what it is and gives, its settings when it is open, and what mends it when the
//! network breaks here.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::brief::brief;
use super::drag::Dragged;
use super::editor::Editor;
use super::seldom::{fetch_fields, fetch_problem};
use super::tools::{Tool, buttons, name_id};
use crate::page::views::model::words;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::format::count;
use crate::ui::room::Room;

/// The layer at a position.
pub fn layer(at: usize) -> AnyView {
    let editor = Editor::of_context();
    let dragged: Dragged = expect_context();
    let class = editor.memo(move |e| {
        let layer = e.model.layers.get(at);
        layer.map_or("", |layer| layer.class_name())
    });
    let is_open = Memo::new(move |_| editor.open.get() == Some(at));
    let is_broken =
        editor.checked(move |c| c.problem.as_ref().is_some_and(|p| p.layer == Some(at)));
    let is_broken = Memo::new(move |_| is_broken.get() == Some(true));
    // Alt and an arrow moves the layer, from wherever in it the focus is.
    let press = move |event: KeyboardEvent| {
        let tool = match &event.key()[..] {
            "ArrowUp" => Tool::Up,
            "ArrowDown" => Tool::Down,
            _ => return,
        };
        if event.alt_key() && !editor.is_locked.get_untracked() {
            event.prevent_default();
            tool.apply(editor, at, false);
        }
    };
    let fields = show_when(is_open, move || {
        view! {
            <div class="layer-fields">
                {dynamic(move || {
                    class.track();
                    view! { <Room fetch=fetch_fields/> }.into_any()
                })}
            </div>
        }
        .into_any()
    });
    view! {
        <li
            class="layer"
            class:open=is_open
            class:broken=is_broken
            class:target=move || dragged.is_target(at)
            on:keydown=press
            on:dragover=move |event| dragged.over(&event, at)
            on:drop=move |event| dragged.drop(&event, at, editor)
            on:dragend=move |_| dragged.end()
        >
            <div
                class="layer-line"
                draggable="true"
                on:dragstart=move |event| dragged.begin(&event, at, editor)
            >
                <span class="grip" aria-hidden="true">
                    "⠿"
                </span>
                {name(editor, at, class, is_open)}
                {numbers(editor, at)}
                {buttons(at, class)}
            </div>
            {show_when(is_broken, || view! { <Room fetch=fetch_problem/> }.into_any())}
            {fields}
        </li>
    }
    .into_any()
}

/// The button that opens the layer, with what it is in a few words.
fn name(editor: Editor, at: usize, class: Memo<&'static str>, is_open: Memo<bool>) -> AnyView {
    let in_words = editor.checked(move |c| {
        let layer = c.experiment.model.layers.get(at);
        layer.map(brief).unwrap_or_default()
    });
    let toggle = move |_| {
        let is_open = is_open.get_untracked();
        editor.open.set((!is_open).then_some(at));
    };
    view! {
        <button
            class="layer-name"
            id=name_id(at)
            aria-expanded=dynamic(move || is_open.get().to_string())
            on:click=toggle
        >
            <span class="layer-number">{at + 1}</span>
            <span class="layer-words">
                <strong>{dynamic(move || words(class.get()).into_any())}</strong>
                " "
                <small class="muted">{dynamic(move || in_words.get())}</small>
            </span>
        </button>
    }
    .into_any()
}

/// The shape of the layer's output and its parameters.
fn numbers(editor: Editor, at: usize) -> AnyView {
    let line = editor.checked(move |c| {
        let line = c.summary.layers.get(at)?;
        Some((line.output, line.trainable + line.non_trainable))
    });
    let line = Memo::new(move |_| line.get().flatten());
    let parameters = move || match line.get()?.1 {
        0 => None,
        n => Some(format!("{} params", count(n))),
    };
    view! {
        <span class="layer-shape">
            <span class="hidden">"Output shape "</span>
            {dynamic(move || Some(line.get()?.0.to_string()))}
        </span>
        <span class="layer-params">{dynamic(parameters)}</span>
    }
    .into_any()
}
