//! What one actor says of one milestone: the level it stated, the figures it gave, and the progress they make.

use super::relation::Relation;
use crate::model::entry::{AsAgreed, Claim};
use crate::model::index::{ActorIx, EntryIx, IndicatorIx, Series};
use crate::model::level::{Level, Progress};
use crate::model::milestone::{Indicator, Milestone, Target};
use crate::model::moment::Moment;
use crate::model::value::{Number, Value};

/// What an indicator's figures are measured against at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    /// A plain count, never part of progress.
    Count,
    /// As many as another milestone has verified, which nobody knows yet.
    Unknown,
    At(Number),
}

/// The goals of a milestone's indicators.
pub type Goals = Series<IndicatorIx, Goal>;

/// The goals that a plan gives by itself; those that follow another milestone are unknown until it has a figure.
pub fn goals(promised: &Milestone) -> Goals {
    let goal = |indicator: &Indicator| match indicator.target {
        None => Goal::Count,
        Some(Target::Other { .. }) => Goal::Unknown,
        Some(Target::Number(number)) => Goal::At(number),
    };
    promised.indicators.iter().map(goal).collect()
}

crate::index! {
    /// A place among the voices that have spoken of a milestone.
    pub VoiceIx
}

/// An actor's word on a milestone after the claims heard so far.
#[derive(Clone, Debug)]
pub struct Voice {
    pub actor: ActorIx,
    pub relation: Relation,
    /// Nothing while it has spoken of counts alone.
    pub word: Option<StatedProgress>,
    /// The level that it last was known to give; a target that became unknown takes that from the figures, not from the actor.
    pub reached: Option<Level>,
    /// By index of the indicator.
    pub values: Vec<(IndicatorIx, Value)>,
    pub as_agreed: Option<AsAgreed>,
    /// The latest claim of all.
    pub latest: EntryIx,
    /// The latest claim of counts alone since it said how far the milestone is.
    pub counted: Option<EntryIx>,
}

/// How far the actor says it is.
#[derive(Clone, Debug)]
pub struct StatedProgress {
    /// The level that it stated; without it, figures alone speak.
    stated: Option<Level>,
    /// The figures that it then stood by: counts that follow say nothing of progress.
    figures: Vec<(IndicatorIx, Value)>,
    /// Nothing while a target that it is measured against is unknown.
    pub told: Option<(Level, Progress)>,
    /// The latest claim that gave it.
    pub entry: EntryIx,
    pub from: Moment,
}

impl Voice {
    pub fn new(actor: ActorIx, relation: Relation, entry: EntryIx) -> Voice {
        let (word, reached, values, counted) = (None, None, Vec::new(), None);
        Voice { actor, relation, word, reached, values, as_agreed: None, latest: entry, counted }
    }

    pub fn told(&self) -> Option<(Level, Progress)> {
        self.word.as_ref()?.told
    }

    pub fn progress(&self) -> Option<Progress> {
        self.told().map(|(_, progress)| progress)
    }

    pub fn level(&self) -> Option<Level> {
        self.told().map(|(level, _)| level)
    }

    /// Hears a further claim: totals replace, increments add up, what it leaves out stays (design, section 6, progress).
    /// Tells whether it says how far the milestone is.
    pub fn hear(&mut self, promised: &Milestone, goals: &Goals, claim: &Claim, entry: EntryIx, from: Moment) -> bool {
        for (id, value) in &claim.values {
            self.set(promised, id.as_str(), |_, _| *value);
        }
        for (id, more) in &claim.add {
            self.set(promised, id.as_str(), |said, baseline| Value::increased(said, *more, baseline));
        }
        self.latest = entry;
        self.as_agreed = claim.as_agreed.or(self.as_agreed);
        let tells = claim.level.is_some() || speaks_of_target(promised, goals, claim);
        if tells {
            self.word =
                Some(StatedProgress { stated: claim.level, figures: self.values.clone(), told: None, entry, from });
            self.measure(promised, goals);
        }
        self.counted = (!tells).then_some(entry);
        tells
    }

    /// Works out the actor's word anew against the goals of this moment.
    pub fn measure(&mut self, promised: &Milestone, goals: &Goals) {
        let Some(word) = &mut self.word else { return };
        word.told = match word.stated {
            Some(level) => Some(stated(promised, goals, &word.figures, level)),
            // Where nothing is measured any more, what was last known stands.
            None if goals.iter().all(|goal| *goal == Goal::Count) => word.told,
            None => derived(promised, goals, &word.figures),
        };
        self.reached = word.told.map(|(level, _)| level).or(self.reached);
    }

    /// An amendment has changed what is measured: what it counted may now be a figure towards a target. `measure` follows. A
    /// level that it stated stands (ruling 27).
    pub fn reword(&mut self) {
        let Some(word) = &mut self.word else { return };
        for (place, value) in self.values.iter().filter(|(_, value)| *value != Value::Withheld) {
            match word.figures.iter_mut().find(|(known, _)| known == place) {
                Some((_, figure)) => *figure = *value,
                None => word.figures.push((*place, *value)),
            }
        }
    }

    /// The entries that it rests on: what said how far it is, and the counts since.
    pub fn entries(&self) -> impl Iterator<Item = EntryIx> + use<> {
        let word = self.word.as_ref().map(|word| word.entry);
        word.into_iter().chain(self.counted)
    }

    /// The value that it gives of an indicator, by its place.
    pub fn value(&self, place: IndicatorIx) -> Option<Value> {
        self.values.iter().find(|(named, _)| *named == place).map(|(_, value)| *value)
    }

    fn set(&mut self, promised: &Milestone, id: &str, value: impl Fn(Option<Value>, Number) -> Value) {
        let Some(place) = promised.indicators.position(|indicator| indicator.id.as_str() == id) else { return };
        let baseline = promised.indicators[place].start();
        match self.values.iter_mut().find(|(named, _)| *named == place) {
            Some((_, said)) => *said = value(Some(*said), baseline),
            None => self.values.push((place, value(None, baseline))),
        }
        self.values.sort_by_key(|(named, _)| *named);
    }
}

/// Whether a claim gives a number towards a target; counts alone say nothing of progress (ruling 3).
fn speaks_of_target(promised: &Milestone, goals: &Goals, claim: &Claim) -> bool {
    let indicators = || promised.indicators.iter().zip(goals);
    let targeted = |id: &str| indicators().any(|(ind, goal)| ind.id.as_str() == id && *goal != Goal::Count);
    claim.values.iter().any(|(id, value)| *value != Value::Withheld && targeted(id.as_str()))
        || claim.add.iter().any(|(id, _)| targeted(id.as_str()))
}

/// A stated level stands; the figures give its progress where they lie in the level's band.
fn stated(promised: &Milestone, goals: &Goals, values: &[(IndicatorIx, Value)], level: Level) -> (Level, Progress) {
    let said = values.iter().filter_map(|(place, value)| share(&promised.indicators[*place], goals[*place], *value));
    match Progress::mean(said.map(|share| (share, 1))) {
        Some(progress) if progress.level() == level => (level, progress),
        _ => (level, level.progress()),
    }
}

/// The level that figures amount to; a target that nobody spoke of counts 0, and met caps alone make no `full`. Nothing
/// while a target is unknown.
fn derived(promised: &Milestone, goals: &Goals, values: &[(IndicatorIx, Value)]) -> Option<(Level, Progress)> {
    if goals.contains(&Goal::Unknown) {
        return None;
    }
    let measured = || promised.indicators.pairs().zip(goals).filter(|(_, goal)| **goal != Goal::Count);
    let said = |place: IndicatorIx| values.iter().find(|(named, _)| *named == place).map(|(_, value)| *value);
    let shares = measured().map(|((place, indicator), goal)| {
        (said(place).and_then(|value| share(indicator, *goal, value)).unwrap_or(Progress::NONE), 1)
    });
    let progress = Progress::mean(shares)?;
    match progress == Progress::FULL && measured().all(|((_, indicator), _)| indicator.is_cap()) {
        true => Some((Level::Intermediate, Level::Intermediate.progress())),
        false => Some((progress.level(), progress)),
    }
}

/// The share of its target that a value makes; nothing for what is withheld, or has no target.
fn share(indicator: &Indicator, goal: Goal, value: Value) -> Option<Progress> {
    let Goal::At(goal) = goal else { return None };
    let (start, down) = (indicator.start(), indicator.is_down(goal));
    let (number, open_ended) = match value {
        Value::Withheld => return None,
        Value::Of { n, of } => return Some(Progress::of(n.0, of.0)),
        Value::Exactly(n) | Value::About(n) => (n, false),
        Value::AtLeast(n) => (n, down),
        Value::AtMost(n) => (n, !down),
        Value::Between(low, high) => (if down { high } else { low }, false),
    };
    if indicator.is_cap() {
        return Some(if number <= goal && !open_ended { Progress::FULL } else { Progress::NONE });
    }
    // A target that another milestone gave may turn out to be where this one starts: then it is reached or it is not.
    let share = match (goal == start, if down { number <= goal } else { number >= goal }) {
        (true, true) => Progress::FULL,
        (true, false) => Progress::NONE,
        _ => Progress::of(number.0 - start.0, goal.0 - start.0),
    };
    Some(if open_ended { share.min(Progress::ALMOST) } else { share })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::index::{Ix, MilestoneIx};
    use crate::model::plan::Plan;

    fn told(indicators: &str, claims: &[&str]) -> Option<(Level, f64)> {
        let plan = format!(
            r#"{{"format":"milepost/plan/1","id":"p","version":"1","title":"t","milestones":[{{"id":"M","title":"m","indicators":{indicators}}}]}}"#
        );
        let plan = Plan::parse(&plan).unwrap();
        let promised = &plan.milestones[MilestoneIx::FIRST];
        let mut voice = Voice::new(ActorIx::FIRST, Relation::Owes, EntryIx::FIRST);
        for claim in claims {
            let line = format!(r#"{{"milestone":"M",{claim}}}"#);
            let mut fields: crate::model::fields::Fields = serde_json::from_str(&line).unwrap();
            let crate::model::entry::Act::Claim(claim) = fields.act().unwrap() else { unreachable!() };
            voice.hear(promised, &goals(promised), &claim, EntryIx::FIRST, Moment(0));
        }
        voice.told().map(|(level, progress)| (level, progress.fraction()))
    }

    const ARMS: &str = r#"[{"id":"arms","target":840},{"id":"seen"}]"#;

    #[test]
    fn figures_make_progress() {
        assert_eq!(told(ARMS, &[r#""values":{"arms":210}"#]), Some((Level::Minimum, 0.25)));
        assert_eq!(
            told(ARMS, &[r#""values":{"arms":210}"#, r#""add":{"arms":210}"#]),
            Some((Level::Intermediate, 0.5))
        );
        assert_eq!(told(ARMS, &[r#""values":{"arms":{"n":1,"of":4}}"#]), Some((Level::Minimum, 0.25)));
        assert_eq!(told(ARMS, &[r#""values":{"arms":{"at_most":900}}"#]), Some((Level::Intermediate, 0.999999)));
        assert_eq!(told(ARMS, &[r#""values":{"seen":5}"#]), None);
        assert_eq!(told(ARMS, &[r#""values":{"arms":"withheld"}"#]), None);
    }

    #[test]
    fn a_stated_level_stands() {
        assert_eq!(told(ARMS, &[r#""level":"full","values":{"arms":769}"#]), Some((Level::Full, 1.0)));
        assert_eq!(told(ARMS, &[r#""level":"minimum","values":{"arms":84}"#]), Some((Level::Minimum, 0.1)));
        assert_eq!(told(ARMS, &[r#""level":"full""#, r#""values":{"seen":9}"#]), Some((Level::Full, 1.0)));
        assert_eq!(told(ARMS, &[r#""level":"full""#, r#""values":{"arms":420}"#]), Some((Level::Intermediate, 0.5)));
    }

    #[test]
    fn caps_and_falling_targets() {
        let cap = r#"[{"id":"troops","direction":"down","target":14700}]"#;
        assert_eq!(told(cap, &[r#""values":{"troops":14700}"#]), Some((Level::Intermediate, 0.666667)));
        assert_eq!(told(cap, &[r#""values":{"troops":14701}"#]), Some((Level::None, 0.0)));
        assert_eq!(told(cap, &[r#""level":"full","values":{"troops":9}"#]), Some((Level::Full, 1.0)));
        let fall = r#"[{"id":"troops","baseline":100,"target":0}]"#;
        assert_eq!(told(fall, &[r#""values":{"troops":25}"#]), Some((Level::Intermediate, 0.75)));
        assert_eq!(told(fall, &[r#""values":{"troops":{"at_least":0}}"#]), Some((Level::Intermediate, 0.999999)));
        assert_eq!(told(fall, &[r#""values":{"troops":{"between":[25,50]}}"#]), Some((Level::Intermediate, 0.5)));
    }
}
