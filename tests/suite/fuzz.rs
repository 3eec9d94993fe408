//! The short form of the fuzz targets in `tests/fuzz`: real files changed at random, the same on every run, and the shapes that
//! are made to take long. Nothing panics, nothing hangs.

#[path = "../fuzz/properties.rs"]
mod properties;

use milepost::ledger::chain::read_book;
use milepost::model::plan::Plan;
use std::path::Path;
use std::time::{Duration, Instant};

/// The files of a folder below the repository, by name.
fn files(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(&folder).expect("a folder").map(|file| file.expect("a file").path()).collect();
    paths.sort();
    paths.iter().filter(|path| path.is_file()).map(|path| std::fs::read(path).expect("a file")).collect()
}

/// Chance that comes out the same on every run.
struct Chance(u64);

impl Chance {
    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// A stretch of at most so many bytes.
    fn stretch(&mut self, bytes: &[u8], longest: usize) -> std::ops::Range<usize> {
        let start = self.below(bytes.len() + 1);
        start..(start + self.below(longest)).min(bytes.len())
    }
}

/// The words of `words.dict`, which is libFuzzer's own form.
fn dictionary() -> Vec<Vec<u8>> {
    let text = include_str!("../fuzz/words.dict");
    let quoted = text.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    quoted.map(unescaped).collect()
}

fn unescaped(word: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), word.as_bytes());
    while let [first, tail @ ..] = rest {
        (rest, _) = match (first, tail) {
            (b'\\', [b'x', hex @ ..]) => {
                let digits = std::str::from_utf8(&hex[..2]).expect("two digits");
                (&hex[2..], bytes.push(u8::from_str_radix(digits, 16).expect("hex")))
            }
            (b'\\', [escaped, tail @ ..]) => (tail, bytes.push(*escaped)),
            _ => (tail, bytes.push(*first)),
        };
    }
    bytes
}

/// A copy with one to four changes: bytes set or taken out, stretches doubled or taken from another file, words put in, a line
/// moved, the end cut off.
fn changed(chance: &mut Chance, files: &[Vec<u8>], words: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = chance.pick(files).clone();
    for _ in 0..=chance.below(4) {
        let at = chance.below(bytes.len() + 1);
        match chance.below(8) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            1 if at < bytes.len() => bytes[at] = *chance.pick(b"\n\"{}[]:,0917-T\\\x00\xff "),
            2 => drop(bytes.drain(chance.stretch(&bytes, 40))),
            3 => {
                let copy = bytes[chance.stretch(&bytes, 200)].to_vec();
                drop(bytes.splice(at..at, copy));
            }
            4 => {
                let other = chance.pick(files);
                let copy = other[chance.stretch(other, 200)].to_vec();
                drop(bytes.splice(at..at, copy));
            }
            5 => drop(bytes.splice(at..at, chance.pick(words).iter().copied())),
            6 => {
                let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
                let (from, to) = (chance.below(lines.len()), chance.below(lines.len()));
                if from < lines.len() && to < lines.len() {
                    lines.swap(from, to);
                }
                bytes = lines.concat();
            }
            _ => bytes.truncate(bytes.len() - chance.below(20).min(bytes.len())),
        }
    }
    bytes
}

fn fuzz(rounds: usize, files: &[Vec<u8>], property: fn(&[u8])) {
    let (mut chance, words) = (Chance(0x9e37_79b9_7f4a_7c15), dictionary());
    files.iter().for_each(|bytes| property(bytes));
    for round in 0..rounds {
        let bytes = changed(&mut chance, files, &words);
        let asked = std::panic::AssertUnwindSafe(|| property(&bytes));
        if let Err(panic) = std::panic::catch_unwind(asked) {
            eprintln!("round {round}, on {:?}", String::from_utf8_lossy(&bytes));
            std::panic::resume_unwind(panic);
        }
    }
}

#[test]
fn changed_plans() {
    let mut plans = files("tests/fuzz/seeds/plan");
    fuzz(150, &plans, properties::plan);
    plans.extend(["tests/stories/demands/accord.json", "data/helsinki-2005/plan.json", "data/refined-peace-plan.json"].map(
        |path| std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a plan"),
    ));
    fuzz(40, &plans, properties::plan);
}

#[test]
fn changed_books() {
    let mut books = files("tests/fuzz/seeds/book");
    fuzz(150, &books, properties::book);
    books.extend(files("data/helsinki-2005/ledger"));
    fuzz(20, &books, properties::book);
}

#[test]
fn changed_seals() {
    fuzz(1500, &files("tests/fuzz/seeds/seal"), properties::seal);
}

#[test]
fn changed_imports() {
    fuzz(1500, &files("tests/fuzz/seeds/csv"), properties::csv);
    fuzz(1500, &files("tests/fuzz/seeds/json_lines"), properties::json_lines);
}

// --- shapes that are made to take long ---

/// Far more than any of these shapes takes, and far less than one takes that grows with the square of its size.
const PATIENCE: Duration = Duration::from_secs(20);
