//! A table before it has a format: columns with stable keys, and typed cells.

use super::actor_name::ActorName;
use crate::model::level::Progress;
use crate::model::moment::{Day, Moment};
use crate::model::value::Number;
use crate::model::when::When;
use crate::tongue::say;
use std::borrow::Cow;

/// A table that stands there whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    pub columns: Vec<Heading>,
    pub rows: Vec<Vec<Cell>>,
}

/// Rows of a sheet that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetGroup {
    /// What stands above them.
    pub title: String,
    /// What of them must be seen first; empty for nothing.
    pub alarm: String,
    pub rows: usize,
}

/// What stands above a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    /// Stable, for CSV and spreadsheets.
    pub key: Cow<'static, str>,
    /// For people.
    pub title: String,
    pub shape: Shape,
}

impl Sheet {
    /// Its first columns alone.
    pub fn first(mut self, columns: usize) -> Sheet {
        self.columns.truncate(columns);
        self.rows.iter_mut().for_each(|row| row.truncate(columns));
        self
    }

    /// The same with one line for each row, whatever its cells say, for programs that read line by line.
    pub fn on_lines(mut self) -> Sheet {
        self.rows.iter_mut().flatten().for_each(Cell::on_one_line);
        self
    }
}

/// How a column behaves where room is short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Ids, figures, statuses, dates: never cut or broken.
    Whole,
    /// The same, set to the right.
    Figure,
    /// Words that may break into lines.
    Words,
    /// Words that keep to one line, and are cut where there is no room.
    Line,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Empty,
    /// The plan's or a reporter's own words.
    Words(String),
    /// Ids, statuses and dates: milepost's own spelling. Lines for a table are parted by line feeds.
    Name(String),
    /// Actors: in CSV and workbooks their ids, in what people look at what they are called.
    Actors {
        ids: String,
        called: String,
    },
    /// The same as a name, to be seen at first sight.
    Toned(Tone, String),
    Count(i64),
    /// An exact number.
    Number(Number),
    Day(Day),
    /// A time in UTC.
    Time(Moment),
    Yes(bool),
    /// A share of the whole, with the initial of who says so.
    Share(Option<char>, Progress),
    /// A share drawn as a bar.
    Bar(Progress),
}

/// What a colour says of a status or a timing; the word beside it says it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Done, or kept.
    Good,
    /// Broken, slid back, overdue, wrong.
    Bad,
    /// Suspended, or contested.
    Halted,
    /// On the way.
    Moving,
    /// Not begun for what it waits for.
    Waiting,
}

/// A sheet that is written row by row and never stands there whole.
pub struct Table<'a> {
    /// Stable, for file names.
    pub key: &'static str,
    /// For people.
    pub title: &'static str,
    pub columns: Vec<Heading>,
    pub rows: Box<dyn Iterator<Item = Vec<Cell>> + 'a>,
}

/// A sheet of so many rows, each made whenever somebody looks at it.
pub struct LongSheet<'a> {
    pub columns: Vec<Heading>,
    pub count: usize,
    pub row: Box<dyn Fn(usize) -> Vec<Cell> + Send + Sync + 'a>,
}

/// The columns of a table, and what makes its rows.
pub type Content<'a> = (Vec<Heading>, Box<dyn Iterator<Item = Vec<Cell>> + 'a>);

/// A column of rows of one kind, as the file of that kind lists it: key, title, shape, and how its cell is made.
pub type Listed<R> = (&'static str, &'static str, Shape, fn(&R) -> Cell);

/// The columns of rows of one kind: every table of such rows chooses from them.
pub struct Columns<'c, R>(Vec<(Heading, Make<'c, R>)>);

/// How a cell is made of a row.
type Make<'c, R> = Box<dyn Fn(&R) -> Cell + Send + Sync + 'c>;

impl<'c, R: 'c> Columns<'c, R> {
    pub fn of<const N: usize>(listed: [Listed<R>; N]) -> Columns<'c, R> {
        let heading = |key, title: &str, shape| Heading { key: Cow::Borrowed(key), title: title.into(), shape };
        let column = |(key, title, shape, make): Listed<R>| (heading(key, title, shape), Box::new(make) as Make<'c, R>);
        Columns(listed.into_iter().map(column).collect())
    }

    /// The same with a further column, whose key names something of a plan.
    pub fn with(&mut self, heading: Heading, make: impl Fn(&R) -> Cell + Send + Sync + 'c) {
        self.0.push((heading, Box::new(make)));
    }

    /// The same with all of another list behind them.
    pub fn and(mut self, more: Columns<'c, R>) -> Columns<'c, R> {
        self.0.extend(more.0);
        self
    }

    /// Those with these keys, in the order of the keys.
    pub fn choose(self, keys: &[&str]) -> Columns<'c, R> {
        let mut all: Vec<Option<(Heading, Make<R>)>> = self.0.into_iter().map(Some).collect();
        let mut take = |key: &&str| {
            let known = all.iter_mut().find(|one| one.as_ref().is_some_and(|(heading, _)| heading.key == *key));
            known.and_then(Option::take).unwrap_or_else(|| panic!("no column `{key}`"))
        };
        Columns(keys.iter().map(&mut take).collect())
    }

    /// The keys by which they are chosen.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(heading, _)| heading.key.as_ref())
    }

    /// All but those of which this is so.
    pub fn without(mut self, out: impl Fn(&Heading) -> bool) -> Columns<'c, R> {
        self.0.retain(|(heading, _)| !out(heading));
        self
    }

    /// The same with another title above one of them.
    pub fn titled(mut self, key: &str, title: impl Into<String>) -> Columns<'c, R> {
        if let Some((heading, _)) = self.0.iter_mut().find(|(heading, _)| heading.key == key) {
            heading.title = title.into();
        }
        self
    }

    /// The same with another shape of one of them.
    pub fn shaped(mut self, key: &str, shape: Shape) -> Columns<'c, R> {
        if let Some((heading, _)) = self.0.iter_mut().find(|(heading, _)| heading.key == key) {
            heading.shape = shape;
        }
        self
    }

    pub fn headings(&self) -> Vec<Heading> {
        self.0.iter().map(|(heading, _)| heading.clone()).collect()
    }

    /// The cells of one row.
    pub fn cells(&self, row: &R) -> Vec<Cell> {
        self.0.iter().map(|(_, make)| make(row)).collect()
    }

    /// These columns of some rows.
    pub fn sheet(&self, rows: impl IntoIterator<Item = R>) -> Sheet {
        Sheet { columns: self.headings(), rows: rows.into_iter().map(|row| self.cells(&row)).collect() }
    }

    /// The same of rows that are there already.
    pub fn sheet_of(&self, rows: &[R]) -> Sheet {
        Sheet { columns: self.headings(), rows: rows.iter().map(|row| self.cells(row)).collect() }
    }

    /// The same row by row.
    pub fn content(self, rows: impl Iterator<Item = R> + 'c) -> Content<'c> {
        (self.headings(), Box::new(rows.map(move |row| self.cells(&row))))
    }
}

impl Cell {
    pub fn share(share: Option<Progress>) -> Cell {
        share.map_or(Cell::Empty, |share| Cell::Share(None, share))
    }

    /// A date as precisely as it was given; only whole days are days.
    pub fn when(when: When) -> Cell {
        match when {
            When::Day(day) => Cell::Day(day),
            when => Cell::name(when),
        }
    }

    pub fn count(count: usize) -> Cell {
        Cell::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// How many are at each of the four levels: `4/3/3/14`.
    pub fn levels(levels: [usize; 4]) -> Cell {
        Cell::Name(levels.map(|count| count.to_string()).join("/"))
    }

    pub fn number(number: u64) -> Cell {
        Cell::Count(i64::try_from(number).unwrap_or(i64::MAX))
    }

    /// Several names or texts, parted by semicolons.
    pub fn list(all: impl IntoIterator<Item = impl ToString>) -> Cell {
        let all: Vec<String> = all.into_iter().map(|one| one.to_string()).collect();
        if all.is_empty() { Cell::Empty } else { Cell::Words(all.join("; ")) }
    }

    /// Those who owe, say or decide something.
    pub fn actors<'a>(all: impl IntoIterator<Item = &'a ActorName<'a>>) -> Cell {
        let (ids, called): (Vec<&str>, Vec<&str>) = all.into_iter().map(|one| (one.id.as_str(), one.called)).unzip();
        if ids.is_empty() { Cell::Empty } else { Cell::Actors { ids: ids.join("; "), called: called.join("; ") } }
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Words(text) | Cell::Name(text) | Cell::Toned(_, text) | Cell::Actors { called: text, .. } => {
                text.is_empty()
            }
            Cell::Count(_) | Cell::Number(_) | Cell::Day(_) | Cell::Time(_) => false,
            Cell::Yes(_) | Cell::Share(..) | Cell::Bar(_) => false,
        }
    }

    /// What may not be there.
    pub fn maybe<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
        value.map_or(Cell::Empty, cell)
    }

    pub fn name(name: impl ToString) -> Cell {
        Cell::Name(name.to_string())
    }

    pub fn words(words: impl Into<String>) -> Cell {
        Cell::Words(words.into())
    }

    /// A name to be seen at first sight, where it has a tone.
    pub fn toned(tone: Option<Tone>, name: impl ToString) -> Cell {
        match tone {
            Some(tone) => Cell::Toned(tone, name.to_string()),
            None => Cell::name(name),
        }
    }

    fn on_one_line(&mut self) {
        if let Cell::Words(text) | Cell::Name(text) | Cell::Toned(_, text) = self
            && (text.contains('\n') || text.trim() != text)
        {
            let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            *text = lines.join("; ");
        }
    }

    /// The cell as text for machines: a share as a fraction, lines joined.
    pub fn plain(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Words(words) | Cell::Actors { ids: words, .. } => words.clone(),
            Cell::Name(name) | Cell::Toned(_, name) => name.replace(",\n", ", ").replace('\n', "; "),
            Cell::Count(count) => count.to_string(),
            Cell::Number(number) => number.to_string(),
            Cell::Day(day) => day.to_string(),
            Cell::Time(time) => time.to_string(),
            Cell::Yes(yes) => yes.to_string(),
            Cell::Share(_, share) | Cell::Bar(share) => share.fraction().to_string(),
        }
    }

    /// The cell as text for people.
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Cell::Share(None, share) => format!("{} %", share.percent()).into(),
            Cell::Share(Some(initial), share) => format!("{} {} %", told_initial(*initial), share.percent()).into(),
            Cell::Bar(share) => format!("{} {:>3} %", bar(*share, 8), share.percent()).into(),
            Cell::Empty => "–".into(),
            Cell::Name(text) | Cell::Toned(_, text) | Cell::Words(text) | Cell::Actors { called: text, .. } => {
                text.into()
            }
            Cell::Yes(yes) => if *yes { say!("yes") } else { say!("no") }.into(),
            Cell::Count(_) | Cell::Number(_) | Cell::Day(_) | Cell::Time(_) => self.plain().into(),
        }
    }
}

/// The initial of a voice, as people are told it.
pub fn told_initial(initial: char) -> &'static str {
    match initial {
        'v' => say!("initial": "v"),
        'r' => say!("initial": "r"),
        _ => say!("initial": "a"),
    }
}

/// A bar of so many places; full only where the share is.
fn bar(share: Progress, places: usize) -> String {
    let full = usize::from(share.percent()) * places / 100;
    "█".repeat(full) + &"░".repeat(places - full)
}
