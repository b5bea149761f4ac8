//! What can be done with the layers within a block: moved, copied, removed, and one more added.

use leptos::prelude::*;

use super::editor::Editor;
use super::edits::Change;
use super::tools::Tool;
use crate::experiment::{Kind, Layer};
use crate::ui::dynamic::dynamic;
use crate::ui::focus::focus_later;

/// The id of something about a layer within a block.
fn id(block: &[usize], at: usize, what: &str) -> String {
    let mut id = "within".to_owned();
    for position in block {
        id += &format!("-{position}");
    }
    format!("{id}-{at}-{what}")
}

/// The buttons of a layer within a block of so many.
pub fn tools(block: &[usize], at: usize, n: usize, class: &'static str) -> AnyView {
    let editor = Editor::of_context();
    let buttons = Tool::ALL.map(|tool| {
        // A block without layers would be none.
        let is_impossible = match tool {
            Tool::Up => at == 0,
            Tool::Down => at + 1 >= n,
            Tool::Remove => n == 1,
            Tool::Duplicate => false,
        };
        let is_off = Memo::new(move |_| is_impossible || editor.is_locked.get());
        let block = block.to_vec();
        view! {
            <button
                class="icon"
                id=id(&block, at, tool.label())
                title=tool.label()
                aria-label=format!("{} layer {} within, {class}", tool.label(), at + 1)
                aria-disabled=dynamic(move || is_off.get().to_string())
                on:click=move |_| {
                    if !is_off.get_untracked() {
                        apply(editor, tool, &block, at, n);
                    }
                }
            >
                {tool.icon()}
            </button>
        }
    });
    view! { <span class="layer-tools">{buttons}</span> }.into_any()
}

/// The focus stays on the tool's button, with the layer where that is moved or copied.
fn apply(editor: Editor, tool: Tool, block: &[usize], at: usize, n: usize) {
    let (change, to) = match tool {
        Tool::Up => (Change::Move(at, at.saturating_sub(1)), at.saturating_sub(1)),
        Tool::Down => (Change::Move(at, at + 1), at + 1),
        Tool::Duplicate => (Change::Duplicate(at), at + 1),
        Tool::Remove => (Change::Remove(at), at.min(n.saturating_sub(2))),
    };
    editor.change_within(block, change);
    editor.said.set(match tool {
        Tool::Remove => format!("Layer {} within is removed.", at + 1),
        _ => format!("The layer within is number {} now.", to + 1),
    });
    focus_later(id(block, to, tool.label()));
}

/// The kinds of layers, and a button that puts one behind the others of a block.
pub fn add(block: Vec<usize>, n: usize) -> AnyView {
    let editor = Editor::of_context();
    let kind = RwSignal::new(0);
    let name = id(&block, n, "kind");
    let options = Layer::KINDS.iter().enumerate();
    let options =
        options.map(|(i, kind)| view! { <option value=i.to_string()>{kind.name}</option> });
    let choose = move |event| kind.set(event_target_value(&event).parse().unwrap_or(0));
    let add = move |_| {
        let kinds: &[Kind<Layer>] = Layer::KINDS;
        let Some(kind) = kinds.get(kind.get_untracked()) else {
            return;
        };
        editor.change_within(&block, Change::Insert(n, (kind.new)()));
        editor
            .said
            .set(format!("{} is layer {} within now.", kind.name, n + 1));
        focus_later(id(&block, n, Tool::Remove.label()));
    };
    view! {
        <div class="field add-within">
            <label for=name.clone()>"Add a layer within"</label>
            <span class="row">
                <select id=name disabled=editor.is_locked on:change=choose>
                    {options.collect_view()}
                </select>
                <button class="small" disabled=editor.is_locked on:click=add>
                    "Add within"
                </button>
            </span>
        </div>
    }
    .into_any()
}
