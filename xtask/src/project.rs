//! Where things are: the repository, the cache folder of the user, the build's output.

use crate::process::{Toolchain, on_path};
use anyhow::{Context, Result};
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// This repository on this machine.
pub struct Project {
    /// The repository's root.
    pub root: PathBuf,
    /// What is kept between clones: tools, data, packages.
    pub cache: PathBuf,
    /// Cargo's target directory.
    pub target: PathBuf,
    toolchain: OnceLock<Toolchain>,
}

impl Project {
    /// The repository that this xtask belongs to.
    pub fn find() -> Result<Self> {
        // Cargo says at run time where the package is; a program built in a shared target
        // directory may carry the path of another checkout.
        let package =
            env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&package)
            .parent()
            .context("xtask lies in no repository")?
            .to_path_buf();
        let cache = cache_folder(|name| env::var_os(name))?;
        let target = target_folder(&root, &cache, |name| env::var_os(name));
        Ok(Self {
            root,
            cache,
            target,
            toolchain: OnceLock::new(),
        })
    }

    /// Tools that setup installed.
    pub fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// Files that Trunk copies into `dist/` as they are: data sets, and the workers that
    /// Trunk does not build.
    pub fn stage(&self) -> PathBuf {
        self.root.join("stage")
    }

    /// The built page.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The Node side of the tests.
    pub fn e2e(&self) -> PathBuf {
        self.root.join("tests/e2e")
    }

    /// From now on, build for the browser with this compiler.
    pub fn set_toolchain(&self, toolchain: Toolchain) {
        // Set a second time only by a second setup in one process, to the same value.
        let _ = self.toolchain.set(toolchain);
    }

    /// A command that runs in the root and finds the installed tools first.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.root)
            .env("PATH", on_path(&[self.tools().join("bin")]))
            .env("CARGO_TARGET_DIR", &self.target)
            // Set by the `cargo run` that started xtask; of no concern to its children.
            .env_remove("CARGO_MANIFEST_DIR")
            .env_remove("CARGO_MANIFEST_PATH");
        command
    }

    /// A command that compiles for the browser, itself or through what it starts.
    pub fn wasm_command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = self.command(program);
        if let Some(toolchain) = self.toolchain.get() {
            toolchain.apply(&mut command, &self.tools().join("bin"));
        }
        command
    }
}

fn cache_folder(var: impl Fn(&str) -> Option<OsString>) -> Result<PathBuf> {
    let set = |name| {
        var(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    if let Some(folder) = set("HEARTH_CACHE") {
        return std::path::absolute(folder).context("HEARTH_CACHE is not a usable path");
    }
    // The XDG specification says that a relative path here is to be ignored.
    if let Some(folder) = set("XDG_CACHE_HOME").filter(|folder| folder.is_absolute()) {
        return Ok(folder.join("hearth"));
    }
    let home = set("HOME")
        .or_else(|| set("USERPROFILE"))
        .context("no home folder: set HEARTH_CACHE to a folder where tools and data may be kept")?;
    Ok(home.join(".cache/hearth"))
}

fn target_folder(root: &Path, cache: &Path, var: impl Fn(&str) -> Option<OsString>) -> PathBuf {
    if let Some(folder) = var("CARGO_TARGET_DIR").filter(|value| !value.is_empty()) {
        return root.join(folder);
    }
    // Each CI run is a fresh clone, often on a machine that built another one before.
    if var("CI").is_some_and(|value| value == "true") {
        return cache.join("target");
    }
    root.join("target")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vars<'a>(pairs: &'a [(&str, &str)]) -> impl Fn(&str) -> Option<OsString> + 'a {
        |name| {
            let pair = pairs.iter().find(|(key, _)| *key == name)?;
            Some(pair.1.into())
        }
    }

    #[test]
    fn the_cache_folder_follows_the_users_settings() {
        let check = |pairs: &[(&str, &str)], expected: &str| {
            let found = cache_folder(vars(pairs)).expect("a folder");
            assert_eq!(found, Path::new(expected), "{pairs:?}");
        };
        check(&[("HOME", "/home/a")], "/home/a/.cache/hearth");
        check(
            &[("HOME", "/home/a"), ("XDG_CACHE_HOME", "/c")],
            "/c/hearth",
        );
        check(
            &[("HOME", "/home/a"), ("XDG_CACHE_HOME", "relative")],
            "/home/a/.cache/hearth",
        );
        check(
            &[
                ("HEARTH_CACHE", "/x"),
                ("XDG_CACHE_HOME", "/c"),
                ("HOME", "/h"),
            ],
            "/x",
        );
    }

    #[test]
    fn without_a_home_the_error_names_the_setting() {
        let error = cache_folder(vars(&[])).expect_err("no home");
        assert!(error.to_string().contains("HEARTH_CACHE"));
    }

    #[test]
    fn the_target_folder_is_shared_between_clones_only_in_ci() {
        let check = |pairs: &[(&str, &str)], expected: &str| {
            let found = target_folder(Path::new("/repo"), Path::new("/cache"), vars(pairs));
            assert_eq!(found, Path::new(expected), "{pairs:?}");
        };
        check(&[], "/repo/target");
        check(&[("CI", "false")], "/repo/target");
        check(&[("CI", "true")], "/cache/target");
        check(&[("CI", "true"), ("CARGO_TARGET_DIR", "/t")], "/t");
        check(&[("CARGO_TARGET_DIR", "t")], "/repo/t");
    }
}
