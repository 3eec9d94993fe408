//! The table that an import is given, in whatever form: which form it is, and its rows as what they state.

use super::answer::Outside;
use super::failure::{Failure, USAGE};
use super::from_matrix::{bad_book, unreadable};
use super::lookup;
use super::record::Desktop;
use super::remark::Remark;
use super::rows::{
    Bad, ImportLine, RowNames, book_lines, clean, counted, csv_lines, is_column, json_lines, row_fields,
};
use super::saying::SpeakerArgs;
use super::table_names::TableNames;
use super::table_rules::{NamedRules, faulty, no_columns, remembered_rules, the_one};
use super::taken::TableRow;
use super::week::{WeekLine, WeekTable, week};
use crate::draft::claims::{MATRIX, told_for};
use crate::draft::columns::recognised;
use crate::draft::drafted::MatrixDoubt;
use crate::draft::encoding::{self, Decoded};
use crate::draft::grid::Grid;
use crate::draft::reading::{ReadingRules, reading_rules};
use crate::draft::ruled::{CountedDay, RuledRow};
use crate::draft::separated::{NotText, Stray};
use crate::draft::text::grid;
use crate::draft::wishes::Wishes;
use crate::draft::workbook::{grids, is_workbook};
use crate::draft::{draft, draft_of};
use crate::fold::state::Clocks;
use crate::model::due::{Due, DueRule};
use crate::model::entry::Statement;
use crate::model::fields::Fields;
use crate::model::id::Id;
use crate::model::when::When;
use crate::report::matrix::worked_out;
use crate::store::error::StoreError;
use crate::store::remembered::{RULES, RulesFile, is_remembered};
use crate::store::text::read_whole;
use crate::store::workspace::Workspace;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;

/// A file that is to be imported.
pub struct TableFile<'a> {
    pub bytes: &'a [u8],
    /// As it was typed; `-` is standard input.
    pub path: &'a Path,
    pub encoding: Option<&'static str>,
    /// The rules file, as it was typed.
    pub rules: Option<&'a Path>,
    pub voice: &'a SpeakerArgs,
    /// By when it was so, for rows of a matrix that name no day; without it, as the matrix says, else today.
    pub by: Option<When>,
}

/// What a table comes to.
#[derive(Default)]
pub struct TableRead {
    pub rows: Vec<TableRow>,
    pub bad: Vec<Bad>,
    /// What is in doubt of a matrix, and its sheets.
    pub doubts: Vec<MatrixDoubt>,
    pub sheets: Vec<String>,
    /// Rows that say what the books say.
    pub same: usize,
    /// Rows that rules leave out.
    pub passed: usize,
    /// The day by which a matrix tells its statuses, be there a row or none; nothing for other tables.
    pub as_of: Option<When>,
    /// Whether its rows are counted as a spreadsheet counts them; else its lines are.
    pub by_row: bool,
    pub remarks: Vec<Remark>,
    /// Rules that are to be remembered.
    pub rules: Option<RulesFile>,
}

/// What a file holds, as far as it is read.
enum TableContent<'a> {
    Text(&'a str),
    Book(Vec<Grid>),
}

/// How a file is called for people.
pub fn shown(path: &Path) -> String {
    match path.as_os_str() == "-" {
        true => "standard input".to_owned(),
        false => path.display().to_string(),
    }
}

impl TableFile<'_> {
    /// Reads the file as what it is: by the rules that are given, as JSON Lines, by rules that are remembered, as a table of entries, as a
    /// matrix.
    pub fn read(&self, desktop: &Desktop, outside: &Outside) -> Result<TableRead, Failure> {
        let workspace = &desktop.world.contents.workspace;
        if let Some(path) = self.rules {
            let (rules, text) = self.given(&outside.folder.join(path), path)?;
            let keep = (!is_remembered(workspace, &outside.folder.join(path))).then(|| self.to_keep(&rules, &text));
            let read = self.by_rules(desktop, &rules, self.book()?)?;
            return Ok(TableRead { rules: keep, ..read });
        }
        if let Some(book) = self.book()? {
            return self.table(desktop, workspace, TableContent::Book(book));
        }
        let (text, guessed) = self.text(None)?;
        let mut read = if self.is_table(&text) {
            self.table(desktop, workspace, TableContent::Text(&text))?
        } else {
            let (clean, told_by) = (clean(&text), self.told_by(desktop));
            let mut read = TableRead::default();
            let take = |(line, fields)| read.take(line, statement(desktop, &told_by, fields), true);
            let bad = json_lines(&text, &clean, take);
            read.bad.extend(bad);
            read
        };
        read.remarks.extend(guessed.map(Remark::ReadAs));
        Ok(read)
    }

    /// The sheets of a workbook; nothing of a file that is none.
    fn book(&self) -> Result<Option<Vec<Grid>>, Failure> {
        let book = is_workbook(self.bytes).then(|| grids(self.bytes));
        book.transpose().map_err(|bad| bad_book(bad, &shown(self.path), SO))
    }

    /// A table that is no JSON.
    fn table(&self, desktop: &Desktop, workspace: &Workspace, content: TableContent) -> Result<TableRead, Failure> {
        let (tables, text) = match content {
            TableContent::Text(text) => {
                (vec![grid(text, |grid| columns(grid).max(recognised(grid, &[]))).0], Some(text))
            }
            TableContent::Book(book) => (book, None),
        };
        let is_matrix = |grid: &Grid| recognised(grid, &[]) > 1;
        // A workbook that milepost exported has sheets of many kinds; what comes back is the matrix.
        let called = |grid: &Grid| grid.name.as_ref().is_some_and(|name| name.to_lowercase().contains("matrix"));
        let printed = tables.iter().any(|grid| is_matrix(grid) && called(grid));
        let own = |grid: &Grid| !printed && columns(grid) > 0 && columns(grid) >= recognised(grid, &[]);
        let (known, odd) = remembered_rules(workspace)?;
        let found = known.iter().find(|named| named.rules.is_for(&self.name()));
        let found = match found {
            None if !tables.iter().any(own) => the_one(&known, &tables, &shown(self.path))?,
            found => found,
        };
        if let Some(named) = found {
            let mut read = self.by_rules(desktop, named, text.is_none().then_some(tables))?;
            read.remarks.push(Remark::ReadByRules(named.file.clone()));
            return Ok(read);
        }
        let mut read = match !tables.iter().any(own) && tables.iter().any(is_matrix) {
            true => {
                let wishes = Wishes { encoding: self.encoding, ..Wishes::default() };
                self.matrix(desktop, &wishes, text.is_none().then_some(tables))?
            }
            false => {
                let today = desktop.world.zone().day_of(desktop.now);
                let names = TableNames::of(desktop.plan());
                let id = |column: &str, cell: &str| names.id(column, cell);
                let known = RowNames { today, id: &id };
                let table = text.map_or_else(|| book_lines(&tables, known), |text| csv_lines(text, known));
                let mut read = self.stated(desktop, (table.lines, table.bad));
                read.remarks.extend(table.counted.into_iter().map(counted_from_today));
                TableRead { by_row: text.is_none(), ..read }
            }
        };
        read.remarks.extend(odd);
        Ok(read)
    }

    /// The rows of a table that has the fields of entries.
    fn stated<'f>(&self, desktop: &Desktop, (lines, bad): (Vec<ImportLine<'f>>, Vec<Bad>)) -> TableRead {
        let mut read = TableRead { bad, ..TableRead::default() };
        let told_by = self.told_by(desktop);
        for (line, fields) in lines {
            read.take(line, statement(desktop, &told_by, fields), true);
        }
        read
    }

    /// A table by rules, of the sheets of a workbook where it is one.
    fn by_rules(&self, desktop: &Desktop, named: &NamedRules, book: Option<Vec<Grid>>) -> Result<TableRead, Failure> {
        let rules = &named.rules;
        if rules.is_matrix() {
            let wishes = rules.wishes();
            return self.matrix(desktop, &Wishes { encoding: self.encoding.or(wishes.encoding), ..wishes }, book);
        }
        let (grid, strays, guessed) = match book {
            Some(book) => (self.sheet(book, rules)?, Vec::new(), None),
            None => self.grid(rules)?,
        };
        let today = desktop.world.zone().day_of(desktop.now);
        let table = rules
            .rows(&grid, &|cell| counted(cell, today))
            .map_err(|lacking| no_columns(&lacking, named, &grid, &shown(self.path)))?;
        let mut read = TableRead { passed: table.passed, by_row: strays.is_empty(), ..TableRead::default() };
        read.bad = strays.iter().map(|stray| Bad::line(stray.line, stray.fault.words())).collect();
        let (names, told_by) = (TableNames::of(desktop.plan()), self.told_by(desktop));
        let days: BTreeSet<CountedDay> = table.rows.iter().flat_map(|row| row.counted.clone()).collect();
        read.remarks.extend(days.into_iter().map(counted_from_today));
        for row in table.rows {
            let fields = fields(&names, &row, &named.name);
            let said = fields.and_then(|fields| statement(desktop, &told_by, fields));
            read.take(row.number, said, true);
        }
        read.remarks.extend(guessed.map(Remark::ReadAs));
        Ok(read)
    }

    /// The rows of a matrix.
    fn matrix(&self, desktop: &Desktop, wishes: &Wishes, book: Option<Vec<Grid>>) -> Result<TableRead, Failure> {
        let file = shown(self.path);
        let matrix = match book {
            Some(book) => draft_of(book, &file, wishes),
            None => draft(self.bytes, &file, wishes),
        };
        let mut matrix = matrix.map_err(|why| unreadable(why, &file, SO))?;
        let zone = desktop.world.zone();
        let (as_of, told) = if self.by.is_some() { (None, None) } else { told_for(&matrix.draft, desktop.now, zone) };
        let by = match self.by.or(as_of) {
            Some(by @ When::By(_)) => by,
            Some(day) => When::By(day.day(zone)),
            None => When::By(zone.day_of(desktop.now)),
        };
        let world = &desktop.world;
        let earlier = |moment, ids: &[&Id]| {
            worked_out(&world.view(&world.state(Clocks { as_of: moment, known_by: moment })), ids)
        };
        let table = week(&world.view(&desktop.before), &earlier, &mut matrix, &by.to_string(), desktop.now);
        let WeekTable { lines, bad, doubts, same } = table;
        let mut read = TableRead { bad, same, as_of: Some(by), by_row: true, ..TableRead::default() };
        let told_by = self.told_by(desktop);
        for WeekLine { row, fields, dated } in lines {
            read.take(row, statement(desktop, &told_by, fields), dated);
        }
        (read.doubts, read.sheets) = (doubts, matrix.grid.sheets);
        read.doubts.extend(told);
        Ok(read)
    }

    fn told_by(&self, desktop: &Desktop) -> ToldBy {
        let id = |name: &str| lookup::actor(desktop.plan(), name).map(|place| desktop.plan().actors[place].id.clone());
        self.voice.by.as_deref().map(id).transpose().map_err(|bad| bad.message)
    }

    /// The text of a file, however a program saved it, and its encoding where that was guessed.
    fn text(&self, said: Option<&'static str>) -> Result<Decoded, Failure> {
        let said = self.encoding.or(said).map(encoding::named).transpose().ok().flatten();
        let bad = |NotText(byte)| StoreError::NotUtf8 { path: self.path.to_owned(), offset: byte - 1 };
        Ok(encoding::text(self.bytes, said).map_err(bad)?)
    }

    /// What begins as JSON does is JSON, whatever the file is called; else it is a table if it is called one, or comes from elsewhere.
    fn is_table(&self, text: &str) -> bool {
        let named = |ending: &OsStr| ["csv", "tsv", "txt"].iter().any(|known| ending.eq_ignore_ascii_case(known));
        let table = self.path.as_os_str() == "-" || self.path.extension().is_some_and(named);
        table && !text.trim_start().starts_with(['{', '['])
    }

    fn name(&self) -> String {
        self.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    }

    /// A text as the table that the rules speak of.
    fn grid(&self, rules: &ReadingRules) -> Result<(Grid, Vec<Stray>, Option<&'static str>), Failure> {
        let (text, guessed) = self.text(rules.encoding)?;
        let (mut grid, strays) = grid(&text, |grid| usize::from(rules.fits(grid)));
        grid.clear();
        Ok((grid, strays, guessed))
    }

    /// The sheet that the rules speak of.
    fn sheet(&self, mut sheets: Vec<Grid>, rules: &ReadingRules) -> Result<Grid, Failure> {
        sheets.iter_mut().for_each(|sheet| {
            sheet.clear();
        });
        let wanted = rules.sheets.first();
        let named = |sheet: &Grid| match (wanted, &sheet.name) {
            (Some(wanted), Some(name)) => wanted.eq_ignore_ascii_case(name),
            (wanted, _) => wanted.is_none() && rules.heads(sheet),
        };
        let place = sheets.iter().position(named);
        match (place, wanted) {
            (None, Some(wanted)) => {
                let known: Vec<String> = sheets.iter().filter_map(|sheet| sheet.name.clone()).collect();
                Err(Failure::new(USAGE, "no-sheet", format!("{} has no sheet `{wanted}`", shown(self.path)))
                    .hint(format!("its sheets are: {}", known.join(", "))))
            }
            (place, _) => Ok(sheets.into_iter().nth(place.unwrap_or(0)).unwrap_or_default()),
        }
    }

    /// The rules file that is named.
    fn given(&self, place: &Path, typed: &Path) -> Result<(NamedRules, String), Failure> {
        let bytes = read_whole(place)?;
        let bad = |NotText(byte)| StoreError::NotUtf8 { path: typed.to_owned(), offset: byte - 1 };
        let (text, _) = encoding::text(&bytes, None).map_err(bad)?;
        let name = typed.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        let file = typed.display().to_string();
        let rules = reading_rules(&text, &is_column).map_err(|faults| faulty(&faults, &file, &text))?;
        Ok((NamedRules { rules, name, file }, text))
    }

    /// The rules as they are kept: for files of this name, too.
    fn to_keep(&self, named: &NamedRules, text: &str) -> RulesFile {
        let file = self.name();
        let known = file == "-" || named.rules.is_for(&file);
        let text = if known { text.to_owned() } else { format!("{}\nfile {file}\n", text.trim_end()) };
        RulesFile { name: named.name.clone(), text }
    }
}

fn counted_from_today(CountedDay { word, written }: CountedDay) -> Remark {
    Remark::CountedFromToday { word, day: written.trim_start_matches(['.', '/']).to_owned() }
}

const SO: &str = "nothing was recorded";

impl TableRead {
    fn take(&mut self, line: usize, said: Result<Statement, String>, dated: bool) {
        match said {
            Ok(said) => self.rows.push(TableRow { line, said, dated }),
            Err(problem) => self.bad.push(Bad::line(line, problem)),
        }
    }
}

/// How many headings are fields of entries.
fn columns(grid: &Grid) -> usize {
    let first = grid.rows.iter().find(|row| !row.cells.is_empty());
    first.map_or(0, |row| row.cells.iter().filter(|(_, cell)| is_column(&cell.text)).count())
}

/// The fields of an entry that a row comes to, with names found in the plan.
fn fields(names: &TableNames, row: &RuledRow, rules: &str) -> Result<Fields<'static>, String> {
    if !row.bad.is_empty() {
        return Err(row.bad.join("; "));
    }
    let (mut header, mut cells) = (Vec::new(), Vec::new());
    for (field, text) in &row.cells {
        header.push(field.clone());
        cells.push(match (names.id(field, text), field.as_str()) {
            (Some(id), _) => id,
            (None, "milestone") => {
                return Err(format!(
                    "`{text}` is no milestone of the plan; say below `milestone from …` what is meant: `{text} means ID`"
                ));
            }
            (None, _) => text.clone(),
        });
    }
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    let fields = row_fields(&header, &cells)?;
    Ok(Fields { row: row.key.as_ref().map(|key| format!("{}{key}", key_space(rules)).into()), ..fields })
}

/// With this the keys of a rules file begin; never as the rows of a matrix do, whatever the file is called.
fn key_space(rules: &str) -> String {
    match format!("{rules}/") {
        space if space == MATRIX => format!("{rules}.{RULES}/"),
        space => space,
    }
}

/// Whom `--by` names, found once for all rows that name nobody themselves.
type ToldBy = Result<Option<Id>, String>;

/// What a line says, with what only the moment of recording can tell: dates, and what the desk itself decides.
fn statement(desktop: &Desktop, told_by: &ToldBy, mut fields: Fields) -> Result<Statement, String> {
    let zone = desktop.world.zone();
    if fields.seq.is_some()
        || fields.prev.is_some()
        || fields.at.is_some()
        || fields.batch.is_some()
        || !fields.seen.is_empty()
    {
        return Err("`seq`, `prev`, `at`, `batch` and `seen` are set when it is recorded; leave them out".into());
    }
    if fields.evidence.iter().any(|evidence| evidence.url().is_none()) {
        return Err("evidence in an import is a link; `note` and its like attach files, with `--evidence FILE`".into());
    }
    for when in [&mut fields.on, &mut fields.known].into_iter().flatten() {
        let first = if let When::By(day) = when { zone.start_of(*day) } else { when.first(zone) };
        if first > desktop.now {
            return Err(format!("`{when}` lies ahead: what is recorded has happened"));
        }
        if matches!(when, When::Local(_)) {
            *when = when.settled(zone);
        }
    }
    fields.from = fields.from.map(|from| from.map(|when| when.settled(zone)));
    if let Some(Some(Due { rule: DueRule::On(on), .. })) = &mut fields.due {
        *on = on.settled(zone);
    }
    fields.until = fields.until.map(|until| until.settled(zone));
    if fields.by.is_none() {
        fields.by = told_by.clone()?;
    }
    fields.by = fields.by.take().filter(|by| *by != desktop.desk.actor);
    fields.statement()
}
