//! The files that entries name, and what is so with each: as rows, as lines and for machines.

use super::actor_name::ActorName;
use super::audit::{AuditFinding, FindingWeight};
use super::milestone::{EvidenceOf, FileState};
use super::sheet::{Cell, Columns, Shape, Sheet};
use super::view::View;
use super::words;
use crate::fold::log::{JudgedLog, Log};
use crate::fold::removals::{Naming, NotFollowed, Removal, bearing, told};
use crate::model::entry::Evidence;
use crate::model::id::Id;
use crate::model::index::EntryIx;
use crate::model::name::EntryName;
use crate::model::plan::Plan;
use crate::store::evidence::{FileCondition, Piece};
use crate::tongue::say;
use serde::Serialize;
use std::collections::BTreeMap;

/// A file, as one entry names it; or one that none names.
struct NamedFile<'v, 'p> {
    view: &'v View<'v>,
    piece: &'p Piece<'p>,
    naming: Option<&'p Naming<'p>>,
}

impl NamedFile<'_, '_> {
    fn entry(&self) -> Option<EntryIx> {
        self.naming.map(|naming| naming.entry)
    }

    /// Its hash, whole or in short; a file that no entry names is called whatever somebody called it.
    fn file(&self, whole: bool) -> Cell {
        match self.naming {
            Some(_) => Cell::name(if whole { &self.piece.file } else { words::short(&self.piece.file) }),
            None => Cell::words(self.piece.file.as_str()),
        }
    }

    fn state(&self) -> String {
        state(self.view, self.piece, self.naming)
    }
}

/// A row for each entry that names a file, and for each file that none names; hashes and sizes whole for machines.
pub fn exhibits_sheet<'v>(view: &'v View, pieces: &'v [Piece<'v>], whole: bool) -> Sheet {
    use Shape::{Figure, Whole, Words};
    let columns: Columns<NamedFile> = Columns::of([
        ("short", say!("File"), Whole, |one| one.file(false)),
        ("file", say!("File"), Whole, |one| one.file(true)),
        ("name", say!("Name"), Words, |one| Cell::maybe(one.naming.and_then(name), Cell::words)),
        ("size", say!("Size"), Figure, |one| Cell::maybe(one.piece.bytes, |bytes| Cell::name(words::size(bytes)))),
        ("bytes", say!("Size"), Figure, |one| Cell::maybe(one.piece.bytes, Cell::number)),
        ("entry", say!("Entry"), Whole, |one| Cell::maybe(one.entry(), |entry| Cell::name(one.view.name(entry)))),
        ("actor", say!("Who"), Whole, |one| Cell::maybe(one.entry(), |entry| Cell::name(one.view.log.author(entry)))),
        ("state", say!("State"), Words, |one| Cell::words(one.state())),
    ]);
    let keys = if whole { ["file", "name", "bytes"] } else { ["short", "name", "size"] };
    let rows = pieces.iter().flat_map(|piece| {
        let named = piece.namings.iter().map(move |naming| NamedFile { view, piece, naming: Some(naming) });
        named.chain(piece.namings.is_empty().then_some(NamedFile { view, piece, naming: None }))
    });
    columns.choose(&[&keys[..], &["entry", "actor", "state"]].concat()).sheet(rows)
}

/// What a milestone's entries name, a line each: `amm:4: report.pdf, 1.2 MiB, SHA-256 1a2b3c4d5e6f`.
pub fn exhibit_lines(view: &View, pieces: &[Piece], keep: impl Fn(EntryIx) -> bool) -> Vec<String> {
    let line = |piece: &Piece, naming: &Naming| {
        let entry = view.name(naming.entry);
        let hash = words::short(&piece.file);
        let name = name(naming).map_or(String::new(), |name| format!("{name}, "));
        match (&piece.condition, piece.bytes) {
            (FileCondition::Confidential { .. }, _) => say!("{entry}: confidential, salted hash {hash}", entry, hash),
            (FileCondition::Here, Some(bytes)) if naming.removed.is_none() => {
                say!("{entry}: {name}{bytes}, SHA-256 {hash}", entry, name, bytes = words::size(bytes), hash)
            }
            _ => say!(
                "{entry}: {name}SHA-256 {hash}: {naming}",
                entry,
                name,
                hash,
                naming = state(view, piece, Some(naming))
            ),
        }
    };
    let mut lines: Vec<(EntryIx, String)> = Vec::new();
    for piece in pieces {
        let kept = piece.namings.iter().filter(|naming| keep(naming.entry));
        lines.extend(kept.map(|naming| (naming.entry, line(piece, naming))));
    }
    lines.sort_by_key(|(entry, _)| (view.state.entries[*entry].from, *entry));
    lines.into_iter().map(|(_, line)| line).collect()
}

/// How many there are of each kind: `2 right, 1 missing`.
pub fn tally(pieces: &[Piece]) -> String {
    let mut counts: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    pieces.iter().for_each(|piece| *counts.entry((rank(&piece.condition), word(&piece.condition))).or_default() += 1);
    let counts: Vec<String> = counts.into_iter().map(|((_, word), count)| format!("{count} {word}")).collect();
    counts.join(", ")
}

/// What to do about what is not right.
pub fn hints(pieces: &[Piece]) -> Vec<String> {
    let any = |kind: fn(&FileCondition) -> bool| pieces.iter().any(|piece| kind(&piece.condition));
    let hints = [
        (
            any(|condition| *condition == FileCondition::Missing),
            say!("Missing: copy it into evidence/ from somebody who has it; it is called by its SHA-256."),
        ),
        (
            any(|condition| matches!(condition, FileCondition::Altered | FileCondition::NotAFile)),
            say!("Altered: what is in evidence/ is not what the entries name; replace it by a whole copy."),
        ),
        (
            any(|condition| *condition == FileCondition::Lingering),
            say!("Still here: `milepost evidence remove` again deletes it on this machine."),
        ),
        (
            any(|condition| matches!(condition, FileCondition::Unnamed | FileCondition::Stray)),
            say!("Without an entry: nobody vouches for what it is; open it with care, or delete it."),
        ),
    ];
    hints.into_iter().filter(|(told, _)| *told).map(|(_, hint)| hint.to_owned()).collect()
}

/// The removals that notes tell of and that nobody follows.
pub fn not_followed(view: &View) -> Vec<String> {
    let told = unheeded(view.plan, view.log);
    told.into_iter().map(|(_, what)| what).collect()
}

/// The same for an audit, at the lines of the notes.
pub fn removal_findings(plan: &Plan, log: JudgedLog) -> Vec<AuditFinding> {
    let finding = |(note, what): (EntryIx, String)| AuditFinding {
        weight: FindingWeight::Doubt,
        sort: "evidence",
        book: Some(log.desk_of(note).book.to_string()),
        line: Some(log.entries[note].seq as usize + 1),
        what,
        stands: Some(say!("the file, which is not removed").into()),
    };
    unheeded(plan, log).into_iter().map(finding).collect()
}

/// The notes that tell of a removal that is not followed, with what they say and why.
fn unheeded(plan: &Plan, log: JudgedLog) -> Vec<(EntryIx, String)> {
    let refused = told(plan, log.log(), log.judged, &bearing(log.log())).into_iter().filter_map(|removal| {
        let Removal { note, entry, sha256, follows } = removal;
        let why = unfollowed(follows.err()?, &log.desk_of(note).actor);
        let what = say!(
            "{removal} says that {sha256} of {entry} was removed",
            removal = log.name_of(note),
            sha256 = words::short(sha256),
            entry = log.name_of(entry)
        );
        Some((note, say!("{what}, and is not followed: {why}", what, why)))
    });
    refused.collect()
}

/// Why somebody's removal of another's file is not followed.
pub fn unfollowed(why: NotFollowed, who: &Id) -> String {
    match why {
        NotFollowed::NotItsOwn => say!("`{who}` neither named the file nor is a secretariat with keys", who),
        NotFollowed::Keyless => {
            say!(
                "`{who}` is a secretariat without keys, in whose name anybody could write: it removes only what it named itself",
                who
            )
        }
    }
}

/// What an audit tells of evidence: each file that is not as it should be, at the line of the first entry that names it.
pub fn evidence_findings(log: Log, pieces: &[Piece]) -> Vec<AuditFinding> {
    let finding = |piece: &Piece| {
        let first = piece.namings.iter().find(|naming| naming.removed.is_none()).or(piece.namings.first());
        let named = first.map(|naming| (&log.desk_of(naming.entry).book, log.entries[naming.entry].seq, naming));
        let file = format!("evidence/{}", piece.file);
        let state = word(&piece.condition);
        let what = match named {
            Some((book, seq, naming)) => {
                let name = name(naming).map_or(String::new(), |name| format!(" (“{name}”)"));
                say!("{file}{name}, which {book}:{seq} names, is {state}", file, name, book, seq, state)
            }
            None => say!("{file} is {state}", file, state),
        };
        AuditFinding {
            weight: if piece.condition.is_trouble() { FindingWeight::Grave } else { FindingWeight::Doubt },
            sort: "evidence",
            book: named.map(|(book, ..)| book.to_string()),
            line: named.map(|(_, seq, _)| seq as usize + 1),
            what,
            stands: named.map(|_| say!("the entry, and the hash that tells a right copy").to_owned()),
        }
    };
    pieces.iter().map(finding).collect()
}

/// What is so with a file, as one entry names it.
fn state(view: &View, piece: &Piece, naming: Option<&Naming>) -> String {
    let removal = naming.and_then(|naming| naming.removed).map(|note| removed(view, note));
    match (&piece.condition, removal) {
        (FileCondition::Removed, Some(removal)) => removal,
        (FileCondition::Lingering, Some(removal)) => say!("{removal}, and still here", removal),
        (_, Some(removal)) => say!("{removal}; another entry names it", removal),
        (FileCondition::Unreadable(reason), _) => say!("cannot be read: {reason}", reason),
        (FileCondition::NotAFile, _) => say!("altered: a folder, a link or a device has its name").into(),
        (FileCondition::Confidential { salt: true }, _) => say!("confidential, the salt is here").into(),
        (FileCondition::Confidential { salt: false }, _) => say!("confidential, the salt is elsewhere").into(),
        (condition, None) => word(condition).to_owned(),
    }
}

/// `removed by gov on 2026-01-07 (gov:5)`
fn removed(view: &View, note: EntryIx) -> String {
    let day = view.plan.timezone.day_of(view.log.entries[note].at);
    say!("removed by {actor} on {day} ({entry})", actor = view.log.author(note), day, entry = view.name(note))
}

fn word(condition: &FileCondition) -> &'static str {
    match condition {
        FileCondition::Here => say!("here"),
        FileCondition::Right => say!("right"),
        FileCondition::Missing => say!("missing"),
        FileCondition::Altered | FileCondition::NotAFile => say!("altered"),
        FileCondition::Unreadable(_) => say!("unreadable"),
        FileCondition::Removed => say!("removed"),
        FileCondition::Lingering => say!("removed and still here"),
        FileCondition::Confidential { .. } => say!("confidential"),
        FileCondition::Unnamed => say!("named by no entry"),
        FileCondition::Stray => say!("no evidence: neither a plain file nor a hash for a name"),
    }
}

fn rank(condition: &FileCondition) -> usize {
    use FileCondition::*;
    match condition {
        Here | Right => 0,
        Missing => 1,
        Altered | NotAFile => 2,
        Unreadable(_) => 3,
        Removed => 4,
        Lingering => 5,
        Confidential { .. } => 6,
        Unnamed => 7,
        Stray => 8,
    }
}

fn name<'a>(naming: &Naming<'a>) -> Option<&'a str> {
    match naming.evidence {
        Evidence::File { name, .. } => name.as_deref(),
        _ => None,
    }
}

/// A file for machines. `state` is one of `here`, `right`, `missing`, `altered`, `unreadable`, `removed`, `lingering`,
/// `confidential`, `unnamed`, `stray`.
#[derive(Serialize)]
pub struct FileRow<'a> {
    file: &'a str,
    state: &'static str,
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    salt: Option<bool>,
    entries: Vec<NamingRow<'a>>,
}

#[derive(Serialize)]
struct NamingRow<'a> {
    entry: EntryName,
    actor: ActorName<'a>,
    name: Option<&'a str>,
    removed_by: Option<EntryName>,
}

pub fn piece_docs<'a>(view: &View<'a>, pieces: &'a [Piece<'a>]) -> Vec<FileRow<'a>> {
    let naming_doc = |naming: &Naming<'a>| NamingRow {
        entry: view.name(naming.entry),
        actor: view.who(view.log.author(naming.entry)),
        name: name(naming),
        removed_by: naming.removed.map(|note| view.name(note)),
    };
    let doc = |piece: &'a Piece<'a>| FileRow {
        file: &piece.file,
        state: key(&piece.condition),
        bytes: piece.bytes,
        salt: match piece.condition {
            FileCondition::Confidential { salt } => Some(salt),
            _ => None,
        },
        entries: piece.namings.iter().map(naming_doc).collect(),
    };
    pieces.iter().map(doc).collect()
}

/// What is so with a file, in a word that stays.
pub fn key(condition: &FileCondition) -> &'static str {
    match condition {
        FileCondition::Lingering => "lingering",
        FileCondition::Unnamed => "unnamed",
        FileCondition::Stray => "stray",
        other => word(other),
    }
}

/// Adds to the evidence of a milestone what is so with its files.
pub fn add_files(view: &View, pieces: &[Piece], evidence: &mut [EvidenceOf]) {
    for (piece, naming) in pieces.iter().flat_map(|piece| piece.namings.iter().map(move |naming| (piece, naming))) {
        let entry = view.name(naming.entry);
        let same = |doc: &&mut EvidenceOf| doc.entry == entry && doc.evidence == naming.evidence;
        for doc in evidence.iter_mut().filter(same) {
            let removed_by = naming.removed.map(|note| view.name(note));
            doc.file = Some(FileState { state: key(&piece.condition), bytes: piece.bytes, removed_by });
        }
    }
}
