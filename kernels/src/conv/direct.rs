//! Convolution as a matrix product over a picture with its border: a window's rows are runs of values that
//! lie there already, so nothing is unfolded.

use super::Conv;
use super::parts::{Parts, sum_parts};
use super::picture::{Backward, Frame, Output};
use crate::memory::{Scratch, Scratches};
use crate::pack::{Pack, panels_len};
use crate::simd::{Simd, WIDEST};
use crate::threads::{Shared, each_item, each_part};
use crate::tile::{Block, OuterBlock, Rows, Walk};

/// The picture with the border that windows reach into.
fn padded(conv: &Conv) -> Frame {
    let output = conv.output();
    let size = std::array::from_fn(|i| {
        (output[i] - 1) * conv.strides[i] + (conv.kernel[i] - 1) * conv.dilation[i] + 1
    });
    Frame {
        size,
        begin: [conv.pads[0].0, conv.pads[1].0],
        channels: conv.channels,
    }
}

/// Whether the picture is its own frame.
fn is_whole(conv: &Conv, frame: &Frame) -> bool {
    frame.begin == [0, 0] && frame.size == conv.input
}

/// Runs of a window of rows and columns with a distance between its pixels, and the length of each.
fn runs(frame: &Frame, window: [usize; 2], distance: [usize; 2]) -> (Vec<usize>, usize) {
    let c = frame.channels;
    let rows = (0..window[0]).map(|y| y * distance[0] * frame.row());
    if distance[1] == 1 {
        (rows.collect(), window[1] * c)
    } else {
        let runs = rows.flat_map(|row| (0..window[1]).map(move |x| row + x * distance[1] * c));
        (runs.collect(), c)
    }
}

/// Where each output pixel's window begins.
fn windows(conv: &Conv, frame: &Frame) -> Vec<usize> {
    let [oh, ow] = conv.output();
    let [sh, sw] = conv.strides;
    let rows = (0..oh).map(|y| y * sh * frame.row());
    rows.flat_map(|row| (0..ow).map(move |x| row + x * sw * frame.channels))
        .collect()
}

pub(super) unsafe fn forward<S: Simd>(conv: &Conv, x: &[f32], kernel: &[f32], output: &Output) {
    let (frame, n, c) = (padded(conv), conv.filters, conv.channels);
    let taps = conv.taps();
    let lines = taps * c;
    let mut panels = Scratch::new(panels_len::<S>(lines, n));
    // Line (tap, channel) of a kernel in burn's order.
    let order: Vec<usize> = (0..lines).map(|k| (k % c) * taps + k / c).collect();
    S::enter(Pack {
        k: lines,
        n,
        b: kernel.as_ptr(),
        lines: Rows::Listed(&order),
        ld: lines,
        out: panels.at(),
    });
    let panels = Shared(panels.at());
    let (runs, len) = runs(&frame, conv.kernel, conv.dilation);
    let windows = windows(conv, &frame);
    let is_whole = is_whole(conv, &frame);
    let frames = Scratches::zeros(if is_whole { 0 } else { frame.len() });
    let sums = Scratches::new(conv.output_len());
    each_part(conv.pictures, 1, |thread, pictures| {
        for i in pictures {
            let own = x.as_ptr().add(i * conv.input_len());
            let a = if is_whole {
                own
            } else {
                frame.put(conv.input, own, frames.of(thread));
                frames.of(thread).cast_const()
            };
            let out = output.target(i, sums.of(thread));
            S::enter(Block {
                m: windows.len(),
                n,
                runs: &runs,
                len,
                a,
                a_rows: Rows::Listed(&windows),
                b: panels.at(),
                c: out,
                c_rows: Rows::Every(n),
                add: false,
            });
            output.finish::<S>(i, out);
        }
    });
}

/// The input pixels at whose windows the same taps take part, in one direction: with strides, every
/// `stride`th pixel, and every `stride`th tap of the kernel.
struct Phase {
    /// The first tap, the number of taps, and from one to the next.
    first: usize,
    taps: usize,
    step: usize,
    /// Input pixels, and of each the first of the gradients (in the frame) that it gets a part of.
    pixels: Vec<(usize, usize)>,
}

/// The phases of a direction, and the zeros needed before and after the gradient.
fn phases(conv: &Conv, i: usize) -> (Vec<Phase>, [usize; 2]) {
    let (s, d, k) = (conv.strides[i], conv.dilation[i], conv.kernel[i]);
    let (before, h) = (conv.pads[i].0, conv.input[i]);
    let border = (k.div_ceil(s) - 1) * d;
    let phases = (0..s).map(|r| {
        let taps = if r < k { (k - r).div_ceil(s) } else { 0 };
        let pixels = (0..h).filter(|y| (y + before) % s == r);
        // Output row (y + before) / s - j · d, for the taps j from last to first.
        let begin = |y: usize| (y + before) / s + border - taps.saturating_sub(1) * d;
        Phase {
            first: r,
            taps,
            step: s,
            pixels: pixels.map(|y| (y, begin(y))).collect(),
        }
    });
    let last = (h - 1 + before) / s + 1;
    (
        phases.collect(),
        [border, last.saturating_sub(conv.output()[i])],
    )
}

pub(super) unsafe fn backward<S: Simd>(job: &Backward, dk: &mut [f32], db: &mut [f32]) {
    let conv = &job.conv;
    let (c, n, taps) = (conv.channels, conv.filters, conv.taps());
    let [oh, ow] = conv.output();
    let ((rows, [top, bottom]), (columns, [left, right])) = (phases(conv, 0), phases(conv, 1));
    let gradient = Frame {
        size: [oh + top + bottom, ow + left + right],
        begin: [top, left],
        channels: n,
    };
    // The last lines are read beyond the last filter.
    let gradients = Scratches::zeros(gradient.len() + WIDEST);
    let frame = padded(conv);
    let is_whole = is_whole(conv, &frame);
    let frames = Scratches::zeros(if is_whole { 0 } else { frame.len() });

    // Of each part the kernel's gradient, as lines (tap, channel) of filters.
    let parts = Parts::of(conv.pictures, 1);
    let dw_len = taps * c * n;
    let mut dw = Scratch::new(parts.count * dw_len);
    let mut sums = Scratch::zeros(parts.count * db.len());
    let (all_dw, all_sums) = (Shared(dw.at()), Shared(sums.at()));
    let (kernel_runs, len) = runs(&frame, conv.kernel, conv.dilation);
    let walk = Walk {
        rows: oh,
        steps: ow,
        a_row: conv.strides[0] * frame.row(),
        a_step: conv.strides[1] * c,
        b_row: gradient.row(),
        b_step: n,
    };
    let inputs = if job.dx.is_some() {
        inputs::<S>(job, &gradient, &rows, &columns)
    } else {
        Vec::new()
    };
    let db_len = db.len();
    each_item(parts.count, |thread, part| {
        let g = gradients.of(thread);
        let db = std::slice::from_raw_parts_mut(all_sums.at().add(part * db_len), db_len);
        for i in parts.range(part) {
            job.upstream.spread::<S>(conv, i, &gradient, g, db);
            let own = job.x.as_ptr().add(i * conv.input_len());
            let a = if is_whole {
                own
            } else {
                frame.put(conv.input, own, frames.of(thread));
                frames.of(thread).cast_const()
            };
            S::enter(OuterBlock {
                runs: &kernel_runs,
                len,
                n,
                walk,
                a,
                b: g.add(gradient.at(0, 0)),
                b_panel: 2 * S::LANES,
                c: all_dw.at().add(part * dw_len),
                ldc: n,
                add: i > parts.range(part).start,
            });
            if let Some(dx) = job.dx {
                let dx = dx.at().add(i * conv.input_len());
                for input in &inputs {
                    input.run::<S>(c, g, dx);
                }
            }
        }
    });
    sum_parts(dw.at(), dw_len, parts.count);
    sum_parts(sums.at(), db_len, parts.count);
    db.copy_from_slice(std::slice::from_raw_parts(sums.address(), db_len));
    kernel_order(conv, dw.at(), dk);
}

/// Lines (tap, channel) of filters to burn's order.
pub(super) unsafe fn kernel_order(conv: &Conv, lines: *const f32, kernel: &mut [f32]) {
    let (c, n, taps) = (conv.channels, conv.filters, conv.taps());
    for tap in 0..taps {
        for channel in 0..c {
            let line = lines.add((tap * c + channel) * n);
            for filter in 0..n {
                kernel[(filter * c + channel) * taps + tap] = *line.add(filter);
            }
        }
    }
}

/// The gradient by the input pixels of one phase of rows and one of columns.
struct Input {
    panels: Scratch,
    runs: Vec<usize>,
    len: usize,
    from: Vec<usize>,
    to: Vec<usize>,
}

unsafe fn inputs<S: Simd>(
    job: &Backward,
    gradient: &Frame,
    rows: &[Phase],
    columns: &[Phase],
) -> Vec<Input> {
    let conv = &job.conv;
    let (c, n, taps) = (conv.channels, conv.filters, conv.taps());
    let mut inputs = Vec::new();
    for row in rows {
        for column in columns {
            let lines = row.taps * column.taps * n;
            let mut panels = Scratch::new(panels_len::<S>(lines, c));
            // Line (row, column, filter), the taps from last to first.
            let line = |k: usize| {
                let (filter, tap) = (k % n, k / n);
                let y = row.first + (row.taps - 1 - tap / column.taps) * row.step;
                let x = column.first + (column.taps - 1 - tap % column.taps) * column.step;
                filter * c * taps + y * conv.kernel[1] + x
            };
            let order: Vec<usize> = (0..lines).map(line).collect();
            S::enter(Pack {
                k: lines,
                n: c,
                b: job.kernel.as_ptr(),
                lines: Rows::Listed(&order),
                ld: taps,
                out: panels.at(),
            });
            let (runs, len) = runs(gradient, [row.taps, column.taps], conv.dilation);
            let (mut from, mut to) = (Vec::new(), Vec::new());
            for &(y, gy) in &row.pixels {
                for &(x, gx) in &column.pixels {
                    from.push(gy * gradient.row() + gx * n);
                    to.push((y * conv.input[1] + x) * c);
                }
            }
            inputs.push(Input {
                panels,
                runs,
                len,
                from,
                to,
            });
        }
    }
    inputs
}

impl Input {
    unsafe fn run<S: Simd>(&self, c: usize, g: *const f32, dx: *mut f32) {
        // Without a tap there are no runs, and the sums are zeros.
        S::enter(Block {
            m: self.from.len(),
            n: c,
            runs: &self.runs,
            len: self.len,
            a: g,
            a_rows: Rows::Listed(&self.from),
            b: self.panels.address(),
            c: dx,
            c_rows: Rows::Listed(&self.to),
            add: false,
        });
    }
}
