//! Serves `dist/` as any static file server would, for what drives the page.

use crate::process::{Running, spawn};
use crate::project::Project;
use anyhow::{Context, Result, ensure};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// The server; it ends when dropped.
pub struct StaticServer {
    /// Where the page is.
    pub address: String,
    _process: Running,
}

/// Starts the server on a port that nothing else uses.
pub fn start(project: &Project) -> Result<StaticServer> {
    let port = free_port()?;
    let mut node = project.command("node");
    node.arg(project.e2e().join("serve.mjs"))
        .arg(project.dist())
        .arg(port.to_string());
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
        _process: process,
    })
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free")?;
    Ok(listener.local_addr()?.port())
}
