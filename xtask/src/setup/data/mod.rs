//! The data sets that come with the page: fetched once, checked, packed, and laid where Trunk
//! picks them up. What they are stands in `assets/datasets.json`.

mod convert;
mod manifest;
mod source;
mod store;

use crate::project::Project;
use crate::report::{bytes, say, timed};
use anyhow::{Context, Result, anyhow, bail};
use manifest::{DataSet, Source};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use store::Store;

/// Puts the data sets of every build under `stage/data/`, and brings up to date those that
/// somebody asked for earlier. One that cannot be had is said, and the others go on: the page
/// works without it.
pub fn stage(project: &Project) -> Result<()> {
    for set in manifest::read(&project.root)? {
        let asked_for = || staged(project, &set).is_dir();
        if set.on_request && !asked_for() {
            continue;
        }
        if let Err(error) = stage_one(project, &set) {
            say("setup", &format!("{} cannot be had: {error:#}", set.name));
            let again = format!("`cargo xtask setup {}` tries again", set.folder);
            say("setup", &format!("The page works without it; {again}."));
        }
    }
    Ok(())
}

/// Puts the named data sets under `stage/data/`, those included that are fetched only so.
pub fn stage_named(project: &Project, names: &[&str]) -> Result<()> {
    let sets = manifest::read(&project.root)?;
    // Nothing is fetched for a command that has a mistake in it.
    let chosen = choose(&sets, names)?;
    for set in chosen {
        stage_one(project, set).with_context(|| format!("{} cannot be had", set.name))?;
        let place = format!("stage/data/{}", set.folder);
        let next = "the next build takes it along";
        say("setup", &format!("{} is in {place}; {next}", set.name));
    }
    Ok(())
}

fn choose<'a>(sets: &'a [DataSet], names: &[&str]) -> Result<Vec<&'a DataSet>> {
    let find = |name: &&str| {
        let found = sets.iter().find(|set| set.folder == *name);
        found.with_context(|| {
            let known: Vec<_> = sets.iter().map(|set| set.folder.as_str()).collect();
            format!("there is no data set `{name}`, only {}", known.join(", "))
        })
    };
    names.iter().map(find).collect()
}

/// Where a data set lies for Trunk to take.
fn staged(project: &Project, set: &DataSet) -> PathBuf {
    project.stage().join("data").join(&set.folder)
}

fn stage_one(project: &Project, set: &DataSet) -> Result<()> {
    let kept = project.cache.join("data").join(&set.folder);
    let store = Store::open(&kept);
    if !set.files.iter().all(|file| store.has(file)) {
        fetch(project, set, store)?;
    }
    let staged = staged(project, set);
    fs::create_dir_all(&staged).with_context(|| format!("cannot make {}", staged.display()))?;
    for file in &set.files {
        copy_if_other(&kept.join(&file.name), &staged.join(&file.name))?;
    }
    Ok(())
}

/// Gets a data set from the first of its sources that has it.
fn fetch(project: &Project, set: &DataSet, mut store: Store) -> Result<()> {
    let size = bytes(set.download);
    let mut reasons = Vec::new();
    for source in &set.sources {
        let what = format!("{} ({size}) from {source}", set.name);
        let result = timed("setup", &what, || {
            fetch_from(project, set, source, &mut store)
        });
        match result {
            Ok(()) => return Ok(()),
            Err(error) => reasons.push(format!("{source}: {error:#}")),
        }
    }
    match reasons.len() {
        0 => bail!("assets/datasets.json names no source of it"),
        _ => Err(anyhow!(reasons.join("; "))),
    }
}

fn fetch_from(project: &Project, set: &DataSet, source: &Source, store: &mut Store) -> Result<()> {
    let unpacked = project.cache.join("data/unpacked").join(&set.folder);
    // An interrupted run may have left something.
    remove(&unpacked)?;
    fs::create_dir_all(&unpacked)?;
    let mut keep_all = || {
        let files = source::fetch(project, source, set, &unpacked)?;
        for file in &set.files {
            let packed = convert::packed(&files.join(&file.from), file, set.shape)?;
            store.keep(file, &packed)?;
        }
        Ok(())
    };
    let result = keep_all();
    remove(&unpacked)?;
    result
}

/// Removes a folder, if it is there.
fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

fn copy_if_other(from: &Path, to: &Path) -> Result<()> {
    if fs::read(from).ok() != fs::read(to).ok() {
        fs::copy(from, to).with_context(|| format!("cannot write {}", to.display()))?;
    }
    Ok(())
}

/// The SHA-256 of `bytes` in hexadecimal.
fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// `bytes` in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_sets_are_chosen_by_their_folder() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let sets = manifest::read(&root).expect("the committed manifest");
        let chosen = choose(&sets, &["cifar10", "mnist"]).expect("known");
        let names: Vec<_> = chosen.iter().map(|set| set.name.as_str()).collect();
        assert_eq!(names, ["CIFAR-10", "MNIST"]);
        let error = choose(&sets, &["mnist", "imagenet"]).expect_err("unknown");
        assert_eq!(
            error.to_string(),
            "there is no data set `imagenet`, only mnist, fashion-mnist, quickdraw, cifar10"
        );
    }
}
