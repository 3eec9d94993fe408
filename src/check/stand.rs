//! Where a date stands before anything has happened: on the calendar, or so long before or after an event.

use crate::model::due::{Due, DueRule, Event};
use crate::model::index::MilestoneIx;
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::span::Span;

/// Where a date stands, as far as the plan alone tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stand<'a> {
    /// On the calendar: its earliest and its latest reading.
    On(Moment, Moment),
    Before(&'a Event, Span),
    After(&'a Event, Span),
}

impl Stand<'_> {
    /// Whether this date comes before the other however things go.
    pub fn is_before(&self, other: &Stand) -> bool {
        match (self, other) {
            (Stand::On(_, last), Stand::On(first, _)) => last < first,
            (Stand::After(a, short), Stand::After(b, long)) | (Stand::Before(a, long), Stand::Before(b, short)) => {
                a == b && is_shorter(*short, *long)
            }
            (Stand::Before(a, by), Stand::After(b, within)) => {
                a == b && (*by != Span::default() || *within != Span::default())
            }
            _ => false,
        }
    }

    /// The day, or the days between which it is disputed; empty where it hangs on an event.
    pub fn words(&self, plan: &Plan) -> String {
        let day = |moment: &Moment| plan.timezone.day_of(*moment);
        match self {
            Stand::On(first, last) if day(first) == day(last) => day(first).to_string(),
            Stand::On(first, last) => format!("{} to {}", day(first), day(last)),
            _ => String::new(),
        }
    }
}

/// Whether a span is shorter than another in every month of the calendar.
fn is_shorter(short: Span, long: Span) -> bool {
    let seconds = |span: Span, month: i64| {
        (i64::from(span.months) * month + span.days as i64).saturating_mul(86_400).saturating_add(span.seconds)
    };
    match short.months == long.months {
        true => seconds(short, 30) < seconds(long, 30),
        false => seconds(short, 31) < seconds(long, 28),
    }
}

/// The date of a milestone; a part without one takes its whole's.
pub fn due_of(plan: &Plan, milestone: MilestoneIx) -> Option<&Due> {
    let whole = || plan.milestones[plan.whole(milestone)?].due.as_ref();
    plan.milestones[milestone].due.as_ref().or_else(whole)
}

/// Where a due date stands; nothing where its readings hang on events.
pub fn stand<'a>(plan: &Plan, rule: &'a DueRule) -> Option<Stand<'a>> {
    match rule {
        DueRule::On(on) => {
            let last = on.last(plan.timezone);
            Some(Stand::On(last, last))
        }
        DueRule::After { event: Event::Signature, within } => signature(plan, *within, true),
        DueRule::Before { event: Event::Signature, by } => signature(plan, *by, false),
        DueRule::After { event, within } => Some(Stand::After(event, *within)),
        DueRule::Before { event, by } => Some(Stand::Before(event, *by)),
        DueRule::EarliestOf(all) => several(plan, all, |a, b| (a.0.min(b.0), a.1.min(b.1))),
        DueRule::LatestOf(all) => several(plan, all, |a, b| (a.0.max(b.0), a.1.max(b.1))),
        DueRule::Either(all) => several(plan, all, |a, b| (a.0.min(b.0), a.1.max(b.1))),
    }
}

type Range = (Moment, Moment);

fn several<'a>(plan: &Plan, all: &'a [Due], join: impl Fn(Range, Range) -> Range) -> Option<Stand<'a>> {
    let on = |due: &'a Due| match stand(plan, &due.rule)? {
        Stand::On(first, last) => Some((first, last)),
        _ => None,
    };
    let ranges: Vec<Range> = all.iter().map(on).collect::<Option<_>>()?;
    ranges.into_iter().reduce(join).map(|(first, last)| Stand::On(first, last))
}

/// A date so long after or before the signature, if it is known when that was.
pub fn signature<'a>(plan: &Plan, span: Span, after: bool) -> Option<Stand<'a>> {
    let (signed, zone) = (plan.signed?, plan.timezone);
    let (day, last) = (signed.day(zone), signed.last(zone));
    let moment = match (span.is_calendar(), after) {
        (true, true) => zone.end_of(day.plus(span)?),
        (true, false) => zone.end_of(day.minus(span)?),
        (false, true) => zone.plus(last, span),
        (false, false) => zone.minus(last, span)?,
    };
    Some(Stand::On(moment, moment))
}
