//! Rows of values side by side in one buffer: what is the same for every value of a network, such as an update, is then
//! one operation, and not one for each of its parameters.

use std::fmt::Write;

use burn::backend::Wgpu;
use burn::tensor::{DType, Shape, Tensor};

use super::memory::{Memory, row};
use super::shader::run;
use super::text::head;

/// Rows that one dispatch reads: a shader is sure to have eight buffers, and writes one of them.
const MOST_READ: usize = 7;

/// The bytes of a value.
const BYTES: u64 = size_of::<f32>() as u64;

/// Where rows of these lengths begin, the last number being where another one would. A buffer can only be bound from
/// multiples of `alignment` values on.
fn begins(lengths: impl Iterator<Item = usize>, alignment: usize) -> Vec<usize> {
    let mut begins = vec![0];
    for length in lengths {
        let begin = begins.last().copied().unwrap_or_default();
        begins.push((begin + length).next_multiple_of(alignment));
    }
    begins
}

/// Where the first rows of such lengths begin beside each other on the device of `memory`.
pub(super) fn begins_of<const N: usize>(lengths: [usize; N], memory: &Memory) -> [usize; N] {
    let begins = begins(lengths.into_iter(), alignment(memory));
    std::array::from_fn(|at| begins[at])
}

fn alignment(memory: &Memory) -> usize {
    let bytes = memory.client.properties().memory.alignment;
    (bytes / BYTES).max(1) as usize
}

fn length(memory: &Memory) -> usize {
    memory.meta.shape().num_elements()
}

/// All rows as one, with zeros between them where one ends before the next can begin. Rows that [`divide`] made of one
/// are that again, without a copy.
///
/// # Panics
/// Without rows.
pub fn join(rows: Vec<Tensor<1>>) -> Tensor<1> {
    let mut rows: Vec<Memory> = rows.into_iter().map(row).collect();
    if let Some(whole) = whole(&rows) {
        return Tensor::from_primitive::<Wgpu>(whole);
    }
    // What is joined keeps its alignment: the same of many rows in groups as at once.
    loop {
        rows = rows.chunks(MOST_READ).map(copied).collect();
        if let [_] = &rows[..] {
            return Tensor::from_primitive::<Wgpu>(rows.remove(0));
        }
    }
}

/// The rows of these lengths that were joined. They lie in the memory of the whole.
pub fn divide(joined: Tensor<1>, lengths: impl Iterator<Item = usize>) -> Vec<Tensor<1>> {
    let joined = row(joined);
    let lengths: Vec<usize> = lengths.collect();
    let begins = begins(lengths.iter().copied(), alignment(&joined));
    let rows = lengths.into_iter().zip(begins).map(|(length, begin)| {
        let handle = joined.handle.clone();
        let after = handle.size_in_used() - (begin + length) as u64 * BYTES;
        let handle = handle.offset_start(begin as u64 * BYTES).offset_end(after);
        Tensor::from_primitive::<Wgpu>(Memory::new_contiguous(
            joined.client.clone(),
            joined.device.clone(),
            Shape::from([length]),
            handle,
            DType::F32,
        ))
    });
    rows.collect()
}

/// What the rows are parts of, if they lie in one buffer as [`divide`] leaves them.
fn whole(rows: &[Memory]) -> Option<Memory> {
    let first = &rows[0];
    let begins = begins(rows.iter().map(length), alignment(first));
    let (id, start, _) = first.handle.clone().binding().claim_key();
    let mut parts = rows.iter().zip(&begins);
    let lie_so = parts.all(|(row, begin)| {
        let begin = start + *begin as u64 * BYTES;
        let end = begin + length(row) as u64 * BYTES;
        row.handle.clone().binding().claim_key() == (id, begin, end)
    });
    let all = *begins.last()?;
    let end = start + all as u64 * BYTES;
    let mut handle = first.handle.clone();
    let after = handle.size().checked_sub(end).filter(|_| lie_so)?;
    handle.offset_end = Some(after);
    Some(Memory::new_contiguous(
        first.client.clone(),
        first.device.clone(),
        Shape::from([all]),
        handle,
        DType::F32,
    ))
}

/// A few rows, side by side in a buffer of their own.
fn copied(rows: &[Memory]) -> Memory {
    let begins = begins(rows.iter().map(length), alignment(&rows[0]));
    let all = begins[rows.len()];
    let names: Vec<String> = (0..rows.len()).map(|at| format!("row_{at}")).collect();
    let buffers = names.iter().map(|name| (name.as_str(), "f32"));
    let buffers: Vec<_> = buffers.chain([("joined", "f32")]).collect();
    let mut text = head(&buffers);
    text += "    var value = 0.0;\n";
    for ((name, row), begin) in names.iter().zip(rows).zip(&begins) {
        let end = begin + length(row);
        let _ = writeln!(
            text,
            "    if id >= {begin}u && id < {end}u {{ value = {name}[id - {begin}u]; }}"
        );
    }
    let _ = write!(text, "    if id < {all}u {{ joined[id] = value; }}\n}}\n");
    let inputs: Vec<&Memory> = rows.iter().collect();
    run(text, &inputs, Shape::from([all]), all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_begins_where_a_buffer_can_be_bound() {
        assert_eq!(begins([1, 64, 65].into_iter(), 64), [0, 64, 128, 256]);
        assert_eq!(begins([3, 2].into_iter(), 1), [0, 3, 5]);
    }
}
