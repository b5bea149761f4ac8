//! An update in one pass over the values, where they are in this program's own memory: a tensor
//! operation each would be several. Adam has twelve.

use burn::tensor::Tensor;

use crate::engine::parameter::upload;

/// A parameter's new value: `rule` changes the values, by their gradient, and what the `N` slots keep
/// of each. `into_data` hands over the memory of a tensor that has no other owner, and `upload` gives
/// it back, both without a copy.
pub fn one_pass<const N: usize>(
    value: Tensor<1>,
    gradient: Tensor<1>,
    slots: &mut [Tensor<1>],
    rule: impl FnOnce(&mut [f32], &[f32], [&mut [f32]; N]),
) -> Tensor<1> {
    let Ok(slots) = <&mut [Tensor<1>; N]>::try_from(slots) else {
        unreachable!("a rule keeps the tensors that it declares")
    };
    let device = value.device();
    let mut values = take(value);
    let mut kept = slots.each_mut().map(|slot| take(slot.extract()));
    let gradient = take(gradient);
    let slices = kept.each_mut().map(Vec::as_mut_slice);
    rule(&mut values, &gradient, slices);
    for (slot, kept) in slots.iter_mut().zip(kept) {
        *slot = upload(kept, &device);
    }
    upload(values, &device)
}

fn take(tensor: Tensor<1>) -> Vec<f32> {
    let values = tensor.into_data().try_into_vec::<f32>();
    values.expect("the engine's tensors are of single precision")
}
