//! How the windows of a convolution go over pictures.

use burn::tensor::ops::ConvOptions;

/// How windows go over a picture.
pub struct Steps {
    /// Between windows.
    pub strides: [usize; 2],
    /// Zeros `(before, after)` for rows and columns.
    pub pads: [(usize, usize); 2],
    /// Between the pixels of a window.
    pub dilation: [usize; 2],
    /// Groups of channels with filters of their own.
    pub groups: usize,
}

impl Steps {
    /// Windows of all channels, pixel by pixel.
    pub const ONE: Self = Self {
        strides: [1, 1],
        pads: [(0, 0); 2],
        dilation: [1, 1],
        groups: 1,
    };

    /// Rows and columns of the windows of a size on a picture of a height and width.
    #[cfg(any(feature = "flex", feature = "webgpu"))]
    pub fn output(&self, picture: [usize; 2], window: [usize; 2]) -> [usize; 2] {
        std::array::from_fn(|i| {
            let (before, after) = self.pads[i];
            let span = (window[i] - 1) * self.dilation[i] + 1;
            (picture[i] + before + after - span) / self.strides[i] + 1
        })
    }

    /// The same for burn.
    pub fn options(&self) -> ConvOptions<2> {
        ConvOptions::new_with_padding(self.strides, self.pads, self.dilation, self.groups)
    }
}
