//! What an audit finds: where the files contradict themselves, each other, the plan or the clock, and what still stands.

use super::sheet::{Cell, Columns, Shape, Sheet};
use super::words;
use crate::fold::log::JudgedLog;
use crate::fold::state::WhyNot;
use crate::fold::vouch::sealed_upto;
use crate::ledger::chain::{Book, Books, by_file};
use crate::ledger::flaw::{Flaw, FlawKind};
use crate::ledger::seal::{SealKey, Unsound};
use crate::ledger::witness::Shelves;
use crate::model::actor::Actor;
use crate::model::entry::Desk;
use crate::model::id::Id;
use crate::model::index::{DeskIx, EntryIx};
use crate::model::moment::Moment;
use crate::model::name::{BookId, BookName};
use crate::model::plan::Plan;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// How much a finding takes away from trust.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingWeight {
    /// Something is not as it was: the audit's answer is no.
    Grave,
    /// Something counts for nothing, or is to be asked about.
    Doubt,
}

crate::words! {
    FindingWeight { Grave: "grave", Doubt: "doubt" }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditFinding {
    pub weight: FindingWeight,
    /// Stable, for machines: `chain`, `fork`, `seal`, `witness`, `evidence`, `standing`, `clock`, `plan`.
    pub sort: &'static str,
    pub book: Option<String>,
    /// In the book's file, counted from 1, the opening.
    pub line: Option<usize>,
    pub what: String,
    /// What is still trustworthy.
    pub stands: Option<String>,
}

/// What is audited.
pub struct Audited<'a> {
    /// The version in force.
    pub plan: &'a Plan,
    pub books: &'a Books,
    pub log: JudgedLog<'a>,
    pub flaws: &'a [Flaw],
    /// With `--full`, all unsound seals by book; else those at the end of a book are among the flaws.
    pub unsound: &'a [(DeskIx, Vec<Unsound>)],
    pub now: Moment,
}

/// All that the books and the plan themselves tell, by book and line.
pub fn findings(audited: &Audited) -> Vec<AuditFinding> {
    let mut found: Vec<AuditFinding> = audited.flaws.iter().map(|flaw| of_flaw(audited, flaw)).collect();
    found.extend(unsound(audited));
    found.extend(audited.log.desks.iter().zip(audited.books).flat_map(|(desk, book)| keys(audited, desk, book)));
    found.extend(unsealed(audited));
    found.extend(standing(audited));
    found.extend(ahead(audited));
    found.extend(clocks(audited.books));
    found.sort_by(|a, b| (&a.book, a.line, a.weight).cmp(&(&b.book, b.line, b.weight)));
    found
}

fn of_flaw(audited: &Audited, flaw: &Flaw) -> AuditFinding {
    let sort = match flaw.kind {
        FlawKind::BadSeal(_) => "seal",
        FlawKind::CutBack { .. } | FlawKind::Rewritten { .. } | FlawKind::Gone { .. } | FlawKind::Said(_) => "witness",
        FlawKind::Forked { .. } | FlawKind::Unproven => "fork",
        FlawKind::ClockBehind => "clock",
        _ => "chain",
    };
    let weight = match flaw.kind {
        FlawKind::BadSeal(_) => FindingWeight::Grave,
        _ if flaw.kind.is_damage() => FindingWeight::Grave,
        _ => FindingWeight::Doubt,
    };
    let known = by_file(audited.books, &flaw.book);
    let book = Some(known.map_or(flaw.book.clone(), |book| book.name.to_string()));
    let line = (flaw.line > 0).then_some(flaw.line);
    AuditFinding { weight, sort, book, line, what: words::flaw(flaw), stands: stands(audited, flaw) }
}

/// What a flaw leaves of its book.
fn stands(audited: &Audited, flaw: &Flaw) -> Option<String> {
    let book = by_file(audited.books, &flaw.book);
    if let FlawKind::Said(_) | FlawKind::Unproven | FlawKind::Unreadable(_) = flaw.kind {
        return None;
    }
    let Some(book) = book else { return Some("nothing of it counts; all other books do".into()) };
    let whole = book.seq + 1;
    Some(match &flaw.kind {
        FlawKind::NotUnderstood(_) | FlawKind::ClockBehind => "all other lines".into(),
        FlawKind::CutBack { .. } => format!("lines 1 to {whole}, as far as they go"),
        FlawKind::Rewritten { seen } => format!("lines 1 to {}, as they are here", seen.seq),
        FlawKind::BadSeal(_) => match sealed_up_to(audited, book) {
            0 => "no line is sealed".into(),
            seq => format!("lines 1 to {}, under a sound seal", seq + 1),
        },
        _ => format!("lines 1 to {whole}"),
    })
}

/// The number of the last good seal by a key of the book's own actor.
fn sealed_up_to(audited: &Audited, book: &Book) -> u64 {
    let desk = audited.log.desks.iter().find(|desk| desk.book == book.name);
    desk.and_then(|desk| Some(sealed_upto(actor_of(audited, desk)?, desk))).unwrap_or(0)
}

fn actor_of<'a>(audited: &Audited<'a>, desk: &Desk) -> Option<&'a Actor> {
    audited.plan.actor(desk.actor.as_str()).map(|actor| &audited.plan.actors[actor])
}

fn unsound(audited: &Audited) -> Vec<AuditFinding> {
    let bad = audited.flaws.iter().filter(|flaw| matches!(flaw.kind, FlawKind::BadSeal(_)));
    let known: HashSet<(&str, usize)> = bad.map(|flaw| (&*flaw.book, flaw.line)).collect();
    let told = |book: &Book, seq: u64| known.contains(&(&*book.id.to_string(), seq as usize + 1));
    let of_book = |(place, unsound): &(DeskIx, Vec<Unsound>)| {
        let book = &audited.books[*place];
        let new = unsound.iter().filter(|(seq, _)| !told(book, *seq));
        let flaw = |(seq, problem): &Unsound| Flaw {
            book: book.id.to_string(),
            line: *seq as usize + 1,
            kind: FlawKind::BadSeal(problem.clone()),
        };
        new.map(|unsound| of_flaw(audited, &flaw(unsound))).collect::<Vec<_>>()
    };
    audited.unsound.iter().flat_map(of_book).collect()
}

/// Seals in the book of an actor with keys that none of them made, or that one made after it was withdrawn.
fn keys(audited: &Audited, desk: &Desk, book: &Book) -> Vec<AuditFinding> {
    let Some(actor) = actor_of(audited, desk).filter(|actor| !actor.keys.is_empty()) else { return Vec::new() };
    let foreign = |key: &str| {
        let shown = SealKey::parse(key).map_or_else(|| key.to_owned(), |key| key.fingerprint());
        let owner = audited.plan.actors.iter().find(|other| other.keys.iter().any(|known| known.text == key));
        let owner = owner.map_or(String::new(), |owner| format!(" but one of `{}`", owner.id));
        format!("is sealed with {shown}, which is no key of `{}` in the plan{owner}", actor.id)
    };
    let mut found = Vec::new();
    for sealed in &desk.seals {
        let Some(&(last, _)) = sealed.seals.last() else { continue };
        let (seq, what) = match actor.keys.iter().find(|key| key.text == sealed.key) {
            None => (last, foreign(&sealed.key)),
            Some(key) => {
                let limit = key.limit(&desk.id, |point| desk.bears.iter().any(|borne| borne == point));
                let Some(&(first, _)) = sealed.seals.iter().find(|(seq, _)| *seq > limit.saturating_add(1)) else {
                    continue;
                };
                let upto = if limit == 0 { "no line".to_owned() } else { format!("lines up to {}", limit + 1) };
                (first, format!("is sealed with a key of `{}` that was withdrawn and vouches for {upto}", actor.id))
            }
        };
        found.push(AuditFinding {
            weight: FindingWeight::Grave,
            sort: "seal",
            book: Some(book.name.to_string()),
            line: Some(seq as usize + 1),
            what: format!("ledger/{}.jsonl, line {}, {what}", book.id, seq + 1),
            stands: Some("lines that a key of its actor vouches for".into()),
        });
    }
    found
}

/// Entries of actors with keys that no key of theirs vouches for: by book, from the first to the last.
fn unsealed(audited: &Audited) -> Vec<AuditFinding> {
    let mut waiting: BTreeMap<DeskIx, Vec<u64>> = BTreeMap::new();
    for (entry, judged) in audited.log.entries.iter().zip(audited.log.judged) {
        if matches!(judged.why_not, Some(WhyNot::NotSealed(_))) {
            waiting.entry(entry.book).or_default().push(entry.seq);
        }
    }
    let finding = |(book, seqs): (DeskIx, Vec<u64>)| {
        let (desk, first, last) = (&audited.log.desks[book], seqs[0], seqs[seqs.len() - 1]);
        let (name, actor) = (&desk.book, &desk.actor);
        let what = match first == last {
            true => format!("{name}:{first} is not sealed by a key of `{actor}` and counts for nothing"),
            false => {
                let count = seqs.len();
                format!(
                    "{count} entries from {name}:{first} to {name}:{last} are not sealed by a key of `{actor}` and count for nothing"
                )
            }
        };
        AuditFinding {
            weight: FindingWeight::Doubt,
            sort: "seal",
            book: Some(name.to_string()),
            line: Some(first as usize + 1),
            what,
            stands: Some("all that is sealed".into()),
        }
    };
    waiting.into_iter().map(finding).collect()
}

/// Statements by who may not make them.
fn standing(audited: &Audited) -> Vec<AuditFinding> {
    use WhyNot::*;
    let unfit = |why_not: &&WhyNot| {
        matches!(
            why_not,
            NotAnActor(_)
                | NotARelay(_)
                | NotItsOwn(_)
                | OwingSide(..)
                | OnlyVerifiers
                | NotAParty(_)
                | NotASignatory(_)
                | NotADecider(_)
                | NobodyDecides
                | NotTheDisputant(_)
                | OthersEntry(_)
        )
    };
    // What was written down for somebody and became that actor's own word by its agreement needs no more.
    let counting = audited.log.judged.iter().filter(|judged| judged.why_not.is_none());
    let taken_up: BTreeSet<EntryIx> = counting.filter_map(|judged| judged.says).collect();
    let found = audited.log.entries.pairs().zip(audited.log.judged).filter_map(|((index, entry), judged)| {
        let why_not = judged.why_not.as_ref().filter(unfit).filter(|_| !taken_up.contains(&index))?;
        let book = &audited.log.desks[entry.book].book;
        Some(AuditFinding {
            weight: FindingWeight::Doubt,
            sort: "standing",
            book: Some(book.to_string()),
            line: Some(entry.seq as usize + 1),
            what: format!("{book}:{} counts for nothing: {}", entry.seq, words::why_not(why_not)),
            stands: None,
        })
    });
    found.collect()
}

/// How far ahead of this machine's clock a line may be dated before it is more than a clock that is a little fast.
const AHEAD: i64 = 24 * 3600;

/// The first line of every book that is dated after this machine's clock.
fn ahead(audited: &Audited) -> Vec<AuditFinding> {
    let now = audited.now;
    let mut first: BTreeMap<DeskIx, (u64, Moment)> = BTreeMap::new();
    for entry in audited.log.entries.iter().filter(|entry| entry.at > now) {
        first.entry(entry.book).or_insert((entry.seq, entry.at));
    }
    let finding = |(book, (seq, at)): (DeskIx, (u64, Moment))| {
        let name = &audited.log.desks[book].book;
        AuditFinding {
            weight: if at > now.plus_seconds(AHEAD) { FindingWeight::Grave } else { FindingWeight::Doubt },
            sort: "clock",
            book: Some(name.to_string()),
            line: Some(seq as usize + 1),
            what: format!("{name}:{seq} is dated {at}, after this machine's clock ({now}): one of the two is wrong"),
            stands: Some("what is known by now: until that day it counts for nothing".into()),
        }
    };
    first.into_iter().map(finding).collect()
}

/// By how much two desks' clocks may differ before it is told, in seconds.
const APART: i64 = 300;

/// Lines that had seen what is dated after them: of every two books the widest gap.
fn clocks(books: &Books) -> Vec<AuditFinding> {
    let shelves = Shelves::of(books);
    books.par_iter().flat_map_iter(|witness| gaps(books, &shelves, witness)).collect()
}

/// By the book that was seen: by how much it was ahead, the line that had seen it, and the line that was seen.
type Gaps<'a> = BTreeMap<&'a BookId, (i64, u64, u64)>;

fn gaps(books: &Books, shelves: &Shelves, witness: &Book) -> Vec<AuditFinding> {
    let mut widest = Gaps::new();
    for sight in witness.sights.iter() {
        let Some(book) = shelves.having(&sight.book, &sight.point).map(|place| &books[place]) else { continue };
        let (Some(seeing), Some(seen)) = (witness.at(sight.line), book.at(sight.point.seq)) else { continue };
        let gap = seen.0 - seeing.0;
        let told = widest.get(&sight.book).map_or(APART * 1000, |widest| widest.0);
        if gap > told {
            widest.insert(&sight.book, (gap, sight.line, sight.point.seq));
        }
    }
    let name = &witness.name;
    let called =
        |id: &BookId| shelves.of_book(id).first().map_or(id.to_string(), |place| books[*place].name.to_string());
    let finding = |(id, (gap, line, seq)): (&BookId, (i64, u64, u64))| AuditFinding {
        weight: FindingWeight::Doubt,
        sort: "clock",
        book: Some(name.to_string()),
        line: Some(line as usize + 1),
        what: format!(
            "{name}:{line} had seen {}:{seq}, which is dated {} min later: one of the two clocks was wrong",
            called(id),
            gap / 60_000
        ),
        stands: Some("both, but not which came first".into()),
    };
    widest.into_iter().map(finding).collect()
}

/// What one book had last seen of another.
#[derive(Serialize)]
pub struct Sighting {
    pub book: String,
    pub by: String,
    /// When it was seen.
    pub at: Option<Moment>,
    pub seq: u64,
    pub head: String,
    /// Whether the book here has that line.
    pub agrees: bool,
}

/// Who had last seen what, by the book that was seen.
pub fn sightings(books: &Books) -> Vec<Sighting> {
    let shelves = Shelves::of(books);
    let called =
        |id: &BookId| shelves.of_book(id).first().map_or(id.to_string(), |place| books[*place].name.to_string());
    let mut latest: BTreeMap<(&BookId, &BookName), Sighting> = BTreeMap::new();
    for witness in books {
        let mut told: BTreeSet<&BookId> = BTreeSet::new();
        // The last of a book is the deepest.
        for sight in witness.sights.iter().rev() {
            if !told.insert(&sight.book) {
                continue;
            }
            let sighting = Sighting {
                book: called(&sight.book),
                by: format!("{}:{}", witness.name, sight.line),
                at: witness.at(sight.line),
                seq: sight.point.seq,
                head: sight.point.hash.to_string(),
                agrees: shelves.having(&sight.book, &sight.point).is_some(),
            };
            latest.insert((&sight.book, &witness.name), sighting);
        }
    }
    latest.into_values().collect()
}

/// Every book and its head, spelled as a plan names where a key ends, and the deepest of it that another actor's book bears out.
pub fn heads(audited: &Audited) -> Vec<String> {
    let all = sightings(audited.books);
    let mut of_book: BTreeMap<&str, Vec<&Sighting>> = BTreeMap::new();
    all.iter().for_each(|sighting| of_book.entry(&sighting.book).or_default().push(sighting));
    let actors: BTreeMap<String, &Id> =
        audited.log.desks.iter().map(|desk| (desk.book.to_string(), &desk.actor)).collect();
    let line = |(book, desk): (&Book, &Desk)| {
        let other = |sighting: &&Sighting| {
            let by = sighting.by.split_once(':').map_or("", |(by, _)| by);
            sighting.agrees && actors.get(by).is_some_and(|actor| **actor != desk.actor)
        };
        let own = of_book.get(&*book.name.to_string()).into_iter().flatten().copied();
        let deepest = own.filter(other).max_by_key(|sighting| sighting.seq);
        let seen = deepest.map_or("seen by nobody else".to_owned(), |sighting| {
            let day = sighting.at.map_or(String::new(), |at| format!(" on {}", audited.plan.timezone.day_of(at)));
            format!("seen up to {} by {}{day}", sighting.seq, sighting.by)
        });
        [format!("{}: head {}", book.id, book.point()), format!("  {seen}")]
    };
    audited.books.iter().zip(audited.log.desks).flat_map(line).collect()
}

pub fn sheet(findings: &[AuditFinding]) -> Sheet {
    use Shape::{Figure, Whole, Words};
    let columns: Columns<&AuditFinding> = Columns::of([
        ("weight", "Weight", Whole, |finding| Cell::name(finding.weight.word())),
        ("book", "Book", Whole, |finding| Cell::maybe(finding.book.as_ref(), Cell::name)),
        ("line", "Line", Figure, |finding| Cell::maybe(finding.line, Cell::count)),
        ("message", "Finding", Words, |finding| Cell::words(finding.what.as_str())),
        ("stands", "What stands", Words, |finding| Cell::maybe(finding.stands.as_deref(), Cell::words)),
    ]);
    columns.sheet(findings)
}
