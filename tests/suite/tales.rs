//! Small made-up worlds for the laws: a plan with every form of promise, date and condition, and what was said of it.
//!
//! Drafts are made up first, without names or moments, so that a world that breaks a law shrinks to a small one; `Tale`
//! settles them. Books are written byte by byte through the ledger: a world costs no flush to disk and has the moments
//! that a law needs. No clock but the scene's is ever read.

use super::world::{World, moment};
use milepost::ledger::chain::{Hash, Opening, next_line, opening_line};
use milepost::model::fields::Fields;
use milepost::model::id::Id;
use milepost::model::moment::{Moment, Zone};
use milepost::model::name::{BookId, reference};
use milepost::model::when::When;
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

/// Every book and its actor, sorted by name. `gov` has two desks; `desk` may write down what others say.
pub const BOOKS: [(&str, &str); 10] = [
    ("army", "army"),
    ("base", "base"),
    ("desk", "desk"),
    ("friend", "friend"),
    ("gov", "gov"),
    ("gov-2", "gov"),
    ("mission", "mission"),
    ("mov", "mov"),
    ("union", "union"),
    ("watch", "watch"),
];
/// When questions are asked; no entry is later.
pub const NOW: &str = "2030-01-01";
const BEGIN: &str = "2024-01-01";
/// When books are opened.
const OPENED: &str = "2000-01-01";
const HOUR: i64 = 3_600_000;
const PHASES: [&str; 2] = ["one", "two"];

/// Who decides what in a stormy world.
static RULES: LazyLock<Value> = LazyLock::new(|| {
    let all = json!({"by": ["role:party"], "quorum": "all"});
    let either = json!({"by": ["role:party"], "quorum": 1});
    json!({"reschedule": all, "amend": all, "suspend": either, "settle": {"by": ["friend", "union"], "quorum": 1}})
});

/// A made-up plan and what was said, in the order in which it was recorded.
#[derive(Clone)]
pub struct Tale {
    pub plan: Value,
    /// A second version of it, which amendments adopt.
    pub later: Option<Value>,
    pub said: Vec<Saying>,
}

#[derive(Clone, Debug)]
pub struct Saying {
    pub book: &'static str,
    /// Whose statement it is.
    pub speaker: &'static str,
    pub at: Moment,
    /// The entry's own fields, but for the name of another entry.
    pub fields: Value,
    /// The place of the saying that it names, to take it back, to agree, to find, to contest or to settle.
    pub names: Option<usize>,
}

/// Worlds that have everything.
pub fn tale() -> impl Strategy<Value = Tale> {
    told_of(frame(weighted(0.7, quorum())), vec(family(), 1..=3), draft(4), false)
}

/// Worlds of one whole, of whose parts much is said.
pub fn split() -> impl Strategy<Value = Tale> {
    let whole = (promise(), vec(promise(), 2..=3)).prop_map(|(head, parts)| vec![Family { head, parts }]);
    told_of(frame(weighted(0.7, quorum())), whole, draft(1), false)
}

/// Worlds that need a decision to enter into force, and whose actors speak of it more than of all else.
pub fn founding() -> impl Strategy<Value = Tale> {
    told_of(frame(quorum().prop_map(Some)), vec(family(), 1), draft(20), false)
}

/// Worlds where retractions are carried over from long before, so from before what they take back became known.
pub fn hasty() -> impl Strategy<Value = Tale> {
    told_of(frame(weighted(0.7, quorum())), vec(family(), 1..=3), draft(4), true)
}

/// Worlds where all that can be recorded is recorded: incidents, findings, disputes, decisions of every kind, sides that leave,
/// and an amendment to a second version of the plan.
pub fn stormy() -> impl Strategy<Value = Tale> {
    let parts = (frame(weighted(0.7, quorum())), vec(family(), 1..=3), vec(edit(), 0..=5), vec(deed(), 0..=60));
    parts.prop_map(|(frame, families, edits, drafts)| {
        let mut plan = frame.plan(&families);
        plan["rules"].as_object_mut().expect("rules").extend(RULES.as_object().expect("rules").clone());
        let later = amended(&plan, &edits);
        let said = settle(&drafts, &plan, Some(&later), false);
        Tale { plan, later: Some(later), said }
    })
}

fn told_of(
    frame: impl Strategy<Value = Frame>,
    families: impl Strategy<Value = Vec<Family>>,
    draft: impl Strategy<Value = Draft>,
    hasty: bool,
) -> impl Strategy<Value = Tale> {
    (frame, families, vec(draft, 0..=40)).prop_map(move |(frame, families, drafts)| {
        let plan = frame.plan(&families);
        let said = settle(&drafts, &plan, None, hasty);
        Tale { plan, later: None, said }
    })
}

// --- the plan ---

/// What a plan says beside its milestones.
#[derive(Clone, Debug)]
struct Frame {
    zone: &'static str,
    signed: Option<i64>,
    verify: Option<Value>,
    start: Option<Value>,
    /// The days on which the mission's mandate ends and the watch's begins.
    mandates: (Option<i64>, Option<i64>),
    /// What the phases require.
    gates: [Vec<Wait>; 2],
}

/// A milestone, and its parts where it is a whole.
#[derive(Clone, Debug)]
struct Family {
    head: Promise,
    parts: Vec<Promise>,
}

#[derive(Clone, Debug)]
struct Promise {
    owing: Vec<&'static str>,
    weight: f64,
    phase: Option<&'static str>,
    element: Option<&'static str>,
    measure: Measure,
    more: Option<&'static str>,
    kind: Kind,
    requires: Vec<Wait>,
    due: Option<Date>,
    verify: Option<Value>,
}

/// What `count` is measured against.
#[derive(Clone, Debug)]
enum Measure {
    Nothing,
    Up(i64),
    Down(i64),
    Cap(i64),
    Follows(Index),
}

#[derive(Clone, Debug)]
enum Kind {
    Plain,
    Hold(u8),
    Continuing,
    Until(i64),
    Contingent,
}

#[derive(Clone, Debug)]
enum Wait {
    Is(Index, &'static str),
    AtLeast(Index, &'static str),
    Count(Index, &'static str, u8, &'static str),
    Phase(&'static str),
    Date(i64, Precision),
    Elapsed(&'static str, Anchor),
    Any(Vec<Wait>),
    Not(Box<Wait>),
}

#[derive(Clone, Debug)]
enum Anchor {
    Signature,
    Start,
    Milestone(Index, &'static str),
    Phase(&'static str, &'static str),
}

#[derive(Clone, Debug)]
enum Date {
    On(i64, Precision),
    After(Anchor, &'static str),
    Before(Anchor, &'static str),
    Several(&'static str, Vec<Date>),
}

#[derive(Clone, Copy, Debug)]
enum Precision {
    Year,
    Month,
    Day,
    Instant,
}

/// Who decides on entry into force.
fn quorum() -> impl Strategy<Value = Value> {
    select(vec![
        json!({"by": ["role:party"], "quorum": "all"}),
        json!({"by": ["role:party", "friend"], "quorum": 2}),
        json!({"by": ["role:party", "role:monitor"], "quorum": 3}),
    ])
}

fn frame(start: impl Strategy<Value = Option<Value>>) -> impl Strategy<Value = Frame> {
    let zone = select(vec!["UTC", "Asia/Jakarta", "Europe/Rome"]);
    let quorum = prop_oneof![6 => Just(json!(1)), 2 => Just(json!(2)), 1 => Just(json!("all"))];
    let verify = weighted(0.9, quorum.prop_map(|quorum| json!({"by": ["role:monitor"], "quorum": quorum})));
    let mandates = (weighted(0.5, 0i64..=400), weighted(0.3, 0i64..=200));
    let gate = || vec(wait(), 0..=1);
    (zone, weighted(0.6, 0i64..=60), verify, start, mandates, [gate(), gate()]).prop_map(
        |(zone, signed, verify, start, mandates, gates)| Frame { zone, signed, verify, start, mandates, gates },
    )
}

fn family() -> impl Strategy<Value = Family> {
    let parts = prop_oneof![Just(vec![]).boxed(), vec(promise(), 2..=3).boxed()];
    (promise(), parts).prop_map(|(head, parts)| Family { head, parts })
}

fn promise() -> impl Strategy<Value = Promise> {
    let owing = prop_oneof![
        3 => Just(vec!["gov"]),
        3 => Just(vec!["mov"]),
        2 => Just(vec!["gov", "mov"]),
        1 => Just(vec!["army"]),
        1 => Just(vec!["watch"]),
    ];
    let measure = prop_oneof![
        1 => Just(Measure::Nothing),
        4 => (1i64..=20).prop_map(Measure::Up),
        1 => (1i64..=20).prop_map(Measure::Down),
        2 => (0i64..=20).prop_map(Measure::Cap),
        2 => any::<Index>().prop_map(Measure::Follows),
    ];
    let kind = prop_oneof![
        4 => Just(Kind::Plain),
        2 => (1u8..=30).prop_map(Kind::Hold),
        1 => Just(Kind::Continuing),
        1 => (0i64..=500).prop_map(Kind::Until),
        2 => Just(Kind::Contingent),
    ];
    let verify = select(vec![
        json!({"by": ["role:monitor"], "quorum": 2}),
        json!({"by": ["union", "friend"], "quorum": 1}),
        json!({"by": ["role:monitor", "friend"], "quorum": 2}),
    ]);
    let place = (weighted(0.6, select(PHASES.to_vec())), weighted(0.7, select(vec!["arms", "talks"])));
    let terms =
        (select(vec![1.0, 2.0, 3.0, 0.5]), place, measure, weighted(0.3, select(vec!["people", "limit"])), kind);
    let rest = (vec(wait(), 0..=2), weighted(0.6, due()), weighted(0.3, verify));
    (owing, terms, rest).prop_map(|(owing, terms, (requires, due, verify))| {
        let (weight, (phase, element), measure, more, kind) = terms;
        Promise { owing, weight, phase, element, measure, more, kind, requires, due, verify }
    })
}

fn wait() -> impl Strategy<Value = Wait> {
    let of = any::<Index>;
    let standing = select(vec!["verified", "reported", "assessed"]);
    let count = (of(), select(vec!["at_least", "at_most"]), 0u8..=20, standing);
    let leaf = prop_oneof![
        2 => (of(), select(vec!["achieved", "holding", "reported", "reversed"])).prop_map(|(of, is)| Wait::Is(of, is)),
        3 => (of(), select(vec!["achieved", "holding", "reported"])).prop_map(|(of, is)| Wait::AtLeast(of, is)),
        2 => count.prop_map(|(of, bound, n, standing)| Wait::Count(of, bound, n, standing)),
        2 => select(PHASES.to_vec()).prop_map(Wait::Phase),
        1 => (0i64..=500, precision()).prop_map(|(day, precision)| Wait::Date(day, precision)),
        1 => (select(SPANS.to_vec()), anchor()).prop_map(|(span, anchor)| Wait::Elapsed(span, anchor)),
    ];
    let leaf = leaf.boxed();
    prop_oneof![
        6 => leaf.clone(),
        1 => vec(leaf.clone(), 2).prop_map(Wait::Any),
        1 => leaf.prop_map(|leaf| Wait::Not(Box::new(leaf))),
    ]
}

const SPANS: [&str; 4] = ["P10D", "P2M", "PT48H", "P2W"];

fn anchor() -> impl Strategy<Value = Anchor> {
    let mark = select(vec!["", ":reported", ":due"]);
    prop_oneof![
        1 => Just(Anchor::Signature),
        3 => Just(Anchor::Start),
        4 => (any::<Index>(), mark).prop_map(|(of, mark)| Anchor::Milestone(of, mark)),
        2 => (select(PHASES.to_vec()), select(vec!["opened", "done"])).prop_map(|(of, mark)| Anchor::Phase(of, mark)),
    ]
}

fn due() -> impl Strategy<Value = Date> {
    let single = prop_oneof![
        2 => (-20i64..=500, precision()).prop_map(|(day, precision)| Date::On(day, precision)),
        3 => (anchor(), select(SPANS.to_vec())).prop_map(|(anchor, span)| Date::After(anchor, span)),
        1 => (anchor(), select(SPANS.to_vec())).prop_map(|(anchor, span)| Date::Before(anchor, span)),
    ];
    let single = single.boxed();
    let how = select(vec!["earliest_of", "latest_of", "either"]);
    prop_oneof![
        4 => single.clone(),
        2 => (how, vec(single, 2)).prop_map(|(how, all)| Date::Several(how, all)),
    ]
}

fn precision() -> impl Strategy<Value = Precision> {
    select(vec![Precision::Day, Precision::Day, Precision::Instant, Precision::Month, Precision::Year])
}

/// Where a promise stands: what it may point at without a circle of dates or of targets.
struct Site<'a> {
    ids: &'a [String],
    place: usize,
    /// The first of its own family.
    head: usize,
    /// Whether a date may hang on the opening of a phase.
    openings: bool,
}

impl Frame {
    fn plan(&self, families: &[Family]) -> Value {
        let ids: Vec<String> = (1..).zip(families).flat_map(|(at, family)| family.ids(at)).collect();
        let (mut milestones, mut head) = (Vec::new(), 0);
        for family in families {
            for (place, promise) in (head..).zip(std::iter::once(&family.head).chain(&family.parts)) {
                let site = Site { ids: &ids, place, head, openings: place > 0 };
                milestones.push(promise.milestone(&site, !family.parts.is_empty()));
            }
            head = milestones.len();
        }
        let gates = (0..2).map(|at| {
            // A phase may look at the date of the first milestone, which hangs on no opening, the second phase also at
            // the opening of the first.
            let site = Site { ids: &ids, place: 1, head: 1, openings: at == 1 };
            let requires: Vec<Value> = self.gates[at].iter().map(|wait| wait.condition(&site, true)).collect();
            json!({"id": PHASES[at], "title": PHASES[at], "requires": requires})
        });
        let mut plan = json!({
            "format": "milepost/plan/1", "id": "invented", "version": "1", "title": "Invented plan",
            "timezone": self.zone,
            "sources": [{"id": "text", "title": "Invented text"}],
            "actors": self.actors(),
            "elements": [{"id": "arms", "title": "Arms"}, {"id": "talks", "title": "Talks"}],
            "phases": gates.collect::<Vec<_>>(),
            "rules": {},
            "milestones": milestones,
        });
        if let Some(day) = self.signed {
            plan["signed"] = json!(date(days(day), Precision::Day));
        }
        for (key, rule) in [("verify", &self.verify), ("start", &self.start)] {
            rule.iter().for_each(|rule| plan["rules"][key] = (*rule).clone());
        }
        plan
    }

    /// Two parties, one with an organ of its own; a mission with a base, two more monitors, a guarantor, a secretariat.
    fn actors(&self) -> Value {
        let actor = |id: &str, role: &str| json!({"id": id, "name": id, "role": role});
        let organ = |id: &str, role: &str, side: &str| json!({"id": id, "name": id, "role": role, "side": side});
        let (mut mission, mut watch) = (actor("mission", "monitor"), actor("watch", "monitor"));
        if let Some(day) = self.mandates.0 {
            mission["mandate"] = json!({"until": date(days(day), Precision::Day)});
        }
        if let Some(day) = self.mandates.1 {
            watch["mandate"] = json!({"from": date(days(day), Precision::Day)});
        }
        json!([
            actor("gov", "party"),
            organ("army", "party", "gov"),
            actor("mov", "party"),
            mission,
            organ("base", "monitor", "mission"),
            watch,
            actor("union", "monitor"),
            actor("friend", "guarantor"),
            actor("desk", "secretariat"),
        ])
    }
}

impl Family {
    /// `M-1`, and `M-1a`, `M-1b` for its parts.
    fn ids(&self, at: usize) -> Vec<String> {
        let parts = ('a'..='c').zip(&self.parts).map(|(letter, _)| format!("M-{at}{letter}"));
        std::iter::once(format!("M-{at}")).chain(parts).collect()
    }
}

impl Promise {
    fn milestone(&self, site: &Site, split: bool) -> Value {
        let (id, part) = (&site.ids[site.place], site.place > site.head);
        let mut indicators = vec![self.measure.indicator(site)];
        // A whole has counts of its own, which no part need have.
        match self.more.or((split && !part).then_some("people")) {
            Some("limit") if !split || part => {
                indicators.push(json!({"id": "limit", "direction": "down", "target": 5}));
            }
            Some(_) => indicators.push(json!({"id": "people"})),
            None => {}
        }
        let mut milestone = json!({
            "id": id, "title": format!("Promise {id}"), "responsible": self.owing, "source": ["text"],
            "weight": self.weight, "indicators": indicators,
        });
        let mut set = |key: &str, value: Option<Value>| value.into_iter().for_each(|value| milestone[key] = value);
        set("phase", self.phase.map(|phase| json!(phase)));
        set("element", self.element.map(|element| json!(element)));
        set("part_of", part.then(|| json!(site.ids[site.head])));
        set("due", self.due.as_ref().map(|due| due.due(site)));
        set("verify", self.verify.clone());
        let requires: Vec<Value> = self.requires.iter().map(|wait| wait.condition(site, false)).collect();
        match &self.kind {
            Kind::Plain => {}
            // What holds or goes on does so in its parts.
            Kind::Hold(_) | Kind::Continuing | Kind::Until(_) if split && !part => {}
            Kind::Hold(days) => set("hold", Some(json!(format!("P{days}D")))),
            Kind::Continuing => set("continuing", Some(json!(true))),
            Kind::Until(day) => set("continuing", Some(json!({"until": date(days(*day), Precision::Day)}))),
            Kind::Contingent => set("contingent", (!requires.is_empty()).then_some(json!(true))),
        }
        set("requires", (!requires.is_empty()).then(|| json!(requires)));
        milestone
    }
}

impl Measure {
    fn indicator(&self, site: &Site) -> Value {
        match self {
            // What follows another follows one of an earlier family, or an earlier sister.
            Measure::Follows(of) if site.place > 0 => {
                let earlier: Vec<&String> =
                    (0..site.place).filter(|at| *at != site.head).map(|at| &site.ids[at]).collect();
                match earlier.is_empty() {
                    true => json!({"id": "count", "target": 7}),
                    false => json!({"id": "count", "target": {"milestone": of.get(&earlier), "indicator": "count"}}),
                }
            }
            Measure::Nothing => json!({"id": "count"}),
            Measure::Follows(_) => json!({"id": "count", "target": 7}),
            Measure::Up(target) => json!({"id": "count", "baseline": 0, "target": target}),
            Measure::Down(by) => json!({"id": "count", "baseline": 20, "target": 20 - by, "direction": "down"}),
            Measure::Cap(target) => json!({"id": "count", "target": target, "direction": "down"}),
        }
    }
}

impl Wait {
    /// What a milestone requires may point anywhere, in circles too; the dates that a phase hangs on may not.
    fn condition(&self, site: &Site, phase: bool) -> Value {
        let id = |of: &Index| of.get(site.ids);
        match self {
            Wait::Is(of, status) => json!({"milestone": id(of), "is": status}),
            Wait::AtLeast(of, status) => json!({"milestone": id(of), "at_least": status}),
            Wait::Count(of, bound, n, standing) => {
                json!({"milestone": id(of), "indicator": "count", (*bound): n, "standing": standing})
            }
            Wait::Phase(of) => json!({"phase": of}),
            Wait::Date(day, precision) => json!({"date": date(days(*day), *precision)}),
            Wait::Elapsed(span, anchor) => {
                let event = match phase {
                    true => anchor.event(site),
                    false => anchor.event(&Site { place: site.ids.len(), openings: true, ..*site }),
                };
                json!({"elapsed": span, "after": event})
            }
            Wait::Any(all) => json!({"any": all.iter().map(|wait| wait.condition(site, phase)).collect::<Vec<_>>()}),
            Wait::Not(wait) => json!({"not": wait.condition(site, phase)}),
        }
    }
}

impl Anchor {
    fn event(&self, site: &Site) -> String {
        match self {
            Anchor::Signature => "signature".into(),
            Anchor::Start => "start".into(),
            Anchor::Milestone(of, ":due") if site.place == 0 => format!("{}:reported", of.get(site.ids)),
            Anchor::Milestone(of, ":due") => format!("{}:due", of.get(&site.ids[..site.place])),
            Anchor::Milestone(of, mark) => format!("{}{mark}", of.get(site.ids)),
            Anchor::Phase(_, "opened") if !site.openings => "start".into(),
            // The second phase may look at the opening of the first, but neither at its own.
            Anchor::Phase(_, "opened") if site.place == 1 && site.head == 1 => format!("phase:{}:opened", PHASES[0]),
            Anchor::Phase(of, mark) => format!("phase:{of}:{mark}"),
        }
    }
}

impl Date {
    fn due(&self, site: &Site) -> Value {
        match self {
            Date::On(day, precision) => json!({"on": date(days(*day), *precision)}),
            Date::After(anchor, span) => json!({"after": anchor.event(site), "within": span}),
            Date::Before(anchor, span) => json!({"before": anchor.event(site), "by": span}),
            Date::Several(how, all) => json!({(*how): all.iter().map(|date| date.due(site)).collect::<Vec<_>>()}),
        }
    }
}

// --- what is said ---

/// What somebody said, before moments and names are settled.
#[derive(Clone, Debug)]
struct Draft {
    /// Hours since the entry before; several entries may be of one moment.
    pause: i64,
    speaker: Speaker,
    /// Written down by the secretariat, or at the second desk of who has one.
    elsewhere: Option<bool>,
    on: Option<(i64, Precision)>,
    known: Option<(i64, Precision)>,
    deed: Deed,
}

#[derive(Clone, Copy, Debug)]
enum Speaker {
    Named(&'static str),
    /// One of those who owe what it speaks of.
    Owing(Index),
}

#[derive(Clone, Debug)]
enum Deed {
    Claim(Index, Claim),
    Note(Index),
    /// From a day, from no day said, or void.
    Start(Option<Option<i64>>),
    Retract(Index),
    Incident(Index, &'static str, Option<&'static str>),
    /// A conclusion on an incident.
    Find(Index, &'static str),
    /// A dispute on a milestone, or on a claim.
    Contest(Index, bool),
    Settle(Index, &'static str),
    Move(Index, Option<i64>),
    Prolong(i64),
    /// The plan, a phase or a milestone is suspended, or resumes.
    Stop(u8, bool),
    /// To the later version, or back.
    Amend(bool),
    Agree(Index),
    Leave(bool),
}

#[derive(Clone, Debug)]
pub struct Claim {
    level: Option<&'static str>,
    figure: Option<(&'static str, Value)>,
    add: bool,
}

/// Of about twenty entries, so many speak of entry into force.
fn draft(starts: u32) -> impl Strategy<Value = Draft> {
    let one_of = |actors: &[&'static str]| select(actors.to_vec()).prop_map(Speaker::Named);
    let anybody = || one_of(&BOOKS.map(|(_, actor)| actor));
    let speaker = prop_oneof![
        3 => any::<Index>().prop_map(Speaker::Owing),
        3 => one_of(&["mission", "watch", "union"]),
        1 => anybody(),
    ];
    let from =
        prop_oneof![4 => Just(Some(Some(20))), 1 => Just(Some(Some(90))), 1 => Just(None), 1 => Just(Some(None))];
    let said = prop_oneof![
        12 => (speaker, any::<Index>(), claim())
            .prop_map(|(speaker, of, claim)| (speaker, Deed::Claim(of, claim))),
        starts => (one_of(&["gov", "gov", "mov", "mov", "army", "friend", "mission"]), from)
            .prop_map(|(speaker, from)| (speaker, Deed::Start(from))),
        2 => (anybody(), any::<Index>()).prop_map(|(speaker, of)| (speaker, Deed::Retract(of))),
        1 => (anybody(), any::<Index>()).prop_map(|(speaker, of)| (speaker, Deed::Note(of))),
    ];
    let pause = prop_oneof![1 => Just(0), 3 => 1i64..=24 * 40];
    let on = weighted(0.5, (0i64..=24 * 60, precision()));
    let known = weighted(0.15, (0i64..=24 * 60, precision()));
    (pause, said, weighted(0.2, any::<bool>()), on, known)
        .prop_map(|(pause, (speaker, deed), elsewhere, on, known)| Draft { pause, speaker, elsewhere, on, known, deed })
}

/// Anything that can be said.
fn deed() -> impl Strategy<Value = Draft> {
    let one_of = |actors: &[&'static str]| select(actors.to_vec()).prop_map(Speaker::Named);
    let anybody = || one_of(&BOOKS.map(|(_, actor)| actor));
    let watchers = || one_of(&["mission", "watch", "union", "mission", "watch", "union", "base", "friend", "gov"]);
    let parties = || one_of(&["gov", "mov", "gov", "mov", "gov", "mov", "army", "friend", "mission"]);
    let of = any::<Index>;
    let claimer = prop_oneof![3 => of().prop_map(Speaker::Owing), 4 => watchers(), 1 => anybody()];
    let severity = select(vec!["minor", "serious", "grave", "grave"]);
    let blamed = weighted(0.5, select(vec!["gov", "mov", "army", "mission", "outside", "undetermined"]));
    let outcome = select(vec!["confirmed", "confirmed", "confirmed", "unconfirmed", "unfounded", "no-access"]);
    let settlement = select(vec!["upheld", "dismissed", "withdrawn"]);
    let from = prop_oneof![4 => Just(Some(Some(20))), 1 => Just(None), 1 => Just(Some(None))];
    let deeds = prop_oneof![
        14 => (claimer, (of(), claim()).prop_map(|(of, claim)| Deed::Claim(of, claim))),
        3 => (anybody(), (of(), severity, blamed).prop_map(|(of, how, by)| Deed::Incident(of, how, by))),
        4 => (watchers(), (of(), outcome).prop_map(|(of, outcome)| Deed::Find(of, outcome))),
        3 => (parties(), (of(), any::<bool>()).prop_map(|(of, entry)| Deed::Contest(of, entry))),
        2 => (one_of(&["friend", "union", "gov", "mov"]), (of(), settlement).prop_map(|(of, how)| Deed::Settle(of, how))),
        3 => (parties(), (of(), select(vec![Some(100), Some(300), None])).prop_map(|(of, on)| Deed::Move(of, on))),
        1 => (parties(), select(vec![50, 900]).prop_map(Deed::Prolong)),
        2 => (parties(), (0u8..3, weighted(0.7, Just(()))).prop_map(|(of, on)| Deed::Stop(of, on.is_some()))),
        3 => (parties(), weighted(0.8, Just(())).prop_map(|on| Deed::Amend(on.is_some()))),
        8 => (prop_oneof![2 => parties(), 1 => anybody()], of().prop_map(Deed::Agree)),
        1 => (parties(), any::<bool>().prop_map(Deed::Leave)),
        2 => (parties(), from.prop_map(Deed::Start)),
        2 => (anybody(), of().prop_map(Deed::Retract)),
    ];
    let pause = prop_oneof![1 => Just(0), 3 => 1i64..=24 * 20];
    let on = weighted(0.3, (0i64..=24 * 60, precision()));
    let known = weighted(0.1, (0i64..=24 * 60, precision()));
    (pause, deeds, weighted(0.2, any::<bool>()), on, known)
        .prop_map(|(pause, (speaker, deed), elsewhere, on, known)| Draft { pause, speaker, elsewhere, on, known, deed })
}

/// What an amendment changes.
#[derive(Clone, Debug)]
enum Edit {
    /// Drops a milestone that nothing else names.
    Drop(Index),
    /// Puts another in its place, or only adds one; or one that restates another.
    Add(bool),
    Due(Index, i64),
    Target(Index, i64),
    Verify(u8),
    Owing(Index),
}

fn edit() -> impl Strategy<Value = Edit> {
    let of = any::<Index>;
    prop_oneof![
        6 => of().prop_map(Edit::Drop),
        2 => any::<bool>().prop_map(Edit::Add),
        2 => (of(), 0i64..=500).prop_map(|(of, day)| Edit::Due(of, day)),
        2 => (of(), 1i64..=30).prop_map(|(of, target)| Edit::Target(of, target)),
        1 => (1u8..=2).prop_map(Edit::Verify),
        1 => of().prop_map(Edit::Owing),
    ]
}

/// The second version of a plan.
fn amended(plan: &Value, edits: &[Edit]) -> Value {
    let mut later = plan.clone();
    later["version"] = json!("2");
    later["base"] = json!(Hash::of(plan.to_string().as_bytes()).to_string());
    let mut dropped: Option<Value> = None;
    for edit in edits {
        let milestones = later["milestones"].as_array_mut().expect("milestones");
        match edit {
            Edit::Drop(of) => {
                let heads: Vec<String> =
                    milestones.iter().filter_map(|own| free(own, milestones, &plan["phases"])).collect();
                if !heads.is_empty() {
                    let head = of.get(&heads);
                    milestones.retain(|own| own["id"] != **head && own["part_of"] != **head);
                    dropped = Some(json!(head));
                }
            }
            Edit::Add(restates) => {
                let id = format!("N-{}", milestones.len());
                let usual = |id: &str| json!({"id": id, "title": "Added", "responsible": ["gov"], "source": ["text"]});
                let mut added = usual(&id);
                match (restates, dropped.take()) {
                    (true, _) => added["repeats"] = json!([milestones[0]["id"]]),
                    (false, Some(old)) => added["replaces"] = json!([old]),
                    (false, None) => added["weight"] = json!(2),
                }
                let twice = milestones.iter().any(|milestone| milestone["id"] == *id);
                if !twice {
                    milestones.push(added);
                }
            }
            Edit::Due(of, day) => {
                of.get_mut(milestones)["due"] = json!({"on": date(days(*day), Precision::Day)});
            }
            Edit::Target(of, target) => {
                let own = of.get_mut(milestones);
                if own["indicators"][0]["baseline"] == 0 {
                    own["indicators"][0]["target"] = json!(target);
                }
            }
            Edit::Verify(quorum) => later["rules"]["verify"] = json!({"by": ["role:monitor"], "quorum": quorum}),
            Edit::Owing(of) => of.get_mut(milestones)["responsible"] = json!(["mov"]),
        }
    }
    later
}

/// The id of a milestone that can be dropped, with its parts: something is left, and nothing left names one of them.
fn free(own: &Value, milestones: &[Value], phases: &Value) -> Option<String> {
    let head = own["id"].as_str().filter(|_| own.get("part_of").is_none() || milestones.len() > 3)?;
    let (gone, rest): (Vec<&Value>, Vec<&Value>) =
        milestones.iter().partition(|one| one["id"] == *head || one["part_of"] == *head);
    let text = json!([rest, phases]).to_string();
    let named = |one: &&Value| {
        let id = one["id"].as_str().unwrap_or("");
        [format!("\"{id}\""), format!("\"{id}:")].iter().any(|name| text.contains(name))
    };
    (!rest.is_empty() && !gone.iter().any(named)).then(|| head.to_owned())
}

pub fn claim() -> impl Strategy<Value = Claim> {
    let n = || 0u8..=25;
    let figure = prop_oneof![
        5 => n().prop_map(|n| json!(n)),
        1 => n().prop_map(|n| json!({"at_least": n})),
        1 => n().prop_map(|n| json!({"at_most": n})),
        1 => n().prop_map(|n| json!({"about": n})),
        1 => (n(), n()).prop_map(|(a, b)| json!({"between": [a.min(b), a.max(b)]})),
        1 => (n(), 1u8..=25).prop_map(|(n, of)| json!({"n": n.min(of), "of": of})),
        1 => Just(json!("withheld")),
    ];
    let level = weighted(0.6, select(vec!["full", "full", "full", "full", "none", "minimum", "intermediate"]));
    let of = prop_oneof![10 => Just("count"), 1 => Just("people"), 1 => Just("limit")];
    (level, weighted(0.5, (of, figure)), weighted(0.3, 0u8..=9)).prop_map(|(level, figure, more)| {
        match (figure, more) {
            (Some((of, _)), Some(more)) => Claim { level, figure: Some((of, json!(more))), add: true },
            (figure, _) => Claim { level, figure, add: false },
        }
    })
}

impl Claim {
    pub fn fields(&self, milestone: &str) -> Value {
        let mut fields = json!({"kind": "claim", "milestone": milestone});
        if let Some(level) = self.level.or(self.figure.is_none().then_some("full")) {
            fields["level"] = json!(level);
        }
        if let Some((of, figure)) = &self.figure {
            fields[if self.add { "add" } else { "values" }] = json!({(*of): figure});
        }
        fields
    }
}

/// Gives drafts their moments, books and names.
fn settle(drafts: &[Draft], plan: &Value, later: Option<&Value>, hasty: bool) -> Vec<Saying> {
    let (mut at, mut said) = (moment(BEGIN), Vec::new());
    let all = ids(plan);
    let milestones = || plan["milestones"].as_array().into_iter().flatten();
    let hashes = later.map(|later| [plan, later].map(|plan| Hash::of(plan.to_string().as_bytes()).to_string()));
    let leaves: Vec<String> =
        all.iter().filter(|id| milestones().all(|part| part["part_of"] != ***id)).cloned().collect();
    for draft in drafts {
        at = Moment(at.0 + draft.pause * HOUR);
        // Claims go to parts; counts, incidents, disputes and dates to wholes too.
        let counted = match &draft.deed {
            Deed::Claim(_, claim) => matches!(&claim.figure, Some(("people", _))),
            Deed::Incident(..) | Deed::Contest(..) | Deed::Move(..) => true,
            _ => false,
        };
        let mut saying = draft.saying(plan, if counted { &all } else { &leaves }, at, &said, hasty);
        if let (Deed::Amend(onward), Some(hashes)) = (&draft.deed, &hashes) {
            let [base, plan] = if *onward { [0, 1] } else { [1, 0] };
            saying.fields["base"] = json!(hashes[base]);
            saying.fields["plan"] = json!(hashes[plan]);
        }
        said.push(saying);
    }
    said
}

impl Draft {
    fn saying(&self, plan: &Value, ids: &[String], at: Moment, said: &[Saying], hasty: bool) -> Saying {
        let speaker = self.speaker(plan, ids);
        let own: Vec<usize> = (0..said.len()).filter(|place| said[*place].speaker == speaker).collect();
        let (mut fields, names) = self.deed.fields(ids, said, &own);
        let back = |hours: i64| Moment(at.0 - hours * HOUR);
        let known = match names {
            Some(_) if hasty => Some((24 * 400, Precision::Instant)),
            Some(old) => self.known.filter(|(hours, _)| back(*hours) >= said[old].at),
            None => self.known,
        };
        if let Some((hours, precision)) = known {
            fields["known"] = json!(date(back(hours), precision));
        }
        let retracts = matches!(self.deed, Deed::Retract(_)) && names.is_some();
        if let (Some((hours, precision)), false) = (self.on, retracts) {
            let on = date(back(hours + known.map_or(0, |(hours, _)| hours)), precision);
            // On a day, or by a day that is not known.
            let by = matches!(precision, Precision::Day) && hours % 4 == 3;
            fields["on"] = json!(if by { format!("../{on}") } else { on });
        }
        let book = match self.elsewhere {
            Some(true) => "desk",
            Some(false) if speaker == "gov" => "gov-2",
            _ => speaker,
        };
        if book == "desk" && speaker != "desk" {
            fields["by"] = json!(speaker);
        }
        Saying { book, speaker, at, fields, names }
    }

    fn speaker(&self, plan: &Value, ids: &[String]) -> &'static str {
        match (self.speaker, &self.deed) {
            (Speaker::Named(actor), _) => actor,
            (Speaker::Owing(which), Deed::Claim(of, _)) => {
                let milestones = plan["milestones"].as_array().expect("milestones");
                let own = milestones.iter().find(|own| own["id"] == *of.get(ids).as_str()).expect("a milestone");
                let owing = own["responsible"].as_array().expect("actors");
                BOOKS.iter().map(|(_, actor)| *actor).find(|actor| which.get(owing) == actor).expect("an actor")
            }
            (Speaker::Owing(_), _) => "gov",
        }
    }
}

impl Deed {
    /// The fields of an entry, and the place of the saying that it names; a note where there is none to name.
    fn fields(&self, ids: &[String], said: &[Saying], own: &[usize]) -> (Value, Option<usize>) {
        let earlier = |kinds: &[&str]| -> Vec<usize> {
            let kind = |saying: &Saying| kinds.iter().any(|kind| saying.fields["kind"] == **kind);
            (0..said.len()).filter(|place| kind(&said[*place])).collect()
        };
        let naming = |of: &Index, among: Vec<usize>, fields: Value| match among.is_empty() {
            true => (json!({"kind": "note", "milestone": of.get(ids)}), None),
            false => (fields, Some(*of.get(&among))),
        };
        match self {
            Deed::Claim(of, claim) => (claim.fields(of.get(ids).as_str()), None),
            Deed::Note(of) => (json!({"kind": "note", "milestone": of.get(ids)}), None),
            Deed::Start(from) => (start(from), None),
            Deed::Retract(of) => naming(of, own.to_vec(), json!({"kind": "retract"})),
            Deed::Incident(of, severity, blamed) => {
                let mut fields = json!({"kind": "incident", "milestone": of.get(ids), "severity": severity});
                blamed.iter().for_each(|blamed| fields["actor"] = json!(blamed));
                (fields, None)
            }
            Deed::Find(of, outcome) => {
                naming(of, earlier(&["incident"]), json!({"kind": "finding", "outcome": outcome}))
            }
            Deed::Contest(of, true) => naming(of, earlier(&["claim"]), json!({"kind": "dispute"})),
            Deed::Contest(of, false) => (json!({"kind": "dispute", "milestone": of.get(ids)}), None),
            Deed::Settle(of, outcome) => {
                naming(of, earlier(&["dispute"]), json!({"kind": "settle", "outcome": outcome}))
            }
            Deed::Move(of, on) => {
                let due = on.map(|day| json!({"on": date(days(day), Precision::Day)}));
                (json!({"kind": "reschedule", "milestone": of.get(&ids[..ids.len().min(2)]), "due": due}), None)
            }
            Deed::Prolong(day) => {
                let until = date(days(*day), Precision::Day);
                (json!({"kind": "reschedule", "actor": "mission", "until": until}), None)
            }
            Deed::Stop(of, stop) => {
                let mut fields = json!({"kind": if *stop { "suspend" } else { "resume" }});
                match of {
                    1 => fields["phase"] = json!(PHASES[0]),
                    2 => fields["milestone"] = json!(ids[0]),
                    _ => {}
                }
                (fields, None)
            }
            Deed::Amend(_) => (json!({"kind": "amend"}), None),
            Deed::Agree(of) => {
                let kinds =
                    ["start", "reschedule", "amend", "suspend", "resume", "settle", "claim", "incident", "finding"];
                naming(of, earlier(&kinds), json!({"kind": "agree"}))
            }
            Deed::Leave(back) => (json!({"kind": if *back { "rejoin" } else { "repudiate" }}), None),
        }
    }
}

/// The key under which an entry names another.
pub fn key(fields: &Value) -> &'static str {
    match fields["kind"].as_str() {
        Some("finding") => "incident",
        Some("settle") => "dispute",
        _ => "entry",
    }
}

fn start(from: &Option<Option<i64>>) -> Value {
    let mut fields = json!({"kind": "start"});
    if let Some(from) = from {
        fields["from"] = json!(from.map(|day| date(days(day), Precision::Day)));
    }
    fields
}

fn date(moment: Moment, precision: Precision) -> String {
    let text = moment.to_string();
    let length = match precision {
        Precision::Year => 4,
        Precision::Month => 7,
        Precision::Day => 10,
        Precision::Instant => return text,
    };
    text[..length].to_owned()
}

/// Noon, so many days after the beginning.
fn days(days: i64) -> Moment {
    Moment(moment(BEGIN).0 + days * 24 * HOUR)
}

// --- a tale told ---

impl Tale {
    /// A workspace with the books created in this order.
    pub fn told_in(&self, order: &[(&str, &str)]) -> World {
        let world = World::empty();
        // What `init` would write, without waiting for the disk.
        let plan = self.plan.to_string();
        world.file("plan.json", &plan).at(NOW);
        if let Some(later) = self.later.as_ref().map(Value::to_string) {
            world.file(&format!("plans/{}.json", Hash::of(later.as_bytes())), later);
        }
        let root = Hash::of(plan.as_bytes());
        let books = self.books(order, root);
        for (book, _) in order {
            world.file(&format!("ledger/{book}.jsonl"), &books[book]);
        }
        world
    }

    pub fn told(&self) -> World {
        self.told_in(&BOOKS)
    }

    /// The books of all who speak, each saying being a line that names others by their words.
    fn books<'a>(&self, order: &[(&'a str, &str)], root: Hash) -> BTreeMap<&'a str, String> {
        let mut books: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (book, actor) in order {
            let [name, actor] = [*book, *actor].map(|id| Id::new(id).expect("an id"));
            books.insert(book, vec![opening_line(&Opening { book: name, actor, root, at: moment(OPENED) })]);
        }
        let mut places: Vec<(&str, usize)> = Vec::new();
        for saying in &self.said {
            let reference = |place: &usize| match places.get(*place) {
                Some((book, seq)) => {
                    let lines = &books[book];
                    let id = BookId::new(Id::new(book).expect("an id"), Hash::of(lines[0].as_bytes()));
                    reference(&id, *seq as u64, Hash::of(lines[*seq].as_bytes()))
                }
                None => format!("nobody.{}:1:{}", "0".repeat(32), "0".repeat(64)),
            };
            let mut fields = saying.fields.clone();
            saying.names.iter().for_each(|place| fields[key(&saying.fields)] = json!(reference(place)));
            let text = fields.to_string();
            let fields: Fields = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
            let lines = books.get_mut(saying.book).expect("a book");
            let prev = Hash::of(lines[lines.len() - 1].as_bytes());
            lines.push(next_line(prev, lines.len() as u64, saying.at, fields));
            places.push((saying.book, lines.len() - 1));
        }
        books.into_iter().map(|(book, lines)| (book, lines.join("\n") + "\n")).collect()
    }

    /// The name of the entry that a saying becomes; of one that is not there, a name that no entry has.
    pub fn name(&self, place: usize) -> String {
        let Some(saying) = self.said.get(place) else { return "nobody:1".into() };
        let before = self.said[..place].iter().filter(|other| other.book == saying.book).count();
        format!("{}:{}", saying.book, before + 1)
    }

    pub fn place(&self, name: &str) -> usize {
        (0..self.said.len()).find(|place| self.name(*place) == name).unwrap_or_else(|| panic!("no entry {name}"))
    }

    /// The tale of these sayings alone. Names change with it; what is taken back keeps its place.
    pub fn only(&self, keep: impl Fn(usize) -> bool) -> Tale {
        let kept: Vec<usize> = (0..self.said.len()).filter(|place| keep(*place)).collect();
        let now = |old: usize| kept.binary_search(&old).unwrap_or(usize::MAX);
        let moved = |place: &usize| {
            let saying = self.said[*place].clone();
            Saying { names: saying.names.map(now), ..saying }
        };
        Tale { plan: self.plan.clone(), later: self.later.clone(), said: kept.iter().map(moved).collect() }
    }

    /// The tale with empty notes in the place of some sayings, recorded and known at the same moments. Names stay.
    pub fn hushed(&self, hush: impl Fn(&Saying) -> bool) -> Tale {
        let mut tale = self.clone();
        for saying in tale.said.iter_mut().filter(|saying| hush(saying)) {
            let known = saying.fields.get("known").cloned();
            saying.fields = json!({"kind": "note"});
            known.into_iter().for_each(|known| saying.fields["known"] = known);
            saying.names = None;
        }
        tale
    }

    /// The tale with one saying more at the end, so many hours later.
    pub fn and(&self, speaker: &'static str, pause: i64, fields: Value, names: Option<usize>) -> Tale {
        let mut tale = self.clone();
        let at = self.after_end(pause);
        tale.said.push(Saying { book: speaker, speaker, at, fields, names });
        tale
    }

    /// So many hours after the last word; before it where they are negative.
    pub fn after_end(&self, hours: i64) -> Moment {
        Moment(self.end().0 + hours * HOUR)
    }

    fn end(&self) -> Moment {
        self.said.last().map_or(moment(BEGIN), |saying| saying.at)
    }

    /// A moment within the tale, at 120 well after it; never between two entries of one moment.
    pub fn moment(&self, share: u8) -> Moment {
        let (first, last) = (moment(BEGIN).0, self.end().0.max(days(30).0));
        Moment(first + (last - first) / 100 * i64::from(share))
    }

    pub fn zone(&self) -> Zone {
        Zone::parse(self.plan["timezone"].as_str().expect("a zone")).expect("a zone")
    }

    /// When a saying became known; what names another is known no earlier than it.
    pub fn known(&self, saying: &Saying) -> Moment {
        let known = saying.fields.get("known").and_then(Value::as_str);
        let known = known.map(|known| When::parse(known).expect("a date").last(self.zone()));
        let named = saying.names.and_then(|place| self.said.get(place)).map(|named| self.known(named));
        known.map_or(saying.at, |known| known.min(saying.at)).max(named.unwrap_or(Moment::MIN))
    }

    pub fn ids(&self) -> Vec<String> {
        ids(&self.plan)
    }

    /// The plan's own words on a milestone.
    pub fn promised(&self, id: &str) -> &Value {
        let milestones = self.plan["milestones"].as_array().expect("milestones");
        milestones.iter().find(|milestone| milestone["id"] == id).unwrap_or_else(|| panic!("no {id}"))
    }

    /// The side that an actor counts for.
    pub fn side(&self, actor: &str) -> String {
        let actors = self.plan["actors"].as_array().expect("actors");
        let own = actors.iter().find(|own| own["id"] == actor).expect("an actor");
        own["side"].as_str().unwrap_or(actor).to_owned()
    }

    /// The actors whom a rule names.
    pub fn named(&self, rule: &Value) -> Vec<String> {
        let words: Vec<&str> = rule["by"].as_array().expect("who").iter().filter_map(Value::as_str).collect();
        let actors = self.plan["actors"].as_array().expect("actors").iter();
        let role = |actor: &Value| format!("role:{}", actor["role"].as_str().expect("a role"));
        let of = actors.filter(|actor| words.iter().any(|word| actor["id"] == **word || role(actor) == *word));
        of.map(|actor| actor["id"].as_str().expect("an id").to_owned()).collect()
    }
}

fn ids(plan: &Value) -> Vec<String> {
    let milestones = plan["milestones"].as_array().expect("milestones").iter();
    milestones.map(|milestone| milestone["id"].as_str().expect("an id").to_owned()).collect()
}

/// The plan line by line, then the entries under their names.
impl fmt::Debug for Tale {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let plan = &self.plan;
        writeln!(f, "zone {}, signed {}, rules {}", plan["timezone"], plan["signed"], plan["rules"])?;
        let mandated = |actor: &&Value| actor.get("mandate").is_some();
        for actor in plan["actors"].as_array().into_iter().flatten().filter(mandated) {
            writeln!(f, "{} {}", actor["id"], actor["mandate"])?;
        }
        for phase in plan["phases"].as_array().into_iter().flatten() {
            writeln!(f, "phase {} {}", phase["id"], phase["requires"])?;
        }
        for milestone in plan["milestones"].as_array().into_iter().flatten() {
            writeln!(f, "{milestone}")?;
        }
        if let Some(later) = &self.later {
            writeln!(f, "later: rules {}", later["rules"])?;
            for milestone in later["milestones"].as_array().into_iter().flatten() {
                writeln!(f, "later: {milestone}")?;
            }
        }
        for (place, saying) in self.said.iter().enumerate() {
            let retracts = saying.names.map_or(String::new(), |old| format!(" of {}", self.name(old)));
            writeln!(f, "{} at {}: {}{retracts}", self.name(place), saying.at, saying.fields)?;
        }
        Ok(())
    }
}
