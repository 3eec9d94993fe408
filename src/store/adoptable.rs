//! Whether a text can be a later version of a plan.

use crate::check;
use crate::model::plan::Plan;

/// The plan, if it has no errors and keeps what no amendment changes; else why not.
pub fn adoptable(text: &str, root: &Plan) -> Result<Plan, String> {
    let plan = Plan::parse(text).map_err(|misfit| misfit.problem)?;
    if let Some(finding) = check::errors(&plan).into_iter().next() {
        return Err(finding.message);
    }
    continues(&plan, root).map(|()| plan)
}

/// Whether a plan can be a version of another: an amendment keeps id, uid and time zone.
pub fn continues(plan: &Plan, root: &Plan) -> Result<(), String> {
    let kept =
        [("id", plan.id == root.id), ("uid", plan.uid == root.uid), ("timezone", plan.timezone == root.timezone)];
    match kept.iter().find(|(_, kept)| !kept) {
        Some((key, _)) => Err(format!("`{key}` is another than the first version's; an amendment keeps it")),
        None => Ok(()),
    }
}
