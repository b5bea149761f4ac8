//! Random changes of training pictures, by the layers that Keras has for them.

use super::python::{self, Argument, call, indented, single};
use crate::experiment::{Augmentation, FillMode, Shape};

/// The function that makes the layers of the changes; nothing where there are none.
pub fn function(changes: &Augmentation, input: Shape) -> Option<String> {
    if changes.is_none() {
        return None;
    }
    let layers = layers(changes, input);
    Some(format!(
        "def build_augmentation():\n    \
         \"\"\"Random changes of training pictures, whose pixels go from 0 to 1.\"\"\"\n    \
         return keras.Sequential([\n{}    ])\n",
        indented(&layers.join("\n"), 2)
    ))
}

/// The layers in the order of Hearth's changes, and comments where Keras has none.
fn layers(changes: &Augmentation, input: Shape) -> Vec<String> {
    let mut layers = moves(changes);
    let layer = |class: &str, arguments: &[Argument]| {
        format!("{},", call(&format!("layers.{class}"), arguments))
    };
    let n = changes.random_crop;
    if let (true, Shape::Image([height, width, _])) = (n > 0, input) {
        if changes.fill_mode != FillMode::Constant || changes.cval != 0.0 {
            layers.push("# Hearth pads by fill_mode; Keras's layer pads with zeros.".to_owned());
        }
        layers.push(layer("ZeroPadding2D", &[("", n.to_string())]));
        let sides = [("", height.to_string()), ("", width.to_string())];
        layers.push(layer("RandomCrop", &sides));
    }
    let flip = match (changes.horizontal_flip, changes.vertical_flip) {
        (true, true) => Some("horizontal_and_vertical"),
        (true, false) => Some("horizontal"),
        (false, true) => Some("vertical"),
        (false, false) => None,
    };
    if let Some(flip) = flip {
        layers.push(layer("RandomFlip", &[("", python::text(flip))]));
    }
    if let Some([low, high]) = changes.brightness_range {
        let [low, high] = [low, high].map(single);
        layers.push(format!(
            "# Not in this script: Hearth multiplies the pixels by {low} to {high}; Keras's"
        ));
        layers.push("# RandomBrightness adds to them instead.".to_owned());
    }
    let range = ("value_range", "(0, 1)".to_owned());
    if changes.contrast > 0.0 {
        let factor = ("", single(changes.contrast));
        layers.push(layer("RandomContrast", &[factor, range.clone()]));
    }
    if changes.gaussian_noise > 0.0 {
        layers.push(layer(
            "GaussianNoise",
            &[("", single(changes.gaussian_noise))],
        ));
    }
    if changes.random_erasing > 0.0 {
        let part = single(changes.random_erasing);
        layers.push(format!(
            "# Hearth erases in {part} of the pictures; Keras's factor says how much."
        ));
        let fill = ("fill_value", single(changes.cval));
        let scale = ("scale", "(0.02, 0.33)".to_owned());
        layers.push(layer("RandomErasing", &[("", part), scale, fill, range]));
    }
    layers
}

/// The layers that move pixels. Hearth makes one transformation of them all, Keras one of each.
fn moves(changes: &Augmentation) -> Vec<String> {
    let mut layers = Vec::new();
    let mut add = |class: &str, mut arguments: Vec<Argument>| {
        arguments.push(("fill_mode", python::text(changes.fill_mode.name())));
        if changes.fill_mode == FillMode::Constant && changes.cval != 0.0 {
            arguments.push(("fill_value", single(changes.cval)));
        }
        layers.push(format!("{},", call(&format!("layers.{class}"), &arguments)));
    };
    if changes.rotation_range > 0.0 {
        let turn = format!("{} / 360", single(changes.rotation_range));
        add("RandomRotation", vec![("", turn)]);
    }
    let [height, width] = [changes.height_shift_range, changes.width_shift_range];
    if height > 0.0 || width > 0.0 {
        let shifts = [("height_factor", height), ("width_factor", width)];
        let shifts = shifts.map(|(name, part)| (name, single(part)));
        add("RandomTranslation", shifts.to_vec());
    }
    if changes.shear_range > 0.0 {
        // A shear moves a row by the sine of the angle times its height.
        let part = single(changes.shear_range.to_radians().sin());
        add("RandomShear", vec![("x_factor", part)]);
    }
    if changes.zoom_range > 0.0 {
        let factors = ["height_factor", "width_factor"];
        let factors = factors.map(|name| (name, single(changes.zoom_range)));
        add("RandomZoom", factors.to_vec());
    }
    layers
}
