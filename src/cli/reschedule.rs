//! `milepost reschedule`

use super::answer::{Answer, Outside};
use super::date::offset;
use super::decision::{hint, told};
use super::failure::{Failure, REFUSED, USAGE};
use super::global::Global;
use super::lookup;
use super::record::Desktop;
use super::saying::SayingArgs;
use crate::check::errors;
use crate::model::decision::Terms;
use crate::model::due::{Due, DueRule, Event};
use crate::model::id::Id;
use crate::model::index::MilestoneIx;
use crate::model::plan::Plan;
use crate::model::span::Span;
use crate::model::when::When;
use clap::Args;

/// Move a milestone's date, or the end of a mandate: a decision
///
/// The first date is kept, and who moved it, when, from what to what.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost reschedule EL-1 2006-12-11 --as goi
  milepost reschedule DC-1 D+45 --as goi             45 days after entry into force, and moves with it
  milepost reschedule DC-2 --after DC-1 --within P30D --as goi
  milepost reschedule DC-1 none --as goi             no date
  milepost reschedule --mandate amm --until 2007-03-15 --as eu-asean")]
pub struct RescheduleArgs {
    /// The milestone
    #[arg(required_unless_present = "mandate", conflicts_with = "mandate")]
    id: Option<String>,
    /// The new date: 2005, 2005-08, 2005-08-15, 2005-08-15T10:00+07:00, D+30, +2w, friday, 20.11, or none
    #[arg(value_name = "DATE", required_unless_present_any = ["after", "before", "mandate"])]
    due: Option<String>,
    /// So long after an event: start, signature, ID, ID:reported, ID:due, phase:ID:opened, phase:ID:done
    #[arg(long, value_name = "EVENT", requires = "within", conflicts_with_all = ["due", "before", "mandate"])]
    after: Option<String>,
    /// How long after: P30D, P2W, P6M, PT48H
    #[arg(long, value_name = "SPAN", requires = "after")]
    within: Option<String>,
    /// So long before an event
    #[arg(long, value_name = "EVENT", requires = "ahead", conflicts_with_all = ["due", "mandate"])]
    before: Option<String>,
    /// How long before: P30D, P2W, P6M, PT48H
    #[arg(long, value_name = "SPAN", requires = "before")]
    ahead: Option<String>,
    /// The actor whose mandate gets a new end
    #[arg(long, value_name = "ACTOR", requires = "until")]
    mandate: Option<String>,
    /// The mandate's new last day
    #[arg(long, value_name = "DATE", requires = "mandate", allow_hyphen_values = true)]
    until: Option<String>,
    /// From when the new date applies; default: the latest day for which the deciding sides concurred
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    from: Option<String>,
    #[command(flatten)]
    saying: SayingArgs,
}

impl RescheduleArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let desktop = Desktop::open(global, outside, &self.saying.voice, "reschedule")?;
        let from = self.from.as_deref().map(|from| desktop.ahead(from)).transpose()?;
        let terms = match (&self.id, &self.mandate, &self.until) {
            (Some(id), ..) => self.date(&desktop, id, from)?,
            (None, Some(actor), Some(until)) => {
                let actor = desktop.plan().actors[lookup::actor(desktop.plan(), actor)?].id.clone();
                Terms::Prolong { actor, until: desktop.ahead(until)?, from }
            }
            _ => return Err(Failure::usage("whose date? name a milestone, or a mandate and its end")),
        };
        let recorded = desktop.say(&self.saying, terms, |why_not| hint(why_not, "rules.reschedule"))?;
        let text = told("reschedule", &recorded, &self.saying);
        Ok(recorded.answer(text))
    }

    /// Another date for a milestone.
    fn date(&self, desktop: &Desktop, id: &str, from: Option<When>) -> Result<Terms, Failure> {
        let plan = desktop.plan();
        let place = lookup::milestone(plan, id)?;
        let rule = self.rule(desktop)?;
        let due = rule.map(|rule| Due { rule, named: None });
        sound(plan, place, due.as_ref())?;
        Ok(Terms::Reschedule { milestone: plan.milestones[place].id.clone(), due, from })
    }

    /// The new date's rule; nothing for no date.
    fn rule(&self, desktop: &Desktop) -> Result<Option<DueRule>, Failure> {
        let plan = desktop.plan();
        Ok(match (&self.due, &self.after, &self.before) {
            (Some(date), ..) if date == "none" => None,
            (Some(date), ..) => match offset(date).and_then(|days| u64::try_from(days).ok()) {
                // Counted from entry into force, it moves with it.
                Some(days) => {
                    desktop.ahead(date)?;
                    Some(DueRule::After { event: Event::Start, within: Span { days, ..Span::default() } })
                }
                None => Some(DueRule::On(desktop.ahead(date)?)),
            },
            (_, Some(event_word), _) => {
                Some(DueRule::After { event: event(plan, event_word)?, within: span(self.within.as_deref())? })
            }
            (_, _, Some(event_word)) => {
                Some(DueRule::Before { event: event(plan, event_word)?, by: span(self.ahead.as_deref())? })
            }
            _ => return Err(Failure::usage("which date?").hint("a date, `none`, or --after EVENT --within SPAN")),
        })
    }
}

fn span(text: Option<&str>) -> Result<Span, Failure> {
    Span::parse(text.unwrap_or_default()).map_err(|bad| Failure::new(USAGE, "span", bad.to_string()))
}

/// An event that was typed, with the ids that it names found in the plan.
fn event(plan: &Plan, text: &str) -> Result<Event, Failure> {
    let event = Event::parse(text).map_err(|bad| Failure::new(USAGE, "event", bad))?;
    let milestone = |id: &Id| lookup::milestone(plan, id.as_str()).map(|place| plan.milestones[place].id.clone());
    let phase = |id: &Id| lookup::phase(plan, id.as_str()).map(|place| plan.phases[place].id.clone());
    Ok(match &event {
        Event::Signature | Event::Start => event,
        Event::Milestone(id, mark) => Event::Milestone(milestone(id)?, *mark),
        Event::PhaseOpened(id) => Event::PhaseOpened(phase(id)?),
        Event::PhaseDone(id) => Event::PhaseDone(phase(id)?),
    })
}

/// Whether the plan can be worked out with the new date: one that hangs on itself in a circle cannot.
fn sound(plan: &Plan, place: MilestoneIx, due: Option<&Due>) -> Result<(), Failure> {
    if due.is_none_or(|due| due.events().is_empty()) {
        return Ok(());
    }
    let mut changed = plan.clone();
    changed.milestones[place].due = due.cloned();
    let before = errors(plan).len();
    match errors(&changed).into_iter().find(|finding| finding.rule == "date-cycle") {
        Some(finding) if errors(&changed).len() > before => Err(Failure::new(REFUSED, "date-cycle", finding.message)
            .hint("let it hang on an event that does not hang on it")),
        _ => Ok(()),
    }
}
