//! Checks the dependencies between the layers of `src/`, which the compiler checks only in part.
//!
//! Reads the sources as text: what a layer names is what it uses.

#![cfg(not(target_family = "wasm"))]

use std::collections::BTreeSet;
use std::process::Command;

#[path = "common/sources.rs"]
mod sources;

use sources::{Source, after, is_part_of_name, root, sources, without_comments};

/// Each layer, and the others that it may use.
const MAY_USE: [(&str, &[&str]); 18] = [
    ("experiment", &[]),
    ("export", &["experiment"]),
    ("data", &["experiment"]),
    ("metrics", &["experiment"]),
    ("run", &["experiment", "data", "metrics"]),
    ("sweep", &["experiment", "data", "metrics", "run"]),
    (
        "classical",
        &["experiment", "data", "metrics", "run", "model_file"],
    ),
    ("protocol", &["experiment", "data", "metrics", "run"]),
    ("model_file", &["experiment", "data", "metrics", "protocol"]),
    (
        "engine",
        &[
            "experiment",
            "data",
            "metrics",
            "run",
            "protocol",
            "model_file",
        ],
    ),
    ("web", &["experiment", "data", "metrics", "run", "protocol"]),
    (
        "worker",
        &[
            "experiment",
            "data",
            "metrics",
            "run",
            "protocol",
            "model_file",
            "engine",
            "web",
        ],
    ),
    (
        "loader",
        &[
            "experiment",
            "data",
            "metrics",
            "run",
            "sweep",
            "protocol",
            "model_file",
            "sweep",
            "web",
            "report",
        ],
    ),
    (
        "classical_worker",
        &[
            "experiment",
            "data",
            "metrics",
            "run",
            "classical",
            "protocol",
            "web",
            "ui",
        ],
    ),
    ("reduction", &["experiment", "data", "protocol", "web"]),
    ("report", &["experiment", "data", "metrics", "ui"]),
    (
        "ui",
        &["experiment", "data", "metrics", "run", "protocol", "web"],
    ),
    (
        "page",
        &[
            "experiment",
            "export",
            "data",
            "metrics",
            "run",
            "sweep",
            "protocol",
            "web",
            "ui",
            "report",
        ],
    ),
];

/// Layers that run natively as well as in a browser, and must not know of either.
const PURE: [&str; 11] = [
    "experiment",
    "export",
    "data",
    "metrics",
    "run",
    "sweep",
    "classical",
    "protocol",
    "report",
    "model_file",
    "engine",
];
const OF_THE_WEB: [&str; 7] = [
    "leptos",
    "serde_wasm_bindgen",
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "plotters",
    "plotters_canvas",
];

impl Source {
    fn layer(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }

    /// How many modules this file's module is below the crate's root.
    fn depth(&self) -> usize {
        let names = self.path.trim_end_matches(".rs").split('/');
        names.filter(|name| !["mod", "lib"].contains(name)).count()
    }
}

fn first_name(code: &str) -> &str {
    let code = code.trim_start();
    let end = code.find(|letter| !is_part_of_name(letter));
    &code[..end.unwrap_or(code.len())]
}

/// The first names in what follows a `::`: `a` of `a::b`; `a` and `c` of `{a::b, c::{d, e}}`.
fn first_names(code: &str) -> Vec<&str> {
    let Some(group) = code.trim_start().strip_prefix('{') else {
        return vec![first_name(code)];
    };
    let mut names = vec![first_name(group)];
    let mut depth = 0;
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(first_name(&group[at + 1..])),
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// The layers that `source` names, by `crate::` or by enough `super::` to reach the root.
fn layers_used(source: &Source) -> BTreeSet<String> {
    let layers = MAY_USE.map(|(layer, _)| layer);
    let mut names: Vec<&str> = after(&source.code, "crate::")
        .flat_map(first_names)
        .collect();
    for rest in after(&source.code, "super::") {
        let mut rest = rest;
        let mut up = 1;
        while let Some(further) = rest.strip_prefix("super::") {
            rest = further;
            up += 1;
        }
        // A module inside the file needs one more, which only makes this check stricter.
        if up >= source.depth() {
            names.extend(first_names(rest));
        }
    }
    let used = names.into_iter().filter(|name| layers.contains(name));
    used.map(str::to_owned).collect()
}

#[test]
fn every_layer_is_a_folder_and_every_folder_a_layer() {
    let sources = sources();
    for (layer, _) in MAY_USE {
        assert!(
            sources.iter().any(|source| source.layer() == layer),
            "src/{layer} has no sources: is it still a layer?"
        );
    }
    for source in &sources {
        let known = MAY_USE.iter().any(|(layer, _)| *layer == source.layer());
        assert!(
            known || ["bin", "lib.rs"].contains(&source.layer()),
            "src/{} belongs to no layer named in this test",
            source.path
        );
    }
}

#[test]
fn layers_use_only_those_before_them() {
    let mut found = 0;
    let mut wrong = Vec::new();
    for source in sources() {
        let Some((layer, allowed)) = MAY_USE.iter().find(|(layer, _)| *layer == source.layer())
        else {
            continue;
        };
        for used in layers_used(&source) {
            found += 1;
            if used != *layer && !allowed.contains(&used.as_str()) {
                wrong.push(format!("src/{} uses {used}", source.path));
            }
        }
    }
    assert!(
        found > 2,
        "only {found} uses between layers were seen: is the reading broken?"
    );
    assert!(
        wrong.is_empty(),
        "against the direction of the layers:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn only_the_engine_knows_burn() {
    let wrong: Vec<_> = sources()
        .into_iter()
        .filter(|source| source.layer() != "engine")
        .filter(|source| {
            let burn = ["burn::", "burn_"].iter();
            burn.into_iter()
                .any(|name| after(&source.code, name).next().is_some())
        })
        .map(|source| source.path)
        .collect();
    assert!(wrong.is_empty(), "burn outside src/engine: {wrong:?}");
}

#[test]
fn the_core_does_not_know_the_web() {
    let mut wrong = Vec::new();
    for source in sources() {
        if !PURE.contains(&source.layer()) {
            continue;
        }
        for name in OF_THE_WEB {
            if after(&source.code, &format!("{name}::")).next().is_some() {
                wrong.push(format!("src/{} uses {name}", source.path));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "the web in the core:\n{}",
        wrong.join("\n")
    );
}

/// The code of a file that is not for its tests.
fn without_tests(source: &Source) -> &str {
    let code = source.code.split("#[cfg(test)]").next().unwrap_or_default();
    // A file of tests alone, which the file that names it leaves out of programs.
    if code.contains("#[test]") { "" } else { code }
}

#[test]
fn the_core_has_no_clock_and_no_files_of_its_own() {
    let mut wrong = Vec::new();
    for source in sources() {
        if ![
            "experiment",
            "export",
            "data",
            "metrics",
            "run",
            "sweep",
            "classical",
            "report",
            "model_file",
            "engine",
        ]
        .contains(&source.layer())
        {
            continue;
        }
        for name in after(without_tests(&source), "std::").flat_map(first_names) {
            if ["time", "fs", "net", "thread"].contains(&name) {
                wrong.push(format!("src/{} uses std::{name}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "in the core:\n{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(|source| !source.text.starts_with("//! "))
        .map(|source| source.path)
        .collect();
    assert!(silent.is_empty(), "no `//!` line at the start: {silent:?}");
}

/// The crates in a program for the browser.
fn crates(features: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["tree", "--offline", "--locked", "--edges", "normal"])
        .args(["--target", "wasm32-unknown-unknown"])
        .args(["--no-default-features", "--features", features])
        .args(["--prefix", "none", "--format", "{p}"])
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "cargo tree: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let printed = String::from_utf8_lossy(&output.stdout);
    printed
        .lines()
        .map(|line| first_word(line).to_owned())
        .collect()
}

fn first_word(line: &str) -> &str {
    line.split(' ').next().unwrap_or_default()
}

#[test]
fn the_page_is_built_without_burn() {
    let crates = crates("split");
    assert!(crates.contains("leptos"), "not the page: {crates:?}");
    let burn: Vec<_> = crates
        .iter()
        .filter(|name| name.starts_with("burn"))
        .collect();
    assert!(burn.is_empty(), "the page is built with {burn:?}");
}

#[test]
fn the_workers_are_built_without_the_page() {
    let crates = crates("worker,flex,webgpu,ndarray");
    assert!(crates.contains("burn"), "not the worker: {crates:?}");
    assert!(!crates.contains("leptos"));
    assert!(!crates.contains("plotters"));
}

// The reading itself, on texts whose answer is known.

fn source(path: &str, code: &str) -> Source {
    Source {
        path: path.into(),
        text: code.into(),
        code: without_comments(code),
    }
}

#[test]
fn every_way_to_name_a_layer_is_seen() {
    let check = |path: &str, code: &str, expected: &[&str]| {
        let used = layers_used(&source(path, code));
        let used: Vec<&str> = used.iter().map(String::as_str).collect();
        assert_eq!(used, expected, "{code}");
    };
    check(
        "data/idx.rs",
        "use crate::experiment::Split;",
        &["experiment"],
    );
    check(
        "data/idx.rs",
        "use crate::{experiment::{Split, Seed}, engine};",
        &["engine", "experiment"],
    );
    check("data/idx.rs", "let x = crate::page::state();", &["page"]);
    check(
        "data/idx.rs",
        "use super::super::engine::Session;",
        &["engine"],
    );
    check("data/mod.rs", "use super::engine::Session;", &["engine"]);
    check("data/idx.rs", "use super::spec_of;", &[]);
    check("data/idx.rs", "// use crate::page::state;", &[]);
    check("data/idx.rs", "use other_crate::page::state;", &[]);
}

#[test]
fn what_only_tests_use_is_left_out() {
    let check = |code: &str, expected: &str| {
        assert_eq!(without_tests(&source("data/idx.rs", code)), expected);
    };
    check("use std::fs;", "use std::fs;");
    check("a();\n#[cfg(test)]\nmod tests;", "a();\n");
    check("use std::fs;\n#[test]\nfn reads() {}", "");
}

#[test]
fn comments_are_left_out_and_addresses_kept() {
    assert_eq!(without_comments("a // b\nc"), "a \nc");
    assert_eq!(
        without_comments("\"http://x\"; burn::a"),
        "\"http://x\"; burn::a"
    );
}
