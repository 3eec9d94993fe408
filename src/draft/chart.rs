//! A chart beside a matrix: columns of months, quarters or weeks, in which a run of marks says from when to when something is done.

use super::columns::Layout;
use super::dates::{Assumed, DayWithin, Habits, within};
use super::drafted::{ChartBar, DoubtKind, MatrixDoubt};
use super::grid::{Grid, GridRow, letters};
use super::headings::{ColumnKind, is_calendar};
use super::rows::GridTable;
use super::status::{is_mark, is_no_mark};
use crate::model::due::{DueRule, Event};
use crate::model::moment::Day;
use crate::model::span::Span;
use crate::model::when::When;

/// So many columns are a chart, and fewer are none.
const FEW: usize = 3;

/// The columns that head months, quarters or weeks, from left to right.
#[derive(Default)]
pub struct Chart {
    /// Each with its heading as it stands.
    columns: Vec<(usize, String)>,
    /// What each stands for; nothing where that is not known of all.
    terms: Vec<ChartTerm>,
    /// The row above the header that says the years.
    years: Option<usize>,
    /// Whether figures stand in it: then a 1 is one of them, and no mark.
    figures: bool,
}

/// What a column stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum ChartTerm {
    Days(DayWithin),
    /// The month or week of this number from the entry into force.
    Counted(u32, ChartUnit),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ChartUnit {
    Week,
    Month,
}

/// What stands in the columns of a chart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ChartCell {
    Mark,
    Nothing,
    /// Words, of which nobody knows what they say of the time.
    Words,
}

impl Chart {
    /// The chart among the columns that nothing is known of.
    pub fn of(table: GridTable, others: &[(usize, &str)]) -> Chart {
        let initials = initials(others);
        let month = |at: usize| initials.iter().find(|(place, _)| *place == at).map(|(_, month)| *month);
        let heads = |(at, heading): &&(usize, &str)| is_calendar(heading) || month(*at).is_some();
        let columns: Vec<(usize, String)> =
            others.iter().filter(heads).map(|(at, text)| (*at, (*text).to_owned())).collect();
        if columns.len() < FEW {
            return Chart::default();
        }
        let years = years(table, &columns);
        let year = |at: usize| {
            years.as_ref().and_then(|(_, years)| years.iter().rfind(|(from, _)| *from <= at).map(|(_, year)| *year))
        };
        let term = |(at, heading): &(usize, String)| term(month(*at).unwrap_or(heading), year(*at));
        let terms = columns.iter().map(term).collect::<Option<Vec<ChartTerm>>>().map(months).unwrap_or_default();
        let terms = if terms.windows(2).all(|two| follows(two[0], two[1])) { terms } else { Vec::new() };
        let years = years.map(|(row, _)| row).filter(|_| !terms.is_empty());
        let figure = |text: &str| text.parse::<f64>().is_ok_and(|figure| figure != 0.0 && figure != 1.0);
        let below = &table.grid.rows[table.layout.header + 1..];
        let figures = below.iter().any(|row| columns.iter().any(|(at, _)| row.text(*at).is_some_and(figure)));
        Chart { columns, terms, years, figures }
    }

    pub fn has(&self, column: usize) -> bool {
        self.columns.iter().any(|(at, _)| *at == column)
    }

    /// Whether a row above the header says the years of the chart.
    pub fn is_of_years(&self, row: usize) -> bool {
        self.years == Some(row)
    }

    /// From when to when, where its marks are one run and nothing else of the row says it.
    pub fn bar(&self, table: GridTable, row: &GridRow) -> Option<ChartBar> {
        table.text(row, ColumnKind::Timeline).is_none().then_some(())?;
        let cells: Vec<ChartCell> = self.cells(row).collect();
        let first = cells.iter().position(|cell| *cell == ChartCell::Mark)?;
        let last = cells.iter().rposition(|cell| *cell == ChartCell::Mark)?;
        let whole =
            cells[first..=last].iter().all(|cell| *cell == ChartCell::Mark) && !cells.contains(&ChartCell::Words);
        let due = self.terms.get(last).filter(|_| whole)?.end()?;
        Some(ChartBar { first: self.shown(first), last: self.shown(last), due })
    }

    fn cells(&self, row: &GridRow) -> impl Iterator<Item = ChartCell> {
        self.columns.iter().map(|(at, _)| match row.text(*at) {
            Some(text) if is_bar(text) && !(self.figures && text == "1") => ChartCell::Mark,
            Some(text) if !is_no_mark(text) => ChartCell::Words,
            _ => ChartCell::Nothing,
        })
    }

    /// A column for people: its heading, with the year that stands above.
    fn shown(&self, at: usize) -> String {
        let (heading, year) = (&self.columns[at].1, |day: Day| day.date().0.to_string());
        match self.terms[at] {
            ChartTerm::Days(days) if self.years.is_some() => format!("{heading} {}", year(days.last)),
            _ => heading.clone(),
        }
    }

    /// What is told of it, once.
    pub fn doubt(&self, table: GridTable, rows: &[&GridRow]) -> Option<MatrixDoubt> {
        let (first, last) = (self.columns.first()?, self.columns.last()?);
        let marked = |row: &&&GridRow| self.cells(row).any(|cell| cell != ChartCell::Nothing);
        let read = rows.iter().filter(|row| self.bar(table, row).is_some()).count();
        let undated = |row: &&&GridRow| table.text(row, ColumnKind::Timeline).is_none();
        let left = rows.iter().filter(undated).filter(marked).count() - read;
        let counted = matches!(self.terms.first(), Some(ChartTerm::Counted(..)));
        Some(MatrixDoubt {
            row: Some(table.grid.rows[table.layout.header].at()),
            column: Some(format!("{} to {}", letters(first.0), letters(last.0))),
            text: format!("{} … {}", first.1, last.1),
            what: DoubtKind::Calendar { columns: self.columns.len(), read, left, counted },
        })
    }
}

impl ChartTerm {
    /// The date of what is to be done in it at the latest.
    fn end(self) -> Option<DueRule> {
        Some(match self {
            ChartTerm::Days(days) => {
                let (year, month, _) = days.last.date();
                let ends = days.last.plus_days(1).is_some_and(|next| next.date().2 == 1);
                let day = days.first.plus_days(6) == Some(days.last);
                DueRule::On(if ends && !day { When::Month(year, month) } else { When::Day(days.last) })
            }
            ChartTerm::Counted(count, unit) => {
                let unit = if unit == ChartUnit::Week { "W" } else { "M" };
                DueRule::After { event: Event::Start, within: Span::parse(&format!("P{count}{unit}")).ok()? }
            }
        })
    }
}

/// Whether a column begins where the one before it ends.
fn follows(one: ChartTerm, next: ChartTerm) -> bool {
    match (one, next) {
        (ChartTerm::Days(one), ChartTerm::Days(next)) => one.last.plus_days(1) == Some(next.first),
        (ChartTerm::Counted(one, unit), ChartTerm::Counted(next, other)) => unit == other && one + 1 == next,
        _ => false,
    }
}

/// What a heading stands for: a month, a quarter or a week of a year, its own or the one above it; else one counted from the first.
fn term(heading: &str, year: Option<i32>) -> Option<ChartTerm> {
    let read = |text: &str| within(text, Habits::default()).ok();
    let dated = read(heading).filter(|days| days.when.is_none_or(|when| !matches!(when, When::Year(_))));
    let named = heading.chars().any(char::is_alphabetic);
    let of_year = || year.filter(|_| named).and_then(|year| read(&format!("{heading} {year}")));
    match dated.or_else(of_year) {
        Some(days) if days.assumed == Some(Assumed::WeekEnd) => {
            Some(ChartTerm::Days(DayWithin { first: days.last.plus_days(-6)?, ..days }))
        }
        Some(days) => Some(ChartTerm::Days(days)),
        None => counted(heading).filter(|_| year.is_none()),
    }
}

/// `M1`, `Month 3`, `Week 12`.
fn counted(heading: &str) -> Option<ChartTerm> {
    const MONTHS: &str = "m month mois mes monat bulan місяць месяц";
    const WEEKS: &str = "w wk week woche semaine semana minggu тиждень неделя";
    let lower = heading.to_lowercase();
    let at = lower.find(|c: char| c.is_ascii_digit())?;
    let (word, count) = (lower[..at].trim_end_matches([' ', '-', '.']), lower[at..].trim().parse().ok()?);
    let is = |list: &str| list.split(' ').any(|known| known == word);
    let unit = if is(MONTHS) { Some(ChartUnit::Month) } else { is(WEEKS).then_some(ChartUnit::Week) };
    Some(ChartTerm::Counted(count, unit?))
}

/// Days that are all the first of a month are those months: a spreadsheet shows them so.
fn months(terms: Vec<ChartTerm>) -> Vec<ChartTerm> {
    let month = |term: &ChartTerm| match term {
        ChartTerm::Days(days) if days.first == days.last && days.first.date().2 == 1 => {
            let (year, month, _) = days.first.date();
            let when = When::Month(year, month);
            let last = when.day(crate::model::moment::Zone::UTC);
            Some(ChartTerm::Days(DayWithin { last, when: Some(when), ..*days }))
        }
        _ => None,
    };
    terms.iter().map(month).collect::<Option<Vec<_>>>().unwrap_or(terms)
}

/// The row above the header in which years stand over the columns of a chart, each with its first column.
fn years(table: GridTable, columns: &[(usize, String)]) -> Option<(usize, Vec<(usize, i32)>)> {
    let GridTable { grid: Grid { rows, .. }, layout: Layout { header, .. } } = table;
    let first = columns.first()?.0;
    let row = rows[..*header].iter().rev().find(|row| !row.cells.is_empty())?;
    let year = |text: &str| text.parse::<i32>().ok().filter(|year| text.len() == 4 && (1900..2200).contains(year));
    let over = row.cells.iter().filter(|(at, _)| *at >= first);
    let years: Option<Vec<(usize, i32)>> = over.map(|(at, cell)| Some((*at, year(&cell.text)?))).collect();
    let years = years.filter(|years| years.first().is_some_and(|(at, _)| *at == first))?;
    Some((row.number, years))
}

/// The columns that head months by their first letters, `J F M A M J …`, each with the month.
fn initials(others: &[(usize, &str)]) -> Vec<(usize, &'static str)> {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const LEAST: usize = 6;
    let letters: Vec<(usize, String)> = others
        .iter()
        .filter(|(_, text)| text.chars().count() == 1)
        .map(|(at, text)| (*at, text.to_lowercase()))
        .collect();
    let run: String = letters.iter().map(|(_, letter)| letter.as_str()).collect();
    let found = ["jfmamjjasond", "efmamjjasond"].iter().find_map(|year| year.repeat(3).find(&run));
    match found.filter(|_| letters.len() >= LEAST) {
        Some(begin) => letters.iter().zip(begin..).map(|((at, _), place)| (*at, NAMES[place % 12])).collect(),
        None => Vec::new(),
    }
}

/// Whether a cell is a mark, or a bar drawn of signs.
fn is_bar(text: &str) -> bool {
    const BARS: &str = "█▉▊▇▆▅▄▃▂▁■▪◼⬛▬▓▒░▌▐◆◇★*#=>▶►→+XxХх/\\ ";
    is_mark(text) || text.chars().all(|c| BARS.contains(c))
}
