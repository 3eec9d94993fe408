//! `next`: what can start, what is late, what is awaited from whom, what blocks what, and the chain that decides the end.

use super::actor_name::{ActorName, listed};
use super::agenda::{
    AHEAD, AgendaItem, Awaited, AwaitedWord, ChainStep, Circle, Concern, DateAhead, HoldUp, Late, LostQuorum,
    MandateEnd, Mend, MendScope, Occasion, OutstandingWait, Title, actor_names, dates, shown,
};
use super::awaited::{Awaiting, awaited, behind, read_ahead};
use super::basis::{AnswerDocument, answer};
use super::blocking::WaitOrder;
use super::mend::mends;
use super::milestone::{Deadline, MilestoneBrief, milestone_brief};
use super::outline::{self, Outline};
use super::quorums::{lost, mandates};
use super::rules::concur;
use super::status::heading;
use super::topic::Topic;
use super::view::View;
use super::words;
use crate::fold::state::{Status, TimingWord};
use crate::model::id::Id;
use crate::model::index::{ActorIx, MilestoneIx};
use crate::model::rule::RuleName;
use crate::tongue::{many, say};
use serde::Serialize;
use std::collections::HashMap;

/// The agenda from a moment on.
#[derive(Serialize)]
pub struct Next<'v, 'a> {
    /// The longest overdue first.
    late: Vec<AgendaItem<Late<'a>>>,
    /// What slid back, is broken or suspended.
    mend: Vec<AgendaItem<Mend<'a>>>,
    /// What nothing holds up and nobody has begun, the nearest date first.
    can_start: Vec<AgendaItem<MilestoneBrief<'a>>>,
    awaited: Vec<AgendaItem<Awaiting<'v, 'a>>>,
    /// Preconditions that wait for each other: who goes first?
    circles: Vec<AgendaItem<Circle<'a>>>,
    blocks: Vec<AgendaItem<HoldUp<'a>>>,
    /// The chain of preconditions with the latest date in it: it decides the end.
    chain: Vec<AgendaItem<ChainStep<'a>>>,
    /// The chain with most steps, where that is another.
    longest: Vec<AgendaItem<ChainStep<'a>>>,
    pub lost_quorums: Vec<AgendaItem<LostQuorum<'a>>>,
    pub mandates: Vec<AgendaItem<MandateEnd<'a>>>,
    dates: Vec<AgendaItem<DateAhead<'a>>>,
}

/// The agenda, as far as it concerns somebody or a phase.
pub fn next<'v, 'a>(view: &'v View<'a>, concern: &Concern) -> Next<'v, 'a> {
    let order = WaitOrder::new(view);
    let (chain, longest) = (order.latest(), order.longest());
    let milestones =
        |steps: &[AgendaItem<ChainStep>]| steps.iter().map(|step| step.milestones.clone()).collect::<Vec<_>>();
    let same = milestones(&chain) == milestones(&longest);
    // A chain is told whole, or not at all.
    let whole = |steps: Vec<AgendaItem<ChainStep<'a>>>| match steps.iter().any(|step| concern.has(view, step)) {
        true => steps,
        false => Vec::new(),
    };
    Next {
        late: concern.only(view, late(view, &order)),
        mend: concern.only(view, mends(view)),
        can_start: concern.only(view, can_start(view)),
        awaited: concern.only(view, awaited(view)),
        circles: concern.only(view, order.circles()),
        blocks: concern.only(view, order.blocks()),
        longest: whole(if same { Vec::new() } else { longest }),
        chain: whole(chain),
        lost_quorums: concern.only(view, lost(view)),
        mandates: concern.only(view, mandates(view)),
        dates: concern.only(view, dates(view, AHEAD)),
    }
}

/// The same for machines.
pub fn next_doc<'n, 'v, 'a>(view: &View, next: &'n Next<'v, 'a>) -> AnswerDocument<&'n Next<'v, 'a>> {
    read_ahead(view, &next.awaited);
    answer("next", view, next)
}

fn late<'a>(view: &View<'a>, order: &WaitOrder<'_, 'a>) -> Vec<AgendaItem<Late<'a>>> {
    let overdue = |place: &MilestoneIx| view.state.milestones[*place].timing.word == TimingWord::Overdue;
    let mut places: Vec<MilestoneIx> = all(view).filter(overdue).collect();
    places.sort_by_key(|place| std::cmp::Reverse(view.state.milestones[*place].timing.days));
    let item = |place: MilestoneIx| {
        let (from, reason) = behind(view, place);
        let awaited = actor_names(view, from.iter().copied());
        let what = Late { milestone: milestone_brief(view, place), awaited, reason, outstanding: order.waits(place) };
        AgendaItem { milestones: vec![place], actors: view.plan.owing(place).collect(), what }
    };
    places.into_iter().map(item).collect()
}

fn can_start<'a>(view: &View<'a>) -> Vec<AgendaItem<MilestoneBrief<'a>>> {
    let state = |place: MilestoneIx| &view.state.milestones[place];
    let ready = |place: &MilestoneIx| state(*place).status == Status::Open && !state(*place).suspended;
    let mut places: Vec<MilestoneIx> = all(view).filter(|place| view.plan.is_leaf(*place)).filter(ready).collect();
    let deadline = |place: MilestoneIx| state(place).due.as_ref().and_then(|due| due.deadline);
    places.sort_by_key(|place| (deadline(*place).is_none(), deadline(*place)));
    let item = |place: MilestoneIx| AgendaItem {
        milestones: vec![place],
        actors: view.plan.owing(place).collect(),
        what: milestone_brief(view, place),
    };
    places.into_iter().map(item).collect()
}

/// The milestones that stand for themselves.
fn all(view: &View) -> impl Iterator<Item = MilestoneIx> {
    view.plan.milestones.indices().filter(|place| shown(view, *place))
}

/// How many things of a kind are told before the rest is only counted.
const SHOWN: usize = 8;

impl Next<'_, '_> {
    /// The agenda for people; the whole of it, or the first of every kind.
    pub fn outline(&self, view: &View, whole: bool) -> Outline {
        let mut lead = heading(view);
        let mut outline = Outline { title: lead.remove(0), lead, sections: Vec::new() };
        let first = |outline: &mut Outline, topic: Topic, items: Vec<outline::Item>| {
            outline.add_first(topic, items.len(), cut(items, whole));
        };
        first(&mut outline, Topic::Late, each(&self.late, Late::item));
        first(&mut outline, Topic::SlidBack, each(&self.mend, |mend| mend.item(view)));
        first(&mut outline, Topic::CanStart, self.ready());
        outline.add_first(Topic::Awaited, self.awaited.len(), cut(self.awaited(view, whole), whole));
        first(&mut outline, Topic::Circles, each(&self.circles, Circle::item));
        first(&mut outline, Topic::Blocks, each(&self.blocks, HoldUp::item));
        first(&mut outline, Topic::LostQuorums, each(&self.lost_quorums, LostQuorum::item));
        first(&mut outline, Topic::Mandates, each(&self.mandates, |mandate| mandate.item(view)));
        outline.add(Topic::LatestChain, steps(view, &self.chain));
        outline.add(Topic::LongestChain, steps(view, &self.longest));
        first(&mut outline, Topic::Dates, each(&self.dates, |date| outline::Item::line(date.words(view))));
        if outline.sections.is_empty() {
            outline.lead.push(say!("Nothing can start, is late, awaited or held up.").into());
        }
        outline
    }

    /// What can start; what is late is told as that.
    fn ready(&self) -> Vec<outline::Item> {
        let ready = self.can_start.iter().map(|item| &item.what).filter(|one| one.timing.word != TimingWord::Overdue);
        ready.map(|one| one.item(vec![one.words()])).collect()
    }

    /// What is awaited, together for those of whom it is.
    fn awaited(&self, view: &View, whole: bool) -> Vec<outline::Item> {
        if whole {
            read_ahead(view, &self.awaited);
        }
        let mut of_whom: HashMap<(bool, &[ActorIx]), usize> = HashMap::new();
        let mut groups: Vec<(Vec<ActorName>, Vec<&Awaiting>)> = Vec::new();
        for one in self.awaited.iter().map(|item| &item.what) {
            let known = of_whom.entry((one.asks_sides(), &one.from)).or_insert_with(|| {
                let names = one.names();
                let same = groups.iter().position(|(others, _)| listed(others) == listed(&names));
                same.unwrap_or_else(|| {
                    groups.push((names, Vec::new()));
                    groups.len() - 1
                })
            });
            groups[*known].1.push(one);
        }
        let item = |(names, asked): (Vec<ActorName>, Vec<&Awaiting>)| {
            let most = if whole { asked.len() } else { SHOWN };
            let mut lines: Vec<String> = asked.iter().take(most).map(|one| one.told().words(view)).collect();
            lines.extend((asked.len() > most).then(|| rest(asked.len() - most)));
            outline::Item::of(say!("from {whom}", whom = listed(&names)), lines)
        };
        groups.into_iter().map(item).collect()
    }
}

fn each<T>(items: &[AgendaItem<T>], item: impl Fn(&T) -> outline::Item) -> Vec<outline::Item> {
    items.iter().map(|one| item(&one.what)).collect()
}

fn cut(mut items: Vec<outline::Item>, whole: bool) -> Vec<outline::Item> {
    if !whole && items.len() > SHOWN {
        let more = items.split_off(SHOWN).len();
        items.push(outline::Item::line(rest(more)));
    }
    items
}

fn rest(more: usize) -> String {
    say!("and {more} more; `--all` shows them", more)
}

/// Some ids, of many the first.
fn some(ids: &[&Id]) -> String {
    match ids.len().saturating_sub(SHOWN) {
        0 => listed(ids),
        more => say!("{ids} and {more} more", ids = listed(&ids[..SHOWN]), more),
    }
}

fn titled<'t>(view: &View, title: Title<'t>) -> &'t str {
    view.lang().of(title)
}

fn owed(responsible: &[ActorName]) -> String {
    if responsible.is_empty() {
        String::new()
    } else {
        say!("owed by {responsible}", responsible = listed(responsible))
    }
}

/// What of some words is not empty, with commas between.
fn joined<const N: usize>(words: [String; N]) -> String {
    words.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", ")
}

impl MilestoneBrief<'_> {
    /// `due in 12 d (2005-09-17), owed by gam`.
    fn words(&self) -> String {
        let timing = words::timed(self.timing.word, self.timing.days);
        let told = match self.due.as_ref().filter(|due| due.running).map(Deadline::words) {
            Some(due) => format!("{timing} ({due})"),
            None => timing,
        };
        joined([told, owed(&self.responsible)])
    }
}

impl Late<'_> {
    fn item(&self) -> outline::Item {
        let mut lines = vec![
            self.milestone.words(),
            say!("awaited from {awaited}: {reason}", awaited = listed(&self.awaited), reason = self.reason),
        ];
        if self.awaited.is_empty() {
            lines.truncate(1);
        }
        lines.extend(self.outstanding.iter().map(|wait| say!("waits: {wait}", wait = wait.words())));
        lines.extend((self.milestone.status == Status::Open).then(|| say!("can start: nothing holds it up").into()));
        self.milestone.item(lines)
    }
}

impl Mend<'_> {
    fn item(&self, view: &View) -> outline::Item {
        let (title, words) = (titled(view, self.title), self.words(view));
        match (self.id, self.scope) {
            (Some(id), MendScope::Milestone) => outline::Item::named(id, title, words),
            (Some(id), _) => outline::Item::named(say!("phase {id}", id), title, words),
            _ => outline::Item::of(say!("the plan"), words),
        }
    }
}

impl OutstandingWait<'_> {
    /// The condition, and who owes what it looks at.
    fn words(&self) -> String {
        let phase = self.phase.map_or(String::new(), |phase| say!(" (phase {phase})", phase));
        let more = (self.left_out > 0).then(|| say!(" and by who owes {left_out} more", left_out = self.left_out));
        let owed = owed(&self.responsible) + &more.unwrap_or_default();
        joined([format!("{}{phase}", self.condition), owed])
    }
}

impl Awaited<'_> {
    /// `verification of Amnesty granted (AM-1): reported full for 2005-08-30, 0 of 1`.
    fn words(&self, view: &View) -> String {
        let title = self.title.map_or("", |title| titled(view, title));
        let milestone = self.id.map_or(String::new(), |id| format!("{title} ({id})"));
        let entry = self.entry.as_ref().map_or(String::new(), ToString::to_string);
        let what = match self.what {
            AwaitedWord::Report => say!("report on {milestone}", milestone),
            AwaitedWord::Verification => say!("verification of {milestone}", milestone),
            AwaitedWord::Finding => say!("finding on {entry}, {milestone}", entry, milestone),
            AwaitedWord::Settlement => say!("settlement of {milestone}", milestone = joined([entry, milestone])),
            AwaitedWord::Start => say!("entry into force").to_owned(),
            AwaitedWord::Concurrence => {
                say!("concurrence with {entry}: {terms}", entry, terms = self.terms.as_deref().unwrap_or(""))
            }
        };
        let quorum = match self.needed {
            0 | 1 => String::new(),
            needed => say!("{given} of {needed} so far", given = self.given, needed),
        };
        format!("{what}: {}", joined([self.reason.clone(), quorum]))
    }
}

impl Circle<'_> {
    fn item(&self) -> outline::Item {
        let side = |side: &super::agenda::CircleSide| {
            say!("{side} owes {milestones}", side = side.side, milestones = some(&side.milestones))
        };
        let phases =
            if self.phases.is_empty() { String::new() } else { say!("phases {phases}", phases = some(&self.phases)) };
        let mut lines: Vec<String> = self.sides.iter().map(side).collect();
        lines.extend(self.conditions.iter().take(SHOWN).map(|condition| say!("asked: {condition}", condition)));
        lines.push(say!("none of them has begun: whoever begins opens the way for the rest").into());
        outline::Item::of(
            say!("{phases} wait for each other", phases = joined([some(&self.milestones), phases])),
            lines,
        )
    }
}

impl HoldUp<'_> {
    fn item(&self) -> outline::Item {
        outline::Item::of(self.wait.words(), vec![say!("holds up {holds_up}", holds_up = some(&self.holds_up))])
    }
}

impl LostQuorum<'_> {
    fn item(&self) -> outline::Item {
        let those = (!self.milestones.is_empty()).then(|| some(&self.milestones));
        outline::Item::of(self.words(), those.into_iter().collect())
    }

    /// `Verification of 13 milestones takes 2 of AMM, EU, ASEAN: EU left`.
    pub fn words(&self) -> String {
        let what = match self.rule {
            RuleName::Verify => say!("Verification"),
            RuleName::Reschedule => say!("Change of dates"),
            RuleName::Suspend => say!("Suspension"),
            RuleName::Amend => say!("Amending the plan"),
            RuleName::Rekey => say!("Changing the keys of an actor"),
            RuleName::Settle => say!("Settling disputes"),
            RuleName::Start => say!("Entry into force"),
        };
        let of = match self.milestones.len() {
            0 => String::new(),
            many => many!(many, " of {n} milestone", " of {n} milestones"),
        };
        let left = match self.left.is_empty() {
            true => say!("nobody is left").to_owned(),
            false => say!("{left} left", left = listed(&self.left)),
        };
        say!("{what}{of} takes {whom}: {left}", what, of, whom = concur(self.needed, &self.of), left)
    }
}

impl MandateEnd<'_> {
    fn item(&self, view: &View) -> outline::Item {
        let until = match self.ended {
            true => say!("ended on {until}, {days} d ago", until = self.until, days = self.days),
            false if self.days == 0 => say!("ends today, {until}", until = self.until),
            false => say!("ends in {days} d ({until})", days = self.days, until = self.until),
        };
        let open = say!(
            "verifies {milestones}, not achieved: {named}",
            milestones = many!(self.milestones.len(), "{n} milestone", "{n} milestones"),
            named = some(&self.milestones)
        );
        outline::Item::named(self.actor.id, titled(view, self.name), vec![until, open])
    }
}

fn steps(view: &View, steps: &[AgendaItem<ChainStep>]) -> Vec<outline::Item> {
    let step = |(at, item): (usize, &AgendaItem<ChainStep>)| {
        let step = &item.what;
        let titles: Vec<&str> = step.places.iter().map(|place| view.title(*place)).collect();
        let title = if let [title] = titles[..] { format!("  {title}") } else { String::new() };
        let due = step.on.map_or(say!("no date").to_owned(), |on| say!("due {on}", on));
        let slack = step.slack_days.map_or(String::new(), |days| match days {
            0.. => say!("{days} d before the next", days),
            _ => say!("{days} d after the next", days = -days),
        });
        let head = format!("{}. {}{title}", at + 1, some(&step.milestones));
        outline::Item::of(head, vec![joined([due, owed(&step.responsible), slack])])
    };
    steps.iter().enumerate().map(step).collect()
}

impl DateAhead<'_> {
    /// `2005-09-17, in 12 d: DC-1 Arms handed in, owed by gam`.
    fn words(&self, view: &View) -> String {
        let when = match self.days {
            0 => say!("today").to_owned(),
            days => say!("in {days} d", days),
        };
        let title = self.title.map_or("", |title| titled(view, title));
        let id = self.id.map_or("", Id::as_str);
        let what = match self.what {
            Occasion::Due => say!("{id} due, {who}", id, who = joined([title.to_owned(), owed(&self.who)])),
            Occasion::Consultation if self.who.is_empty() => title.to_owned(),
            Occasion::Consultation => say!("{title} with {who}", title, who = listed(&self.who)),
            Occasion::Mandate => say!("the mandate of {id} ends", id),
            Occasion::Decision => self.terms.clone().unwrap_or_default(),
        };
        format!("{}, {when}: {what}", self.on)
    }
}
