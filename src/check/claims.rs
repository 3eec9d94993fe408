//! The numbered claims of a source document, and whether a plan follows each commitment among them.
//!
//! A list of claims is text: a line such as `12. [commitment] Corridors are to be opened.` is a claim, every other line
//! is for the reader.

use super::finding::{PlanFinding, nearest, path};
use crate::model::plan::Plan;
use std::collections::BTreeMap;

/// The claims by number.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Claims(pub BTreeMap<u32, SourceClaim>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceClaim {
    pub mark: ClaimMark,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimMark {
    Commitment,
    Principle,
    Timing,
    Context,
}

/// What is wrong with a line of a list of claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    pub line: usize,
    pub problem: String,
}

impl Claims {
    /// Reads a list of claims, or tells every line that seems to be one and is not.
    pub fn parse(text: &str) -> Result<Claims, Vec<BadLine>> {
        let (mut claims, mut bad) = (Claims::default(), Vec::new());
        for (place, line) in text.lines().enumerate() {
            match claim(line) {
                None => {}
                Some(Ok((number, claim))) if !claims.0.contains_key(&number) => drop(claims.0.insert(number, claim)),
                Some(Ok((number, _))) => {
                    bad.push(BadLine { line: place + 1, problem: format!("claim {number} stands twice") })
                }
                Some(Err(problem)) => bad.push(BadLine { line: place + 1, problem }),
            }
        }
        if bad.is_empty() { Ok(claims) } else { Err(bad) }
    }
}

/// A line that begins with a number and a full stop is a claim.
fn claim(line: &str) -> Option<Result<(u32, SourceClaim), String>> {
    let (number, rest) = line.split_once(". ")?;
    let number: u32 = number.parse().ok()?;
    let marked = rest.strip_prefix('[').and_then(|rest| rest.split_once("] "));
    let Some((word, text)) = marked else {
        return Some(Err("a claim has its mark in brackets: `12. [commitment] ...`".into()));
    };
    let mark = match word {
        "commitment" => ClaimMark::Commitment,
        "principle" => ClaimMark::Principle,
        "timing" => ClaimMark::Timing,
        "context" => ClaimMark::Context,
        other => return Some(Err(format!("`{other}` is not a mark: commitment, principle, timing or context"))),
    };
    Some(Ok((number, SourceClaim { mark, text: text.to_owned() })))
}

/// Whether every milestone cites claims that are there, and every commitment is cited by a milestone.
pub fn coverage(plan: &Plan, claims: &Claims) -> Vec<PlanFinding> {
    let mut findings = Vec::new();
    let mut cited = std::collections::HashSet::new();
    for (place, milestone) in plan.milestones.pairs() {
        for reference in &milestone.source {
            let number = reference.split_whitespace().last().unwrap_or("");
            match number.parse().ok().filter(|number| claims.0.contains_key(number)) {
                Some(number) => drop(cited.insert(number)),
                None => {
                    let known: Vec<String> = claims.0.keys().map(u32::to_string).collect();
                    let near = nearest(number, known.iter().map(String::as_str));
                    let message = format!("`{}` cites `{reference}`, which is not among the claims", milestone.id);
                    let finding = PlanFinding::error("unknown-claim", message, path("milestones", place, &["source"]));
                    findings.push(finding.hint(near.map(|near| format!("close to it is claim {near}"))));
                }
            }
        }
    }
    for (number, claim) in claims.0.iter().filter(|(_, claim)| claim.mark == ClaimMark::Commitment) {
        if !cited.contains(number) {
            let message = format!("no milestone follows commitment {number}: {}", claim.text);
            findings.push(PlanFinding::error("uncited-commitment", message, Vec::new()));
        }
    }
    findings
}
