//! What came of a merge: what was taken of each book, and what was refused and why.

use super::words::{self, count};
use crate::ledger::flaw::FlawKind;
use crate::model::name::BookId;
use crate::store::merge::{BookOutcome, Merged, Short};
use crate::store::outside::Reason;
use serde::Serialize;

#[derive(Serialize)]
pub struct MergeAnswer {
    merged: bool,
    books: Vec<MergedBook>,
    plans: usize,
    evidence: usize,
    passed: Vec<PassedFile>,
}

#[derive(Serialize)]
struct MergedBook {
    book: String,
    outcome: &'static str,
    lines: u64,
    line: Option<usize>,
    message: String,
}

#[derive(Serialize)]
struct PassedFile {
    file: String,
    message: String,
}

pub fn merged_doc(merged: &Merged, dry_run: bool) -> MergeAnswer {
    let book = |(file, outcome): &(String, BookOutcome)| MergedBook {
        book: file.clone(),
        outcome: word(outcome),
        lines: taken(outcome),
        line: line(outcome),
        message: told(outcome),
    };
    let passed = |(file, reason): &(String, Reason)| PassedFile { file: file.clone(), message: words::refusal(reason) };
    MergeAnswer {
        merged: !dry_run,
        books: merged.books.iter().map(book).collect(),
        plans: merged.plans,
        evidence: merged.evidence,
        passed: merged.passed.iter().map(passed).collect(),
    }
}

/// Each book in a line, then the sum, then what this desk must know.
pub fn merged_lines(merged: &Merged, dry_run: bool) -> Vec<String> {
    let names = called(merged.books.iter().map(|(file, _)| file.as_str()));
    let wide = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let each = names.iter().zip(&merged.books);
    let mut lines: Vec<String> = each.map(|(name, (_, outcome))| format!("{name:<wide$}  {}", told(outcome))).collect();
    lines.extend(merged.passed.iter().map(|(file, reason)| format!("{file}  passed over: {}", words::refusal(reason))));
    let new: u64 = merged.books.iter().map(|(_, outcome)| taken(outcome)).sum();
    let parts = [
        count(new as usize, "new line"),
        count(merged.plans, "version") + " of the plan",
        count(merged.evidence, "file") + " of evidence",
    ];
    lines.push(format!("{}: {}.", if dry_run { "Would take" } else { "Taken" }, parts.join(", ")));
    lines
}

/// What people call the books in these files: by name, where only one has it, else with some digits.
pub fn called<'a>(files: impl Iterator<Item = &'a str> + Clone) -> Vec<String> {
    let parted = |file: &'a str| {
        let (folder, stem) = file.rsplit_once('/').map_or(("", file), |(folder, stem)| (&file[..=folder.len()], stem));
        let version = if folder.is_empty() { None } else { stem.rsplit_once('.') };
        let (stem, version) = version.unwrap_or((stem, ""));
        Some((folder, BookId::parse(stem)?, version))
    };
    let all: Vec<BookId> = files.clone().filter_map(parted).map(|(_, id, _)| id).collect();
    let name = |file: &'a str| match parted(file) {
        None => file.to_owned(),
        Some((folder, id, version)) => {
            let digits = if all.iter().any(|other| other.name == id.name && *other != id) { 8 } else { 0 };
            let version = if version.is_empty() { String::new() } else { format!(".{version}") };
            format!("{folder}{}{version}", id.called(digits))
        }
    };
    files.map(name).collect()
}

/// Whether a book was refused, or disagrees with ours.
pub fn is_refused(merged: &Merged) -> bool {
    let refused = |outcome: &BookOutcome| {
        let unsealed = matches!(outcome, BookOutcome::UpTo { why: Short::Unsealed, .. });
        matches!(outcome, BookOutcome::Refused(_) | BookOutcome::Forked { .. } | BookOutcome::UpTo { .. }) && !unsealed
    };
    merged.books.iter().any(|(_, outcome)| refused(outcome))
        || merged.passed.iter().any(|(_, reason)| *reason != Reason::Unnamed)
}

/// Whether a book was refused for the plan that it is about.
pub fn of_another_plan(merged: &Merged) -> bool {
    let other = |outcome: &BookOutcome| match outcome {
        BookOutcome::Refused(Reason::Flaw(flaw)) => matches!(flaw.kind, FlawKind::OtherRoot { .. }),
        _ => false,
    };
    merged.books.iter().any(|(_, outcome)| other(outcome))
}

fn word(outcome: &BookOutcome) -> &'static str {
    match outcome {
        BookOutcome::New(_) => "new",
        BookOutcome::Grew(_) => "grew",
        BookOutcome::Same => "same",
        BookOutcome::Behind => "behind",
        BookOutcome::UpTo { why: Short::Future, .. } => "up to future",
        BookOutcome::UpTo { why: Short::Unsealed, .. } => "up to seal",
        BookOutcome::UpTo { why: Short::Rival { .. }, .. } => "up to another version",
        BookOutcome::Forked { .. } => "forked",
        BookOutcome::Refused(_) => "refused",
    }
}

/// How many lines came that we did not have.
fn taken(outcome: &BookOutcome) -> u64 {
    match outcome {
        BookOutcome::New(lines) | BookOutcome::Grew(lines) => *lines,
        BookOutcome::UpTo { taken, .. } | BookOutcome::Forked { taken, .. } => *taken,
        BookOutcome::Same | BookOutcome::Behind | BookOutcome::Refused(_) => 0,
    }
}

/// The line of the file, counted from 1, that it is about.
fn line(outcome: &BookOutcome) -> Option<usize> {
    match outcome {
        BookOutcome::UpTo { line, .. } | BookOutcome::Forked { line, .. } => Some(*line),
        BookOutcome::Refused(reason) => reason.line(),
        _ => None,
    }
}

fn told(outcome: &BookOutcome) -> String {
    match outcome {
        BookOutcome::New(lines) => format!("new, {}", count(*lines as usize, "line")),
        BookOutcome::Grew(lines) => format!("{} more", count(*lines as usize, "line")),
        BookOutcome::Same => "the same here and there".into(),
        BookOutcome::Behind => "nothing that is not here".into(),
        BookOutcome::UpTo { taken, line, why } => format!("{}; {}", count(*taken as usize, "line"), short(*line, why)),
        BookOutcome::Forked { line, .. } => {
            format!(
                "forked: it disagrees with what is here from line {line} on; both versions are kept in ledger/forks"
            )
        }
        BookOutcome::Refused(reason) => format!("refused: {}", words::refusal(reason)),
    }
}

/// Why a book is taken up to a line only.
fn short(line: usize, why: &Short) -> String {
    match why {
        Short::Future => format!(
            "line {line} is dated more than a day ahead of this machine's clock: neither it nor what follows is taken"
        ),
        Short::Unsealed => format!("line {line} and what follows are not sealed by its actor, who has keys: not taken"),
        Short::Rival { ours, theirs } => format!(
            "line {line} would set aside the version {} of the plan, which is followed here, for {}: neither it nor what follows is taken; `milepost merge --accept {}` takes it",
            &ours[..12],
            &theirs[..12.min(theirs.len())],
            &theirs[..12.min(theirs.len())]
        ),
    }
}
