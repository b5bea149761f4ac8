//! How far a long reading has got, told on the standard error.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use hearth::data::Progress;

use super::printable::printable;

/// What takes no longer than this is not worth a word.
const QUIET: Duration = Duration::from_secs(1);
/// Time between two words: a terminal's line is written over, a log grows.
const TERMINAL: Duration = Duration::from_millis(100);
const LOG: Duration = Duration::from_secs(5);

/// Tells how far something has got.
pub struct Teller {
    start: Instant,
    last: Option<Instant>,
    terminal: bool,
}

impl Teller {
    /// Begins to measure time.
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
            last: None,
            terminal: io::stderr().is_terminal(),
        }
    }

    /// Tells how far reading has got, if it is time to.
    pub fn reading(&mut self, progress: &Progress) {
        if !self.is_time() {
            return;
        }
        let file = printable(&progress.file);
        let percent = progress.done * 100 / progress.total.max(1);
        self.tell(&format!("reading {file}: {percent} %"));
    }

    /// Tells what is done now, if it has taken long already.
    pub fn now(&mut self, what: &str) {
        if self.start.elapsed() > QUIET {
            self.tell(what);
        }
    }

    /// Leaves the terminal's line empty.
    pub fn done(&self) {
        if self.terminal && self.last.is_some() {
            eprint!("\r\u{1b}[K");
        }
    }

    fn is_time(&self) -> bool {
        let pause = if self.terminal { TERMINAL } else { LOG };
        let rested = self.last.is_none_or(|last| last.elapsed() > pause);
        rested && self.start.elapsed() > QUIET
    }

    fn tell(&mut self, text: &str) {
        self.last = Some(Instant::now());
        let mut err = io::stderr().lock();
        // Whoever cannot be told goes without.
        let _ = if self.terminal {
            write!(err, "\r\u{1b}[K{text}").and_then(|()| err.flush())
        } else {
            writeln!(err, "{text}")
        };
    }
}
