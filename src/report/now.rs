//! What is asked first after the state: what needs a decision, what happened, what became known of the time before, and what comes
//! next; each in a few lines, which are told whole elsewhere.

use super::actor_name::listed;
use super::agenda::{AgendaItem, DateAhead, LostQuorum, Occasion, dates};
use super::awaited::start;
use super::brief::Brief;
use super::decisions::pending;
use super::disputes::open_disputes;
use super::incidents::unconcluded;
use super::outline::{Item, Outline, Section};
use super::rules::concur;
use super::topic::Topic;
use super::view::{View, Views};
use super::words::{count, first_lines, shortened};
use crate::model::moment::{Day, Moment};
use std::collections::BTreeSet;

/// How many lines of a kind are told, and how many things are named in a line, before the rest is only counted.
const LINES: usize = 4;
/// How many characters of a thing are told.
const LONG: usize = 90;
const NAMED: usize = 2;

/// What changed, as it is told, and the first day of which it is told.
pub struct ToldChanges {
    pub since: Day,
    pub outline: Outline,
}

impl ToldChanges {
    pub fn of<'a>(brief: &Brief<'a>, views: &Views<'_, 'a>) -> ToldChanges {
        let before = views.before;
        ToldChanges { since: before.day(Moment(before.state.clocks.as_of.0 + 1)), outline: brief.outline(views) }
    }

    /// A line for each kind of change that there is.
    fn kinds(&self, kinds: &[ToldKind]) -> Vec<String> {
        let section = |topic: Topic| self.outline.sections.iter().find(|section| section.topic == topic);
        kinds.iter().filter_map(|kind| Some(line(kind, &section(kind.0)?.items))).collect()
    }
}

/// Four lists, each with at least a line; two of them of what changed, where that is told of.
pub fn now(view: &View, lost: &[AgendaItem<LostQuorum>], changes: Option<&ToldChanges>) -> Vec<Section> {
    let mut lists = vec![section(Topic::NeedsDecision, None, decided(view, lost), "Nothing.")];
    for (topic, kinds) in [(Topic::Happened, &HAPPENED[..]), (Topic::BecameKnown, &KNOWN)] {
        lists.extend(changes.map(|told| section(topic, Some(told.since), told.kinds(kinds), "Nothing.")));
    }
    let ahead = dates(view, i64::MAX).iter().map(|date| coming(view, &date.what)).collect();
    lists.push(section(Topic::ComesNext, None, ahead, "No date is ahead."));
    lists
}

/// What somebody has to decide, and what nobody can.
fn decided(view: &View, lost: &[AgendaItem<LostQuorum>]) -> Vec<String> {
    let begin = start(view).map(|(_, item)| {
        let (whose, why) = (concur(item.what.needed, &item.what.from), &item.what.reason);
        format!("Entry into force takes {whose}: {why}")
    });
    let open = unconcluded(view).len();
    let open = (open > 0).then(|| format!("{} open or in contradiction", count(open, "incident")));
    let lost = lost.iter().map(|item| LostQuorum::words(&item.what));
    pending(view).into_iter().chain(begin).chain(open_disputes(view)).chain(lost).chain(open).collect()
}

/// A date ahead, what it is of by name.
fn coming(view: &View, date: &DateAhead) -> String {
    let title = shortened(date.title.map_or("", |title| view.lang().of(title)), LONG);
    let code = date.id.map_or(String::new(), |id| format!(" ({id})"));
    let what = match date.what {
        Occasion::Due => format!("{title}{code} due"),
        Occasion::Consultation if date.who.is_empty() => title.into_owned(),
        Occasion::Consultation => format!("{title} with {}", listed(&date.who)),
        Occasion::Mandate => format!("the mandate of {title} ends"),
        Occasion::Decision => date.terms.clone().unwrap_or_default(),
    };
    format!("{}: {what}", date.on)
}

fn section(topic: Topic, since: Option<Day>, mut lines: Vec<String>, nothing: &str) -> Section {
    if lines.is_empty() {
        lines.push(nothing.to_owned());
    }
    let title = since.map_or(topic.word().to_owned(), |day| format!("{} {day}", topic.word()));
    Section { topic, title, items: first_lines(lines, LINES).into_iter().map(Item::line).collect() }
}

/// Changes of one kind: the section of a brief that tells them, the noun that they are counted by, and what became of that; what has no
/// noun is of milestones.
type ToldKind = (Topic, &'static str, &'static str);

/// What happened, the gravest first; and what became known of the time before.
const HAPPENED: [ToldKind; 10] = [
    (Topic::FellBack, "", "fell back"),
    (Topic::Incidents, "incident", ""),
    (Topic::NewlyOverdue, "", "newly overdue"),
    (Topic::DecisionsTaken, "decision", ""),
    (Topic::Done, "", "done"),
    (Topic::Advanced, "", "advanced"),
    (Topic::Restored, "", "restored"),
    (Topic::MovedDates, "date", " moved"),
    (Topic::Findings, "finding", ""),
    (Topic::DisputesOpened, "dispute", " opened"),
];
const KNOWN: [ToldKind; 5] = [
    (Topic::IncidentsBefore, "incident", ""),
    (Topic::FindingsBefore, "finding", ""),
    (Topic::OverdueBefore, "", "overdue"),
    (Topic::DoneBefore, "", "done"),
    (Topic::Corrected, "", "otherwise than was known"),
];

/// How many, and the first by name: `6 incidents of 4 milestones: Fire ceases (CF-1); Arms handed in (DC-1); and 2 more`.
fn line((_, noun, became): &ToldKind, items: &[Item]) -> String {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut things: Vec<&Item> = items.iter().collect();
    things.retain(|item| item.code.as_deref().is_none_or(|code| seen.insert(code)));
    let many = if noun.is_empty() { format!("{} ", items.len()) } else { count(items.len(), noun) };
    // What has no code of its own, such as an entry, is no milestone.
    let shared = things.len() > 1 && things.len() < items.len() && items.iter().all(|item| item.code.is_some());
    let of = if shared { format!(" of {}", count(things.len(), "milestone")) } else { String::new() };
    let more = things.len().saturating_sub(NAMED);
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    let named: Vec<String> = things.iter().take(NAMED).map(|item| named(item)).collect();
    format!("{many}{became}{of}: {}{more}", named.join("; "))
}

fn named(item: &Item) -> String {
    let code = item.code.as_ref().map_or(String::new(), |code| format!(" ({code})"));
    format!("{}{code}", shortened(&item.head, LONG))
}
