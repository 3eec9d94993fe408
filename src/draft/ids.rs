//! What commitments are called: their ids, from an own column, from the brackets in which milepost prints them, or from their
//! numbers; and which is a part of which, by the numbers: in each sheet and chapter by its own, where they begin anew.

use super::drafted::{DoubtKind, MatrixDoubt};
use super::grid::{CellKind, GridRow};
use super::headings::ColumnKind;
use super::names::{TakenIds, slug};
use super::rows::GridTable;
use crate::model::id::Id;
use std::collections::{HashMap, HashSet};

/// What one commitment is called.
pub struct Called {
    pub id: String,
    pub title: String,
    /// The number that the matrix gives it.
    pub number: Option<String>,
    /// The place of the whole among the commitments.
    pub part_of: Option<usize>,
}

/// Finds commitments by what their matrix calls them.
#[derive(Default)]
pub struct Numbering {
    ids: HashMap<String, usize>,
    /// The places of all that have a number, from above.
    numbers: HashMap<String, Vec<usize>>,
    /// The chapter of each commitment.
    chapters: Vec<usize>,
    /// Whether a number stands twice.
    begins_anew: bool,
}

/// What the commitments of these rows are called, how their numbers and ids find them, and what is in doubt.
pub fn called(table: GridTable, rows: &[&GridRow]) -> (Vec<Called>, Numbering, Vec<MatrixDoubt>) {
    let mut titles: Vec<&str> =
        rows.iter().map(|row| table.text(row, ColumnKind::Activity).unwrap_or_default()).collect();
    let brackets = bracketed(&titles).filter(|_| !table.layout.columns.contains_key(&ColumnKind::Id));
    let mut numbers: Vec<Option<String>> = rows.iter().map(|row| number(table, row)).collect();
    if brackets.is_none() {
        numbered(&mut titles, &mut numbers);
    }
    let mut doubts = misread(table, rows);
    let mut found = Numbering::of(&numbers, rows);
    let (mut taken, mut seen) = (TakenIds::default(), HashSet::new());
    let mut all = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let number = numbers[place].as_deref();
        let (mut title, wish, column) = match &brackets {
            Some(brackets) => (brackets[place].0, Some(brackets[place].1.to_owned()), ColumnKind::Activity),
            None => match table.text(row, ColumnKind::Id) {
                Some(id) => (titles[place], slug(id), ColumnKind::Id),
                None => (titles[place], number.and_then(of_number), ColumnKind::Number),
            },
        };
        title = title.trim();
        let twice = number.is_some_and(|number| !seen.insert(number));
        let (id, free) = taken.take(&wish.clone().unwrap_or_else(|| format!("M-{}", place + 1)));
        let said = table.text(row, column).filter(|_| brackets.is_none());
        let same = column == ColumnKind::Number || said.is_none() || said == Some(id.as_str());
        if twice {
            doubts.push(table.doubt(row, ColumnKind::Number, number.unwrap_or_default(), DoubtKind::NumberTwice));
        } else if !free || !same || (said.is_some() && wish.is_none()) {
            doubts.push(table.doubt(row, column, said.unwrap_or(title), DoubtKind::NewId(id.clone())));
        }
        found.ids.insert(Id::folded(&id), place);
        all.push(Called { id, title: title.to_owned(), number: number.map(str::to_owned), part_of: None });
    }
    doubts.extend(part(table, rows, &mut all, &numbers, &found));
    (all, found, doubts)
}

impl Numbering {
    fn of(numbers: &[Option<String>], rows: &[&GridRow]) -> Numbering {
        let mut found = Numbering { chapters: chapters(numbers, rows), ..Numbering::default() };
        for (place, number) in numbers.iter().enumerate() {
            let Some(number) = number else { continue };
            let places = found.numbers.entry(Id::folded(number)).or_default();
            places.push(place);
            found.begins_anew |= places.len() > 1;
        }
        found
    }

    /// The commitment that a row means by an id or a number.
    pub fn named(&self, name: &str, from: usize) -> Option<usize> {
        let (id, number) = (|| self.ids.get(&Id::folded(name)).copied(), || self.numbered(name, from));
        if self.begins_anew { number().or_else(id) } else { id().or_else(number) }
    }

    /// The one that has a number: of several the nearest above in the chapter of the row, else the first below. In another chapter only
    /// where no number stands twice.
    fn numbered(&self, number: &str, from: usize) -> Option<usize> {
        let all = self.numbers.get(&Id::folded(number))?;
        let near = |place: &&usize| self.chapters[**place] == self.chapters[from] && **place != from;
        let above = all.iter().filter(near).rfind(|place| **place < from);
        let own = above.or_else(|| all.iter().find(near));
        let elsewhere = || all.iter().find(|place| **place != from && !self.begins_anew);
        // Only its own row is left: the plan's rules tell what is wrong with that.
        own.or_else(elsewhere).or_else(|| all.iter().find(|place| **place == from)).copied()
    }
}

/// The chapter of each row: a sheet is one, and so is what follows where the numbers begin anew.
fn chapters(numbers: &[Option<String>], rows: &[&GridRow]) -> Vec<usize> {
    let top = |number: &str| number.split(|c: char| !c.is_ascii_digit()).next().and_then(|top| top.parse::<u32>().ok());
    let (mut chapter, mut seen, mut last) = (0, HashSet::new(), None::<&str>);
    let mut all = Vec::new();
    for (place, number) in numbers.iter().enumerate() {
        let number = number.as_deref().filter(|number| top(number).is_some());
        let back = number.zip(last).is_some_and(|(number, last)| number != last && top(number) <= top(last));
        let anew = back && number.is_some_and(|number| seen.contains(number));
        if anew || (place > 0 && rows[place - 1].sheet != rows[place].sheet) {
            (chapter, seen, last) = (chapter + 1, HashSet::new(), None);
        }
        seen.extend(number);
        last = number.or(last);
        all.push(chapter);
    }
    all
}

/// Titles and ids where every activity ends in an id in brackets, each another: milepost prints them so.
fn bracketed<'a>(titles: &[&'a str]) -> Option<Vec<(&'a str, &'a str)>> {
    let apart = |title: &&'a str| {
        let (title, id) = title.strip_suffix(')')?.rsplit_once('(')?;
        let ends = title.is_empty() || title.ends_with(' ');
        (ends && Id::new(id).is_ok()).then_some((title, id))
    };
    let all: Vec<(&str, &str)> = titles.iter().map(apart).collect::<Option<_>>()?;
    let ids: HashSet<String> = all.iter().map(|(_, id)| Id::folded(id)).collect();
    (ids.len() == all.len()).then_some(all)
}

/// Takes the numbers from titles that begin with them, `1.2 Forces withdrawn`: where most do, or where a column says the same number.
fn numbered(titles: &mut [&str], numbers: &mut [Option<String>]) {
    let apart: Vec<Option<(&str, &str)>> = titles.iter().map(|title| leading(title)).collect();
    let bare = numbers.iter().all(Option::is_none);
    let mostly = bare && apart.iter().flatten().count() * 2 > titles.len();
    for ((title, number), apart) in titles.iter_mut().zip(numbers).zip(apart) {
        let Some((own, rest)) = apart else { continue };
        if mostly || number.as_deref() == Some(own) {
            (*title, *number) = (rest, Some(own.to_owned()));
        }
    }
}

/// `1.2` and the rest of `1.2 Forces withdrawn`. A mere number may count what follows: `3 camps built`.
fn leading(title: &str) -> Option<(&str, &str)> {
    let (word, rest) = title.split_once(char::is_whitespace)?;
    let number = word.trim_end_matches(['.', ')', ':']);
    let parts = number.split(['.', '-']);
    let figures = |part: &str| !part.is_empty() && part.len() < 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let (count, sound) = parts.fold((0, true), |(count, sound), part| (count + 1, sound && figures(part)));
    let marked = count > 1 || number.len() < word.len();
    (sound && marked && rest.trim().chars().any(char::is_alphabetic)).then_some((number, rest.trim()))
}

/// The number of a row, without what people put behind it.
fn number(table: GridTable, row: &GridRow) -> Option<String> {
    let cell = row.cell(*table.layout.columns.get(&ColumnKind::Number)?)?;
    let behind = |c: char| ".: ".contains(c) || (c == ')' && !cell.text.contains('('));
    let number = cell.text.trim_end_matches(behind);
    (cell.kind == CellKind::Words && !number.is_empty()).then(|| number.to_owned())
}

/// Numbers of which a spreadsheet made dates.
fn misread(table: GridTable, rows: &[&GridRow]) -> Vec<MatrixDoubt> {
    let Some(at) = table.layout.columns.get(&ColumnKind::Number) else { return Vec::new() };
    let dates = rows.iter().filter_map(|row| Some((row, row.cell(*at).filter(|cell| cell.kind == CellKind::Date)?)));
    dates.map(|(row, cell)| table.doubt(row, ColumnKind::Number, cell.text.as_str(), DoubtKind::NumberIsDate)).collect()
}

/// The id that a number gives: `9.1` is `M-9.1`, `DC-1` is itself.
fn of_number(number: &str) -> Option<String> {
    let own = !number.starts_with(|c: char| c.is_ascii_digit());
    match own {
        true => slug(number),
        false => {
            let plain = number.replace(|c: char| !c.is_ascii_alphanumeric() && !"._-".contains(c), " ");
            slug(&plain.split_whitespace().collect::<Vec<_>>().join("-")).map(|number| format!("M-{number}"))
        }
    }
}

/// What a number is below: `9` of `9.1`, `9-1`, `9 (1)` and `9a`.
fn shorter(number: &str) -> Option<&str> {
    let bare = number.trim_end_matches(|c: char| c.is_alphanumeric() || c == ')');
    let cut = bare.trim_end_matches(['.', '-', '/', '(', ' ']);
    if cut.len() < bare.len() && cut.ends_with(|c: char| c.is_alphanumeric()) {
        return Some(cut);
    }
    let digits = number.trim_end_matches(|c: char| c.is_ascii_lowercase());
    (digits.len() + 1 == number.len() && digits.ends_with(|c: char| c.is_ascii_digit())).then_some(digits)
}

/// Makes `9.1` a part of `9`. Parts have no parts: `9.1.1` is one of `9` too, and that is told.
fn part(
    table: GridTable,
    rows: &[&GridRow],
    all: &mut [Called],
    numbers: &[Option<String>],
    found: &Numbering,
) -> Vec<MatrixDoubt> {
    let above = |number: &str, from: usize| {
        let mut above = Vec::new();
        let mut rest = number;
        while let Some(before) = shorter(rest) {
            above.extend(found.numbered(before, from));
            rest = before;
        }
        above
    };
    let mut doubts = Vec::new();
    for (place, number) in numbers.iter().enumerate() {
        let Some(number) = number else { continue };
        let wholes: Vec<usize> = above(number, place);
        all[place].part_of = wholes.last().copied();
        if wholes.len() > 1 {
            let whole = all[wholes[wholes.len() - 1]].id.clone();
            doubts.push(table.doubt(rows[place], ColumnKind::Number, number.as_str(), DoubtKind::Deeper(whole)));
        }
    }
    doubts
}
