//! A Rust compiler for the browser: rustup's, or the distribution's where rustup's
//! server is out of reach.

use super::apt;
use crate::process::{Toolchain, capture, run, succeeds, which};
use crate::project::Project;
use crate::report::say;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];

/// Makes sure that programs for the browser can be compiled.
pub fn wasm_target(project: &Project) -> Result<()> {
    let toolchain = if has_target(project)? {
        Toolchain::Rustup
    } else if folder(project).is_dir() && is_usable(project) {
        // Chosen by an earlier run: rustup's server need not be waited for again.
        Toolchain::Distribution(folder(project))
    } else if add_target(project) && has_target(project)? {
        say("setup", &format!("Rust's {TARGET} target added by rustup"));
        Toolchain::Rustup
    } else {
        say(
            "setup",
            "rustup's server is out of reach: trying the distribution's compiler",
        );
        Toolchain::Distribution(distribution(project)?)
    };
    project.set_toolchain(toolchain);
    Ok(())
}

fn has_target(project: &Project) -> Result<bool> {
    let mut rustc = project.command("rustc");
    let folder = capture(rustc.args(["--print", "target-libdir", "--target", TARGET]))?;
    Ok(Path::new(folder.trim()).is_dir())
}

fn add_target(project: &Project) -> bool {
    which(&["rustup"]).is_some()
        && run(project.command("rustup").args(["target", "add", TARGET])).is_ok()
}

/// Where only the distribution's `cargo` and `rustc` are: the rest of /usr/bin must not
/// hide rustup's programs.
fn folder(project: &Project) -> PathBuf {
    project.tools().join("distribution-rust")
}

/// Makes the distribution's compiler usable.
fn distribution(project: &Project) -> Result<PathBuf> {
    if !is_usable(project) {
        apt::install(&DEBIAN).with_context(|| {
            format!(
                "no compiler for the browser. Run `rustup target add {TARGET}` where its \
                 server can be reached, or install {} (Debian)",
                DEBIAN.join(", ")
            )
        })?;
    }
    if !is_usable(project) {
        bail!(
            "the distribution's Rust is older than the one this package needs (rust-version \
             in Cargo.toml). Run `rustup target add {TARGET}` where its server can be reached"
        );
    }
    let folder = folder(project);
    fs::create_dir_all(&folder)?;
    for name in ["cargo", "rustc"] {
        let link = folder.join(name);
        if !link.exists() {
            link_to(&Path::new("/usr/bin").join(name), &link)?;
        }
    }
    Ok(folder)
}

/// Whether the distribution's compiler is there, with the source of its standard library,
/// and new enough.
fn is_usable(project: &Project) -> bool {
    let Ok(sysroot) = capture(Command::new("/usr/bin/rustc").args(["--print", "sysroot"])) else {
        return false;
    };
    let source = Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/std");
    let version = capture(Command::new("/usr/bin/rustc").arg("--version"));
    source.is_dir()
        && Path::new("/usr/bin/cargo").is_file()
        && succeeds(Command::new("wasm-ld-22").arg("--version"))
        && version.is_ok_and(|version| is_new_enough(project, &version))
}

fn is_new_enough(project: &Project, version: &str) -> bool {
    let manifest = fs::read_to_string(project.root.join("Cargo.toml")).unwrap_or_default();
    let needed = manifest
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = \""))
        .map(|rest| rest.trim_end_matches('"'));
    let found = super::tools::version_in(version);
    match (needed.and_then(release), found.and_then(release)) {
        (Some(needed), Some(found)) => found >= needed,
        _ => false,
    }
}

/// `1.95` and `1.95.0-nightly` alike: (1, 95).
fn release(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(unix)]
fn link_to(file: &Path, link: &Path) -> Result<()> {
    std::os::unix::fs::symlink(file, link)
        .with_context(|| format!("cannot create {}", link.display()))
}

#[cfg(not(unix))]
fn link_to(_file: &Path, _link: &Path) -> Result<()> {
    bail!("the distribution's compiler is used on Unix only")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_compare_as_numbers() {
        assert_eq!(release("1.95"), Some((1, 95)));
        assert_eq!(release("1.9.0"), Some((1, 9)));
        assert!(release("1.95") > release("1.9.0"));
        assert_eq!(release("unknown"), None);
    }
}
