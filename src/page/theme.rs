//! Light or dark: the person's choice, kept by the browser, or the system's.

use leptos::prelude::*;
use web_sys::Event;

use crate::web::listener::Listener;

const KEY: &str = "hearth-theme";

/// A choice of theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// As the system has it.
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Choice {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Auto => "Auto",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The theme in force.
#[derive(Clone, Copy)]
pub struct Theme {
    choice: RwSignal<Choice>,
    changes: RwSignal<u32>,
}

impl Theme {
    /// The theme kept by the browser, put in force.
    pub fn restore() -> Self {
        let kept = storage().and_then(|s| s.get_item(KEY).ok().flatten());
        let choice = Choice::ALL
            .into_iter()
            .find(|c| Some(c.id()) == kept.as_deref());
        let theme = Self {
            choice: RwSignal::new(choice.unwrap_or(Choice::Auto)),
            changes: RwSignal::new(0),
        };
        theme.enforce();
        if let Ok(Some(query)) = window().match_media("(prefers-color-scheme: dark)") {
            let listener = Listener::new(&query, "change", move |_: Event| {
                theme.changes.update(|n| *n += 1);
            });
            // The page listens until it is closed.
            std::mem::forget(listener);
        }
        theme
    }

    /// The choice; tracked.
    pub fn choice(self) -> Choice {
        self.choice.get()
    }

    /// Makes a choice.
    pub fn choose(self, choice: Choice) {
        self.choice.set(choice);
        if let Some(storage) = storage() {
            // A browser that keeps nothing still shows the theme.
            let _ = storage.set_item(KEY, choice.id());
        }
        self.enforce();
    }

    /// For what is drawn rather than styled: read anew whenever colours change.
    pub fn track(self) {
        self.changes.track();
    }

    fn enforce(self) {
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-theme", self.choice.get_untracked().id());
        }
        self.changes.update(|n| *n += 1);
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
