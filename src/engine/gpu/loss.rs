//! Softmax with cross-entropy as shaders, and as an operation in burn's graph of gradients: the gradient is had with the
//! loss.

use std::fmt::Write;

use burn::backend::Wgpu;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops};
use burn::backend::wgpu::into_contiguous;
use burn::tensor::{Shape, Tensor};

use super::graph::{finished, node, without_graph};
use super::memory::{Memory, memory};
use super::shader::run;
use super::text::head;

/// The mean cross-entropy of `[batch, classes]` logits against rows of targets: `[1]`.
pub fn cross_entropy(logits: &Tensor<2>, targets: &Tensor<2>) -> Tensor<1> {
    let [samples, classes] = logits.dims();
    let inputs = [logits, targets].map(|tensor| into_contiguous(memory(without_graph(tensor))));
    let rows = Shape::from([samples, classes + 1]);
    let rows = run(each(classes), &[&inputs[0], &inputs[1]], rows, samples);
    let loss = run(mean(classes), &[&rows], Shape::from([1]), 1);
    if !logits.is_autodiff() {
        return Tensor::from_primitive::<Wgpu>(loss);
    }
    finished(Step, [node(logits)], rows, loss)
}

/// Of a shader that writes a row for each sample: the gradient of its loss by the logits, and the loss.
fn each(classes: usize) -> String {
    let mut text = head(&[("logits", "f32"), ("targets", "f32"), ("rows", "f32")]);
    let _ = write!(
        text,
        "    if id >= arrayLength(&rows) / {row}u {{ return; }}
    let at = id * {classes}u;
    var largest = logits[at];
    for (var c = 1u; c < {classes}u; c++) {{ largest = max(largest, logits[at + c]); }}
    var sum = 0.0;
    var target_sum = 0.0;
    for (var c = 0u; c < {classes}u; c++) {{
        sum += exp(logits[at + c] - largest);
        target_sum += targets[at + c];
    }}
    let log_sum = largest + log(sum);
    var loss = 0.0;
    for (var c = 0u; c < {classes}u; c++) {{
        let log_part = logits[at + c] - log_sum;
        loss -= targets[at + c] * log_part;
        rows[id * {row}u + c] = target_sum * exp(log_part) - targets[at + c];
    }}
    rows[id * {row}u + {classes}u] = loss;
}}
",
        row = classes + 1,
    );
    text
}

/// Of a shader with one invocation, which writes the mean of the losses.
fn mean(classes: usize) -> String {
    let mut text = head(&[("rows", "f32"), ("loss", "f32")]);
    let _ = write!(
        text,
        "    if id > 0u {{ return; }}
    let samples = arrayLength(&rows) / {row}u;
    var sum = 0.0;
    for (var n = 0u; n < samples; n++) {{ sum += rows[n * {row}u + {classes}u]; }}
    loss[0] = sum / f32(samples);
}}
",
        row = classes + 1,
    );
    text
}

/// Of a shader that writes the gradient by the logits, from that by the mean.
fn gradient(classes: usize) -> String {
    let mut text = head(&[("rows", "f32"), ("dy", "f32"), ("dx", "f32")]);
    let _ = write!(
        text,
        "    if id >= arrayLength(&dx) {{ return; }}
    let samples = f32(arrayLength(&dx) / {classes}u);
    dx[id] = rows[id / {classes}u * {}u + id % {classes}u] * dy[0] / samples;
}}
",
        classes + 1,
    );
    text
}

#[derive(Debug)]
struct Step;

impl Backward<Wgpu, 1> for Step {
    /// A row for each sample.
    type State = Memory;

    fn backward(self, ops: Ops<Memory, 1>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let dy = gradients.consume::<Wgpu>(&ops.node);
        let rows = ops.state;
        let [parent] = ops.parents;
        if let Some(parent) = parent {
            let shape = rows.meta.shape();
            let (samples, classes) = (shape[0], shape[1] - 1);
            let shape = Shape::from([samples, classes]);
            let count = shape.num_elements();
            let dx = run(gradient(classes), &[&rows, &dy], shape, count);
            gradients.register::<Wgpu>(parent.id, dx);
        }
    }
}
