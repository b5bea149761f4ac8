//! The journal of a sweep as text: a line of JSON for each entry.

use super::Entry;

/// The entries of a journal, and how many of its bytes they are: a last line that was cut off is void.
///
/// # Errors
/// What is wrong with which line, for people.
pub fn read(written: &str) -> Result<(Vec<Entry>, usize), String> {
    let mut entries = Vec::new();
    let mut whole = 0;
    for (i, line) in written.split_inclusive('\n').enumerate() {
        if !line.ends_with('\n') {
            break;
        }
        let entry: Entry = serde_json::from_str(line)
            .map_err(|error| format!("line {} is no entry of a journal: {error}", i + 1))?;
        if matches!(entry, Entry::Sweep { .. }) != (i == 0) {
            return Err(match i {
                0 => "it does not begin with a sweep".to_owned(),
                i => format!("line {} begins a second sweep", i + 1),
            });
        }
        entries.push(entry);
        whole += line.len();
    }
    Ok((entries, whole))
}

/// Entries as lines.
///
/// # Errors
/// One that JSON cannot hold.
pub fn write(entries: &[Entry]) -> Result<String, serde_json::Error> {
    let mut lines = String::new();
    for entry in entries {
        lines += &serde_json::to_string(entry)?;
        lines.push('\n');
    }
    Ok(lines)
}
