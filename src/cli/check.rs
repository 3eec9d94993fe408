//! `milepost check`

use super::answer::{Answer, Outside};
use super::ask::{TableOutput, TablePage, answered, lines};
use super::failure::{Failure, USAGE};
use super::global::Global;
use super::world::{BUILT_IN_CLAIMS, World};
use crate::check::check;
use crate::check::claims::{Claims, coverage};
use crate::check::finding::{FindingSeverity, PlanFinding};
use crate::model::json::locate_all;
use crate::render::json::json;
use crate::render::prose::prose;
use crate::report::findings::{Placed, findings_sheet, placed};
use crate::report::prose::Para;
use crate::report::rules::{RuleRow, rule_docs, rules};
use crate::report::totals::milestones;
use crate::report::words::count;
use crate::store::text::read_text;
use clap::Args;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Tell what is wrong with a plan, with its place; exit 1 if it has errors
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost check
  milepost check amended.json --claims claims.md")]
pub struct CheckArgs {
    /// A plan file; without it, the workspace's plan
    plan: Option<PathBuf>,
    /// A numbered list of a document's claims: every commitment among them must be cited by a milestone
    #[arg(long, value_name = "FILE")]
    claims: Option<PathBuf>,
    /// How to write the findings
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    output: TableOutput,
}

#[derive(Serialize)]
struct CheckDoc<'a> {
    format: &'static str,
    plan: String,
    sound: bool,
    findings: &'a [Placed],
    rules: Vec<RuleRow<'a>>,
}

impl CheckArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let around = self.plan.is_none().then(|| World::open_any(global, outside)).transpose()?;
        let world = match &self.plan {
            Some(path) => World::of_text(&read_text(&outside.folder.join(path))?, &path.display().to_string())?,
            None => around.as_ref().map_or_else(World::built_in, World::working)?,
        };
        let built_in = around.as_ref().is_some_and(|around| around.alone);
        let claims = match &self.claims {
            Some(path) => Some(self.claims(&read_text(&outside.folder.join(path))?, path)?),
            None if built_in => Some(self.claims(BUILT_IN_CLAIMS, Path::new("the article's claims"))?),
            None => None,
        };
        let mut findings = check(world.root());
        findings.extend(claims.iter().flat_map(|claims| coverage(world.root(), claims)));
        let sound = !findings.iter().any(PlanFinding::is_error);
        let placed = places(&world, &findings);
        let text = match self.output {
            TableOutput::Json => {
                let plan = world.contents.plan_hash.to_string();
                let rules = rule_docs(world.root());
                json(&CheckDoc { format: "milepost/check/1", plan, sound, findings: &placed, rules })
            }
            TableOutput::Table => {
                let mut paras = vec![Para::line(verdict(&world, &placed, claims.as_ref()))];
                paras.extend(rules(world.root()));
                told(&placed, outside.width) + &prose(&paras, outside.width)
            }
            output => {
                let footing = vec![verdict(&world, &placed, claims.as_ref())];
                TablePage { heading: Vec::new(), sheet: findings_sheet(&placed), footing }
                    .write(output, global, outside)
            }
        };
        let answer = match &around {
            None => Answer::say(text),
            Some(around) => answered(around, outside, text),
        };
        Ok(answer.code(u8::from(!sound)))
    }

    fn claims(&self, text: &str, path: &Path) -> Result<Claims, Failure> {
        Claims::parse(text).map_err(|bad| {
            let mut failure = Failure::new(USAGE, "claims", format!("{} is not a list of claims", path.display()));
            failure.details = bad.iter().map(|bad| format!("line {}: {}", bad.line, bad.problem)).collect();
            failure
        })
    }
}

/// Each finding with line and column.
fn places(world: &World, findings: &[PlanFinding]) -> Vec<Placed> {
    let paths: Vec<_> = findings.iter().map(|finding| finding.path.as_slice()).collect();
    let mut offsets: Vec<(usize, usize)> = locate_all(&world.contents.plan_text, &paths)
        .into_iter()
        .enumerate()
        .filter_map(|(at, o)| Some((o?, at)))
        .collect();
    offsets.sort();
    let mut placed_at = vec![None; findings.len()];
    let (mut line, mut column, mut seen) = (1, 1, 0);
    for (offset, finding) in offsets {
        let passed = &world.contents.plan_text[seen..offset];
        line += passed.matches('\n').count();
        // A file may be one long line: what was counted is not counted again.
        column = match passed.rfind('\n') {
            None => column + passed.chars().count(),
            Some(newline) => passed[newline..].chars().count(),
        };
        seen = offset;
        placed_at[finding] = Some((line, column));
    }
    findings.iter().zip(placed_at).map(|(finding, place)| placed(finding, world.file(), place)).collect()
}

/// The findings as people read them. A place stays on one line, so that it can be followed.
fn told(findings: &[Placed], width: Option<u16>) -> String {
    let one = |finding: &Placed| {
        let message = prose(&[finding.message()], width);
        let place = lines(&[format!("  --> {}", finding.place())]);
        let hint = finding.hint().map_or(String::new(), |hint| prose(&[hint], width));
        format!("{message}{place}{hint}\n")
    };
    findings.iter().map(one).collect()
}

fn verdict(world: &World, findings: &[Placed], claims: Option<&Claims>) -> String {
    let of = |severity: FindingSeverity| findings.iter().filter(|finding| finding.severity == severity).count();
    let cited = claims.map_or(String::new(), |claims| format!(", held against {}", count(claims.0.len(), "claim")));
    let (errors, warnings) = (of(FindingSeverity::Error), of(FindingSeverity::Warning));
    let told = [(errors, "error"), (warnings, "warning")].map(|(n, noun)| count(n, noun));
    format!("{}: {}{cited}; {}, {}", world.file(), milestones(world.root()), told[0], told[1])
}
