//! Finishes the `index.html` that Trunk leaves: styles, the program and what is fetched early.

use super::program::{LOADER, NAME, Program};
use super::styles::Styles;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

/// Stand in `www/index.html` where xtask puts something.
const STYLES: &str = "<!-- xtask: styles -->";
const PROGRAM: &str = "<!-- xtask: program -->";

/// Finishes `index.html` in a folder that Trunk built.
pub fn finish(dist: &Path, program: &Program, styles: &Styles) -> Result<()> {
    let file = dist.join("index.html");
    let html =
        fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let html = with_parts(&html, program, styles)?;
    fs::write(&file, html).with_context(|| format!("cannot write {}", file.display()))
}

fn with_parts(html: &str, program: &Program, styles: &Styles) -> Result<String> {
    for mark in [STYLES, PROGRAM] {
        ensure!(
            html.matches(mark).count() == 1,
            "www/index.html must have `{mark}` once"
        );
    }
    let html = html
        .replace(STYLES, &style_tags(styles))
        .replace(PROGRAM, &program_tags(program, styles));
    ensure!(
        !has_inline_script(&html),
        "index.html has an inline script, which its own policy forbids: move it to www/"
    );
    Ok(html)
}

/// The first paint waits for no file: www/boot.js adds the other styles before the program starts.
fn style_tags(Styles { first, name, .. }: &Styles) -> String {
    format!("<style>{first}</style>\n<link rel=\"preload\" as=\"style\" href=\"{name}\">")
}

fn program_tags(program: &Program, styles: &Styles) -> String {
    let path = &program.path;
    let (script, wasm) = (
        format!("{path}/{NAME}.js"),
        format!("{path}/{NAME}_bg.wasm"),
    );
    // Of low priority: the shell's paint comes first.
    let mut tags = vec![
        format!("<link rel=\"modulepreload\" fetchpriority=\"low\" href=\"{script}\">"),
        // Fetched as the program's script does it, or it would be fetched twice.
        format!(
            "<link rel=\"preload\" fetchpriority=\"low\" as=\"fetch\" type=\"application/wasm\" href=\"{wasm}\" crossorigin>"
        ),
    ];
    if program.is_split {
        tags.push(format!(
            "<link rel=\"modulepreload\" fetchpriority=\"low\" href=\"{path}/{LOADER}\">"
        ));
    }
    tags.push(format!(
        "<script type=\"module\" src=\"boot.js\" data-script=\"{script}\" data-program=\"{wasm}\" data-styles=\"{}\"></script>",
        styles.name
    ));
    tags.join("\n")
}

fn has_inline_script(html: &str) -> bool {
    html.split("<script")
        .skip(1)
        .any(|rest| !rest.split('>').next().unwrap_or_default().contains("src="))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn finished(html: &str, is_split: bool) -> Result<String> {
        let program = Program {
            folder: PathBuf::new(),
            path: "page/1a2b".into(),
            is_split,
        };
        let styles = Styles {
            first: "a{}".into(),
            name: "styles-3c.css".into(),
            rest: String::new(),
        };
        with_parts(html, &program, &styles)
    }

    #[test]
    fn the_document_names_the_files_of_this_build() {
        let html = finished(include_str!("../../../www/index.html"), true).expect("finished");
        for part in [
            "<style>a{}</style>",
            "href=\"styles-3c.css\"",
            "data-script=\"page/1a2b/page.js\"",
            "href=\"page/1a2b/page_bg.wasm\" crossorigin",
            "href=\"page/1a2b/rooms.js\"",
        ] {
            assert!(html.contains(part), "{part}");
        }
        assert!(!html.contains("xtask:"));
    }

    #[test]
    fn a_program_in_one_piece_has_no_loader_of_rooms() {
        let html = finished(include_str!("../../../www/index.html"), false).expect("finished");
        assert!(!html.contains(LOADER));
    }

    #[test]
    fn inline_scripts_and_missing_marks_are_refused() {
        let marks = format!("{STYLES}{PROGRAM}");
        assert!(finished(&marks, true).is_ok());
        assert!(finished(STYLES, true).is_err());
        assert!(finished(&format!("{marks}<script>alert(1)</script>"), true).is_err());
    }
}
