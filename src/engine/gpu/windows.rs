//! The shader of a convolution, forward and back to the pictures.

use std::fmt::Write;

use super::frame::Frame;
use super::text::{head, members, vector};

/// A convolution of frames: an invocation computes four filters of several pixels in a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Windows {
    pub frame: Frame,
    /// Channels that are read at once: one or four.
    pub width: usize,
    /// Filters, filled up to a multiple of four.
    pub filters: usize,
    pub window: [usize; 2],
    pub strides: [usize; 2],
    pub dilation: [usize; 2],
    pub output: [usize; 2],
}

impl Windows {
    /// Pixels of an invocation: those with which the fewest are computed twice, where the last ones of a row do not
    /// fill an invocation.
    fn pixels(&self) -> usize {
        let columns = self.output[1];
        let most = columns.min(8);
        (most.min(4)..=most)
            .min_by_key(|pixels| (columns.div_ceil(*pixels) * pixels, 8 - pixels))
            .unwrap_or(1)
    }

    /// Invocations for so many pictures.
    pub fn invocations(&self, pictures: usize) -> usize {
        let tiles = self.output[1].div_ceil(self.pixels());
        pictures * self.output[0] * tiles * self.filters / 4
    }

    /// The shader, which reads frames, lines and a bias, if there is one.
    pub fn text(&self, has_bias: bool, is_rectified: bool) -> String {
        let mut buffers = vec![
            ("frames", vector(self.width)),
            ("lines", "vec4f"),
            ("outputs", "vec4f"),
        ];
        if has_bias {
            buffers.insert(2, ("bias", "f32"));
        }
        let mut text = head(&buffers);
        let [rows, columns] = self.output;
        let [frame_rows, frame_columns] = self.frame.size;
        let ([height, width], [down, right]) = (self.window, self.strides);
        let [row_step, column_step] = self.dilation;
        let (pixels, groups) = (self.pixels(), self.filters / 4);
        let tiles = columns.div_ceil(pixels);
        let inputs = self.frame.channels / self.width;
        let first = if has_bias {
            "vec4f(bias[f * 4u], bias[f * 4u + 1u], bias[f * 4u + 2u], bias[f * 4u + 3u])"
        } else {
            "vec4f()"
        };
        let _ = writeln!(
            text,
            "    let f = id % {groups}u;
    let tile = id / {groups}u;
    let x = min(tile % {tiles}u * {pixels}u, {last}u);
    let y = tile / {tiles}u % {rows}u;
    let n = tile / {all}u;
    if n >= arrayLength(&outputs) / {picture}u {{ return; }}
    let first = {first};",
            last = columns - pixels,
            all = tiles * rows,
            picture = rows * columns * groups,
        );
        for i in 0..pixels {
            let _ = writeln!(text, "    var sum{i} = first;");
        }
        let _ = writeln!(
            text,
            "    for (var ky = 0u; ky < {height}u; ky++) {{
    for (var kx = 0u; kx < {width}u; kx++) {{
        let row = n * {frame_rows}u + y * {down}u + ky * {row_step}u;
        var a = (row * {frame_columns}u + x * {right}u + kx * {column_step}u) * {inputs}u;
        var b = (ky * {width}u + kx) * {tap}u + f;
        for (var c = 0u; c < {inputs}u; c++) {{",
            tap = self.frame.channels * groups,
        );
        for k in 0..self.width {
            let _ = writeln!(text, "            let w{k} = lines[b + {}u];", k * groups);
        }
        for i in 0..pixels {
            let _ = writeln!(
                text,
                "            let x{i} = frames[a + {}u];",
                i * right * inputs
            );
            for (k, member) in members(&format!("x{i}"), self.width).iter().enumerate() {
                let _ = writeln!(
                    text,
                    "            sum{i} = fma(w{k}, vec4f({member}), sum{i});"
                );
            }
        }
        let _ = writeln!(
            text,
            "            a += 1u;
            b += {}u;
        }}
    }}
    }}
    let to = ((n * {rows}u + y) * {columns}u + x) * {groups}u + f;",
            self.width * groups,
        );
        for i in 0..pixels {
            let sum = if is_rectified {
                format!("select(sum{i}, vec4f(), sum{i} < vec4f())")
            } else {
                format!("sum{i}")
            };
            let _ = writeln!(text, "    outputs[to + {}u] = {sum};", i * groups);
        }
        text.push_str("}\n");
        text
    }
}
