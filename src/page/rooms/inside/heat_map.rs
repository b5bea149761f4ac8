//! An explanation as a picture over the one that is explained.

use super::state::Heat;
use super::values::Values;
use crate::protocol::Method;
use crate::ui::csv::csv_text;
use crate::ui::picture::Pixels;

/// Against the class, and for it; told apart by every kind of colour vision.
const AGAINST: [f32; 3] = [64.0, 145.0, 235.0];
const FOR: [f32; 3] = [255.0, 112.0, 28.0];
/// The picture below is that much darker than it is.
const DIMMED: f32 = 0.55;
/// Pixels of the shown picture for one of the picture's.
const SCALE: usize = 4;

/// The picture in grey with the explanation in colour over it: orange speaks for the class, blue against it. Values
/// between those that were worked out are interpolated.
#[must_use]
pub fn overlaid(input: &Values, heat: &Heat) -> Pixels {
    let [h, w, c] = input.sizes();
    let (low, high) = input
        .values
        .iter()
        .fold((f32::MAX, f32::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
    let grey = |y: usize, x: usize| {
        let sum: f32 = (0..c).map(|channel| input.at(channel, [y, x])).sum();
        (sum / c.max(1) as f32 - low) / (high - low).max(1e-12)
    };
    let most = heat
        .values
        .iter()
        .fold(0.0_f32, |most, v| most.max(v.abs()));
    let (height, width) = (h * SCALE, w * SCALE);
    let mut pixels = Pixels::clear(width, height);
    for y in 0..height {
        for x in 0..width {
            let part = [
                (y as f32 + 0.5) / height as f32,
                (x as f32 + 0.5) / width as f32,
            ];
            let value = if is_by_pixel(heat.method) {
                at_pixel(heat, part)
            } else {
                between(heat, part)
            };
            let value = value / most.max(1e-30);
            let colour = if value < 0.0 { AGAINST } else { FOR };
            let strength = value.abs().sqrt();
            let below = grey(y / SCALE, x / SCALE) * 255.0 * DIMMED;
            let start = 4 * (y * width + x);
            for (i, colour) in colour.into_iter().enumerate() {
                pixels.rgba[start + i] = (below * (1.0 - strength) + colour * strength) as u8;
            }
            pixels.rgba[start + 3] = 255;
        }
    }
    pixels
}

impl Heat {
    /// Its numbers as CSV, row by row.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let rows = self.values.chunks_exact(self.size[1].max(1));
        csv_text(rows.map(|row| row.iter().map(f32::to_string).collect()))
    }
}

/// Whether a value belongs to each pixel, where others are coarser.
fn is_by_pixel(method: Method) -> bool {
    !matches!(
        method,
        Method::GradCam | Method::HiResCam | Method::Occlusion
    )
}

fn at_pixel(heat: &Heat, part: [f32; 2]) -> f32 {
    let [h, w] = heat.size;
    let y = ((part[0] * h as f32) as usize).min(h - 1);
    let x = ((part[1] * w as f32) as usize).min(w - 1);
    heat.values[y * w + x]
}

/// Interpolates between the middles of the cells.
fn between(heat: &Heat, part: [f32; 2]) -> f32 {
    let [h, w] = heat.size;
    let place = |part: f32, n: usize| (part * n as f32 - 0.5).clamp(0.0, (n - 1) as f32);
    let (y, x) = (place(part[0], h), place(part[1], w));
    let (top, left) = (y as usize, x as usize);
    let (bottom, right) = ((top + 1).min(h - 1), (left + 1).min(w - 1));
    let at = |y: usize, x: usize| heat.values[y * w + x];
    let (down, across) = (y - top as f32, x - left as f32);
    let upper = at(top, left) * (1.0 - across) + at(top, right) * across;
    let lower = at(bottom, left) * (1.0 - across) + at(bottom, right) * across;
    upper * (1.0 - down) + lower * down
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Shape;

    fn heat(method: Method) -> Heat {
        Heat {
            size: [1, 2],
            values: vec![2.0, -2.0],
            class: 0,
            method,
        }
    }

    #[test]
    fn what_speaks_for_the_class_is_orange_and_what_is_against_it_blue() {
        let input = Values {
            shape: Shape::Image([2, 2, 1]),
            values: vec![0.0, 1.0, 0.0, 1.0],
        };
        let pixels = overlaid(&input, &heat(Method::GradientTimesInput));
        assert_eq!((pixels.width, pixels.height), (8, 8));
        assert_eq!(pixels.rgba[..3], FOR.map(|v| v as u8));
        assert_eq!(pixels.rgba[7 * 4..7 * 4 + 3], AGAINST.map(|v| v as u8));
        assert_eq!(heat(Method::GradCam).to_csv(), "2,-2\n");
        // A coarse map has all between the two.
        let coarse = heat(Method::GradCam);
        assert!((between(&coarse, [0.5, 0.5])).abs() < 1e-6);
        assert!((between(&coarse, [0.5, 0.0]) - 2.0).abs() < 1e-6);
    }
}
