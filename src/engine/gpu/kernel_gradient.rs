//! The shader of the gradient by a convolution's kernel.

use std::fmt::Write;

use super::frame::Frame;
use super::text::{head, members, vector};
use super::windows::Windows;

/// The gradient by a kernel from frames of inputs and of the gradients by the outputs: an invocation sums some taps
/// of a row, for one or four channels and four filters, over a part of the pictures.
#[derive(Clone, Copy, Debug)]
pub(super) struct KernelGradient {
    /// The forward pass.
    pub windows: Windows,
    /// The gradients by the outputs.
    pub gradients: Frame,
}

impl KernelGradient {
    /// Taps of an invocation.
    fn taps(&self) -> usize {
        self.windows.window[1].min(5)
    }

    fn invocations_of_a_part(&self) -> usize {
        let Windows {
            frame,
            width,
            filters,
            window,
            ..
        } = self.windows;
        window[0] * window[1].div_ceil(self.taps()) * (frame.channels / width) * filters / 4
    }

    /// Parts of the pictures: as many as keep a device busy.
    pub fn parts(&self) -> usize {
        /// Invocations that keep a small one busy.
        const ENOUGH: usize = 4096;
        ENOUGH.div_ceil(self.invocations_of_a_part()).min(16)
    }

    /// Invocations in all.
    pub fn invocations(&self) -> usize {
        self.parts() * self.invocations_of_a_part()
    }

    /// The shader, which reads frames and gradients, and writes `[parts, height, width, channels, filters]`.
    pub fn text(&self) -> String {
        let mut text = head(&[
            ("frames", vector(self.windows.width)),
            ("gradients", "vec4f"),
            ("sums", "vec4f"),
        ]);
        let Windows {
            frame,
            width,
            filters,
            window: [height, columns_of_taps],
            strides: [down, right],
            dilation: [row_step, column_step],
            output: [rows, _],
        } = self.windows;
        let (taps, groups, inputs) = (self.taps(), filters / 4, frame.channels / width);
        let runs = columns_of_taps.div_ceil(taps);
        let [frame_rows, frame_columns] = frame.size;
        let Frame {
            size: [other_rows, other_columns],
            begin: [top, left],
            spacing: [other_down, other_right],
            ..
        } = self.gradients;
        let parts = self.parts();
        let _ = writeln!(
            text,
            "    let f = id % {groups}u;
    let c = id / {groups}u % {inputs}u;
    let run = id / {lines}u;
    let kx = min(run % {runs}u * {taps}u, {last}u);
    let ky = run / {runs}u % {height}u;
    let part = run / {all}u;
    if part >= {parts}u {{ return; }}
    let pictures = arrayLength(&gradients) / {picture}u;
    let each = (pictures + {parts}u - 1u) / {parts}u;
    let end = min((part + 1u) * each, pictures);",
            lines = groups * inputs,
            last = columns_of_taps - taps,
            all = runs * height,
            picture = other_rows * other_columns * groups,
        );
        for tap in 0..taps {
            for k in 0..width {
                let _ = writeln!(text, "    var sum{tap}_{k} = vec4f();");
            }
        }
        let _ = writeln!(
            text,
            "    for (var n = part * each; n < end; n++) {{
    for (var y = 0u; y < {rows}u; y++) {{
        let row = n * {frame_rows}u + y * {down}u + ky * {row_step}u;
        var a = (row * {frame_columns}u + kx * {column_step}u) * {inputs}u + c;
        let other = n * {other_rows}u + y * {other_down}u + {top}u;
        var b = (other * {other_columns}u + {left}u) * {groups}u + f;"
        );
        self.pixels(&mut text);
        let _ = writeln!(
            text,
            "            a += {}u;
            b += {}u;
        }}
    }}
    }}
    let to = (((part * {height}u + ky) * {columns_of_taps}u + kx) * {}u + c * {width}u) * {groups}u + f;",
            right * inputs,
            other_right * groups,
            frame.channels,
        );
        for tap in 0..taps {
            for k in 0..width {
                let at = (tap * frame.channels + k) * groups;
                let _ = writeln!(text, "    sums[to + {at}u] = sum{tap}_{k};");
            }
        }
        text.push_str("}\n");
        text
    }

    /// The begin of the loop over the pixels of a row, in which the sums grow.
    fn pixels(&self, text: &mut String) {
        let Windows {
            frame,
            width,
            strides: [_, right],
            dilation: [_, column_step],
            output: [_, columns],
            ..
        } = self.windows;
        let (taps, step) = (self.taps(), column_step * frame.channels / width);
        // With windows pixel by pixel, all but one of the values are there from the pixel before.
        let is_sliding = right == 1 && column_step == 1;
        if is_sliding {
            for tap in 0..taps - 1 {
                let _ = writeln!(text, "        var x{tap} = frames[a + {}u];", tap * step);
            }
        }
        let _ = writeln!(
            text,
            "        for (var x = 0u; x < {columns}u; x++) {{
            let g = gradients[b];"
        );
        for tap in 0..taps {
            if !is_sliding || tap + 1 == taps {
                let _ = writeln!(
                    text,
                    "            let x{tap} = frames[a + {}u];",
                    tap * step
                );
            }
        }
        for tap in 0..taps {
            for (k, member) in members(&format!("x{tap}"), width).iter().enumerate() {
                let _ = writeln!(
                    text,
                    "            sum{tap}_{k} = fma(g, vec4f({member}), sum{tap}_{k});"
                );
            }
        }
        if is_sliding {
            for tap in 0..taps - 1 {
                let _ = writeln!(text, "            x{tap} = x{};", tap + 1);
            }
        }
    }
}
