//! Rules by which tables are read: those that a workspace remembers, which of them fits, and what is wrong with them.

use super::failure::{ErrorPlace, Failure, USAGE};
use super::remark::Remark;
use super::rows::is_column;
use crate::draft::grid::Grid;
use crate::draft::reading::{ReadingRules, RuleFault, reading_rules};
use crate::draft::ruled::headings;
use crate::store::remembered::{RULES, RulesFile, remember, remembered};
use crate::store::workspace::{RULES_FOLDER, Workspace};

/// Rules with their name, and where they are from.
pub struct NamedRules {
    pub rules: ReadingRules,
    pub name: String,
    pub file: String,
}

/// The rules files that a workspace remembers, and those that cannot be read.
pub fn remembered_rules(workspace: &Workspace) -> Result<(Vec<NamedRules>, Vec<Remark>), Failure> {
    let (mut known, mut odd) = (Vec::new(), Vec::new());
    for RulesFile { name, text } in remembered(workspace)? {
        let file = format!("{RULES_FOLDER}/{name}.{RULES}");
        match reading_rules(&text, &is_column) {
            Ok(rules) => known.push(NamedRules { rules, name, file }),
            Err(faults) => {
                let why =
                    faults.first().map_or_else(String::new, |fault| format!("line {}: {}", fault.line, fault.problem));
                odd.push(Remark::RulesNotRead { file, why });
            }
        }
    }
    Ok((known, odd))
}

/// Has a workspace remember rules; what is told of it.
pub fn keep(rules: &RulesFile, workspace: &Workspace) -> Option<Remark> {
    let file = format!("{RULES_FOLDER}/{}.{RULES}", rules.name);
    match remember(workspace, rules) {
        Ok(true) => Some(Remark::RulesKept(file)),
        Ok(false) => None,
        Err(error) => Some(Remark::RulesNotKept { file, why: Failure::from(error).message }),
    }
}

/// The rules whose headings a table has; refused where several are.
pub fn the_one<'r>(known: &'r [NamedRules], tables: &[Grid], file: &str) -> Result<Option<&'r NamedRules>, Failure> {
    let fits = |named: &&NamedRules| tables.iter().any(|grid| named.rules.fits(grid));
    let fit: Vec<&NamedRules> = known.iter().filter(fits).collect();
    let most = fit.iter().map(|named| named.rules.columns().count()).max();
    let best: Vec<&NamedRules> = fit.into_iter().filter(|named| Some(named.rules.columns().count()) == most).collect();
    match best[..] {
        [] => Ok(None),
        [only] => Ok(Some(only)),
        ref several => {
            let files: Vec<&str> = several.iter().map(|named| named.file.as_str()).collect();
            Err(Failure::new(USAGE, "rules", format!("several rules files fit {file}: {}", files.join(", ")))
                .hint("name the one that is meant with `--rules`"))
        }
    }
}

pub fn faulty(faults: &[RuleFault], file: &str, text: &str) -> Failure {
    let Some((first, rest)) = faults.split_first() else { return Failure::usage(format!("{file} has no rules")) };
    let place = ErrorPlace {
        file: file.to_owned(),
        line: first.line,
        column: first.column,
        text: text.lines().nth(first.line - 1).unwrap_or_default().to_owned(),
    };
    let mut failure = Failure::new(USAGE, "rules", first.problem.clone());
    failure.place = Some(Box::new(place));
    failure.details =
        rest.iter().map(|fault| format!("line {}, column {}: {}", fault.line, fault.column, fault.problem)).collect();
    failure.hint("`milepost import --help` shows what a rules file says; nothing was recorded")
}

pub fn no_columns(lacking: &[String], named: &NamedRules, grid: &Grid, file: &str) -> Failure {
    let names: Vec<String> = lacking.iter().map(|name| format!("`{name}`")).collect();
    let message =
        format!("{file} has no column {}, which {} names; nothing was recorded", names.join(", "), named.file);
    let mut failure = Failure::new(USAGE, "rules", message);
    failure.details = vec![format!("the headings seem to be: {}", headings(grid).join(", "))];
    failure.hint("name headings as they stand there, or letters; `skip 3` says how many rows stand above the header")
}
