//! `milepost audit`

use super::answer::{Answer, Outside};
use super::ask::{TableOutput, TablePage, lines};
use super::failure::{Failure, USAGE};
use super::global::Global;
use super::kept::Kept;
use super::world::World;
use crate::fold::removals::{Naming, bearing, namings};
use crate::fold::state::{Clocks, Judgements};
use crate::ledger::seal::{Unsound, unsound};
use crate::model::index::DeskIx;
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::render::json::json;
use crate::report::audit::{AuditFinding, Audited, FindingWeight, Sighting, findings, heads, sheet, sightings};
use crate::report::basis::answer;
use crate::report::exhibits::{evidence_findings, removal_findings};
use crate::report::findings::{FlawRow, flaw_docs};
use crate::report::voice::unproven;
use crate::store::evidence::check;
use crate::store::read::Contents;
use clap::Args;
use serde::Serialize;

/// Tell what was lost, altered or forged, and what still stands; exit 1 if anything was
///
/// Walks chains, seals, witnesses, evidence, standing, clocks and plan versions. Of every book the last seal of each key is checked: it covers all before it. A book that was cut back to an earlier seal
/// verifies by itself; only who had seen more of it can tell, so the audit says who has seen what.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost audit
  milepost audit --full -o json")]
pub struct AuditArgs {
    /// Check every seal, not only the last
    #[arg(long)]
    full: bool,
    /// How to write the findings
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    output: TableOutput,
}

#[derive(Serialize)]
struct AuditDoc {
    whole: bool,
    findings: Vec<AuditFinding>,
    flaws: Vec<FlawRow>,
    sightings: Vec<Sighting>,
    unproven: Vec<String>,
}

impl AuditArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let world = World::open(global, outside)?;
        if world.alone {
            return Err(Failure::new(USAGE, "no-workspace", "there are no books to audit: no workspace here")
                .hint("`milepost init` begins one, `-C DIR` names one"));
        }
        let now = (outside.now)();
        let judged = Kept::new(world.judged(now));
        let unsound = if self.full { every(world) } else { Vec::new() };
        let audited = audited(world, &judged, &unsound, now);
        let found = found(world, &audited)?;
        let grave = found.iter().any(|finding| finding.weight == FindingWeight::Grave);
        let text = match self.output {
            TableOutput::Json => {
                let state = Kept::new(world.state(Clocks { as_of: now, known_by: now }));
                let view = world.view(&state);
                let document = AuditDoc {
                    whole: !grave,
                    findings: found,
                    flaws: flaw_docs(&world.contents.flaws),
                    sightings: sightings(view.books),
                    unproven: view
                        .plan
                        .actors
                        .iter()
                        .filter(|actor| actor.keys.is_empty())
                        .map(|actor| actor.id.to_string())
                        .collect(),
                };
                json(&answer("audit", &view, document))
            }
            TableOutput::Table if found.is_empty() => lines(&footing(world, &audited, grave)),
            output => {
                let footing = footing(world, &audited, grave);
                TablePage { heading: Vec::new(), sheet: sheet(&found), footing }.write(output, global, outside)
            }
        };
        Ok(Answer::say(text).code(u8::from(grave)))
    }
}

/// What an audit would answer, in a line; whether nothing was lost or altered.
pub fn verdict(world: &World, now: Moment) -> Result<(bool, &'static str), Failure> {
    let judged = world.judged(now);
    let audited = audited(world, &judged, &[], now);
    let found = found(world, &audited)?;
    let grave = found.iter().any(|finding| finding.weight == FindingWeight::Grave);
    Ok(match (grave, found.is_empty()) {
        (true, _) => (false, "Damaged: `milepost audit` tells what, and what still stands."),
        (false, true) => (true, WHOLE),
        (false, false) => (true, "Every chain is whole; `milepost audit` tells what does not count."),
    })
}

fn audited<'a>(
    world: &'a World,
    judged: &'a Judgements,
    unsound: &'a [(DeskIx, Vec<Unsound>)],
    now: Moment,
) -> Audited<'a> {
    let (plan, _) = world.in_force(now);
    let Contents { books, flaws, .. } = &world.contents;
    Audited { plan, books, log: world.contents.log().judged(judged), flaws, unsound, now }
}

/// All that is found in books, plans and evidence.
fn found(world: &World, audited: &Audited) -> Result<Vec<AuditFinding>, Failure> {
    let mut found = findings(audited);
    found.extend(world.plan_findings(audited.now)?);
    let odd = check(&world.contents.workspace, named(world, audited.plan, audited.log.judged, audited.now))?;
    found.extend(removal_findings(audited.plan, audited.log));
    found.extend(evidence_findings(audited.log.log(), &odd));
    Ok(found)
}

/// The files that entries name. Who may have taken one away, only the whole picture knows: it remembers who once was an actor.
fn named<'a>(world: &'a World, plan: &Plan, judged: &Judgements, now: Moment) -> Vec<Naming<'a>> {
    match world.removes() {
        false => namings(plan, world.contents.log(), judged, &bearing(world.contents.log())),
        true => {
            let state = Kept::new(world.state(Clocks { as_of: now, known_by: now }));
            world.namings(&state)
        }
    }
}

const WHOLE: &str = "Every chain is whole.";

/// All unsound seals of every book.
fn every(world: &World) -> Vec<(DeskIx, Vec<Unsound>)> {
    let ring = world.ring();
    world
        .contents
        .books
        .pairs()
        .map(|(place, book)| (place, unsound(book, &ring)))
        .filter(|(_, unsound)| !unsound.is_empty())
        .collect()
}

/// The root, the heads and who has seen them, and the answer in one line.
fn footing(world: &World, audited: &Audited, grave: bool) -> Vec<String> {
    let root = world.contents.root.map_or("no entry yet".to_owned(), |root| format!("root {root}"));
    let verdict = match (grave, audited.flaws.is_empty()) {
        (true, _) => "Damaged: what stands above does not count.".to_owned(),
        (false, true) => WHOLE.to_owned(),
        (false, false) => "Every chain is whole; see above for what does not count.".to_owned(),
    };
    let seen = "A book that was cut back verifies by itself: only who had seen more of it can tell.".to_owned();
    let seen = (!audited.books.is_empty()).then_some(seen);
    std::iter::once(root).chain(heads(audited)).chain(seen).chain(unproven(audited.plan)).chain([verdict]).collect()
}
