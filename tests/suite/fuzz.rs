//! The short form of the fuzz targets in `tests/fuzz`: real files changed at random, the same on every run, and the shapes that
//! are made to take long. Nothing panics, nothing hangs.

#[path = "../fuzz/properties.rs"]
mod properties;

use milepost::ledger::chain::read_book;
use milepost::model::index::{Ix, MilestoneIx};
use milepost::model::plan::Plan;
use std::path::Path;

/// The files of a folder below the repository, by name.
fn files(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut paths: Vec<_> =
        std::fs::read_dir(&folder).expect("a folder").map(|file| file.expect("a file").path()).collect();
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
    fuzz(120, &plans, properties::plan);
    plans.extend(
        ["tests/stories/demands/accord.json", "data/helsinki-2005/plan.json", "data/refined-peace-plan.json"]
            .map(|path| std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a plan")),
    );
    fuzz(25, &plans, properties::plan);
}

#[test]
fn changed_books() {
    let mut books = files("tests/fuzz/seeds/book");
    fuzz(120, &books, properties::book);
    books.extend(files("data/helsinki-2005/ledger"));
    fuzz(20, &books, properties::book);
}

#[test]
fn changed_seals() {
    fuzz(1000, &files("tests/fuzz/seeds/seal"), properties::seal);
}

#[test]
fn changed_imports() {
    fuzz(1500, &files("tests/fuzz/seeds/csv"), properties::csv);
    fuzz(1500, &files("tests/fuzz/seeds/json_lines"), properties::json_lines);
}

// --- shapes that are made to take long ---
//
// Each is so large that what grows with its square would hold the suite up for minutes.

/// A line of a book with tens of thousands of figures is gone through in one sort.
#[test]
fn a_line_may_have_very_many_figures() {
    let figures = |from: usize| (from..from + 30_000).map(|at| format!("\"i{at}\":1")).collect::<Vec<_>>().join(",");
    let claim = |values: &str, add: &str| {
        format!(r#"{{"kind":"claim","milestone":"A","values":{{{values}}},"add":{{{add}}}}}"#)
    };
    let (low, high) = (figures(0), figures(30_000));
    for (line, problem) in [
        (claim(&low, &high), None),
        (claim(&low, &low), Some("`i0` stands in `values` and in `add`")),
        (claim(&format!("{low},\"i7\":2"), ""), Some("duplicate field `i7`")),
    ] {
        let clean = milepost::cli::rows::clean(&line);
        let mut lines = Vec::new();
        let bad = milepost::cli::rows::json_lines(&line, &clean, |line| lines.push(line));
        let told = match lines.into_iter().next() {
            Some((_, mut fields)) => fields.act().err(),
            None => Some(bad[0].problem.clone()),
        };
        match (told, problem) {
            (None, None) => {}
            (Some(told), Some(problem)) => assert!(told.contains(problem) || told.contains("i7"), "{told}"),
            (told, problem) => panic!("{told:?} where {problem:?} was expected"),
        }
    }
}

/// What nests deep is not followed down: not in a plan, not behind `x-` in a line of a book, not in an import.
#[test]
fn what_nests_deep_is_not_followed() {
    for (open, close) in [("[", "]"), ("{\"x-a\":", "}"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        assert!(Plan::parse(&deep).expect_err("too deep").problem.contains("nest"));
        let lines = [format!("{{\"x-deep\":{deep}}}"), format!("{{\"x-a\":1,\"due\":{deep}}}"), deep];
        for line in lines {
            let (book, entries, flaws) = read_book("amm", line.clone().into_bytes());
            assert!(book.is_none() && entries.is_empty() && flaws.len() == 1);
            properties::book(format!("north\n{}\n", line).as_bytes());
            let clean = milepost::cli::rows::clean(&line);
            assert_eq!(milepost::cli::rows::json_lines(&line, &clean, drop).len(), 1);
        }
    }
}

/// No name is near one that is longer than any, however many keys a plan could know.
#[test]
fn a_very_long_key_is_refused_without_looking_for_one_like_it() {
    let key = "k".repeat(4_000_000);
    let world = super::world::World::empty();
    world.file("long.json", super::world::plan("").replace("\"version\"", &format!("\"{key}\"")));
    let refused = world.ask("check long.json").code(2).remarks("error: unknown key `kkk");
    assert!(refused.errors().len() < 10_000, "{} bytes of words", refused.errors().len());
}

/// Chains, rings and crowds of twenty thousand.
#[test]
fn a_plan_may_be_very_long() {
    const MANY: usize = 20_000;
    let plan = |milestone: &dyn Fn(usize) -> String| {
        let each = |at: usize| format!(r#"{{"id":"M{at}","title":"T","responsible":["gov"]{}}}"#, milestone(at));
        let text = super::world::plan(&(0..MANY).map(each).collect::<Vec<_>>().join(",\n"));
        milepost::check::check(&Plan::parse(&text).expect("a plan")).len()
    };
    let next = |at: usize| (at + 1) % MANY;
    plan(&|at| format!(r#","requires":[{{"milestone":"M{}","at_least":"reported"}}]"#, next(at)));
    plan(&|at| format!(r#","due":{{"after":"M{}:due","within":"P1D"}}"#, next(at)));
    plan(&|at| if at > 0 { r#","part_of":"M0""#.into() } else { String::new() });
}

/// Books whose entries name each other, in a chain as long as the book, forwards, backwards and round in a circle.
#[test]
fn a_chain_of_names_may_be_as_long_as_a_book() {
    const MANY: usize = 30_000;
    let claim = r#"{"kind":"claim","milestone":"CF-1","level":"full"}"#;
    let agree = |entry: usize| format!(r#"{{"kind":"agree","entry":"north:{entry}"}}"#);
    let chains: [&dyn Fn(usize) -> usize; 3] = [&|at| at - 1, &|at| at + 1, &|at| if at == MANY { 2 } else { at + 1 }];
    for next in chains {
        let lines: Vec<String> = (2..=MANY).map(|at| agree(next(at))).collect();
        properties::judged(&format!("north\n{claim}\n{}\n", lines.join("\n")));
    }
}

/// The same thing said over and over again, and answered each time.
#[test]
fn a_book_may_say_one_thing_very_often() {
    const MANY: usize = 5_000;
    let first = "south\n{\"kind\":\"dispute\",\"milestone\":\"CF-1\"}\n";
    for (who, line) in [
        ("south", r#"{"kind":"dispute","milestone":"CF-1"}"#),
        ("north", r#"{"kind":"reschedule","milestone":"PR-1","due":null}"#),
        ("north", r#"{"kind":"suspend"}"#),
        ("friend", r#"{"kind":"settle","dispute":"south:1","outcome":"dismissed"}"#),
        ("north", r#"{"kind":"claim","milestone":"AR-1","add":{"arms":1}}"#),
    ] {
        properties::judged(&format!("{first}{who}\n{}", format!("{line}\n").repeat(MANY)));
    }
    for (who, line, answerer, answer) in [
        (
            "south",
            r#"{"kind":"incident","milestone":"CF-1","severity":"grave"}"#,
            "union",
            r#"{"kind":"finding","incident":"south:N","outcome":"confirmed"}"#,
        ),
        (
            "north",
            r#"{"kind":"reschedule","milestone":"PR-1","due":{"on":"2027"}}"#,
            "south",
            r#"{"kind":"agree","entry":"north:N"}"#,
        ),
        ("north", r#"{"kind":"suspend","milestone":"CF-1"}"#, "north", r#"{"kind":"resume","milestone":"CF-1"}"#),
    ] {
        let answers: String = (1..=MANY).map(|at| answer.replace('N', &at.to_string()) + "\n").collect();
        properties::judged(&format!("{who}\n{}{answerer}\n{answers}", format!("{line}\n").repeat(MANY)));
    }
}

/// Rules that name thousands of actors, on thousands of milestones.
#[test]
fn very_many_may_verify() {
    let ids: Vec<String> = (0..2_000).map(|at| format!("\"v{at}\"")).collect();
    let actors: Vec<String> = ids.iter().map(|id| format!(r#"{{"id":{id},"name":"V","role":"monitor"}}"#)).collect();
    let milestones: Vec<String> =
        (0..2_000).map(|at| format!(r#"{{"id":"M{at}","title":"T","responsible":["gov"]}}"#)).collect();
    let text = super::world::plan(&milestones.join(","))
        .replace(r#"{"id":"friend""#, &format!("{},{{\"id\":\"friend\"", actors.join(",")))
        .replace(r#"{"by":["role:monitor"],"quorum":1}"#, &format!("{{\"by\":[{}],\"quorum\":1500}}", ids.join(",")));
    let plan = Plan::parse(&text).expect("a plan");
    assert_eq!(plan.verifiers(MilestoneIx::FIRST).len(), 2_000);
    assert!(milepost::check::errors(&plan).is_empty());
}
