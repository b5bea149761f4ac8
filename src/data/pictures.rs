//! Labelled pictures in memory.

use super::DataError;

/// Labelled pictures of one size. They stay bytes until a batch is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pictures {
    /// Height, width and channels of every picture.
    pub shape: [usize; 3],
    /// The pictures one after another, each row by row with the channels of a pixel together.
    pub pixels: Vec<u8>,
    /// The class of each picture.
    pub labels: Vec<u16>,
}

impl Pictures {
    /// Puts pixels and labels together.
    ///
    /// # Errors
    /// The pixels are not exactly those of one picture a label.
    pub fn new(shape: [usize; 3], pixels: Vec<u8>, labels: Vec<u16>) -> Result<Self, DataError> {
        let needed = shape
            .iter()
            .try_fold(labels.len(), |product, &side| product.checked_mul(side));
        if shape.contains(&0) || needed != Some(pixels.len()) {
            let [h, w, c] = shape;
            return Err(DataError::new(
                format!(
                    "{} labels and {} bytes of pixels do not make pictures of {h}×{w}×{c}",
                    labels.len(),
                    pixels.len()
                ),
                "Give as many labels as there are pictures.",
            ));
        }
        Ok(Self {
            shape,
            pixels,
            labels,
        })
    }

    /// The number of pictures.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The pixels of the picture at an index.
    ///
    /// # Panics
    /// There is no picture at that index.
    #[must_use]
    pub fn get(&self, i: usize) -> &[u8] {
        let size = self.picture_len();
        &self.pixels[i * size..(i + 1) * size]
    }

    /// The pictures at these indices, in this order.
    ///
    /// # Panics
    /// There is no picture at one of the indices.
    #[must_use]
    pub fn select(&self, indices: &[u32]) -> Self {
        let mut pixels = Vec::with_capacity(indices.len() * self.picture_len());
        for &i in indices {
            pixels.extend_from_slice(self.get(i as usize));
        }
        Self {
            shape: self.shape,
            pixels,
            labels: indices.iter().map(|&i| self.labels[i as usize]).collect(),
        }
    }

    /// Bytes of a picture.
    pub(super) fn picture_len(&self) -> usize {
        self.shape.iter().product()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Pictures {
        Pictures::new([1, 2, 1], vec![1, 2, 3, 4, 5, 6], vec![1, 0, 1]).unwrap()
    }

    #[test]
    fn pictures_are_found_by_index() {
        let pictures = three();
        assert_eq!(pictures.len(), 3);
        assert_eq!(pictures.get(1), [3, 4]);
    }

    #[test]
    fn lengths_that_do_not_agree_are_refused() {
        assert!(Pictures::new([1, 2, 1], vec![0; 5], vec![0, 1]).is_err());
        assert!(Pictures::new([0, 2, 1], vec![], vec![0]).is_err());
        assert!(Pictures::new([usize::MAX, 2, 1], vec![0; 4], vec![0, 1]).is_err());
    }
}
