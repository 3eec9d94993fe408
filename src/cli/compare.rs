//! `milepost compare`

use super::answer::{Answer, Outside};
use super::ask::{TableOutput, TablePage, answered};
use super::failure::Failure;
use super::global::Global;
use super::remark::Remark;
use super::world::World;
use crate::check::errors;
use crate::model::plan::Plan;
use crate::render::json::json;
use crate::render::prose::prose;
use crate::report::compare::{
    ComparedVersion, compare, compare_doc, compare_sheet, ids, legend, moved_sheet, opening, paras, told,
};
use crate::store::text::read_text;
use clap::Args;
use std::path::{Path, PathBuf};

/// Tell what changed between two plans, and how obligations moved
///
/// With one plan file, the version in force (or the built-in plan) is the older. A difference is no error: the exit code
/// is 0 wherever both plans can be read.
#[derive(Debug, Args)]
#[command(allow_missing_positional = true)]
#[command(after_help = "\
Examples:
  milepost compare amended.json
  milepost compare plan.json amended.json")]
pub struct CompareArgs {
    /// The older plan file; without it, the version in force
    old: Option<PathBuf>,
    /// The newer plan file
    new: PathBuf,
    /// How to write what changed
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    output: TableOutput,
}

impl CompareArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let world = match &self.old {
            Some(path) => of_file(path, outside)?,
            None => World::open_any(global, outside)?,
        };
        let (old, file) = world.in_force((outside.now)());
        let new = of_file(&self.new, outside)?;
        let comparison = compare(old, new.root());
        let versions = [version(&world, old, file), version(&new, new.root(), new.file())];
        let page = |heading, sheet, footing| TablePage { heading, sheet, footing }.write(self.output, global, outside);
        let text = match self.output {
            TableOutput::Json => json(&compare_doc(&comparison, versions)),
            TableOutput::Ids => ids(&comparison).map(|id| format!("{id}\n")).collect(),
            TableOutput::Table => {
                let moved = || format!("\n{}", page(told(&comparison), moved_sheet(&comparison), legend()));
                let moved = (!comparison.is_empty()).then(moved);
                prose(&paras(&comparison, &versions), outside.width) + &moved.unwrap_or_default()
            }
            _ => page(opening(&comparison, &versions), compare_sheet(&comparison), Vec::new()),
        };
        let unsound = [unsound(old, file, self.old.as_deref()), unsound(new.root(), new.file(), Some(&self.new))];
        let unsound = unsound.into_iter().flatten();
        Ok(match self.old {
            Some(_) => Answer::say(text).remark(unsound),
            None => answered(&world, outside, text).remark(unsound),
        })
    }
}

fn of_file(path: &Path, outside: &Outside) -> Result<World, Failure> {
    World::of_text(&read_text(&outside.folder.join(path))?, &path.display().to_string())
}

fn version<'a>(world: &World, plan: &'a Plan, file: &'a str) -> ComparedVersion<'a> {
    ComparedVersion { file, plan: world.hash(file), id: &plan.id, version: &plan.version }
}

/// A remark on a plan with errors: it is compared as it stands. `typed` is its file, if it was named.
fn unsound(plan: &Plan, file: &str, typed: Option<&Path>) -> Option<Remark> {
    let errors = errors(plan).len();
    let check = typed.map_or("milepost check".to_owned(), |path| format!("milepost check {}", path.display()));
    (errors > 0).then(|| Remark::ComparedAsItStands { file: file.to_owned(), errors, check })
}
