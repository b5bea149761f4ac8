//! The readers of files over the corpus of the fuzzer and mutations of it: nothing
//! panics, and nothing takes more memory than its limit. `cargo fuzz` goes further with the
//! same functions; this runs everywhere, and the same each time.

#![cfg(all(feature = "files", not(target_family = "wasm")))]

use std::fs;
use std::path::{Path, PathBuf};

use peak_alloc::PeakAlloc;
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

#[path = "../fuzz/src/lib.rs"]
mod readers;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Mutations of each file of the corpus.
const MUTATIONS: usize = 40;
/// Bytes that a reading may take beside what it began with: the room for samples, several
/// times, for they are described and compared too, and what decoders hold.
const MOST: usize = 8 * readers::ROOM as usize;

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("readable").path())
        .collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            let bytes = fs::read(&path).expect("readable");
            files.push((path, bytes));
        }
    }
    files
}

/// Calls a target and holds it to its room. Tests of this program must not run beside it, so
/// there is only one.
fn run(target: readers::Target, bytes: &[u8], what: &str) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    (target.1)(bytes);
    let taken = MEMORY.peak_usage().saturating_sub(before);
    assert!(
        taken < MOST + 8 * bytes.len(),
        "{}, {what}: {taken} bytes of memory for {}",
        target.0,
        bytes.len()
    );
}

/// One to three small changes: a bit turned, a byte set, or a stretch cut out, doubled,
/// brought in, or the end cut off.
fn mutated(bytes: &[u8], rng: &mut Pcg64Mcg) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..rng.random_range(1..=3) {
        let at = rng.random_range(0..=bytes.len());
        let stretch = at..bytes.len().min(at + rng.random_range(1..=16_usize));
        match rng.random_range(0..6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << rng.random_range(0..8),
            1 if at < bytes.len() => {
                let special = [0, 1, 0x7f, 0x80, 0xff, b'"', b',', b'\n'];
                bytes[at] = special[rng.random_range(0..special.len())];
            }
            2 => drop(bytes.drain(stretch)),
            3 => {
                let doubled = bytes[stretch].to_vec();
                bytes.splice(at..at, doubled);
            }
            4 => {
                let mut new = [0; 4];
                rng.fill_bytes(&mut new);
                bytes.splice(at..at, new);
            }
            _ => bytes.truncate(at),
        }
    }
    bytes
}

#[test]
fn the_corpus_and_its_mutations_are_read_or_refused() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let broken = files(&root.join("tests/fixtures/broken"));
    for target in readers::TARGETS {
        let corpus = files(&root.join("fuzz/corpus").join(target.0));
        assert!(corpus.len() > 4, "the corpus of {} is small", target.0);
        let mut rng = Pcg64Mcg::seed_from_u64(7);
        for (path, bytes) in &corpus {
            run(target, bytes, &path.display().to_string());
            for i in 0..MUTATIONS {
                let bytes = mutated(bytes, &mut rng);
                run(target, &bytes, &format!("{} mutation {i}", path.display()));
            }
        }
        for (path, bytes) in &broken {
            run(target, bytes, &path.display().to_string());
        }
    }
}
