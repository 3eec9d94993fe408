//! Which milestones the rows of a matrix mean: by their titles over the whole file, by numbers only where no row has the title, and none
//! twice.

use crate::draft::drafted::{Drafted, PlanDraft};
use crate::model::id::Id;
use crate::model::index::MilestoneIx;
use crate::model::plan::Plan;
use std::collections::{BTreeSet, HashMap};

/// What a row of a matrix means.
#[derive(Clone, Debug, PartialEq)]
pub enum Meant {
    One(MilestoneIx),
    Nobody,
    /// Any of these.
    Several(Vec<MilestoneIx>),
}

/// The milestones of a plan by what people call them.
pub struct PlanNames<'a> {
    ids: HashMap<String, MilestoneIx>,
    numbers: HashMap<&'a str, Vec<MilestoneIx>>,
    titles: HashMap<String, BTreeSet<MilestoneIx>>,
}

impl<'a> PlanNames<'a> {
    pub fn of(plan: &'a Plan) -> PlanNames<'a> {
        let (ids, numbers, titles) = Default::default();
        let mut names = PlanNames { ids, numbers, titles };
        for place in plan.milestones.indices() {
            let one = &plan.milestones[place];
            names.ids.insert(Id::folded(one.id.as_str()), place);
            one.number.iter().for_each(|number| names.numbers.entry(number).or_default().push(place));
            for title in one.title.by_language().values() {
                names.titles.entry(folded(title)).or_default().insert(place);
            }
        }
        names
    }

    /// What a word means: an id, else a number or a title that only one has.
    pub fn named(&self, text: &str) -> Option<MilestoneIx> {
        let number = || match self.numbers.get(text)?[..] {
            [only] => Some(only),
            _ => None,
        };
        let title = || self.titles.get(&folded(text)).filter(|all| all.len() == 1)?.first().copied();
        self.by_id(text).or_else(number).or_else(title)
    }

    fn by_id(&self, id: &str) -> Option<MilestoneIx> {
        self.ids.get(&Id::folded(id)).copied()
    }
}

/// What is known of a plan and of the titles of a file.
struct RowFinder<'a> {
    plan: &'a Plan,
    names: PlanNames<'a>,
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
        let mut finder = RowFinder { plan, names: PlanNames::of(plan), rows: HashMap::new(), has_ids };
        draft.milestones.iter().for_each(|one| *finder.rows.entry(folded(&one.title)).or_default() += 1);
        finder
    }

    /// The one of its title, where no other has it; of several, the one of its id.
    fn titled(&self, one: &Drafted) -> Option<MilestoneIx> {
        let title = folded(&one.title);
        let id = self.names.by_id(&one.id).filter(|_| self.has_ids);
        match self.names.titles.get(&title) {
            Some(all) if all.len() == 1 && self.rows[&title] == 1 => all.first().copied(),
            Some(all) => id.filter(|place| all.contains(place)),
            None => id,
        }
    }

    /// What a row means whose title does not tell it.
    fn other(&self, one: &Drafted, shifted: bool) -> Meant {
        let title = folded(&one.title);
        let numbered = self.numbered(one);
        let Some(all) = self.names.titles.get(&title) else {
            let free = |place: &MilestoneIx| {
                let mut own = self.plan.milestones[*place].title.by_language().values();
                !own.any(|own| self.rows.contains_key(&folded(own)))
            };
            return numbered.filter(free).map_or(Meant::Nobody, Meant::One);
        };
        let sure = !shifted && all.len() == self.rows[&title];
        let found = numbered.filter(|place| sure && all.contains(place));
        found.map_or_else(|| Meant::Several(all.iter().copied().collect()), Meant::One)
    }

    /// By its number; where several have it, by the id that it gave.
    fn numbered(&self, one: &Drafted) -> Option<MilestoneIx> {
        let number = one.number.as_ref()?;
        let by_id = self.names.by_id(&one.id);
        match self.names.numbers.get(number.as_str()).map(Vec::as_slice) {
            Some([only]) => Some(*only),
            Some(all) => by_id.filter(|place| all.contains(place)),
            None => by_id,
        }
    }
}

/// A title as it is compared.
pub fn folded(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
