//! The files that paths on the command line stand for, with the names that readers go by.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{self, Component, Path, PathBuf};

use hearth::data::files::NamedFile;
use hearth::protocol::ErrorKind;

use super::failure::Failure;

/// The files of paths, in order of their names. A folder stands for all files in it and in the
/// folders in it, except those that begin with a dot. Names begin below the folder that holds all
/// paths: the folders among the arguments keep their own names, which say parts and classes.
pub fn find(paths: &[PathBuf]) -> Result<Vec<NamedFile>, Failure> {
    let mut arguments = Vec::new();
    for path in paths {
        arguments.push((path, named(path).map_err(|e| unreadable(path, &e))?));
    }
    let common = common(&arguments);
    let mut found = Vec::new();
    for (path, names) in &arguments {
        let names = names[common..].iter().map(String::as_str);
        let whole = fs::canonicalize(path).map_err(|e| unreadable(path, &e))?;
        let last = names.clone().next_back().unwrap_or_default();
        let shown: Vec<&str> = names.filter(|name| !is_hidden(name)).collect();
        if whole.is_dir() {
            walk(path, &shown.join("/"), &mut vec![whole], &mut found)?;
        } else if is_hidden(last) {
            return Err(Failure::new(
                ErrorKind::Data,
                format!(
                    "{}: {last} begins with a dot, as what is hidden does",
                    path.display()
                ),
                "Rename it, or give a copy of it.",
            ));
        } else {
            found.push((shown.join("/"), (*path).clone()));
        }
    }
    if found.is_empty() {
        let folders: Vec<String> = paths
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        return Err(Failure::new(
            ErrorKind::Data,
            format!("{}: there are no files in it", folders.join(", ")),
            "Give files, or folders that hold some.",
        ));
    }
    found.sort();
    // A file may be among the arguments itself and in a folder of theirs.
    found.dedup_by(|a, b| a.0 == b.0 && is_same(&a.1, &b.1));
    found
        .into_iter()
        .map(|(name, path)| open(name, path))
        .collect()
}

/// Finds the files in a folder. `above` are the folders that led to it: a link to one of them
/// is not followed, because it would have no end.
fn walk(
    folder: &Path,
    name: &str,
    above: &mut Vec<PathBuf>,
    found: &mut Vec<(String, PathBuf)>,
) -> Result<(), Failure> {
    let entries = fs::read_dir(folder).map_err(|e| unreadable(folder, &e))?;
    for entry in entries {
        let entry = entry.map_err(|e| unreadable(folder, &e))?;
        let (path, last) = (entry.path(), entry.file_name());
        let last = last.to_string_lossy();
        if is_hidden(&last) {
            continue;
        }
        let name = if name.is_empty() {
            last.into_owned()
        } else {
            format!("{name}/{last}")
        };
        // Follows links: data is often kept on another disk.
        let kind = fs::metadata(&path).map_err(|e| unreadable(&path, &e))?;
        if kind.is_dir() {
            let whole = fs::canonicalize(&path).map_err(|e| unreadable(&path, &e))?;
            if !above.contains(&whole) {
                above.push(whole);
                walk(&path, &name, above, found)?;
                above.pop();
            }
        } else if kind.is_file() {
            found.push((name, path));
        }
    }
    Ok(())
}

fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
}

fn is_same(a: &Path, b: &Path) -> bool {
    fs::canonicalize(a).is_ok_and(|a| fs::canonicalize(b).is_ok_and(|b| a == b))
}

/// The names of the folders down to a path, and its own. Links keep their names.
fn named(path: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for part in path::absolute(path)?.components() {
        match part {
            Component::Normal(name) => names.push(name.to_string_lossy().into_owned()),
            Component::ParentDir => drop(names.pop()),
            _ => {}
        }
    }
    Ok(names)
}

/// How many folders lead to all paths.
fn common(arguments: &[(&PathBuf, Vec<String>)]) -> usize {
    let Some((_, first)) = arguments.first() else {
        return 0;
    };
    let most = arguments
        .iter()
        .map(|(_, names)| names.len().saturating_sub(1));
    let most = most.min().unwrap_or_default();
    let is_common = |at: &usize| arguments.iter().all(|(_, names)| names[*at] == first[*at]);
    (0..most).take_while(is_common).count()
}

fn open(name: String, path: PathBuf) -> Result<NamedFile, Failure> {
    let known = fs::metadata(&path).map_err(|e| unreadable(&path, &e))?;
    if !known.is_file() {
        return Err(Failure::new(
            ErrorKind::Data,
            format!("{}: it is neither a file nor a folder", path.display()),
            "Give files and folders.",
        ));
    }
    // A file that cannot be opened is reported by its path before anything is read.
    File::open(&path).map_err(|e| unreadable(&path, &e))?;
    let file = OnDisk { path, open: None };
    Ok(NamedFile::from_reader(name, file, known.len()))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let hint = match error.kind() {
        io::ErrorKind::NotFound => "Check the path for typing errors.",
        _ => "Make it a file that can be read, or leave it out.",
    };
    Failure::new(
        ErrorKind::Data,
        format!("{}: {error}", path.display()),
        hint,
    )
}

/// A file that is open only while it is read: a folder holds more pictures than a system lets
/// a program have open.
struct OnDisk {
    path: PathBuf,
    open: Option<BufReader<File>>,
}

impl OnDisk {
    fn opened(&mut self) -> io::Result<&mut BufReader<File>> {
        let open = match self.open.take() {
            Some(open) => open,
            None => BufReader::new(File::open(&self.path)?),
        };
        Ok(self.open.insert(open))
    }
}

impl Read for OnDisk {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.opened()?.read(out)
    }
}

impl Seek for OnDisk {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        // A reader that goes back to the start is done, or starts again.
        if to == SeekFrom::Start(0) {
            self.open = None;
            return Ok(0);
        }
        self.opened()?.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_begin_below_the_folder_that_holds_all() {
        let check = |paths: &[&str], expected: &[&str]| {
            let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
            let arguments: Vec<_> = paths
                .iter()
                .map(|path| (path, named(path).unwrap()))
                .collect();
            let from = common(&arguments);
            let names = arguments.iter().map(|(_, names)| names[from..].join("/"));
            assert_eq!(names.collect::<Vec<_>>(), expected);
        };
        check(&["/x/test/iris.csv"], &["iris.csv"]);
        check(&["/x/Train/", "/x/./Test"], &["Train", "Test"]);
        check(
            &["/x/Train", "/x/y/../Test/1.png"],
            &["Train", "Test/1.png"],
        );
        check(&["/x/a", "/x/a/1.png"], &["a", "a/1.png"]);
        check(&["/"], &[""]);
        check(&["./a/.b/1.png", "a/.b/2.png"], &["1.png", "2.png"]);
        check(
            &["../p/cat/1.png", "../p/dog/1.png"],
            &["cat/1.png", "dog/1.png"],
        );
        check(&["a", "b/c"], &["a", "b/c"]);
        check(&[], &[]);
    }
}
