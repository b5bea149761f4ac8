//! Runs Trunk, and finishes the `index.html` it makes.

use crate::project::Project;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::process::Command;

/// In `index.html` and Trunk.toml: what Trunk's server replaces by a random value.
const NONCE: &str = "HEARTH_NONCE";

/// Trunk with `action`, the rest being set in Trunk.toml.
pub fn trunk(project: &Project, action: &str, build_id: &str) -> Command {
    let mut trunk = project.wasm_command("trunk");
    trunk
        .args([action, "--release", "--offline"])
        .env("HEARTH_BUILD", build_id)
        .env("TRUNK_SKIP_VERSION_CHECK", "true");
    // Trunk takes only `true` and `false` here, and fails on the customary `1`.
    if std::env::var_os("NO_COLOR").is_some() {
        trunk.env("NO_COLOR", "true");
    }
    trunk
}

/// The production page runs no inline script, so its policy need not allow any.
pub fn harden(project: &Project) -> Result<()> {
    let file = project.dist().join("index.html");
    let html = fs::read_to_string(&file).context("cannot read dist/index.html")?;
    fs::write(&file, without_nonce(&html)?).context("cannot write dist/index.html")
}

fn without_nonce(html: &str) -> Result<String> {
    let source = format!(" 'nonce-{NONCE}'");
    ensure!(
        html.contains(&source),
        "index.html has no content security policy with{source}"
    );
    let hardened = html
        .replace(&source, "")
        .replace(&format!(" nonce=\"{NONCE}\""), "");
    ensure!(!hardened.contains(NONCE), "a nonce is left in index.html");
    ensure!(
        !has_inline_script(&hardened),
        "index.html has an inline script, which its own policy forbids: move it to www/"
    );
    Ok(hardened)
}

fn has_inline_script(html: &str) -> bool {
    html.split("<script")
        .skip(1)
        .any(|rest| !rest.split('>').next().unwrap_or_default().contains("src="))
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "<meta content=\"script-src 'self' 'nonce-HEARTH_NONCE'\">";

    #[test]
    fn no_nonce_is_left() {
        let html = format!("{POLICY}<script nonce=\"HEARTH_NONCE\" src=\"boot.js\"></script>");
        assert_eq!(
            without_nonce(&html).expect("hardened"),
            "<meta content=\"script-src 'self'\"><script src=\"boot.js\"></script>"
        );
    }

    #[test]
    fn inline_scripts_and_missing_policies_are_refused() {
        assert!(without_nonce("<script src=\"boot.js\"></script>").is_err());
        assert!(without_nonce(&format!("{POLICY}<script>alert(1)</script>")).is_err());
    }
}
