//! The progress of a long reading, printed on the standard error.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use hearth::data::Progress;

use super::printable::printable;

/// Nothing is printed about what takes no longer than this.
const QUIET: Duration = Duration::from_secs(1);
/// Time between two messages: a terminal's line is overwritten, a log grows.
const TERMINAL: Duration = Duration::from_millis(100);
const LOG: Duration = Duration::from_secs(5);

/// Prints progress.
pub struct ProgressPrinter {
    start: Instant,
    last: Option<Instant>,
    terminal: bool,
}

impl ProgressPrinter {
    /// Starts to measure time.
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
            last: None,
            terminal: io::stderr().is_terminal(),
        }
    }

    /// Prints how much is read, unless it was printed just now.
    pub fn reading(&mut self, progress: &Progress) {
        if !self.is_time() {
            return;
        }
        let file = printable(&progress.file);
        let percent = progress.done * 100 / progress.total.max(1);
        self.print(&format!("reading {file}: {percent} %"));
    }

    /// Prints how far something is, unless it was printed just now.
    pub fn working(&mut self, what: impl FnOnce() -> String) {
        if self.is_time() {
            self.print(&what());
        }
    }

    /// Prints what is done now, if it has taken long already.
    pub fn now(&mut self, what: &str) {
        if self.start.elapsed() > QUIET {
            self.print(what);
        }
    }

    /// Clears the terminal's line.
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

    fn print(&mut self, text: &str) {
        self.last = Some(Instant::now());
        let mut err = io::stderr().lock();
        // Progress that cannot be printed is no reason to fail.
        let _ = if self.terminal {
            write!(err, "\r\u{1b}[K{text}").and_then(|()| err.flush())
        } else {
            writeln!(err, "{text}")
        };
    }
}
