//! Serves `dist/` as any static file server would, which knows of compressed files.

use crate::process::{Running, spawn};
use crate::project::Project;
use anyhow::{Context, Result, bail, ensure};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// The server; it ends when dropped.
pub struct StaticServer {
    /// Where the page is.
    pub address: String,
    process: Running,
}

impl StaticServer {
    /// Whether it still serves.
    pub fn check(&mut self) -> Result<()> {
        if self.process.has_ended() {
            bail!("the server of dist/ ended; its output is above");
        }
        Ok(())
    }
}

/// Starts the server on a port that nothing else uses.
pub fn start(project: &Project) -> Result<StaticServer> {
    on(project, free_port()?, &[])
}

/// Starts the server for somebody who works on the page: an open page may be loaded again as soon
/// as `dist/` is another.
pub fn watching(project: &Project, port: u16, reloads: bool) -> Result<StaticServer> {
    on(project, port, if reloads { &["--reload"] } else { &[] })
}

fn on(project: &Project, port: u16, options: &[&str]) -> Result<StaticServer> {
    let mut node = project.command("node");
    node.arg(project.e2e().join("serve.mjs"))
        .arg(project.dist())
        .arg(port.to_string())
        .args(options);
    let mut process = spawn(&mut node)?;
    let start = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        ensure!(
            !process.has_ended() && start.elapsed() < Duration::from_secs(30),
            "the server of dist/ does not start; its output is above"
        );
        thread::sleep(Duration::from_millis(50));
    }
    Ok(StaticServer {
        address: format!("http://127.0.0.1:{port}/"),
        process,
    })
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free")?;
    Ok(listener.local_addr()?.port())
}
