//! Which changes are made to training pictures, and how strong they are: Keras's names.

use super::Fields;
use super::error::{ExperimentError, ensure};
use super::field::{choices, field, fields};

fields! {
    /// Random changes to training pictures, each of its own strength; the default makes none. Names
    /// and meaning are those of Keras's `ImageDataGenerator`, and of its layers `RandomContrast`,
    /// `GaussianNoise` and `RandomErasing` for what that lacks.
    pub struct Augmentation {
        /// Rotates by at most this many degrees to either side.
        rotation_range: f32 = field("Rotation", 0.0).within(0, 180).unit("degrees"),
        /// Shifts by at most this part of the width to either side.
        width_shift_range: f32 = field("Width shift", 0.0).within(0, 1),
        /// Shifts by at most this part of the height to either side.
        height_shift_range: f32 = field("Height shift", 0.0).within(0, 1),
        /// Shears by at most this many degrees to either side.
        shear_range: f32 = field("Shear", 0.0).within(0, 89).unit("degrees"),
        /// Zooms rows and columns, each by a factor from `1 - zoom_range` to `1 + zoom_range`.
        zoom_range: f32 = field("Zoom", 0.0).within(0, 0.99),
        /// Exchanges left and right in half of the pictures.
        horizontal_flip: bool = field("Flip left and right", false),
        /// Exchanges top and bottom in half of the pictures.
        vertical_flip: bool = field("Flip top and bottom", false),
        /// Brightness, lowest and highest: pixels are multiplied by a factor between them.
        brightness_range: Option<[f32; 2]> = field("Brightness", None).within(0, 100),
        /// Contrast: the distance of pixels from the mean of their channel is multiplied by a
        /// factor from `1 - contrast` to `1 + contrast`.
        contrast: f32 = field("Contrast", 0.0).within(0, 1),
        /// Standard deviation of normal noise on every pixel; pixels go from 0 to 1.
        gaussian_noise: f32 = field("Gaussian noise", 0.0).within(0, 1),
        /// Part of the pictures in which a rectangle of 2 to 33 % of the area is erased.
        random_erasing: f32 = field("Random erasing", 0.0).within(0, 1),
        /// Pads by so many pixels on every side and cuts out the picture's size at random.
        random_crop: usize = field("Random crop", 0).unit("pixels"),
        /// What comes in from beyond the edge.
        fill_mode: FillMode = field("Beyond the edge", FillMode::Nearest),
        /// The value beyond the edge if `fill_mode` is constant, and of what is erased.
        cval: f32 = field("Value beyond the edge", 0.0).within(0, 1),
        /// Changed copies of each training picture that are added once, before the first epoch.
        /// With 0, pictures are changed anew in every epoch instead.
        copies: usize = field("Copies", 0).within(0, 100),
    }
}

choices! {
    /// What lies beyond the edge of a picture, in `scipy`'s words.
    pub enum FillMode {
        /// The nearest pixel: `aaaa|abcd|dddd`.
        Nearest = "nearest",
        /// One value everywhere: `kkkk|abcd|kkkk`.
        Constant = "constant",
        /// The picture mirrored: `abcddcba|abcd|dcbaabcd`.
        Reflect = "reflect",
        /// The picture again, its last pixel on its first: `…bcd|abcd|bcd…`.
        Wrap = "wrap",
    }
}

impl Augmentation {
    /// Whether pictures stay as they are.
    #[must_use]
    pub fn is_none(&self) -> bool {
        let Self {
            fill_mode,
            cval,
            copies,
            ..
        } = *self;
        *self
            == Self {
                fill_mode,
                cval,
                copies,
                ..Self::default()
            }
    }

    /// Checks every strength that needs no picture; fields are named as seen from here.
    ///
    /// # Errors
    /// The first that is out of its range.
    pub fn validate(&self) -> Result<(), ExperimentError> {
        (self as &dyn Fields).validate()
    }

    /// Checks what depends on the pictures' height and width.
    ///
    /// # Errors
    /// The crop is larger than a picture.
    pub fn validate_for(&self, [height, width]: [usize; 2]) -> Result<(), ExperimentError> {
        let most = height.min(width);
        ensure(
            self.random_crop <= most,
            "random_crop",
            format!("is {}", self.random_crop),
            &format!("Use a number from 0 to {most}."),
        )
    }
}
