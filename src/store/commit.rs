//! The files of a commit, and which of them may be a workspace's. Names, kinds and sizes come from others and are not trusted.

use super::outside::Reason;
use super::read::LARGEST_PLAN;
use super::workspace::{ATTRIBUTES, BOOK, EVIDENCE, FORKS, IGNORE, LEDGER, OWN, PLAN, PLANS};
use crate::model::hash::Hash;
use crate::model::id::Id;
use std::collections::BTreeMap;

/// A file of a commit, as Git lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// `100644`, `100755`; `120000` is a link, `160000` another repository.
    pub mode: String,
    /// Git's name for the bytes.
    pub name: String,
    pub size: Option<u64>,
}

/// The files of a commit by their paths, which are any bytes.
pub type Listing = BTreeMap<Vec<u8>, Blob>;

/// The files of a workspace of which each machine has its own copy, and that are not merged line by line.
pub const SINGLE: [&str; 3] = [PLAN, IGNORE, ATTRIBUTES];
/// The largest book and the largest piece of evidence, in bytes.
const LARGEST: u64 = 1 << 30;
/// The largest of Git's own files.
const LARGEST_OF_GIT: u64 = 1 << 20;
/// What is longer is no name that anybody gave.
const LONGEST_PATH: usize = 1024;

/// What `git ls-tree -r -l -z` tells.
pub fn listing(told: &[u8]) -> Listing {
    let record = |record: &[u8]| {
        let tab = record.iter().position(|byte| *byte == b'\t')?;
        let head = std::str::from_utf8(&record[..tab]).ok()?;
        let mut words = head.split_ascii_whitespace();
        let (mode, _, name, size) = (words.next()?, words.next()?, words.next()?, words.next()?);
        let blob = Blob { mode: mode.to_owned(), name: name.to_owned(), size: size.parse().ok() };
        Some((record[tab + 1..].to_vec(), blob))
    };
    told.split(|byte| *byte == 0).filter_map(record).collect()
}

/// What a file of a commit is to a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// One of `SINGLE`.
    Single,
    /// A book, a version of the plan, a piece of evidence.
    Shared,
    /// Not milepost's.
    Foreign,
    /// Where milepost's files are, or where it would do harm, and not to be taken.
    Unfit(Reason),
}

pub fn place(path: &[u8], blob: &Blob) -> Place {
    let text = std::str::from_utf8(path).ok();
    let plain = |most: u64, place: Place| match blob.size {
        _ if !matches!(blob.mode.as_str(), "100644" | "100755") => Place::Unfit(Reason::NotRegular),
        Some(bytes) if bytes > most => Place::Unfit(Reason::TooLarge { bytes, most }),
        _ => place,
    };
    match text {
        Some(PLAN) => plain(LARGEST_PLAN, Place::Single),
        Some(path) if SINGLE.contains(&path) => plain(LARGEST_OF_GIT, Place::Single),
        Some(path) if is_shared(path) => {
            plain(if path.starts_with(PLANS) { LARGEST_PLAN } else { LARGEST }, Place::Shared)
        }
        _ if is_harmless(path) => Place::Foreign,
        _ if blob.mode == "120000" || blob.mode == "160000" => Place::Unfit(Reason::NotRegular),
        _ => Place::Unfit(Reason::Name),
    }
}

/// Whether a path is one that milepost gives to a book, a version of the plan or a piece of evidence.
pub fn is_shared(path: &str) -> bool {
    let is_hash = |name: &str| Hash::parse(name).is_some();
    match path.split_once('/') {
        Some((PLANS, file)) => file.strip_suffix(".json").is_some_and(is_hash),
        Some((EVIDENCE, file)) => is_hash(file),
        Some((LEDGER, file)) => file.strip_suffix(BOOK).and_then(|file| file.strip_suffix('.')).is_some_and(is_book),
        _ => false,
    }
}

/// `goi`, or `forks/goi.0123456789abcdef`.
fn is_book(stem: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    match stem.split_once('/') {
        Some((FORKS, version)) => version
            .rsplit_once('.')
            .is_some_and(|(book, digits)| Id::new(book).is_ok() && digits.len() == 16 && digits.bytes().all(is_digit)),
        Some(_) => false,
        None => Id::new(stem).is_ok(),
    }
}

/// Whether a file of this path, which is not milepost's, can lie in a workspace: inside it, and nowhere where milepost or Git have
/// their own files, on any system.
fn is_harmless(path: &[u8]) -> bool {
    let text = String::from_utf8_lossy(path);
    let mut parts = text.split('/');
    let first = parts.next().unwrap_or_default();
    let sound = |part: &str| {
        let name = folded(part);
        !part.is_empty()
            && !matches!(name.as_str(), "" | ".git")
            && !name.starts_with("git~")
            && !part.contains(['\\', ':'])
    };
    path.len() <= LONGEST_PATH && !is_taken(&folded(first)) && sound(first) && parts.all(sound)
}

/// Whether a name at the top, folded, is one of milepost's own, or the short one that Windows gives to it.
fn is_taken(name: &str) -> bool {
    let own = [PLAN, PLANS, LEDGER, EVIDENCE, OWN, IGNORE, ATTRIBUTES];
    own.contains(&name) || ["plan~", "milepo~", "gitign~", "gitatt~"].iter().any(|short| name.starts_with(short))
}

/// A name as systems see it that tell neither case nor dots and blanks at its end apart.
fn folded(name: &str) -> String {
    name.to_lowercase().trim_end_matches(['.', ' ']).to_owned()
}

/// How a path is shown.
pub fn shown(path: &[u8]) -> String {
    const MOST: usize = 100;
    let text = String::from_utf8_lossy(path);
    match text.chars().count() {
        ..=MOST => text.into_owned(),
        _ => text.chars().take(MOST).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(mode: &str, size: u64) -> Blob {
        Blob { mode: mode.into(), name: "00".into(), size: Some(size) }
    }

    #[test]
    fn only_milepost_s_own_names_are_shared() {
        let hash = Hash::of(b"").to_string();
        let fork = "ledger/forks/amm.0123456789abcdef.jsonl";
        for path in ["ledger/amm.jsonl", fork, &format!("plans/{hash}.json"), &format!("evidence/{hash}")] {
            assert_eq!(place(path.as_bytes(), &blob("100644", 1)), Place::Shared, "{path}");
            assert_eq!(place(path.as_bytes(), &blob("120000", 1)), Place::Unfit(Reason::NotRegular), "{path}");
            let Place::Unfit(Reason::TooLarge { .. }) = place(path.as_bytes(), &blob("100644", u64::MAX)) else {
                panic!("{path}");
            };
        }
        let odd = [
            "ledger/.jsonl",
            "ledger/a/b.jsonl",
            "ledger/forks/amm.jsonl",
            "ledger/forks/../amm.jsonl",
            "ledger/amm.JSONL",
            "ledger/.gitattributes",
            "plans/1.json",
            "evidence/x",
            "LEDGER/amm.jsonl",
            "ledger",
            "Plan.json",
            "plan.json/x",
            ".milepost/desk.json",
            ".Milepost./desk.json",
            "MILEPO~1/desk.json",
            "../x",
            "a/../b",
            "a//b",
            ".git/config",
            "a/.GIT/config",
            "a/git~1/config",
            "c:\\x",
            "",
        ];
        for path in odd {
            assert_eq!(place(path.as_bytes(), &blob("100644", 1)), Place::Unfit(Reason::Name), "{path}");
        }
        for path in ["README.md", "docs/plan.json", "ledger.txt", ".github/x", "plans.md"] {
            assert_eq!(place(path.as_bytes(), &blob("100644", 1)), Place::Foreign, "{path}");
        }
        assert_eq!(place(b"plan.json", &blob("100755", 1)), Place::Single);
        assert_eq!(
            place(b".gitattributes", &blob("100644", 2 << 20)),
            Place::Unfit(Reason::TooLarge { bytes: 2 << 20, most: 1 << 20 })
        );
        assert!(matches!(place(&[b'x'; 2000], &blob("100644", 1)), Place::Unfit(Reason::Name)));
        assert_eq!(shown(&[b'x'; 2000]).chars().count(), 101);
    }

    #[test]
    fn a_listing_is_read_whatever_its_names() {
        let told = b"100644 blob aa      12\tledger/a\nb.jsonl\x00160000 commit bb       -\tsub\tmodule\0";
        let listing = listing(told);
        assert_eq!(listing[&b"ledger/a\nb.jsonl"[..]].size, Some(12));
        assert_eq!(listing[&b"sub\tmodule"[..]].mode, "160000");
    }
}
