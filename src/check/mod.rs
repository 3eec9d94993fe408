//! What is wrong with a plan: an ordered list of pure checks that all tell what they find, each with its place.

pub mod claims;
pub mod cycles;
pub mod finding;
pub mod milestones;
pub mod references;

use crate::model::plan::Plan;
use finding::Finding;

/// Every finding on a plan, errors and warnings, in the order of the checks.
pub fn check(plan: &Plan) -> Vec<Finding> {
    let checks: [fn(&Plan) -> Vec<Finding>; 7] = [
        references::ids,
        references::unknown,
        milestones::verification,
        milestones::indicators,
        milestones::parts,
        milestones::gaps,
        cycles::cycles,
    ];
    checks.into_iter().flat_map(|check| check(plan)).collect()
}

/// The findings that make a plan unfit to be folded.
pub fn errors(plan: &Plan) -> Vec<Finding> {
    check(plan).into_iter().filter(Finding::is_error).collect()
}
