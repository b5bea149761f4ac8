//! Convolution by Winograd's short convolutions: tiles of 4×4 outputs are transformed to points, at each of
//! which a small matrix product takes the place of the windows. The backward pass is its transpose.

use std::marker::PhantomData;
use std::ops::Range;

use super::Conv;
use super::direct::kernel_order;
use super::parts::{Parts, sum_parts};
use super::picture::{Backward, Frame, Output};
use super::points::{MOST, OUT, Points};
use crate::memory::{Scratch, Scratches};
use crate::pack::panels_len;
use crate::simd::{Job, Simd, WIDEST};
use crate::threads::{Shared, each_item, each_part};
use crate::tile::{Block, OuterBlock, Rows, Walk};

/// Tiles at once: enough to use what is loaded of the kernel, few enough for the second cache.
const TILES: usize = 48;

/// How pictures are cut into tiles.
struct Plan {
    /// The picture with its border, filled up to whole tiles.
    frame: Frame,
    /// The output, filled up to whole tiles.
    gradient: Frame,
    /// Tiles of a picture: rows and columns.
    tiles: [usize; 2],
    /// Pictures at once.
    pictures: usize,
    /// Points in all.
    points: usize,
    /// From point to point in the points of inputs, and of outputs: no power of two, which would
    /// let all points share a few lines of the cache.
    input_step: usize,
    output_step: usize,
}

impl Plan {
    fn new<P: Points>(conv: &Conv) -> Self {
        let tiles = conv.output().map(|n| n.div_ceil(OUT));
        let frame = Frame {
            size: tiles.map(|n| n * OUT + P::TAPS - 1),
            begin: [conv.pads[0].0, conv.pads[1].0],
            channels: conv.channels,
        };
        let gradient = Frame {
            size: tiles.map(|n| n * OUT),
            begin: [0, 0],
            channels: conv.filters,
        };
        let per_picture = tiles[0] * tiles[1];
        let pictures = (TILES / per_picture).clamp(1, conv.pictures);
        let most = TILES.min(pictures * per_picture);
        Self {
            frame,
            gradient,
            tiles,
            pictures,
            points: P::N * P::N,
            input_step: most * conv.channels + 16,
            output_step: most * conv.filters + 16,
        }
    }

    fn per_picture(&self) -> usize {
        self.tiles[0] * self.tiles[1]
    }

    /// Of a tile among those of the pictures at once: its picture, row and column.
    #[inline(always)]
    fn tile(&self, t: usize) -> (usize, usize, usize) {
        let (picture, t) = (t / self.per_picture(), t % self.per_picture());
        (picture, t / self.tiles[1], t % self.tiles[1])
    }
}

/// A transform of tiles, entered as a kernel.
struct Transform<'a, P> {
    plan: &'a Plan,
    kind: Kind,
    tiles: Range<usize>,
    from: *const f32,
    to: *mut f32,
    points: PhantomData<P>,
}

#[derive(Clone, Copy)]
enum Kind {
    InputPoints,
    /// With the rows and columns of the output.
    Outputs([usize; 2]),
    OutputGradients,
    InputGradients,
}

impl<P: Points> Job for Transform<'_, P> {
    type Out = ();
    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let Self {
            plan,
            tiles,
            from,
            to,
            ..
        } = self;
        match self.kind {
            Kind::InputPoints => input_points::<S, P>(plan, tiles, from, to),
            Kind::Outputs(size) => outputs::<S, P>(plan, size, tiles, from, to),
            Kind::OutputGradients => output_gradients::<S, P>(plan, tiles, from, to),
            Kind::InputGradients => input_gradients::<S, P>(plan, tiles, from, to),
        }
    }
}

impl Plan {
    unsafe fn transform<S: Simd, P: Points>(
        &self,
        kind: Kind,
        tiles: &Range<usize>,
        from: *const f32,
        to: *mut f32,
    ) {
        S::enter(Transform::<P> {
            plan: self,
            kind,
            tiles: tiles.clone(),
            from,
            to,
            points: PhantomData,
        });
    }
}

/// The kernel's points, as panels of a product of `from` channels with `to` channels at each point, for some of the
/// channels `from`. The taps of a pair are at `from * steps[0] + to * steps[1]`.
struct KernelPoints<P> {
    kernel: *const f32,
    sizes: [usize; 2],
    steps: [usize; 2],
    channels: Range<usize>,
    out: *mut f32,
    points: PhantomData<P>,
}

impl<P: Points> Job for KernelPoints<P> {
    type Out = ();
    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        kernel_points::<S, P>(self.kernel, self.sizes, self.steps, self.channels, self.out);
    }
}

/// Those of all channels, on all threads.
unsafe fn all_kernel_points<S: Simd, P: Points>(
    kernel: &[f32],
    sizes: [usize; 2],
    steps: [usize; 2],
    out: *mut f32,
) {
    let out = Shared(out);
    each_part(sizes[0], (PAIRS / sizes[1]).max(1), |_, channels| {
        S::enter(KernelPoints::<P> {
            kernel: kernel.as_ptr(),
            sizes,
            steps,
            channels,
            out: out.at(),
            points: PhantomData,
        });
    });
}

/// Pairs of channels and filters whose transforms are worth a thread: some ten microseconds.
const PAIRS: usize = 256;

#[inline(always)]
unsafe fn kernel_points<S: Simd, P: Points>(
    kernel: *const f32,
    [from, to]: [usize; 2],
    steps: [usize; 2],
    channels: Range<usize>,
    out: *mut f32,
) {
    let (n, taps, lanes) = (P::N, P::TAPS, S::LANES);
    let step = panels_len::<S>(from, to);
    let mut line = [0.0_f32; 25 * WIDEST];
    let line = line.as_mut_ptr();
    for f in channels {
        for t in (0..to).step_by(lanes) {
            for l in 0..lanes {
                let own = kernel.add(f * steps[0] + (t + l) * steps[1]);
                for tap in 0..taps * taps {
                    *line.add(tap * lanes + l) = *own.add(tap);
                }
            }
            // The panel's width, where this vector is in it.
            let panel = t / (2 * lanes) * 2 * lanes;
            let width = (to - panel).min(2 * lanes);
            let own = out.add(panel * from + f * width + t - panel);
            let mut rows = [[S::splat(0.0); MOST]; 5];
            for y in 0..taps {
                for p in 0..n {
                    let mut sum = S::splat(0.0);
                    for x in 0..taps {
                        let tap = S::load(line.add((y * taps + x) * lanes));
                        sum = S::madd(S::splat(P::KERNEL[p][x]), tap, sum);
                    }
                    rows[y][p] = sum;
                }
            }
            for p in 0..n {
                for q in 0..n {
                    let mut sum = S::splat(0.0);
                    for y in 0..taps {
                        sum = S::madd(S::splat(P::KERNEL[p][y]), rows[y][q], sum);
                    }
                    S::store(own.add((p * n + q) * step), sum);
                }
            }
        }
    }
}

/// The points of tiles of inputs.
#[inline(always)]
unsafe fn input_points<S: Simd, P: Points>(
    plan: &Plan,
    tiles: Range<usize>,
    frames: *const f32,
    out: *mut f32,
) {
    let (n, c, row) = (P::N, plan.frame.channels, plan.frame.row());
    let begin = tiles.start;
    for t in tiles {
        let (picture, ty, tx) = plan.tile(t);
        let from = frames.add(picture * plan.frame.len() + ty * OUT * row + tx * OUT * c);
        let to = out.add((t - begin) * c);
        for channel in (0..c).step_by(S::LANES) {
            let mut rows = [[S::splat(0.0); MOST]; MOST];
            for y in 0..n {
                let mut d = [S::splat(0.0); MOST];
                for x in 0..n {
                    d[x] = S::load(from.add(y * row + x * c + channel));
                }
                rows[y] = P::input::<S>(d);
            }
            for x in 0..n {
                let mut d = [S::splat(0.0); MOST];
                for y in 0..n {
                    d[y] = rows[y][x];
                }
                let d = P::input::<S>(d);
                for y in 0..n {
                    S::store(to.add((y * n + x) * plan.input_step + channel), d[y]);
                }
            }
        }
    }
}

/// Outputs of tiles from their points, each within its picture.
#[inline(always)]
unsafe fn outputs<S: Simd, P: Points>(
    plan: &Plan,
    [h, w]: [usize; 2],
    tiles: Range<usize>,
    points: *const f32,
    out: *mut f32,
) {
    let (n, c) = (P::N, plan.gradient.channels);
    let begin = tiles.start;
    for t in tiles {
        let (picture, ty, tx) = plan.tile(t);
        let from = points.add((t - begin) * c);
        for channel in (0..c).step_by(S::LANES) {
            let mut rows = [[S::splat(0.0); OUT]; MOST];
            for y in 0..n {
                let mut m = [S::splat(0.0); MOST];
                for x in 0..n {
                    m[x] = S::load(from.add((y * n + x) * plan.output_step + channel));
                }
                rows[y] = P::output::<S>(m);
            }
            for x in 0..OUT {
                let mut m = [S::splat(0.0); MOST];
                for y in 0..n {
                    m[y] = rows[y][x];
                }
                let m = P::output::<S>(m);
                let column = tx * OUT + x;
                if column >= w {
                    continue;
                }
                for y in 0..OUT {
                    let row = ty * OUT + y;
                    if row < h {
                        S::store(
                            out.add(((picture * h + row) * w + column) * c + channel),
                            m[y],
                        );
                    }
                }
            }
        }
    }
}

/// Gradients of tiles' points from those of outputs.
#[inline(always)]
unsafe fn output_gradients<S: Simd, P: Points>(
    plan: &Plan,
    tiles: Range<usize>,
    frames: *const f32,
    out: *mut f32,
) {
    let (n, c, row) = (P::N, plan.gradient.channels, plan.gradient.row());
    let begin = tiles.start;
    for t in tiles {
        let (picture, ty, tx) = plan.tile(t);
        let from = frames.add(picture * plan.gradient.len() + ty * OUT * row + tx * OUT * c);
        let to = out.add((t - begin) * c);
        for channel in (0..c).step_by(S::LANES) {
            let mut rows = [[S::splat(0.0); MOST]; OUT];
            for y in 0..OUT {
                let mut d = [S::splat(0.0); OUT];
                for x in 0..OUT {
                    d[x] = S::load(from.add(y * row + x * c + channel));
                }
                rows[y] = P::output_transposed::<S>(d);
            }
            for x in 0..n {
                let column = [rows[0][x], rows[1][x], rows[2][x], rows[3][x]];
                let column = P::output_transposed::<S>(column);
                for y in 0..n {
                    S::store(to.add((y * n + x) * plan.output_step + channel), column[y]);
                }
            }
        }
    }
}

/// Adds what tiles' inputs get from their points' gradients, tile over tile.
#[inline(always)]
unsafe fn input_gradients<S: Simd, P: Points>(
    plan: &Plan,
    tiles: Range<usize>,
    points: *const f32,
    frames: *mut f32,
) {
    let (n, c, row) = (P::N, plan.frame.channels, plan.frame.row());
    let begin = tiles.start;
    for t in tiles {
        let (picture, ty, tx) = plan.tile(t);
        let to = frames.add(picture * plan.frame.len() + ty * OUT * row + tx * OUT * c);
        let from = points.add((t - begin) * c);
        for channel in (0..c).step_by(S::LANES) {
            let mut rows = [[S::splat(0.0); MOST]; MOST];
            for y in 0..n {
                let mut v = [S::splat(0.0); MOST];
                for x in 0..n {
                    v[x] = S::load(from.add((y * n + x) * plan.input_step + channel));
                }
                rows[y] = P::input_transposed::<S>(v);
            }
            for x in 0..n {
                let mut v = [S::splat(0.0); MOST];
                for y in 0..n {
                    v[y] = rows[y][x];
                }
                let v = P::input_transposed::<S>(v);
                for y in 0..n {
                    let q = to.add(y * row + x * c + channel);
                    S::store(q, S::add(S::load(q), v[y]));
                }
            }
        }
    }
}

pub(super) unsafe fn forward<S: Simd, P: Points>(
    conv: &Conv,
    x: &[f32],
    kernel: &[f32],
    output: &Output,
) {
    let plan = Plan::new::<P>(conv);
    let (c, n, taps) = (conv.channels, conv.filters, conv.taps());
    let kernel_step = panels_len::<S>(c, n);
    let mut u = Scratch::new(plan.points * kernel_step);
    all_kernel_points::<S, P>(kernel, [c, n], [taps, c * taps], u.at());
    let u = Shared(u.at());
    let frames = Scratches::zeros(plan.pictures * plan.frame.len());
    let v = Scratches::new(plan.points * plan.input_step);
    let m = Scratches::new(plan.points * plan.output_step);
    let sums = Scratches::new(plan.pictures * conv.output_len());
    each_part(conv.pictures, plan.pictures, |thread, pictures| {
        let [frames, v, m] = [&frames, &v, &m].map(|scratch| scratch.of(thread));
        for first in pictures.clone().step_by(plan.pictures) {
            let count = plan.pictures.min(pictures.end - first);
            for i in 0..count {
                let own = x.as_ptr().add((first + i) * conv.input_len());
                plan.frame
                    .put(conv.input, own, frames.add(i * plan.frame.len()));
            }
            let out = output.target(first, sums.of(thread));
            let all = count * plan.per_picture();
            for begin in (0..all).step_by(TILES) {
                let tiles = begin..(begin + TILES).min(all);
                plan.transform::<S, P>(Kind::InputPoints, &tiles, frames, v);
                for p in 0..plan.points {
                    S::enter(Block {
                        m: tiles.len(),
                        n,
                        runs: &[0],
                        len: c,
                        a: v.add(p * plan.input_step),
                        a_rows: Rows::Every(c),
                        b: u.at().add(p * kernel_step),
                        c: m.add(p * plan.output_step),
                        c_rows: Rows::Every(n),
                        add: false,
                    });
                }
                plan.transform::<S, P>(Kind::Outputs(conv.output()), &tiles, m, out);
            }
            for i in 0..count {
                output.finish::<S>(first + i, out.add(i * conv.output_len()));
            }
        }
    });
}

/// The scratch of a backward pass: that which all threads read, that of each thread, and that of each part of
/// the pictures.
struct Back {
    plan: Plan,
    /// The kernel's points for the way back.
    u: Shared<f32>,
    kernel_step: usize,
    frames: Scratches,
    gradients: Scratches,
    v: Scratches,
    m: Scratches,
    dx: Scratches,
    /// Of each part the gradients of the kernel's points, as lines of filters.
    du: Shared<f32>,
    /// Of each part those of the bias, for a row of pixels.
    db: Shared<f32>,
}

pub(super) unsafe fn backward<S: Simd, P: Points>(job: &Backward, dk: &mut [f32], db: &mut [f32]) {
    let conv = &job.conv;
    let plan = Plan::new::<P>(conv);
    let (c, n, taps) = (conv.channels, conv.filters, conv.taps());
    let kernel_step = panels_len::<S>(n, c);
    let needs_x = job.dx.is_some();
    let mut u = Scratch::new(if needs_x {
        plan.points * kernel_step
    } else {
        0
    });
    if needs_x {
        all_kernel_points::<S, P>(job.kernel, [n, c], [c * taps, taps], u.at());
    }
    let parts = Parts::of(conv.pictures, plan.pictures);
    let du_len = plan.points * c * n;
    let mut du = Scratch::new(parts.count * du_len);
    let mut rows = Scratch::zeros(parts.count * db.len());
    let back = Back {
        u: Shared(u.at()),
        kernel_step,
        frames: Scratches::zeros(plan.pictures * plan.frame.len()),
        gradients: Scratches::zeros(plan.pictures * plan.gradient.len()),
        v: Scratches::new(plan.points * plan.input_step),
        // The last lines are read beyond the last filter.
        m: Scratches::new(plan.points * plan.output_step + WIDEST),
        dx: Scratches::new(plan.pictures * plan.frame.len()),
        du: Shared(du.at()),
        db: Shared(rows.at()),
        plan,
    };
    each_item(parts.count, |thread, part| {
        back.part::<S, P>(job, thread, part, parts.range(part), db.len());
    });
    sum_parts(du.at(), du_len, parts.count);
    sum_parts(rows.at(), db.len(), parts.count);
    db.copy_from_slice(std::slice::from_raw_parts(rows.address(), db.len()));
    let mut lines = Scratch::new(taps * c * n);
    let (from, to) = (Shared(du.at()), Shared(lines.at()));
    each_part(c, (PAIRS / n).max(1), |_, channels| {
        S::enter(KernelGradient::<P> {
            sizes: [c, n],
            channels,
            du: from.at(),
            lines: to.at(),
            points: PhantomData,
        });
    });
    kernel_order(conv, lines.at(), dk);
}

impl Back {
    /// The gradients of a part of the pictures.
    unsafe fn part<S: Simd, P: Points>(
        &self,
        job: &Backward,
        thread: usize,
        part: usize,
        pictures: Range<usize>,
        db_len: usize,
    ) {
        let (plan, conv) = (&self.plan, &job.conv);
        let [frames, gradients, dx] =
            [&self.frames, &self.gradients, &self.dx].map(|scratch| scratch.of(thread));
        let db = self.db.at().add(part * db_len);
        let db = std::slice::from_raw_parts_mut(db, db_len);
        for first in pictures.clone().step_by(plan.pictures) {
            let count = plan.pictures.min(pictures.end - first);
            for i in 0..count {
                let own = job.x.as_ptr().add((first + i) * conv.input_len());
                plan.frame
                    .put(conv.input, own, frames.add(i * plan.frame.len()));
                let g = gradients.add(i * plan.gradient.len());
                job.upstream
                    .spread::<S>(conv, first + i, &plan.gradient, g, db);
            }
            if job.dx.is_some() {
                dx.write_bytes(0, count * plan.frame.len());
            }
            let all = count * plan.per_picture();
            for begin in (0..all).step_by(TILES) {
                let tiles = begin..(begin + TILES).min(all);
                let is_first = first == pictures.start && begin == 0;
                self.tiles::<S, P>(job, thread, part, &tiles, is_first);
            }
            if let Some(to) = job.dx {
                for i in 0..count {
                    let to = to.at().add((first + i) * conv.input_len());
                    plan.frame
                        .take(conv.input, dx.add(i * plan.frame.len()), to);
                }
            }
        }
    }

    /// Those of some tiles.
    unsafe fn tiles<S: Simd, P: Points>(
        &self,
        job: &Backward,
        thread: usize,
        part: usize,
        tiles: &Range<usize>,
        is_first: bool,
    ) {
        let (plan, c, n) = (&self.plan, job.conv.channels, job.conv.filters);
        let [frames, gradients, all_v, all_m, dx] =
            [&self.frames, &self.gradients, &self.v, &self.m, &self.dx]
                .map(|scratch| scratch.of(thread));
        plan.transform::<S, P>(Kind::OutputGradients, tiles, gradients, all_m);
        plan.transform::<S, P>(Kind::InputPoints, tiles, frames, all_v);
        for p in 0..plan.points {
            let m = all_m.add(p * plan.output_step);
            let v = all_v.add(p * plan.input_step);
            let walk = Walk {
                rows: 1,
                steps: tiles.len(),
                a_row: 0,
                a_step: c,
                b_row: 0,
                b_step: n,
            };
            S::enter(OuterBlock {
                runs: &[0],
                len: c,
                n,
                walk,
                a: v,
                b: m,
                b_panel: 2 * S::LANES,
                c: self.du.at().add((part * plan.points + p) * c * n),
                ldc: n,
                add: !is_first,
            });
            if job.dx.is_some() {
                // The inputs' points are no longer needed: their gradients take the place.
                S::enter(Block {
                    m: tiles.len(),
                    n: c,
                    runs: &[0],
                    len: n,
                    a: m,
                    a_rows: Rows::Every(n),
                    b: self.u.at().add(p * self.kernel_step),
                    c: v,
                    c_rows: Rows::Every(c),
                    add: false,
                });
            }
        }
        if job.dx.is_some() {
            plan.transform::<S, P>(Kind::InputGradients, tiles, all_v, dx);
        }
    }
}

/// Gᵀ·dU·G, as lines (tap, channel) of filters, for some of the channels.
struct KernelGradient<P> {
    sizes: [usize; 2],
    channels: Range<usize>,
    du: *const f32,
    lines: *mut f32,
    points: PhantomData<P>,
}

impl<P: Points> Job for KernelGradient<P> {
    type Out = ();
    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        kernel_gradient::<S, P>(self.sizes, self.channels, self.du, self.lines);
    }
}

#[inline(always)]
unsafe fn kernel_gradient<S: Simd, P: Points>(
    [c, n]: [usize; 2],
    channels: Range<usize>,
    du: *const f32,
    lines: *mut f32,
) {
    let (taps, points) = (P::TAPS, P::N);
    for channel in channels {
        for filter in (0..n).step_by(S::LANES) {
            let own = du.add(channel * n + filter);
            let mut rows = [[S::splat(0.0); 5]; MOST];
            for p in 0..points {
                for x in 0..taps {
                    let mut sum = S::splat(0.0);
                    for q in 0..points {
                        let point = S::load(own.add((p * points + q) * c * n));
                        sum = S::madd(S::splat(P::KERNEL[q][x]), point, sum);
                    }
                    rows[p][x] = sum;
                }
            }
            for y in 0..taps {
                for x in 0..taps {
                    let mut sum = S::splat(0.0);
                    for p in 0..points {
                        sum = S::madd(S::splat(P::KERNEL[p][y]), rows[p][x], sum);
                    }
                    let tap = y * taps + x;
                    S::store(lines.add((tap * c + channel) * n + filter), sum);
                }
            }
        }
    }
}
