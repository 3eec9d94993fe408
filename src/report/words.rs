//! What milepost says of things: statuses, dates, and why an entry does not count. One voice, in one place.

use super::sheet::Tone;
use crate::fold::state::{
    IncidentState, MilestoneState, PlanState, Schedule, Standing, State, Status, Timing, TimingWord, WhyNot,
};
use crate::ledger::flaw::{BadSeal, Flaw, FlawKind};
use crate::model::incident::Outcome;
use crate::model::milestone::Milestone;
use crate::model::rule::RuleName;
use crate::store::outside::Reason;
use crate::tongue::{many, say};
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// The state of the plan: `in force`, `repudiated by gam`.
pub fn stage(state: &State) -> String {
    match state.stage {
        PlanState::Draft => say!("plan": "draft").into(),
        PlanState::Signed => say!("plan": "signed").into(),
        PlanState::InForce => say!("in force").into(),
        PlanState::Suspended => say!("plan": "suspended").into(),
        PlanState::Repudiated => {
            let sides = state.left.iter().map(|(side, _)| state.plan.actors[*side].side().as_str());
            say!("repudiated by {sides}", sides = sides.collect::<Vec<_>>().join(", "))
        }
    }
}

/// The same for people, since when it is in force by `since`. What promises nothing yet, and of which nothing is on record, is a draft
/// to them.
pub fn stage_told(state: &State, since: &str) -> String {
    match state.stage {
        _ if state.plan.milestones.is_empty() && state.entries.is_empty() => {
            say!("draft, until the first entry").into()
        }
        PlanState::InForce => stage(state) + since,
        _ => stage(state),
    }
}

/// A value as its text, for machines.
pub fn text<T: std::fmt::Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// The same of what may not be there.
pub fn text_or_null<T: std::fmt::Display, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(value),
        None => serializer.serialize_none(),
    }
}

/// A status for machines.
pub fn status<S: Serializer>(status: &Status, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(status.word())
}

/// The same of the decision that a rule is of.
pub fn rule_name<S: Serializer>(rule: &RuleName, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(rule.word())
}

/// The same of how something stands with its date.
pub fn timing_word<S: Serializer>(timing: &TimingWord, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(timing.word())
}

/// What a claim counts as, for machines.
pub fn standing_or_null<S: Serializer>(of: &Option<Standing>, serializer: S) -> Result<S::Ok, S::Error> {
    of.map(Standing::word).serialize(serializer)
}

/// How a status is to be seen at first sight.
pub fn tone(status: Status) -> Option<Tone> {
    match status {
        Status::Achieved | Status::Holding => Some(Tone::Good),
        Status::Breached | Status::Reversed => Some(Tone::Bad),
        Status::Suspended | Status::Contested => Some(Tone::Halted),
        Status::Reported | Status::UnderWay => Some(Tone::Moving),
        Status::Waiting | Status::NotTriggered => Some(Tone::Waiting),
        Status::Open | Status::Retired => None,
    }
}

/// The same of how something stands with its date.
pub fn tone_of_timing(timing: TimingWord) -> Option<Tone> {
    match timing {
        TimingWord::Overdue => Some(Tone::Bad),
        TimingWord::Suspended => Some(Tone::Halted),
        _ => None,
    }
}

/// The same of what a claim counts as.
pub fn tone_of_standing(standing: Standing) -> Option<Tone> {
    match standing {
        Standing::Reported => Some(Tone::Moving),
        Standing::Contested => Some(Tone::Halted),
        _ => None,
    }
}

/// A timing in words: `overdue 12 d`, `reported 5 d late`, `due in 30 d`.
pub fn timing(timing: Timing) -> String {
    timed(timing.word, timing.days)
}

/// The same of its word and its days.
pub fn timed(word: TimingWord, days: Option<i64>) -> String {
    let days = days.unwrap_or(0);
    match word {
        TimingWord::Due => say!("due in {days} d", days),
        TimingWord::DueSoon => say!("due soon, {days} d", days),
        TimingWord::Overdue => say!("overdue {days} d", days),
        TimingWord::ReportedLate => say!("reported {days} d late", days),
        TimingWord::Late => say!("late {days} d", days),
        other => other.told().to_owned(),
    }
}

/// A due date in words: the date, its disputed readings, or what it waits for.
pub fn due(schedule: Option<&Schedule>) -> String {
    match (schedule, schedule.and_then(|schedule| schedule.rule.as_ref())) {
        (Some(Schedule { readings, .. }), _) if readings.len() > 1 => {
            readings.iter().map(ToString::to_string).collect::<Vec<_>>().join(say!(" or "))
        }
        (Some(Schedule { on: Some(on), .. }), _) => on.to_string(),
        (Some(_), Some(due)) => due.to_string(),
        _ => say!("no date").into(),
    }
}

/// The same of a milestone; where it has no date, what its text says of when.
pub fn due_of(promised: &Milestone, schedule: Option<&Schedule>) -> String {
    let dated = schedule.is_some_and(|schedule| schedule.rule.is_some() || !schedule.moves.is_empty());
    promised.timeline.clone().filter(|_| !dated).unwrap_or_else(|| due(schedule))
}

/// In lines: the date, or the dates where the parties read it differently; below it the first one where a decision moved it, and how it
/// stands where that is more than the date tells. Where there is no date, what the text says of when.
pub fn due_lines(promised: &Milestone, state: &MilestoneState) -> Vec<String> {
    let said = promised.timeline.clone().filter(|_| state.timing.word == TimingWord::NoDate && state.due.is_none());
    let words = said.unwrap_or_else(|| timing(state.timing));
    let Some(schedule) = state.due.as_deref() else { return vec![words] };
    let readings: Vec<String> = schedule.readings.iter().map(ToString::to_string).collect();
    let told = state.timing.word == TimingWord::Due && readings.len() == 1;
    let date = (!readings.is_empty()).then(|| readings.join(say!(" or\n")));
    let moved = schedule.first.filter(|first| !schedule.moves.is_empty() && Some(*first) != schedule.on);
    let lines = [date, moved.map(|first| say!("first {first}", first)), (!told).then_some(words)];
    lines.into_iter().flatten().collect()
}

/// The voice that an initial stands for.
pub fn founded(initial: char) -> &'static str {
    match initial {
        'v' => say!("verified"),
        'r' => say!("reported"),
        _ => say!("assessed"),
    }
}

/// What stands beside a status: `day 3 of 14`, `disputed`.
pub fn marks(state: &MilestoneState) -> Vec<String> {
    let shown = |status: Status| state.status == status;
    let marks = [
        (state.disputed && !shown(Status::Contested), say!("disputed")),
        (state.suspended && !shown(Status::Suspended), say!("suspended")),
        (state.split, say!("split")),
        (state.ahead, say!("ahead")),
        (state.unverifiable, say!("unverifiable")),
    ];
    let marks = marks.into_iter().filter(|(set, _)| *set).map(|(_, mark)| mark.to_owned());
    let day = state.hold.map(|(day, of)| match of {
        Some(of) => say!("day {day} of {of}", day, of),
        None => say!("day {day}", day),
    });
    day.into_iter().chain(marks).collect()
}

/// Why an entry does not count.
pub fn why_not(why_not: &WhyNot) -> String {
    match why_not {
        WhyNot::NotAnActor(id) => say!("`{id}` is not an actor of the plan", id),
        WhyNot::NotARelay(id) => {
            say!("`{id}` speaks for another; only a secretariat may write down what others say", id)
        }
        WhyNot::NotSealed(id) => say!("`{id}` has keys in the plan, and this is not sealed by them", id),
        WhyNot::NotItsOwn(id) => {
            say!("written down for `{id}`, who has keys: it counts once `{id}` agrees with it under its own seal", id)
        }
        WhyNot::UnknownMilestone(id) => say!("milestone `{id}` is not in the plan", id),
        WhyNot::UnknownIndicator(milestone, id) => say!("milestone `{milestone}` has no indicator `{id}`", milestone, id),
        WhyNot::OwingSide(actor, milestone) => {
            say!("`{actor}` shares a side with who owes `{milestone}`, without owing it: its word on it has no standing", actor, milestone)
        }
        WhyNot::Whole(id) => {
            say!("`{id}` follows from its parts: claims go to them, but for counts that only it has", id)
        }
        WhyNot::Negative(id) => say!("`{id}` cannot be below zero", id),
        WhyNot::ShareOfCap(id) => say!("`{id}` is to go down: a share of a total says nothing of it", id),
        WhyNot::OnlyVerifiers => {
            say!("only who verifies the milestone, within its mandate, finds on incidents and says whether it is what was agreed").into()
        }
        WhyNot::NotAParty(id) => say!("`{id}` is not a party of the plan; only parties dispute", id),
        WhyNot::NotASignatory(id) => {
            say!("`{id}` is neither a party nor a guarantor of the plan; only these leave it or come back", id)
        }
        WhyNot::Retired(id) => say!("an amendment dropped or replaced `{id}`", id),
        WhyNot::Repeats(id, others) => {
            let others: Vec<String> = others.iter().map(|id| format!("`{id}`")).collect();
            say!("`{id}` merely restates {others}: claims go there", id, others = others.join(", "))
        }
        WhyNot::UnknownPhase(id) => say!("phase `{id}` is not in the plan", id),
        WhyNot::OtherBase(hash) => say!("the version {hash} was written from another than it says: its `base` is not the one that it would change", hash),
        WhyNot::OtherWords(name) => say!("other words stand at `{name}` than those that are meant", name),
        WhyNot::NotAnIncident(name) => say!("`{name}` is not an incident", name),
        WhyNot::NotADispute(name) => say!("`{name}` is not a dispute", name),
        WhyNot::NothingToAgree(name) => {
            say!("`{name}` is neither a proposal nor a claim, an incident or a finding: there is nothing to agree with", name)
        }
        WhyNot::Cleared(name) => say!("`{name}` no longer stands: a decision cleared it, or it was taken back", name),
        WhyNot::Upheld(name) => say!("void since the dispute `{name}` was upheld", name),
        WhyNot::NotTheDisputant(name) => say!("only who disputed withdraws `{name}`", name),
        WhyNot::NotInForce(base) => say!("the version that it changes ({base}) is not in force", base = short(base)),
        WhyNot::UnknownVersion(plan) => say!("the version that it adopts ({version}) is not here, or cannot be adopted", version = short(plan)),
        WhyNot::NotSuspended => say!("nothing is suspended there that could resume").into(),
        WhyNot::UnknownEntry(name) => say!("there is no earlier entry `{name}`", name),
        WhyNot::OthersEntry(name) => say!("`{name}` is not this actor's own entry, or never counted", name),
        WhyNot::Retracted(name) => say!("retracted by `{name}`", name),
        WhyNot::Decided(name) => {
            say!("`{name}` helped to decide; what was decided is changed by deciding again", name)
        }
        WhyNot::SayAgain(name) => say!("`{name}` took a proposal back; who stands by it again says it again", name),
        WhyNot::NobodyDecides => say!("the plan has no rule by which anybody decides this").into(),
        WhyNot::NotADecider(id) => {
            say!("the plan does not name `{id}` among those who decide this, or not at that time", id)
        }
        WhyNot::NotYetKnown => say!("not known at the moment asked about").into(),
        WhyNot::NotYetHappened => say!("had not happened at the moment asked about").into(),
    }
}

/// What verifiers conclude of an incident; without them it is alleged.
pub fn outcome(incident: &IncidentState) -> &'static str {
    incident.outcome.map_or(say!("alleged"), Outcome::told)
}

/// The first digits of a hash: enough to tell versions apart.
pub fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

/// What is the matter with a book, and what follows from it.
pub fn flaw(flaw: &Flaw) -> String {
    let what = match &flaw.kind {
        FlawKind::NotUtf8 => "is not UTF-8; nothing from here on counts".to_owned(),
        FlawKind::TooLong => "is longer than 1 MiB; nothing from here on counts".to_owned(),
        FlawKind::NotUnderstood(why) => format!("is not understood and counts for nothing: {why}"),
        FlawKind::BrokenChain => {
            "does not follow from the line before: one of the two was altered, and nothing from the one before on counts".to_owned()
        }
        FlawKind::NotJson(why) => format!("is not an entry; nothing from here on counts: {why}"),
        FlawKind::Torn { bytes } => {
            format!("was never finished ({bytes} bytes of a write that broke off); the next write sets it aside")
        }
        FlawKind::ClockBehind => "is dated before the line above it and does not count: a wrong clock muted the desk".to_owned(),
        FlawKind::NoOpening => "does not open a book; the whole file is passed over".to_owned(),
        FlawKind::WrongName { says } => format!("opens the book `{says}`, not this file's; the whole file is passed over"),
        FlawKind::OtherRoot { says } => format!("belongs to another plan (root {says}); the whole book is refused"),
        FlawKind::Empty => "is empty".to_owned(),
        FlawKind::Unreadable(why) => format!("cannot be read and is left out: {why}; ask who owns it"),
        FlawKind::Forked { versions, counts } => return forked(flaw, *versions, counts),
        FlawKind::FirstFormat => {
            "opens a book of the first format, milepost/book/1, which was never released and is not read; the whole file is passed over"
                .to_owned()
        }
        FlawKind::Foreign { lines } => {
            let lines = if *lines == 1 { "1 line is".to_owned() } else { format!("{lines} lines are") };
            format!("was not written by this machine, whose book it is: somebody has written in this book; {lines} no part of it, and the next write sets that aside")
        }
        FlawKind::Unproven => {
            "is set aside as another version of a book, but was not sealed by its actor, so it proves nothing; the file is passed over"
                .to_owned()
        }
        FlawKind::Said(kind) => return said(flaw, kind),
        FlawKind::Altered => "is not the version that its name says, by its hash; the whole file is passed over".to_owned(),
        FlawKind::BadSeal(why) => format!("is a seal that vouches for nothing: {}", bad_seal(why)),
        FlawKind::CutBack { seen } => {
            format!("is the last, but this machine had read line {} of it: it was cut back", seen.seq + 1)
        }
        FlawKind::Rewritten { .. } => "is another than this machine had read: the book was rewritten".to_owned(),
        FlawKind::Gone { seen } => {
            return format!("ledger/{}.jsonl is not here, but this machine had read line {} of it", flaw.book, seen.seq + 1);
        }
    };
    match flaw.line {
        0 => format!("ledger/{}.jsonl {what}", flaw.book),
        line => format!("ledger/{}.jsonl, line {line}, {what}", flaw.book),
    }
}

/// Why something from outside is not taken.
pub fn refusal(reason: &Reason) -> String {
    match reason {
        Reason::NotRegular => "it is a link, a folder or a device, and only plain files are read".into(),
        Reason::TooLarge { bytes, most } => format!("its {bytes} bytes are too many: at most {most}"),
        Reason::Unreadable(why) => format!("it cannot be read: {why}"),
        Reason::Name => "its name is none that milepost gives".into(),
        Reason::SpelledAlike(other) => format!("its name differs from `{other}` in upper and lower case only"),
        Reason::NotItsHash => "its bytes are not those that its name says: it was altered".into(),
        Reason::Unnamed => "no entry names it".into(),
        Reason::Flaw(flaw) => self::flaw(flaw),
        Reason::Ahead { line } => format!("line {line} is dated more than a day ahead of this machine's clock"),
        Reason::NotSealed { actor, .. } => {
            format!("`{actor}` has keys in the plan, and nothing of it is sealed by them")
        }
        Reason::NotOurs { line } => format!(
            "it is a book of this machine, and from line {line} on this machine did not write it: somebody has written in this book; `milepost recover` shows the lines"
        ),
        Reason::OtherVersion { line } => format!(
            "it disagrees with what is here from line {line} on, and no seal tells which of the two its author wrote; what is here stays"
        ),
        Reason::Empty => "nothing is said in it".into(),
        Reason::NoActor(id) => format!("`{id}`, whose book it is, is no actor of the plan"),
        Reason::TooMany { most } => format!("there are more than {most} of its kind"),
        Reason::OursDamaged(flaw) => {
            format!("the file here is damaged, and this copy is too short to mend it ({})", self::flaw(flaw))
        }
    }
}

/// The first so many characters of a text, and that there are more.
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()).into(),
        None => text.into(),
    }
}

/// At most so many lines, and how many more there are.
pub fn first_lines(lines: impl IntoIterator<Item = String, IntoIter: ExactSizeIterator>, most: usize) -> Vec<String> {
    let lines = lines.into_iter();
    let more = lines.len().saturating_sub(most);
    let mut lines: Vec<String> = lines.take(most).collect();
    lines.extend((more > 0).then(|| say!("and {more} more", more)));
    lines
}

/// A size for people: `812 bytes`, `1.2 MiB`.
pub fn size(bytes: u64) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match units.iter().find(|(unit, _)| bytes >= *unit) {
        None => many!(bytes, "{n} byte", "{n} bytes"),
        Some((unit, name)) => {
            let tenths = bytes / (unit / 10).max(1);
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        }
    }
}

/// Where versions of a book part, and what still counts of them.
fn forked(flaw: &Flaw, versions: usize, counts: &[(String, u64)]) -> String {
    let counts: Vec<String> = counts.iter().map(|(book, seq)| format!("`{book}` up to {seq}")).collect();
    let still = match counts.is_empty() {
        true => "nothing from there on counts, for nobody else had seen it".to_owned(),
        false => format!("of what follows, only what others had seen counts: {}", counts.join(", ")),
    };
    let (book, number) = (&flaw.book, flaw.line - 1);
    format!(
        "there are {versions} versions of the book `{book}`, which part at its entry {number}: {still}; all are kept in ledger/forks"
    )
}

/// What other desks say of a book that is otherwise here: their word, which proves nothing.
fn said(flaw: &Flaw, kind: &FlawKind) -> String {
    let (seen, here) = match kind {
        FlawKind::CutBack { seen } => (seen, format!("here it ends with line {}", flaw.line)),
        FlawKind::Rewritten { seen } => (seen, "here other words stand there".to_owned()),
        FlawKind::Gone { seen } => (seen, "here it is not".to_owned()),
        _ => return String::new(),
    };
    let names: Vec<String> = seen.by.iter().map(ToString::to_string).collect();
    let (who, say) = match &names[..] {
        [first, .., last] => (format!("{first} to {last}"), "say"),
        _ => (names.concat(), "says"),
    };
    format!("{who} {say} of the book `{}` that its line {} was seen; {here}", flaw.book, seen.seq + 1)
}

fn bad_seal(why: &BadSeal) -> String {
    match why {
        BadSeal::Encoding => "its signature is not written in the one way in which milepost writes it".into(),
        BadSeal::Namespace(name) => format!("it was made for `{name}`, not for milepost"),
        BadSeal::Algorithm(name) => format!("seals are not made with {name}"),
        BadSeal::AndMore(1) => "as the one before it".into(),
        BadSeal::AndMore(more) => format!("as the one before it, and {} more behind it", more - 1),
        BadSeal::Signature => "the signature is not of these lines, in this book of this workspace".into(),
    }
}

/// A count and what is counted: `1 error`, `2 errors`, `3 entries`.
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {}", if number == 1 { noun.to_owned() } else { plural(noun) })
}

/// More than one of what is counted: `errors`, `entries`.
pub fn plural(noun: &str) -> String {
    let mut before = noun.chars().rev();
    match (before.next(), before.next()) {
        (Some('y'), Some(letter)) if !"aeiou".contains(letter) => format!("{}ies", &noun[..noun.len() - 1]),
        _ => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_stands_in_its_number() {
        let told = [(1, "milestone"), (0, "milestone"), (1, "entry"), (33, "entry"), (2, "earlier entry"), (3, "day")];
        let told = told.map(|(number, noun)| count(number, noun));
        assert_eq!(told, ["1 milestone", "0 milestones", "1 entry", "33 entries", "2 earlier entries", "3 days"]);
    }
}
