//! Programs written in Rust that the build runs, each at one version.

use crate::process::{capture, run};
use crate::project::Project;
use crate::report::timed;
use anyhow::{Context, Result, bail};
use std::fs;

/// A program, the package it comes in, and the one version that will do.
struct Tool<'a> {
    program: &'a str,
    package: &'a str,
    version: &'a str,
    /// Whether the package's own Cargo.lock is used.
    locked: bool,
    /// Whether it has so much to compute that its own optimization is worth the wait.
    computes: bool,
}

/// Also in Trunk.toml, where Trunk itself checks it.
const TRUNK: &str = "0.21.14";
const CARGO_DENY: &str = "0.20.2";

/// Trunk, which builds what surrounds the page's program, and the CPU worker.
pub fn trunk(project: &Project) -> Result<()> {
    ensure(
        project,
        &Tool {
            program: "trunk",
            package: "trunk",
            version: TRUNK,
            locked: true,
            // It waits for cargo, and copies files.
            computes: false,
        },
    )
}

/// wasm-bindgen's command line and test runner. They work only with the same version of
/// the crate, so the version is the one in Cargo.lock.
pub fn wasm_bindgen(project: &Project) -> Result<()> {
    let lock = fs::read_to_string(project.root.join("Cargo.lock"))
        .context("cannot read Cargo.lock: run `cargo generate-lockfile`")?;
    let version = locked_version(&lock, "wasm-bindgen")
        .context("wasm-bindgen is not in Cargo.lock: run `cargo generate-lockfile`")?;
    ensure(
        project,
        &Tool {
            program: "wasm-bindgen",
            package: "wasm-bindgen-cli",
            version,
            // 0.2.130's own lock file names a crate that was withdrawn since.
            locked: false,
            computes: true,
        },
    )
}

/// The licence and advisory checker; only `check` needs it.
pub fn cargo_deny(project: &Project) -> Result<()> {
    ensure(
        project,
        &Tool {
            program: "cargo-deny",
            package: "cargo-deny",
            version: CARGO_DENY,
            locked: true,
            computes: false,
        },
    )
}

fn ensure(project: &Project, tool: &Tool) -> Result<()> {
    if installed_version(project, tool.program).as_deref() == Some(tool.version) {
        return Ok(());
    }
    let Tool {
        package, version, ..
    } = *tool;
    // Kept until the installation succeeds, so that an interrupted one goes on.
    let build = project.tools().join("build");
    timed("setup", &format!("compiling {package} {version}"), || {
        let mut cargo = project.command("cargo");
        cargo
            .env("CARGO_TARGET_DIR", &build)
            .args(["install", "--force", "--root"])
            .arg(project.tools())
            .args([package, "--version", version])
            .args(tool.locked.then_some("--locked"));
        if !tool.computes {
            cargo
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256");
        }
        run(&mut cargo)
    })
    .with_context(|| {
        format!(
            "{package} {version} could not be installed. If the package registry is out of \
             reach, put a `{}` of this version on PATH",
            tool.program
        )
    })?;
    let found = installed_version(project, tool.program);
    if found.as_deref() != Some(version) {
        bail!(
            "`{} --version` does not say {version} after its installation",
            tool.program
        );
    }
    fs::remove_dir_all(&build).context("cannot remove the tools' build folder")
}

fn installed_version(project: &Project, program: &str) -> Option<String> {
    let printed = capture(project.command(program).arg("--version")).ok()?;
    version_in(&printed).map(str::to_owned)
}

/// The version in what `program --version` printed: its first word that begins with a digit.
pub fn version_in(printed: &str) -> Option<&str> {
    printed
        .split_whitespace()
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))
}

/// The version of `package` in the text of a Cargo.lock.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?;
    version.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_found_in_what_programs_print() {
        assert_eq!(version_in("trunk 0.21.14\n"), Some("0.21.14"));
        assert_eq!(version_in("wasm-bindgen 0.2.130 (abc)"), Some("0.2.130"));
        assert_eq!(version_in("wasm-opt version 108 (v108)"), Some("108"));
        assert_eq!(version_in("no version here"), None);
    }

    #[test]
    fn the_locked_version_is_that_of_the_very_package() {
        let lock = "\
[[package]]
name = \"wasm-bindgen-futures\"
version = \"0.4.80\"

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.130\"
";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "bindgen"), None);
    }

    #[test]
    fn trunks_own_check_asks_for_the_same_version() {
        let settings = include_str!("../../../Trunk.toml");
        assert!(settings.contains(&format!("trunk-version = \"={TRUNK}\"")));
    }
}
