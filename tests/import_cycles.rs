//! No two files of `src/` use each other, directly or by way of others: every file can be read
//! with only those below it in mind.
//!
//! Reads the sources as text. A folder's `mod.rs` that hands on what its files hold
//! (`pub use`) uses none of them by that; a file that names such an item uses the file that holds it.
//! Code for tests is left out.

#![cfg(not(target_family = "wasm"))]

use std::collections::{BTreeMap, BTreeSet};

#[allow(dead_code, reason = "other tests use the rest of it")]
#[path = "common/sources.rs"]
mod sources;

use sources::{Source, after, is_part_of_name, sources, without_comments};

/// Groups of files that use each other for now. What crosses the page's slices of state calls what
/// changes one of them, and is called by it.
const LEFT_OUT: [&[&str]; 1] = [&["page/flow/", "page/update/"]];

type Path = Vec<String>;

/// A file as a module.
struct Module {
    /// Its path in the sources.
    file: String,
    /// Names of the modules down to it; a program's own begin with the program's file.
    path: Path,
    /// What it imports or hands on: by the name it has there, the path of modules and the item.
    imports: BTreeMap<String, Path>,
    /// All paths it names, but for those it only hands on.
    named: Vec<Path>,
}

/// The modules of a program's or the library's root file, which are found beside it.
fn module_path(file: &str) -> Path {
    let mut path: Path = file
        .trim_end_matches(".rs")
        .split('/')
        .map(str::to_owned)
        .collect();
    if path
        .last()
        .is_some_and(|last| ["mod", "lib"].contains(&last.as_str()))
    {
        path.pop();
    }
    // `src/bin/hearth/main.rs` is the root of a program of its own.
    if path.last().is_some_and(|last| last == "main") {
        path.pop();
    }
    path
}

/// The length of the path to the root of the program that a file belongs to.
fn root_len(path: &[String]) -> usize {
    if path.first().is_some_and(|first| first == "bin") {
        path.len().min(2)
    } else {
        0
    }
}

/// The code without what `#[cfg(test)]` is written before.
fn without_tests(code: &str) -> String {
    let mut kept = String::new();
    let mut rest = code;
    while let Some((before, test)) = rest.split_once("#[cfg(test)]") {
        kept.push_str(before);
        let mut depth = 0;
        let end = test.char_indices().find(|&(_, letter)| {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            depth == 0 && [';', '}'].contains(&letter)
        });
        rest = end.map_or("", |(at, _)| &test[at + 1..]);
    }
    kept.push_str(rest);
    // A file of tests alone, which the file that names it leaves out of programs.
    if kept.contains("#[test]") {
        String::new()
    } else {
        kept
    }
}

/// The paths in a use tree such as `a::{b, c::{d, e as f}}`, each with the name it gets.
fn paths(tree: &str) -> Vec<(String, Path)> {
    let tree = tree.trim();
    if let Some((prefix, group)) = tree.split_once('{') {
        let prefix: Path = names(prefix);
        let group = group.strip_suffix('}').unwrap_or(group);
        let mut depth = 0;
        let parts = group.split(|letter: char| {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            depth == 0 && letter == ','
        });
        let parts = parts.filter(|part| !part.trim().is_empty());
        let whole = |(name, path): (String, Path)| {
            // `self` in a group is the module before it.
            let is_self = path == ["self"];
            let path = if is_self { Vec::new() } else { path };
            let name = if is_self {
                prefix.last().cloned().unwrap_or(name)
            } else {
                name
            };
            (name, [prefix.clone(), path].concat())
        };
        return parts.flat_map(paths).map(whole).collect();
    }
    let (path, alias) = tree.split_once(" as ").unwrap_or((tree, ""));
    let path = names(path);
    let name = match alias.trim() {
        "" => path.last().cloned().unwrap_or_default(),
        alias => alias.to_owned(),
    };
    vec![(name, path)]
}

fn names(path: &str) -> Path {
    let names = path.split("::").map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A path as the root of its program sees it; nothing if it begins with another crate.
fn absolute(path: &[String], module: &[String], children: &BTreeSet<String>) -> Option<Path> {
    let (first, rest) = path.split_first()?;
    let root = root_len(module);
    match first.as_str() {
        "crate" => Some([&module[..root], rest].concat()),
        // The library, seen by a program.
        "hearth" if root > 0 => Some(rest.to_vec()),
        "self" => Some([module, rest].concat()),
        "super" => {
            let above = &module[..module.len().checked_sub(1).filter(|n| *n >= root)?];
            if rest.first().is_some_and(|next| next == "super") {
                return absolute(rest, above, children);
            }
            Some([above, rest].concat())
        }
        name if children.contains(name) => Some([module, path].concat()),
        _ => None,
    }
}

fn module(source: &Source) -> Module {
    let code = without_tests(&source.code);
    let path = module_path(&source.path);
    let declared = after(&code, "mod ").map(|rest| {
        let end = rest.find(|letter| !is_part_of_name(letter));
        rest[..end.unwrap_or(rest.len())].to_owned()
    });
    let children: BTreeSet<String> = declared.collect();
    let (mut imports, mut named) = (BTreeMap::new(), Vec::new());
    let mut others = code.clone();
    for statement in after(&code, "use ") {
        let Some((tree, _)) = statement.split_once(';') else {
            continue;
        };
        let start = statement.as_ptr() as usize - code.as_ptr() as usize - "use ".len();
        let is_handed_on = code[..start].trim_end().ends_with("pub")
            || code[..start].trim_end().ends_with(')')
                && code[..start]
                    .rsplit('\n')
                    .next()
                    .is_some_and(|line| line.contains("pub("));
        for (name, path_of_item) in paths(tree) {
            let Some(whole) = absolute(&path_of_item, &path, &children) else {
                continue;
            };
            if !is_handed_on {
                named.push(whole.clone());
            }
            imports.insert(name, whole);
        }
        others = others.replacen(&format!("use {tree};"), "", 1);
    }
    // Paths in the code itself.
    let starts = ["crate", "self", "super"].map(str::to_owned).into_iter();
    for start in starts.chain(children.iter().cloned()) {
        for rest in after(&others, &format!("{start}::")) {
            let end = rest.find(|letter| !is_part_of_name(letter) && letter != ':');
            let rest = rest[..end.unwrap_or(rest.len())].trim_end_matches(':');
            let path_of_item = [vec![start.clone()], names(rest)].concat();
            named.extend(absolute(&path_of_item, &path, &children));
        }
    }
    Module {
        file: source.path.clone(),
        path,
        imports,
        named,
    }
}

/// The file that holds what a path names, through those that hand it on.
fn holder<'a>(modules: &'a BTreeMap<Path, Module>, path: &[String]) -> Option<&'a Module> {
    let mut path = path.to_vec();
    // As many steps as there could be files that hand on.
    for _ in 0..8 {
        let known = (0..=path.len())
            .rev()
            .find(|&n| modules.contains_key(&path[..n]))?;
        let module = &modules[&path[..known]];
        let Some(handed_on) = path.get(known).and_then(|name| module.imports.get(name)) else {
            return Some(module);
        };
        path = [&handed_on[..], &path[known + 1..]].concat();
    }
    None
}

/// The files that each file uses.
fn uses(sources: &[Source]) -> BTreeMap<String, BTreeSet<String>> {
    let modules = sources.iter().map(module);
    let modules: BTreeMap<Path, Module> = modules
        .map(|module| (module.path.clone(), module))
        .collect();
    let used = |module: &Module| {
        let holders = module
            .named
            .iter()
            .filter_map(|path| holder(&modules, path));
        let others = holders.map(|other| other.file.clone());
        (
            module.file.clone(),
            others.filter(|other| *other != module.file).collect(),
        )
    };
    modules.values().map(used).collect()
}

/// The files that a file uses, directly or indirectly.
fn reached(uses: &BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![from.to_owned()];
    while let Some(file) = waiting.pop() {
        for other in uses.get(&file).into_iter().flatten() {
            if found.insert(other.clone()) {
                waiting.push(other.clone());
            }
        }
    }
    found
}

/// Files that use each other, circle by circle.
fn circles(uses: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<BTreeSet<String>> {
    let reached: BTreeMap<String, BTreeSet<String>> = uses
        .keys()
        .map(|file| (file.clone(), reached(uses, file)))
        .collect();
    let is_back = |from: &str, to: &str| reached.get(from).is_some_and(|files| files.contains(to));
    let mut found = BTreeSet::new();
    for (file, others) in &reached {
        let circle = others.iter().filter(|other| is_back(other, file));
        let circle: BTreeSet<String> = circle.cloned().collect();
        if circle.contains(file) {
            found.insert(circle);
        }
    }
    found
}

#[test]
fn no_two_files_use_each_other() {
    let uses = uses(&sources());
    let count: usize = uses.values().map(BTreeSet::len).sum();
    assert!(
        count > 300,
        "only {count} uses were seen: is the reading broken?"
    );
    let mut wrong = Vec::new();
    for circle in circles(&uses) {
        let is_left_out = |group: &&[&str]| {
            let is_in_group = |file: &String| group.iter().any(|start| file.starts_with(start));
            circle.iter().all(is_in_group)
        };
        if LEFT_OUT.iter().any(is_left_out) {
            continue;
        }
        wrong.push("a circle:".to_owned());
        for file in &circle {
            let others: Vec<_> = uses[file].intersection(&circle).cloned().collect();
            wrong.push(format!("  src/{file} uses {}", others.join(", ")));
        }
    }
    assert!(
        wrong.is_empty(),
        "files that use each other (give what both need a file of its own):\n{}",
        wrong.join("\n")
    );
}

// The reading itself, on texts whose answer is known.

fn source((path, code): (&str, &str)) -> Source {
    Source {
        path: path.into(),
        text: code.into(),
        code: without_comments(code),
    }
}

fn found(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let sources: Vec<Source> = files.iter().copied().map(source).collect();
    let found = circles(&uses(&sources)).into_iter();
    found.map(|circle| circle.into_iter().collect()).collect()
}

#[test]
fn circles_are_found_however_they_are_written() {
    let check = |a: &str, b: &str| {
        let files = [("lib.rs", "mod a; mod b;"), ("a/mod.rs", a), ("b.rs", b)];
        assert_eq!(found(&files), [["a/mod.rs", "b.rs"]], "{a} / {b}");
    };
    check("use crate::b::B;", "use super::a::A;");
    check(
        "use crate::{b::{B, C}, other::D};",
        "fn f() { crate::a::g(); }",
    );
    check("use super::b;", "use crate::a::{self as first, A};");
    let through_a_folder = [
        ("x/mod.rs", "mod a; mod b; pub use a::A; pub use b::B;"),
        ("x/a.rs", "use super::B;"),
        ("x/b.rs", "use crate::x::A;"),
    ];
    assert_eq!(found(&through_a_folder), [["x/a.rs", "x/b.rs"]]);
    let with_its_folder = [
        ("x/mod.rs", "mod a; struct X; fn f() { a::g(); }"),
        ("x/a.rs", "use super::X;"),
    ];
    assert_eq!(found(&with_its_folder), [["x/a.rs", "x/mod.rs"]]);
}

#[test]
fn what_is_no_circle_is_none() {
    let check = |a: &str, b: &str| {
        let files = [
            ("x/mod.rs", "mod a; mod b; pub use a::A; pub use b::B;"),
            ("x/a.rs", a),
            ("x/b.rs", b),
        ];
        assert_eq!(found(&files), Vec::<Vec<String>>::new(), "{a} / {b}");
    };
    check("use super::B;", "use std::fs;");
    check(
        "use super::B;",
        "#[cfg(test)]\nmod tests { use super::super::A; }",
    );
    check("use super::B;", "#[cfg(test)]\nmod tests;\nfn f() {}");
    check("use super::B;", "#[test]\nfn f() { super::A; }");
    check("use super::B;", "// use super::A;");
    let far_above = [
        ("x/mod.rs", "mod y; mod z; fn f() { y::g(); }"),
        ("x/y/mod.rs", "mod a;"),
        ("x/y/a.rs", "use super::super::z;"),
        ("x/z.rs", ""),
    ];
    assert_eq!(found(&far_above), Vec::<Vec<String>>::new());
}
