//! What is wrong with a plan: an ordered list of pure checks that all tell what they find, each with its place.
//!
//! An error makes the plan impossible to fold or contradicts the design; a warning is what a careful secretariat would want
//! to know. One fact is told once: what follows from another finding is left out, and what many milestones share is one
//! finding that names some of them.

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
use finding::{Finding, Severity};

type Check = fn(&Plan) -> Vec<Finding>;

/// Every check with the gravest finding that it can have, in the order in which a plan is put right: first what things are
/// called, then who decides, what belongs together, how it is measured, when, after what; last what is missing.
const CHECKS: [(Severity, Check); 26] = [
    (Severity::Error, references::ids),
    (Severity::Error, references::unknown),
    (Severity::Warning, references::sources),
    (Severity::Error, rules::rules),
    (Severity::Error, verifiers::verification),
    (Severity::Error, dates::mandates),
    (Severity::Warning, verifiers::on_time),
    (Severity::Error, parts::parts),
    (Severity::Error, repeats::repeats),
    (Severity::Error, repeats::replaces),
    (Severity::Error, measures::indicators),
    (Severity::Warning, measures::units),
    (Severity::Warning, measures::sums),
    (Severity::Error, cycles::dates),
    (Severity::Error, cycles::targets),
    (Severity::Error, dates::consultations),
    (Severity::Warning, dates::deadlines),
    (Severity::Warning, dates::lasting),
    (Severity::Warning, conditions::contradictions),
    (Severity::Warning, conditions::thresholds),
    (Severity::Warning, conditions::order),
    (Severity::Warning, cycles::waits),
    (Severity::Error, keys::keys),
    (Severity::Error, keys::voices),
    (Severity::Warning, gaps::milestones),
    (Severity::Warning, gaps::idle),
];

/// Every finding on a plan, errors and warnings, in the order of the checks.
pub fn check(plan: &Plan) -> Vec<Finding> {
    CHECKS.iter().flat_map(|(_, check)| check(plan)).collect()
}

/// The findings that make a plan unfit to be folded.
pub fn errors(plan: &Plan) -> Vec<Finding> {
    let grave = CHECKS.iter().filter(|(gravest, _)| *gravest == Severity::Error);
    grave.flat_map(|(_, check)| check(plan)).filter(Finding::is_error).collect()
}
