//! What came of an exchange with a Git remote: what came in, what was refused, what went out.

use super::merged::{MergeAnswer, called, is_refused, merged_doc, merged_lines};
use super::words::{self, count};
use crate::store::merge::{BookOutcome, Merged};
use crate::store::outside::Reason;
use crate::store::road::{BRANCH, Pushed};
use serde::Serialize;

/// What an exchange has done so far.
#[derive(Debug, Default)]
pub struct Exchange {
    /// The messages of the commits that were sent.
    pub committed: Vec<String>,
    pub came: Option<Merged>,
    /// Files of theirs that have no place in a workspace.
    pub refused: Vec<(String, Reason)>,
    /// The lines that they lacked, by book.
    pub sent: Vec<(String, u64)>,
    /// The remote, as it may be shown.
    pub remote: Option<String>,
    /// Nothing where it was not tried.
    pub pushed: Option<Pushed>,
    /// Whether the remote had no such branch before.
    pub new_there: bool,
}

#[derive(Serialize)]
pub struct SyncAnswer {
    committed: Vec<String>,
    remote: Option<String>,
    branch: &'static str,
    merged: Option<MergeAnswer>,
    refused: Vec<RefusedFile>,
    sent: Vec<SentBook>,
    pushed: bool,
    whole: bool,
}

#[derive(Serialize)]
struct RefusedFile {
    file: String,
    message: String,
}

#[derive(Serialize)]
struct SentBook {
    book: String,
    lines: u64,
}

impl Exchange {
    /// Adds what a merge brought; books that brought nothing are left out.
    pub fn take(&mut self, merged: Merged) {
        let came = self.came.get_or_insert_default();
        let news = |(_, outcome): &(String, BookOutcome)| !matches!(outcome, BookOutcome::Same | BookOutcome::Behind);
        came.books.extend(
            merged.books.into_iter().filter(news).filter(|news| !came.books.contains(news)).collect::<Vec<_>>(),
        );
        came.passed.extend(merged.passed.into_iter().filter(|file| !came.passed.contains(file)).collect::<Vec<_>>());
        came.plans += merged.plans;
        came.evidence += merged.evidence;
    }

    /// Adds the files that were refused.
    pub fn refuse(&mut self, files: &[(String, Reason)]) {
        let new: Vec<_> = files.iter().filter(|file| !self.refused.contains(file)).cloned().collect();
        self.refused.extend(new);
    }

    /// Whether anything was refused, or disagrees with ours.
    pub fn is_refused(&self) -> bool {
        !self.refused.is_empty() || self.came.as_ref().is_some_and(is_refused)
    }

    pub fn document(&self, whole: bool) -> SyncAnswer {
        let refused =
            |(file, reason): &(String, Reason)| RefusedFile { file: file.clone(), message: words::refusal(reason) };
        SyncAnswer {
            committed: self.committed.clone(),
            remote: self.remote.clone(),
            branch: BRANCH,
            merged: self.came.as_ref().map(|merged| merged_doc(merged, false)),
            refused: self.refused.iter().map(refused).collect(),
            sent: self.sent.iter().map(|(book, lines)| SentBook { book: book.clone(), lines: *lines }).collect(),
            pushed: self.pushed == Some(Pushed::Done),
            whole,
        }
    }

    /// What came, then what went.
    pub fn lines(&self) -> Vec<String> {
        let names = called(self.sent.iter().map(|(book, _)| book.as_str()));
        let wide = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
        let sent = |(name, (_, lines)): (&String, &(String, u64))| {
            format!("{name:<wide$}  {} sent", count(*lines as usize, "line"))
        };
        self.done().into_iter().chain(names.iter().zip(&self.sent).map(sent)).chain(self.went()).collect()
    }

    /// What came, whatever becomes of the rest.
    pub fn done(&self) -> Vec<String> {
        let refused = |(file, reason): &(String, Reason)| format!("{file}  refused: {}", words::refusal(reason));
        let came = self.came.iter().flat_map(|merged| merged_lines(merged, false));
        came.chain(self.refused.iter().map(refused)).collect()
    }

    fn went(&self) -> Option<String> {
        let remote = self.remote.as_ref()?;
        Some(match self.pushed {
            Some(Pushed::Done) if self.new_there => format!("Pushed to {remote}: the branch `{BRANCH}` is new there."),
            Some(Pushed::Done) => format!("Pushed to {remote}."),
            Some(_) => format!("Nothing to push: {remote} has all of it."),
            None => format!("Not pushed to {remote}, as was asked."),
        })
    }
}
