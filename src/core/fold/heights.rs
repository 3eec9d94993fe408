//! The heights that a verified level reached, and whether it has fallen from them or is only measured by more (ruling 2).

use super::state::Fall;
use super::voice::{Goal, Goals};
use crate::model::index::IndicatorIx;
use crate::model::level::Level;
use crate::model::milestone::Milestone;
use crate::model::moment::Moment;
use crate::model::value::{Number, Value};

/// The highest verified level so far, and what it was last measured by.
#[derive(Default)]
pub struct Heights {
    highest: Level,
    before: Option<Measure>,
    /// Since when it stands at the level before.
    since: Option<Moment>,
}

/// A verified level with the figures and the goals that gave it.
struct Measure {
    level: Level,
    values: Vec<(IndicatorIx, Value)>,
    goals: Goals,
}

impl Heights {
    /// Hears of a verified level, and tells of its fall. Where only what it is measured against has grown, it is re-measured
    /// and has not fallen.
    pub fn fallen(
        &mut self,
        promised: &Milestone,
        now: Moment,
        level: Level,
        values: &[(IndicatorIx, Value)],
        goals: &Goals,
    ) -> Option<Fall> {
        let measure = Measure { level, values: values.to_vec(), goals: goals.clone() };
        let anew = self.before.as_ref().is_some_and(|before| remeasured(promised, before, &measure));
        let before = self.before.as_ref().map_or(Level::None, |before| before.level);
        if level < self.highest && before == self.highest && anew {
            self.highest = level;
        }
        let held = self.since.map_or(0, |since| now.days_since(since));
        let fall = Fall { on: now, levels: (before, level), breach: false, held };
        self.since = self.since.filter(|_| before == level).or(Some(now));
        self.highest = self.highest.max(level);
        self.before = Some(measure);
        (level < before && !anew).then_some(fall)
    }

    /// Whether it stands below the highest that was reached.
    pub fn below(&self) -> bool {
        self.before.as_ref().is_some_and(|before| before.level < self.highest)
    }
}

impl Measure {
    fn value(&self, place: IndicatorIx) -> Option<Value> {
        self.values.iter().find(|(named, _)| *named == place).map(|(_, value)| *value)
    }

    fn number(&self, place: IndicatorIx) -> Option<Number> {
        self.value(place)?.bounds().map(|(low, _)| low)
    }

    /// What the figure is measured against: its own denominator, else the target.
    fn against(&self, place: IndicatorIx) -> Option<Number> {
        match (self.value(place)?, self.goals[place]) {
            (Value::Of { of, .. }, _) => Some(of),
            (_, Goal::At(goal)) => Some(goal),
            _ => None,
        }
    }
}

/// Whether a denominator or a target has changed between two numbers, and no number fell behind (ruling 26).
fn remeasured(promised: &Milestone, before: &Measure, now: &Measure) -> bool {
    let targeted = || promised.indicators.indices().filter(|place| now.goals[*place] != Goal::Count);
    let against = |measure: &Measure, place: IndicatorIx| measure.number(place).and(measure.against(place));
    let changed =
        |place: IndicatorIx| against(before, place).zip(against(now, place)).is_some_and(|(was, is)| was != is);
    let behind = |place: IndicatorIx| match now.goals[place] {
        Goal::At(goal) if promised.indicators[place].is_down(goal) => now.number(place) > before.number(place),
        _ => now.number(place) < before.number(place),
    };
    targeted().any(changed) && !targeted().any(behind)
}
