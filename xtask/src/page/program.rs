//! Builds the page's program: cargo compiles it, it is split into rooms, wasm-bindgen makes its
//! JavaScript, and wasm-opt makes all parts smaller.

use super::merge::{fetching_script, merge};
use super::rooms::Rooms;
use crate::kind::Kind;
use crate::process;
use crate::project::Project;
use crate::report::{say, timed};
use crate::setup::hex;
use crate::wasm_opt;
use anyhow::{Context, Result, anyhow};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_split_cli_support::{Options, transform};

/// A built program.
pub struct Program {
    /// Where its files are.
    pub folder: PathBuf,
    /// Where they lie in `dist/`. A hash of the compiled program is part of it, so that no part of
    /// one build ever meets a part of another.
    pub path: String,
    /// Whether it fetches rooms.
    pub is_split: bool,
}

/// The name of the program's files.
pub const NAME: &str = "page";
/// The script that fetches rooms; the program's own script imports it.
pub const LOADER: &str = "rooms.js";
/// Leptos then compiles a view once for all that it may hold, and not once for each: a tenth of the
/// page's program less. Cargo adds it to the flags of .cargo/config.toml.
const ERASED_VIEWS: &str = "target.wasm32-unknown-unknown.rustflags=['--cfg','erase_components']";
/// In a folder whose program is complete.
const COMPLETE: &str = ".complete";

/// Builds the program, unless the very one is there from an earlier run.
pub fn build(project: &Project, kind: Kind, build_id: &str) -> Result<Program> {
    let wasm = timed("build", "page", || compile(project, kind, build_id))?;
    let programs = project.target.join(format!("hearth/{NAME}-{kind:?}"));
    let mut id = Sha256::new();
    id.update(fs::read(&wasm)?);
    // What is made of the program depends on this, too.
    id.update(include_str!("merge.rs"));
    let id = hex(&id.finalize()[..6]);
    let folder = programs.join(&id);
    if !folder.join(COMPLETE).is_file() {
        // What earlier builds left is of no use to anybody.
        if programs.exists() {
            fs::remove_dir_all(&programs).context("cannot remove the page of an earlier build")?;
        }
        fs::create_dir_all(&folder)?;
        if kind.is_split() {
            let main = split(&wasm, &folder)?;
            bind(project, &main, &folder)?;
            fs::remove_file(main)?;
        } else {
            Rooms::default().write(&folder)?;
            bind(project, &wasm, &folder)?;
        }
        if kind == Kind::Production {
            wasm_opt::optimize_folder(project, &folder)?;
        }
        fs::write(folder.join(COMPLETE), "")?;
    }
    Ok(Program {
        path: format!("{NAME}/{id}"),
        folder,
        is_split: kind.is_split(),
    })
}

/// Compiles the program and says where it is.
fn compile(project: &Project, kind: Kind, build_id: &str) -> Result<PathBuf> {
    let profile = kind.page_profile();
    let features = if kind.is_split() { "split" } else { "page" };
    let mut cargo = project.wasm_command("cargo");
    cargo
        .env("HEARTH_BUILD", build_id)
        .args(["--config", ERASED_VIEWS])
        .args(["rustc", "--locked", "--offline", "--profile", profile.name])
        .args(["--target", "wasm32-unknown-unknown"])
        .args(["--no-default-features", "--features", features])
        .args(["--bin", NAME]);
    // The names of functions are a third of the file. Not in the profile: with settings for a package
    // beside it, cargo takes the `strip` of the profile that it inherits from.
    cargo.args(["--", "-C", "strip=symbols"]);
    if kind.is_split() {
        // Which function uses which: what the program is split by. For the linker of this program
        // alone, so that its libraries are not compiled a second time.
        cargo.args(["-C", "link-arg=--emit-relocs"]);
    }
    process::run(&mut cargo).context("the page's program did not compile")?;
    Ok(project
        .target
        .join("wasm32-unknown-unknown")
        .join(profile.folder)
        .join(format!("{NAME}.wasm")))
}

/// Splits the program into what starts and its rooms, and says where the first is.
fn split(wasm: &Path, folder: &Path) -> Result<PathBuf> {
    let code = fs::read(wasm)?;
    let main = folder.join(format!("{NAME}.main.wasm"));
    let (script, loader) = (format!("./{NAME}.js"), format!("./{LOADER}"));
    let mut options = Options::new(&code);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.main_module = &script;
    options.link_name = &loader;
    // Its errors are of a library that we have no other use for.
    let made =
        transform(options).map_err(|error| anyhow!("the page cannot be split: {error:#}"))?;
    say(
        "split",
        &format!("the page and {} chunks", made.split_modules.len()),
    );
    let files = merge(folder, &made.prefetch_map.into_iter().collect())?;
    let script = folder.join(LOADER);
    fs::write(
        &script,
        fetching_script(&fs::read_to_string(&script)?, &files)?,
    )?;
    let with_end = |names: Vec<String>| names.into_iter().map(|name| name + ".wasm").collect();
    let rooms = files.into_iter();
    Rooms(rooms.map(|(room, names)| (room, with_end(names))).collect()).write(folder)?;
    Ok(main)
}

/// Makes the JavaScript of the program, and a program that goes with it.
fn bind(project: &Project, wasm: &Path, folder: &Path) -> Result<()> {
    let mut bindgen = project.command("wasm-bindgen");
    bindgen
        .args(["--target", "web", "--no-typescript", "--no-demangle"])
        // Rooms find the program's functions and memory by these.
        .arg("--keep-lld-exports")
        .args(["--out-name", NAME, "--out-dir"])
        .arg(folder)
        .arg(wasm);
    process::run(&mut bindgen)
}
