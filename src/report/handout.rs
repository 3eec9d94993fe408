//! A document to hand over: all that a reader away from the books must know of a plan, in the order of a briefing. Has no format.

use super::agenda::{AgendaItem, Concern, MandateEnd};
use super::annex::{EntryLine, MilestoneRecord, records};
use super::balance::{TableBlock, balance, blocks};
use super::basis::basis;
use super::brief::Brief;
use super::consultations::{self, consultation_rows};
use super::decisions::{pending, taken};
use super::disputes::dispute_rows;
use super::entries::Audience;
use super::first::{StateSentence, state_sentences};
use super::incidents::{self, incident_row};
use super::ladder::{Rung, ladder};
use super::measured::{MeasuredQuantity, fitting, foremost, measured};
use super::milestone::{self, MilestoneRow, Milestones};
use super::mine::Concerned;
use super::next::next;
use super::now::{ToldChanges, now};
use super::outline::{Item, Outline, Section};
use super::owed::{OwedRow, owed};
use super::progress::{ScoreCourse, ScorePoint, course};
use super::quorums::{lost, mandates};
use super::sheet::Sheet;
use super::shift::{self, Shift};
use super::status::everything;
use super::timeline::{Timeline, timeline};
use super::topic::Topic;
use super::totals::{GroupBy, counted, groups};
use super::view::{View, Views};
use super::voice::digits;
use super::weeks::{Weeks, weeks};
use super::words;
use crate::fold::score::{Tally, Totals};
use crate::fold::state::{IncidentState, Status};
use crate::fold::statuses::TimingWord;
use crate::model::condition::FigureKind;
use crate::model::id::Id;
use crate::model::index::{MilestoneIx, PhaseIx};
use crate::model::languages::ByLanguage;
use crate::model::level::Progress;
use crate::model::moment::Day;
use crate::tongue::{later, many, say, text};
use std::collections::BTreeMap;

/// How much of a plan a document tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition {
    /// All that is known of it.
    Long,
    /// What fits on two sheets of paper: the same figures, less of what they rest on.
    Brief,
}

crate::words! {
    Edition { Long: "long", Brief: "brief" }
}

pub struct Handout<'a> {
    pub title: &'a str,
    /// The language of the plan's own words.
    pub lang: &'a str,
    /// `in force since 2005-08-15 · as of 2006-12-15 (Asia/Jakarta)`.
    pub lead: Vec<String>,
    pub audience: Audience,
    /// Whom which milestone concerns.
    pub concerned: Concerned<'a>,
    pub chapters: Vec<Chapter<'a>>,
}

pub struct Chapter<'a> {
    /// Stable, for links.
    pub key: &'static str,
    pub title: String,
    pub parts: Vec<Part<'a>>,
}

/// A piece of a chapter.
pub enum Part<'a> {
    Say(String),
    Lists(Vec<Section>),
    /// A table with lines above and below it.
    Table(TableBlock),
    Headline(Box<Headline<'a>>),
    /// The milestones by phase as squares, without the table of them.
    Wall(Vec<PhaseChapter<'a>>),
    Phases(Vec<PhaseChapter<'a>>),
    Elements(Vec<ElementFigures<'a>>),
    Ledger(Vec<OwedRow<'a>>),
    Measured(Vec<MeasuredQuantity<'a>>),
    /// The same, a line for each milestone.
    Counted(Vec<MeasuredQuantity<'a>>),
    Ladder(Vec<Rung<'a>>),
    Timeline(Timeline<'a>),
    Course(ScoreCourse<'a>),
    /// The same as a drawing with its gravest notes, without the tables.
    Curve(ScoreCourse<'a>),
    Weeks(Weeks),
    Records(Vec<MilestoneRecord<'a>>),
    Entries(Vec<EntryLine<'a>>),
    Sources(Vec<SourceLine<'a>>),
    /// Names, and what stands under each.
    Fields(Vec<(String, String)>),
}

/// How far the plan is in all.
pub struct Headline<'a> {
    /// What must be known before anything else.
    pub state: Vec<StateSentence<'a>>,
    /// The voice whose score changed most since the changes are told of, and how.
    pub largest: Option<String>,
    /// What is counted, in lines.
    pub counted: Vec<String>,
    pub voices: [VoiceScore; 3],
    /// How many have each status, the most urgent first; statuses that none has are left out.
    pub statuses: Vec<(Status, usize)>,
    /// Further counts that are not zero: a word, and how many.
    pub marks: Vec<(&'static str, usize)>,
}

/// What one of verified, reported and assessed amounts to.
pub struct VoiceScore {
    /// Stable, for the look.
    pub key: &'static str,
    /// For people.
    pub word: &'static str,
    pub tally: Tally,
    /// What it was at the beginning of what the changes are told of.
    pub was: Option<Was>,
}

/// A score as it was known on a day, and why it is another now.
pub struct Was {
    pub day: Day,
    pub score: Option<Progress>,
    pub shift: Shift,
}

/// A phase with its milestones, parts below their whole.
pub struct PhaseChapter<'a> {
    /// Nothing for those without a phase, which come last.
    pub id: Option<&'a str>,
    pub title: String,
    pub totals: Totals,
    pub rows: Vec<MilestoneRow<'a>>,
}

impl PhaseChapter<'_> {
    /// Its milestones as a table.
    pub fn sheet(&self) -> Sheet {
        const KEYS: [&str; 8] =
            ["id", "title", "who", "due", "status", "verified_progress", "reported_progress", "assessed_progress"];
        let columns = milestone::composed().and(milestone::columns()).choose(&KEYS);
        let columns =
            columns.titled("verified_progress", say!("Verified")).titled("reported_progress", say!("Reported"));
        columns.titled("assessed_progress", say!("Assessed")).sheet_of(&self.rows)
    }
}

/// How far the milestones of an element are.
pub struct ElementFigures<'a> {
    pub id: Option<&'a str>,
    pub title: String,
    pub totals: Totals,
}

/// A document that the plan comes from.
pub struct SourceLine<'a> {
    pub id: &'a Id,
    pub title: &'a str,
    pub url: Option<&'a str>,
}

/// What a handout is made of beside the picture itself.
pub struct Made<'v, 'a> {
    /// What changed since the last consultation, with the views that it comes from.
    pub brief: Option<(Brief<'a>, Views<'v, 'a>)>,
    /// The scores over time.
    pub points: Vec<ScorePoint>,
    pub audience: Audience,
    pub edition: Edition,
    /// How milepost is called that made it: `milepost 0.1.0`.
    pub tool: &'static str,
}

pub fn handout<'a>(view: &View<'a>, made: Made<'_, 'a>) -> Handout<'a> {
    let audience = made.audience;
    let chapters = match made.edition {
        Edition::Long => long(view, made),
        Edition::Brief => short(view, made),
    };
    Handout {
        title: view.plan.title.get(view.lang()),
        lang: view.lang().chosen(view.plan.title.by_language()).map_or(&view.plan.lang.own, |(code, _)| code),
        lead: lead(view, audience),
        audience,
        concerned: Concerned::of(view),
        chapters: chapters.into_iter().filter(|chapter| !chapter.parts.is_empty()).collect(),
    }
}

fn long<'a>(view: &View<'a>, made: Made<'_, 'a>) -> Vec<Chapter<'a>> {
    let (records, loose, earlier) = records(view, made.audience);
    let next = next(view, &Concern::default());
    let told = made.brief.as_ref().map(|(brief, views)| ToldChanges::of(brief, views));
    let glance = Part::Headline(Box::new(headline(view, &made, &next.mandates, told.as_ref())));
    let asked = now(view, &next.lost_quorums, told.as_ref());
    let agenda = next.outline(view, true).sections;
    let since = since(view, &made, told.as_ref());
    let changes = told.map_or(Vec::new(), changes);
    let (urgent, later): (Vec<Section>, Vec<Section>) =
        agenda.into_iter().partition(|section| URGENT.contains(&section.topic));
    vec![
        chapter("glance", say!("At a glance"), vec![glance]),
        chapter("progress", say!("Progress over time"), over_time(view, made.points, Part::Course)),
        chapter("now", say!("In brief"), vec![Part::Lists(asked)]),
        chapter("changes", &since, changes),
        chapter("attention", say!("What needs attention"), attention(urgent)),
        chapter("milestones", say!("Phases and milestones"), vec![Part::Phases(phases(view))]),
        chapter("elements", say!("Progress by element"), elements(view)),
        chapter("sides", say!("Sides and balance"), sides(view)),
        chapter("figures", say!("Figures as each counted them"), figures(view)),
        chapter("timeline", say!("Timeline"), drawn(view)),
        chapter("incidents", say!("Incidents and findings"), on_incidents(view, made.audience)),
        chapter("disputes", say!("Disputes"), disputes(view)),
        chapter("decisions", say!("Decisions"), decisions(view)),
        chapter("ahead", say!("Consultations and dates ahead"), ahead(view, later)),
        chapter("records", say!("The milestones one by one"), vec![Part::Records(records)]),
        chapter("entries", say!("Entries on the plan as a whole"), other_entries(loose, earlier)),
        chapter("sources", say!("Sources"), sources(view)),
        chapter("reading", say!("How to read this"), READING.map(|line| Part::Say(text(line).into())).into()),
        chapter("basis", say!("Basis"), rests_on(view, made.tool)),
    ]
}

/// What of it fits on two sheets of paper.
fn short<'a>(view: &View<'a>, made: Made<'_, 'a>) -> Vec<Chapter<'a>> {
    let told = made.brief.as_ref().map(|(brief, views)| ToldChanges::of(brief, views));
    let glance = Part::Headline(Box::new(headline(view, &made, &mandates(view), told.as_ref())));
    let asked = now(view, &lost(view), told.as_ref());
    let whole = say!("What is only counted here, “milepost next” and “milepost brief” tell whole.");
    vec![
        chapter("glance", say!("At a glance"), vec![glance, Part::Wall(phases(view))]),
        chapter("progress", say!("Claimed against verified"), over_time(view, made.points, Part::Curve)),
        chapter("now", say!("In brief"), vec![Part::Lists(asked), Part::Say(whole.into())]),
        chapter("elements", say!("Progress by element"), few_elements(view)),
        chapter("sides", say!("Ledger of sides"), few_sides(view)),
        chapter("figures", say!("Figures as each counted them"), few_figures(view)),
        chapter("basis", say!("How to read this, and what it rests on"), rests_on_in_brief(view, made.tool)),
    ]
}

fn chapter<'a>(key: &'static str, title: &str, parts: Vec<Part<'a>>) -> Chapter<'a> {
    Chapter { key, title: title.into(), parts }
}

fn lead(view: &View, audience: Audience) -> Vec<String> {
    let (zone, clocks) = (view.plan.timezone, view.state.clocks);
    let since = view.state.started.map_or(String::new(), |started| say!(" since {started}", started));
    let known = match clocks.known_by == clocks.as_of {
        true => String::new(),
        false => say!(", as known on {known_by}", known_by = zone.day_of(clocks.known_by)),
    };
    let state = words::stage_told(view.state, &since);
    let mut lead = vec![say!(
        "{state} · as of {as_of} ({name}){known}",
        state,
        as_of = zone.day_of(clocks.as_of),
        name = zone.name(),
        known
    )];
    let public = say!("For the public: notes and places are left out.");
    lead.extend((audience == Audience::Public).then(|| public.to_owned()));
    lead
}

fn headline<'a>(
    view: &View<'a>,
    made: &Made<'_, 'a>,
    mandates: &[AgendaItem<MandateEnd<'a>>],
    told: Option<&ToldChanges>,
) -> Headline<'a> {
    let totals = everything(view);
    let then = made.brief.as_ref().map(|(_, views)| {
        let clocks = views.before.state.clocks;
        (view.plan.timezone.day_of(clocks.as_of), shift::ComparedTotals::of(views))
    });
    let was = |of: fn(&Totals) -> &Tally| {
        let (day, course) = then.as_ref()?;
        let (before, _, shift) = course.voice(of)?;
        Some(Was { day: *day, score: before.score, shift })
    };
    let voice = |kind: FigureKind, of: fn(&Totals) -> &Tally| VoiceScore {
        key: kind.word(),
        word: kind.told(),
        tally: of(&totals).clone(),
        was: was(of),
    };
    let marks = [
        (TimingWord::Overdue.told(), totals.overdue),
        (TimingWord::DueSoon.told(), totals.due_soon),
        (say!("disputed"), totals.disputed),
        (say!("verifiers differ"), totals.split),
        (say!("unverifiable"), totals.unverifiable),
    ];
    let voices = [
        voice(FigureKind::Verified, |totals| &totals.verified),
        voice(FigureKind::Reported, |totals| &totals.reported),
        voice(FigureKind::Assessed, |totals| &totals.assessed),
    ];
    Headline {
        largest: told.and_then(|told| largest(&voices, told.since)),
        voices,
        statuses: totals.statuses.iter().map(|(status, count)| (*status, *count)).collect(),
        marks: marks.into_iter().filter(|(_, count)| *count > 0).collect(),
        state: state_sentences(view, mandates),
        counted: counted(view, &totals),
    }
}

/// The voice whose score changed most, and by what: `Largest change since 2006-12-12: reported, moved +4 points.`
fn largest(voices: &[VoiceScore], since: Day) -> Option<String> {
    let changed = voices.iter().filter_map(|voice| Some((voice.word, voice.was.as_ref()?)));
    let changed = changed.filter(|(_, was)| was.shift != Shift::default());
    let (word, was) = changed.max_by_key(|(_, was)| was.shift.points())?;
    Some(say!("Largest change since {since}: {word}, {shift}.", since, word, shift = was.shift.words()))
}

/// What a brief tells of what is still so; it has chapters of its own here.
const STILL: [Topic; 4] = [Topic::DisputesOpen, Topic::DecisionsPending, Topic::DueNext, Topic::Recorded];

/// Since when changes are told: since the last consultation, if that is the moment.
fn since(view: &View, made: &Made, told: Option<&ToldChanges>) -> String {
    let (zone, clocks) = (view.plan.timezone, view.state.clocks);
    let last = consultations::last(view.plan, clocks.as_of).map(|meeting| meeting.on.last(zone));
    let since = made.brief.as_ref().map(|(_, views)| views.before.state.clocks.as_of);
    match told {
        Some(told) if last != since => say!("Since {since}", since = told.since),
        _ => say!("Since the last consultation").to_owned(),
    }
}

fn changes<'a>(told: ToldChanges) -> Vec<Part<'a>> {
    let Outline { lead, mut sections, .. } = told.outline;
    sections.retain(|section| !STILL.contains(&section.topic));
    sections.iter_mut().for_each(|section| cut(&mut section.items, "milepost brief"));
    lead.into_iter().map(Part::Say).chain([Part::Lists(sections)]).collect()
}

/// How many things of a kind are told before the rest is only counted.
const SHOWN: usize = 8;

/// The first of some items; of more, how many there are and which command tells them.
fn cut(items: &mut Vec<Item>, command: &str) {
    if items.len() > SHOWN {
        let more = items.split_off(SHOWN).len();
        items.push(Item::line(say!("and {more} more; “{command}” tells all", more, command)));
    }
    for item in items {
        item.rest = words::first_lines(std::mem::take(&mut item.rest), SHOWN);
    }
}

/// What of the agenda is urgent, the most urgent first.
const URGENT: [Topic; 7] =
    [Topic::SlidBack, Topic::Late, Topic::LostQuorums, Topic::Mandates, Topic::Awaited, Topic::Circles, Topic::Blocks];

fn attention<'a>(mut sections: Vec<Section>) -> Vec<Part<'a>> {
    sections.sort_by_key(|section| URGENT.iter().position(|topic| *topic == section.topic));
    sections.iter_mut().for_each(|section| cut(&mut section.items, "milepost next --all"));
    match sections.is_empty() {
        true => vec![Part::Say(say!("Nothing is late, slid back, awaited or held up.").into())],
        false => vec![Part::Lists(sections)],
    }
}

fn phases<'a>(view: &View<'a>) -> Vec<PhaseChapter<'a>> {
    let mut places: BTreeMap<Option<PhaseIx>, Vec<MilestoneIx>> = BTreeMap::new();
    for place in view.plan.milestones.indices() {
        places.entry(view.plan.phase_of(place)).or_default().push(place);
    }
    let all = Milestones::of(view);
    let rows = |places: &Vec<MilestoneIx>| -> Vec<MilestoneRow> {
        let places = view.gathered(places);
        let row = |(place, below): (&MilestoneIx, bool)| all.row_in_table(*place, below);
        places.iter().zip(view.hanging(&places)).map(row).collect()
    };
    let groups = groups(view, GroupBy::Phase).into_iter();
    let phase = |group: super::totals::MilestoneGroup<'a>| {
        let places = places.get(&group.id.and_then(|id| view.plan.phase(id)));
        let title = titled(view, &group.title);
        PhaseChapter { id: group.id, title, totals: group.totals, rows: places.map_or(Vec::new(), rows) }
    };
    groups.map(phase).filter(|phase| !phase.rows.is_empty()).collect()
}

fn titled(view: &View, title: &ByLanguage) -> String {
    view.lang().of(title).to_owned()
}

fn elements<'a>(view: &View<'a>) -> Vec<Part<'a>> {
    if view.plan.elements.is_empty() { Vec::new() } else { vec![Part::Elements(by_element(view))] }
}

fn by_element<'a>(view: &View<'a>) -> Vec<ElementFigures<'a>> {
    let groups = groups(view, GroupBy::Element).into_iter();
    let element = |group: super::totals::MilestoneGroup<'a>| {
        let title = titled(view, &group.title);
        ElementFigures { id: group.id, title, totals: group.totals }
    };
    groups.map(element).filter(|element| element.totals.milestones > 0).collect()
}

/// How many lines elements, sides and counted figures have on two sheets of paper, and about how many characters each such line.
const ELEMENTS: (usize, usize) = (10, 42);
const SIDES: (usize, usize) = (6, 26);
const COUNTED: (usize, usize) = (7, 36);

/// The first of some rows that have room, as a part, and how many more there are; nothing where there is none.
fn few<'a, T>(mut rows: Vec<T>, kept: usize, told: fn(usize) -> String, part: fn(Vec<T>) -> Part<'a>) -> Vec<Part<'a>> {
    let more = rows.len() - kept;
    rows.truncate(kept);
    let rest = Part::Say(told(more));
    let shown = (kept > 0).then(|| part(rows));
    shown.into_iter().chain((more > 0).then_some(rest)).collect()
}

/// Those of which anybody has reported or verified something; the others by their names.
fn few_elements<'a>(view: &View<'a>) -> Vec<Part<'a>> {
    let all = if view.plan.elements.is_empty() { Vec::new() } else { by_element(view) };
    let is_told = |one: &ElementFigures| one.totals.verified.score.is_some() || one.totals.reported.score.is_some();
    let (told, silent): (Vec<ElementFigures>, Vec<ElementFigures>) = all.into_iter().partition(is_told);
    const NAMED: usize = 6;
    let named = silent.iter().map(|one| format!("{} ({})", one.title, one.totals.milestones));
    let named = words::first_lines(named, NAMED).join("; ");
    let silent = (!silent.is_empty()).then(|| Part::Say(say!("Nothing is reported or verified of: {named}.", named)));
    let kept = fitting(told.iter().map(|one| one.title.as_str()), ELEMENTS);
    few(
        told,
        kept,
        |more| {
            many!(
                more,
                "and {n} more element; “milepost report” tells all",
                "and {n} more elements; “milepost report” tells all"
            )
        },
        Part::Elements,
    )
    .into_iter()
    .chain(silent)
    .collect()
}

fn few_sides<'a>(view: &View<'a>) -> Vec<Part<'a>> {
    let sides = owed(view, &balance(view));
    let kept = fitting(sides.iter().map(|one| one.side), SIDES);
    few(
        sides,
        kept,
        |more| {
            many!(
                more,
                "and {n} more side; “milepost report” tells all",
                "and {n} more sides; “milepost report” tells all"
            )
        },
        Part::Ledger,
    )
}

/// Those that more than one has counted, where there are any.
fn few_figures<'a>(view: &View<'a>) -> Vec<Part<'a>> {
    let (all, left_out) = foremost(measured(view), COUNTED);
    let rest = say!("and {left_out} more of what was counted; “milepost report” tells all", left_out);
    let told = (!all.is_empty()).then_some(Part::Counted(all));
    told.into_iter().chain((left_out > 0).then_some(Part::Say(rest))).collect()
}

/// The ledger of the sides, then the tables of the balance.
fn sides<'a>(view: &View<'a>) -> Vec<Part<'a>> {
    let balance = balance(view);
    let ledger = owed(view, &balance);
    let ledger = (!ledger.is_empty()).then_some(Part::Ledger(ledger));
    ledger.into_iter().chain(blocks(&balance, usize::MAX).into_iter().map(Part::Table)).collect()
}

fn figures<'a>(view: &View<'a>) -> Vec<Part<'a>> {
    let measured = measured(view);
    if measured.is_empty() { Vec::new() } else { vec![Part::Measured(measured)] }
}

fn drawn<'a>(view: &View<'a>) -> Vec<Part<'a>> {
    let places: Vec<MilestoneIx> = view.plan.milestones.indices().collect();
    let timeline = timeline(view, &places);
    let rungs = ladder(view);
    // Where nothing has a day, the ladder alone tells when.
    let dated = timeline.phases.iter().any(|phase| phase.span.is_some());
    let told = !timeline.phases.is_empty() && (dated || rungs.is_empty());
    let ladder = (!rungs.is_empty()).then_some(Part::Ladder(rungs));
    ladder.into_iter().chain(told.then_some(Part::Timeline(timeline))).collect()
}

fn over_time<'a>(view: &View<'a>, points: Vec<ScorePoint>, part: fn(ScoreCourse<'a>) -> Part<'a>) -> Vec<Part<'a>> {
    let course = course(view, points);
    match course.is_told() && course.span().is_some() {
        true => vec![part(course)],
        false => vec![Part::Say(say!("Nothing has been reported or verified yet.").into())],
    }
}

/// How many incidents are told one by one.
const TOLD: usize = 100;

fn on_incidents<'a>(view: &View, audience: Audience) -> Vec<Part<'a>> {
    let Some(weeks) = weeks(view) else { return vec![Part::Say(say!("No incident is on record.").into())] };
    let all: Vec<&IncidentState> = view.incidents().collect();
    // Those on which nothing is concluded, then the latest of the others.
    let latest = |open: bool| all.iter().copied().rev().filter(move |incident| incident.is_open() == open);
    let mut told: Vec<&IncidentState> = latest(true).take(TOLD).collect();
    told.extend(latest(false).take(TOLD - told.len()));
    told.sort_by_key(|incident| std::cmp::Reverse(incident.on));
    let place = if audience == Audience::Public { &[][..] } else { &["place"] };
    let keys = [&["day", "milestone", "severity", "count"], place, &["alleged", "found"]].concat();
    let columns = incidents::columns().and(incidents::composed()).choose(&keys).titled("day", say!("Day"));
    let sheet = columns.sheet(told.iter().map(|incident| incident_row(view, incident)));
    let more = all.len() - told.len();
    let footing = (more > 0).then(|| say!("and {more} earlier ones; “milepost export” has them all", more));
    vec![
        Part::Weeks(weeks),
        Part::Table(TableBlock { sheet, footing: footing.into_iter().collect(), ..TableBlock::default() }),
    ]
}

fn disputes<'a>(view: &View) -> Vec<Part<'a>> {
    let all = dispute_rows(view);
    let lines = |open: bool| -> Vec<Item> {
        let those = all.iter().rev().filter(|dispute| dispute.is_open() == open);
        those.map(|dispute| Item::line(dispute.line())).collect()
    };
    lists([(Topic::Open, lines(true)), (Topic::Closed, lines(false))], say!("No dispute is on record."))
}

fn decisions<'a>(view: &View) -> Vec<Part<'a>> {
    let pending = pending(view).into_iter().map(Item::line).collect();
    let taken = taken(view).into_iter().map(Item::line).collect();
    lists([(Topic::Pending, pending), (Topic::Taken, taken)], say!("No decision is on record."))
}

/// Titled lists of what there is; else the words that there is nothing.
fn lists<'a, const N: usize>(lists: [(Topic, Vec<Item>); N], nothing: &str) -> Vec<Part<'a>> {
    let told = lists.into_iter().filter(|(_, items)| !items.is_empty());
    let section = |(topic, mut items): (Topic, Vec<Item>)| {
        cut(&mut items, "milepost export");
        Section { topic, title: topic.told().into(), many: None, items }
    };
    let sections: Vec<Section> = told.map(section).collect();
    if sections.is_empty() { vec![Part::Say(nothing.into())] } else { vec![Part::Lists(sections)] }
}

fn ahead<'a>(view: &View, mut agenda: Vec<Section>) -> Vec<Part<'a>> {
    let columns = consultations::columns().and(consultations::composed());
    let columns = columns.choose(&["title", "rhythm", "who", "meets"]).titled("title", say!("Consultation"));
    let sheet = columns.sheet(consultation_rows(view));
    agenda.iter_mut().for_each(|section| cut(&mut section.items, "milepost next --all"));
    let table = (!sheet.rows.is_empty()).then(|| Part::Table(TableBlock { sheet, ..TableBlock::default() }));
    table.into_iter().chain((!agenda.is_empty()).then_some(Part::Lists(agenda))).collect()
}

fn other_entries(lines: Vec<EntryLine>, earlier: usize) -> Vec<Part> {
    let more = (earlier > 0).then(|| {
        Part::Say(many!(
            earlier,
            "{n} earlier entry left out here; “milepost log” has all.",
            "{n} earlier entries left out here; “milepost log” has all."
        ))
    });
    if lines.is_empty() { Vec::new() } else { more.into_iter().chain([Part::Entries(lines)]).collect() }
}

fn sources<'a>(view: &View<'a>) -> Vec<Part<'a>> {
    let source = |source: &'a crate::model::plan::Source| SourceLine {
        id: &source.id,
        title: source.title.get(view.lang()),
        url: source.url.as_deref(),
    };
    let sources: Vec<SourceLine> = view.plan.sources.iter().map(source).collect();
    if sources.is_empty() { Vec::new() } else { vec![Part::Sources(sources)] }
}

const READING: [&str; 5] = [
    later!(
        "Three voices stay apart. Reported: what those say who owe a milestone. Verified: what those found whom the plan names to verify it. Assessed: what other actors of the plan say of it."
    ),
    later!("Levels are those of the Peace Accords Matrix: none (0), minimum (1), intermediate (2), full (3)."),
    later!(
        "A score is the weighted mean of progress over the milestones that count; those of which nobody has spoken count as none. It is never told without its distribution over the levels."
    ),
    later!(
        "A date that no source names as agreed is marked indicative. A date moves only by a decision; the first one is kept, and the slip is the sum of such moves."
    ),
    later!(
        "In brackets or after a figure stands the entry that it rests on, as BOOK:NUMBER. Entries are numbered in the book of who wrote them."
    ),
];

fn rests_on<'a>(view: &View, tool: &str) -> Vec<Part<'a>> {
    let basis = basis(view);
    let call = format!("milepost report --as-of {} --known-by {}{}", basis.as_of, basis.known_by, asked(view));
    let mut fields = vec![(say!("Made by").to_owned(), tool.to_owned())];
    fields.extend(basis.fields());
    let say = say!(
        "Whoever holds these books computes the same document, byte for byte, with “{call}” and the same milepost.",
        call
    );
    vec![Part::Say(say), Part::Fields(fields)]
}

/// The language that was asked for, as an option.
fn asked(view: &View) -> String {
    view.lang().asked.as_ref().map_or(String::new(), |code| format!(" --lang {code}"))
}

/// What two sheets of paper rest on: the same, the root as digits that two people can compare by voice.
fn rests_on_in_brief<'a>(view: &View<'a>, tool: &str) -> Vec<Part<'a>> {
    let basis = basis(view);
    let (as_of, known_by) = (&basis.as_of, &basis.known_by);
    let call = format!("milepost report --edition brief --as-of {as_of} --known-by {known_by}{}", asked(view));
    let reading = [
        text(READING[0]),
        text(READING[2]),
        say!("In brackets stands the entry that a figure rests on, as BOOK:NUMBER."),
    ]
    .join(" ");
    let root = view.root.map_or(say!("none yet: the plan is a draft").to_owned(), digits);
    let mut fields = vec![(say!("Root, in digits").to_owned(), root)];
    fields.extend(basis.doubts());
    let say = say!("Made by {tool}. Whoever holds the same books computes the same with “{call}”.", tool, call);
    vec![Part::Say(format!("{reading} {say}")), Part::Fields(fields)]
}
