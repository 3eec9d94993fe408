//! Which milestones the rows of a matrix mean: by their titles over the whole file, by numbers only where no row has the title, and none
//! twice.

use super::lookup::milestones;
use crate::draft::drafted::{Drafted, PlanDraft};
use crate::model::called::{Names, folded};
use crate::model::index::MilestoneIx;
use crate::model::plan::Plan;
use std::collections::HashMap;

/// What a row of a matrix means.
#[derive(Clone, Debug, PartialEq)]
pub enum Meant {
    One(MilestoneIx),
    Nobody,
    /// Any of these.
    Several(Vec<MilestoneIx>),
}

/// What is known of a plan and of the titles of a file.
struct RowFinder<'a> {
    plan: &'a Plan,
    names: Names<MilestoneIx>,
    /// How many rows have a title.
    rows: HashMap<String, usize>,
    /// Whether the file says ids itself; else they are made of numbers.
    has_ids: bool,
}

/// What each row means. Titles come first, since numbers shift where a row comes in between.
pub fn meant(plan: &Plan, draft: &PlanDraft, has_ids: bool) -> Vec<Meant> {
    let finder = RowFinder::of(plan, draft, has_ids);
    let titled: Vec<Option<MilestoneIx>> = draft.milestones.iter().map(|one| finder.titled(one)).collect();
    let shifts = |(one, found): (&Drafted, &Option<MilestoneIx>)| {
        let own = found.and_then(|place| plan.milestones[place].number.as_ref());
        one.number.as_ref().zip(own).is_some_and(|(number, own)| number != own)
    };
    let shifted = draft.milestones.iter().zip(&titled).any(shifts);
    let found = draft.milestones.iter().zip(&titled);
    let all = found.map(|(one, titled)| titled.map_or_else(|| finder.other(one, shifted), Meant::One));
    once(all.collect())
}

/// Of rows that mean one milestone none does.
fn once(mut all: Vec<Meant>) -> Vec<Meant> {
    let mut counts: HashMap<MilestoneIx, usize> = HashMap::new();
    for one in &all {
        if let Meant::One(place) = one {
            *counts.entry(*place).or_default() += 1;
        }
    }
    for one in &mut all {
        if let Meant::One(place) = one
            && counts[place] > 1
        {
            *one = Meant::Several(vec![*place]);
        }
    }
    all
}

impl<'a> RowFinder<'a> {
    fn of(plan: &'a Plan, draft: &PlanDraft, has_ids: bool) -> RowFinder<'a> {
        let mut finder = RowFinder { plan, names: milestones(plan), rows: HashMap::new(), has_ids };
        draft.milestones.iter().for_each(|one| *finder.rows.entry(folded(&one.title)).or_default() += 1);
        finder
    }

    /// The one of its title, where no other has it; of several, the one of its id.
    fn titled(&self, one: &Drafted) -> Option<MilestoneIx> {
        let id = self.names.by_id(&one.id).filter(|_| self.has_ids);
        match self.names.named(&one.title) {
            [only] if self.rows[&folded(&one.title)] == 1 => Some(*only),
            [] => id,
            all => id.filter(|place| all.contains(place)),
        }
    }

    /// What a row means whose title does not tell it.
    fn other(&self, one: &Drafted, shifted: bool) -> Meant {
        let numbered = self.numbered(one);
        let all = self.names.named(&one.title);
        if all.is_empty() {
            let free = |place: &MilestoneIx| {
                let mut own = self.plan.milestones[*place].title.by_language().values();
                !own.any(|own| self.rows.contains_key(&folded(own)))
            };
            return numbered.filter(free).map_or(Meant::Nobody, Meant::One);
        }
        let sure = !shifted && all.len() == self.rows[&folded(&one.title)];
        let found = numbered.filter(|place| sure && all.contains(place));
        found.map_or_else(|| Meant::Several(all.to_vec()), Meant::One)
    }

    /// By its number; where several have it, by the id that it gave.
    fn numbered(&self, one: &Drafted) -> Option<MilestoneIx> {
        let number = one.number.as_ref()?;
        let by_id = self.names.by_id(&one.id);
        match self.names.numbered(number) {
            [only] => Some(*only),
            [] => by_id,
            all => by_id.filter(|place| all.contains(place)),
        }
    }
}
