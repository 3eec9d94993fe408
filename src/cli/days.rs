//! The days that are typed for what is recorded: read by the plan's zone, never ahead of now, and remarked on where they look like a
//! slip of the pen.

use super::date::{dated, typed};
use super::failure::{Failure, USAGE};
use super::haste::Toward;
use super::record::Desktop;
use super::remark::Remark;
use crate::model::entry::{Entry, Statement};
use crate::model::moment::Day;
use crate::model::when::When;
use std::cell::LazyCell;

impl Desktop<'_> {
    /// A date for `--on`: not ahead of now, or by a day that is not known; a time without offset is the plan's.
    pub fn date(&self, text: &str) -> Result<When, Failure> {
        let (zone, typed_on) = (self.world.zone(), self.world.typed_on(self.now, Toward::Past));
        let when = typed(text, typed_on, zone, || self.before.started)?;
        let begins = if let When::By(day) = when { zone.start_of(day) } else { when.first(zone) };
        if begins > self.now { Err(self.not_yet(text)) } else { Ok(when.settled(zone)) }
    }

    /// That a date lies ahead, and what time it is where the plan is.
    fn not_yet(&self, text: &str) -> Failure {
        let zone = self.world.zone();
        Failure::new(USAGE, "future", format!("`{text}` lies ahead: what is recorded has happened")).hint(format!(
            "in {}, the plan's zone, it is {}",
            zone.name(),
            zone.clock(self.now)
        ))
    }

    /// A date that may lie ahead: of days that come again, the next.
    pub fn ahead(&self, text: &str) -> Result<When, Failure> {
        let (zone, typed_on) = (self.world.zone(), self.world.typed_on(self.now, Toward::Future));
        Ok(dated(text, typed_on, zone, || self.before.started)?.settled(zone))
    }

    /// A date that may be a slip of the pen: of what is carried over from elsewhere none is.
    pub fn slip(&self, said: &[Statement]) -> Option<Remark> {
        const YEAR: i64 = 365;
        let (zone, signed) = (self.world.zone(), self.before.plan.signed);
        let dated = || said.iter().filter(|said| said.known.is_none()).filter_map(|said| said.on);
        let early = |on: When| {
            let signed = signed.filter(|signed| signed.day(zone).days_since(on.day(zone)) >= YEAR)?;
            Some(Remark::BeforeSignature { on: on.to_string(), signed: signed.to_string() })
        };
        dated().find_map(early).or_else(|| self.far(dated()))
    }

    /// The first date that is far from today and from every date on record; by years, where there are few of these.
    fn far(&self, mut dated: impl Iterator<Item = When>) -> Option<Remark> {
        const FAR: u64 = 180;
        const AGES: u64 = 5 * 365;
        const SOME: usize = 3;
        let zone = self.world.zone();
        let today = zone.day_of(self.now);
        let on_record = LazyCell::new(|| self.days_on_record());
        let alone = |on: When| {
            let day = on.day(zone);
            let away = |other: Day| day.days_since(other).unsigned_abs();
            if away(today) <= FAR {
                return None;
            }
            let nearest = nearest(&on_record, day);
            let far = if on_record.len() < SOME { AGES } else { FAR };
            (nearest.is_none_or(|nearest| away(nearest) > far))
                .then(|| Remark::FarDate { on: on.to_string(), nearest: nearest.unwrap_or(today).to_string() })
        };
        dated.find_map(alone)
    }

    /// The days of all entries, in order: on which what they say was so, else on which they were recorded.
    fn days_on_record(&self) -> Vec<Day> {
        let zone = self.world.zone();
        let day = |entry: &Entry| entry.on.map_or(zone.day_of(entry.at), |on| on.day(zone));
        let mut days: Vec<Day> = self.world.contents.entries.iter().map(day).collect();
        days.sort_unstable();
        days
    }
}

/// The day nearest to another, of days in order.
fn nearest(days: &[Day], day: Day) -> Option<Day> {
    let after = days.partition_point(|one| *one < day);
    let around = days[..after].last().into_iter().chain(days.get(after));
    around.copied().min_by_key(|one| day.days_since(*one).unsigned_abs())
}
