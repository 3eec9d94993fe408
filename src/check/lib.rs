//! What is wrong with a plan: an ordered list of pure checks that all tell what they find, each with its place.
//!
//! An error makes the plan impossible to fold or contradicts the design; a warning is what a careful secretariat would want
//! to know. One fact is told once: what follows from another finding is left out, and what many milestones share is one
//! finding that names some of them.

use milepost_core::{ledger, model, words};

pub mod claims;
pub mod conditions;
pub mod cycles;
pub mod dates;
pub mod finding;
pub mod gaps;
pub mod keys;
pub mod measures;
pub mod parts;
pub mod references;
pub mod repeats;
pub mod rules;
pub mod stand;
pub mod verifiers;

use crate::model::plan::Plan;
use finding::{FindingSeverity, PlanFinding};
use rayon::prelude::*;

type PlanCheck = fn(&Plan) -> Vec<PlanFinding>;

/// Every check with the gravest finding that it can have, in the order in which a plan is put right: first what things are
/// called, then who decides, what belongs together, how it is measured, when, after what; last what is missing.
const CHECKS: [(FindingSeverity, PlanCheck); 26] = [
    (FindingSeverity::Error, references::ids),
    (FindingSeverity::Error, references::unknown),
    (FindingSeverity::Warning, references::sources),
    (FindingSeverity::Error, rules::rules),
    (FindingSeverity::Error, verifiers::verification),
    (FindingSeverity::Error, dates::mandates),
    (FindingSeverity::Warning, verifiers::on_time),
    (FindingSeverity::Error, parts::parts),
    (FindingSeverity::Error, repeats::repeats),
    (FindingSeverity::Error, repeats::replaces),
    (FindingSeverity::Error, measures::indicators),
    (FindingSeverity::Warning, measures::units),
    (FindingSeverity::Warning, measures::sums),
    (FindingSeverity::Error, cycles::dates),
    (FindingSeverity::Error, cycles::targets),
    (FindingSeverity::Error, dates::consultations),
    (FindingSeverity::Warning, dates::deadlines),
    (FindingSeverity::Warning, dates::lasting),
    (FindingSeverity::Warning, conditions::contradictions),
    (FindingSeverity::Warning, conditions::thresholds),
    (FindingSeverity::Warning, conditions::order),
    (FindingSeverity::Warning, cycles::waits),
    (FindingSeverity::Error, keys::keys),
    (FindingSeverity::Error, keys::voices),
    (FindingSeverity::Warning, gaps::milestones),
    (FindingSeverity::Warning, gaps::idle),
];

/// Every finding on a plan, errors and warnings, in the order of the checks.
pub fn check(plan: &Plan) -> Vec<PlanFinding> {
    CHECKS.iter().flat_map(|(_, check)| check(plan)).collect()
}

/// The findings that make a plan unfit to be folded.
pub fn errors(plan: &Plan) -> Vec<PlanFinding> {
    let grave = CHECKS.par_iter().filter(|(gravest, _)| *gravest == FindingSeverity::Error);
    let found = grave.map(|(_, check)| check(plan)).collect::<Vec<_>>();
    found.into_iter().flatten().filter(PlanFinding::is_error).collect()
}

/// What a change of a plan brings that no change may: errors, and milestones that wait for themselves. What was there before stays
/// what it was.
pub fn brought(old: Option<&Plan>, new: &Plan) -> Vec<PlanFinding> {
    brought_by(old, new, |plan| errors(plan).into_iter().chain(cycles::endless(plan)).collect())
}

/// The same of a plan that is known to have no errors.
pub fn brought_waits(old: &Plan, new: &Plan) -> Vec<PlanFinding> {
    brought_by(Some(old), new, cycles::endless)
}

fn brought_by(old: Option<&Plan>, new: &Plan, all: impl Fn(&Plan) -> Vec<PlanFinding>) -> Vec<PlanFinding> {
    let before: Vec<PlanFinding> = old.map_or(Vec::new(), &all);
    // Places move when something is put before them; what is said names the things.
    let is_new = |finding: &PlanFinding| before.iter().all(|known| known.message != finding.message);
    all(new).into_iter().filter(is_new).collect()
}
