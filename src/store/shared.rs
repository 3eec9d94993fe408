//! What of a folder is shared with others: asked here and nowhere else.

use super::disk;
use super::error::StoreError;
use super::outside;
use super::read::{Contents, adopted};
use super::shelf::{Shelf, is_apart};
use super::workspace::{BOOK, DeskFile, EVIDENCE, FORKS, LEDGER, PLAN, PLANS};
use crate::ledger::chain::Book;
use crate::ledger::fork::{BookVersion, upto_line};
use crate::model::entry::{Entry, Evidence};
use crate::model::hash::Hash;
use crate::model::name::BookId;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What the entries come to, as far as it decides what is shared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShareRules {
    /// The version of the plan in force; nothing where none is known yet.
    pub in_force: Option<Hash>,
    /// Evidence that was removed.
    pub removed: BTreeSet<Hash>,
}

impl ShareRules {
    /// Whether the file at this path was removed.
    pub fn removes(&self, path: &str) -> bool {
        let hash = path.strip_prefix(EVIDENCE).and_then(|rest| Hash::parse(rest.strip_prefix('/')?));
        hash.is_some_and(|hash| self.removed.contains(&hash))
    }
}

/// A file that is shared, by its path below the workspace: `ledger/goi.jsonl`.
#[derive(Debug)]
pub struct Shared {
    pub path: String,
    pub what: SharedKind,
}

#[derive(Debug)]
pub enum SharedKind {
    /// The whole part of a book, or a plan.
    Bytes(Vec<u8>),
    /// A file of so many bytes whose name is their hash; they are looked at where somebody lacks it.
    Named(PathBuf, u64),
}

/// All that this folder shares: the whole part of each book, the versions of the plan that are named, the evidence that entries name and
/// that is here, and plan.json: the draft while there are no books, else the version in force.
pub fn shared(contents: &Contents, standing: &ShareRules) -> Result<Vec<Shared>, StoreError> {
    let workspace = &contents.workspace;
    let mut all = vec![Shared { path: PLAN.into(), what: SharedKind::Bytes(plan(contents, standing).to_vec()) }];
    all.extend(books(contents)?);
    let versions = contents.root.into_iter().chain(contents.entries.iter().filter_map(adopted));
    let versions: BTreeSet<Hash> = versions.collect();
    let files = versions.into_iter().map(|hash| format!("{PLANS}/{hash}.json"));
    let evidence = attached(contents.entries.iter()).into_iter().filter(|hash| !standing.removed.contains(hash));
    for path in files.chain(evidence.map(|hash| format!("{EVIDENCE}/{hash}"))) {
        let place = workspace.dir.join(&path);
        if let Some(disk::FileKind::File(bytes)) = disk::look(&place).map_err(StoreError::io("read", &place))? {
            all.push(Shared { path, what: SharedKind::Named(place, bytes) });
        }
    }
    Ok(all)
}

fn plan<'a>(contents: &'a Contents, standing: &ShareRules) -> &'a [u8] {
    let version = contents.versions.iter().find(|version| Some(version.hash) == standing.in_force);
    version.map_or(&contents.plan_text, |version| &version.text).as_bytes()
}

/// The books, each as far as its lines exist, and the versions that are set aside. Of a book that goes on in several ways, what its file
/// has.
fn books(contents: &Contents) -> Result<Vec<Shared>, StoreError> {
    let part = |book: &Book, upto: u64| {
        let bytes = if upto == book.seq { book.bytes[..book.whole].to_vec() } else { upto_line(book, upto) };
        Shared { path: path_of(&book.id.to_string()), what: SharedKind::Bytes(bytes) }
    };
    let closed: BTreeSet<&BookId> = contents.closed.iter().collect();
    let forked = |book: &Book| closed.contains(&book.id);
    let standing = contents.met().into_iter().filter(|(book, _)| !forked(book));
    let mut all: Vec<Shared> = standing.map(|(book, point)| part(book, point.seq)).collect();
    let forks = contents.workspace.forks();
    if disk::list(&forks, BOOK).map_err(StoreError::io("list", &forks))?.is_empty() {
        return Ok(all);
    }
    let shelf = Shelf::read(&contents.workspace)?;
    for BookVersion { file, book, .. } in shelf.readings.iter().filter(|reading| forked(&reading.book)) {
        match is_apart(file) {
            false => all.push(part(book, book.seq)),
            true => all.push(Shared { path: path_of(file), what: SharedKind::Bytes(book.bytes.to_vec()) }),
        }
    }
    Ok(all)
}

/// The path of a book below the workspace, by the stem of its file.
pub fn path_of(stem: &str) -> String {
    format!("{LEDGER}/{stem}.{BOOK}")
}

/// The paths of the books that this machine writes.
pub fn own(desk: &DeskFile) -> BTreeSet<String> {
    desk.books.iter().map(|own| path_of(&own.book.to_string())).collect()
}

/// The stem of a book's file, where a path is that of a book in use.
pub fn book_in_use(path: &str) -> Option<&str> {
    let stem = path.strip_prefix(LEDGER)?.strip_prefix('/')?.strip_suffix(BOOK)?.strip_suffix('.')?;
    Some(stem).filter(|stem| !is_apart(stem))
}

/// Whether a longer book goes on from a shorter one.
pub fn continues(longer: &[u8], shorter: &[u8]) -> bool {
    longer.starts_with(shorter)
}

/// Whether milepost gives such a path to what it shares. Names come from others and are not trusted.
pub fn is_shared(path: &str) -> bool {
    const LONGEST: usize = 200;
    let is_plain = |name: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        name.len() <= LONGEST && !name.starts_with('.') && name.bytes().all(plain)
    };
    let is_book = |file: &str| {
        file.strip_suffix(BOOK).and_then(|stem| stem.strip_suffix('.')).is_some_and(|stem| !stem.is_empty())
    };
    match path.split('/').collect::<Vec<_>>()[..] {
        [PLAN] => true,
        [PLANS, file] => file.strip_suffix(".json").is_some_and(|stem| Hash::parse(stem).is_some()),
        [EVIDENCE, file] => Hash::parse(file).is_some(),
        [LEDGER, file] | [LEDGER, FORKS, file] => is_book(file) && is_plain(file),
        _ => false,
    }
}

/// The hashes of the files that entries rest on.
pub fn attached<'a>(entries: impl Iterator<Item = &'a Entry>) -> BTreeSet<Hash> {
    let files = entries.flat_map(|entry| &entry.evidence).filter_map(|evidence| match evidence {
        Evidence::File { sha256, .. } => Hash::parse(sha256),
        _ => None,
    });
    files.collect()
}

/// Whether a file's bytes are those that its name says.
pub fn is_its_hash(path: &Path) -> bool {
    let named = path.file_stem().and_then(|stem| Hash::parse(stem.to_str()?));
    named.is_some() && outside::hash(path, u64::MAX).ok() == named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_milepost_s_own_names_are_shared() {
        let hash = Hash::of(b"").to_string();
        for path in ["plan.json", "ledger/amm.jsonl", "ledger/forks/amm.0123456789abcdef.jsonl"] {
            assert!(is_shared(path), "{path}");
        }
        assert!(is_shared(&format!("plans/{hash}.json")) && is_shared(&format!("evidence/{hash}")));
        let long = format!("ledger/{}.jsonl", "x".repeat(200));
        for path in [
            "ledger/.jsonl",
            "ledger/.x.jsonl",
            "ledger/a/b.jsonl",
            "ledger/forks/../amm.jsonl",
            "ledger/a\\b.jsonl",
            "ledger/amm.JSONL",
            "ledger/.gitattributes",
            "plans/1.json",
            "evidence/x",
            "LEDGER/amm.jsonl",
            "ledger",
            "Plan.json",
            ".milepost/desk.json",
            "../plan.json",
            "README.md",
            "",
            &long,
        ] {
            assert!(!is_shared(path), "{path}");
        }
        assert_eq!(book_in_use("ledger/amm.jsonl"), Some("amm"));
        assert_eq!(book_in_use("ledger/forks/amm.0123456789abcdef.jsonl"), None);
    }
}
