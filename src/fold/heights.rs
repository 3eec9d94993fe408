//! The heights that a verified level reached, and whether it has fallen from them or is only measured by more (ruling 2).

use super::voice::Goal;
use crate::model::level::Level;
use crate::model::milestone::{Direction, Milestone, Target};
use crate::model::value::{Number, Value};

/// The highest verified level so far, and what it was measured by where that can change.
#[derive(Default)]
pub struct Heights {
    highest: Level,
    before: Option<Measure>,
}

/// A verified level with the figures and the goals that gave it.
struct Measure {
    level: Level,
    values: Vec<(usize, Value)>,
    goals: Vec<Goal>,
}

impl Heights {
    /// Whether a level is below the highest that was reached. Where only what it is measured against has grown, it is
    /// re-measured and has not fallen.
    pub fn fallen(&mut self, promised: &Milestone, level: Level, values: &[(usize, Value)], goals: &[Goal]) -> bool {
        let now = || Measure { level, values: values.to_vec(), goals: goals.to_vec() };
        let now = can_change(promised, values).then(now);
        if let (true, Some(before), Some(now)) = (level < self.highest, &self.before, &now)
            && before.level == self.highest
            && remeasured(promised, before, now)
        {
            self.highest = level;
        }
        self.highest = self.highest.max(level);
        self.before = now;
        level < self.highest
    }
}

/// Whether what a milestone is measured against can change: figures that bring their own denominator, or targets that follow
/// another milestone.
fn can_change(promised: &Milestone, values: &[(usize, Value)]) -> bool {
    values.iter().any(|(_, value)| matches!(value, Value::Of { .. }))
        || promised.indicators.iter().any(|indicator| matches!(indicator.target, Some(Target::Other { .. })))
}

impl Measure {
    fn value(&self, place: usize) -> Option<Value> {
        self.values.iter().find(|(named, _)| *named == place).map(|(_, value)| *value)
    }

    fn number(&self, place: usize) -> Option<Number> {
        self.value(place)?.bounds().map(|(low, _)| low)
    }

    fn denominator(&self, place: usize) -> Option<Number> {
        match self.value(place) {
            Some(Value::Of { of, .. }) => Some(of),
            _ => None,
        }
    }
}

/// Whether a denominator or a target has changed while no number fell behind.
fn remeasured(promised: &Milestone, before: &Measure, now: &Measure) -> bool {
    let targeted = || (0..promised.indicators.len()).filter(|place| now.goals[*place] != Goal::Count);
    let changed = |place: usize| {
        let denominators = before.denominator(place).zip(now.denominator(place));
        before.goals[place] != now.goals[place] || denominators.is_some_and(|(was, is)| was != is)
    };
    let behind = |place: usize| match promised.indicators[place].direction {
        Some(Direction::Down) => now.number(place) > before.number(place),
        _ => now.number(place) < before.number(place),
    };
    targeted().any(changed) && !targeted().any(behind)
}
