//! The scripts that Hearth writes for Keras, run by Keras: parameters and losses beside Hearth's.

use super::native::{Program, native};
use crate::process::run as run_command;
use crate::project::Project;
use crate::report::timed;
use anyhow::Result;
use std::path::Path;

const KERAS_CODE: Program = ["keras_code", "flex,files"];

/// Trains every recipe for some steps with Hearth and with Keras, and prints rows of a table in Markdown.
pub fn run(project: &Project, python: &Path) -> Result<()> {
    let folder = project.cache.join("keras-code");
    timed("bench", "the recipes in Hearth", || {
        run_command(native(project, KERAS_CODE).arg("--").arg(&folder))
    })?;
    timed("bench", "their scripts in Keras", || {
        let mut keras = project.command(python);
        run_command(keras.arg("benches/keras_code.py").arg(&folder))
    })
}
