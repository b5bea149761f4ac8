//! The header of a `.npy` file: a magic word, a version, and a line of Python that says what
//! the numbers are.
//!
//! Parsed by hand although there is a maintained crate: npyz reads that line with a parser of all
//! of Python's literals, which brings a grammar compiler and machine code, and follows nested
//! lists as deep as a hostile file has them.
//!
//! <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>

use crate::data::DataError;

/// The longest header; `NumPy` itself refuses more than 10 000 bytes.
const LONGEST: usize = 10_000;

/// What a file's numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dtype {
    Bool,
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    F32,
    F64,
}

impl Dtype {
    /// Bytes of a number.
    pub fn size(self) -> usize {
        match self {
            Self::Bool | Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::U32 | Self::I32 | Self::F32 => 4,
            Self::U64 | Self::I64 | Self::F64 => 8,
        }
    }

    /// Its name in `NumPy`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::U8 => "uint8",
            Self::I8 => "int8",
            Self::U16 => "uint16",
            Self::I16 => "int16",
            Self::U32 => "uint32",
            Self::I32 => "int32",
            Self::U64 => "uint64",
            Self::I64 => "int64",
            Self::F32 => "float32",
            Self::F64 => "float64",
        }
    }

    /// The number in little-endian bytes, of which there are as many as its size says.
    pub fn value(self, bytes: &[u8]) -> f32 {
        fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
            std::array::from_fn(|i| bytes[i])
        }
        match self {
            Self::Bool | Self::U8 => f32::from(bytes[0]),
            Self::I8 => f32::from(bytes[0].cast_signed()),
            Self::U16 => f32::from(u16::from_le_bytes(array(bytes))),
            Self::I16 => f32::from(i16::from_le_bytes(array(bytes))),
            Self::U32 => u32::from_le_bytes(array(bytes)) as f32,
            Self::I32 => i32::from_le_bytes(array(bytes)) as f32,
            Self::U64 => u64::from_le_bytes(array(bytes)) as f32,
            Self::I64 => i64::from_le_bytes(array(bytes)) as f32,
            Self::F32 => f32::from_le_bytes(array(bytes)),
            Self::F64 => f64::from_le_bytes(array(bytes)) as f32,
        }
    }
}

/// The header of an array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub dtype: Dtype,
    /// Whether the bytes of a number are in big-endian order.
    pub big: bool,
    pub shape: Vec<usize>,
    /// Bytes before the numbers.
    pub len: usize,
    /// Bytes of the numbers; in 64 bits, for a header may promise more than a tab has room for.
    pub body: u64,
}

/// Reads the header at the beginning of a file, of which at least its first 12 kB are there.
pub(super) fn read(name: &str, start: &[u8]) -> Result<Header, DataError> {
    let cut_off = || fault(name, "ends within its header");
    let version = *start.get(6).ok_or_else(cut_off)?;
    let (len, text_at) = match version {
        1 => {
            let &[a, b] = start
                .get(8..10)
                .and_then(<[u8]>::first_chunk)
                .ok_or_else(cut_off)?;
            (usize::from(u16::from_le_bytes([a, b])), 10)
        }
        2 | 3 => {
            let len = start
                .get(8..12)
                .and_then(<[u8]>::first_chunk)
                .ok_or_else(cut_off)?;
            (u32::from_le_bytes(*len) as usize, 12)
        }
        _ => {
            return Err(fault(
                name,
                &format!("is of version {version} of the npy format"),
            ));
        }
    };
    if len > LONGEST {
        return Err(fault(name, &format!("has a header of {len} bytes")));
    }
    let text = start.get(text_at..text_at + len).ok_or_else(cut_off)?;
    let text = String::from_utf8_lossy(text);
    let (big, dtype) = dtype(name, &text)?;
    let order = after(&text, "fortran_order").ok_or_else(|| fault(name, "says no order"))?;
    let shape = shape(&text).ok_or_else(|| fault(name, "says no shape"))?;
    if order.starts_with("True") && shape.len() > 1 {
        return Err(DataError::new(
            format!("{name} is in Fortran's order"),
            "Save it again with numpy.save(file, numpy.ascontiguousarray(array)).",
        ));
    }
    let size = dtype.size();
    let body = shape
        .iter()
        .try_fold(size as u64, |n, &side| n.checked_mul(side as u64));
    // The sides of one sample are multiplied later on, also where there are no samples.
    let sides = shape
        .iter()
        .try_fold(size, |n, &side| n.checked_mul(side.max(1)));
    let body = body
        .filter(|body| *body > 0 || sides.is_some())
        .ok_or_else(|| fault(name, &format!("says that its shape is {}", shown(&shape))))?;
    Ok(Header {
        dtype,
        big,
        shape,
        len: text_at + len,
        body,
    })
}

fn dtype(name: &str, text: &str) -> Result<(bool, Dtype), DataError> {
    let descr = after(text, "descr").ok_or_else(|| fault(name, "says no type of numbers"))?;
    let quoted = descr.strip_prefix(['\'', '"']);
    let quoted = quoted.and_then(|rest| rest.split(['\'', '"']).next());
    let Some(quoted) = quoted else {
        return Err(DataError::new(
            format!("{name} holds records and not plain numbers"),
            "Save the pictures and the labels as two arrays.",
        ));
    };
    let big = quoted.starts_with('>');
    let dtype = match quoted.trim_start_matches(['<', '>', '|', '=']) {
        "b1" => Dtype::Bool,
        "u1" => Dtype::U8,
        "i1" => Dtype::I8,
        "u2" => Dtype::U16,
        "i2" => Dtype::I16,
        "u4" => Dtype::U32,
        "i4" => Dtype::I32,
        "u8" => Dtype::U64,
        "i8" => Dtype::I64,
        "f4" => Dtype::F32,
        "f8" => Dtype::F64,
        "O" => {
            return Err(DataError::new(
                format!("{name} holds Python objects and not numbers"),
                "Save it again as an array of numbers, for example with .astype(\"float32\").",
            ));
        }
        other => {
            return Err(DataError::new(
                format!("{name} holds values of type {other}"),
                "Save it again as integers or floats, for example with .astype(\"float32\").",
            ));
        }
    };
    Ok((big, dtype))
}

fn shape(text: &str) -> Option<Vec<usize>> {
    let inner = after(text, "shape")?.strip_prefix('(')?;
    let inner = &inner[..inner.find(')')?];
    let sides = inner
        .split(',')
        .map(|side| side.trim().trim_end_matches('L'));
    let sides = sides.filter(|side| !side.is_empty());
    sides.map(|side| side.parse().ok()).collect()
}

/// What follows a key of the dictionary.
fn after<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let at = text
        .find(&format!("'{key}'"))
        .or_else(|| text.find(&format!("\"{key}\"")))?;
    let rest = text[at + key.len() + 2..].trim_start();
    Some(rest.strip_prefix(':')?.trim_start())
}

/// A shape as `NumPy` writes it.
pub(super) fn shown(shape: &[usize]) -> String {
    if let [one] = shape {
        return format!("({one},)");
    }
    let sides: Vec<String> = shape.iter().map(usize::to_string).collect();
    format!("({})", sides.join(", "))
}

pub(super) fn fault(name: &str, what: &str) -> DataError {
    DataError::new(
        format!("{name} {what}"),
        "Save the array again with numpy.save.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> Vec<u8> {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((text.len() as u16).to_le_bytes());
        bytes.extend(text.as_bytes());
        bytes
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(read("a.npy", &file(text)).unwrap_err().message, expected);
    }

    #[test]
    fn headers_are_read() {
        let bytes = file("{'descr': '>i4', 'fortran_order': False, 'shape': (3, 28, 28), }   \n");
        let header = read("a.npy", &bytes).unwrap();
        assert_eq!((header.dtype, header.big), (Dtype::I32, true));
        assert_eq!(
            (&header.shape[..], header.body),
            (&[3, 28, 28][..], 3 * 784 * 4)
        );
        assert_eq!(header.len, bytes.len());
        let one = file("{'descr':'|u1','fortran_order':False,'shape':(7,)}");
        assert_eq!(read("a.npy", &one).unwrap().shape, [7]);
    }

    #[test]
    fn faults_are_named() {
        check("{'shape': (1,)}", "a.npy says no type of numbers");
        check(
            "{'descr': '<f4', 'fortran_order': False}",
            "a.npy says no shape",
        );
        check(
            "{'descr': '|O', 'fortran_order': False, 'shape': (1,)}",
            "a.npy holds Python objects and not numbers",
        );
        check(
            "{'descr': '<U5', 'fortran_order': False, 'shape': (1,)}",
            "a.npy holds values of type U5",
        );
        check(
            "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2)}",
            "a.npy is in Fortran's order",
        );
        check(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999, 9999999999)}",
            "a.npy says that its shape is (9999999999, 9999999999)",
        );
        check(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 9999999999, 9999999999)}",
            "a.npy says that its shape is (0, 9999999999, 9999999999)",
        );
        let error = read("a.npy", &file("")[..9]).unwrap_err();
        assert_eq!(error.message, "a.npy ends within its header");
    }
}
