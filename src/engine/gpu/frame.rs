//! Shaders that put pictures and kernels into the order in which convolutions read them.

use std::fmt::Write;

use super::text::head;

/// Pictures with a border of zeros, channels last, as other shaders read them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    /// Rows and columns, and channels: those of the picture, and zeros that make whole vectors.
    pub size: [usize; 2],
    pub channels: usize,
    /// Where the picture begins, and from one of its rows and columns to the next.
    pub begin: [usize; 2],
    pub spacing: [usize; 2],
}

impl Frame {
    /// Of a shader that makes such frames from pictures `[batch, channels, height, width]` whose values have these
    /// distances in memory. With a gate, the values of the other tensor decide which are kept: those above 0.
    pub fn text(
        &self,
        [channels, height, width]: [usize; 3],
        distances: [usize; 4],
        gate: Option<[usize; 4]>,
    ) -> String {
        let mut buffers = vec![("pictures", "f32"), ("frames", "f32")];
        if gate.is_some() {
            buffers.insert(1, ("gate", "f32"));
        }
        let mut text = head(&buffers);
        let Self {
            size: [rows, columns],
            channels: all,
            begin: [top, left],
            spacing: [down, right],
        } = *self;
        let at = |[n, c, y, x]: [usize; 4]| {
            format!("n * {n}u + c * {c}u + u32(y / {down}) * {y}u + u32(x / {right}) * {x}u")
        };
        let value = match gate {
            None => format!("value = pictures[{}];", at(distances)),
            Some(gate) => format!(
                "if gate[{}] > 0.0 {{ value = pictures[{}]; }}",
                at(gate),
                at(distances)
            ),
        };
        let _ = write!(
            text,
            "    if id >= arrayLength(&frames) {{ return; }}
    let c = id % {all}u;
    let pixel = id / {all}u;
    let n = pixel / {pixels}u;
    let y = i32(pixel / {columns}u % {rows}u) - {top};
    let x = i32(pixel % {columns}u) - {left};
    var value = 0.0;
    if c < {channels}u && y >= 0 && x >= 0 && y % {down} == 0 && x % {right} == 0
        && y / {down} < {height} && x / {right} < {width} {{
        {value}
    }}
    frames[id] = value;
}}
",
            pixels = rows * columns,
        );
        text
    }
}

/// Of a shader that puts a kernel `[filters, channels, height, width]` into the order in which [`super::windows::Windows`] read it:
/// a line of outputs for each tap and input, filled up with zeros. On the way back, filters are the inputs, and
/// the taps are turned round.
pub(super) fn lines(
    [filters, channels]: [usize; 2],
    [height, width]: [usize; 2],
    [inputs, outputs]: [usize; 2],
    is_back: bool,
) -> String {
    let mut text = head(&[("kernel", "f32"), ("lines", "f32")]);
    let (filter, channel, tap) = if is_back {
        ("i", "o", format!("{}u - tap", height * width - 1))
    } else {
        ("o", "i", "tap".to_owned())
    };
    let _ = write!(
        text,
        "    if id >= arrayLength(&lines) {{ return; }}
    let o = id % {outputs}u;
    let i = id / {outputs}u % {inputs}u;
    let tap = id / {all}u;
    var value = 0.0;
    if {filter} < {filters}u && {channel} < {channels}u {{
        value = kernel[({filter} * {channels}u + {channel}) * {taps}u + {tap}];
    }}
    lines[id] = value;
}}
",
        all = inputs * outputs,
        taps = height * width,
    );
    text
}
