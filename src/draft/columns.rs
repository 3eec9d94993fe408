//! What the columns of a matrix are, by their headings in the words of the field, or as somebody says with `--map`.

use super::dates::{Habits, date, month};
use super::grid::{Grid, GridRow, column, letters};
use super::headings::{
    BEFORE_ACTIVITIES, BEGINNINGS, ColumnKind, ENDINGS, HEADINGS, LAST, OF_ACTIVITIES, OF_OTHERS, OF_SUPPORT,
    OF_VALUES, asks, begins_in, ends_in, plain,
};
use super::status::status;
use super::vouched::is_date;
use crate::model::moment::Zone;
use std::collections::BTreeMap;

/// What `matrix` prints once more for programs, part by part; where it printed a table, these tell nothing new.
pub const OWN_PARTS: [&str; 4] = ["word", "by", "alarm", "noted"];

/// What somebody says of a column: what it tells, and its heading, letter or number.
pub type TypedColumn = (ColumnKind, String);

/// Where the header of a grid stands, and what its columns are.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The place of the header among the grid's rows.
    pub header: usize,
    pub columns: BTreeMap<ColumnKind, usize>,
    /// Every heading with its column.
    pub headings: BTreeMap<usize, String>,
    /// Columns that told the same earlier, the latest first: they hold where the later one is empty.
    pub earlier: BTreeMap<ColumnKind, Vec<usize>>,
}

/// Why a grid has no layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoLayout {
    Empty,
    /// No row is a header; the headings of the row that is most like one.
    NoHeader(Vec<String>),
    /// Nothing has the heading, letter or number that somebody says; the headings that are there.
    NoSuch(String, Vec<String>),
}

/// How far down a header may stand, below titles.
const DEEPEST: usize = 20;

/// Finds the header: the first row in which the activity and another column are recognised; where no row is one and somebody says
/// what the columns are, the row in which most is recognised.
pub fn layout(grid: &Grid, said: &[TypedColumn]) -> Result<Layout, NoLayout> {
    let rows = &grid.rows[..grid.rows.len().min(DEEPEST)];
    let widest = rows.iter().enumerate().max_by_key(|(at, row)| (row.cells.len(), usize::MAX - at));
    let Some((widest, row)) = widest.filter(|(_, row)| !row.cells.is_empty()) else { return Err(NoLayout::Empty) };
    let headings = || row.cells.iter().map(|(_, cell)| cell.text.clone()).collect();
    let layouts = || (0..rows.len()).filter_map(|at| of_row(grid, at, said).ok());
    let most = |layout: &Layout| (layout.columns.len(), layout.headings.len(), usize::MAX - layout.header);
    let found = layouts().find(Layout::is_header).or_else(|| layouts().max_by_key(most));
    let Some(layout) = found else {
        return Err(
            of_row(grid, widest, said).map_or_else(|name| NoLayout::NoSuch(name, headings()), |_| NoLayout::Empty)
        );
    };
    let known = layout.is_header() || (!said.is_empty() && layout.columns.contains_key(&ColumnKind::Activity));
    // A letter beyond the last column names nothing.
    let empty = |(what, _): &&TypedColumn| !grid.rows.iter().any(|row| row.cell(layout.columns[what]).is_some());
    match said.iter().find(empty) {
        Some((_, name)) => Err(NoLayout::NoSuch(name.clone(), headings())),
        None if known => Ok(layout),
        None => Err(NoLayout::NoHeader(headings())),
    }
}

/// How many columns a grid's beginning lets recognise: what tells a separator.
pub fn recognised(grid: &Grid, said: &[TypedColumn]) -> usize {
    layout(grid, said).map_or(0, |layout| layout.columns.len())
}

/// What the columns are if this row is the header; else what somebody says that is not there.
fn of_row(grid: &Grid, header: usize, said: &[TypedColumn]) -> Result<Layout, String> {
    let row = &grid.rows[header];
    let headings: BTreeMap<usize, String> = row.cells.iter().map(|(at, cell)| (*at, cell.text.clone())).collect();
    let mut columns = BTreeMap::new();
    for (what, name) in said {
        let at = with_heading(row, name).or_else(|| column(name.trim())).ok_or_else(|| name.clone())?;
        columns.insert(*what, at);
    }
    let plain = as_compared(&headings);
    let words = |list: &'static [(ColumnKind, &'static str)]| {
        list.iter().flat_map(|(column, words)| words.split(", ").map(move |word| (*column, word)))
    };
    for (what, word) in words(HEADINGS) {
        take(&mut columns, what, &plain, |heading| {
            heading == word || (what == ColumnKind::Activity && is_one_of(heading, word))
        });
    }
    for (what, word) in words(BEGINNINGS) {
        let about = |rest: &str| match what {
            ColumnKind::Activity => ends_in(rest, OF_ACTIVITIES),
            ColumnKind::Support => ends_in(rest, OF_SUPPORT),
            ColumnKind::Value => ends_in(rest, OF_VALUES),
            _ => false,
        };
        let begins = |heading: &str| {
            heading.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '/', '(']) && !about(rest))
        };
        take(&mut columns, what, &plain, begins);
    }
    for (what, word) in words(ENDINGS) {
        let about = |rest: &str| match what {
            ColumnKind::Activity => begins_in(rest, BEFORE_ACTIVITIES),
            ColumnKind::Id => begins_in(rest, OF_OTHERS),
            _ => false,
        };
        let ends =
            |heading: &str| heading.strip_suffix(word).is_some_and(|rest| rest.ends_with([' ', '/']) && !about(rest));
        take(&mut columns, what, &plain, ends);
    }
    for (what, word) in words(LAST) {
        take(&mut columns, what, &plain, |heading| heading == word);
    }
    if !said.iter().any(|(what, _)| *what == ColumnKind::Activity) {
        better(grid, header, &headings, &mut columns);
    }
    if !said.iter().any(|(what, _)| *what == ColumnKind::Activity) {
        finer(grid, header, &headings, &mut columns);
    }
    by_whom_or_when(grid, header, &headings, said, &mut columns);
    several_voices(&headings, said, &mut columns);
    choices_are_statuses(&headings, said, &mut columns);
    questions_are_statuses(&headings, said, &mut columns);
    words_are_statuses(grid, header, said, &mut columns);
    shares_are_percent(grid, header, said, &mut columns);
    if !said.iter().any(|(what, _)| *what == ColumnKind::Id) {
        codes_are_numbers(grid, header, &mut columns);
    }
    if !said.iter().any(|(what, _)| *what == ColumnKind::Reference) {
        references_are_numbers(grid, header, &headings, &mut columns);
    }
    let mut earlier = BTreeMap::new();
    for what in [ColumnKind::Status, ColumnKind::Timeline] {
        if !said.iter().any(|(said, _)| *said == what) {
            let before = latest(&headings, &mut columns, what);
            earlier.extend((!before.is_empty()).then_some((what, before)));
        }
    }
    Ok(Layout { header, columns, headings, earlier })
}

/// Whether a heading of several words for the activity has this one: `Result / Activity`.
fn is_one_of(heading: &str, word: &str) -> bool {
    let other = |part: &str| super::headings::heading(part).is_some_and(|kind| kind != ColumnKind::Activity);
    let parts = || heading.split('/').map(str::trim);
    heading.contains('/')
        && parts().any(|part| part == word)
        && !parts().any(other)
        && !begins_in(heading, BEFORE_ACTIVITIES)
}

/// The headings as they are compared.
fn as_compared(headings: &BTreeMap<usize, String>) -> Vec<(usize, String)> {
    headings.iter().map(|(at, heading)| (*at, plain(heading))).collect()
}

/// Takes the first heading, plain, that fits and is not taken, unless the column has one.
fn take(
    columns: &mut BTreeMap<ColumnKind, usize>,
    what: ColumnKind,
    headings: &[(usize, String)],
    fits: impl Fn(&str) -> bool,
) {
    if columns.contains_key(&what) {
        return;
    }
    let free = |at: &usize| !columns.values().any(|taken| taken == at);
    if let Some((at, _)) = headings.iter().find(|(at, heading)| free(at) && fits(heading)) {
        columns.insert(what, *at);
    }
}

/// Takes of several columns that tell one thing the revised or the later: `Status Q2` beside `Status Q1`, `Revised deadline`; gives the
/// others, from the latest.
fn latest(
    headings: &BTreeMap<usize, String>,
    columns: &mut BTreeMap<ColumnKind, usize>,
    what: ColumnKind,
) -> Vec<usize> {
    let Some(chosen) = columns.get(&what).copied() else { return Vec::new() };
    let free = |at: &usize| *at == chosen || !columns.values().any(|taken| taken == at);
    let version = |(at, heading): (&usize, &String)| Some((version(&plain(heading), what)?, *at));
    let mut all: Vec<((u8, Option<String>), usize)> =
        headings.iter().filter(|(at, _)| free(at)).filter_map(version).collect();
    let dated = all.iter().all(|((rank, period), _)| *rank != 1 || period.is_some());
    all.iter_mut().filter(|_| !dated).for_each(|((_, period), _)| *period = None);
    all.sort();
    // Of two that are alike the first counts.
    all.dedup_by_key(|((rank, _), at)| if *rank == PLAIN { usize::MAX } else { *at });
    if !all.iter().any(|(_, at)| *at == chosen) || !all.iter().any(|((rank, _), _)| *rank != PLAIN) {
        return Vec::new();
    }
    let Some((_, best)) = all.pop() else { return Vec::new() };
    columns.insert(what, best);
    all.into_iter().rev().map(|(_, at)| at).collect()
}

/// The version of a column whose heading says no other.
const PLAIN: u8 = 2;

/// Which version of a column a heading says: original, of some time, as it stands, or revised, with the time if it is a date; nothing
/// where it says something else.
fn version(heading: &str, what: ColumnKind) -> Option<(u8, Option<String>)> {
    const OLD: &str = "original initial old previous first baseline agreed";
    const NEW: &str = "revised new updated current latest amended extended";
    let known = HEADINGS.iter().filter(|(kind, _)| *kind == what).flat_map(|(_, words)| words.split(", "));
    let stem =
        known.filter(|word| heading.starts_with(*word) || heading.ends_with(*word)).max_by_key(|word| word.len())?;
    let rest = heading.strip_prefix(stem).or_else(|| heading.strip_suffix(stem))?;
    let rest = rest.trim_matches(|c: char| " ()/-:,".contains(c));
    let rest = ["as of ", "as at ", "at ", "on "].iter().find_map(|of| rest.strip_prefix(of)).unwrap_or(rest);
    let is = |list: &str| list.split(' ').any(|word| word == rest);
    if rest.is_empty() {
        return Some((PLAIN, None));
    }
    if is(OLD) || is(NEW) {
        return Some((if is(OLD) { 0 } else { 3 }, None));
    }
    let date = date(rest, Habits::default()).ok().map(|dated| dated.when.day(Zone::UTC).to_string());
    let part =
        |word: &str| month(word).is_some() || word.trim_start_matches(['q', 'w', 'h', 'm']).parse::<u32>().is_ok();
    let period =
        rest.split([' ', '-', '/', '.']).all(|word| part(word) || ["week", "month", "quarter"].contains(&word));
    (date.is_some() || period).then_some((1, date))
}

/// Of several columns that could be the activity, the first that tells something: not one that is mostly empty or holds codes.
fn better(grid: &Grid, header: usize, headings: &BTreeMap<usize, String>, columns: &mut BTreeMap<ColumnKind, usize>) {
    let Some(chosen) = columns.get(&ColumnKind::Activity).copied() else { return };
    let Some((_, words)) = HEADINGS.iter().find(|(column, _)| *column == ColumnKind::Activity) else { return };
    let free = |at: &usize| *at == chosen || !columns.values().any(|taken| taken == at);
    let plain = as_compared(headings);
    let candidates = words.split(", ").filter_map(|word| plain.iter().find(|(_, heading)| heading == word));
    let candidates: Vec<usize> = candidates.map(|(at, _)| *at).filter(free).collect();
    let telling = |at: usize| {
        let tells =
            |text: &str| text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count() > 1;
        grid.rows[header + 1..].iter().filter(|row| row.text(at).is_some_and(tells)).count()
    };
    let here = telling(chosen);
    if let Some(best) = candidates.into_iter().find(|at| *at != chosen && telling(*at) > 2 * here + 1) {
        columns.insert(ColumnKind::Activity, best);
    }
}

/// Of what is to be done and its parts, `Sub-commitment`, these are the activity where the other is written once for several of them; then
/// it is their element.
fn finer(grid: &Grid, header: usize, headings: &BTreeMap<usize, String>, columns: &mut BTreeMap<ColumnKind, usize>) {
    let Some(whole) = columns.get(&ColumnKind::Activity).copied() else { return };
    let is_part = |heading: &str| {
        let rest = plain(heading).strip_prefix("sub").map(|rest| rest.trim_start_matches(['-', ' ']).to_owned());
        rest.is_some_and(|rest| super::headings::heading(&rest) == Some(ColumnKind::Activity))
    };
    let free = |at: &usize| !columns.values().any(|taken| taken == at);
    let Some(part) = headings.iter().find(|(at, heading)| free(at) && is_part(heading)).map(|(at, _)| *at) else {
        return;
    };
    let rows = || grid.rows[header + 1..].iter().map(|row| (row.text(whole).is_some(), row.text(part).is_some()));
    if rows().any(|told| told == (false, true)) && !rows().any(|told| told == (true, false)) {
        columns.insert(ColumnKind::Activity, part);
        columns.entry(ColumnKind::Element).or_insert(whole);
    }
}

/// `To be done by` is who, or by when, as its cells say; it tells more than a bare `Date`.
fn by_whom_or_when(
    grid: &Grid,
    header: usize,
    headings: &BTreeMap<usize, String>,
    said: &[TypedColumn],
    columns: &mut BTreeMap<ColumnKind, usize>,
) {
    const BY: [&str; 3] = ["to be done by", "to be completed by", "to be implemented by"];
    let free = |at: &usize| !columns.values().any(|taken| taken == at);
    let by = |(at, heading): &(&usize, &String)| free(at) && BY.contains(&&*plain(heading));
    let Some(at) = headings.iter().find(by).map(|(at, _)| *at) else { return };
    let texts: Vec<&str> = grid.rows[header + 1..].iter().filter_map(|row| row.text(at)).collect();
    let dates = texts.iter().filter(|text| is_date(text)).count();
    let what = if dates * 2 > texts.len() { ColumnKind::Timeline } else { ColumnKind::Responsible };
    let bare =
        |at: &usize| what == ColumnKind::Timeline && headings.get(at).is_some_and(|heading| plain(heading) == "date");
    if !said.iter().any(|(kind, _)| *kind == what) && columns.get(&what).is_none_or(bare) {
        columns.insert(what, at);
    }
}

/// Of `Status North` and `Status South` neither is the status of the matrix: they are told, and somebody may say which counts.
fn several_voices(headings: &BTreeMap<usize, String>, said: &[TypedColumn], columns: &mut BTreeMap<ColumnKind, usize>) {
    let Some(at) = columns.get(&ColumnKind::Status).copied() else { return };
    let voice = |heading: &String| {
        let plain = plain(heading);
        let begins = plain.strip_prefix("status ").or(plain.strip_suffix(" status"));
        let known = super::headings::heading(heading).is_some() || version(&plain, ColumnKind::Status).is_some();
        begins
            .filter(|rest| {
                !known
                    && !["of ", "update", "date", "remark", "comment", "note", "description"]
                        .iter()
                        .any(|word| rest.starts_with(word))
            })
            .is_some()
    };
    let free = |at: &usize| !columns.values().any(|taken| taken == at);
    let other = headings.iter().any(|(place, heading)| free(place) && voice(heading));
    if other && headings.get(&at).is_some_and(voice) && !said.iter().any(|(what, _)| *what == ColumnKind::Status) {
        columns.remove(&ColumnKind::Status);
    }
}

/// A heading that lets one choose, `Done / not done`, is that of the status, where no other is.
fn choices_are_statuses(
    headings: &BTreeMap<usize, String>,
    said: &[TypedColumn],
    columns: &mut BTreeMap<ColumnKind, usize>,
) {
    let chosen =
        |heading: &str| heading.contains('/') && heading.split('/').all(|word| status(word.trim(), &[]).is_some());
    if !columns.contains_key(&ColumnKind::Status) && !said.iter().any(|(what, _)| *what == ColumnKind::Status) {
        take(columns, ColumnKind::Status, &as_compared(headings), chosen);
    }
}

/// What asks whether it is done is the status, where no other column is: its day may stand in another.
fn questions_are_statuses(
    headings: &BTreeMap<usize, String>,
    said: &[TypedColumn],
    columns: &mut BTreeMap<ColumnKind, usize>,
) {
    let free = !columns.contains_key(&ColumnKind::Status) && !said.iter().any(|(what, _)| *what == ColumnKind::Done);
    let Some(at) = columns.get(&ColumnKind::Done).copied().filter(|_| free) else { return };
    if headings.get(&at).is_some_and(|heading| asks(heading)) {
        columns.remove(&ColumnKind::Done);
        columns.insert(ColumnKind::Status, at);
        for word in ["date of completion", "date completed", "date done", "date performed", "date carried out"] {
            take(columns, ColumnKind::Done, &as_compared(headings), |heading| heading == word);
        }
    }
}

/// What is headed as the day of a status, `Stand`, and holds no days is the status, where no other column is.
fn words_are_statuses(grid: &Grid, header: usize, said: &[TypedColumn], columns: &mut BTreeMap<ColumnKind, usize>) {
    let free = !columns.contains_key(&ColumnKind::Status) && !said.iter().any(|(what, _)| *what == ColumnKind::On);
    let Some(at) = columns.get(&ColumnKind::On).copied().filter(|_| free) else { return };
    let texts: Vec<&str> = grid.rows[header + 1..].iter().filter_map(|row| row.text(at)).collect();
    let words = texts.iter().filter(|text| !is_date(text)).count();
    if words * 2 > texts.len() {
        columns.remove(&ColumnKind::On);
        columns.insert(ColumnKind::Status, at);
    }
}

/// Figures reached that are mostly percentages, `Avance`, are how much is done, where nothing says what they are measured by.
fn shares_are_percent(grid: &Grid, header: usize, said: &[TypedColumn], columns: &mut BTreeMap<ColumnKind, usize>) {
    let measured =
        [ColumnKind::Percent, ColumnKind::Target, ColumnKind::Baseline].iter().any(|it| columns.contains_key(it));
    let free = !measured && !said.iter().any(|(what, _)| *what == ColumnKind::Value);
    let Some(at) = columns.get(&ColumnKind::Value).copied().filter(|_| free) else { return };
    let texts: Vec<&str> = grid.rows[header + 1..].iter().filter_map(|row| row.text(at)).collect();
    let shares = texts.iter().filter(|text| text.ends_with('%')).count();
    if shares * 2 >= texts.len() && shares > 0 {
        columns.remove(&ColumnKind::Value);
        columns.insert(ColumnKind::Percent, at);
    }
}

/// Codes that begin with figures, as `2.5.1`, are numbers.
fn codes_are_numbers(grid: &Grid, header: usize, columns: &mut BTreeMap<ColumnKind, usize>) {
    let Some(at) = columns.get(&ColumnKind::Id).copied().filter(|_| !columns.contains_key(&ColumnKind::Number)) else {
        return;
    };
    let codes: Vec<&str> = grid.rows[header + 1..].iter().filter_map(|row| row.text(at)).collect();
    let figures = codes.iter().filter(|code| code.starts_with(|c: char| c.is_ascii_digit())).count();
    if figures * 2 > codes.len() {
        columns.remove(&ColumnKind::Id);
        columns.insert(ColumnKind::Number, at);
    }
}

/// What is headed `Ref` and holds figures, each once, is the number of the row; where it stands in an agreement is said in words.
fn references_are_numbers(
    grid: &Grid,
    header: usize,
    headings: &BTreeMap<usize, String>,
    columns: &mut BTreeMap<ColumnKind, usize>,
) {
    let at = columns.get(&ColumnKind::Reference).copied();
    let short = |at: &usize| headings.get(at).is_some_and(|heading| plain(heading) == "ref");
    let Some(at) = at.filter(|at| short(at) && !columns.contains_key(&ColumnKind::Number)) else { return };
    let mut texts: Vec<&str> = grid.rows[header + 1..].iter().filter_map(|row| row.text(at)).collect();
    let figures = texts.iter().all(|text| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    let many = texts.len();
    texts.sort_unstable();
    texts.dedup();
    if figures && many == texts.len() && many > 1 {
        columns.remove(&ColumnKind::Reference);
        columns.insert(ColumnKind::Number, at);
    }
}

fn with_heading(row: &GridRow, name: &str) -> Option<usize> {
    row.cells.iter().find(|(_, cell)| plain(&cell.text) == plain(name)).map(|(at, _)| *at)
}

impl Layout {
    /// Whether its activity has a heading of its own kind, which a list of risks or people has not: `Description` heads anything.
    pub fn is_of_activities(&self) -> bool {
        const ANYTHING: &str = "description, descripción, beschreibung, deskripsi, опис, описание, provision, provisions, \
            summary, title, name, subject, intitulé, indicator, indicators, indicador, indicateur, indikator, показник, показатель";
        let heading = self.columns.get(&ColumnKind::Activity).and_then(|at| self.headings.get(at));
        heading.is_some_and(|heading| !ANYTHING.split(", ").any(|word| word == plain(heading)))
    }

    /// Whether its row reads like a header: it heads the activity, another column, and all that somebody says.
    fn is_header(&self) -> bool {
        let headed = self.columns.values().all(|at| self.headings.contains_key(at));
        headed && self.columns.len() > 1 && self.columns.contains_key(&ColumnKind::Activity)
    }

    /// A column for people: its heading, else its letters.
    pub fn shown(&self, at: usize) -> String {
        self.headings
            .get(&at)
            .map_or_else(|| letters(at), |heading| heading.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The column that is read in place of an earlier one.
    pub fn instead(&self, at: usize) -> Option<String> {
        let (kind, _) = self.earlier.iter().find(|(_, earlier)| earlier.contains(&at))?;
        self.columns.get(kind).map(|at| self.shown(*at))
    }

    /// The columns that nothing is known of, each with its heading.
    pub fn others(&self) -> impl Iterator<Item = (usize, &str)> {
        let known = |at: &usize| self.columns.values().any(|known| known == at);
        self.headings.iter().filter(move |(at, _)| !known(at)).map(|(at, heading)| (*at, heading.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::grid::GridCell;
    use super::*;

    fn found(headings: &[&str], said: &[TypedColumn]) -> Vec<(&'static str, String)> {
        let cells = headings.iter().enumerate().filter_map(|(at, text)| Some((at, GridCell::words(text)?)));
        let below = (0..headings.len()).filter_map(|at| Some((at, GridCell::words("x")?)));
        let rows = [cells.collect(), below.collect()].map(|cells| GridRow {
            number: 1,
            sheet: 0,
            cells,
            comments: Vec::new(),
        });
        let grid = Grid { rows: rows.into(), ..Grid::default() };
        let layout = layout(&grid, said).unwrap_or_else(|none| panic!("{headings:?}: {none:?}"));
        layout.columns.iter().map(|(column, at)| (column.word(), layout.shown(*at))).collect()
    }

    #[test]
    fn headings_are_known_in_the_words_of_the_field() {
        let own = ["number", "reference", "activity", "responsible", "timeline", "status", "remarks"];
        assert_eq!(found(&own, &[]).len(), 7);
        let field = found(
            &["No.", "Article", "Commitment", "Responsible\ninstitution(s)", "Due date:", "STATUS", "Comments"],
            &[],
        );
        let columns: Vec<&str> = field.iter().map(|(column, _)| *column).collect();
        assert_eq!(columns, own.map(|word| word));
        let longer = found(
            &["No", "Task mode", "Activities to be done", "Lead agency and partners", "Expected completion date"],
            &[],
        );
        let columns: Vec<&str> = longer.iter().map(|(column, _)| *column).collect();
        assert_eq!(columns, ["number", "activity", "responsible", "timeline"]);
        // What one heading could be is settled by the others.
        let provision = |others: &[&str]| found(&[&["No", "Provision"], others].concat(), &[])[1].0;
        assert_eq!(provision(&["Activity"]), "reference");
        assert_eq!(provision(&["Status"]), "activity");
        let heads = |headings: &[&str]| found(headings, &[]).into_iter().map(|(column, _)| column).collect::<Vec<_>>();
        let tracker =
            ["#", "Agreed actions", "Action by", "Support agency", "By when", "State of play", "Action taken"];
        assert_eq!(heads(&tracker), ["number", "activity", "responsible", "support", "timeline", "status", "remarks"]);
        let lead = ["Key deliverables", "Lead", "Supporting agencies", "Number of activities"];
        assert_eq!(heads(&lead), ["activity", "responsible", "support"]);
        for party in [
            "Party",
            "Side",
            "Сторона",
            "Ответственная сторона",
            "Partie",
            "Parte",
            "Pihak",
            "Pilote",
            "Encargado",
            "Implementing entity",
        ] {
            assert_eq!(heads(&["Task", party]), ["activity", "responsible"], "{party}");
        }
        for due in [
            "Fecha",
            "Plazo de cumplimiento",
            "Cronograma",
            "Calendrier",
            "Zeitrahmen",
            "Кінцевий термін",
            "Дедлайн",
            "Дата",
        ] {
            assert_eq!(heads(&["Task", due]), ["activity", "timeline"], "{due}");
        }
        for status in ["Situación", "Estado actual", "Sachstand", "Прогрес", "Perkembangan", "Progress"] {
            assert_eq!(heads(&["Task", status]), ["activity", "status"], "{status}");
        }
        for share in ["Progress (%)", "Progress", "Fortschritt", "Kemajuan", "Прогрес"] {
            assert_eq!(
                heads(&["N.º", "Task", "Status", share]),
                ["number", "activity", "status", "percent"],
                "{share}"
            );
        }
        assert_eq!(heads(&["Task", "Deadline", "Actual completion date", "Fecha"]), ["activity", "timeline", "done"]);
        assert_eq!(heads(&["Task", "Actual start date"]), ["activity", "start"]);
        // Of what could be of many things nothing is taken where a plainer heading stands.
        let plainer = found(&["Party", "Date", "Task", "Lead institution", "Deadline (agreed)", "Progress"], &[]);
        let taken: Vec<&str> = plainer.iter().map(|(_, heading)| heading.as_str()).collect();
        assert_eq!(taken, ["Task", "Lead institution", "Deadline (agreed)", "Progress"]);
        let finish = found(&["Task", "Baseline finish", "Revised finish"], &[]);
        assert_eq!(finish[1..], [("timeline", "Revised finish".to_owned())]);
        // Who supports owes nothing, though no column says who does.
        assert_eq!(heads(&["Action item", "Supporting institutions"]), ["activity", "support"]);
        assert_eq!(heads(&["Action by", "Task"]), ["activity", "responsible"]);
        assert_eq!(found(&["Task", "Deliverable", "Supporting documents", "Due"], &[])[0].1, "Task");
        // Words are compared whole.
        for heading in [
            "Non-military measure",
            "Northern action",
            "Normative measure",
            "Typed commitment",
            "Costing-neutral measure",
            "Date-bound commitment",
            "Activity weekend",
            "Task backend",
        ] {
            assert_eq!(heads(&[heading, "Lead"]), ["activity", "responsible"], "{heading}");
        }
        assert_eq!(heads(&["Commitment text", "Support for standby"]), ["activity", "support"]);
        let counts = ["No. of activities", "Numbers of actions", "Date/action", "Costs of measures", "Task sub-types"];
        for heading in counts {
            assert_eq!(heads(&[heading, "Step", "Lead"]), ["activity", "responsible"], "{heading}");
            assert_eq!(found(&[heading, "Step", "Lead"], &[])[0].1, "Step");
        }
        // Of what is told several times the revised or the later one counts.
        let status = |heading: &str| vec![("status", heading.to_owned())];
        assert_eq!(found(&["Task", "Status Q1", "Status Q2"], &[])[1..], status("Status Q2"));
        assert_eq!(found(&["Task", "Status June 2026", "Status May 2026"], &[])[1..], status("Status June 2026"));
        let later = found(&["Task", "Status as of 20.11.2026", "Status as of 01.10.2026"], &[]);
        assert_eq!(later[1..], status("Status as of 20.11.2026"));
        assert_eq!(found(&["Task", "Status", "Status of funds"], &[])[1..], status("Status"));
        let due = vec![("timeline", "Revised deadline".to_owned())];
        assert_eq!(found(&["Task", "Original deadline", "Revised deadline"], &[])[1..], due);
        assert_eq!(found(&["Task", "Revised deadline", "Deadline"], &[])[1..], due);
        // `Status date` is no status; of two that are alike the first counts.
        let twice = found(&["Task", "Status date", "Status", "Status"], &[]);
        assert_eq!(twice[1..], [("on", "Status date".to_owned()), ("status", "Status".to_owned())]);
    }

    #[test]
    fn somebody_may_say_what_columns_are() {
        let said = |column: ColumnKind, name: &str| (column, name.to_owned());
        let said = [said(ColumnKind::Activity, "kegiatan"), said(ColumnKind::Timeline, "C")];
        assert_eq!(
            found(&["No", "Kegiatan", "", "Status"], &said)[1..3],
            [("activity", "Kegiatan".to_owned()), ("timeline", "C".to_owned())]
        );
    }
}
