//! `milepost amend`

use super::answer::{Answer, Outside};
use super::decision::{hint, told};
use super::failure::{Failure, REFUSED};
use super::global::{AnswerFormat, Global};
use super::plan_text::{parse, refused, unfit};
use super::record::Desktop;
use super::remark::Remark;
use super::saying::SayingArgs;
use crate::check::brought_waits;
use crate::model::decision::Terms;
use crate::model::hash::Hash;
use crate::model::index::VersionIx;
use crate::model::plan::Plan;
use crate::report::compare::{by_key, compare, summary};
use crate::report::moved::listed;
use crate::store::adoptable::continues;
use crate::store::create::with_base;
use crate::store::read::VersionFile;
use crate::store::text::read_text;
use crate::store::workspace::{PLAN, PLANS};
use crate::store::write::rework;
use clap::Args;
use std::path::PathBuf;

/// Adopt another version of the plan: a decision
///
/// Progress carries over by the milestones' ids; every past moment is computed with the version then in force. Without a
/// file, the edited plan.json is proposed.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost amend --as ukraine --dry-run
  milepost amend amended.json --as ukraine --from 2026-12-24")]
pub struct AmendArgs {
    /// The new version; without it, plan.json
    plan: Option<PathBuf>,
    /// From when it applies; default: the latest day for which the deciding sides concurred
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    from: Option<String>,
    #[command(flatten)]
    saying: SayingArgs,
}

impl AmendArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let desktop = Desktop::open(global, outside, &self.saying.voice, "amend")?;
        if desktop.world.contents.root.is_none() {
            return Err(Failure::new(REFUSED, "draft", "nothing is recorded yet, so the plan is a draft")
                .hint("edit plan.json as you like, by hand or with `milepost plan`; the first entry fixes it"));
        }
        let path = match &self.plan {
            Some(path) => outside.folder.join(path),
            None => desktop.world.contents.workspace.plan(),
        };
        let file = self.plan.as_ref().map_or(PLAN.to_owned(), |path| path.display().to_string());
        let is_working = self.plan.is_none();
        let text = read_text(&path)?;
        propose(desktop, Proposed { file: &file, text, is_working, from: self.from.as_deref() }, &self.saying)
    }
}

/// A version of the plan that is to be proposed.
pub struct Proposed<'a> {
    /// How its file is called in messages.
    pub file: &'a str,
    pub text: String,
    /// Whether plan.json is, or becomes, that version.
    pub is_working: bool,
    /// From when it applies.
    pub from: Option<&'a str>,
}

/// Proposes a version of the plan.
pub fn propose(mut desktop: Desktop, version: Proposed, saying: &SayingArgs) -> Result<Answer, Failure> {
    let base = desktop.world.last_adopted();
    let (summary, terms) = changes(&desktop, base, &version)?;
    let (base, _) = desktop.world.versions.0[base].clone();
    let text = Hash::parse(&base).map_or(version.text.clone(), |base| with_base(&version.text, base));
    let hash = Hash::of(text.as_bytes());
    let from = version.from.map(|from| desktop.ahead(from)).transpose()?;
    let decided = Terms::Amend { base, plan: hash.to_string(), from };
    let workspace = desktop.world.contents.workspace.clone();
    desktop.offer(VersionFile { hash, path: workspace.version(hash), text: text.clone() });
    let mut recorded = desktop.say(saying, decided, |why_not| hint(why_not, "rules.amend"))?;
    if version.is_working && !saying.voice.dry_run {
        // The edited plan is the version that was proposed, byte for byte.
        // It is recorded by then, so what goes wrong is only told.
        let file = format!("{PLANS}/{hash}.json");
        let unwritten = |error| Remark::PlanUnwritten { file, why: Failure::from(error).message };
        recorded.remarks.extend(rework(&workspace, &text).err().map(unwritten));
    }
    let mut text = told("amend", &recorded, saying);
    if let AnswerFormat::Text = saying.output {
        text += &super::ask::lines(&listed("changes", &summary, String::clone));
        text += &super::ask::lines(&listed("", &terms, String::clone));
    }
    Ok(recorded.answer(text))
}

/// Changes kind by kind, and key by key.
type AmendedTerms = (Vec<String>, Vec<String>);

/// What a new version changes, if it can be adopted.
fn changes(desktop: &Desktop, base: VersionIx, version: &Proposed) -> Result<AmendedTerms, Failure> {
    let (file, text) = (version.file, version.text.as_str());
    let plan = parse(text, file)?;
    if let Some(failure) = refused(&plan, file, text) {
        return Err(failure);
    }
    continues(&plan, desktop.world.root()).map_err(|reason| {
        Failure::new(REFUSED, "another-plan", format!("{file} is no version of this plan: {reason}"))
            .hint("begin from a copy of the version in force; `milepost init` begins another plan")
    })?;
    let in_force = &desktop.world.versions.0[base];
    if in_force.0 == Hash::of(text.as_bytes()).to_string() {
        return Err(Failure::new(REFUSED, "unchanged", format!("{file} is the version in force"))
            .hint("edit plan.json, or name the file of the new version"));
    }
    named_anew(desktop, base, &plan, version)?;
    if let Some(finding) = brought_waits(&in_force.1, &plan).first() {
        return Err(unfit(finding, file, text));
    }
    let comparison = compare(&in_force.1, &plan);
    Ok((summary(&comparison), by_key(&comparison)))
}

/// Refuses the name of another version that is known, be it in force or not.
fn named_anew(desktop: &Desktop, base: VersionIx, plan: &Plan, version: &Proposed) -> Result<(), Failure> {
    let versions = &desktop.world.versions.0;
    let in_force = &versions[base];
    // What was proposed before may be proposed again.
    let again =
        Hash::parse(&in_force.0).map(|base| Hash::of(with_base(version.text.as_str(), base).as_bytes()).to_string());
    let mut others = versions.iter().filter(|(hash, _)| Some(hash) != again.as_ref());
    let Some((_, other)) = others.find(|(_, other)| other.version == plan.version) else { return Ok(()) };
    let as_which = match other.version == in_force.1.version {
        true => "as the one in force does",
        false => "as one that was proposed, or in force before, does",
    };
    let message = format!("{} calls itself version `{}`, {as_which}", version.file, plan.version);
    let way = match version.is_working {
        true => {
            "name the new one: `milepost plan set version=NAME --unproposed`, or `--version NAME` with any `milepost plan` command"
        }
        false => "give it a `version` of its own, such as a date",
    };
    Err(Failure::new(REFUSED, "same-version", message).hint(way))
}
