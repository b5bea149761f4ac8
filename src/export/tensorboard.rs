//! TensorBoard's event files: a record for each event, framed as TFRecord, encoded as protocol buffers. The
//! caller brings the clock and writes the bytes.
//!
//! # Source
//! `tensorflow/core/lib/io/record_writer.h`, `tensorflow/core/util/event.proto` and
//! `tensorflow/core/framework/summary.proto`, of which these are the parts that are written here.

/// How often values occur.
#[derive(Clone, Debug, PartialEq)]
pub struct Buckets<'a> {
    /// The least value.
    pub low: f64,
    /// The greatest value.
    pub high: f64,
    /// Values in parts of the same width from the least to the greatest.
    pub counts: &'a [u16],
}

/// The record that a file begins with.
#[must_use]
pub fn first_record(wall_time: f64) -> Vec<u8> {
    let mut event = Message::default();
    event.double(1, wall_time).bytes(3, b"brain.Event:2");
    record(&event.0)
}

/// A record of scalars of a step, each with its tag.
#[must_use]
pub fn scalars(wall_time: f64, step: usize, values: &[(&str, f64)]) -> Vec<u8> {
    let values = values.iter().map(|(tag, value)| {
        let mut written = Message::default();
        written.bytes(1, tag.as_bytes()).float(2, *value as f32);
        written
    });
    summary(wall_time, step, values)
}

/// A record of a histogram of a step. Of the values' sum and squares TensorBoard shows nothing: they are those of
/// the buckets' middles.
#[must_use]
pub fn histogram(wall_time: f64, step: usize, tag: &str, buckets: &Buckets) -> Vec<u8> {
    let (low, width) = (buckets.low, buckets.high - buckets.low);
    let n = buckets.counts.len().max(1) as f64;
    let edge = |i: usize| low + width * i as f64 / n;
    let counts: Vec<f64> = buckets
        .counts
        .iter()
        .map(|count| f64::from(*count))
        .collect();
    let middles = (0..counts.len()).map(|i| f64::midpoint(edge(i), edge(i + 1)));
    let sums = counts
        .iter()
        .zip(middles)
        .fold([0.0; 2], |[sum, squares], (count, at)| {
            [sum + count * at, squares + count * at * at]
        });
    let limits: Vec<f64> = (1..=counts.len()).map(edge).collect();
    let mut histogram = Message::default();
    let total: f64 = counts.iter().sum();
    for (field, value) in [
        (1, low),
        (2, buckets.high),
        (3, total),
        (4, sums[0]),
        (5, sums[1]),
    ] {
        histogram.double(field, value);
    }
    histogram.doubles(6, &limits).doubles(7, &counts);
    let mut value = Message::default();
    value.bytes(1, tag.as_bytes()).bytes(5, &histogram.0);
    summary(wall_time, step, std::iter::once(value))
}

fn summary(wall_time: f64, step: usize, values: impl Iterator<Item = Message>) -> Vec<u8> {
    let mut summary = Message::default();
    for value in values {
        summary.bytes(1, &value.0);
    }
    let mut event = Message::default();
    event
        .double(1, wall_time)
        .varint(2, step as u64)
        .bytes(5, &summary.0);
    record(&event.0)
}

/// Data with its length, each with its checksum.
fn record(data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u64).to_le_bytes();
    let mut record = length.to_vec();
    record.extend(masked_checksum(&length).to_le_bytes());
    record.extend(data);
    record.extend(masked_checksum(data).to_le_bytes());
    record
}

/// A message of protocol buffers.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    fn raw_varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    fn key(&mut self, field: u64, wire_type: u64) {
        self.raw_varint(field << 3 | wire_type);
    }

    fn varint(&mut self, field: u64, value: u64) -> &mut Self {
        self.key(field, 0);
        self.raw_varint(value);
        self
    }

    fn double(&mut self, field: u64, value: f64) -> &mut Self {
        self.key(field, 1);
        self.0.extend(value.to_le_bytes());
        self
    }

    fn bytes(&mut self, field: u64, value: &[u8]) -> &mut Self {
        self.key(field, 2);
        self.raw_varint(value.len() as u64);
        self.0.extend(value);
        self
    }

    /// Packed.
    fn doubles(&mut self, field: u64, values: &[f64]) -> &mut Self {
        let packed: Vec<u8> = values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        self.bytes(field, &packed)
    }

    fn float(&mut self, field: u64, value: f32) -> &mut Self {
        self.key(field, 5);
        self.0.extend(value.to_le_bytes());
        self
    }
}

/// CRC-32C (Castagnoli), rotated and shifted as records have it, so that a checksum of checksums is none.
fn masked_checksum(data: &[u8]) -> u32 {
    checksum(data).rotate_right(15).wrapping_add(0xa282_ead8)
}

fn checksum(data: &[u8]) -> u32 {
    const REVERSED_POLYNOMIAL: u32 = 0x82f6_3b78;
    !data.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            crc >> 1 ^ if crc & 1 == 1 { REVERSED_POLYNOMIAL } else { 0 }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fields of a message, each with its number and its bytes; those of a varint are its value's.
    fn fields(mut data: &[u8]) -> Vec<(u64, Vec<u8>)> {
        fn varint(data: &mut &[u8]) -> u64 {
            let mut value = 0;
            for shift in (0..).step_by(7) {
                let (byte, rest) = data.split_first().expect("a byte");
                *data = rest;
                value |= u64::from(byte & 0x7f) << shift;
                if byte & 0x80 == 0 {
                    break;
                }
            }
            value
        }
        let mut fields = Vec::new();
        while !data.is_empty() {
            let key = varint(&mut data);
            let length = match key & 7 {
                0 => {
                    fields.push((key >> 3, varint(&mut data).to_le_bytes().to_vec()));
                    continue;
                }
                1 => 8,
                5 => 4,
                _ => varint(&mut data) as usize,
            };
            let (value, rest) = data.split_at(length);
            fields.push((key >> 3, value.to_vec()));
            data = rest;
        }
        fields
    }

    /// The data of a record, whose checksums are right.
    fn data_of(record: &[u8]) -> &[u8] {
        let number = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().expect("four bytes"));
        let length = u64::from_le_bytes(record[..8].try_into().expect("eight bytes")) as usize;
        assert_eq!(number(&record[8..12]), masked_checksum(&record[..8]));
        let data = &record[12..12 + length];
        assert_eq!(number(&record[12 + length..]), masked_checksum(data));
        data
    }

    fn double(bytes: &[u8]) -> f64 {
        f64::from_le_bytes(bytes.try_into().expect("eight bytes"))
    }

    #[test]
    fn checksums_are_castagnolis() {
        // RFC 3720, B.4.
        assert_eq!(checksum(&[0; 32]), 0x8a91_36aa);
        assert_eq!(checksum(&[0xff; 32]), 0x62a8_ab43);
        let ascending: Vec<u8> = (0..32).collect();
        assert_eq!(checksum(&ascending), 0x46dd_794e);
    }

    #[test]
    fn a_file_begins_with_its_version() {
        let record = first_record(1.5);
        let fields = fields(data_of(&record));
        assert_eq!(double(&fields[0].1).to_bits(), 1.5_f64.to_bits());
        assert_eq!(fields[1], (3, b"brain.Event:2".to_vec()));
    }

    #[test]
    fn scalars_can_be_read_again() {
        let record = scalars(2.0, 300, &[("epoch_loss", 0.25), ("epoch_accuracy", 0.5)]);
        let event = fields(data_of(&record));
        assert_eq!(
            event.iter().map(|(field, _)| *field).collect::<Vec<_>>(),
            [1, 2, 5]
        );
        assert_eq!(event[1].1, 300_u64.to_le_bytes());
        let values: Vec<_> = fields(&event[2].1)
            .iter()
            .map(|(_, value)| fields(value))
            .collect();
        assert_eq!(values[0][0], (1, b"epoch_loss".to_vec()));
        assert_eq!(values[0][1], (2, 0.25_f32.to_le_bytes().to_vec()));
        assert_eq!(values[1][1], (2, 0.5_f32.to_le_bytes().to_vec()));
    }

    #[test]
    fn a_histogram_has_its_counts_and_the_ends_of_its_buckets() {
        let buckets = Buckets {
            low: -1.0,
            high: 1.0,
            counts: &[3, 1],
        };
        let record = histogram(2.0, 1, "dense/weights", &buckets);
        let event = fields(data_of(&record));
        let value = fields(&fields(&event[2].1)[0].1);
        assert_eq!(value[0].1, b"dense/weights");
        let histogram = fields(&value[1].1);
        let numbers: Vec<f64> = histogram
            .iter()
            .flat_map(|(_, bytes)| bytes.chunks(8).map(double))
            .collect();
        assert_eq!(numbers, [-1.0, 1.0, 4.0, -1.0, 1.0, 0.0, 1.0, 3.0, 1.0]);
    }
}
