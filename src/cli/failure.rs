//! What goes wrong, in words: the thing, what is so, and what to do. All errors speak here, in one voice.

use super::answer::Answer;
use crate::check::finding::nearest;
use crate::ledger::flaw::FlawKind;
use crate::model::json::Misfit;
use crate::render::room::width;
use crate::render::safe::visible;
use crate::report::words;
use crate::store::disk::is_unsure;
use crate::store::error::{StoreError, Undertaking};
use crate::store::evidence::LARGEST;
use crate::store::git::GitError;
use serde::Serialize;

/// An error as people and machines are told it.
#[derive(Clone, Debug, Default)]
pub struct Failure {
    /// The exit code (design, section 7).
    pub exit: u8,
    /// A stable short name.
    pub code: &'static str,
    pub message: String,
    pub place: Option<Box<ErrorPlace>>,
    pub hint: Option<String>,
    /// Further lines: all that is wrong, where there is more than one thing.
    pub details: Vec<String>,
}

/// A place in a text file, counted from 1, with the line that stands there.
#[derive(Clone, Debug)]
pub struct ErrorPlace {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub text: String,
}

pub const USAGE: u8 = 2;
pub const REFUSED: u8 = 3;
pub const DAMAGED: u8 = 4;
pub const SYSTEM: u8 = 5;
/// The code of what is wrong with milepost's own repository.
pub const ROAD: &str = "road";

#[derive(Serialize)]
struct ErrorAnswer<'a> {
    format: &'static str,
    code: &'a str,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    hint: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    details: &'a [String],
}

impl Failure {
    pub fn new(exit: u8, code: &'static str, message: impl Into<String>) -> Failure {
        Failure { exit, code, message: message.into(), ..Failure::default() }
    }

    pub fn usage(message: impl Into<String>) -> Failure {
        Failure::new(USAGE, "usage", message)
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hint = Some(hint.into());
        self
    }

    /// Another hint, where there is one. Where files or the system failed, their own tells what became of it and stays.
    pub fn advice(self, hint: Option<String>) -> Failure {
        let hint = hint.filter(|_| self.exit < DAMAGED).or(self.hint.clone());
        Failure { hint, ..self }
    }

    /// A name that is not known, with what is close to it and where to see all.
    pub fn unknown<'a>(what: &str, name: &str, known: impl IntoIterator<Item = &'a str>, all: &str) -> Failure {
        let close = nearest(name, known).map_or(String::new(), |near| format!("close to it is `{near}`; "));
        Failure::new(REFUSED, "unknown-id", format!("{what} `{name}` is not in the plan")).hint(close + all)
    }

    /// A file that does not fit its format.
    pub fn misfit(exit: u8, file: &str, text: &str, misfit: &Misfit) -> Failure {
        let near = misfit.found.as_ref().and_then(|found| nearest(found, misfit.expected.iter().map(String::as_str)));
        let hint = match (near, misfit.expected.is_empty()) {
            (Some(near), _) => Some(format!("close to it is `{near}`; keys of your own begin with `x-`")),
            (None, false) => Some(format!("known here: {}", misfit.expected.join(", "))),
            (None, true) => None,
        };
        let place = ErrorPlace::of(file, text, misfit.offset);
        Failure {
            exit,
            code: "misfit",
            message: misfit.problem.clone(),
            place: Some(Box::new(place)),
            hint,
            details: Vec::new(),
        }
    }

    /// An answer that could not be written to a file.
    pub fn undelivered(file: &str, error: &std::io::Error) -> Failure {
        match is_unsure(error) {
            true => Failure::new(SYSTEM, "unsure", format!("cannot make sure that the disk keeps {file}: {error}"))
                .hint("it may be the new one, or as it was; look after the disk and try again"),
            false => Failure::new(SYSTEM, "system", format!("cannot write {file}: {error}"))
                .hint(format!("what stood there is as it was; {}", way_out("write", error))),
        }
    }

    pub fn answer(&self, json: bool) -> Answer {
        let remarks = if json { self.document() } else { self.words() };
        Answer { remarks, told_as_json: json, code: self.exit, ..Answer::default() }
    }

    fn document(&self) -> String {
        let document = ErrorAnswer {
            format: "milepost/error/1",
            code: self.code,
            message: &self.message,
            file: self.place.as_ref().map(|place| place.file.as_str()),
            line: self.place.as_ref().map(|place| place.line),
            column: self.place.as_ref().map(|place| place.column),
            hint: self.hint.as_deref(),
            details: &self.details,
        };
        crate::render::json::json(&document)
    }

    /// As people read it.
    pub fn words(&self) -> String {
        let mut lines = vec![format!("error: {}", self.message)];
        lines.extend(self.place.iter().flat_map(|place| place.excerpt()));
        lines.extend(self.details.iter().map(|detail| format!("  {detail}")));
        lines.extend(self.hint.iter().map(|hint| format!("hint: {hint}")));
        let lines = lines.into_iter().map(|line| visible(&line.replace('\n', "\n  ")).into_owned() + "\n");
        lines.collect()
    }
}

impl ErrorPlace {
    /// The place of a byte offset in a text.
    pub fn of(file: &str, text: &str, offset: usize) -> ErrorPlace {
        let offset = offset.min(text.len());
        let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[offset..].find('\n').map_or(text.len(), |newline| offset + newline);
        ErrorPlace {
            file: file.into(),
            line: text[..start].matches('\n').count() + 1,
            column: text[start..offset].chars().count() + 1,
            text: text[start..end].trim_end_matches('\r').to_owned(),
        }
    }

    /// File, line and column, then the line with a caret below the place; a long line is cut around it.
    fn excerpt(&self) -> Vec<String> {
        const AROUND: usize = 60;
        let before: Vec<char> = self.text.chars().take(self.column - 1).collect();
        let from = before.len().saturating_sub(AROUND);
        let cut = if from > 0 { "…" } else { "" };
        let shown: String = self.text.chars().skip(from).take(2 * AROUND).collect();
        let indent = width(&before[from..].iter().collect::<String>());
        let gutter = self.line.to_string();
        let margin = " ".repeat(gutter.len());
        let caret = " ".repeat(indent + usize::from(from > 0));
        vec![
            format!("{margin}--> {}:{}:{}", self.file, self.line, self.column),
            format!("{gutter} | {cut}{}", shown.replace('\t', " ")),
            format!("{margin} | {caret}^"),
        ]
    }
}

/// What to do where the system refuses. Whatever comes back as this error was not recorded.
fn remedy(doing: &str, error: &std::io::Error) -> String {
    format!("nothing was recorded; {}", way_out(doing, error))
}

fn way_out(doing: &str, error: &std::io::Error) -> &'static str {
    use std::io::ErrorKind::*;
    let writes = !matches!(doing, "read" | "list");
    match error.kind() {
        StorageFull | QuotaExceeded | FileTooLarge if writes => "free some space and try again",
        ReadOnlyFilesystem if writes => {
            "nothing can be written there; a copy of the folder elsewhere can be written to"
        }
        PermissionDenied if writes => "you may not write there: ask who owns the folder, or work in a copy of your own",
        PermissionDenied => "you may not read it: ask who owns it",
        IsADirectory => "it is a folder: name a file in it",
        _ => "free space, permissions and the disk are the places to look",
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        let shown = |path: &std::path::Path| path.display().to_string();
        match &error {
            StoreError::Io { doing, path, source } => {
                Failure::new(SYSTEM, "system", format!("cannot {doing} {}: {source}", shown(path))).hint(remedy(doing, source))
            }
            StoreError::Unsure { doing, path, source } => {
                Failure::new(SYSTEM, "unsure", format!("cannot {doing} {}, or make sure that it is as it was: {source}", shown(path)))
                    .hint("it may be recorded, or not: `milepost log` and `milepost audit` tell; look after the disk before you go on")
            }
            StoreError::Missing { path } => Failure::new(USAGE, "no-file", format!("there is no file {}", shown(path))),
            StoreError::Git(error) => git(error),
            StoreError::TwoPlans { remote, plans } => {
                let [first, second] = plans.each_ref().map(undertaking);
                Failure::new(REFUSED, "two-plans", format!("two undertakings meet at `{remote}`: {first}, and {second}"))
                    .hint("nothing was sent and nothing taken: each needs a remote of its own (`milepost sync --remote URL`); to join the other one, `milepost clone URL FOLDER`")
            }
            StoreError::NothingThere { remote } => {
                Failure::new(SYSTEM, "git", format!("the branch `milepost` of `{remote}` holds no plan"))
                    .hint("whoever has the workspace runs `milepost sync` there first")
            }
            StoreError::NoLedger { path } => Failure::new(
                USAGE,
                "no-ledger",
                format!("{} has no folder `ledger`: there are no books in it", shown(path)),
            )
            .hint("name the top folder of another workspace, or of a copy of one"),
            StoreError::Exists { path } => Failure::new(USAGE, "exists", format!("{} is there already", shown(path)))
                .hint("begin in an empty folder: `milepost init FOLDER`; nothing was changed"),
            StoreError::TooLarge { path, bytes } => Failure::new(
                USAGE,
                "too-large",
                format!("{} has {bytes} bytes; a plan or a matrix has at most 64 MiB", shown(path)),
            ),
            StoreError::NotUtf8 { path, offset } => Failure::new(
                USAGE,
                "not-utf8",
                format!("{} is not UTF-8: byte {} belongs to no character", shown(path), offset + 1),
            )
            .hint("save it as UTF-8"),
            StoreError::Bom { path } => {
                Failure::new(USAGE, "bom", format!("{} begins with a byte order mark", shown(path)))
                    .hint("save it as UTF-8 without BOM")
            }
            StoreError::PlanMissing { root } => Failure::new(
                DAMAGED,
                "plan-missing",
                format!("the plan that the books name (SHA-256 {root}) is not in plans/"),
            )
            .hint("copy it from somebody who has it: its name is that hash"),
            StoreError::DeskUnreadable { path, reason } => {
                Failure::new(DAMAGED, "desk", format!("{} is not what milepost wrote: {reason}", shown(path)))
                    .hint("put it right or move it away; the books are not touched by it")
            }
            StoreError::SaltsUnreadable { path, reason } => {
                Failure::new(DAMAGED, "salts", format!("{} is not what milepost wrote: {reason}", shown(path))).hint(
                    "put it back from a copy; without its salt no confidential file can be shown to be the one meant",
                )
            }
            StoreError::NotAFile { path } => {
                Failure::new(USAGE, "not-a-file", format!("{} is not a file", shown(path)))
                    .hint("evidence is a file or a link; of a folder, give its files or one archive")
            }
            StoreError::EmptyEvidence { path } => {
                Failure::new(USAGE, "empty", format!("{} is empty: it shows nothing", shown(path)))
                    .hint("nothing was recorded; was it copied whole?")
            }
            StoreError::EvidenceTooLarge { path, bytes } => Failure::new(
                USAGE,
                "too-large",
                format!("{} has {}; evidence has at most {}", shown(path), words::size(*bytes), words::size(LARGEST)),
            )
            .hint("every copy of the workspace would carry it: put it where it can stay and give the link"),
            StoreError::EvidenceDamaged { path } => Failure::new(
                DAMAGED,
                "evidence",
                format!("{} is there already, and is not what its name says", shown(path)),
            )
            .hint("nothing was recorded; `milepost evidence verify` tells more; move it away and try again"),
            StoreError::LockHeld { by, path } => {
                Failure::new(SYSTEM, "locked", format!("another milepost is writing here: {}", if by.is_empty() { "it has not said its name yet" } else { by }))
                    .hint(format!("try again when it is done, or wait longer with `--wait SECONDS`; the lock is {}", shown(path)))
            }
            StoreError::NoDesk { speaker, elsewhere: true } => {
                Failure::new(REFUSED, "no-desk", format!("the book `{speaker}` was not opened on this machine")).hint(
                    "a machine writes only to books that it opened: name the actor, and a book of your own is opened",
                )
            }
            StoreError::NoDesk { speaker, elsewhere: false } => Failure::new(
                REFUSED,
                "no-desk",
                format!("`{speaker}` is neither an actor of the plan nor a book of this machine"),
            ),
            StoreError::DamagedBook { flaw, .. } if matches!(flaw.kind, FlawKind::Unreadable(_)) => {
                Failure::new(SYSTEM, "unreadable", words::flaw(flaw))
                    .hint("nothing was recorded: what is not read cannot be continued")
            }
            StoreError::DamagedBook { book, flaw } => {
                Failure::new(DAMAGED, "damaged", format!("the book `{book}` is damaged: {}", words::flaw(flaw))).hint(
                    "nothing was recorded; `milepost audit` tells all, a whole copy from another machine mends it",
                )
            }
            StoreError::ClockBehind { book, now, latest } => Failure::new(
                SYSTEM,
                "clock",
                format!("this machine's clock ({now}) is behind the latest entry of `{book}` ({latest})"),
            )
            .hint("set the clock right; nothing was recorded"),
            StoreError::LineTooLong { bytes, .. } => {
                Failure::new(USAGE, "too-long", format!("an entry of {bytes} bytes is too long: at most 1 MiB"))
            }
            StoreError::NotUnderstood { index, reason } => {
                Failure::new(USAGE, "not-understood", format!("entry {} would not be understood: {reason}", index + 1))
            }
            StoreError::BadSeal { book, .. } => {
                Failure::new(SYSTEM, "bad-seal", format!("the signature for `{book}` does not hold")).hint(
                    "nothing was recorded; the agent or the key file gave a wrong one: try `--key FILE`",
                )
            }
            StoreError::NotSigned { key, reason } => {
                Failure::new(SYSTEM, "not-signed", format!("the key {key} did not sign: {reason}"))
                    .hint("nothing was recorded; try again, or with `--key FILE`; `--no-seal` records now, `milepost seal` seals later")
            }
            StoreError::ChangedMeanwhile { path } => {
                Failure::new(SYSTEM, "changed", format!("{} changed while it was being written to", shown(path)))
                    .hint("nothing was recorded; try again")
            }
        }
    }
}

/// What tells an undertaking from others, in words.
fn undertaking(one: &Undertaking) -> String {
    let id = one.id.as_ref().map_or("an unknown plan".to_owned(), |id| format!("plan `{id}`"));
    let uid = one.uid.as_ref().map_or("without a uid".to_owned(), |uid| format!("uid {uid}"));
    let root = one.root.map_or("a draft".to_owned(), |root| format!("root {root}"));
    format!("{id} ({uid}, {root})")
}

/// Why Git did not do what it was asked: its own words, and what to do about them.
fn git(error: &GitError) -> Failure {
    let failed = |message: String| Failure::new(SYSTEM, "git", message);
    let with = |said: &str| said.lines().map(|line| format!("git: {line}")).collect::<Vec<String>>();
    match error {
        GitError::Missing => failed("there is no `git` on this machine".into())
            .hint("install Git, or take books in from a copy of the folder: `milepost merge PATH`"),
        GitError::Unreachable { remote, said } => {
            Failure { details: with(said), ..failed(format!("nothing could be fetched from `{remote}`")) }
                .hint("nothing is lost: the next `milepost sync` goes on, once it can be reached")
        }
        GitError::NoBranch { remote, branches } => {
            let there = if branches.is_empty() {
                "it is empty".to_owned()
            } else {
                format!("its branches are: {}", branches.join(", "))
            };
            failed(format!("`{remote}` has no branch `milepost`: {there}"))
                .hint(format!("whoever has the workspace runs `milepost sync --remote {remote}` first: milepost's own branch is `milepost`, whatever others are there"))
        }
        GitError::NotPushed { remote, said } => {
            Failure { details: with(said), ..failed(format!("nothing could be pushed to `{remote}`")) }
                .hint("nothing is lost: the next `milepost sync` sends it, once that is put right")
        }
        GitError::Outrun { times } => {
            failed(format!("others pushed in between, {times} times")).hint("nothing is lost: try again")
        }
        GitError::Damaged { doing, said } => Failure {
            details: with(said),
            ..Failure::new(SYSTEM, ROAD, format!("`git {doing}` failed in .milepost/road.git"))
        }
        .hint("nothing is lost: what is in the folder is untouched; what Git says above is what to put right"),
    }
}
