//! What a build is for, and what follows from that for its programs.

/// What a build is for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// For people: everything small and fast, the page split into rooms.
    Production,
    /// For tests: the page as it is in production, but for the last tenth that wasm-opt takes off
    /// it; the workers quick to build, with what they compute with optimized.
    Test,
    /// For who works on it: everything quick to build, the page in one piece.
    Development,
}

impl Kind {
    /// The profile of the workers and where cargo puts what it makes with it.
    pub fn worker_profile(self) -> Profile {
        match self {
            Self::Production => WORKER,
            Self::Test | Self::Development => DEV,
        }
    }

    /// The profile of the page.
    pub fn page_profile(self) -> Profile {
        match self {
            Self::Production | Self::Test => PAGE,
            Self::Development => DEV,
        }
    }

    /// Whether rooms are fetched when they are opened.
    pub fn is_split(self) -> bool {
        self != Self::Development
    }
}

/// A profile of Cargo.toml.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Profile {
    /// Its name.
    pub name: &'static str,
    /// The folder of what cargo makes with it.
    pub folder: &'static str,
}

/// Programs that are fetched and then compute: small but for what they compute with. www/index.html names it, too.
pub const WORKER: Profile = Profile {
    name: "worker",
    folder: "worker",
};
/// Quick to build; [profile.dev] optimizes what the workers compute with.
pub const DEV: Profile = Profile {
    name: "dev",
    folder: "debug",
};
const PAGE: Profile = Profile {
    name: "page",
    folder: "page",
};
