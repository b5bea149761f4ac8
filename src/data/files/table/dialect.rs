//! How a table is written: what separates its fields, and whether its first row is a header.

use csv::{ByteRecord, ReaderBuilder};

use super::cells::{is_label_name, is_missing, number, trimmed};
use crate::data::Separator;

/// The byte-order mark that some programs begin UTF-8 with.
const MARK: &[u8] = b"\xef\xbb\xbf";
/// Rows that decide, a header among them. Short rows would be many otherwise, and each takes
/// more memory than its bytes.
const MOST_ROWS: usize = 1001;

/// How a table is written, and its first rows.
#[derive(Clone, Debug)]
pub(super) struct Dialect {
    pub separator: Separator,
    /// Rows of the beginning of the file.
    pub sample: Vec<ByteRecord>,
}

/// The bytes without a byte-order mark.
pub(super) fn without_mark(start: &[u8]) -> &[u8] {
    start.strip_prefix(MARK).unwrap_or(start)
}

impl Dialect {
    /// The dialect of a table that begins with `start`, which is all of it if `whole`.
    /// `separator` is the one that was chosen, if any.
    pub fn of(start: &[u8], whole: bool, separator: Option<Separator>) -> Self {
        let start = without_mark(start);
        let with = |separator: Separator| Self {
            separator,
            sample: rows(start, separator.byte(), whole),
        };
        if let Some(separator) = separator {
            return with(separator);
        }
        let [first, others @ ..] = Separator::ALL.map(with);
        let better = |best: Self, other: Self| {
            if other.score() > best.score() {
                other
            } else {
                best
            }
        };
        others.into_iter().fold(first, better)
    }

    /// Whether a comma is the decimal point of numbers.
    pub fn comma(&self) -> bool {
        self.separator == Separator::Semicolon
    }

    /// Whether the first row is a header: it has no number where the rows below have them.
    pub fn has_header(&self) -> bool {
        let Some((first, rest)) = self.sample.split_first() else {
            return false;
        };
        let numeric = |row: &ByteRecord| {
            let cells = row.iter().map(trimmed);
            cells
                .filter(|cell| number(cell, self.comma()).is_some())
                .count()
        };
        let texts = first
            .iter()
            .filter(|cell| !is_missing(trimmed(cell)))
            .count();
        if numeric(first) == 0 {
            // All text, all the way down: pandas takes the first row for a header too.
            return texts > 0;
        }
        // Names that are numbers (`label,1,2,3`) make a header of a row whose first field alone
        // is a name that labels have.
        let names = first.iter().filter(|cell| is_label_name(cell));
        names.count() == 1 && rest.iter().any(|row| numeric(row) > numeric(first))
    }

    /// How well the separator explains the rows: the part of them that has the commonest number
    /// of fields if that is above one, then the part of fields that are numbers, both in
    /// thousandths, and then the number of fields.
    fn score(&self) -> [usize; 3] {
        let rows = &self.sample;
        let mut counts: Vec<usize> = rows.iter().map(ByteRecord::len).collect();
        counts.sort_unstable();
        let runs = counts.chunk_by(|a, b| a == b);
        let Some(common) = runs.filter(|run| run[0] > 1).max_by_key(|run| run.len()) else {
            return [0; 3];
        };
        let fields: usize = counts.iter().sum();
        let cells = rows.iter().flatten().map(trimmed);
        let numbers = cells.filter(|cell| number(cell, self.comma()).is_some());
        [
            common.len() * 1000 / rows.len(),
            numbers.count() * 1000 / fields,
            common[0],
        ]
    }
}

/// The rows in `start`; the last, which may be cut off, only if that is all of the file.
fn rows(start: &[u8], delimiter: u8, whole: bool) -> Vec<ByteRecord> {
    let reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(start);
    let rows = reader.into_byte_records().map_while(Result::ok);
    let mut rows: Vec<ByteRecord> = rows.take(MOST_ROWS).collect();
    if !whole && rows.len() > 1 && rows.len() < MOST_ROWS {
        rows.pop();
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, delimiter: u8, header: bool) {
        let dialect = Dialect::of(text.as_bytes(), true, None);
        assert_eq!(dialect.separator.byte(), delimiter, "{text}");
        assert_eq!(dialect.has_header(), header, "{text}");
    }

    #[test]
    fn delimiters_and_headers_are_found() {
        check("a,b\n1,2\n3,4\n", b',', true);
        check("1,2\n3,4\n", b',', false);
        check("a\tb\n1\t2\n", b'\t', true);
        check("a;b\n1,5;2,5\n", b';', true);
        check("1,5;2,5\n3,5;4,5\n", b';', false);
        check("a|b\n1|2\n", b'|', true);
        check("\u{feff}a,b\r\n1,2\r\n", b',', true);
        check("5.1,3.5,setosa\n4.9,3.0,setosa\n", b',', false);
        check("label,1x1,1x2\n7,0,0\n", b',', true);
        check("label,1,2\n7,0,0\n", b',', true);
        check(",b\n0,1\n", b',', true);
        check("text,class\n\"a, b; c\",x\n", b',', true);
        check("1\n2\n", b',', false);
        check("", b',', false);
    }

    #[test]
    fn a_separator_that_people_name_is_used() {
        let of = |separator| Dialect::of(b"1,5;2\n3,5;4\n", true, separator);
        let fields = |dialect: &Dialect| dialect.sample[0].len();
        assert_eq!(of(None).separator, Separator::Semicolon);
        assert_eq!(fields(&of(Some(Separator::Comma))), 2);
        assert_eq!(fields(&of(Some(Separator::Tab))), 1);
    }
}
