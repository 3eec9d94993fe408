//! What the desks say, each as its work has it: claims, incidents, findings, disputes, dates and notes.

use super::agreement::{Promise, Work};
use super::dice::Dice;
use super::moment::{DAYS, Hour, day_before};
use milepost::model::due::{Due, DueRule};
use milepost::model::entry::Evidence;
use milepost::model::fields::Fields;
use milepost::model::id::Id;
use milepost::model::incident::{Attribution, Severity};
use milepost::model::level::Level;
use milepost::model::pairs::Pairs;
use milepost::model::value::Value;
use milepost::model::when::When;

/// What an entry is that others can name.
#[derive(Clone, Copy, PartialEq)]
pub enum Named {
    Incident,
    Dispute,
    Proposal,
}

/// What was said so far that others can still answer.
#[derive(Default)]
pub struct Past {
    incidents: Vec<String>,
    disputes: Vec<String>,
    proposals: Vec<String>,
}

impl Past {
    pub fn keep(&mut self, named: Named, entry: String) {
        match named {
            Named::Incident => self.incidents.push(entry),
            Named::Dispute => self.disputes.push(entry),
            Named::Proposal => self.proposals.push(entry),
        }
    }
}

/// The next word of a desk.
pub fn said(
    actor: &str,
    work: Work,
    hour: &Hour,
    promises: &[Promise],
    past: &mut Past,
    dice: &mut Dice,
) -> (Fields<'static>, Option<Named>) {
    // claim, incident, finding, note; dispute, settle, reschedule, agree
    let weights = match (work, hour.busy) {
        (Work::Mission, true) => [5, 68, 14, 12, 0, 1, 0, 0],
        (Work::Mission, false) => [42, 22, 13, 21, 0, 2, 0, 0],
        (Work::Party, true) => [10, 65, 0, 20, 5, 0, 0, 0],
        (Work::Party, false) => [52, 22, 0, 12, 6, 0, 4, 4],
        (Work::Verifiers, _) => [60, 0, 0, 40, 0, 0, 0, 0],
        (Work::Guarantor, _) => [30, 0, 0, 70, 0, 0, 0, 0],
        (Work::Secretariat, _) => [0, 0, 0, 100, 0, 0, 0, 0],
    };
    let promise = &promises[dice.mostly_low(promises.len() as u64) as usize];
    let (mut fields, named) = match dice.weighed(&weights) {
        1 => (incident(promises, dice), Some(Named::Incident)),
        2 => match past.incidents.len() {
            0 => (note(promise), None),
            open => {
                (finding(past.incidents.swap_remove(open - 1 - dice.below(open.min(30) as u64) as usize), dice), None)
            }
        },
        3 => (note(promise), None),
        4 => (Fields { milestone: Some(id(&promise.id())), ..of("dispute") }, Some(Named::Dispute)),
        5 => match past.disputes.pop() {
            Some(entry) => {
                (Fields { dispute: Some(entry.into()), outcome: Some("dismissed".into()), ..of("settle") }, None)
            }
            None => (note(promise), None),
        },
        6 if actor == "mov" => (reschedule(promise, dice), Some(Named::Proposal)),
        7 if actor == "gov" && !past.proposals.is_empty() => {
            (Fields { entry: past.proposals.pop().map(Into::into), ..of("agree") }, None)
        }
        _ if may_claim(actor, promise) => (claim(promise, hour, dice), None),
        _ => (note(promise), None),
    };
    let is_note = fields.kind.as_deref() == Some("note");
    if dice.one_in(4) && fields.incident.is_none() && fields.dispute.is_none() && fields.entry.is_none() && !is_note {
        fields.on = Some(When::parse(&day_before(hour.at, 1 + dice.below(20))).expect("a day"));
    }
    if is_note || dice.one_in(6) {
        fields.note = Some(words(dice).into());
    }
    if dice.one_in(25) {
        fields.evidence = vec![Evidence::Link(format!("https://example.org/reports/{}", dice.below(100_000)))];
    }
    (fields, named)
}

pub fn id(name: &str) -> Id {
    Id::new(name).expect("an id")
}

fn of(kind: &'static str) -> Fields<'static> {
    Fields { kind: Some(kind.into()), ..Fields::default() }
}

fn note(promise: &Promise) -> Fields<'static> {
    Fields { milestone: Some(id(&promise.id())), ..of("note") }
}

/// Who shares a side with who owes it, without owing it, has no say.
fn may_claim(actor: &str, promise: &Promise) -> bool {
    let side = |actor: &str| match actor {
        "army" => "gov".to_owned(),
        "front" => "mov".to_owned(),
        other => other.to_owned(),
    };
    promise.owes.contains(&actor) || promise.owes.iter().all(|owes| side(owes) != side(actor))
}

/// How far it is: the further the later it is, each milestone at its own pace, with a setback now and then.
fn claim(promise: &Promise, hour: &Hour, dice: &mut Dice) -> Fields<'static> {
    let pace = 2 + promise.number % 5;
    let permille =
        (1000 * pace * hour.day / DAYS / 2 + dice.below(100)).saturating_sub(if dice.one_in(40) { 500 } else { 50 });
    let mut fields = Fields { milestone: Some(id(&promise.id())), ..Fields::default() };
    match promise.target {
        Some(target) if dice.below(3) > 0 => {
            let value = (target * permille.min(1000) / 1000).to_string();
            fields.values = Pairs(vec![(id("units"), Value::parse(&value).expect("a number"))]);
        }
        _ => fields.level = Some(Level::ALL[(permille / 300).min(3) as usize]),
    }
    fields
}

/// An incident is alleged, mostly of what goes on.
fn incident(promises: &[Promise], dice: &mut Dice) -> Fields<'static> {
    let any = dice.mostly_low(promises.len() as u64) as usize;
    let going_on = any / 7 * 7 + 3;
    let promise = promises.get(going_on).filter(|_| !dice.one_in(5)).unwrap_or(&promises[any]);
    let severity = [Severity::Minor, Severity::Serious, Severity::Grave][dice.weighed(&[80, 17, 3])];
    let actor = dice.one_in(2).then(|| Attribution::Actors(vec![id(dice.pick(&["gov", "mov", "army", "front"]))]));
    Fields {
        milestone: Some(id(&promise.id())),
        actor,
        severity: Some(severity),
        count: dice.one_in(2).then(|| 1 + dice.below(40)),
        place: Some(format!("Sector {}, km {}", dice.pick(&["N", "E", "S", "W"]), dice.below(80)).into()),
        ..of("incident")
    }
}

fn finding(incident: String, dice: &mut Dice) -> Fields<'static> {
    let outcome =
        ["unconfirmed", "confirmed", "inconclusive", "unfounded", "no-access"][dice.weighed(&[40, 30, 15, 10, 5])];
    let actor = (outcome == "confirmed").then(|| match dice.below(3) {
        0 => Attribution::Undetermined,
        _ => Attribution::Actors(vec![id(dice.pick(&["gov", "mov", "army", "front"]))]),
    });
    Fields { incident: Some(incident.into()), outcome: Some(outcome.into()), actor, ..of("finding") }
}

fn reschedule(promise: &Promise, dice: &mut Dice) -> Fields<'static> {
    let due = format!("203{}-{:02}-15", dice.below(9), 1 + dice.below(12));
    let due = Due { rule: DueRule::On(When::parse(&due).expect("a day")), named: None };
    Fields { milestone: Some(id(&promise.id())), due: Some(Some(due)), ..of("reschedule") }
}

/// A remark, as teams write them.
fn words(dice: &mut Dice) -> String {
    let (team, km, hour) = (1 + dice.below(40), dice.below(80), 6 + dice.below(14));
    match dice.below(9) {
        0 => format!("Team {team} was at km {km} at {hour}:20 and heard nothing."),
        1 => format!("Seen by team {team}, which says more in its report of the day."),
        2 => format!("The bridge at km {km} was closed; team {team} could not go on and will come again tomorrow."),
        3 => format!(
            "Both sides' officers met team {team} at {hour}:40 and named the same number, which was counted twice."
        ),
        4 => format!(
            "Bursts from km {km} between {hour}:05 and {hour}:50, small arms, no calibre above 12.7 mm; direction not known."
        ),
        5 => format!(
            "The mayor says that {} families came back this week and that the school opens on Monday.",
            dice.below(90)
        ),
        6 => format!("Патруль {team} перевірив місце о {hour}:15, усе на складі."),
        7 => "As last week.".into(),
        _ => format!("Handed over at km {km}; list signed by the liaison officers, copy kept by team {team}."),
    }
}
