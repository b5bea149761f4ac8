//! One picture from outside, made as the data's own pictures were: to try a network on.

use super::decode::decode;
use crate::data::files::kind::is_picture;
use crate::data::prepare::Resizer;
use crate::data::{Colour, DataError, Dataset, Loaded, ReadOptions, Samples, Unlabelled};
use crate::experiment::Source;

/// Decodes a picture, resizes it as the reader of picture files does, and prepares it as the data
/// was prepared. `source` is the data before its preparation.
///
/// # Errors
/// The file is no picture or is damaged, or the data has rows of numbers.
pub fn single_picture(
    name: &str,
    file: &[u8],
    source: &Loaded,
    data: &Dataset,
) -> Result<Vec<u8>, DataError> {
    let own = source.parts().next().map(|(_, samples)| samples);
    let Some(Samples::Pictures(own)) = own else {
        return Err(DataError::new(
            format!("{name} is a picture, and the data has rows of numbers"),
            "Choose data of pictures first.",
        ));
    };
    if !is_picture(file) {
        return Err(DataError::new(
            format!("{name} is no picture that can be read here"),
            "Choose a PNG, JPEG, WebP or GIF.",
        ));
    }
    let [height, width, channels] = own.shape;
    let options = match data.source() {
        Source::Files(own) => own.options.clone(),
        _ => ReadOptions::default(),
    };
    let decoded = decode(name, file, options.max_bytes).map_err(|error| DataError {
        hint: "Choose another picture.".to_owned(),
        ..error
    })?;
    let colour = Colour::of_channels(channels).unwrap_or(Colour::Rgb);
    let from = [decoded.height, decoded.width, colour.channels()];
    let resizer = Resizer::new(from, [height, width], options.interpolation)?;
    let mut pixels = Vec::new();
    resizer.append(&decoded.into_pixels(colour), &mut pixels);
    let picture = Unlabelled::Pictures {
        shape: [height, width, colour.channels()],
        pixels,
        names: Vec::new(),
    };
    match picture.like(&data.train.samples, &data.settings.prepare)? {
        Unlabelled::Pictures { pixels, .. } => Ok(pixels),
        Unlabelled::Features { .. } => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use image::ImageFormat::{Jpeg, Png};

    use super::*;
    use crate::data::files::test_files::{File, picture, read_all};
    use crate::data::{points, prepare};
    use crate::experiment::{Data, Points, Prepare};

    fn folders(prepare: Prepare) -> (Loaded, Dataset) {
        let one = |name: &str, colour| picture(name, [6, 4], colour, Png);
        let files = (0..6).flat_map(|i| {
            [
                one(&format!("cat/{i}.png"), [250, 10, 10]),
                one(&format!("dog/{i}.png"), [10, 10, 250]),
            ]
        });
        let loaded = read_all(files.collect()).expect("pictures");
        let settings = Data {
            prepare,
            ..Data::default()
        };
        let data = Dataset::prepare(loaded.clone(), &settings, "", 1).expect("a data set");
        (loaded, data)
    }

    #[test]
    fn a_picture_becomes_what_the_data_s_own_pictures_became() {
        let (name, file): File = picture("holiday.jpg", [60, 80], [200, 100, 50], Jpeg);
        let (source, data) = folders(Prepare::default());
        let pixels = single_picture(&name, &file, &source, &data).expect("a picture");
        assert_eq!(pixels.len(), 6 * 4 * 3);
        assert!(
            pixels[0].abs_diff(200) < 4 && pixels[2].abs_diff(50) < 4,
            "{pixels:?}"
        );

        let (source, data) = folders(Prepare {
            colour: Some(Colour::Grey),
            invert: true,
            size: Some([3, 2]),
            ..Prepare::default()
        });
        let pixels = single_picture(&name, &file, &source, &data).expect("a picture");
        assert_eq!(pixels.len(), 3 * 2);
        let expected = !prepare::luma([200, 100, 50]);
        assert!(pixels[0].abs_diff(expected) < 4, "{pixels:?} {expected}");
    }

    #[test]
    fn the_data_s_own_file_becomes_the_data_s_own_pixels() {
        let (name, file) = picture("cat/0.png", [6, 4], [250, 10, 10], Png);
        let (source, data) = folders(Prepare::default());
        let pixels = single_picture(&name, &file, &source, &data).expect("a picture");
        let Samples::Pictures(own) = &data.train.samples else {
            panic!("pictures")
        };
        assert_eq!(pixels, own.get(0));
    }

    #[test]
    fn what_is_no_picture_is_named() {
        let (source, data) = folders(Prepare::default());
        let error = single_picture("notes.txt", b"a,b", &source, &data).unwrap_err();
        assert_eq!(
            error.message,
            "notes.txt is no picture that can be read here"
        );
        let (name, file) = picture("cut.png", [60, 40], [1, 2, 3], Png);
        let error = single_picture(&name, &file[..60], &source, &data).unwrap_err();
        assert!(
            error.message.starts_with("cut.png is a damaged picture"),
            "{error}"
        );
        assert_eq!(error.hint, "Choose another picture.");
        let rows = points::load(&Points::default(), 1).expect("points");
        let error = single_picture(&name, &file, &rows, &data).unwrap_err();
        assert!(error.message.contains("rows of numbers"), "{error}");
    }
}
