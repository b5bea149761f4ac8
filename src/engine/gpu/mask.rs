//! Which values dropout keeps: sent to the device as a bit each, a value each only there.

use std::fmt::Write;

use burn::backend::Wgpu;
use burn::tensor::{DType, Shape, Tensor};

use super::graph::without_graph;
use super::memory::{memory, sent};
use super::shader::run;
use super::text::head;

/// Bits of a word.
const BITS: usize = u32::BITS as usize;

/// A row on the device of another tensor: `scale` where `kept` is 1, and 0 elsewhere.
pub fn mask<const D: usize>(kept: &[u8], scale: f64, beside: &Tensor<D>) -> Tensor<1> {
    let words = words(kept);
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let beside = memory(without_graph(beside));
    let words = sent(&bytes, words.len(), DType::U32, &beside);
    let mask = run(
        text(scale),
        &[&words],
        Shape::from([kept.len()]),
        kept.len(),
    );
    Tensor::from_primitive::<Wgpu>(mask)
}

/// The first of 32 is the lowest bit.
fn words(kept: &[u8]) -> Vec<u32> {
    let word = |part: &[u8]| {
        let bits = part.iter().enumerate();
        bits.fold(0, |word, (at, bit)| word | u32::from(*bit) << at)
    };
    kept.chunks(BITS).map(word).collect()
}

fn text(scale: f64) -> String {
    let mut text = head(&[("words", "u32"), ("mask", "f32")]);
    let _ = write!(
        text,
        "    if id >= arrayLength(&mask) {{ return; }}
    let is_kept = (words[id / {BITS}u] >> (id % {BITS}u)) & 1u;
    mask[id] = f32(is_kept) * {scale:?};
}}
"
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_in_their_order() {
        let mut kept = vec![0; 33];
        (kept[0], kept[5], kept[32]) = (1, 1, 1);
        assert_eq!(words(&kept), [0b10_0001, 1]);
    }
}
