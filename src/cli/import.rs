//! `milepost import`

use super::answer::{Answer, Outside};
use super::ask::lines as joined;
use super::failure::{Failure, REFUSED, SYSTEM, USAGE};
use super::from_matrix::encoded;
use super::global::{AnswerFormat, Global};
use super::record::Desktop;
use super::recording::{NotRecorded, Recording};
use super::rows::{Bad, BadKind};
use super::saying::SpeakerArgs;
use super::statement::{MovesAnswer, moved};
use super::table::{TableFile, TableRead, shown};
use super::table_rules::keep as keep_rules;
use super::taken::{RowFate, TableRow, fates};
use crate::draft::drafted::{DoubtKind, MatrixDoubt};
use crate::draft::grid::At;
use crate::fold::log::counts_from;
use crate::fold::state::WhyNot;
use crate::model::entry::{Act, Claim, Statement};
use crate::model::index::{DeskIx, EntryIx, Ix};
use crate::model::name::EntryName;
use crate::model::when::When;
use crate::render::json::json;
use crate::render::prose::prose;
use crate::report::basis::answer;
use crate::report::drafted::grouped;
use crate::report::prose::Para;
use crate::report::words;
use crate::store::text::read_whole;
use clap::Args;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Record many entries from a table (.csv, .tsv, .xlsx), a matrix or JSON Lines: all of them or none
///
/// JSON Lines have an entry's own fields on each line: kind (default claim), milestone, level, values, add, on, known,
/// by, from, note, entry, evidence (links). A table has a header of the same names, in whatever case, `values.weapons` or `add.weapons`
/// for an indicator; a rules file says how any other is read. Of a matrix the statuses and remarks are taken. What was taken before is not
/// taken again: a changed row is a new claim.
#[derive(Debug, Args)]
#[command(after_help = "\
A rules file (`--rules sky.rules`) reads any list, one rule a line:
  key from Event ID          tells rows apart, so that changed ones are known
  kind is incident           the same in every row
  milestone from Zone        a column, by its heading or letter
    North bank means CF-1    what its words mean; `* means` all others
  on from Date
  dates dmy                  how dates are written; also: century 20, decimal ,
  pass Type is training      rows that are left out
  skip 3                     rows above the header; also: headless, sheet,
                             encoding, file

Examples:
  milepost import week.csv --dry-run
  milepost import - --as ukraine < week.csv")]
pub struct ImportArgs {
    /// The file: .csv, .tsv, .txt or .xlsx, or JSON Lines under any other name; `-` for standard input
    file: PathBuf,
    /// How the table is read; remembered in `rules/` of the workspace for files of that name or with these headings
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// The day for which a matrix tells its statuses; without it, the one that its title says, else today
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    on: Option<String>,
    /// Take rows that were taken before, too
    #[arg(long)]
    again: bool,
    /// How a text is encoded, where it is not seen: windows-1251
    #[arg(long, value_name = "NAME", value_parser = encoded)]
    encoding: Option<&'static str>,
    #[command(flatten)]
    voice: SpeakerArgs,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: AnswerFormat,
}

#[derive(Serialize)]
struct ImportAnswer<'a> {
    entries: Vec<String>,
    recorded: bool,
    /// How many rows came to what.
    rows: RowCounts,
    /// What is in doubt of a matrix, and what was left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<String>,
    #[serde(flatten)]
    moved: Option<MovesAnswer<'a>>,
}

/// How many rows came to what.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct RowCounts {
    new: usize,
    /// Rows that stand in place of what was taken before.
    changed: usize,
    /// Rows that were taken before and say the same.
    before: usize,
    /// Rows that were taken before and taken back since.
    taken_back: usize,
    /// Rows that the rules leave out.
    passed: usize,
}

/// What there is to record of a table.
#[derive(Default)]
struct ImportPlan {
    /// Each with the line that it comes from.
    said: Vec<(usize, Statement)>,
    counts: RowCounts,
    doubts: Vec<String>,
    /// What the numbers of its places count: lines or rows.
    counted: &'static str,
}

impl ImportArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let bytes = self.bytes(outside)?;
        let desktop = Desktop::open(global, outside, &self.voice, "import")?;
        let by = self.on.as_deref().map(|on| desktop.date(on)).transpose()?;
        let (path, rules) = (&self.file, self.rules.as_deref());
        let file = TableFile { bytes: &bytes, path, encoding: self.encoding, rules, voice: &self.voice, by };
        let read = file.read(&desktop, outside)?;
        if self.on.is_some() && read.as_of.is_none() {
            let message = format!("`--on` says for which day a matrix tells its statuses, and {} is none", shown(path));
            return Err(
                Failure::usage(message).hint("its rows name their days, in a column `on`; nothing was recorded")
            );
        }
        let TableRead { rows, mut bad, doubts, sheets, same, passed, remarks, rules, by_row, as_of } = read;
        let counted = if by_row { "row" } else { "line" };
        if !bad.is_empty() {
            bad.extend(refused_by_plan(desktop, rows));
            return Err(self.refused(bad, counted, USAGE));
        }
        let empty = rows.is_empty() && same + passed == 0 && doubts.is_empty();
        let mut plan = ImportPlan { counted, ..self.plan(&desktop, (rows, as_of), (doubts, sheets), counted) };
        plan.counts.before += same;
        plan.counts.passed = passed;
        let keep = rules.filter(|_| !self.voice.dry_run).map(|rules| (desktop.world.contents.workspace.clone(), rules));
        let answer = match plan.said.is_empty() {
            true => Answer::say(self.nothing(&desktop, &plan, empty, outside.width)),
            false => self.record(desktop, plan, outside.width)?,
        };
        let kept = keep.and_then(|(workspace, rules)| keep_rules(&rules, &workspace));
        Ok(answer.remark(remarks).remark(kept))
    }

    /// What is to be imported: a file, or what standard input gives.
    fn bytes(&self, outside: &Outside) -> Result<Vec<u8>, Failure> {
        if self.file.as_os_str() == "-" {
            return (outside.input)()
                .map_err(|error| Failure::new(SYSTEM, "system", format!("cannot read standard input: {error}")));
        }
        Ok(read_whole(&outside.folder.join(&self.file))?)
    }

    /// What there is to record: rows that are new or changed.
    fn plan(
        &self,
        desktop: &Desktop,
        (rows, as_of): (Vec<TableRow>, Option<When>),
        (mut doubts, sheets): (Vec<MatrixDoubt>, Vec<String>),
        counted: &str,
    ) -> ImportPlan {
        let fates = if self.again { vec![RowFate::New; rows.len()] } else { fates(desktop, &rows) };
        let (mut plan, mut settled) = (ImportPlan::default(), Vec::new());
        let mut of_rows = None;
        plan.doubts.extend(if self.again { Vec::new() } else { twice(&rows, counted) });
        for (row, fate) in rows.into_iter().zip(fates) {
            match fate {
                RowFate::New => plan.counts.new += 1,
                RowFate::Changed(entry) => {
                    plan.counts.changed += 1;
                    let backs = match (row.is_of_matrix(), as_of) {
                        (true, Some(as_of)) => known_better(desktop, &mut of_rows, &row, as_of),
                        (true, None) => Vec::new(),
                        (false, _) => vec![entry],
                    };
                    plan.said.extend(
                        backs.into_iter().filter_map(|entry| Some((row.line, correction(desktop, entry, &row)?))),
                    );
                }
                RowFate::Before => {
                    plan.counts.before += 1;
                    settled.push(row.line);
                    continue;
                }
                RowFate::TakenBack(entry) => {
                    plan.counts.taken_back += 1;
                    let name = desktop.world.view(&desktop.before).name(entry);
                    plan.doubts.push(format!(
                        "{counted} {}: {name} said this and was taken back; left out: `--again` takes it",
                        row.line
                    ));
                    continue;
                }
            }
            plan.said.push((row.line, row.said));
        }
        // What was in doubt of a row that says the same again was told before; what the plan says otherwise is told until it says so.
        let lasts = |doubt: &MatrixDoubt| {
            matches!(doubt.what, DoubtKind::PlanSays { .. } | DoubtKind::PlanHas { .. } | DoubtKind::CalledElse { .. })
        };
        let other = |at: At| sheets.len() > 1 || !settled.contains(&at.row);
        doubts.retain(|doubt| lasts(doubt) || doubt.row.is_none_or(other));
        plan.doubts.extend(grouped(&doubts, &sheets));
        plan
    }

    fn record(&self, desktop: Desktop, plan: ImportPlan, width: Option<u16>) -> Result<Answer, Failure> {
        let (numbers, said): (Vec<usize>, Vec<Statement>) = plan.said.into_iter().unzip();
        let recorded = desktop.record(said, self.voice.dry_run).map_err(|not| match not {
            NotRecorded::Failed(failure) => failure,
            NotRecorded::Refused(refused) => self.refused(told(&numbers, &refused), plan.counted, REFUSED),
        })?;
        let text = self.told(&recorded, plan.counts, plan.doubts, width);
        Ok(recorded.answer(text))
    }

    /// What a file without anything new comes to.
    fn nothing(&self, desktop: &Desktop, plan: &ImportPlan, empty: bool, width: Option<u16>) -> String {
        match self.output {
            AnswerFormat::Text if empty => "nothing to record: the file has no entries\n".into(),
            AnswerFormat::Text => {
                let first = format!("nothing to record: {}", plan.counts.words());
                joined(&[first]) + &doubted(plan.doubts.clone(), width)
            }
            AnswerFormat::Json => {
                let (rows, doubts) = (plan.counts, plan.doubts.clone());
                let document = ImportAnswer { entries: Vec::new(), recorded: false, rows, doubts, moved: None };
                json(&answer("import", &desktop.world.view(&desktop.before), document))
            }
        }
    }

    /// What was recorded, and what it moves.
    fn told(&self, recorded: &Recording, rows: RowCounts, doubts: Vec<String>, width: Option<u16>) -> String {
        match self.output {
            AnswerFormat::Text => {
                let (first, last) = (&recorded.names[0], &recorded.names[recorded.names.len() - 1]);
                let would = if self.voice.dry_run { "would record" } else { "recorded" };
                let first = format!("{would} entries {first} to {last}: {}", rows.words());
                let all: Vec<String> = std::iter::once(first).chain(moved(recorded, None)).collect();
                joined(&all) + &doubted(doubts, width)
            }
            AnswerFormat::Json => {
                let entries = recorded.names.iter().map(ToString::to_string).collect();
                let moved = Some(MovesAnswer::of(recorded));
                let document = ImportAnswer { entries, recorded: recorded.written, rows, doubts, moved };
                json(&answer("import", &recorded.after.view(&recorded.state), document))
            }
        }
    }

    fn refused(&self, mut bad: Vec<Bad>, counted: &str, exit: u8) -> Failure {
        bad.sort_by_key(|bad| bad.line);
        let count = bad.len();
        let lines = if count == 1 { format!("1 {counted} is") } else { format!("{count} {counted}s are") };
        let shown = shown(&self.file);
        let mut failure = Failure::new(exit, "import", format!("nothing was recorded: {lines} wrong in {shown}"));
        failure.details = bad.iter().map(|bad| format!("{counted} {}: {}", bad.line, bad.problem)).collect();
        let unknown = bad.iter().any(|bad| bad.kind == BadKind::Heading);
        failure.hint(match unknown {
            true => {
                "a table with headings of its own is read by a rules file: `--rules FILE`, see `milepost import --help`"
            }
            false => "an import is taken whole or not at all; put these right and try again",
        })
    }
}

impl RowCounts {
    /// `3 new, 2 changed, 25 as before`.
    fn words(self) -> String {
        let RowCounts { new, changed, before, taken_back, passed } = self;
        let all = [
            (new, "new"),
            (changed, "changed"),
            (before, "as before"),
            (taken_back, "taken back since"),
            (passed, "left out by the rules"),
        ];
        let told: Vec<String> =
            all.into_iter().filter(|(many, _)| *many > 0).map(|(many, what)| format!("{many} {what}")).collect();
        if told.is_empty() { "no row says how far anything is".into() } else { told.join(", ") }
    }
}

/// Doubts below what was recorded.
fn doubted(doubts: Vec<String>, width: Option<u16>) -> String {
    prose(&Para::section("Not taken, or taken with a doubt:", doubts), width)
}

/// Rows that have the key of an earlier one: the rules say that keys tell rows apart.
fn twice(rows: &[TableRow], counted: &str) -> Vec<String> {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    let keyed = rows.iter().filter(|row| !row.is_of_matrix());
    let keyed = keyed.filter_map(|row| Some((row.said.row.as_deref()?, row.line)));
    let told = keyed.filter_map(|(key, line)| {
        let before = *first.entry(key).or_insert(line);
        (before != line).then(|| format!("{counted} {line}: its key is that of {counted} {before}, `{key}`"))
    });
    told.collect()
}

/// The entries of this desk's actor by the rows that they were taken from, without those that were taken back.
type EntriesOfRows<'a> = BTreeMap<&'a str, Vec<EntryIx>>;

/// The claims taken from a row of a matrix for a time between that of which the row speaks now, and the day by which the matrix tells
/// it: the row knows better now. What was said for earlier times stays, for the state has changed since.
fn known_better<'d>(
    desktop: &'d Desktop,
    of_rows: &mut Option<EntriesOfRows<'d>>,
    row: &TableRow,
    as_of: When,
) -> Vec<EntryIx> {
    let (contents, zone) = (&desktop.world.contents, desktop.world.zone());
    let of_rows = of_rows.get_or_insert_with(|| {
        let mut all = EntriesOfRows::new();
        for entry in contents.entries.indices() {
            let ours = contents.desks[contents.entries[entry].book].actor == desktop.desk.actor;
            let stands = ours && !matches!(desktop.before.entries[entry].why_not, Some(WhyNot::Retracted(_)));
            if let Some(row) = contents.entries[entry].row.as_deref().filter(|_| stands) {
                all.entry(row).or_default().push(entry);
            }
        }
        all
    });
    let [from, until] = [row.said.on, Some(as_of)]
        .map(|on| counts_from(zone, &Statement { on, ..row.said.clone() }.entry(DeskIx::FIRST, 0, desktop.now)));
    let claims = |entry: &EntryIx| matches!(contents.entries[*entry].act, Act::Claim(_));
    let same = |entry: &EntryIx| contents.entries[*entry].by == row.said.by && matches!(row.said.act, Act::Claim(_));
    let between = |entry: &EntryIx| {
        let moment = counts_from(zone, &contents.entries[*entry]);
        from < moment && moment <= until
    };
    let said = row.said.row.as_deref().and_then(|row| of_rows.get(row)).map_or(&[][..], Vec::as_slice);
    said.iter().copied().filter(claims).filter(same).filter(between).collect()
}

/// What takes an entry back in whose place a row stands now; nothing where the row's own word goes before it, as a later one does, or
/// where it cannot be.
fn correction(desktop: &Desktop, entry: EntryIx, changed: &TableRow) -> Option<Statement> {
    let said = &changed.said;
    let row = said.row.clone()?;
    let contents = &desktop.world.contents;
    let (old, zone) = (&contents.entries[entry], desktop.world.zone());
    let retracts =
        matches!(old.act, Act::Claim(_) | Act::Incident(_) | Act::Finding(_) | Act::Dispute(_) | Act::Note { .. });
    let supersedes = match (&old.act, &said.act) {
        (Act::Claim(before), Act::Claim(now)) => {
            let new = said.clone().entry(old.book, old.seq + 1, desktop.now);
            let later = counts_from(zone, &new) >= counts_from(zone, old);
            let shape = |claim: &Claim| claim.values.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
            before.milestone == now.milestone
                && before.add.is_empty()
                && now.add.is_empty()
                && later
                && shape(before) == shape(now)
        }
        _ => false,
    };
    let name = EntryName::new(contents.desks[old.book].book.clone(), old.seq);
    let back = Statement { row: Some(row), by: old.by.clone(), ..Act::Retract { entry: name.into() }.into() };
    (retracts && !supersedes).then_some(back)
}

/// What the plan has against the lines that are sound by themselves, where others are not: all bad lines are told at once.
fn refused_by_plan(desktop: Desktop, rows: Vec<TableRow>) -> Vec<Bad> {
    if rows.is_empty() {
        return Vec::new();
    }
    let (numbers, said): (Vec<usize>, Vec<Statement>) = rows.into_iter().map(|row| (row.line, row.said)).unzip();
    match desktop.record(said, true) {
        Err(NotRecorded::Refused(refused)) => told(&numbers, &refused),
        _ => Vec::new(),
    }
}

fn told(numbers: &[usize], refused: &[(usize, WhyNot)]) -> Vec<Bad> {
    refused.iter().map(|(place, why)| Bad::line(numbers[*place], words::why_not(why))).collect()
}
