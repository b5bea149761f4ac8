//! A line that says how something stands, and a button for what can be done about it.

use leptos::prelude::*;

use crate::page::state::State;
use crate::page::store::Store;
use crate::page::update::Msg;

/// What a line shows of the state. Functions alone: all lines are one piece of code.
#[derive(Clone, Copy)]
pub struct Line {
    /// How it stands.
    pub text: fn(&State) -> String,
    /// The button's name.
    pub button: fn(&State) -> &'static str,
    /// Whether the button cannot be pressed.
    pub is_locked: fn(&State) -> bool,
    /// What it does.
    pub msg: fn(&State) -> Msg,
}

/// Makes the line, again and again if need be.
pub fn line(store: Store, line: Line) -> impl Fn() -> AnyView + Copy + Send + Sync {
    let text = store.memo(line.text);
    let button = store.memo(move |s| (line.button)(s).to_owned());
    let is_locked = store.memo(line.is_locked);
    move || {
        view! {
            <div class="row">
                <span class="muted grow">{text}</span>
                <button
                    class="small"
                    disabled=is_locked
                    on:click=move |_| store.dispatch(store.peek(line.msg))
                >
                    {button}
                </button>
            </div>
        }
        .into_any()
    }
}
