//! What every command that changes the plan does with its change: held against the plan, it is written while that is a draft, and
//! proposed once it is in force.

use super::beginning::{Along, Beginning, PlanStage, SHOWN, beginning, begun};
use super::refusal::refusal;
use crate::check::brought;
use crate::check::finding::{PlanFinding, listed};
use crate::cli::amend::{Proposed, propose};
use crate::cli::answer::{Answer, Outside};
use crate::cli::ask::lines;
use crate::cli::failure::{Failure, USAGE};
use crate::cli::global::{AnswerFormat, Global};
use crate::cli::plan_text::{misfit_plan, parse, unfit};
use crate::cli::record::Desktop;
use crate::cli::remark::Remark;
use crate::cli::saying::SayingArgs;
use crate::cli::world::workspace;
use crate::edit::error::Unedited;
use crate::edit::set::{Assigning, Assignment, set};
use crate::edit::splice::{Splice, TouchedLines, are_apart, difference, spliced, touched};
use crate::model::plan::Plan;
use crate::render::json::json as as_json;
use crate::report::compare::{compare, summary};
use crate::store::workspace::{PLAN, Workspace};
use crate::store::write::{Writer, rework};
use clap::Args;
use serde::Serialize;

/// What is said of a change beside it.
#[derive(Clone, Debug, Args)]
pub struct Changing {
    /// The name of the new version, such as a date; once the plan is in force, each has its own
    #[arg(long = "version", id = "new_version", value_name = "NAME")]
    version: Option<String>,
    /// In force: from when it applies; default: the latest day for which the deciding sides concurred
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    from: Option<String>,
    /// In force: only write plan.json; `milepost amend` proposes it later, with all other changes
    #[arg(long)]
    unproposed: bool,
    /// In force: take along what plan.json holds beside the version in force
    #[arg(long, conflicts_with = "afresh")]
    with_plan_json: bool,
    /// In force: begin from the version in force, and let go what plan.json holds beside it
    #[arg(long)]
    afresh: bool,
    #[command(flatten)]
    saying: SayingArgs,
}

/// A change of a plan's text.
pub type TextChange<'a> = &'a dyn Fn(&str, PlanStage) -> Result<Vec<Splice>, Unedited>;

/// A plan that a change made, and what it was made of.
struct ChangedPlan {
    /// Nothing where the text was no plan.
    old: Option<Plan>,
    new: Plan,
    text: String,
    lines: Vec<TouchedLines>,
    /// What is wrong with it that was not before, and can be put right by going on.
    missing: Vec<PlanFinding>,
}

#[derive(Serialize)]
struct ChangeAnswer<'a> {
    format: &'static str,
    file: &'static str,
    written: bool,
    changes: &'a [String],
    lines: &'a [ChangedLines],
    missing: Vec<&'a str>,
}

#[derive(Serialize)]
struct ChangedLines {
    before: Vec<String>,
    after: Vec<String>,
}

/// The workspace whose plan is to be changed.
pub fn planned(global: &Global, outside: &Outside) -> Result<Workspace, Failure> {
    workspace(global, outside)?.ok_or_else(|| {
        Failure::new(USAGE, "no-workspace", "there is no workspace here, and so no plan to change")
            .hint("`milepost plan new` begins one with an empty plan, `milepost init` with one that is there")
    })
}

/// A change that is to be made.
pub struct TextEdit<'a> {
    /// What is told of it in place of what it makes of the plan.
    pub told: Option<String>,
    /// Whether it may mend a plan that cannot be read.
    pub mends: bool,
    pub change: TextChange<'a>,
}

impl Changing {
    pub fn along(&self) -> Along {
        Along { with_plan_json: self.with_plan_json, afresh: self.afresh, unproposed: self.unproposed }
    }

    /// Makes a change of a plan that can be read.
    pub fn apply(&self, global: &Global, outside: &Outside, change: TextChange) -> Result<Answer, Failure> {
        self.make(TextEdit { told: None, mends: false, change }, global, outside)
    }

    /// Makes a change.
    pub fn make(&self, edit: TextEdit, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let workspace = planned(global, outside)?;
        let edit = TextEdit { change: &self.with_version(edit.change), ..edit };
        match PlanStage::of(&workspace)? {
            PlanStage::InForce if !self.unproposed => self.propose(global, outside, &edit),
            _ => self.write(workspace, global, outside, edit),
        }
    }

    /// The same with the name of the new version, where one is given.
    fn with_version<'a>(
        &'a self,
        change: TextChange<'a>,
    ) -> impl Fn(&str, PlanStage) -> Result<Vec<Splice>, Unedited> + 'a {
        move |text, stage| {
            let splices = change(text, stage)?;
            let Some(version) = &self.version else { return Ok(splices) };
            let named = Assignment { key: "version".into(), how: Assigning::Is, words: version.clone() };
            let alone = set(text, None, std::slice::from_ref(&named))?;
            if are_apart(&splices, &alone) {
                return Ok(splices.into_iter().chain(alone).collect());
            }
            let made = spliced(text, &splices);
            Ok(difference(text, &spliced(&made, &set(&made, None, &[named])?)).into_iter().collect())
        }
    }

    /// Writes plan.json, and nothing else.
    fn write(
        &self,
        workspace: Workspace,
        global: &Global,
        outside: &Outside,
        edit: TextEdit,
    ) -> Result<Answer, Failure> {
        let who = format!("process {}, milepost plan", outside.process);
        let writer = Writer::begin(workspace, global.patience(), &who)?;
        let Beginning { stage, text, also } = beginning(self.along(), &writer.workspace)?;
        let changed = changed(&text, stage, &edit)?;
        if !self.saying.voice.dry_run {
            rework(&writer.workspace, &changed.text)?;
        }
        let unproposed = (stage == PlanStage::InForce).then_some(Remark::Unproposed);
        let missing = changed.missing.iter().map(|finding| Remark::StillMissing(finding.message.clone()));
        let also = (!also.is_empty()).then(|| Remark::AlsoHeld(listed(&also, SHOWN, "; ")));
        Ok(Answer::say(self.told(&changed, edit.told)).remark(unproposed.into_iter().chain(also).chain(missing)))
    }

    /// Proposes the changed plan as an amendment.
    fn propose(&self, global: &Global, outside: &Outside, edit: &TextEdit) -> Result<Answer, Failure> {
        let desktop = Desktop::open(global, outside, &self.saying.voice, "plan")?;
        let Beginning { text, .. } = begun(self.along(), &desktop.world)?;
        let changed = changed(&text, PlanStage::InForce, edit)?;
        let proposed = Proposed { file: PLAN, text: changed.text, is_working: true, from: self.from.as_deref() };
        propose(desktop, proposed, &self.saying)
    }

    fn told(&self, changed: &ChangedPlan, told: Option<String>) -> String {
        let compared = || changed.old.as_ref().map_or(Vec::new(), |old| summary(&compare(old, &changed.new)));
        let changes = told.map_or_else(compared, |told| vec![told]);
        let dry_run = self.saying.voice.dry_run;
        if let AnswerFormat::Json = self.saying.output {
            let missing = changed.missing.iter().map(|finding| finding.message.as_str()).collect();
            let lines: Vec<ChangedLines> = changed.lines.iter().map(ChangedLines::of).collect();
            let format = "milepost/plan-change/1";
            return as_json(&ChangeAnswer {
                format,
                file: PLAN,
                written: !dry_run,
                changes: &changes,
                lines: &lines,
                missing,
            });
        }
        let done = if dry_run { "would be changed" } else { "is changed" };
        let what = if changes.is_empty() { String::new() } else { format!(": {}", changes.join(", ")) };
        let mut told = vec![format!("{PLAN} {done}{what}")];
        told.extend(shown(&changed.lines));
        lines(&told)
    }
}

/// The plan with a change, if that leaves a plan that can be read and names nothing that is not there.
fn changed(text: &str, stage: PlanStage, edit: &TextEdit) -> Result<ChangedPlan, Failure> {
    let old = match parse(text, PLAN) {
        Err(failure) if !edit.mends => {
            return Err(failure.advice(Some("put that right first: `milepost plan edit` opens the plan".into())));
        }
        old => old.ok(),
    };
    let splices = (edit.change)(text, stage).map_err(refusal)?;
    let made = spliced(text, &splices);
    if made == text {
        return Err(refusal(Unedited::AsItWas));
    }
    let new = Plan::parse(&made).map_err(|misfit| {
        let say = misfit
            .missing
            .as_ref()
            .map(|key| format!("say it with `{key}=…`; a text that is the word none is typed '{key}=\"none\"'"));
        unwritten(misfit_plan(PLAN, &made, &misfit), say)
    })?;
    let missing = vetted(old.as_ref(), &new, &made).map_err(|failure| unwritten(failure, None))?;
    Ok(ChangedPlan { old, new, lines: touched(text, &splices), text: made, missing })
}

/// The same without a place in a text that nobody sees, and with what to do.
fn unwritten(failure: Failure, say: Option<String>) -> Failure {
    let way = || Some("`milepost plan format` shows every key with what may stand there".to_owned());
    Failure { place: None, hint: failure.hint.clone().or(say).or_else(way), ..failure }
}

/// The errors of a plan that it had not before, where going on mends them; others refuse it.
pub fn vetted(old: Option<&Plan>, new: &Plan, text: &str) -> Result<Vec<PlanFinding>, Failure> {
    // Who decides may be added after what is decided.
    let (missing, wrong): (Vec<_>, Vec<_>) =
        brought(old, new).into_iter().partition(|finding| finding.rule == "quorum");
    match wrong.first() {
        None => Ok(missing),
        Some(finding) => Err(unfit(finding, PLAN, text)),
    }
}

impl ChangedLines {
    fn of(lines: &TouchedLines) -> ChangedLines {
        let all = |text: &str| text.lines().map(str::to_owned).collect();
        ChangedLines { before: all(&lines.before), after: all(&lines.after) }
    }
}

/// The first lines that changed, before and after.
fn shown(changes: &[TouchedLines]) -> Vec<String> {
    const SHOWN: usize = 24;
    let all: Vec<String> = changes.iter().flat_map(differing).collect();
    let more = all.len().saturating_sub(SHOWN);
    let rest = (more > 0).then(|| format!("  … and {more} more lines"));
    all.into_iter().take(SHOWN).chain(rest).collect()
}

/// The lines of one change that differ: those that both have stand for themselves.
fn differing(change: &TouchedLines) -> Vec<String> {
    let after: Vec<&str> = change.after.lines().collect();
    let (mut rest, mut gone, mut told) = (&after[..], Vec::new(), Vec::new());
    for line in change.before.lines() {
        match rest.iter().position(|new| *new == line) {
            Some(place) => {
                told.append(&mut gone);
                told.extend(rest[..place].iter().map(|new| format!("  + {new}")));
                rest = &rest[place + 1..];
            }
            None => gone.push(format!("  - {line}")),
        }
    }
    told.append(&mut gone);
    told.extend(rest.iter().map(|new| format!("  + {new}")));
    told
}
