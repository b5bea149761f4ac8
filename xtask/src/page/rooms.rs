//! Which files belong to which room of the page's program.

use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// In the folder of the program.
const FILE: &str = "rooms.json";

/// The names of the files that each room fetches: its own, and those that it shares with others.
/// A program that was not split has no rooms.
#[derive(Debug, Default, PartialEq)]
pub struct Rooms(pub BTreeMap<String, Vec<String>>);

impl Rooms {
    /// Reads what [`Rooms::write`] wrote.
    pub fn read(folder: &Path) -> Result<Self> {
        let text = fs::read_to_string(folder.join(FILE))
            .with_context(|| format!("cannot read {}/{FILE}", folder.display()))?;
        serde_json::from_str::<BTreeMap<String, Vec<String>>>(&text)
            .map(Self)
            .with_context(|| format!("{}/{FILE}", folder.display()))
    }

    /// Writes them beside the program.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let rooms = self.0.iter().map(|(room, files)| {
            let files = files.iter().map(|file| Value::from(file.as_str()));
            (room.clone(), Value::Array(files.collect()))
        });
        let json = Value::Object(rooms.collect());
        fs::write(folder.join(FILE), json.to_string()).context("cannot write the list of rooms")
    }
}
