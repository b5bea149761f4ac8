//! Makes a program for several threads out of one for a single thread: all instances of it share one memory, the
//! first fills it, and the functions of kernels/src/threads/atomics.rs become atomic instructions.

use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::convert::Infallible;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    BlockType, CodeSection, DataCountSection, DataSection, ExportKind, ExportSection, Function,
    FunctionSection, ImportSection, Instruction, MemArg, MemorySection, MemoryType, Module,
    SectionId, StartSection, TypeSection,
};
use wasmparser::{
    DataKind, DataSectionReader, ExportSectionReader, ExternalKind, FunctionBody,
    FunctionSectionReader, ImportSectionReader, MemorySectionReader, Operator, Parser, Payload,
    TypeRef, TypeSectionReader, Validator, WasmFeatures,
};

/// Where the program imports its memory from.
pub const MEMORY: [&str; 2] = ["hearth", "memory"];
/// The export of the number at which an instance's stack begins.
const STACK_POINTER: &str = "hearth_stack_pointer";
/// Pages that the memory may grow to: all that 32 bits can address. Scripts may ask for less.
pub const MOST_PAGES: u64 = 65_536;
/// Not 0 once an instance has filled the memory: the last word that a stack overflow would reach.
const IS_FILLED: i32 = 0;

/// The program for several threads, and the pages that its memory begins with.
///
/// # Errors
/// It is not a program as the compiler and wasm-bindgen make them.
pub fn threaded(program: &[u8]) -> Result<(Vec<u8>, u64)> {
    let facts = Facts::of(program)?;
    let pages = facts.pages;
    let mut rewriting = Rewriting {
        next_body: facts.imported,
        facts,
        has_start: false,
    };
    let mut module = Module::new();
    rewriting
        .parse_core_module(&mut module, Parser::new(0), program)
        .context("the program cannot be read")?;
    let threaded = module.finish();
    Validator::new_with_features(WasmFeatures::all())
        .validate_all(&threaded)
        .context("the program for several threads is not valid")?;
    Ok((threaded, pages))
}

/// What is known of the program before it is rewritten.
#[derive(Default)]
struct Facts {
    types: u32,
    /// Functions that it imports, and all.
    imported: u32,
    functions: u32,
    pages: u64,
    /// The functions to be replaced, by their number.
    atomics: BTreeMap<u32, Vec<Instruction<'static>>>,
    /// Where each piece of data goes, and how long it is.
    data: Vec<(i32, i32)>,
}

impl Facts {
    fn of(program: &[u8]) -> Result<Self> {
        let mut facts = Self::default();
        let mut bodies = Vec::new();
        for payload in Parser::new(0).parse_all(program) {
            match payload? {
                Payload::TypeSection(section) => facts.types = section.count(),
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        facts.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                    facts.functions = facts.imported;
                }
                Payload::FunctionSection(section) => facts.functions += section.count(),
                Payload::MemorySection(section) => {
                    let memory = section.into_iter().next().context("it has no memory")??;
                    facts.pages = memory.initial;
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export?;
                        if let Some(body) = atomic(export.name) {
                            ensure!(export.kind == ExternalKind::Func, "{}", export.name);
                            facts.atomics.insert(export.index, body);
                        }
                    }
                }
                Payload::CodeSectionEntry(body) => bodies.push(body),
                Payload::DataSection(section) => {
                    for data in section {
                        let data = data?;
                        let DataKind::Active { offset_expr, .. } = data.kind else {
                            anyhow::bail!("it has data that it copies itself");
                        };
                        let mut offset = offset_expr.get_operators_reader();
                        let Operator::I32Const { value } = offset.read()? else {
                            anyhow::bail!("it has data at an address that is computed");
                        };
                        facts.data.push((value, data.data.len() as i32));
                    }
                }
                Payload::StartSection { .. } => anyhow::bail!("it starts by itself"),
                _ => {}
            }
        }
        ensure!(facts.pages > 0, "it has no memory of its own");
        ensure!(
            facts.atomics.len() == ATOMICS.len(),
            "not all of {ATOMICS:?} are exported"
        );
        // A function around the one that the program itself calls would be replaced in vain.
        for index in facts.atomics.keys() {
            let body: &FunctionBody = &bodies[(index - facts.imported) as usize];
            for operator in body.get_operators_reader()? {
                let is_call = matches!(operator?, Operator::Call { .. });
                ensure!(!is_call, "an atomic function calls another");
            }
        }
        Ok(facts)
    }
}

/// The functions that are replaced.
const ATOMICS: [&str; 5] = [
    "hearth_atomic_add",
    "hearth_atomic_load",
    "hearth_atomic_store",
    "hearth_atomic_wait",
    "hearth_atomic_notify",
];

/// What such a function does in one instruction.
fn atomic(name: &str) -> Option<Vec<Instruction<'static>>> {
    let word = MemArg {
        offset: 0,
        align: 2,
        memory_index: 0,
    };
    let (arguments, instruction) = match ATOMICS.iter().position(|known| *known == name)? {
        0 => (2, Instruction::I32AtomicRmwAdd(word)),
        1 => (1, Instruction::I32AtomicLoad(word)),
        2 => (2, Instruction::I32AtomicStore(word)),
        3 => (3, Instruction::MemoryAtomicWait32(word)),
        _ => (2, Instruction::MemoryAtomicNotify(word)),
    };
    let arguments = (0..arguments).map(Instruction::LocalGet);
    Some(arguments.chain([instruction, Instruction::End]).collect())
}

struct Rewriting {
    facts: Facts,
    /// The number of the function whose body comes next.
    next_body: u32,
    has_start: bool,
}

type Outcome = Result<(), Error<Infallible>>;

impl Reencode for Rewriting {
    type Error = Infallible;

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: TypeSectionReader<'_>,
    ) -> Outcome {
        utils::parse_type_section(self, types, section)?;
        // Of the function that fills the memory.
        types.ty().function([], []);
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Outcome {
        utils::parse_import_section(self, imports, section)?;
        let memory = MemoryType {
            minimum: self.facts.pages,
            maximum: Some(MOST_PAGES),
            memory64: false,
            shared: true,
            page_size_log2: None,
        };
        imports.import(MEMORY[0], MEMORY[1], memory);
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Outcome {
        utils::parse_function_section(self, functions, section)?;
        functions.function(self.facts.types);
        Ok(())
    }

    fn parse_memory_section(
        &mut self,
        _memories: &mut MemorySection,
        _section: MemorySectionReader<'_>,
    ) -> Outcome {
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Outcome {
        utils::parse_export_section(self, exports, section)?;
        // By convention the first.
        exports.export(STACK_POINTER, ExportKind::Global, 0);
        Ok(())
    }

    fn intersperse_section_hook(
        &mut self,
        module: &mut Module,
        _after: Option<SectionId>,
        before: Option<SectionId>,
    ) -> Outcome {
        let comes_later = matches!(
            before,
            Some(SectionId::Element | SectionId::DataCount | SectionId::Code)
        );
        if comes_later && !self.has_start {
            self.has_start = true;
            module.section(&StartSection {
                function_index: self.facts.functions,
            });
        }
        if before == Some(SectionId::Code) {
            let count = self.facts.data.len() as u32;
            module.section(&DataCountSection { count });
        }
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Outcome {
        let index = self.next_body;
        self.next_body += 1;
        if let Some(instructions) = self.facts.atomics.get(&index) {
            let mut function = Function::new([]);
            for instruction in instructions {
                function.instruction(instruction);
            }
            code.function(&function);
        } else {
            code.raw(body.as_bytes());
        }
        if self.next_body == self.facts.functions {
            code.function(&self.fill());
        }
        Ok(())
    }

    fn parse_data_section(
        &mut self,
        data: &mut DataSection,
        section: DataSectionReader<'_>,
    ) -> Outcome {
        for piece in section {
            data.passive(piece?.data.iter().copied());
        }
        Ok(())
    }
}

impl Rewriting {
    /// Fills the memory with the program's data, unless an instance has done so before.
    fn fill(&self) -> Function {
        let word = MemArg {
            offset: 0,
            align: 2,
            memory_index: 0,
        };
        let mut function = Function::new([]);
        for instruction in [
            Instruction::I32Const(IS_FILLED),
            Instruction::I32Const(1),
            Instruction::I32AtomicRmwXchg(word),
            Instruction::If(BlockType::Empty),
            Instruction::Return,
            Instruction::End,
        ] {
            function.instruction(&instruction);
        }
        for (index, (address, len)) in self.facts.data.iter().enumerate() {
            function
                .instruction(&Instruction::I32Const(*address))
                .instruction(&Instruction::I32Const(0))
                .instruction(&Instruction::I32Const(*len))
                .instruction(&Instruction::MemoryInit {
                    mem: 0,
                    data_index: index as u32,
                });
        }
        function.instruction(&Instruction::End);
        function
    }
}
