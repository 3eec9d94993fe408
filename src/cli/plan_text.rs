//! A plan as the text of a file: read, or refused with the place of what is wrong.

use super::failure::{ErrorPlace, Failure, REFUSED, USAGE};
use crate::check;
use crate::check::finding::PlanFinding;
use crate::edit::advice::instead;
use crate::model::json::{self, Misfit};
use crate::model::plan::Plan;

/// Why a plan cannot be folded, if it cannot: its first error, with its place.
pub fn refused(plan: &Plan, file: &str, text: &str) -> Option<Failure> {
    let errors = check::errors(plan);
    let first = errors.first()?;
    let failure = unfit(first, file, text);
    Some(match (&first.hint, errors.len()) {
        (Some(_), 1) => failure,
        (_, 1) => failure.hint("`milepost check` tells all that is wrong with a plan"),
        (_, count) => failure.hint(format!("`milepost check` tells this and {} more", count - 1)),
    })
}

/// What is wrong with a plan, with its place.
pub fn unfit(finding: &PlanFinding, file: &str, text: &str) -> Failure {
    let place = json::locate(text, &finding.path).map(|offset| Box::new(ErrorPlace::of(file, text, offset)));
    Failure { place, hint: finding.hint.clone(), ..Failure::new(REFUSED, "plan", finding.message.clone()) }
}

/// Reads a plan's text, or says what does not fit and where.
pub fn parse(text: &str, file: &str) -> Result<Plan, Failure> {
    Plan::parse(text).map_err(|misfit| misfit_plan(file, text, &misfit))
}

/// A plan that does not fit its format, with what to write instead.
pub fn misfit_plan(file: &str, text: &str, misfit: &Misfit) -> Failure {
    let instead = misfit.mistyped.as_ref().and_then(|path| instead(text, path)).map(|json| format!("write {json}"));
    let failure = Failure::misfit(USAGE, file, text, misfit);
    Failure { hint: instead.or(failure.hint), ..failure }
}
