//! Makes a program that any browser with SIMD runs out of one with relaxed multiply–adds: each becomes a
//! product and a sum.

use anyhow::{Context, Result};
use std::convert::Infallible;
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{CodeSection, Function, Instruction, Module, ValType};
use wasmparser::{FunctionBody, Operator, Parser, Payload, Validator, WasmFeatures};

/// The same program without relaxed instructions; nothing where it has none.
///
/// # Errors
/// It is no valid program, or has a relaxed instruction other than the multiply–add.
pub fn lower(program: &[u8]) -> Result<Option<Vec<u8>>> {
    let mut lowering = Lowering {
        parameters: parameters(program)?.into_iter(),
        replaced: 0,
    };
    let mut module = Module::new();
    lowering
        .parse_core_module(&mut module, Parser::new(0), program)
        .context("the program cannot be read")?;
    let lowered = module.finish();
    Validator::new_with_features(WasmFeatures::all() - WasmFeatures::RELAXED_SIMD)
        .validate_all(&lowered)
        .context("the program cannot do without relaxed instructions")?;
    Ok((lowering.replaced > 0).then_some(lowered))
}

/// How many parameters each function with a body has.
fn parameters(program: &[u8]) -> Result<Vec<u32>> {
    let mut types = Vec::new();
    let mut functions = Vec::new();
    for payload in Parser::new(0).parse_all(program) {
        match payload? {
            Payload::TypeSection(section) => {
                for r#type in section.into_iter_err_on_gc_types() {
                    types.push(r#type?.params().len() as u32);
                }
            }
            Payload::FunctionSection(section) => {
                for index in section {
                    let count = types.get(index? as usize);
                    functions.push(*count.context("a function of an unknown type")?);
                }
            }
            _ => {}
        }
    }
    Ok(functions)
}

struct Lowering {
    /// Of the functions that are still to come.
    parameters: std::vec::IntoIter<u32>,
    replaced: usize,
}

impl Reencode for Lowering {
    type Error = Infallible;

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> Result<(), reencode::Error> {
        let parameters = self.parameters.next().unwrap_or_default();
        let mut locals = Vec::new();
        for group in body.get_locals_reader()? {
            let (count, r#type) = group?;
            locals.push((count, self.val_type(r#type)?));
        }
        // What is added to, while the factors below it on the stack are multiplied.
        let summand = parameters + locals.iter().map(|(count, _)| count).sum::<u32>();
        locals.push((1, ValType::V128));
        let mut function = Function::new(locals);
        let mut replaced = 0;
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::F32x4RelaxedMadd => {
                    replaced += 1;
                    function
                        .instruction(&Instruction::LocalSet(summand))
                        .instruction(&Instruction::F32x4Mul)
                        .instruction(&Instruction::LocalGet(summand))
                        .instruction(&Instruction::F32x4Add);
                }
                operator if let Some(exact) = exact(&operator) => {
                    replaced += 1;
                    function.instruction(&exact);
                }
                operator => {
                    function.instruction(&self.instruction(operator)?);
                }
            }
        }
        if replaced == 0 {
            code.raw(body.as_bytes());
        } else {
            code.function(&function);
        }
        self.replaced += replaced;
        Ok(())
    }
}

/// The instruction that does exactly what a relaxed one may do, of those that the compiler makes by itself.
fn exact(relaxed: &Operator) -> Option<Instruction<'static>> {
    Some(match relaxed {
        Operator::F32x4RelaxedMin => Instruction::F32x4Min,
        Operator::F32x4RelaxedMax => Instruction::F32x4Max,
        Operator::F64x2RelaxedMin => Instruction::F64x2Min,
        Operator::F64x2RelaxedMax => Instruction::F64x2Max,
        Operator::I8x16RelaxedSwizzle => Instruction::I8x16Swizzle,
        Operator::I32x4RelaxedTruncF32x4S => Instruction::I32x4TruncSatF32x4S,
        Operator::I32x4RelaxedTruncF32x4U => Instruction::I32x4TruncSatF32x4U,
        Operator::I8x16RelaxedLaneselect
        | Operator::I16x8RelaxedLaneselect
        | Operator::I32x4RelaxedLaneselect
        | Operator::I64x2RelaxedLaneselect => Instruction::V128Bitselect,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{ExportKind, ExportSection, FunctionSection, TypeSection};

    /// A program of one function of two vectors and a local, with these instructions.
    fn program(instructions: &[Instruction]) -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([ValType::V128; 2], [ValType::V128]);
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut exports = ExportSection::new();
        exports.export("f", ExportKind::Func, 0);
        let mut code = CodeSection::new();
        let mut function = Function::new([(3, ValType::I32)]);
        for instruction in instructions {
            function.instruction(instruction);
        }
        code.function(&function);
        module.section(&types);
        module.section(&functions);
        module.section(&exports);
        module.section(&code);
        module.finish()
    }

    fn operators(program: &[u8]) -> Vec<String> {
        let mut names = Vec::new();
        for payload in Parser::new(0).parse_all(program) {
            if let Payload::CodeSectionEntry(body) = payload.expect("a payload") {
                let reader = body.get_operators_reader().expect("a body");
                names.extend(reader.into_iter().map(|o| format!("{:?}", o.expect("one"))));
            }
        }
        names
    }

    #[test]
    fn a_multiply_add_becomes_a_product_and_a_sum() {
        let get = Instruction::LocalGet;
        let original = program(&[
            get(0),
            get(1),
            get(0),
            Instruction::F32x4RelaxedMadd,
            Instruction::End,
        ]);
        let lowered = lower(&original)
            .expect("a valid program")
            .expect("one was replaced");
        // Two parameters and three locals come first.
        let rest = [
            "LocalSet { local_index: 5 }",
            "F32x4Mul",
            "LocalGet { local_index: 5 }",
            "F32x4Add",
            "End",
        ];
        assert_eq!(operators(&lowered)[3..], rest);
    }

    #[test]
    fn a_program_without_relaxed_instructions_stays() {
        let get = Instruction::LocalGet;
        let original = program(&[get(0), get(1), Instruction::F32x4Mul, Instruction::End]);
        assert_eq!(lower(&original).expect("a valid program"), None);
    }

    #[test]
    fn what_cannot_be_replaced_is_an_error() {
        let get = Instruction::LocalGet;
        let original = program(&[
            get(0),
            get(1),
            get(0),
            Instruction::F32x4RelaxedNmadd,
            Instruction::End,
        ]);
        let error = format!("{:#}", lower(&original).expect_err("not replaced"));
        assert!(error.contains("relaxed SIMD"), "{error}");
    }
}
