//! The plan's consultations: when they are, before a moment and after it, each as a row, and the columns of such rows.

use super::actor_name::{ActorName, listed};
use super::sheet::{Cell, Columns, Shape};
use super::view::View;
use crate::model::id::Id;
use crate::model::languages::ByLanguage;
use crate::model::looks::JsonSchema;
use crate::model::moment::{Moment, Zone};
use crate::model::plan::{Consultation, Plan};
use crate::model::span::Span;
use crate::model::when::When;
use crate::tongue::say;
use serde::Serialize;

/// One meeting of a consultation.
#[derive(Clone, Copy, Debug)]
pub struct Meeting<'a> {
    pub consultation: &'a Consultation,
    pub on: When,
}

/// A regular meeting.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Consultation")]
pub struct ConsultationRow<'a> {
    /// The consultation's id.
    id: &'a Id,
    /// What it is called, by language.
    title: &'a ByLanguage,
    /// The same in the plan's language.
    #[serde(skip)]
    told: &'a str,
    /// The first meeting.
    first: When,
    /// How long from one meeting to the next.
    every: Span,
    /// The actors who meet.
    with: Vec<ActorName<'a>>,
    /// The first meeting that is not over at the moment asked about; null where none is left.
    next: Option<When>,
    /// Until when it meets: the end of the mandates of those who meet by one; null where they have none that ends.
    until: Option<When>,
}

/// The columns of consultations.
pub fn columns<'c, 'a: 'c>() -> Columns<'c, ConsultationRow<'a>> {
    use Shape::{Whole, Words};
    Columns::of([
        ("id", say!("Id"), Whole, |row| Cell::name(row.id)),
        ("title", say!("Title"), Words, |row| Cell::words(row.told)),
        ("first", say!("First"), Whole, |row| Cell::when(row.first)),
        ("every", say!("Every"), Whole, |row| Cell::name(row.every)),
        ("with", say!("With"), Words, |row| Cell::actors(&row.with)),
        ("next", say!("Next"), Whole, |row| Cell::maybe(row.next, Cell::when)),
        ("until", say!("Until"), Whole, |row| Cell::maybe(row.until, Cell::when)),
    ])
}

/// What tables for people put together of these.
pub fn composed<'c, 'a: 'c>() -> Columns<'c, ConsultationRow<'a>> {
    use Shape::{Whole, Words};
    Columns::of([
        ("rhythm", say!("Every"), Whole, |row| Cell::name(row.every.words())),
        ("who", say!("With"), Words, |row| Cell::words(listed(&row.with))),
        ("meets", say!("Next"), Whole, |row| match (row.next, row.until) {
            (Some(next), _) => Cell::name(next),
            (None, Some(until)) => Cell::name(say!("none: mandates ended on {until}", until)),
            (None, None) => Cell::Empty,
        }),
    ])
}

pub fn consultation_rows<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = ConsultationRow<'a>> + 'v {
    let row = move |one: &'a Consultation| ConsultationRow {
        id: &one.id,
        title: one.title.by_language(),
        told: one.title.get(view.lang()),
        first: one.first,
        every: one.every,
        with: view.all(&one.with),
        next: next_of(view.plan, one, view.state.clocks.as_of).map(|meeting| meeting.on),
        until: until(view.plan, one),
    };
    view.plan.consultations.iter().map(row)
}

/// The first meeting of any consultation that is not over at a moment; of equals the plan's first.
pub fn next(plan: &Plan, moment: Moment) -> Option<Meeting<'_>> {
    let zone = plan.timezone;
    let next = plan.consultations.iter().filter_map(|one| next_of(plan, one, moment));
    next.min_by_key(|meeting| meeting.on.last(zone))
}

/// The first meeting of one consultation that is not over at a moment.
pub fn next_of<'a>(plan: &Plan, one: &'a Consultation, moment: Moment) -> Option<Meeting<'a>> {
    let zone = plan.timezone;
    meeting(one, zone, over(one, zone, |end| end <= moment))
        .filter(|meeting| ends(plan, one).is_none_or(|ends| meeting.on.last(zone) <= ends))
}

/// Until when a consultation meets: where some who meet have a mandate, as long as one of these lasts.
pub fn until(plan: &Plan, one: &Consultation) -> Option<When> {
    let who = one.with.iter().filter_map(|id| plan.actors.iter().find(|actor| actor.id == *id));
    let ends: Option<Vec<When>> = who.filter_map(|actor| actor.mandate).map(|mandate| mandate.until).collect();
    ends?.into_iter().max_by_key(|end| end.last(plan.timezone))
}

/// The end of the last day on which it meets.
pub fn ends(plan: &Plan, one: &Consultation) -> Option<Moment> {
    until(plan, one).map(|until| plan.timezone.end_of(until.day(plan.timezone)))
}

/// The latest meeting of any consultation that was over before a moment.
pub fn last(plan: &Plan, moment: Moment) -> Option<Meeting<'_>> {
    let zone = plan.timezone;
    let last = |one| {
        let ends = ends(plan, one);
        let held = |end: Moment| end < moment && ends.is_none_or(|ends| end <= ends);
        meeting(one, zone, over(one, zone, held).checked_sub(1)?)
    };
    plan.consultations.iter().filter_map(last).max_by_key(|meeting| meeting.on.last(zone))
}

/// How many meetings fit from the first on: doubled until one does not, then halved in between.
fn over(one: &Consultation, zone: Zone, fits: impl Fn(Moment) -> bool) -> u32 {
    let fits = |place: u32| meeting(one, zone, place).is_some_and(|meeting| fits(meeting.on.last(zone)));
    let (mut within, mut beyond) = (0, 1);
    if !fits(0) {
        return 0;
    }
    while fits(beyond) && beyond < u32::MAX / 2 {
        (within, beyond) = (beyond, beyond * 2);
    }
    while within + 1 < beyond {
        let middle = within + (beyond - within) / 2;
        match fits(middle) {
            true => within = middle,
            false => beyond = middle,
        }
    }
    beyond
}

/// The meeting at a place, counted from 0: months and days from the first, so that months do not clamp twice.
pub fn meeting(one: &Consultation, zone: Zone, place: u32) -> Option<Meeting<'_>> {
    let span = times(one.every, place)?;
    let on = match one.first {
        first if place == 0 => first,
        _ if one.every == Span::default() => return None,
        first if first.is_plain() && span.is_calendar() => When::Day(first.day(zone).plus(span)?),
        first => {
            let moment = zone.plus(first.last(zone), span);
            let far = zone.start_of(crate::model::moment::Day::of(9999, 1, 1)?);
            When::At(moment, zone.offset(Some(moment).filter(|moment| *moment < far)?))
        }
    };
    Some(Meeting { consultation: one, on })
}

fn times(span: Span, count: u32) -> Option<Span> {
    Some(Span {
        months: span.months.checked_mul(count)?,
        days: span.days.checked_mul(count.into())?,
        seconds: span.seconds.checked_mul(count.into())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(first: &str, every: &str) -> Plan {
        let meeting = format!(r#"{{"id":"c","title":"C","first":"{first}","every":"{every}"}}"#);
        let text = format!(
            r#"{{"format":"milepost/plan/1","id":"p","version":"1","title":"P","consultations":[{meeting}],"milestones":[]}}"#
        );
        Plan::parse(&text).unwrap()
    }

    fn around(first: &str, every: &str, moment: &str) -> (String, String) {
        let plan = plan(first, every);
        let moment = When::parse(moment).unwrap().last(plan.timezone);
        let shown = |meeting: Option<Meeting>| meeting.map_or("none".into(), |meeting| meeting.on.to_string());
        (shown(last(&plan, moment)), shown(next(&plan, moment)))
    }

    #[test]
    fn a_meeting_is_next_until_its_day_ends() {
        let told = |last: &str, next: &str| (last.to_owned(), next.to_owned());
        let weekly = |moment: &str| around("2005-08-22", "P7D", moment);
        assert_eq!(weekly("2005-08-21"), told("none", "2005-08-22"));
        assert_eq!(weekly("2005-08-29T12:00Z"), told("2005-08-22", "2005-08-29"));
        assert_eq!(weekly("2005-08-29"), told("2005-08-22", "2005-09-05"));
        assert_eq!(weekly("2005-08-30"), told("2005-08-29", "2005-09-05"));
        assert_eq!(around("2026-01-31", "P1M", "2026-02-28"), told("2026-01-31", "2026-03-31"));
        assert_eq!(around("2026-01-31", "P0D", "2026-03-01"), told("2026-01-31", "none"));
        let hourly = around("2026-01-01T10:00Z", "PT48H", "2026-01-04");
        assert_eq!(hourly, told("2026-01-03T10:00Z", "2026-01-05T10:00Z"));
        assert_eq!(around("9999-12-31", "P1M", "9999-12-31").1, "none");
    }
}
