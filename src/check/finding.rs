//! One finding of a check: what is so, where, and what to do.

use crate::model::index::Ix;
use crate::model::json::PathStep;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanFinding {
    pub severity: FindingSeverity,
    /// A stable short name of the check.
    pub rule: &'static str,
    pub message: String,
    pub hint: Option<String>,
    /// From the root of the plan file to what the finding is about.
    pub path: Vec<PathStep>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingSeverity {
    Error,
    Warning,
}

impl PlanFinding {
    pub fn error(rule: &'static str, message: String, path: Vec<PathStep>) -> PlanFinding {
        PlanFinding { severity: FindingSeverity::Error, rule, message, hint: None, path }
    }

    pub fn warning(rule: &'static str, message: String, path: Vec<PathStep>) -> PlanFinding {
        PlanFinding { severity: FindingSeverity::Warning, rule, message, hint: None, path }
    }

    pub fn hint(mut self, hint: impl Into<Option<String>>) -> PlanFinding {
        self.hint = hint.into();
        self
    }

    pub fn is_error(&self) -> bool {
        self.severity == FindingSeverity::Error
    }
}

/// A path of keys and places, such as `["milestones", 3, "due"]`.
pub fn path(list: &str, place: impl Ix, rest: &[&str]) -> Vec<PathStep> {
    let start = [PathStep::Key(list.into()), PathStep::Index(place.place())];
    start.into_iter().chain(rest.iter().map(|key| PathStep::Key((*key).into()))).collect()
}

/// A path to one item of a list, such as `["milestones", 3, "requires", 1]`.
pub fn item(list: &str, place: impl Ix, key: &str, index: impl Ix) -> Vec<PathStep> {
    let mut path = path(list, place, &[key]);
    path.push(PathStep::Index(index.place()));
    path
}

/// So many names that a message stays readable: `` `A`, `B` and 12 more``.
pub fn some<T: std::fmt::Display>(names: &[T]) -> String {
    listed(&names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>(), SHOWN, ", ")
}

/// So many names stand in a message.
pub const SHOWN: usize = 8;

/// The first of many, as they are, and how many more there are.
pub fn listed(all: &[String], most: usize, between: &str) -> String {
    more(all[..all.len().min(most)].join(between), all.len().saturating_sub(most))
}

/// A list, and how many more there are.
fn more(shown: String, rest: usize) -> String {
    if rest == 0 { shown } else { format!("{shown} and {rest} more") }
}

/// The known name nearest to one that is not, if any is near. To measure how far two names are apart takes as much room as
/// their lengths multiplied, so none is near to one that is longer than names are.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 200;
    if name.len() > LONGEST {
        return None;
    }
    let wanted = name.to_lowercase();
    let limit = (name.len() / 3).max(2);
    let alike = known.into_iter().filter(|known| known.len() <= LONGEST);
    let far = alike.map(|known| (strsim::damerau_levenshtein(&wanted, &known.to_lowercase()), known));
    far.filter(|(distance, _)| *distance <= limit).min().map(|(_, known)| known)
}
