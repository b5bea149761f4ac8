//! The scripts with which a worker chooses and starts its program.

use super::{END, RELAXED, THREADS};
use wasm_encoder::{
    CodeSection, Function, FunctionSection, Instruction, Module, TypeSection, ValType,
};

/// The scripts that start threads, and their names.
pub const SHARED: [(&str, &str); 2] = [
    ("worker_threads.js", include_str!("threads.js")),
    ("worker_helper.js", include_str!("helper.js")),
];

/// What starts a worker with the program that suits the browser. `pages` are those that the memory of the program
/// for several threads begins with, where there is one.
pub fn choosing(worker: &str, pages: Option<u64>) -> String {
    let probe: Vec<String> = probe().iter().map(u8::to_string).collect();
    let probe = probe.join(",");
    let alone = format!(
        "const {{ default: init }} = await import('./{worker}.js');
await init({{ module_or_path: address('{END}') }});"
    );
    let several = |pages| {
        format!(
            "let program;
if (self.crossOriginIsolated && !location.search.includes('alone')) {{
    const {{ start }} = await import('./worker_threads.js');
    program = await start(address('{THREADS}{END}'), {pages}).catch((error) => console.warn(`One thread: ${{error.message}}.`));
}}
if (program) {{
    const {{ default: init }} = await import('./{worker}{THREADS}.js');
    await init({{ module_or_path: program }});
}} else {{
{alone}
}}"
        )
    };
    let start = pages.map_or_else(|| alone.clone(), several);
    format!(
        "const relaxed = !location.search.includes('plain') && WebAssembly.validate(new Uint8Array([{probe}]));
const address = (end) => new URL(`{worker}${{relaxed ? '{RELAXED}' : ''}}${{end}}`, import.meta.url);
{start}
"
    )
}

/// wasm-bindgen's script for a memory that grows without becoming another: its views of it are made anew then.
pub fn for_growing_memory(script: &str) -> String {
    script.replace(".byteLength === 0", ".buffer !== wasm.memory.buffer")
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
    fn a_script_starts_threads_only_where_there_is_a_program_for_them() {
        let alone = choosing("worker_x", None);
        assert!(alone.contains("./worker_x.js") && !alone.contains("threads"));
        let several = choosing("worker_x", Some(17));
        for part in [
            "'_threads_bg.wasm'), 17)",
            "./worker_x_threads.js",
            "./worker_x.js",
        ] {
            assert!(several.contains(part), "{several}");
        }
    }
}
