//! The texts of the shaders, in WGSL. Sizes are constants in them, but for the number of pictures, which changes with
//! the last batch of an epoch: it follows from the length of a buffer.

use std::fmt::Write;

use super::shader::GROUP;

/// The begin of a shader: its buffers (name and type; the last is written), and the number of the invocation, `id`.
fn head(buffers: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (at, (name, of)) in buffers.iter().enumerate() {
        let access = if at + 1 == buffers.len() {
            "read_write"
        } else {
            "read"
        };
        let _ = writeln!(
            text,
            "@group(0) @binding({at}) var<storage, {access}> {name}: array<{of}>;"
        );
    }
    let _ = write!(
        text,
        "
@compute @workgroup_size({GROUP})
fn main(
    @builtin(workgroup_id) group: vec3u,
    @builtin(num_workgroups) groups: vec3u,
    @builtin(local_invocation_index) own: u32,
) {{
    let id = (group.y * groups.x + group.x) * {GROUP}u + own;
"
    );
    text
}

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

/// Of a shader that puts a kernel `[filters, channels, height, width]` into the order in which [`Windows`] read it:
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

/// The type of a value of one or four channels.
fn vector(width: usize) -> &'static str {
    if width == 4 { "vec4f" } else { "f32" }
}

/// The members of a vector of one or four.
fn members(name: &str, width: usize) -> Vec<String> {
    if width == 4 {
        let names = ["x", "y", "z", "w"];
        names.map(|member| format!("{name}.{member}")).to_vec()
    } else {
        vec![name.to_owned()]
    }
}

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
            output: [rows, columns],
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
        // With windows pixel by pixel, all but one of the values are there from the pixel before.
        let is_sliding = right == 1 && column_step == 1;
        let step = column_step * inputs;
        let _ = writeln!(
            text,
            "    for (var n = part * each; n < end; n++) {{
    for (var y = 0u; y < {rows}u; y++) {{
        let row = n * {frame_rows}u + y * {down}u + ky * {row_step}u;
        var a = (row * {frame_columns}u + kx * {column_step}u) * {inputs}u + c;
        let other = n * {other_rows}u + y * {other_down}u + {top}u;
        var b = (other * {other_columns}u + {left}u) * {groups}u + f;"
        );
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
}
