//! What is told beside an answer: notes and warnings as data, and their words, which are nowhere else.

use crate::ledger::flaw::{Flaw, FlawKind};
use crate::model::moment::Moment;
use crate::report::words::{self, count};
use crate::store::write::Repair;

#[derive(Clone, Debug, PartialEq)]
pub enum Remark {
    // Of the workspace.
    /// There is no workspace, so it is the built-in plan that answers.
    BuiltIn,
    /// The plan has no text in the language that a flag asked for.
    Unspoken(String),
    /// A file that cannot be read.
    Unread {
        file: String,
        why: String,
    },
    /// plan.json is not the version in force; whether it is another that is known.
    Edited {
        in_force: String,
        known: bool,
    },
    /// A version that an amendment adopts is not here.
    VersionMissing(String),
    /// A version that an amendment names cannot be adopted.
    VersionUnfit {
        file: String,
        reason: String,
    },
    /// Versions that were adopted on one base.
    Stalled(Vec<String>),
    /// How many entries at the end of a book are not sealed.
    Unsealed {
        book: String,
        actor: String,
        entries: usize,
    },
    NotUnderstood(usize),
    Flaw(Flaw),
    MoreFlaws(usize),
    /// Entries that are dated after this machine's clock.
    Ahead {
        entries: usize,
        now: Moment,
    },
    /// plan.json was made the version in force.
    PlanFollows {
        file: String,
    },
    /// A version was proposed, and plan.json could not be made it.
    PlanUnwritten {
        file: String,
        why: String,
    },
    PlanStays {
        file: String,
        why: String,
    },
    // Of recording.
    /// A clock ran ahead, which is why another book is opened.
    ClockWasAhead {
        actor: String,
        book: String,
    },
    /// The user's own setting names somebody whom the plan does not know.
    SettingPassedOver {
        set: String,
        spoke: String,
    },
    /// What was recorded waits for a seal, or for the agreement of whose word it is.
    WaitsForSeal {
        actor: String,
    },
    WaitsForAgreement {
        actor: String,
        entry: String,
    },
    /// What an earlier crash or a stranger had left behind a book, and where it is now.
    SetAside(Repair),
    /// That what is recorded cannot be erased.
    CannotBeErased,
    /// A date a year or more before the signature.
    BeforeSignature {
        on: String,
        signed: String,
    },
    /// A date far from today and from all others on record, of which the nearest is told.
    FarDate {
        on: String,
        nearest: String,
    },
    LevelFollows {
        milestone: String,
        parts: String,
    },
    // Of evidence.
    NotCopied(usize),
    CopiesRemain,
    /// Files that were set aside just now, those that still are, and those that came back.
    Removed(usize),
    StillAside(usize),
    Back(usize),
    /// A removal that nobody follows, in words.
    NotFollowed(String),
    SaltsUnreadable {
        message: String,
        hint: String,
    },
    // Of exchange.
    NoRemote,
    OtherBranches(String),
    RemoteChanged {
        before: String,
        now: String,
    },
    TheirDraft {
        ours: String,
    },
    TheirDraftUnsound,
    BothEdited {
        theirs: String,
    },
    RefusedStays,
    BroughtBack(Vec<String>),
    OtherUndertaking,
    // Of one command.
    FailIf(String),
    PlanHasErrors(String),
    /// The plan was changed, and not proposed.
    Unproposed,
    /// What plan.json holds already beside the version in force.
    AlsoHeld(String),
    /// What a plan that is being written still lacks.
    StillMissing(String),
    TextsCut(usize),
    /// The encoding of a file was guessed.
    ReadAs(&'static str),
    /// A word in a table that counts from the day of the command, and the day that was taken.
    CountedFromToday {
        word: String,
        day: String,
    },
    /// A table is read by a rules file that the workspace remembers.
    ReadByRules(String),
    RulesKept(String),
    RulesNotRead {
        file: String,
        why: String,
    },
    RulesNotKept {
        file: String,
        why: String,
    },
    ComparedAsItStands {
        file: String,
        errors: usize,
        check: String,
    },
}

/// How much a remark matters.
enum Gravity {
    Note,
    Warning,
    Hint,
}

impl Remark {
    /// Whether it tells of a write that broke off; once that is set aside, this is told instead.
    pub fn is_torn_write(&self) -> bool {
        matches!(self, Remark::Flaw(Flaw { kind: FlawKind::Torn { .. }, .. }))
    }

    /// The remark in words, as it is told: `note: …`.
    pub fn words(&self) -> String {
        let weight = match self.weight() {
            Gravity::Note => "note",
            Gravity::Warning => "warning",
            Gravity::Hint => "hint",
        };
        format!("{weight}: {}", self.told())
    }

    fn weight(&self) -> Gravity {
        match self {
            Remark::Flaw(Flaw { kind: FlawKind::Said(_), .. }) => Gravity::Note,
            Remark::Unread { .. }
            | Remark::VersionMissing(_)
            | Remark::VersionUnfit { .. }
            | Remark::Stalled(_)
            | Remark::NotUnderstood(_)
            | Remark::Flaw(_)
            | Remark::MoreFlaws(_)
            | Remark::Ahead { .. }
            | Remark::PlanStays { .. }
            | Remark::RulesNotRead { .. }
            | Remark::RulesNotKept { .. }
            | Remark::PlanUnwritten { .. }
            | Remark::NotFollowed(_)
            | Remark::SaltsUnreadable { .. }
            | Remark::TheirDraftUnsound
            | Remark::BothEdited { .. }
            | Remark::PlanHasErrors(_)
            | Remark::TextsCut(_) => Gravity::Warning,
            Remark::OtherUndertaking => Gravity::Hint,
            _ => Gravity::Note,
        }
    }

    /// The same without how much it matters.
    pub fn told(&self) -> String {
        match self {
            Remark::BuiltIn => "no workspace here, so this is the built-in plan; `milepost init` begins one".into(),
            Remark::Unspoken(language) => format!("the plan has no text in `{language}`: its own are shown"),
            Remark::Unread { file, why } => format!("{file} cannot be read and is left out: {why}; ask who owns it"),
            Remark::Edited { in_force, known } => {
                let way = match known {
                    true => "it is a version that was proposed, or in force before; copy that file over it to edit from there",
                    false => "`milepost amend` proposes the edit, `milepost compare plan.json` shows it",
                };
                format!("plan.json differs from the version in force, which answers here ({in_force}): {way}")
            }
            Remark::VersionMissing(hash) => format!(
                "the version {hash} that an amendment adopts is not in plans/, so that amendment counts for nothing here: copy it from somebody who has it"
            ),
            Remark::VersionUnfit { file, reason } => {
                format!("{file} cannot be adopted, so amendments that name it count for nothing: {reason}")
            }
            Remark::Stalled(files) => format!(
                "these versions of the plan were adopted on one base, and nothing tells which came first, so none of them is in force and the base stays: {}",
                files.join(", ")
            ),
            Remark::Unsealed { book, actor, entries } => unsealed(book, actor, *entries),
            Remark::NotUnderstood(lines) => {
                let lines = if *lines == 1 { "1 line is".to_owned() } else { format!("{lines} lines are") };
                format!("{lines} not understood and count for nothing; `milepost audit` tells which")
            }
            Remark::Flaw(flaw) => words::flaw(flaw),
            Remark::MoreFlaws(more) => format!("{more} more findings of this kind; `milepost audit` tells all"),
            Remark::Ahead { entries, now } => {
                let dated = if *entries == 1 { "1 entry is dated".into() } else { format!("{entries} entries are dated") };
                format!("{dated} after this machine's clock ({now}): is the clock right?")
            }
            Remark::PlanFollows { file } => format!("plan.json is now the version in force ({file})"),
            Remark::PlanUnwritten { file, why } => {
                format!("plan.json is not the version that was proposed: {why}; copy {file} over it")
            }
            Remark::PlanStays { file, why } => {
                format!("plan.json is not the version in force: {why}; copy {file} over it")
            }
            Remark::ClockWasAhead { actor, book } => format!(
                "the last line of `{actor}` here lies ahead of this machine's clock, so the book `{book}` is opened for what is new; \
                 if the clock was wrong then, `milepost retract` what was dated by it, and say it again"
            ),
            Remark::SettingPassedOver { set, spoke } => {
                format!("your setting `as` is `{set}`, whom the plan here does not know; {spoke} spoke")
            }
            Remark::WaitsForSeal { actor } => {
                format!("not sealed, so it counts for nothing yet: `milepost seal --as {actor}` seals it")
            }
            Remark::WaitsForAgreement { actor, entry } => format!(
                "`{actor}` has keys, so what is written down for it counts once it agrees: `milepost agree {entry} --as {actor}`"
            ),
            Remark::SetAside(Repair { book, bytes, foreign, saved }) => {
                let saved = saved.display();
                match foreign {
                    true => format!("somebody had written {bytes} bytes behind the end of `{book}`; they are set aside in {saved}"),
                    false => format!("a write to `{book}` had broken off; its {bytes} bytes are set aside in {saved}"),
                }
            }
            Remark::CannotBeErased => {
                "entries travel and cannot be erased, only evidence files can: name no victims, witnesses or sources in notes, places and evidence".into()
            }
            Remark::BeforeSignature { on, signed } => format!(
                "{on} lies a year or more before the signature ({signed}); if that is a slip, `milepost undo` takes it back"
            ),
            Remark::FarDate { on, nearest } => format!(
                "{on} lies far from every other date on record (the nearest is {nearest}); if that is a slip, `milepost undo` takes it back"
            ),
            Remark::LevelFollows { milestone, parts } => {
                format!("the level of `{milestone}` follows from its parts ({parts}); of this only the counts count")
            }
            Remark::NotCopied(files) => format!(
                "{} not copied; what proves it later is the file, unchanged, with its salt in .milepost/salts, which is on this machine only: back up both",
                count(*files, "confidential file")
            ),
            Remark::CopiesRemain => {
                "copies that others made, and Git's history, still have it; other machines set theirs aside with the next merge or sync".into()
            }
            Remark::Removed(files) => format!(
                "evidence that was removed elsewhere is set aside here, in .milepost/removed: {}; `milepost evidence purge` deletes it",
                count(*files, "file")
            ),
            Remark::StillAside(files) => format!(
                "set aside in .milepost/removed, since others removed it: {}; `milepost evidence purge` deletes it",
                count(*files, "file")
            ),
            Remark::Back(files) => {
                format!("evidence that is removed no more is back in evidence/: {}", count(*files, "file"))
            }
            Remark::NotFollowed(what) => what.clone(),
            Remark::SaltsUnreadable { message, hint } => format!("{message}; {hint}"),
            Remark::NoRemote => {
                "there is no remote yet, so nothing left this machine: `milepost sync --remote URL` names one".into()
            }
            Remark::OtherBranches(others) => format!("others of its branches stay as they are: {others}"),
            Remark::RemoteChanged { before, now } => format!("the remote was {before}, and is {now} from now on"),
            Remark::TheirDraft { ours } => format!(
                "others have begun with another draft of the plan, which is the plan now; yours is kept in {ours}: `milepost amend` proposes it"
            ),
            Remark::TheirDraftUnsound => "the plan.json of others is no plan without errors; ours stays".into(),
            Remark::BothEdited { theirs } => {
                format!("plan.json was edited here and by others; ours stays, theirs is kept in {theirs}")
            }
            Remark::RefusedStays => {
                "what was refused changes nothing here, and stays with the remote as it is".into()
            }
            Remark::BroughtBack(paths) => brought_back(paths),
            Remark::OtherUndertaking => {
                "this is another undertaking: begin with a copy of the other folder, or clone it, and merge into that".into()
            }
            Remark::FailIf(found) => format!("--fail-if: {found}"),
            Remark::PlanHasErrors(first) => format!("the plan has errors: {first}; `milepost check` tells all"),
            Remark::ReadAs(encoding) => {
                format!("read as {encoding}, which its bytes look like; `--encoding` names another, `--dry-run` only tries")
            }
            Remark::CountedFromToday { word, day } => {
                format!("`{word}` in the table is read as {day}, counted from now: write the day itself, or the row is another one tomorrow")
            }
            Remark::Unproposed => "plan.json alone is changed; `milepost amend` proposes it".into(),
            Remark::AlsoHeld(what) => format!("plan.json also holds: {what}"),
            Remark::StillMissing(what) => format!("still to be put right: {what}"),
            Remark::ReadByRules(file) => format!("read by {file}, as last time; `--rules` names others"),
            Remark::RulesKept(file) => {
                format!("the rules are kept in {file} of the workspace: the next file of that name, or with these headings, is read by them")
            }
            Remark::RulesNotRead { file, why } => format!("{file} is left out, for it is no rules file: {why}"),
            Remark::RulesNotKept { file, why } => format!("the rules could not be kept in {file}: {why}; name them again next time"),
            Remark::TextsCut(texts) => format!(
                "{} longer than a spreadsheet's cell were cut, and say so; the other formats have them whole",
                count(*texts, "text")
            ),
            Remark::ComparedAsItStands { file, errors, check } => {
                format!("{file} has {}, told by `{check}`; it is compared as it stands", count(*errors, "error"))
            }
        }
    }
}

fn unsealed(book: &str, actor: &str, entries: usize) -> String {
    let (what, counts, sent) = match entries {
        1 => ("1 entry".to_owned(), "it counts", "is"),
        more => (format!("{more} entries"), "they count", "are"),
    };
    format!(
        "{what} at the end of `{book}` not sealed yet: {counts} for nothing and {sent} not sent; `milepost seal --as {actor}` seals"
    )
}

fn brought_back(paths: &[String]) -> String {
    const MOST: usize = 5;
    let first = paths.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
    let more = if paths.len() > MOST { format!(" and {} more", paths.len() - MOST) } else { String::new() };
    format!("the folder had lost what was shared from here, and has it again: {first}{more}")
}
