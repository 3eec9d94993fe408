//! An invented agreement of so many milestones: who took part, what was promised, when it is due and what it waits for.

use super::dice::Dice;
use super::moment;

pub const PHASES: u64 = 6;
const ELEMENTS: u64 = 10;

/// Who keeps which book, and how many of a hundred entries stand there.
pub const DESKS: [Desk; 12] = [
    desk("gov-capital", "gov", Work::Party, 7),
    desk("army-staff", "army", Work::Party, 5),
    desk("mov-seat", "mov", Work::Party, 6),
    desk("front-staff", "front", Work::Party, 4),
    desk("mission-hq", "mission", Work::Mission, 10),
    desk("mission-north", "mission", Work::Mission, 12),
    desk("mission-east", "mission", Work::Mission, 24),
    desk("mission-south", "mission", Work::Mission, 14),
    desk("mission-west", "mission", Work::Mission, 8),
    desk("verifiers", "verifiers", Work::Verifiers, 6),
    desk("friends", "guarantor-1", Work::Guarantor, 2),
    desk("desk", "secretariat", Work::Secretariat, 2),
];

pub struct Desk {
    pub book: &'static str,
    pub actor: &'static str,
    pub work: Work,
    pub share: u64,
}

#[derive(Clone, Copy)]
pub enum Work {
    Party,
    Mission,
    Verifiers,
    Guarantor,
    Secretariat,
}

const fn desk(book: &'static str, actor: &'static str, work: Work, share: u64) -> Desk {
    Desk { book, actor, work, share }
}

/// One promise, as plans, task lists and projects tell it.
pub struct Promise {
    pub number: u64,
    pub title: String,
    pub phase: u64,
    pub element: u64,
    pub owes: &'static [&'static str],
    pub due: Due,
    pub requires: Option<u64>,
    pub target: Option<u64>,
    pub continuing: bool,
}

pub enum Due {
    No,
    On(String),
    AfterSignature(u64),
    AfterMilestone(u64, u64),
}

impl Promise {
    pub fn id(&self) -> String {
        format!("M-{}", self.number)
    }
}

/// The promises: half have a date of some kind, a third a figure, three in ten wait for an earlier one, one in seven goes on.
pub fn promises(count: u64, dice: &mut Dice) -> Vec<Promise> {
    (0..count).map(|number| promise(number, count, dice)).collect()
}

fn promise(number: u64, count: u64, dice: &mut Dice) -> Promise {
    let what = dice.pick(&[
        "Heavy weapons withdrawn",
        "Detained persons released",
        "A crossing opened",
        "Mined ground cleared",
        "A joint commission at work",
        "Returning families housed",
        "Arms surrendered",
        "Schools reopened",
        "Power lines repaired",
        "A law on amnesty adopted",
    ]);
    let place =
        dice.pick(&["Northern District", "Eastern District", "River Valley", "Port Area", "Capital", "Border Zone"]);
    let earlier = |dice: &mut Dice| number - 1 - dice.below(number.min(100));
    Promise {
        number,
        title: format!("{what} in the {place}, under article {}", 1 + number / 10),
        phase: number * PHASES / count,
        element: number % ELEMENTS,
        owes: match (number % 2, dice.below(10)) {
            (_, 0 | 1) => &["gov", "mov"],
            (0, 2) => &["army"],
            (_, 2) => &["front"],
            (0, _) => &["gov"],
            _ => &["mov"],
        },
        due: match number % 6 {
            0 => Due::On(format!("202{}-{:02}-15", dice.below(7), 1 + dice.below(12))),
            1 => Due::AfterSignature(30 + dice.below(2500)),
            2 if number > 100 => Due::AfterMilestone(earlier(dice), 10 + dice.below(200)),
            _ => Due::No,
        },
        requires: (number > 0 && dice.below(10) < 3).then(|| earlier(dice)),
        target: number.is_multiple_of(3).then(|| 100 + dice.below(900)),
        continuing: number % 7 == 3,
    }
}

/// The agreement as a plan. `key` tells the key of an actor that has one.
pub fn plan(promises: &[Promise], key: impl Fn(&str) -> Option<String>) -> String {
    let list = |items: Vec<String>| items.join(",\n");
    let actor = |(id, role, side): (String, &str, Option<&str>)| {
        let side = side.map(|side| format!(r#","side":"{side}""#)).unwrap_or_default();
        let key = key(&id).map(|key| format!(r#","keys":["{key}"]"#)).unwrap_or_default();
        format!(r#"{{"id":"{id}","name":"Office {id}","role":"{role}"{side}{key}}}"#)
    };
    let elements = (0..ELEMENTS).map(|n| format!(r#"{{"id":"element-{n}","title":"Element {n}"}}"#)).collect();
    let phases = (0..PHASES).map(|n| format!(r#"{{"id":"phase-{n}","title":"Phase {n}"}}"#)).collect();
    format!(
        r#"{{"format":"milepost/plan/1","id":"invented","version":"1","title":"An invented agreement","signed":"{}",
"sources":[{{"id":"text","title":"Invented text"}}],
"actors":[
{}
],
"elements":[{}],
"phases":[{}],
"rules":{{"verify":{{"by":["mission"],"quorum":1}},"amend":"never","reschedule":{{"by":["gov","mov"],"quorum":"all"}},
"suspend":{{"by":["role:party"],"quorum":1}},"settle":{{"by":["mission"],"quorum":1}}}},
"milestones":[
{}
]}}
"#,
        moment::SIGNED,
        list(actors().into_iter().map(actor).collect()),
        list(elements),
        list(phases),
        list(promises.iter().map(milestone).collect()),
    )
}

/// Forty actors: their ids, roles and sides.
fn actors() -> Vec<(String, &'static str, Option<&'static str>)> {
    let of = |side: &'static str, organs: [&str; 5]| organs.map(|id| (id.to_owned(), "party", Some(side)));
    let many = |name: &'static str, role, count| (1..=count).map(move |n| (format!("{name}-{n}"), role, None));
    let mut all = Vec::new();
    all.extend(of("gov", ["gov", "army", "police", "interior", "province"]));
    all.extend(of("mov", ["mov", "front", "council", "women", "youth"]));
    all.extend(["mission", "verifiers"].map(|id| (id.to_owned(), "monitor", None)));
    all.extend(many("monitor", "monitor", 6));
    all.extend(many("guarantor", "guarantor", 6));
    all.push(("secretariat".into(), "secretariat", None));
    all.extend(many("observer", "observer", 15));
    all
}

fn milestone(promise: &Promise) -> String {
    let owes: Vec<String> = promise.owes.iter().map(|actor| format!("\"{actor}\"")).collect();
    let mut text = format!(
        r#"{{"id":"{}","title":"{}","phase":"phase-{}","element":"element-{}","responsible":[{}],"source":["text {}"]"#,
        promise.id(),
        promise.title,
        promise.phase,
        promise.element,
        owes.join(","),
        promise.number,
    );
    match &promise.due {
        Due::No => {}
        Due::On(day) => text += &format!(r#","due":{{"on":"{day}"}}"#),
        Due::AfterSignature(days) => text += &format!(r#","due":{{"after":"signature","within":"P{days}D"}}"#),
        Due::AfterMilestone(earlier, days) => {
            text += &format!(r#","due":{{"after":"M-{earlier}","within":"P{days}D"}}"#);
        }
    }
    if let Some(earlier) = promise.requires {
        text += &format!(r#","requires":[{{"milestone":"M-{earlier}","at_least":"reported"}}]"#);
    }
    if let Some(target) = promise.target {
        text += &format!(r#","indicators":[{{"id":"units","unit":"unit","baseline":0,"target":{target}}}]"#);
    }
    if promise.continuing {
        text += r#","continuing":true"#;
    }
    text + "}"
}
