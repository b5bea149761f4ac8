//! `serve`: the page on this machine, rebuilt as its sources change.

use crate::kind::Kind;
use crate::process::Running;
use crate::programs::{OTHERS, Worker};
use crate::project::Project;
use crate::report::{duration, say};
use crate::static_server;
use crate::{build, build_id, process, setup};
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::IsTerminal;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// What the page is built from. Not `stage/`, which xtask itself fills.
const WATCHED: [&str; 7] = [
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "assets",
    "src",
    "www",
];
/// Between two looks at the sources.
const PAUSE: Duration = Duration::from_millis(300);

/// `serve [--port 8080] [--dev] [--no-autoreload]`
pub fn run(project: &Project, options: &[&str]) -> Result<()> {
    let start = Instant::now();
    let Options {
        port,
        kind,
        autoreload,
    } = parse(options)?;
    // Looked at before everything that takes time.
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).with_context(|| {
        format!("port {port} is taken: end what uses it, or choose another with --port")
    })?;
    setup::for_build(project)?;
    let id = build_id::of_sources(project)?;
    let mut missing = Vec::new();
    for worker in OTHERS {
        if !worker.stage_if_current(project, kind, &id)? {
            missing.push(worker);
        }
    }
    let mut page = Page {
        project,
        kind,
        id,
        sources: String::new(),
    };
    while !page.build() {
        page.wait_for_change();
    }
    let mut server = static_server::watching(project, port, autoreload)?;
    let address = format!("http://localhost:{port}/");
    say(
        "serve",
        &format!("ready after {}: open {address}", duration(start.elapsed())),
    );
    if has_desktop() {
        open(&address);
    }
    let mut workers = Workers {
        project,
        kind,
        missing,
        compiler: None,
    };
    say("serve", "Ctrl-C ends it");
    loop {
        server.check()?;
        if page.has_changed() {
            // Cargo builds one program after another, and the page is waited for.
            workers.pause();
            let before = page.id.clone();
            page.build();
            if page.id != before {
                workers.give_up()?;
            }
        } else {
            workers.go_on(&page.id)?;
        }
        thread::sleep(PAUSE);
    }
}

/// The page as it was last built.
struct Page<'a> {
    project: &'a Project,
    kind: Kind,
    /// What page and workers compare when they meet.
    id: String,
    /// Stands for the sources as they were.
    sources: String,
}

impl Page<'_> {
    /// Builds the page; whether that succeeded.
    fn build(&mut self) -> bool {
        let start = Instant::now();
        self.sources = fingerprint(&self.project.root);
        let built = build_id::of_sources(self.project).and_then(|id| {
            if id != self.id {
                for worker in OTHERS {
                    worker.unstage(self.project)?;
                }
                self.id = id;
            }
            build::dist(self.project, self.kind, &self.id)
        });
        match &built {
            Ok(()) => say("serve", &format!("built in {}", duration(start.elapsed()))),
            Err(error) => say("serve", &format!("{error:#}; mend it, and it builds again")),
        }
        built.is_ok()
    }

    fn has_changed(&self) -> bool {
        let now = fingerprint(&self.project.root);
        if now == self.sources {
            return false;
        }
        // An editor may be writing several files.
        thread::sleep(PAUSE);
        fingerprint(&self.project.root) == now
    }

    fn wait_for_change(&self) {
        while !self.has_changed() {
            thread::sleep(PAUSE);
        }
    }
}

/// Builds the workers that the page can do without, one after another.
struct Workers<'a> {
    project: &'a Project,
    kind: Kind,
    missing: Vec<Worker>,
    compiler: Option<(Running, Instant)>,
}

impl Workers<'_> {
    /// Ends the compiler, which starts again where it was.
    fn pause(&mut self) {
        self.compiler = None;
    }

    /// The page speaks another language now: a worker of this build would misunderstand it.
    fn give_up(&mut self) -> Result<()> {
        self.pause();
        self.missing.clear();
        for worker in OTHERS {
            worker.unstage(self.project)?;
        }
        say(
            "serve",
            "the workers' sources changed: the page goes on with the CPU; start `serve` again for the other devices",
        );
        Ok(())
    }

    /// Starts the compiler, or takes what it made.
    fn go_on(&mut self, id: &str) -> Result<()> {
        let Some(worker) = self.missing.first().copied() else {
            return Ok(());
        };
        let Some((compiler, start)) = &mut self.compiler else {
            let line = format!("building {} (the page works without it) …", worker.name);
            say("serve", &line);
            self.compiler = Some((worker.compile(self.project, self.kind, id)?, Instant::now()));
            return Ok(());
        };
        if !compiler.has_ended() {
            return Ok(());
        }
        let result = if compiler.wait()? {
            let staged = worker.stage(self.project, self.kind, id);
            staged.and_then(|()| worker.copy(&self.project.stage(), &self.project.dist()))
        } else {
            Err(anyhow::anyhow!("it did not compile; the errors are above"))
        };
        let line = match result {
            Ok(()) => format!(
                "{} is there after {}",
                worker.name,
                duration(start.elapsed())
            ),
            Err(error) => format!("no {}: {error:#}", worker.name),
        };
        say("serve", &line);
        self.compiler = None;
        self.missing.remove(0);
        Ok(())
    }
}

/// Stands for the names and times of all that the page is built from.
fn fingerprint(root: &Path) -> String {
    let mut hash = Sha256::new();
    for name in WATCHED {
        take(&root.join(name), &mut hash);
    }
    setup::hex(&hash.finalize())
}

/// What cannot be read, as it is being written or taken away, is looked at again next time.
fn take(path: &Path, hash: &mut Sha256) {
    if let Ok(entries) = fs::read_dir(path) {
        let mut paths: Vec<_> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
        paths.sort();
        for path in &paths {
            take(path, hash);
        }
    } else if let Ok(time) = fs::metadata(path).and_then(|data| data.modified()) {
        hash.update(path.to_string_lossy().as_bytes());
        hash.update(format!("{time:?}"));
    }
}

/// Whether a browser can be opened beside this terminal.
fn has_desktop() -> bool {
    let is_set = |name| std::env::var_os(name).is_some();
    let desktop =
        !cfg!(unix) || cfg!(target_os = "macos") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
    desktop && !is_set("CI") && std::io::stdout().is_terminal()
}

/// Opens the page in the browser of the desktop; where that fails, its address was said.
fn open(address: &str) {
    let mut command = if cfg!(windows) {
        let mut command = Command::new("cmd");
        command.args(["/C", "start", ""]);
        command
    } else if cfg!(target_os = "macos") {
        Command::new("open")
    } else {
        Command::new("xdg-open")
    };
    process::succeeds(command.arg(address));
}

#[derive(Debug, PartialEq)]
struct Options {
    port: u16,
    kind: Kind,
    autoreload: bool,
}

fn parse(mut options: &[&str]) -> Result<Options> {
    let mut parsed = Options {
        port: 8080,
        kind: Kind::Production,
        autoreload: true,
    };
    loop {
        match *options {
            [] => return Ok(parsed),
            ["--port", port, ref rest @ ..] => {
                parsed.port = port
                    .parse()
                    .ok()
                    .filter(|port| *port > 0)
                    .with_context(|| {
                        format!("--port takes a number from 1 to 65535, not `{port}`")
                    })?;
                options = rest;
            }
            ["--dev", ref rest @ ..] => {
                parsed.kind = Kind::Development;
                options = rest;
            }
            ["--no-autoreload", ref rest @ ..] => {
                parsed.autoreload = false;
                options = rest;
            }
            [other, ..] => {
                bail!("`serve` takes --port N, --dev and --no-autoreload, not `{other}`")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        let options = parse(&["--port", "9000", "--dev", "--no-autoreload"]).expect("valid");
        assert_eq!(
            options,
            Options {
                port: 9000,
                kind: Kind::Development,
                autoreload: false
            }
        );
        let default = parse(&[]).expect("valid");
        assert_eq!((default.port, default.kind), (8080, Kind::Production));
        for wrong in [&["--port", "0"][..], &["--port", "x"], &["--port"], &["x"]] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_changed_source_is_seen() {
        let root = std::env::temp_dir().join(format!("hearth-serve-{}", std::process::id()));
        fs::create_dir_all(root.join("src/page")).expect("a folder");
        let before = fingerprint(&root);
        fs::write(root.join("src/page/new.rs"), "").expect("written");
        let after = fingerprint(&root);
        assert_ne!(before, after);
        assert_eq!(after, fingerprint(&root));
        fs::remove_dir_all(&root).expect("removed");
    }
}
