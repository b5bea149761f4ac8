//! An operation of our own in burn's graph of gradients.

use std::fmt::Debug;

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, NodeGuard, Ops, OpsKind};
use burn::backend::flex::{FlexTensor, Layout};
use burn::backend::{Autodiff, Flex};
use burn::tensor::{Bytes, DType, Shape, Tensor};

/// A function of `N` tensors, over their values. Those with four axes come and go channels last, the
/// others as they are.
pub(super) trait Operation<const N: usize>: Clone + Debug + Send + 'static {
    /// What the gradients need beside inputs and output.
    type Kept: Clone + Debug + Send + 'static;

    /// The output's values, and what is kept.
    fn forward(&self, inputs: [&[f32]; N]) -> (Vec<f32>, Self::Kept);

    /// The gradients by the inputs from that by the output. Those that are not `wanted` may be empty.
    fn backward(&self, pass: Pass<N, Self::Kept>) -> [Vec<f32>; N];
}

/// What a backward pass has.
pub(super) struct Pass<'a, const N: usize, K> {
    /// The gradient by the output.
    pub dy: &'a [f32],
    /// The inputs.
    pub inputs: [&'a [f32]; N],
    /// The output.
    pub output: &'a [f32],
    /// What the forward pass kept.
    pub kept: &'a K,
    /// Which gradients are asked for.
    pub wanted: [bool; N],
}

/// A tensor of any number of axes on the CPU device, with its place in the graph if it has one.
pub(super) struct Input {
    tensor: FlexTensor,
    node: Option<NodeGuard>,
}

impl<const D: usize> From<Tensor<D>> for Input {
    fn from(tensor: Tensor<D>) -> Self {
        const ON_THE_CPU: &str = "kernels are for tensors of the CPU device";
        if tensor.is_autodiff() {
            let tensor = tensor.try_into_primitive::<Autodiff<Flex>>();
            let (tensor, node) = tensor.expect(ON_THE_CPU).into_parts();
            Self {
                tensor,
                node: Some(node),
            }
        } else {
            let tensor = tensor.try_into_primitive::<Flex>().expect(ON_THE_CPU);
            Self { tensor, node: None }
        }
    }
}

/// Applies an operation whose output has the axes `dims`.
pub(super) fn apply<O: Operation<N>, const N: usize, const D: usize>(
    operation: O,
    inputs: [Input; N],
    dims: [usize; D],
) -> Tensor<D> {
    let is_tracked = inputs.iter().any(|input| input.node.is_some());
    let shapes = inputs.each_ref().map(|i| i.tensor.layout().shape().clone());
    let mut nodes = Vec::with_capacity(N);
    let tensors = inputs.map(|input| {
        nodes.push((input.node, input.tensor.clone()));
        rows(&input.tensor)
    });
    let (output, kept) = operation.forward(tensors.each_ref().map(values));
    let output = tensor(output, &Shape::from(dims));
    if !is_tracked {
        return Tensor::from_primitive::<Flex>(output);
    }
    // One without a place gets one that no gradient leads to.
    let mut nodes = nodes.into_iter().map(|(node, tensor)| {
        node.unwrap_or_else(|| {
            let tensor = Tensor::<D>::from_primitive::<Flex>(tensor).autodiff();
            let tensor = tensor.try_into_primitive::<Autodiff<Flex>>();
            tensor.expect("it was made on this device").into_parts().1
        })
    });
    let nodes = std::array::from_fn(|_| nodes.next().expect("a node for each input"));
    let step = Step { operation, shapes };
    let prepared = step
        .prepare::<NoCheckpointing>(nodes)
        .compute_bound()
        .stateful();
    Tensor::from_primitive::<Autodiff<Flex>>(match prepared {
        OpsKind::Tracked(prepared) => {
            let state = State {
                inputs: tensors,
                output: rows(&output),
                kept,
            };
            prepared.finish(state, output)
        }
        OpsKind::UnTracked(prepared) => prepared.finish(output),
    })
}

#[derive(Debug)]
struct Step<O, const N: usize> {
    operation: O,
    shapes: [Shape; N],
}

#[derive(Clone, Debug)]
struct State<K, const N: usize> {
    inputs: [FlexTensor; N],
    output: FlexTensor,
    kept: K,
}

impl<O: Operation<N>, const N: usize> Backward<Flex, N> for Step<O, N> {
    type State = State<O::Kept, N>;

    fn backward(self, ops: Ops<Self::State, N>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let dy = rows(&gradients.consume::<Flex>(&ops.node));
        let own = self.operation.backward(Pass {
            dy: values(&dy),
            inputs: ops.state.inputs.each_ref().map(values),
            output: values(&ops.state.output),
            kept: &ops.state.kept,
            wanted: ops.parents.each_ref().map(Option::is_some),
        });
        for ((parent, own), shape) in ops.parents.into_iter().zip(own).zip(&self.shapes) {
            if let Some(parent) = parent {
                gradients.register::<Flex>(parent.id, tensor(own, shape));
            }
        }
    }
}

/// A tensor whose values lie in the order in which operations have them: a copy only where they do not
/// already.
fn rows(tensor: &FlexTensor) -> FlexTensor {
    if tensor.layout().num_dims() == 4 {
        tensor.permute(&[0, 2, 3, 1]).to_contiguous()
    } else {
        tensor.to_contiguous()
    }
}

/// The values of what [`rows`] gave.
fn values(tensor: &FlexTensor) -> &[f32] {
    let layout = tensor.layout();
    &tensor.storage::<f32>()[layout.start_offset()..][..layout.num_elements()]
}

/// Values in the order in which operations have them, as a tensor of a shape.
fn tensor(values: Vec<f32>, shape: &Shape) -> FlexTensor {
    let bytes = Bytes::from_elems(values);
    if shape.num_dims() == 4 {
        let [n, c, h, w] = shape.dims();
        let layout = Layout::contiguous(Shape::new([n, h, w, c]));
        FlexTensor::new(bytes, layout, DType::F32).permute(&[0, 3, 1, 2])
    } else {
        FlexTensor::new(bytes, Layout::contiguous(shape.clone()), DType::F32)
    }
}
