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
use super::words::{first_lines, shortened};
use crate::model::moment::{Day, Moment};
use crate::tongue::{many, say};
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
        kinds.iter().filter_map(|kind| Some(line(kind.1, &section(kind.0)?.items))).collect()
    }
}

/// Four lists, each with at least a line; two of them of what changed, where that is told of.
pub fn now(view: &View, lost: &[AgendaItem<LostQuorum>], changes: Option<&ToldChanges>) -> Vec<Section> {
    let mut lists = vec![section(Topic::NeedsDecision, None, decided(view, lost), say!("Nothing."))];
    for (topic, kinds) in [(Topic::Happened, &HAPPENED[..]), (Topic::BecameKnown, &KNOWN)] {
        lists.extend(changes.map(|told| section(topic, Some(told.since), told.kinds(kinds), say!("Nothing."))));
    }
    let ahead = dates(view, i64::MAX).iter().map(|date| coming(view, &date.what)).collect();
    lists.push(section(Topic::ComesNext, None, ahead, say!("No date is ahead.")));
    lists
}

/// What somebody has to decide, and what nobody can.
fn decided(view: &View, lost: &[AgendaItem<LostQuorum>]) -> Vec<String> {
    let begin = start(view).map(|asked| asked.told()).map(|asked| {
        let (whose, why) = (concur(asked.needed, &asked.from), &asked.reason);
        say!("Entry into force takes {whose}: {why}", whose, why)
    });
    let open = unconcluded(view).len();
    let open = (open > 0)
        .then(|| many!(open, "{n} incident open or in contradiction", "{n} incidents open or in contradiction"));
    let lost = lost.iter().map(|item| LostQuorum::words(&item.what));
    pending(view).into_iter().chain(begin).chain(open_disputes(view)).chain(lost).chain(open).collect()
}

/// A date ahead, what it is of by name.
fn coming(view: &View, date: &DateAhead) -> String {
    let title = shortened(date.title.map_or("", |title| view.lang().of(title)), LONG);
    let code = date.id.map_or(String::new(), |id| format!(" ({id})"));
    let what = match date.what {
        Occasion::Due => say!("{title}{code} due", title, code),
        Occasion::Consultation if date.who.is_empty() => title.into_owned(),
        Occasion::Consultation => say!("{title} with {who}", title, who = listed(&date.who)),
        Occasion::Mandate => say!("the mandate of {title} ends", title),
        Occasion::Decision => date.terms.clone().unwrap_or_default(),
    };
    format!("{}: {what}", date.on)
}

fn section(topic: Topic, since: Option<Day>, mut lines: Vec<String>, nothing: &str) -> Section {
    if lines.is_empty() {
        lines.push(nothing.to_owned());
    }
    let title = since.map_or(topic.told().to_owned(), |day| format!("{} {day}", topic.told()));
    Section { topic, title, many: None, items: first_lines(lines, LINES).into_iter().map(Item::line).collect() }
}

/// Changes of one kind: the section of a brief that tells them, and how many of them are told as.
type ToldKind = (Topic, fn(usize) -> String);

/// What happened, the gravest first; and what became known of the time before.
const HAPPENED: [ToldKind; 10] = [
    (Topic::FellBack, |many| many!(many, "{n} fell back", "{n} fell back")),
    (Topic::Incidents, |many| many!(many, "{n} incident", "{n} incidents")),
    (Topic::NewlyOverdue, |many| many!(many, "{n} newly overdue", "{n} newly overdue")),
    (Topic::DecisionsTaken, |many| many!(many, "{n} decision", "{n} decisions")),
    (Topic::Done, |many| many!(many, "{n} done", "{n} done")),
    (Topic::Advanced, |many| many!(many, "{n} advanced", "{n} advanced")),
    (Topic::Restored, |many| many!(many, "{n} restored", "{n} restored")),
    (Topic::MovedDates, |many| many!(many, "{n} date moved", "{n} dates moved")),
    (Topic::Findings, |many| many!(many, "{n} finding", "{n} findings")),
    (Topic::DisputesOpened, |many| many!(many, "{n} dispute opened", "{n} disputes opened")),
];
const KNOWN: [ToldKind; 5] = [
    (Topic::IncidentsBefore, |many| many!(many, "{n} incident", "{n} incidents")),
    (Topic::FindingsBefore, |many| many!(many, "{n} finding", "{n} findings")),
    (Topic::OverdueBefore, |many| many!(many, "{n} overdue", "{n} overdue")),
    (Topic::DoneBefore, |many| many!(many, "{n} done", "{n} done")),
    (Topic::Corrected, |many| many!(many, "{n} otherwise than was known", "{n} otherwise than was known")),
];

/// How many, and the first by name: `6 incidents of 4 milestones: Fire ceases (CF-1); Arms handed in (DC-1); and 2 more`.
fn line(told: fn(usize) -> String, items: &[Item]) -> String {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut things: Vec<&Item> = items.iter().collect();
    things.retain(|item| item.code.as_deref().is_none_or(|code| seen.insert(code)));
    // What has no code of its own, such as an entry, is no milestone.
    let shared = things.len() > 1 && things.len() < items.len() && items.iter().all(|item| item.code.is_some());
    let of = if shared { many!(things.len(), " of {n} milestone", " of {n} milestones") } else { String::new() };
    let more = things.len().saturating_sub(NAMED);
    let more = if more > 0 { say!("; and {more} more", more) } else { String::new() };
    let named: Vec<String> = things.iter().take(NAMED).map(|item| named(item)).collect();
    format!("{}{of}: {}{more}", told(items.len()), named.join("; "))
}

fn named(item: &Item) -> String {
    let code = item.code.as_ref().map_or(String::new(), |code| format!(" ({code})"));
    format!("{}{code}", shortened(&item.head, LONG))
}
