//! `milepost init`

use super::answer::{Answer, Outside};
use super::ask::lines;
use super::example::{EXAMPLES, Example, example};
use super::failure::{Failure, USAGE};
use super::from_matrix::{FromMatrix, unreadable};
use super::global::{AnswerFormat, Global};
use super::plan_text::parse;
use super::remark::Remark;
use super::table_rules::keep;
use super::world::{BUILT_IN, World};
use crate::draft::claims::{ClaimLine, claims};
use crate::draft::draft;
use crate::draft::drafted::ReadMatrix;
use crate::draft::reading::rules_text;
use crate::draft::workbook::is_plan;

use crate::model::formula::guarded;
use crate::model::id::Id;
use crate::model::plan::Plan;
use crate::render::csv::plain_rows;
use crate::render::json::{json, json_line};
use crate::render::prose::prose;
use crate::render::safe::one_line;
use crate::report::drafted::{Claimed, DraftAnswer, DraftTold};
use crate::report::matrix::unprinted;
use crate::report::totals::milestones;
use crate::report::voice::voice;
use crate::store::create::create;
use crate::store::disk;
use crate::store::error::StoreError;
use crate::store::read::read;
use crate::store::remembered::RulesFile;
use crate::store::text::{read_bytes, read_text};
use crate::store::workspace::Workspace;
use crate::store::write::Writer;
use clap::Args;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Begin a workspace from the built-in plan, an example, a plan file, or a matrix
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost init peace
  milepost init aceh --example helsinki-2005")]
pub struct InitArgs {
    /// The folder; without it, this one
    folder: Option<PathBuf>,
    /// A plan file to begin from instead of the built-in plan, or an implementation matrix (.csv, .xlsx)
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// A real peace process to look at and to learn on, with what was said of it: helsinki-2005
    #[arg(long, value_name = "NAME", conflicts_with = "from", value_parser = named)]
    example: Option<&'static Example>,
    /// The actor who speaks from this machine; without it, the plan's secretariat
    #[arg(long = "as", value_name = "ACTOR")]
    speaker: Option<String>,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: AnswerFormat,
    #[command(flatten)]
    matrix: FromMatrix,
}

/// What a workspace begins from: the text of a plan, and the matrix that it was made of, if it was.
struct BegunFrom {
    text: String,
    file: String,
    matrix: Option<ReadMatrix>,
}

const INIT: &str = "milepost/init/1";

#[derive(Serialize)]
struct InitDoc<'a> {
    format: &'static str,
    folder: String,
    plan: &'a str,
    milestones: usize,
    speaks: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    draft: Option<DraftAnswer<'a>>,
}

fn named(name: &str) -> Result<&'static Example, String> {
    let known: Vec<&str> = EXAMPLES.iter().map(|example| example.name).collect();
    example(name).ok_or_else(|| format!("the examples are: {}", known.join(", ")))
}

impl InitArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let start =
            global.dir.as_ref().or(outside.dir.as_ref()).map_or(outside.folder.clone(), |dir| outside.folder.join(dir));
        let folder = self.folder.as_ref().map_or(start.clone(), |folder| start.join(folder));
        if self.from.is_none()
            && self.example.is_none()
            && let Some(workspace) = here(&folder).filter(|workspace| workspace.road().is_dir())
        {
            return self.again(workspace, global, outside);
        }
        let BegunFrom { text, file, matrix } = self.origin(outside)?;
        let books = self.example.map_or(&[][..], |example| example.books);
        let plan = parse(&text, &file)?;
        let speaker = self.speaker(&plan, outside)?;
        let claimed = match &matrix {
            Some(matrix) if here(&folder).is_none() => self.claim(matrix, outside)?,
            _ => (None, Vec::new()),
        };
        let workspace = create(&folder, &text, &(outside.random)(), speaker.clone(), books)?;
        let contents = read(&workspace)?;
        let (root, draft) = (contents.root, contents.plan_hash);
        let world = World::sound(World::of(contents)?.read_by(global, outside));
        let speaks = speaker.as_ref().map(Id::as_str);
        let told = matrix.as_ref().map(|matrix| DraftTold::of(matrix, &file, claimed));
        let answer = match self.output {
            AnswerFormat::Json => {
                let folder = folder.display().to_string();
                let (plan_id, milestones) = (plan.id.as_str(), plan.milestones.len());
                let draft = told.as_ref().map(DraftTold::document);
                Answer::say(json(&InitDoc { format: INIT, folder, plan: plan_id, milestones, speaks, draft }))
            }
            AnswerFormat::Text => {
                let heard = lines(&voice(root.or(Some(draft)), &plan));
                let edit = if root.is_none() { "(The root is another once the draft is edited.)\n" } else { "" };
                let draft = told.map_or(String::new(), |told| prose(&told.paras(), outside.width));
                Answer::say(self.words(&plan, &folder.display().to_string(), speaks) + &heard + edit + &draft)
            }
        };
        let kept =
            matrix.as_ref().and_then(|matrix| self.rules(matrix, &file)).and_then(|rules| keep(&rules, &workspace));
        Ok(answer.remark(world.err().map(|failure| Remark::PlanHasErrors(failure.message))).remark(kept))
    }

    /// What was said of a matrix, for the weeks to come.
    fn rules(&self, matrix: &ReadMatrix, file: &str) -> Option<RulesFile> {
        let path = Path::new(file);
        let (stem, name) = (path.file_stem()?.to_string_lossy(), path.file_name()?.to_string_lossy());
        let text = rules_text(&self.matrix.wishes().ok()?, &matrix.layout)?;
        Some(RulesFile { name: stem.into_owned(), text: format!("{text}file {name}\n") })
    }

    /// What the workspace is to begin from.
    fn origin(&self, outside: &Outside) -> Result<BegunFrom, Failure> {
        let plan = |text: &str, file: &str| BegunFrom { text: text.to_owned(), file: file.to_owned(), matrix: None };
        let path = match (&self.from, self.example) {
            (Some(path), _) => path,
            (None, Some(example)) => return Ok(plan(example.plan, example.name)),
            (None, None) => return Ok(plan(BUILT_IN, "the built-in plan")),
        };
        let (place, file) = (outside.folder.join(path), path.display().to_string());
        let bytes = read_bytes(&place)?;
        if !is_plan(&bytes, path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"))) {
            let mut matrix = draft(&bytes, &file, &self.matrix.wishes()?)
                .map_err(|why| unreadable(why, &file, "nothing was begun"))?;
            let told = unprinted(&mut matrix.draft);
            matrix.draft.doubts.extend(told);
            return Ok(BegunFrom { text: matrix.plan.clone(), file, matrix: Some(matrix) });
        }
        if self.matrix.any() {
            return Err(Failure::usage(format!("{file} is a plan: it says all by itself"))
                .hint("`--map`, `--sheet`, `--dates`, `--century`, `--status`, `--split`, `--encoding`, `--role`, `--timezone` and `--claims` tell of a matrix"));
        }
        Ok(plan(&read_text(&place)?, &file))
    }

    /// Writes the claims of a matrix where they are asked for; gives their file with the number of lines, and what is in doubt.
    fn claim(&self, matrix: &ReadMatrix, outside: &Outside) -> Result<Claimed, Failure> {
        let Some(path) = &self.matrix.claims else { return Ok((None, Vec::new())) };
        let (day, told) = self.matrix.day(&matrix.draft, (outside.now)(), outside.settings.dates)?;
        let is_csv = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
        let (lines, mut doubts) = claims(&matrix.draft, &day, (outside.now)(), self.matrix.plan_zone());
        doubts.extend(told);
        let text = if is_csv { comma_separated(&lines) } else { lines.iter().map(json_line).collect() };
        let (place, shown) = (outside.folder.join(path), path.display().to_string());
        let there = disk::read(&place).map_err(StoreError::io("read", &place))?;
        if there.is_some_and(|there| there != text.as_bytes()) {
            return Err(Failure::new(USAGE, "exists", format!("{shown} is there already, and is something else"))
                .hint("name another file for `--claims`; nothing was begun"));
        }
        disk::write_aside(&place, text.as_bytes()).map_err(StoreError::before("write", &place))?;
        Ok((Some((shown, lines.len())), doubts))
    }

    /// Where a workspace is already that is shared, as in a fresh clone, nothing is begun.
    fn again(self, workspace: Workspace, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let world = World::of_workspace(&workspace)?;
        let plan = world.root();
        let speaks = self.speaker.as_ref().map(|id| speaker(plan, id)).transpose()?.flatten();
        if speaks.is_some() {
            let who = format!("process {}, milepost init", outside.process);
            let mut writer = Writer::begin(workspace.clone(), global.patience(), &who)?;
            writer.desk.speaks = speaks.clone();
            writer.desk.write(&workspace)?;
        }
        let (folder, speaks) = (workspace.dir.display().to_string(), speaks.as_ref().map(Id::as_str));
        let text = match self.output {
            AnswerFormat::Json => json(&InitDoc {
                format: INIT,
                folder,
                plan: plan.id.as_str(),
                milestones: plan.milestones.len(),
                speaks,
                draft: None,
            }),
            AnswerFormat::Text => {
                let folder = one_line(&folder);
                let desk = speaks.map_or(String::new(), |actor| format!("This desk speaks for: {actor}.\n"));
                format!(
                    "{folder} is a workspace already: nothing to begin.\n{desk}Next: `milepost status`, `milepost sync`.\n"
                )
            }
        };
        Ok(Answer::say(text))
    }

    fn speaker(&self, plan: &Plan, outside: &Outside) -> Result<Option<Id>, Failure> {
        let set = outside.settings.speaks.as_deref().and_then(|id| speaker(plan, id).ok().flatten());
        match &self.speaker {
            None if set.is_some() => Ok(set),
            None => Ok(plan.secretariat().map(|actor| actor.id.clone())),
            Some(id) => speaker(plan, id),
        }
    }

    fn words(&self, plan: &Plan, folder: &str, speaks: Option<&str>) -> String {
        let desk = match speaks {
            Some(actor) => format!("This desk speaks for: {actor} (`--as` names another)."),
            None => "No actor speaks from here yet: name one with `--as` when you record.".to_owned(),
        };
        let title = plan.title.get(&plan.lang);
        let (state, next) = match self.example {
            None => (
                "plan.json is a draft, free to edit until the first entry.".to_owned(),
                "`milepost list`, then `milepost mark ID LEVEL`",
            ),
            Some(example) => (
                format!("An example, with {} books of what was said.", example.books.len()),
                "`milepost status`, `milepost timeline`, `milepost log`",
            ),
        };
        lines(&[
            format!("A workspace is ready in {folder}."),
            format!("{title}: {}. {state}", milestones(plan)),
            desk,
            format!("Next: {next}."),
        ])
    }
}

/// The claims of a matrix as `import` reads them.
fn comma_separated(lines: &[ClaimLine]) -> String {
    let header = ["kind", "milestone", "level", "values.figure", "on", "note", "x-row"].map(str::to_owned);
    let row = |line: &ClaimLine| {
        let figure = line.values.as_ref().map(|values| values.figure.to_string());
        [
            line.kind.to_owned(),
            line.milestone.to_owned(),
            line.level.map_or(String::new(), |level| level.to_string()),
            figure.unwrap_or_default(),
            line.on.clone(),
            line.note.as_deref().map_or(String::new(), guarded),
            line.row.clone(),
        ]
    };
    plain_rows(std::iter::once(header).chain(lines.iter().map(row)))
}

/// The workspace whose top the folder is.
fn here(folder: &Path) -> Option<Workspace> {
    Workspace::find(folder).filter(|workspace| workspace.dir == folder)
}

/// The actor of a plan that is named.
pub fn speaker(plan: &Plan, id: &str) -> Result<Option<Id>, Failure> {
    let ids = || plan.actors.iter().map(|actor| &actor.id);
    ids().find(|known| known.as_str().eq_ignore_ascii_case(id)).cloned().map(Some).ok_or_else(|| {
        let all: Vec<&str> = ids().map(Id::as_str).collect();
        Failure::unknown("actor", id, all.iter().copied(), &format!("the actors are: {}", all.join(", ")))
    })
}
