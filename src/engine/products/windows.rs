//! Which pixels the windows of a convolution are made of.

use std::cell::RefCell;

use burn::tensor::{Device, Int, Tensor, TensorData};

use crate::engine::convolution::Steps;

/// A convolution's sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Geometry {
    pub batch: usize,
    pub channels: usize,
    /// Rows and columns of a picture, of the output, and of a window.
    pub input: [usize; 2],
    pub output: [usize; 2],
    pub window: [usize; 2],
    pub filters: usize,
    strides: [usize; 2],
    /// Zeros before the first row and column.
    before: [usize; 2],
    dilation: [usize; 2],
}

impl Geometry {
    pub fn new(x: [usize; 4], kernel: [usize; 4], steps: &Steps) -> Self {
        let [batch, channels, h, w] = x;
        let [filters, _, kh, kw] = kernel;
        Self {
            batch,
            channels,
            input: [h, w],
            output: steps.output([h, w], [kh, kw]),
            window: [kh, kw],
            filters,
            strides: steps.strides,
            before: steps.pads.map(|(before, _)| before),
            dilation: steps.dilation,
        }
    }

    pub fn taps(&self) -> usize {
        self.window[0] * self.window[1]
    }

    /// In one direction, the input's position that an output's window has under a tap.
    fn input_at(&self, axis: usize, output: usize, tap: usize) -> Option<usize> {
        let at = output * self.strides[axis] + tap * self.dilation[axis];
        let at = at.checked_sub(self.before[axis])?;
        (at < self.input[axis]).then_some(at)
    }

    /// In one direction, the output whose window has an input's position under a tap.
    fn output_at(&self, axis: usize, input: usize, tap: usize) -> Option<usize> {
        let at = (input + self.before[axis]).checked_sub(tap * self.dilation[axis])?;
        let output = at / self.strides[axis];
        (at.is_multiple_of(self.strides[axis]) && output < self.output[axis]).then_some(output)
    }

    /// For each pixel of a picture of rows and columns and each tap, the pixel of another that `at` says for each
    /// direction; the one after its last where there is none.
    fn indices(
        &self,
        [h, w]: [usize; 2],
        other: [usize; 2],
        at: impl Fn(usize, usize, usize) -> Option<usize>,
    ) -> Vec<i32> {
        let [kh, kw] = self.window;
        let none = other[0] * other[1];
        let mut indices = Vec::with_capacity(h * w * self.taps());
        for y in 0..h {
            for x in 0..w {
                for ky in 0..kh {
                    let row = at(0, y, ky);
                    indices.extend((0..kw).map(|kx| {
                        let pixel = row.zip(at(1, x, kx));
                        pixel.map_or(none, |(row, column)| row * other[1] + column) as i32
                    }));
                }
            }
        }
        indices
    }
}

/// Which windows: those of the pictures, or those of the output's gradient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Input,
    Gradient,
}

/// The windows of all pixels of a picture.
#[derive(Clone, Debug)]
pub(super) struct Windows {
    indices: Tensor<1, Int>,
    /// Windows of a picture, and the pixels of one.
    count: usize,
    taps: usize,
    /// Pictures whose windows are gathered at once.
    pub pictures: usize,
}

/// Values that are gathered at once: 64 MB, half of what WebGPU is sure to bind.
const MOST: usize = 16 << 20;

thread_local! {
    /// Indices of the convolutions that were computed last: a network asks for the same ones in every step.
    static KEPT: RefCell<Vec<(Of, Geometry, Device, Tensor<1, Int>)>> = const { RefCell::new(Vec::new()) };
}

/// More than the convolutions of a network have.
const KEPT_MOST: usize = 64;

impl Windows {
    /// Windows of pictures.
    pub fn of_input(geometry: &Geometry, device: &Device) -> Self {
        Self::new(Of::Input, geometry, device)
    }

    /// Windows of the output's gradient.
    pub fn of_gradient(geometry: &Geometry, device: &Device) -> Self {
        Self::new(Of::Gradient, geometry, device)
    }

    fn new(of: Of, geometry: &Geometry, device: &Device) -> Self {
        let (pixels, channels) = match of {
            Of::Input => (geometry.output, geometry.channels),
            Of::Gradient => (geometry.input, geometry.filters),
        };
        let (count, taps) = (pixels[0] * pixels[1], geometry.taps());
        Self {
            indices: indices(of, geometry, device),
            count,
            taps,
            pictures: (MOST / (count * taps * channels)).clamp(1, geometry.batch),
        }
    }

    /// What `product` makes of the windows, a row each, of pictures `[batch, pixels, channels]` with a pixel of zeros
    /// at the end: of some pictures at a time.
    pub fn parts<T>(&self, x: &Tensor<3>, mut product: impl FnMut(Tensor<2>) -> T) -> Vec<T> {
        let [batch, _, channels] = x.dims();
        let starts = (0..batch).step_by(self.pictures);
        let parts = starts.map(|start| {
            let end = batch.min(start + self.pictures);
            let x = if end - start == batch {
                x.clone()
            } else {
                x.clone().slice([start..end])
            };
            let rows = x.select(1, self.indices.clone());
            product(rows.reshape([(end - start) * self.count, self.taps * channels]))
        });
        parts.collect()
    }
}

fn indices(of: Of, geometry: &Geometry, device: &Device) -> Tensor<1, Int> {
    // They are the same for any batch, and for any channels.
    let key = Geometry {
        batch: 0,
        channels: 0,
        filters: 0,
        ..*geometry
    };
    KEPT.with_borrow_mut(|kept| {
        let known = kept
            .iter()
            .position(|(own, geometry, on, _)| (*own, *geometry) == (of, key) && on == device);
        if let Some(at) = known {
            let entry = kept.remove(at);
            kept.push(entry);
        } else {
            let (input, output) = (geometry.input, geometry.output);
            let indices = match of {
                Of::Input => geometry.indices(output, input, |a, o, k| geometry.input_at(a, o, k)),
                Of::Gradient => {
                    geometry.indices(input, output, |a, i, k| geometry.output_at(a, i, k))
                }
            };
            let count = indices.len();
            let indices = Tensor::from_data(TensorData::new(indices, [count]), device);
            if kept.len() == KEPT_MOST {
                kept.remove(0);
            }
            kept.push((of, key, device.clone(), indices));
        }
        let (.., indices) = kept.last().expect("it was put there");
        indices.clone()
    })
}
