//! What a reader must know before anything else, in a sentence or two: what is broken, what is overdue, what is verified complete,
//! when anything was verified last, and who no longer verifies. Each name and number knows where it leads to.

use super::quorums::mandates;
use super::status::everything;
use super::view::View;
use super::words::count;
use crate::fold::score::Totals;
use crate::fold::state::{MilestoneState, PlanState, Status, TimingWord};
use crate::model::id::Id;
use crate::model::index::{ElementIx, MilestoneIx};
use crate::model::level::Level;

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
pub fn state_sentences<'a>(view: &View<'a>) -> Vec<StateSentence<'a>> {
    let mut wrong = StateSentence::default();
    for status in Status::ALL.into_iter().filter(|status| status.is_alarm()) {
        wrong.then(alarm(view, status));
    }
    wrong.then(overdue(view));
    let mut verified = StateSentence::default();
    [complete(view), latest(view), gone(view)].into_iter().for_each(|sentence| verified.then(sentence));
    let told: Vec<StateSentence> = [wrong, verified].into_iter().filter(|sentence| !sentence.is_empty()).collect();
    if told.is_empty() { quiet(view).into_iter().collect() } else { told }
}

/// The milestones that stand for themselves and fit.
fn those<'a>(view: &View<'a>, fits: impl Fn(&MilestoneState) -> bool) -> Vec<Member<'a>> {
    let own = |place: &MilestoneIx| view.plan.repeats(*place).is_empty();
    let state = view.state;
    let all = view.plan.milestones.indices().filter(own).map(|place| (place, &state.milestones[place]));
    all.filter(|(_, state)| fits(state)).collect()
}

/// `Fire ceases: breached since 2026-01-05.`; of several `3 breached: Fire ceases since 2026-01-05; …; and 1 more.`
fn alarm<'a>(view: &View<'a>, status: Status) -> Option<StateSentence<'a>> {
    let mut those = those(view, |state| state.status == status);
    those.sort_by_key(|(_, state)| state.since);
    let since = |place: MilestoneIx, state: &MilestoneState| {
        state.since.map_or(String::new(), |since| format!(" since {}", view.said_since(place, since)))
    };
    named(view, &those, status.word(), LeadsTo::Status(status), since)
}

/// What is overdue, the longest first.
fn overdue<'a>(view: &View<'a>) -> Option<StateSentence<'a>> {
    let mut late = those(view, |state| state.timing.word == TimingWord::Overdue);
    late.sort_by_key(|(_, state)| std::cmp::Reverse(state.timing.days));
    let days = |_: MilestoneIx, state: &MilestoneState| format!(" {} d", state.timing.days.unwrap_or(0));
    named(view, &late, TimingWord::Overdue.word(), LeadsTo::Attention, days)
}

fn named<'a>(
    view: &View<'a>,
    all: &[Member<'a>],
    word: &str,
    leads: LeadsTo<'a>,
    more: impl Fn(MilestoneIx, &MilestoneState) -> String,
) -> Option<StateSentence<'a>> {
    let mut told = StateSentence::default();
    let record = |place: MilestoneIx| LeadsTo::Record(&view.plan.milestones[place].id);
    match all {
        [] => return None,
        [(place, state)] => {
            told.lead(short(view.title(*place), MOST), record(*place)).say(format!(": {word}{}", more(*place, state)));
        }
        _ => {
            told.lead(format!("{} {word}", all.len()), leads);
            for (at, (place, state)) in all.iter().take(NAMED).enumerate() {
                told.say(if at == 0 { ": " } else { "; " });
                told.lead(short(view.title(*place), MOST), record(*place)).say(more(*place, state));
            }
        }
    }
    if all.len() > NAMED {
        told.say(format!("; and {} more", all.len() - NAMED));
    }
    told.say(".");
    Some(told)
}

/// How many characters of a title are told.
const MOST: usize = 120;

/// A title, cut where it is as long as a clause.
pub fn short(title: &str, most: usize) -> String {
    match title.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", title[..end].trim_end()),
        None => title.to_owned(),
    }
}

/// The verifiers whose mandate ended before the work was done.
fn gone<'a>(view: &View<'a>) -> Option<StateSentence<'a>> {
    let mut told = StateSentence::default();
    for item in mandates(view).into_iter().filter(|item| item.what.ended) {
        let name = item.actors.first().map_or("", |actor| view.plan.actors[*actor].name.get(view.lang()));
        told.say(if told.is_empty() { "The mandate of " } else { "; that of " });
        told.say(format!("{name} ended on {}: ", item.what.until));
        told.lead(count(item.milestones.len(), "milestone"), LeadsTo::Attention).say(" that it verifies not achieved");
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
    let counted = |element: ElementIx| {
        let own =
            states.indices().filter(move |place| plan.element_of(*place) == Some(element) && plan.is_leaf(*place));
        own.filter(|place| states[*place].counted).collect::<Vec<MilestoneIx>>()
    };
    let last = |places: &[MilestoneIx]| {
        let figures = places.iter().filter_map(|place| states[*place].verified.as_ref());
        figures.max_by_key(|figure| figure.from).map_or(String::new(), |figure| format!(" (by {})", figure.on))
    };
    let whole = |element: ElementIx| (!counted(element).is_empty()) && counted(element).iter().all(is_full);
    let elements = plan.elements.indices().filter(|element| whole(*element));
    let element = |at: ElementIx| {
        let one = &plan.elements[at];
        (one.title.get(view.lang()), LeadsTo::Element(&one.id), last(&counted(at)))
    };
    let others = states.indices().filter(|place| !plan.parts(*place).is_empty() && is_full(place));
    let others = others.filter(|place| plan.element_of(*place).is_none_or(|element| !whole(element)));
    let other = |place: MilestoneIx| (view.title(place), LeadsTo::Record(&plan.milestones[place].id), last(&[place]));
    let mut told = StateSentence::default();
    for (title, leads, last) in elements.map(element).chain(others.map(other)) {
        told.say(if told.is_empty() { "Verified complete: " } else { "; " });
        told.lead(short(title, MOST), leads).say(last);
    }
    (!told.is_empty()).then(|| {
        told.say(".");
        told
    })
}

/// The verification that speaks of the latest moment, and that there was none since; that there is none at all, where others have spoken.
fn latest<'a>(view: &View<'a>) -> Option<StateSentence<'a>> {
    let mut told = StateSentence::default();
    let figures = view.state.milestones.iter().filter_map(|state| state.verified.as_ref());
    let Some(last) = figures.max_by_key(|figure| figure.from) else {
        let claimed = view.state.milestones.iter().any(|state| state.best().is_some());
        told.say("Nothing has been verified yet.");
        return claimed.then_some(told);
    };
    told.say(format!("Last verified for {} [", last.on));
    for (at, entry) in last.entries.iter().map(|entry| view.name(*entry).to_string()).enumerate() {
        told.say(if at > 0 { ", " } else { "" });
        told.lead(entry.clone(), LeadsTo::Entry(entry));
    }
    let (zone, today) = (view.plan.timezone, view.day(view.state.clocks.as_of));
    told.say(if last.on.day(zone) < today { "], nothing since." } else { "]." });
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
        told.say("It has not entered into force. ");
    }
    told.say("Nobody has reported or verified anything. ");
    let statuses = totals.statuses.iter().map(|(status, many)| (*status, *many));
    for (at, (status, many)) in statuses.enumerate() {
        told.say(if at == 0 { format!("Of {}: ", count(totals.milestones, "milestone")) } else { ", ".to_owned() });
        told.lead(format!("{many} {}", status.word()), LeadsTo::Status(status));
    }
    told.say(".");
    Some(told)
}
