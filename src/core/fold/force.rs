//! Since when a plan is in force by the decisions on its start, and while it was.

use super::spans::Spans;
use super::state::Decision;
use crate::model::decision::Matter;
use crate::model::moment::Moment;
use crate::model::when::When;

/// When the plan entered into force, by the decision taken last; one that voids it leaves earlier moments as they were.
pub fn started(decisions: &[Decision], as_of: Moment) -> Option<When> {
    let of_start = |decision: &&Decision| decision.taken.is_some() && decision.terms.matter() == Matter::Start;
    let mut latest_first = decisions.iter().rev().filter(of_start);
    latest_first.find(|decision| decision.from.is_some() || decision.begins <= as_of).and_then(|decision| decision.from)
}

/// While the plan was in force by the decisions on it: from the start decided last, until one voided it.
pub fn in_force(decisions: &[Decision]) -> Spans {
    let of_start = |decision: &&Decision| decision.taken.is_some() && decision.terms.matter() == Matter::Start;
    let mut voided = Moment::MAX;
    for decision in decisions.iter().rev().filter(of_start) {
        match decision.from {
            None => voided = voided.min(decision.begins),
            Some(_) if decision.begins < voided => return Spans::of([(decision.begins, true), (voided, false)]),
            Some(_) => return Spans::never(),
        }
    }
    Spans::never()
}
