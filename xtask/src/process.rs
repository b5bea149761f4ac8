//! Starting other programs: their errors say which program, and what it was to do.

use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The compiler for the browser.
pub enum Toolchain {
    /// The one of `rust-toolchain.toml`.
    Rustup,
    /// The distribution's, linked as `cargo` and `rustc` in this folder.
    Distribution(PathBuf),
}

impl Toolchain {
    /// Makes `command`, and the builds it starts, use this compiler.
    pub fn apply(&self, command: &mut Command, tools: &Path) {
        let Self::Distribution(folder) = self else {
            return;
        };
        command
            .env("PATH", on_path(&[folder.clone(), tools.to_path_buf()]))
            .env("CARGO", folder.join("cargo"))
            .env("RUSTC", folder.join("rustc"))
            // Its standard library for the browser comes as source only, and building
            // that is an unstable option of cargo.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-22");
    }
}

/// `PATH` with `first` in front.
pub fn on_path(first: &[PathBuf]) -> OsString {
    let rest = env::var_os("PATH").unwrap_or_default();
    let all = first.iter().cloned().chain(env::split_paths(&rest));
    // A folder with a colon in its name cannot be on PATH at all.
    env::join_paths(all).unwrap_or(rest)
}

/// The first of `names` that is a program on `PATH`.
pub fn which(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    names.iter().find_map(|name| {
        env::split_paths(&path)
            .map(|folder| folder.join(format!("{name}{}", env::consts::EXE_SUFFIX)))
            .find(|file| file.is_file())
    })
}

/// What a person would type to run `command`.
pub fn typed(command: &Command) -> String {
    let words: Vec<_> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect();
    words.join(" ")
}

/// Runs `command` to its end and shows its output as it comes.
pub fn run(command: &mut Command) -> Result<()> {
    let mut child = spawn(command)?;
    let status = child.wait();
    if status? {
        return Ok(());
    }
    bail!("`{}` failed; its output is above", typed(command))
}

/// Runs `command` and gives back what it printed.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| cannot_start(command))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed: {}", typed(command), said.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs `command`, shows its errors as they come, and gives back what it printed.
pub fn capture_showing_errors(command: &mut Command) -> Result<String> {
    let mut child = spawn(command.stdout(Stdio::piped()))?;
    let mut printed = String::new();
    if let Some(mut output) = child.0.stdout.take() {
        output.read_to_string(&mut printed)?;
    }
    if child.wait()? {
        return Ok(printed);
    }
    bail!("`{}` failed; its output is above", typed(command))
}

/// Whether `command` runs and succeeds; it prints nothing.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Starts `command` as a process group of its own, which ends with xtask.
pub fn spawn(command: &mut Command) -> Result<Running> {
    own_group(command);
    let child = command
        .stdin(Stdio::null())
        .spawn()
        .with_context(|| cannot_start(command))?;
    running().push(child.id());
    Ok(Running(child))
}

fn cannot_start(command: &Command) -> String {
    let program = command.get_program().to_string_lossy().into_owned();
    let fix = match program.as_str() {
        "npm" | "node" => "install Node.js 20 or newer",
        "cargo" | "rustc" | "rustup" => "install Rust with rustup",
        _ => "is it installed, and on PATH?",
    };
    format!("cannot start `{program}`: {fix}")
}

/// A child process; it is ended when dropped.
pub struct Running(Child);

impl Running {
    /// Waits for its end: whether it succeeded.
    pub fn wait(&mut self) -> Result<bool> {
        Ok(self.0.wait()?.success())
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let id = self.0.id();
        running().retain(|other| *other != id);
        if !self.has_ended() {
            end(id);
            // Reaps it; that it ended is all that matters.
            let _ = self.0.wait();
        }
    }
}

/// Ends every child when xtask is interrupted or terminated.
pub fn end_children_on_signal() -> Result<()> {
    ctrlc::set_handler(|| {
        for id in running().drain(..) {
            end(id);
        }
        // What a shell reports for a program ended by Ctrl-C.
        std::process::exit(130);
    })
    .context("cannot handle Ctrl-C")
}

static RUNNING: Mutex<Vec<u32>> = Mutex::new(Vec::new());

fn running() -> MutexGuard<'static, Vec<u32>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(unix)]
fn end(id: u32) {
    // The whole group: cargo's compilers and Trunk's builds, too.
    succeeds(Command::new("kill").args(["-TERM", "--", &format!("-{id}")]));
}

#[cfg(not(unix))]
fn own_group(_command: &mut Command) {}

#[cfg(not(unix))]
fn end(id: u32) {
    succeeds(Command::new("taskkill").args(["/T", "/F", "/PID", &id.to_string()]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command() {
        let error = capture(Command::new("cargo").arg("no-such-command")).expect_err("fails");
        assert!(
            error.to_string().contains("`cargo no-such-command`"),
            "{error}"
        );
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = capture(&mut Command::new("no-such-program-at-all")).expect_err("missing");
        let message = error.to_string();
        assert!(
            message.contains("cannot start `no-such-program-at-all`"),
            "{message}"
        );
    }

    #[test]
    fn folders_in_front_come_first() {
        let path = on_path(&[PathBuf::from("/first/bin")]);
        assert_eq!(env::split_paths(&path).next(), Some("/first/bin".into()));
    }

    #[cfg(unix)]
    #[test]
    fn a_dropped_child_has_ended() {
        let child = spawn(Command::new("sleep").arg("600")).expect("sleep starts");
        let id = child.0.id();
        drop(child);
        assert!(!succeeds(
            Command::new("kill").args(["-0", &id.to_string()])
        ));
    }
}
