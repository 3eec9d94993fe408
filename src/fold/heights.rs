//! The heights that a verified level reached, and whether it has fallen from them or is only measured by more (ruling 2).

use super::voice::Goal;
use crate::model::level::Level;
use crate::model::milestone::Milestone;
use crate::model::value::{Number, Value};

/// The highest verified level so far, and what it was last measured by.
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
        let now = Measure { level, values: values.to_vec(), goals: goals.to_vec() };
        if let (true, Some(before)) = (level < self.highest, &self.before)
            && before.level == self.highest
            && remeasured(promised, before, &now)
        {
            self.highest = level;
        }
        self.highest = self.highest.max(level);
        self.before = Some(now);
        level < self.highest
    }
}

impl Measure {
    fn value(&self, place: usize) -> Option<Value> {
        self.values.iter().find(|(named, _)| *named == place).map(|(_, value)| *value)
    }

    fn number(&self, place: usize) -> Option<Number> {
        self.value(place)?.bounds().map(|(low, _)| low)
    }

    /// What the figure is measured against: its own denominator, else the target.
    fn against(&self, place: usize) -> Option<Number> {
        match (self.value(place)?, self.goals[place]) {
            (Value::Of { of, .. }, _) => Some(of),
            (_, Goal::At(goal)) => Some(goal),
            _ => None,
        }
    }
}

/// Whether a denominator or a target has changed while no number fell behind.
fn remeasured(promised: &Milestone, before: &Measure, now: &Measure) -> bool {
    let targeted = || (0..promised.indicators.len()).filter(|place| now.goals[*place] != Goal::Count);
    let changed = |place: usize| before.against(place).zip(now.against(place)).is_some_and(|(was, is)| was != is);
    let behind = |place: usize| match now.goals[place] {
        Goal::At(goal) if promised.indicators[place].is_down(goal) => now.number(place) > before.number(place),
        _ => now.number(place) < before.number(place),
    };
    targeted().any(changed) && !targeted().any(behind)
}
