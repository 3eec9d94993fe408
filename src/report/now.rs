//! What is asked first after the state: what needs a decision, what happened, what became known of the time before, and what comes
//! next; each in a few lines, which are told whole elsewhere.

use super::actor_name::listed;
use super::agenda::LostQuorum;
use super::awaited::start;
use super::brief::Brief;
use super::consultations;
use super::decisions::pending;
use super::disputes::open_disputes;
use super::incidents::unconcluded;
use super::outline::{Item, Section};
use super::quorums::lost;
use super::status::next_dates;
use super::topic::Topic;
use super::view::{View, Views};
use super::words::count;
use crate::model::moment::Moment;

/// How many lines of a kind are told, and how many things are named in a line, before the rest is only counted.
const LINES: usize = 4;
const NAMED: usize = 2;

/// Four lists, each with at least a line; two of them of a brief, where there is one.
pub fn now(view: &View, brief: Option<&(Brief, Views)>) -> Vec<Section> {
    let told = brief.map_or(Vec::new(), |(brief, views)| brief.outline(views).sections);
    let mut needs: Vec<String> = pending(view);
    needs.extend(start(view).map(|(_, item)| {
        let (from, why) = (listed(&item.what.from), &item.what.reason);
        format!("Entry into force takes {} of {from}: {why}", item.what.needed)
    }));
    needs.extend(open_disputes(view));
    needs.extend(lost(view).iter().map(|item| unreached(&item.what)));
    let open = unconcluded(view).len();
    needs.extend((open > 0).then(|| format!("{} without a conclusion", count(open, "incident"))));
    let mut lists = vec![section(Topic::NeedsDecision, needs, "Nothing.")];
    if brief.is_some() {
        lists.push(section(Topic::Happened, kinds(&told, &HAPPENED), "Nothing."));
        lists.push(section(Topic::BecameKnown, kinds(&told, &KNOWN), "Nothing."));
    }
    if let Some((_, views)) = brief {
        let first = view.day(Moment(views.before.state.clocks.as_of.0 + 1));
        let since = lists.iter_mut().filter(|one| matches!(one.topic, Topic::Happened | Topic::BecameKnown));
        since.for_each(|one| one.title = format!("{} {first}", one.title));
    }
    lists.push(section(Topic::ComesNext, ahead(view), "No date is ahead."));
    lists
}

/// The next consultation, and the dates ahead, the nearest first.
fn ahead(view: &View) -> Vec<String> {
    let meeting = consultations::next(view.plan, view.state.clocks.as_of);
    let meeting = meeting.map(|one| format!("{}: {}", one.consultation.title.get(view.lang()), one.on));
    meeting.into_iter().chain(next_dates(view)).collect()
}

/// A quorum that can no longer be reached: `Verification of 13 milestones takes AMM: nobody is left`.
fn unreached(lost: &LostQuorum) -> String {
    let what = match lost.rule {
        "verify" => format!("Verification of {}", count(lost.milestones.len(), "milestone")),
        "settle" => "Settling disputes".to_owned(),
        "reschedule" => "Moving dates".to_owned(),
        "suspend" => "Suspending".to_owned(),
        "amend" => "Amending the plan".to_owned(),
        "start" => "Entry into force".to_owned(),
        rule => format!("The rule `{rule}`"),
    };
    let left = if lost.left.is_empty() { "nobody is left".to_owned() } else { format!("left: {}", listed(&lost.left)) };
    format!("{what} takes {}: {left}", listed(&lost.of))
}

fn section(topic: Topic, mut lines: Vec<String>, nothing: &str) -> Section {
    let more = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    lines.extend((more > 0).then(|| format!("and {more} more")));
    if lines.is_empty() {
        lines.push(nothing.to_owned());
    }
    Section { topic, title: topic.word().to_owned(), items: lines.into_iter().map(Item::line).collect() }
}

/// What happened, the gravest first; and what became known of the time before: each with the word that begins its line.
const HAPPENED: [(Topic, &str); 10] = [
    (Topic::FellBack, "fell back"),
    (Topic::Incidents, "incidents"),
    (Topic::NewlyOverdue, "newly overdue"),
    (Topic::DecisionsTaken, "decided"),
    (Topic::Done, "done"),
    (Topic::Advanced, "advanced"),
    (Topic::Restored, "restored"),
    (Topic::MovedDates, "dates moved"),
    (Topic::Findings, "findings"),
    (Topic::DisputesOpened, "disputed"),
];
const KNOWN: [(Topic, &str); 5] = [
    (Topic::IncidentsBefore, "incidents"),
    (Topic::FindingsBefore, "findings"),
    (Topic::OverdueBefore, "overdue"),
    (Topic::DoneBefore, "done"),
    (Topic::Corrected, "otherwise than was known"),
];

/// A line for each kind of change: how many, and the first by name.
fn kinds(told: &[Section], kinds: &[(Topic, &str)]) -> Vec<String> {
    let line = |(topic, word): &(Topic, &str)| {
        let section = told.iter().find(|section| section.topic == *topic)?;
        let mut heads: Vec<&str> = section.items.iter().map(|item| item.head.as_str()).collect();
        heads.dedup();
        let named = &heads[..heads.len().min(NAMED)];
        let more = heads.len() - named.len();
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        Some(format!("{} {word}: {}{more}", section.items.len(), named.join("; ")))
    };
    kinds.iter().filter_map(line).collect()
}
