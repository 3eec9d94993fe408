//! Circles: dates that hang on each other, and preconditions that wait for each other.

use super::finding::{Finding, path};
use crate::model::condition::Condition;
use crate::model::due::{Due, Event, Mark};
use crate::model::plan::Plan;
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

/// Circles of dates are errors; circles of preconditions are a question that real agreements leave open.
pub fn cycles(plan: &Plan) -> Vec<Finding> {
    let dates = circles(plan, |milestone| {
        let events = plan.milestones[milestone].due.iter().flat_map(Due::events);
        let dated = events.filter_map(|event| match event {
            Event::Milestone(id, Mark::Due) => plan.milestone(id.as_str()),
            _ => None,
        });
        dated.collect()
    });
    let waits = circles(plan, |milestone| {
        let conditions = plan.milestones[milestone].requires.iter().flat_map(Condition::leaves);
        conditions.filter_map(|condition| plan.milestone(condition.milestone()?.as_str())).collect()
    });
    let named = |circle: &[usize]| {
        let ids: Vec<String> = circle.iter().map(|milestone| format!("`{}`", plan.milestones[*milestone].id)).collect();
        ids.join(", ")
    };
    let dates = dates.into_iter().map(|circle| {
        let message = format!("the dates of {} hang on each other in a circle", named(&circle));
        Finding::error("date-cycle", message, path("milestones", circle[0], &["due"]))
    });
    let waits = waits.into_iter().map(|circle| {
        let message = format!("who goes first? {} wait for each other", named(&circle));
        Finding::warning("who-goes-first", message, path("milestones", circle[0], &["requires"]))
    });
    dates.chain(waits).collect()
}

/// The groups of milestones that lead to each other, each in the order of the plan.
fn circles(plan: &Plan, leads: impl Fn(usize) -> Vec<usize>) -> Vec<Vec<usize>> {
    let mut graph = DiGraph::<(), ()>::with_capacity(plan.milestones.len(), plan.milestones.len());
    for _ in &plan.milestones {
        graph.add_node(());
    }
    for from in 0..plan.milestones.len() {
        for to in leads(from) {
            graph.add_edge(NodeIndex::new(from), NodeIndex::new(to), ());
        }
    }
    let mut circles: Vec<Vec<usize>> = tarjan_scc(&graph)
        .into_iter()
        .filter(|group| group.len() > 1 || graph.contains_edge(group[0], group[0]))
        .map(|group| {
            let mut circle: Vec<usize> = group.into_iter().map(NodeIndex::index).collect();
            circle.sort();
            circle
        })
        .collect();
    circles.sort();
    circles
}
