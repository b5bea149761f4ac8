//! The page: its program, which is split into rooms that are fetched when they are opened, and the
//! document around it.

pub mod document;
mod merge;
pub mod program;
mod rooms;
mod styles;

pub use rooms::Rooms;

use crate::kind::Kind;
use crate::project::Project;
use anyhow::Result;
use std::fs;
use std::path::Path;

/// Puts the page's program and its styles into a folder that Trunk built, and finishes the
/// document there.
pub fn finish(project: &Project, kind: Kind, build_id: &str, dist: &Path) -> Result<()> {
    let program = program::build(project, kind, build_id)?;
    let place = dist.join(&program.path);
    fs::create_dir_all(&place)?;
    for entry in fs::read_dir(&program.folder)? {
        let file = entry?.path();
        fs::copy(&file, place.join(file.file_name().unwrap_or_default()))?;
    }
    let styles = styles::read(project)?;
    fs::write(dist.join(&styles.name), &styles.rest)?;
    document::finish(dist, &program, &styles)
}
