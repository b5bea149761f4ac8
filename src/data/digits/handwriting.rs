//! A handwritten digit: a template, distorted, slanted, drawn with a pen of some width.

use std::f32::consts::TAU;

use rand::{Rng, RngExt};

use super::template::{self, Point, Template};
use crate::data::drawing::{CENTRE, SIDE, normalized, to_byte};
use crate::data::stroke::{Pen, Stroke};

/// Straight lines that a curve between two points of a template is made of.
const LINES: usize = 4;
/// Pixels of a picture.
pub(super) const PIXELS: usize = SIDE * SIDE;

/// Writes a digit.
pub(super) fn write(digit: u16, rng: &mut impl Rng) -> [u8; PIXELS] {
    let template = choose(template::of(digit), rng);
    let unsteadiness = rng.random_range(0.005..0.04);
    let mut strokes: Vec<Stroke> = template
        .strokes
        .iter()
        .map(|points| curve(&unsteady(points, unsteadiness, rng)))
        .collect();
    let warp = Warp::random(rng);
    let slant = Slant::random(rng);
    for point in strokes.iter_mut().flatten() {
        *point = slant.apply(warp.apply(*point));
    }
    let pen = Pen {
        width: 2.7 * (0.25 * bell(rng)).exp(),
        edge: rng.random_range(0.8..1.3),
    };
    let centre = CENTRE.map(|middle| middle + rng.random_range(-0.5..0.5));
    let ink = normalized(strokes, 0.0, pen, centre).expect("a template has points");
    let pressure = rng.random_range(0.92..1.15);
    let grain = rng.random_range(0.0..0.12);
    let mut pixels = [0; PIXELS];
    for (pixel, ink) in pixels.iter_mut().zip(ink) {
        if ink > 0.0 {
            *pixel = to_byte((ink * pressure * (1.0 - grain * rng.random::<f32>())).min(1.0));
        }
    }
    pixels
}

fn choose<'a>(templates: &'a [Template], rng: &mut impl Rng) -> &'a Template {
    let total = templates.iter().map(|template| template.weight).sum();
    let mut ticket = rng.random_range(0..total);
    templates
        .iter()
        .find(|template| {
            let found = ticket < template.weight;
            ticket = ticket.wrapping_sub(template.weight);
            found
        })
        .expect("the ticket is below the sum of the weights")
}

/// Roughly normal with standard deviation 1, and never beyond 3.
fn bell(rng: &mut impl Rng) -> f32 {
    (0..4).map(|_| rng.random_range(-0.866..0.866_f32)).sum()
}

fn unsteady(points: &[Point], by: f32, rng: &mut impl Rng) -> Vec<Point> {
    let shift = |point: &Point| Point {
        at: point.at.map(|x| x + by * bell(rng)),
        ..*point
    };
    points.iter().map(shift).collect()
}

/// A smooth line through the points (Catmull–Rom), broken at corners.
fn curve(points: &[Point]) -> Stroke {
    let mut line = vec![points[0].at];
    let mut start = 0;
    for end in 1..points.len() {
        if points[end].corner || end == points.len() - 1 {
            smooth(&points[start..=end], &mut line);
            start = end;
        }
    }
    line
}

fn smooth(points: &[Point], line: &mut Stroke) {
    let at = |i: usize| points[i].at;
    let last = points.len() - 1;
    for i in 0..last {
        let (from, to) = (at(i), at(i + 1));
        let before = if i == 0 {
            mirrored(to, from)
        } else {
            at(i - 1)
        };
        let after = if i + 1 == last {
            mirrored(from, to)
        } else {
            at(i + 2)
        };
        line.extend((1..=LINES).map(|k| {
            let t = k as f32 / LINES as f32;
            [0, 1].map(|axis| catmull_rom(t, [before, from, to, after].map(|point| point[axis])))
        }));
    }
}

/// Between the second and the third of four values.
fn catmull_rom(t: f32, [before, from, to, after]: [f32; 4]) -> f32 {
    let square = 2.0 * before - 5.0 * from + 4.0 * to - after;
    let cube = 3.0 * (from - to) + after - before;
    from + 0.5 * t * (to - before + t * (square + t * cube))
}

/// `point` seen from the other side of `mirror`.
fn mirrored(point: [f32; 2], mirror: [f32; 2]) -> [f32; 2] {
    [0, 1].map(|axis| 2.0 * mirror[axis] - point[axis])
}

/// A smooth displacement of the plane: a few waves about as long as a digit.
struct Warp([Wave; 4]);

struct Wave {
    direction: [f32; 2],
    phase: f32,
    shift: [f32; 2],
}

impl Warp {
    fn random(rng: &mut impl Rng) -> Self {
        let amplitude = rng.random_range(0.0..0.045);
        Self(std::array::from_fn(|_| Wave {
            direction: [0, 1].map(|_| rng.random_range(-1.1..1.1) * TAU),
            phase: rng.random_range(0.0..TAU),
            shift: [0, 1].map(|_| amplitude * bell(rng)),
        }))
    }

    fn apply(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let mut moved = [x, y];
        for wave in &self.0 {
            let angle = wave.direction[0] * x + wave.direction[1] * y + wave.phase;
            let height = angle.sin();
            moved[0] += height * wave.shift[0];
            moved[1] += height * wave.shift[1];
        }
        moved
    }
}

/// Proportions, taper, slant and rotation of the whole digit.
struct Slant {
    width: f32,
    taper: [f32; 2],
    shear: f32,
    rotation: [f32; 2],
}

impl Slant {
    fn random(rng: &mut impl Rng) -> Self {
        let angle = 0.1 * bell(rng);
        Self {
            width: (0.08 + 0.23 * bell(rng)).exp(),
            taper: [0.2 * bell(rng), 0.2 * bell(rng)],
            shear: 0.12 + 0.24 * bell(rng),
            rotation: [angle.cos(), angle.sin()],
        }
    }

    fn apply(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let (u, v) = (x - 0.3, y - 0.5);
        let u = self.width * u * (1.0 + self.taper[0] * v);
        let v = v * (1.0 + self.taper[1] * u);
        let u = u - self.shear * v;
        let [cos, sin] = self.rotation;
        [cos * u - sin * v, sin * u + cos * v]
    }
}
