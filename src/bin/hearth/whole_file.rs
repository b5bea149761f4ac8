//! A file that is written: complete, or as it was before.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use hearth::protocol::ErrorKind;

use super::failure::Failure;

/// A file that replaces another when it is complete. Until then it lies beside it, and it is
/// removed if it is never completed.
pub struct WholeFile {
    target: PathBuf,
    /// Absent where the target is no file of its own, such as a pipe: that is written directly.
    unfinished: Option<PathBuf>,
    file: File,
    option: &'static str,
}

impl WholeFile {
    /// Makes the unfinished file that an option of the command line names: whether it can be
    /// written is known before hours of training.
    pub fn begin(option: &'static str, target: &Path) -> Result<Self, Failure> {
        Self::open(option, target).map_err(|e| unwritable(option, target, &e))
    }

    fn open(option: &'static str, target: &Path) -> io::Result<Self> {
        // The target of a link is written, and the link stays.
        let target = target.canonicalize().unwrap_or_else(|_| target.to_owned());
        let permissions = match fs::metadata(&target) {
            Ok(metadata) => {
                // A file that must not be written must not be replaced either.
                let file = File::options().append(true).open(&target)?;
                if !metadata.is_file() {
                    return Ok(Self {
                        target,
                        unfinished: None,
                        file,
                        option,
                    });
                }
                Some(metadata.permissions())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let unfinished = beside(&target);
        let file = File::create(&unfinished)?;
        let whole = Self {
            target,
            unfinished: Some(unfinished),
            file,
            option,
        };
        if let Some(permissions) = permissions {
            whole.file.set_permissions(permissions)?;
        }
        Ok(whole)
    }

    /// Writes what the file holds, all of it, and puts it in its place.
    pub fn finish(mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.write(bytes)
            .map_err(|e| unwritable(self.option, &self.target, &e))
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        if let Some(unfinished) = &self.unfinished {
            self.file.sync_all()?;
            fs::rename(unfinished, &self.target)?;
            self.unfinished = None;
        }
        Ok(())
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if let Some(unfinished) = &self.unfinished {
            // Nothing can be done here about a file that cannot be removed.
            let _ = fs::remove_file(unfinished);
        }
    }
}

/// The unfinished file's name: in the same folder, from which alone it can take the target's
/// place at once, and of this process and file, so that two do not write into one.
fn beside(target: &Path) -> PathBuf {
    let mut name = OsString::from(target.file_name().unwrap_or_default());
    name.push(format!(".{}.unfinished", std::process::id()));
    target.with_file_name(name)
}

fn unwritable(option: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::new(
        ErrorKind::Data,
        format!("{}: {error}", path.display()),
        format!("Give {option} a file that can be written."),
    )
}
