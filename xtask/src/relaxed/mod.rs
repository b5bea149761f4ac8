//! Workers are compiled with relaxed multiply–adds, and shipped as two programs: as they are, and without them.
//! A worker's script takes the first where the browser has them, unless it is started with `?plain`.

mod lower;
mod names;

use crate::kind::Kind;
use crate::report::{bytes, say};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use wasm_encoder::{
    CodeSection, Function, FunctionSection, Instruction, Module, TypeSection, ValType,
};

/// The end of the name of a program with relaxed multiply–adds; without them it ends in `_bg.wasm`.
pub const RELAXED: &str = "_relaxed_bg.wasm";

/// Makes two programs of each worker in a folder that has relaxed multiply–adds, and its script choose.
///
/// # Errors
/// A program cannot be read or rewritten.
pub fn finish(kind: Kind, folder: &Path) -> Result<()> {
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if let Some(worker) = name.strip_suffix("_bg.wasm")
            && name.starts_with("worker_")
            && !name.ends_with(RELAXED)
        {
            separate(kind, folder, worker)?;
        }
    }
    Ok(())
}

fn separate(kind: Kind, folder: &Path, worker: &str) -> Result<()> {
    let plain = folder.join(format!("{worker}_bg.wasm"));
    let mut program = fs::read(&plain)?;
    if kind == Kind::Production {
        program = names::without_names(&program)?;
    }
    let Some(lowered) = lower::lower(&program).with_context(|| worker.to_owned())? else {
        return fs::write(&plain, program).context("cannot write a worker");
    };
    let sizes = [program.len(), lowered.len()].map(|size| bytes(size as u64));
    say(
        "simd",
        &format!("{worker}: {} relaxed, {} plain", sizes[0], sizes[1]),
    );
    fs::write(folder.join(format!("{worker}{RELAXED}")), &program)?;
    fs::write(&plain, lowered)?;
    fs::write(folder.join(format!("{worker}_loader.js")), script(worker))
        .context("cannot write a worker's script")
}

/// What starts the worker with the program that suits the browser.
fn script(worker: &str) -> String {
    let probe: Vec<String> = probe().iter().map(u8::to_string).collect();
    let probe = probe.join(",");
    format!(
        "import init from'./{worker}.js';\
         const relaxed=!location.search.includes('plain')&&WebAssembly.validate(new Uint8Array([{probe}]));\
         await init({{module_or_path:new URL(relaxed?'{worker}{RELAXED}':'{worker}_bg.wasm',import.meta.url)}});"
    )
}

/// A program with a relaxed multiply–add: browsers without them refuse it.
fn probe() -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::V128], [ValType::V128]);
    let mut functions = FunctionSection::new();
    functions.function(0);
    let mut function = Function::new([]);
    let vector = Instruction::LocalGet(0);
    for instruction in [
        &vector,
        &vector,
        &vector,
        &Instruction::F32x4RelaxedMadd,
        &Instruction::End,
    ] {
        function.instruction(instruction);
    }
    let mut code = CodeSection::new();
    code.function(&function);
    let mut module = Module::new();
    module.section(&types).section(&functions).section(&code);
    module.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmparser::{Validator, WasmFeatures};

    #[test]
    fn the_probe_is_valid_only_with_relaxed_instructions() {
        let with = |features| Validator::new_with_features(features).validate_all(&probe());
        assert!(with(WasmFeatures::all()).is_ok());
        assert!(with(WasmFeatures::all() - WasmFeatures::RELAXED_SIMD).is_err());
    }

    #[test]
    fn a_script_names_both_programs() {
        let script = script("worker_x");
        for name in [
            "'./worker_x.js'",
            "'worker_x_relaxed_bg.wasm'",
            "'worker_x_bg.wasm'",
        ] {
            assert!(script.contains(name), "{script}");
        }
    }
}
