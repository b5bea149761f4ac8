//! Numbers of messages, bit by bit. borsh refuses NaN, because some processors hold it in other
//! bits than others; a message goes no further than the next program of the same browser, and
//! none is to be lost because something in it could not be computed.

use borsh::io::{Read, Result, Write};
use borsh::{BorshDeserialize, BorshSerialize};

/// What crosses bit by bit.
pub(crate) trait Bits: Sized {
    fn write_bits<W: Write>(&self, writer: &mut W) -> Result<()>;
    fn read_bits<R: Read>(reader: &mut R) -> Result<Self>;
}

/// For borsh's `serialize_with`.
pub(crate) fn write<T: Bits, W: Write>(value: &T, writer: &mut W) -> Result<()> {
    value.write_bits(writer)
}

/// For borsh's `deserialize_with`.
pub(crate) fn read<T: Bits, R: Read>(reader: &mut R) -> Result<T> {
    T::read_bits(reader)
}

impl Bits for f32 {
    fn write_bits<W: Write>(&self, writer: &mut W) -> Result<()> {
        self.to_bits().serialize(writer)
    }

    fn read_bits<R: Read>(reader: &mut R) -> Result<Self> {
        u32::deserialize_reader(reader).map(Self::from_bits)
    }
}

impl Bits for f64 {
    fn write_bits<W: Write>(&self, writer: &mut W) -> Result<()> {
        self.to_bits().serialize(writer)
    }

    fn read_bits<R: Read>(reader: &mut R) -> Result<Self> {
        u64::deserialize_reader(reader).map(Self::from_bits)
    }
}

impl<T: Bits> Bits for Option<T> {
    fn write_bits<W: Write>(&self, writer: &mut W) -> Result<()> {
        self.is_some().serialize(writer)?;
        self.iter().try_for_each(|value| value.write_bits(writer))
    }

    fn read_bits<R: Read>(reader: &mut R) -> Result<Self> {
        let is_there = bool::deserialize_reader(reader)?;
        is_there.then(|| T::read_bits(reader)).transpose()
    }
}

impl<T: Bits> Bits for Vec<T> {
    fn write_bits<W: Write>(&self, writer: &mut W) -> Result<()> {
        self.len().serialize(writer)?;
        self.iter().try_for_each(|value| value.write_bits(writer))
    }

    fn read_bits<R: Read>(reader: &mut R) -> Result<Self> {
        let len = usize::deserialize_reader(reader)?;
        (0..len).map(|_| T::read_bits(reader)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there_and_back<T: Bits>(value: &T) -> T {
        let mut bytes = Vec::new();
        write(value, &mut bytes).unwrap();
        let mut rest = bytes.as_slice();
        let back = read(&mut rest).unwrap();
        assert!(rest.is_empty());
        back
    }

    #[test]
    fn every_number_comes_back() {
        let values = [0.1, -0.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY];
        for value in values {
            assert_eq!(there_and_back(&value).to_bits(), value.to_bits());
            let wide = f64::from(value);
            assert_eq!(there_and_back(&wide).to_bits(), wide.to_bits());
        }
        let bits = |values: &[f32]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        let back = there_and_back(&Some(values.to_vec())).unwrap();
        assert_eq!(bits(&back), bits(&values));
        assert_eq!(there_and_back(&None::<f64>), None);
    }

    #[test]
    fn a_length_beyond_the_end_is_an_error() {
        let mut bytes = Vec::new();
        usize::MAX.serialize(&mut bytes).unwrap();
        assert!(read::<Vec<f32>, _>(&mut bytes.as_slice()).is_err());
    }
}
