//! `serve`: the page on this machine, rebuilt as its sources change.

use crate::process::{Running, spawn};
use crate::programs::OTHERS;
use crate::project::Project;
use crate::report::{duration, say};
use crate::{build_id, page, setup};
use anyhow::{Context, Result, bail};
use std::fs;
use std::io::IsTerminal;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// `serve [--port 8080] [--no-autoreload]`
pub fn run(project: &Project, options: &[&str]) -> Result<()> {
    let (start, began) = (Instant::now(), SystemTime::now());
    let Options { port, autoreload } = parse(options)?;
    // Looked at before everything that takes time.
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).with_context(|| {
        format!("port {port} is taken: end what uses it, or choose another with --port")
    })?;
    setup::for_build(project)?;
    let id = build_id::of_sources(project)?;

    let mut missing = Vec::new();
    for worker in OTHERS {
        if !worker.stage_if_current(project, &id)? {
            missing.push(worker);
        }
    }

    say("serve", "building the page and its CPU worker …");
    let mut trunk = page::trunk(project, "serve", &id);
    trunk.args(["--port", &port.to_string()]);
    if !autoreload {
        trunk.arg("--no-autoreload");
    }
    if has_desktop() {
        trunk.arg("--open");
    }
    let mut trunk = spawn(&mut trunk)?;
    wait_for_page(project, &mut trunk, port, began)?;
    let address = format!("http://localhost:{port}/");
    say(
        "serve",
        &format!("ready after {}: open {address}", duration(start.elapsed())),
    );

    for worker in missing {
        let start = Instant::now();
        say(
            "serve",
            &format!("building {} (the page works without it) …", worker.name),
        );
        let mut compiler = worker.compile(project, &id)?;
        while !compiler.has_ended() {
            check(&mut trunk)?;
            thread::sleep(Duration::from_millis(200));
        }
        let result = if compiler.wait()? {
            worker
                .stage(project, &id)
                .and_then(|()| worker.copy(&project.stage(), &project.dist()))
        } else {
            Err(anyhow::anyhow!("it did not compile; the errors are above"))
        };
        match result {
            Ok(()) => say(
                "serve",
                &format!(
                    "{} is there after {}",
                    worker.name,
                    duration(start.elapsed())
                ),
            ),
            Err(error) => say("serve", &format!("no {}: {error:#}", worker.name)),
        }
    }
    say("serve", &format!("complete at {address}; Ctrl-C ends it"));
    while build_id::of_sources(project).is_ok_and(|now| now == id) {
        check(&mut trunk)?;
        thread::sleep(Duration::from_secs(2));
    }
    // Trunk goes on with the id of the start: an old worker would pass the handshake and
    // then misunderstand the page.
    for worker in OTHERS {
        worker.unstage(project)?;
        worker.remove(&project.dist())?;
    }
    say(
        "serve",
        "the workers' sources changed: the page goes on with the CPU; start `serve` again for the other devices",
    );
    trunk.wait()?;
    bail!("Trunk ended; its output is above")
}

/// Whether a browser can be opened beside this terminal.
fn has_desktop() -> bool {
    let is_set = |name| std::env::var_os(name).is_some();
    let desktop =
        !cfg!(unix) || cfg!(target_os = "macos") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
    desktop && !is_set("CI") && std::io::stdout().is_terminal()
}

#[derive(Debug, PartialEq)]
struct Options {
    port: u16,
    autoreload: bool,
}

fn parse(mut options: &[&str]) -> Result<Options> {
    let mut parsed = Options {
        port: 8080,
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
            ["--no-autoreload", ref rest @ ..] => {
                parsed.autoreload = false;
                options = rest;
            }
            [other, ..] => bail!("`serve` takes --port N and --no-autoreload, not `{other}`"),
        }
    }
}

/// Trunk listens when its first build has ended, also if that failed; it then builds again
/// when a source changes.
fn wait_for_page(
    project: &Project,
    trunk: &mut Running,
    port: u16,
    began: SystemTime,
) -> Result<()> {
    let page = project.dist().join("index.html");
    let is_built = || {
        let written = fs::metadata(&page).and_then(|data| data.modified());
        written.is_ok_and(|written| written >= began)
    };
    let mut told = false;
    loop {
        if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
            if is_built() {
                return Ok(());
            }
            if !told {
                say("serve", "the page did not build: mend the errors above");
                told = true;
            }
        }
        check(trunk)?;
        thread::sleep(Duration::from_millis(100));
    }
}

fn check(trunk: &mut Running) -> Result<()> {
    if trunk.has_ended() {
        bail!("Trunk ended; its output is above");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        let options = parse(&["--port", "9000", "--no-autoreload"]).expect("valid");
        assert_eq!(
            options,
            Options {
                port: 9000,
                autoreload: false
            }
        );
        assert_eq!(parse(&[]).expect("valid").port, 8080);
        for wrong in [&["--port", "0"][..], &["--port", "x"], &["--port"], &["x"]] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
