//! What is suspended or resumed: one milestone, one phase, or the whole plan, and from when.

use super::failure::Failure;
use super::lookup;
use super::record::Desktop;
use crate::model::decision::Scope;
use crate::model::when::When;
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
    /// What is meant, and from when.
    pub fn named(&self, desktop: &Desktop) -> Result<(Scope, Option<When>), Failure> {
        let plan = desktop.plan();
        let scope = match (&self.id, &self.phase) {
            (Some(id), _) => Scope::Milestone(plan.milestones[lookup::milestone(plan, id)?].id.clone()),
            (None, Some(id)) => Scope::Phase(plan.phases[lookup::phase(plan, id)?].id.clone()),
            (None, None) => Scope::Plan,
        };
        Ok((scope, self.from.as_deref().map(|from| desktop.ahead(from)).transpose()?))
    }
}
