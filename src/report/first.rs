//! What a reader must know before anything else, in a sentence or two: what is broken, what is overdue, what is verified complete,
//! when anything was verified last, and who no longer verifies. Each name and number knows where it leads to.

use super::agenda::{AgendaItem, MandateEnd};
use super::status::everything;
use super::steps::day;
use super::view::View;
use super::words::shortened;
use crate::fold::score::Totals;
use crate::fold::state::{MilestoneState, PlanState, Status, TimingWord};
use crate::model::id::Id;
use crate::model::index::{ElementIx, MilestoneIx};
use crate::model::level::Level;
use crate::tongue::{many, say};
use std::collections::BTreeMap;

/// One sentence, or several that belong together.
#[derive(Default)]
pub struct StateSentence<'a> {
    pub pieces: Vec<ToldPiece<'a>>,
}

/// A piece of a sentence, and where it leads to.
pub struct ToldPiece<'a> {
    pub words: String,
    pub leads: LeadsTo<'a>,
}

pub enum LeadsTo<'a> {
    Nowhere,
    /// A milestone's record.
    Record(&'a Id),
    /// The milestones of a status.
    Status(Status),
    /// The milestones of an element.
    Element(&'a Id),
    /// What needs attention.
    Attention,
    /// An entry, by its name.
    Entry(String),
}

impl<'a> StateSentence<'a> {
    pub fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.words.as_str()).collect()
    }

    fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    fn say(&mut self, words: impl Into<String>) -> &mut Self {
        self.lead(words, LeadsTo::Nowhere)
    }

    fn lead(&mut self, words: impl Into<String>, leads: LeadsTo<'a>) -> &mut Self {
        self.pieces.push(ToldPiece { words: words.into(), leads });
        self
    }

    /// A milestone by its name.
    fn record(&mut self, view: &View<'a>, place: MilestoneIx) -> &mut Self {
        self.lead(shortened(view.title(place), MOST), LeadsTo::Record(&view.plan.milestones[place].id))
    }

    /// The end of a sentence that names the first of so many.
    fn rest(&mut self, all: usize) -> &mut Self {
        let more = all.saturating_sub(NAMED);
        // What ends with an abbreviation has its dot.
        let ended = self.pieces.last().is_some_and(|piece| piece.words.ends_with('.'));
        let end = if ended { "" } else { "." };
        self.say(if more > 0 { say!("; and {more} more.", more) } else { end.to_owned() })
    }

    /// A sentence after those that stand already.
    fn then(&mut self, sentence: Option<StateSentence<'a>>) {
        let Some(sentence) = sentence else { return };
        if !self.is_empty() {
            self.say(" ");
        }
        self.pieces.extend(sentence.pieces);
    }
}

/// How many things of a kind are named before the rest is only counted.
const NAMED: usize = 3;

type Member<'a> = (MilestoneIx, &'a MilestoneState);

/// The state in two paragraphs: what is wrong, then what is verified and by whom no longer. Where nothing is said of either, how the
/// plan stands.
pub fn state_sentences<'a>(view: &View<'a>, mandates: &[AgendaItem<MandateEnd<'a>>]) -> Vec<StateSentence<'a>> {
    let mut wrong = StateSentence::default();
    let alarms = Status::ALL.into_iter().filter(|status| status.is_alarm()).map(WrongState::Alarm);
    for state in alarms.chain([WrongState::Overdue]) {
        let (leaves, wholes) = those(view, |one| state.is_of(one));
        wrong.then(named(view, leaves, state, ""));
        wrong.then(named(view, wholes, state, say!(" as a whole")));
    }
    let mut verified = StateSentence::default();
    let sentences = [complete(view), latest(view), gone(view, mandates)];
    sentences.into_iter().for_each(|sentence| verified.then(sentence));
    let told: Vec<StateSentence> = [wrong, verified].into_iter().filter(|sentence| !sentence.is_empty()).collect();
    if told.is_empty() { quiet(view).into_iter().collect() } else { told }
}

/// The milestones that fit and that totals count, then those wholes that fit though no part of them does.
fn those<'a>(view: &View<'a>, fits: impl Fn(&MilestoneState) -> bool) -> (Vec<Member<'a>>, Vec<Member<'a>>) {
    let (plan, states) = (view.plan, &view.state.milestones);
    let alone = |place: MilestoneIx| {
        plan.repeats(place).is_empty() && !plan.parts(place).iter().any(|part| fits(&states[*part]))
    };
    let all = plan.milestones.indices().filter(|place| fits(&states[*place]));
    let (leaves, others): (Vec<MilestoneIx>, Vec<MilestoneIx>) = all.partition(|place| plan.is_leaf(*place));
    let member = |place: MilestoneIx| (place, &states[place]);
    (leaves.into_iter().map(member).collect(), others.into_iter().filter(|place| alone(*place)).map(member).collect())
}

/// What can be wrong with a milestone.
#[derive(Clone, Copy)]
enum WrongState {
    Alarm(Status),
    Overdue,
}

impl WrongState {
    fn is_of(self, state: &MilestoneState) -> bool {
        match self {
            WrongState::Alarm(status) => state.status == status,
            WrongState::Overdue => state.timing.word == TimingWord::Overdue,
        }
    }

    fn word(self) -> &'static str {
        match self {
            WrongState::Alarm(status) => status.told(),
            WrongState::Overdue => TimingWord::Overdue.told(),
        }
    }

    fn leads<'a>(self) -> LeadsTo<'a> {
        match self {
            WrongState::Alarm(status) => LeadsTo::Status(status),
            WrongState::Overdue => LeadsTo::Attention,
        }
    }

    /// The longest so first.
    fn sort(self, all: &mut [Member]) {
        match self {
            WrongState::Alarm(_) => all.sort_by_key(|(_, state)| state.since),
            WrongState::Overdue => all.sort_by_key(|(_, state)| std::cmp::Reverse(state.timing.days)),
        }
    }

    /// For how long.
    fn told(self, view: &View, (place, state): Member) -> String {
        match self {
            WrongState::Alarm(_) => {
                state.since.map_or(String::new(), |since| say!(" since {since}", since = view.said_since(place, since)))
            }
            WrongState::Overdue => say!(" {days} d", days = state.timing.days.unwrap_or(0)),
        }
    }
}

/// `Fire ceases: breached since 2026-01-05.`; of several `3 breached: Fire ceases since 2026-01-05; …; and 1 more.`
fn named<'a>(view: &View<'a>, mut all: Vec<Member<'a>>, state: WrongState, whole: &str) -> Option<StateSentence<'a>> {
    state.sort(&mut all);
    let mut told = StateSentence::default();
    let word = state.word();
    match all[..] {
        [] => return None,
        [one] => {
            told.record(view, one.0).say(format!(": {word}{whole}{}", state.told(view, one)));
        }
        _ => {
            told.lead(format!("{} {word}{whole}", all.len()), state.leads());
            for (at, one) in all.iter().take(NAMED).enumerate() {
                told.say(if at == 0 { ": " } else { "; " }).record(view, one.0).say(state.told(view, *one));
            }
        }
    }
    told.rest(all.len());
    Some(told)
}

/// How many characters of a title are told.
const MOST: usize = 120;

/// The verifiers whose mandate ended before the work was done.
fn gone<'a>(view: &View<'a>, mandates: &[AgendaItem<MandateEnd<'a>>]) -> Option<StateSentence<'a>> {
    let mut told = StateSentence::default();
    for item in mandates.iter().filter(|item| item.what.ended) {
        let name = item.actors.first().map_or("", |actor| view.plan.actors[*actor].name.get(view.lang()));
        let until = item.what.until;
        told.say(match told.is_empty() {
            true => say!("The mandate of {name} ended on {until}: ", name, until),
            false => say!("; that of {name} ended on {until}: ", name, until),
        });
        told.lead(many!(item.milestones.len(), "{n} milestone", "{n} milestones"), LeadsTo::Attention)
            .say(say!(" that it verifies not achieved"));
    }
    (!told.is_empty()).then(|| {
        told.say(".");
        told
    })
}

/// The elements of which everything is verified full, and the wholes of others, each with the last day of which that was said.
fn complete<'a>(view: &View<'a>) -> Option<StateSentence<'a>> {
    let (plan, states) = (view.plan, &view.state.milestones);
    let is_full =
        |place: &MilestoneIx| states[*place].verified.as_ref().is_some_and(|figure| figure.level == Level::Full);
    let mut elements: BTreeMap<ElementIx, Vec<MilestoneIx>> = BTreeMap::new();
    for place in states.indices().filter(|place| plan.is_leaf(*place) && states[*place].counted) {
        plan.element_of(place).into_iter().for_each(|element| elements.entry(element).or_default().push(place));
    }
    elements.retain(|_, places| places.iter().all(is_full));
    let others = states.indices().filter(|place| !plan.parts(*place).is_empty() && is_full(place));
    let others = others.filter(|place| plan.element_of(*place).is_none_or(|element| !elements.contains_key(&element)));
    let element = |(at, places): (&ElementIx, &Vec<MilestoneIx>)| {
        let one = &plan.elements[*at];
        (one.title.get(view.lang()), LeadsTo::Element(&one.id), last(view, places))
    };
    let other =
        |place: MilestoneIx| (view.title(place), LeadsTo::Record(&plan.milestones[place].id), last(view, &[place]));
    let all: Vec<(&str, LeadsTo, String)> = elements.iter().map(element).chain(others.map(other)).collect();
    let (many, mut told) = (all.len(), StateSentence::default());
    for (title, leads, last) in all.into_iter().take(NAMED) {
        told.say(if told.is_empty() { say!("Verified complete: ") } else { "; " });
        told.lead(shortened(title, MOST), leads).say(last);
    }
    (many > 0).then(|| {
        told.rest(many);
        told
    })
}

/// The last day of which some milestones were verified.
fn last(view: &View, places: &[MilestoneIx]) -> String {
    let figures = places.iter().filter_map(|place| view.state.milestones[*place].verified.as_ref());
    figures
        .max_by_key(|figure| figure.from)
        .map_or(String::new(), |figure| say!(" (by {on})", on = day(figure.on, view.plan.timezone)))
}

/// The verification that speaks of the latest moment, and that there was none since; that there is none at all, where others have spoken.
fn latest<'a>(view: &View<'a>) -> Option<StateSentence<'a>> {
    let mut told = StateSentence::default();
    let figures = view.state.milestones.iter().filter_map(|state| state.verified.as_deref());
    let Some(last) = figures.max_by_key(|figure| figure.from) else {
        let claimed = view.state.milestones.iter().any(|state| state.best().is_some());
        told.say(say!("Nothing has been verified yet."));
        return claimed.then_some(told);
    };
    told.say(say!("Last verified for {on} [", on = day(last.on, view.plan.timezone)));
    for (at, entry) in last.entries.iter().map(|entry| view.name(*entry).to_string()).enumerate() {
        told.say(if at > 0 { ", " } else { "" });
        told.lead(entry.clone(), LeadsTo::Entry(entry));
    }
    let (zone, today) = (view.plan.timezone, view.day(view.state.clocks.as_of));
    told.say(if last.on.day(zone) < today { say!("], nothing since.") } else { "]." });
    Some(told)
}

/// How a plan stands of which nobody has said anything: whether it is in force, and what can begin.
fn quiet<'a>(view: &View<'a>) -> Option<StateSentence<'a>> {
    let totals: Totals = everything(view);
    let mut told = StateSentence::default();
    if totals.milestones == 0 {
        return None;
    }
    if matches!(view.state.stage, PlanState::Draft | PlanState::Signed) {
        told.say(say!("It has not entered into force. "));
    }
    told.say(say!("Nobody has reported or verified anything. "));
    let statuses = totals.statuses.iter().map(|(status, many)| (*status, *many));
    for (at, (status, many)) in statuses.enumerate() {
        told.say(if at == 0 {
            say!("Of {milestones}: ", milestones = many!(totals.milestones, "{n} milestone", "{n} milestones"))
        } else {
            ", ".to_owned()
        });
        told.lead(format!("{many} {}", status.told()), LeadsTo::Status(status));
    }
    told.say(".");
    Some(told)
}
