//! A plan's rules: who takes which decision, and how many must concur; for people and as a document for machines.

use super::actor_name::{ActorName, listed};
use super::prose::Para;
use crate::model::milestone::Milestone;
use crate::model::plan::Plan;
use crate::model::rule::{Quorum, Rule, RuleName, Who};
use crate::tongue::{many, say};
use serde::{Serialize, Serializer};

/// One rule of a plan.
#[derive(Serialize)]
pub struct RuleRow<'a> {
    /// `verify`, `reschedule`, `suspend`, `amend`, `settle` or `start`.
    decision: &'static str,
    /// As the plan names them: an actor, or `role:ROLE`; null where nobody can take the decision.
    by: Option<Vec<String>>,
    /// How many sides must concur: a number, `"all"`, or null.
    quorum: Option<Needed>,
    /// The sides that are named.
    sides: Vec<ActorName<'a>>,
    /// How many milestones have a rule of their own for it.
    own: usize,
}

struct Needed(Quorum);

impl Serialize for Needed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Quorum::Sides(sides) => serializer.serialize_u64(sides as u64),
            Quorum::All => serializer.serialize_str("all"),
        }
    }
}

/// Every decision with its rule, in the order of the design.
pub fn rule_docs(plan: &Plan) -> Vec<RuleRow<'_>> {
    let doc = |(decision, rule, own): RuledDecision<'_>| RuleRow {
        decision,
        by: rule.map(|rule| rule.by.iter().map(name).collect()),
        quorum: rule.map(|rule| Needed(rule.quorum)),
        sides: rule.map_or(Vec::new(), |rule| sides(plan, rule)),
        own,
    };
    decisions(plan).into_iter().map(doc).collect()
}

/// A decision, the plan's rule for it, and how many milestones have one of their own.
type RuledDecision<'a> = (&'static str, Option<&'a Rule>, usize);

fn decisions(plan: &Plan) -> [RuledDecision<'_>; 6] {
    let rules = &plan.rules;
    let own = |said: fn(&Milestone) -> bool| plan.milestones.iter().filter(|m| said(m)).count();
    [
        (RuleName::Verify.told(), rules.verify.as_ref(), own(|milestone| milestone.verify.is_some())),
        (RuleName::Reschedule.told(), rules.reschedule.as_ref(), own(|milestone| milestone.reschedule.is_some())),
        (RuleName::Suspend.told(), rules.suspend.as_ref(), own(|milestone| milestone.suspend.is_some())),
        (RuleName::Amend.told(), rules.amend(), 0),
        (RuleName::Settle.told(), rules.settle.as_ref(), 0),
        (RuleName::Start.told(), rules.start.as_ref(), 0),
    ]
}

/// The rules in words, and which decisions nobody can take.
pub fn rules(plan: &Plan) -> Vec<Para> {
    let all = decisions(plan);
    let ruled = all.iter().filter(|(_, rule, own)| rule.is_some() || *own > 0);
    let lines: Vec<Para> = ruled.map(|decision| Para::field(decision.0, words(plan, *decision))).collect();
    let nobody: Vec<&str> =
        all.iter().filter(|(_, rule, own)| rule.is_none() && *own == 0).map(|rule| rule.0).collect();
    let mut paras = vec![Para::gap(), Para::line(say!("Who decides"))];
    paras.extend(lines);
    paras.extend((!nobody.is_empty()).then(|| Para::field(say!("nobody can"), nobody.join(", "))));
    paras
}

/// `both goi and gam`, `amm`, `2 of amm, un, osce; 3 milestones have their own`.
fn words(plan: &Plan, (_, rule, own): RuledDecision<'_>) -> String {
    let own = (own > 0).then(|| many!(own, "{n} milestone has its own", "{n} milestones have their own"));
    let rule = rule.map(|rule| {
        let sides = sides(plan, rule);
        match rule.quorum {
            _ if sides.is_empty() => say!("nobody who is in the plan").to_owned(),
            Quorum::All => concur(sides.len(), &sides),
            Quorum::Sides(quorum) => concur(quorum, &sides),
        }
    });
    rule.into_iter().chain(own).collect::<Vec<_>>().join("; ")
}

/// So many of some: `amm`, `goi or gam`, `both goi and gam`, `all of a, b, c`, `2 of a, b, c`.
pub fn concur(needed: usize, names: &[ActorName]) -> String {
    let listed = || listed(names);
    match (needed, names) {
        (_, []) => say!("nobody").to_owned(),
        (1, [one]) => one.to_string(),
        (1, [one, other]) => say!("{one} or {other}", one, other),
        (2, [one, other]) => say!("both {one} and {other}", one, other),
        (needed, names) if needed == names.len() => say!("all of {listed}", listed = listed()),
        _ => say!("{needed} of {listed}", needed, listed = listed()),
    }
}

fn name(who: &Who) -> String {
    match who {
        Who::Actor(id) => id.to_string(),
        Who::Role(role) => format!("role:{}", role.word()),
    }
}

/// The sides that a rule names, in the order of the plan.
fn sides<'a>(plan: &'a Plan, rule: &Rule) -> Vec<ActorName<'a>> {
    plan.sides_of(plan.named(rule)).into_iter().map(|actor| ActorName::of_side(plan, actor)).collect()
}
