//! Which changes are made to training pictures, and how strong they are: Keras's names.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::{ExperimentError, ensure};

/// Random changes to training pictures, each of its own strength; the default makes none. Names
/// and meaning are those of Keras's `ImageDataGenerator`, and of its layers `RandomContrast`,
/// `GaussianNoise` and `RandomErasing` for what that lacks.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Default,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(default, deny_unknown_fields)]
pub struct Augmentation {
    /// Rotates by at most this many degrees to either side.
    pub rotation_range: f32,
    /// Shifts by up to that part of the width to either side.
    pub width_shift_range: f32,
    /// Shifts by up to that part of the height to either side.
    pub height_shift_range: f32,
    /// Shears by up to so many degrees to either side.
    pub shear_range: f32,
    /// Zooms rows and columns, each by a factor from `1 - zoom_range` to `1 + zoom_range`.
    pub zoom_range: f32,
    /// Exchanges left and right in half of the pictures.
    pub horizontal_flip: bool,
    /// Exchanges top and bottom in half of the pictures.
    pub vertical_flip: bool,
    /// Brightness, lowest and highest: pixels are multiplied by a factor between them.
    pub brightness_range: Option<[f32; 2]>,
    /// Contrast: the distance of pixels from the mean of their channel is multiplied by a
    /// factor from `1 - contrast` to `1 + contrast`.
    pub contrast: f32,
    /// Standard deviation of normal noise on every pixel; pixels go from 0 to 1.
    pub gaussian_noise: f32,
    /// Part of the pictures in which a rectangle of 2 to 33 % of the area is erased.
    pub random_erasing: f32,
    /// Pads by so many pixels on every side and cuts out the picture's size at random.
    pub random_crop: usize,
    /// What comes in from beyond the edge.
    pub fill_mode: FillMode,
    /// The value beyond the edge if `fill_mode` is constant, and of what is erased.
    pub cval: f32,
    /// Changed copies of each training picture that are added once, before the first epoch.
    /// With 0, pictures are changed anew in every epoch instead.
    pub copies: usize,
}

/// What lies beyond the edge of a picture, in `scipy`'s words.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Default,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum FillMode {
    /// The nearest pixel: `aaaa|abcd|dddd`.
    #[default]
    Nearest,
    /// One value everywhere: `kkkk|abcd|kkkk`.
    Constant,
    /// The picture mirrored: `abcddcba|abcd|dcbaabcd`.
    Reflect,
    /// The picture again, its last pixel on its first: `…bcd|abcd|bcd…`.
    Wrap,
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
        let [low, high] = self.brightness_range.unwrap_or([1.0, 1.0]);
        for (field, value, most) in [
            ("rotation_range", self.rotation_range, 180.0),
            ("width_shift_range", self.width_shift_range, 1.0),
            ("height_shift_range", self.height_shift_range, 1.0),
            ("shear_range", self.shear_range, 89.0),
            ("zoom_range", self.zoom_range, 0.99),
            ("brightness_range", low, high.min(100.0)),
            ("brightness_range", high, 100.0),
            ("contrast", self.contrast, 1.0),
            ("gaussian_noise", self.gaussian_noise, 1.0),
            ("random_erasing", self.random_erasing, 1.0),
            ("cval", self.cval, 1.0),
            ("copies", self.copies as f32, 100.0),
        ] {
            ensure(
                (0.0..=most).contains(&value),
                field,
                format!("is {value}"),
                &format!("Use a number from 0 to {most}."),
            )?;
        }
        Ok(())
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
