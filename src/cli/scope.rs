//! What is suspended or resumed: one milestone, one phase, or the whole plan, and from when.

use super::failure::Failure;
use super::lookup;
use super::record::Desktop;
use crate::model::fields::Fields;
use clap::Args;

#[derive(Clone, Debug, Args)]
pub struct Scoped {
    /// A milestone
    #[arg(required_unless_present_any = ["phase", "plan"], conflicts_with_all = ["phase", "plan"])]
    id: Option<String>,
    /// A phase, with all its milestones that are not achieved
    #[arg(long, value_name = "ID", conflicts_with = "plan")]
    phase: Option<String>,
    /// The whole plan
    #[arg(long)]
    plan: bool,
    /// From when; default: the latest day for which the deciding sides concurred
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    from: Option<String>,
}

impl Scoped {
    /// The fields of an entry with what it names.
    pub fn fields<'a>(&self, desktop: &Desktop, fields: Fields<'a>) -> Result<Fields<'a>, Failure> {
        let plan = desktop.plan();
        let milestone = self.id.as_deref().map(|id| lookup::milestone(plan, id)).transpose()?;
        let phase = self.phase.as_deref().map(|id| lookup::phase(plan, id)).transpose()?;
        Ok(Fields {
            milestone: milestone.map(|place| plan.milestones[place].id.clone()),
            phase: phase.map(|place| plan.phases[place].id.clone()),
            from: self.from.as_deref().map(|from| desktop.ahead(from)).transpose()?.map(Some),
            ..fields
        })
    }
}
