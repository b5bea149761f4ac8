//! The style sheets of `www/styles`: those of the first paint, which stand in the document, and one
//! file of all others.

use crate::project::Project;
use crate::setup::hex;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;

/// What the document looks like before the program runs. In this order, before the others: what
/// stands later may refine what stands before.
const FIRST: [&str; 9] = [
    "tokens", "elements", "controls", "layout", "header", "rooms", "training", "draw", "shell",
];
const REST: [&str; 13] = [
    "tabs",
    "data",
    "data-room",
    "model",
    "model-room",
    "training-room",
    "evaluation",
    "runs-room",
    "inside-room",
    "studies",
    "sweep",
    "try",
    "forced-colors",
];

/// The styles of the page.
pub struct Styles {
    /// For the document itself.
    pub first: String,
    /// The file of all others: a hash of what it holds is in its name.
    pub name: String,
    /// What that file holds.
    pub rest: String,
}

/// Reads and joins them.
pub fn read(project: &Project) -> Result<Styles> {
    let join = |names: &[&str]| -> Result<String> {
        let texts = names.iter().map(|name| {
            let file = project.root.join(format!("www/styles/{name}.css"));
            let text = fs::read_to_string(&file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            Ok(squeeze(&text))
        });
        texts.collect()
    };
    let rest = join(&REST)?;
    Ok(Styles {
        first: join(&FIRST)?,
        name: format!("styles-{}.css", hex(&Sha256::digest(&rest)[..4])),
        rest,
    })
}

/// Leaves out comments and the space that says nothing.
fn squeeze(css: &str) -> String {
    let mut text = String::with_capacity(css.len());
    let mut rest = css;
    let mut is_space_due = false;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            is_space_due = true;
            continue;
        }
        if next.is_whitespace() {
            rest = rest.trim_start();
            is_space_due = true;
            continue;
        }
        let needs_none = |letter: char| "{};,".contains(letter);
        // After a colon, but not before it: `a :hover` is not `a:hover`.
        let last = text.chars().next_back();
        let stands_alone = last.is_none_or(|last| needs_none(last) || last == ':');
        if std::mem::take(&mut is_space_due) && !stands_alone && !needs_none(next) {
            text.push(' ');
        }
        let length = if next == '"' {
            rest[1..].find('"').map_or(rest.len(), |end| end + 2)
        } else {
            next.len_utf8()
        };
        text.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squeezed_styles_mean_the_same() {
        let check = |css: &str, expected: &str| assert_eq!(squeeze(css), expected);
        check(
            "/* What. */\n.a,\n.b  .c {\n  color: red;\n}\n",
            ".a,.b .c{color:red;}",
        );
        check(
            "a :hover { x: calc(1px + 2px); }",
            "a :hover{x:calc(1px + 2px);}",
        );
        check(
            "i::before { content: \" ;  {\"; }",
            "i::before{content:\" ;  {\";}",
        );
        check("a/* */b{}", "a b{}");
        check(
            "@media (min-width: 1px) and (x)",
            "@media (min-width:1px) and (x)",
        );
    }

    #[test]
    fn every_sheet_is_used_once() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/styles");
        let mut there: Vec<String> = fs::read_dir(root)
            .expect("styles")
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into()
            })
            .collect();
        there.sort();
        let mut used: Vec<String> = [&FIRST[..], &REST]
            .concat()
            .iter()
            .map(|name| format!("{name}.css"))
            .collect();
        used.sort();
        assert_eq!(used, there);
    }
}
