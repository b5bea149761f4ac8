//! Merges the chunks that rooms share. The splitter makes one for each set of rooms that share something: two hundred,
//! most of a kilobyte, each with the program's list of types. Compressed alone they were a third of a room, which then
//! waited for seventy files.

use anyhow::{Context, Result, ensure};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::fs;
use std::ops::Range;
use std::path::Path;
use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, DataCountSection, DataSection, ElementSection, ExportSection, FunctionSection,
    ImportSection, Module, TypeSection,
};
use wasmparser::{Parser, Payload, TypeRef, Validator, WasmFeatures};

/// What a file costs a room beside its contents: its frame, what it compresses worse alone, and the request.
const FILE_COST: f64 = 600.0;
/// Gzipped bytes for a byte of code.
const COMPRESSED: f64 = 0.4;

/// The files of each room, by the name of its split point, without `.wasm`.
pub type Files = BTreeMap<String, Vec<String>>;

/// Merges chunks in the folder where that saves more than it makes rooms fetch in vain; returns what each room
/// fetches then, its own file last.
pub fn merge(folder: &Path, files: &Files) -> Result<Files> {
    let mut chunks = Vec::new();
    for (name, rooms) in shared(files) {
        let program = fs::read(folder.join(format!("{name}.wasm")))?;
        chunks.push(Chunk {
            size: contents(&program)? as f64 * COMPRESSED,
            rooms,
            parts: vec![name],
        });
    }
    let mut merged: Files = files
        .keys()
        .map(|room| (room.clone(), Vec::new()))
        .collect();
    for (number, chunk) in grouped(chunks).into_iter().enumerate() {
        let name = format!("shared_{number}");
        let paths = chunk.parts.iter();
        let paths: Vec<_> = paths
            .map(|part| folder.join(format!("{part}.wasm")))
            .collect();
        let programs = paths.iter().map(fs::read).collect::<Result<Vec<_>, _>>()?;
        fs::write(folder.join(format!("{name}.wasm")), joined(&programs)?)?;
        for path in paths {
            fs::remove_file(path)?;
        }
        for room in chunk.rooms {
            merged.entry(room).or_default().push(name.clone());
        }
    }
    for (room, own) in files {
        let own = own.iter().filter(|name| **name == file_of(room)).cloned();
        merged.entry(room.clone()).or_default().extend(own);
    }
    Ok(merged)
}

/// The script that fetches rooms, with the merged chunks in place of the splitter's.
///
/// # Errors
/// The splitter's script is not as it was when this was written.
pub fn fetching_script(script: &str, files: &Files) -> Result<String> {
    use std::fmt::Write;
    let end = script.find("/* ").or_else(|| script.find("export const"));
    let runtime = &script[..end.context("the splitter's script fetches nothing")?];
    for function in ["function wrapAsyncCb(", "function makeLoad("] {
        ensure!(
            runtime.contains(function),
            "no {function}) in the splitter's script"
        );
    }
    let mut text = runtime.to_owned();
    text += "const load = (name, deps) => makeLoad(() => {
    const src = fetch(new URL(`./${name}.wasm`, import.meta.url));
    return async (imports) => WebAssembly.instantiateStreaming(src, imports);
}, deps);
";
    for name in shared(files).keys() {
        writeln!(text, "const {name} = load(\"{name}\", []);")?;
    }
    for (room, own) in files {
        let deps: Vec<_> = own.iter().filter(|name| **name != file_of(room)).collect();
        let deps = deps.into_iter().cloned().collect::<Vec<_>>().join(", ");
        let load = if own.contains(&file_of(room)) {
            format!("load(\"{}\", [{deps}])", file_of(room))
        } else {
            format!("makeLoad(() => async () => ({{}}), [{deps}])")
        };
        writeln!(
            text,
            "export const __wasm_split_load_{room} = wrapAsyncCb({load});"
        )?;
    }
    Ok(text)
}

/// The name of what only one room uses.
fn file_of(room: &str) -> String {
    format!("split_{room}")
}

/// The files that are not of one room alone, and who fetches them.
fn shared(files: &Files) -> BTreeMap<String, BTreeSet<String>> {
    let mut shared: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (room, names) in files {
        for name in names.iter().filter(|name| **name != file_of(room)) {
            shared.entry(name.clone()).or_default().insert(room.clone());
        }
    }
    shared
}

/// What some rooms share.
#[derive(Clone, Debug, PartialEq)]
struct Chunk {
    rooms: BTreeSet<String>,
    /// Bytes that it is likely to be compressed, without its frame.
    size: f64,
    parts: Vec<String>,
}

impl Chunk {
    /// What all rooms together fetch less when the two are one; less than 0 where it is more.
    fn saving(&self, other: &Self) -> f64 {
        let both = self.rooms.intersection(&other.rooms).count();
        let in_vain = (other.rooms.len() - both) as f64 * self.size
            + (self.rooms.len() - both) as f64 * other.size;
        both as f64 * FILE_COST - in_vain
    }
}

/// Merges the pair that saves the most, until none saves anything.
fn grouped(mut chunks: Vec<Chunk>) -> Vec<Chunk> {
    loop {
        let mut best = (0.0, 0, 0);
        for i in 0..chunks.len() {
            for j in i + 1..chunks.len() {
                let saving = chunks[i].saving(&chunks[j]);
                if saving > best.0 {
                    best = (saving, i, j);
                }
            }
        }
        let (saving, i, j) = best;
        if saving <= 0.0 {
            return chunks;
        }
        let other = chunks.remove(j);
        let chunk = &mut chunks[i];
        chunk.rooms.extend(other.rooms);
        chunk.size += other.size;
        chunk.parts.extend(other.parts);
    }
}

/// Bytes of code, tables and data.
fn contents(program: &[u8]) -> Result<usize> {
    let mut sum = 0;
    for payload in Parser::new(0).parse_all(program) {
        sum += match payload? {
            Payload::CodeSectionStart { size, .. } => size as usize,
            Payload::DataSection(section) => bytes(section.range()).len(),
            Payload::ElementSection(section) => bytes(section.range()).len(),
            _ => 0,
        };
    }
    Ok(sum)
}

fn bytes(range: Range<u64>) -> Range<usize> {
    range.start as usize..range.end as usize
}

/// One program of several, each of which takes what it uses of others from the table of functions that all share.
fn joined(programs: &[Vec<u8>]) -> Result<Vec<u8>> {
    let mut joining = Joining::default();
    for program in programs {
        joining.add(program)?;
    }
    let program = joining.finish();
    Validator::new_with_features(WasmFeatures::all())
        .validate_all(&program)
        .context("merged chunks are not valid")?;
    Ok(program)
}

/// A program that others are added to.
#[derive(Default)]
struct Joining {
    types: TypeSection,
    /// The types as they were written: all chunks of a program have the same.
    written: Vec<u8>,
    imports: ImportSection,
    /// The names of what is imported; of globals with their number.
    imported: Vec<String>,
    globals: Vec<String>,
    functions: FunctionSection,
    exports: ExportSection,
    elements: ElementSection,
    data: DataSection,
    code: CodeSection,
    count: u32,
}

/// Where a program's functions and globals are in what is made of all.
struct Shift {
    functions: u32,
    globals: Vec<u32>,
}

impl Reencode for Shift {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, wasm_encoder::reencode::Error> {
        Ok(function + self.functions)
    }

    fn global_index(&mut self, global: u32) -> Result<u32, wasm_encoder::reencode::Error> {
        Ok(self.globals[global as usize])
    }
}

impl Joining {
    fn add(&mut self, program: &[u8]) -> Result<()> {
        let mut shift = Shift {
            functions: self.count,
            globals: Vec::new(),
        };
        for payload in Parser::new(0).parse_all(program) {
            match payload? {
                Payload::TypeSection(section) => {
                    let written = &program[bytes(section.range())];
                    if self.written.is_empty() {
                        self.written = written.to_vec();
                        shift.parse_type_section(&mut self.types, section)?;
                    } else {
                        ensure!(self.written == written, "chunks have different types");
                    }
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        ensure!(
                            !matches!(import.ty, TypeRef::Func(_)),
                            "a chunk imports the function {}",
                            import.name
                        );
                        let is_global = matches!(import.ty, TypeRef::Global(_));
                        if !self.imported.iter().any(|name| name == import.name) {
                            let ty = shift.entity_type(import.ty)?;
                            self.imports.import(import.module, import.name, ty);
                            self.imported.push(import.name.to_owned());
                            if is_global {
                                self.globals.push(import.name.to_owned());
                            }
                        }
                        if is_global {
                            let at = self.globals.iter().position(|name| name == import.name);
                            shift.globals.push(at.unwrap_or_default() as u32);
                        }
                    }
                }
                Payload::FunctionSection(section) => {
                    self.count += section.count();
                    shift.parse_function_section(&mut self.functions, section)?;
                }
                Payload::ExportSection(section) => {
                    shift.parse_export_section(&mut self.exports, section)?;
                }
                Payload::ElementSection(section) => {
                    shift.parse_element_section(&mut self.elements, section)?;
                }
                Payload::CodeSectionEntry(body) => {
                    shift.parse_function_body(&mut self.code, body)?;
                }
                Payload::DataSection(section) => {
                    shift.parse_data_section(&mut self.data, section)?;
                }
                Payload::TableSection(_)
                | Payload::MemorySection(_)
                | Payload::GlobalSection(_)
                | Payload::StartSection { .. } => {
                    anyhow::bail!("a chunk has a table, a memory, a global or a start of its own")
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn finish(self) -> Vec<u8> {
        let mut module = Module::new();
        let count = self.data.len();
        module
            .section(&self.types)
            .section(&self.imports)
            .section(&self.functions)
            .section(&self.exports)
            .section(&self.elements)
            .section(&DataCountSection { count })
            .section(&self.code)
            .section(&self.data);
        module.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        ConstExpr, Elements, EntityType, Function, GlobalType, MemoryType, RefType, TableType,
        ValType,
    };

    /// A chunk with one function, at a position of the table, that calls itself and puts a number on its data.
    fn chunk(at: i32, uses_global: bool) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        let memory = MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        };
        let table = TableType {
            element_type: RefType::FUNCREF,
            minimum: 9,
            maximum: None,
            table64: false,
            shared: false,
        };
        if uses_global {
            let global = GlobalType {
                val_type: ValType::I32,
                mutable: true,
                shared: false,
            };
            imports.import("__wasm_split", "stack", EntityType::Global(global));
        }
        imports.import("__wasm_split", "table", table);
        imports.import("__wasm_split", "memory", memory);
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut elements = ElementSection::new();
        let place = ConstExpr::i32_const(at);
        elements.active(None, &place, Elements::Functions((&[0][..]).into()));
        let mut code = CodeSection::new();
        let mut body = Function::new([]);
        let mut body_of = body.instructions();
        if uses_global {
            body_of.global_get(0).drop();
        }
        body_of.call(0).end();
        code.function(&body);
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(8 * at), [7, at as u8]);
        let mut module = Module::new();
        module
            .section(&types)
            .section(&imports)
            .section(&functions)
            .section(&elements)
            .section(&code)
            .section(&data);
        module.finish()
    }

    #[test]
    fn functions_of_joined_chunks_keep_their_places_and_call_each_their_own() {
        let all = joined(&[chunk(1, false), chunk(5, true), chunk(3, true)]).expect("joined");
        let mut calls = Vec::new();
        let (mut places, mut imports, mut bytes) = (Vec::new(), 0, 0);
        for payload in Parser::new(0).parse_all(&all) {
            match payload.expect("a section") {
                Payload::ImportSection(section) => imports = section.into_imports().count(),
                Payload::CodeSectionEntry(body) => {
                    for operator in body.get_operators_reader().expect("code") {
                        if let wasmparser::Operator::Call { function_index } =
                            operator.expect("an operator")
                        {
                            calls.push(function_index);
                        }
                    }
                }
                Payload::ElementSection(section) => {
                    for element in section {
                        let items = element.expect("an element").items;
                        let wasmparser::ElementItems::Functions(functions) = items else {
                            panic!("functions");
                        };
                        places.extend(functions.into_iter().map(|index| index.expect("a number")));
                    }
                }
                Payload::DataSection(section) => {
                    bytes = section
                        .into_iter()
                        .map(|data| data.expect("data").data.len())
                        .sum();
                }
                _ => {}
            }
        }
        assert_eq!((calls, places), (vec![0, 1, 2], vec![0, 1, 2]));
        assert_eq!((imports, bytes), (3, 6));
    }

    fn piece(name: &str, rooms: &[&str], size: f64) -> Chunk {
        Chunk {
            rooms: rooms.iter().map(|room| (*room).to_owned()).collect(),
            size,
            parts: vec![name.to_owned()],
        }
    }

    #[test]
    fn small_chunks_are_merged_and_large_ones_that_a_room_would_fetch_in_vain_are_not() {
        let found = grouped(vec![
            piece("a", &["data", "model"], 40.0),
            piece("b", &["data", "inside", "model"], 90.0),
            piece("c", &["inside", "model"], 30_000.0),
        ]);
        let parts: Vec<_> = found.iter().map(|chunk| chunk.parts.clone()).collect();
        assert_eq!(parts, [vec!["a", "b"], vec!["c"]]);
        assert_eq!(found[0].rooms.len(), 3);
    }

    #[test]
    fn the_script_fetches_what_a_room_shares_before_its_own() {
        let script =
            "function wrapAsyncCb(c) {}\nfunction makeLoad(f) {}\n/* a, b */\nconst x = 1;";
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let files = Files::from([
            ("a".to_owned(), names(&["shared_0", "split_a"])),
            ("b".to_owned(), names(&["shared_0"])),
        ]);
        let text = fetching_script(script, &files).expect("a script");
        assert!(!text.contains("const x"), "{text}");
        for line in [
            "const shared_0 = load(\"shared_0\", []);",
            "export const __wasm_split_load_a = wrapAsyncCb(load(\"split_a\", [shared_0]));",
            "export const __wasm_split_load_b = wrapAsyncCb(makeLoad(() => async () => ({}), [shared_0]));",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert!(fetching_script("let x;", &files).is_err());
    }
}
