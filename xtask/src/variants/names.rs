//! Takes the names of functions out of a program: nobody reads them, and they are a tenth of it.

use anyhow::{Context, Result};
use wasm_encoder::{Module, RawSection};
use wasmparser::{Parser, Payload};

/// The same program without the names of its functions.
///
/// # Errors
/// It is no program.
pub fn without_names(program: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(program) {
        let payload = payload.context("the program cannot be read")?;
        if matches!(&payload, Payload::CustomSection(section) if section.name() == "name") {
            continue;
        }
        if let Some((id, range)) = payload.as_section() {
            let data = &program[range.start as usize..range.end as usize];
            module.section(&RawSection { id, data });
        }
    }
    Ok(module.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{CustomSection, NameSection};

    #[test]
    fn only_the_names_are_taken_out() {
        let other = CustomSection {
            name: "other".into(),
            data: b"1"[..].into(),
        };
        let mut names = NameSection::new();
        names.module("a program");
        let mut with = Module::new();
        with.section(&names).section(&other);
        let mut without = Module::new();
        without.section(&other);
        let found = without_names(&with.finish()).expect("a program");
        assert_eq!(found, without.finish());
    }
}
