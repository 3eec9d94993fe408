//! A table becomes a draft: its rows commitments, its names actors, its headings phases and elements; what is not understood is a doubt.

use super::actors::{Cast, supporters};
use super::as_of::as_of;
use super::chart::Chart;
use super::columns::OWN_PARTS;
use super::dates::{Habits, Unclear, date, shown, within};
use super::drafted::{DoubtKind, DraftFigure, Drafted, MatrixDoubt, PlanDraft};
use super::figures::figure;
use super::grid::{GridRow, letters};
use super::groups::{Groups, once_filled};
use super::headers::status_word;
use super::headings::{ColumnKind, asks, plain};
use super::ids::{Called, called};
use super::links::{required, resolve};
use super::names::{TakenIds, slug};
use super::own_words::words;
use super::rows::{GridTable, MatrixLine};
use super::status::{StatusWord, Taught, answer, done_on, is_mark, is_tick, share, status_among};
use super::timeline::{TimelineReader, WhenDue, timeline};
use super::vouched::KnownNames;
use super::wishes::Wishes;
use crate::model::actor::Role;
use crate::model::id::Id;
use crate::model::level::Level;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What is known of a whole table before its rows are read.
struct Ground<'a> {
    table: GridTable<'a>,
    reader: TimelineReader<'a>,
    taught: &'a [Taught],
    /// Those who stand in it.
    names: KnownNames,
    /// Whether its shares are fractions of one, as a spreadsheet holds percentages.
    fractions: bool,
    /// Whether some are and others are not: then 0.2 and 1 could be either.
    mixed: bool,
}

/// The draft of a table, and who is in it.
pub fn drafted(table: GridTable, stem: &str, wishes: &Wishes) -> (PlanDraft, Cast) {
    let (title, above) = table.above();
    let (lines, odd) = table.lines();
    let rows: Vec<&GridRow> = lines.iter().filter_map(commitment).collect();
    let cells = [ColumnKind::Responsible, ColumnKind::Verified];
    let mut cast =
        Cast::of(rows.iter().flat_map(|row| cells.map(|column| table.text(row, column))).flatten(), &wishes.split);
    let (names, found, ids) = called(table, &rows);
    let titles = titles(&names);
    let printed = |(row, one): (&&GridRow, &Called)| {
        table.text(row, ColumnKind::Activity).is_some_and(|text| text.ends_with(&format!("({})", one.id)))
    };
    let printed = rows.iter().zip(&names).all(printed);
    let own = |heading: &str| printed && OWN_PARTS.contains(&&*plain(heading));
    let others: Vec<(usize, &str)> = table.layout.others().filter(|(_, heading)| !own(heading)).collect();
    let keys = keys(&others);
    let chart = Chart::of(table, &others);
    let above = above.into_iter().filter(|doubt| !doubt.row.is_some_and(|at| chart.is_of_years(at.row))).collect();
    let ground = Ground {
        table,
        reader: TimelineReader { habits: habits(table, &rows, wishes), titles: &titles },
        taught: &wishes.statuses,
        names: cast.names().clone(),
        fractions: fractions(table, &rows),
        mixed: mixed(table, &rows),
    };
    let (as_of, unread) = as_of(table, ground.reader.habits);
    let mut draft = PlanDraft {
        // What milepost printed is read on another day, when somebody has changed it.
        as_of: as_of.filter(|_| !printed),
        title: title.unwrap_or(stem).to_owned(),
        id: slug(stem).unwrap_or_else(|| "matrix".to_owned()),
        doubts: [above, unread, gathered(odd), unknown(table, &others, &keys, &chart), ids].concat(),
        printed,
        ..PlanDraft::default()
    };
    let (mut groups, mut at) = (Groups::default(), names.iter());
    if !printed {
        groups.phases.carries = once_filled(table, &rows, ColumnKind::Phase);
        groups.elements.carries = once_filled(table, &rows, ColumnKind::Element);
    }
    let opening = title.filter(|title| is_alike(title, &lines)).and_then(|title| Some((table.titled(title)?, title)));
    if let Some((row, title)) = opening {
        draft.title = stem.to_owned();
        draft.doubts.push(groups.head(table, row, title));
    }
    for line in &lines {
        match line {
            MatrixLine::Heading(row, title) => draft.doubts.push(groups.head(table, row, title)),
            MatrixLine::Sheet(_, title) => groups.sheet(table, title),
            MatrixLine::Commitment(row) => {
                let Some(Called { id, title, number, part_of }) = at.next() else { continue };
                let part_of = part_of.map(|whole| names[whole].id.clone());
                let (id, title) = (id.clone(), title.clone());
                let mut one = Drafted { at: Some(row.at()), id, title, part_of, ..Drafted::default() };
                groups.place(table, row, &mut one);
                one.number = number.clone();
                draft.doubts.extend(ground.read(row, &mut cast, &mut one));
                let bar = chart.bar(table, row);
                let drawn = bar.is_some();
                one.drawn(bar);
                let kept = keys.iter().filter(|(at, _)| !(drawn && chart.has(**at)));
                one.kept.extend(kept.filter_map(|(at, key)| Some((key.clone(), row.text(*at)?.to_owned()))));
                draft.milestones.push(one);
            }
        }
    }
    draft.doubts.extend(groups.carried().into_iter().chain(chart.doubt(table, &rows)));
    (draft.elements, draft.phases) = (groups.elements.all, groups.phases.all);
    resolve(table, &rows, &found, &mut draft);
    required(table, &rows, &found, &titles, &mut draft);
    draft.sources = sources(&draft.milestones);
    let monitors = monitors(&draft);
    for actor in cast.actors.iter_mut().filter(|actor| monitors.contains(&actor.id)) {
        (actor.role, actor.said) = (Role::Monitor.word(), true);
    }
    (draft, cast)
}

/// The commitments by their titles, in lower case; not those of which two are called the same.
fn titles(names: &[Called]) -> HashMap<String, Id> {
    let mut titles: HashMap<String, Option<Id>> = HashMap::new();
    for one in names {
        let title = one.title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        titles.entry(title).and_modify(|known| *known = None).or_insert_with(|| Id::new(&one.id).ok());
    }
    titles.into_iter().filter_map(|(title, id)| Some((title, id?))).collect()
}

/// How the dates of a table are meant: as somebody says, and as they show themselves.
fn habits(table: GridTable, rows: &[&GridRow], wishes: &Wishes) -> Habits {
    let dated = [ColumnKind::Timeline, ColumnKind::On, ColumnKind::Start, ColumnKind::Done];
    let texts = rows.iter().flat_map(|row| dated.map(|column| table.text(row, column))).flatten();
    Habits { order: wishes.dates, shown: shown(texts), century: wishes.century }
}

/// Whether the shares of a table are fractions of one, as a spreadsheet holds percentages: all of its figures lie between 0 and 1, and one
/// is within, or the column is that of percentages.
fn fractions(table: GridTable, rows: &[&GridRow]) -> bool {
    let of = |column: ColumnKind| rows.iter().filter_map(move |row| table.text(row, column)?.parse::<f64>().ok());
    let shares: Vec<f64> = of(ColumnKind::Percent).chain(of(ColumnKind::Status)).collect();
    let within = shares.iter().any(|share| *share > 0.0 && *share < 1.0);
    let some = shares.iter().any(|share| *share > 0.0);
    shares.iter().all(|share| (0.0..=1.0).contains(share))
        && (within || (some && of(ColumnKind::Percent).next().is_some()))
}

/// Whether a column of percentages has figures below one beside others above it.
fn mixed(table: GridTable, rows: &[&GridRow]) -> bool {
    let bare = |text: &str| text.trim_end_matches(['%', ' ']).parse::<f64>().ok();
    let shares: Vec<(f64, bool)> = rows
        .iter()
        .filter_map(|row| table.text(row, ColumnKind::Percent))
        .filter_map(|text| Some((bare(text)?, text.ends_with('%'))))
        .collect();
    let part = |(share, signed): &(f64, bool)| !signed && *share > 0.0 && *share < 1.0;
    shares.iter().any(part) && shares.iter().any(|(share, _)| *share > 1.0)
}

/// Whether what stands above the header is counted as a heading below it is: `Objective 1: Security`, and `Objective 2: Justice`.
fn is_alike(title: &str, lines: &[MatrixLine]) -> bool {
    let counted = |text: &str| {
        let at = text.find(|c: char| c.is_ascii_digit())?;
        let word = text[..at].trim().to_lowercase();
        (!word.is_empty() && !text[at..].starts_with("19") && !text[at..].starts_with("20")).then_some(word)
    };
    let same = |heading: &str| counted(title).is_some_and(|word| counted(heading).as_ref() == Some(&word));
    lines.iter().any(|line| matches!(line, MatrixLine::Heading(_, heading) if same(heading)))
}

/// Many cells without a heading are one doubt.
fn gathered(doubts: Vec<MatrixDoubt>) -> Vec<MatrixDoubt> {
    const FEW: usize = 5;
    let (loose, mut other): (Vec<_>, Vec<_>) = doubts.into_iter().partition(|doubt| doubt.what == DoubtKind::Unheaded);
    if loose.len() <= FEW {
        other.extend(loose);
        return other;
    }
    let mut columns: Vec<&str> = loose.iter().filter_map(|doubt| doubt.column.as_deref()).collect();
    columns.sort_by_key(|column| (column.len(), *column));
    columns.dedup();
    let text = columns.join(", ");
    other.push(MatrixDoubt { row: None, column: None, text, what: DoubtKind::UnheadedCells(loose.len()) });
    other
}

fn commitment<'a>(line: &MatrixLine<'a>) -> Option<&'a GridRow> {
    match line {
        MatrixLine::Commitment(row) => Some(row),
        MatrixLine::Heading(..) | MatrixLine::Sheet(..) => None,
    }
}

/// Those who verify and owe nothing.
fn monitors(draft: &PlanDraft) -> HashSet<String> {
    let owing: HashSet<&String> = draft.milestones.iter().flat_map(|one| &one.responsible).collect();
    let verifying = draft.milestones.iter().flat_map(|one| &one.verified);
    verifying.filter(|id| !owing.contains(id)).cloned().collect()
}

/// The key under which a column is kept of which nothing is known.
fn keys(others: &[(usize, &str)]) -> BTreeMap<usize, String> {
    let mut taken = TakenIds::default();
    // Under these keys stand the words of columns that are known.
    for key in [
        "timeline",
        "start",
        "support",
        "requires",
        "baseline",
        "target",
        "value",
        "done",
        "pending",
        "responsible",
        "verified",
        "percent",
    ] {
        taken.take(key);
    }
    let key = |(at, heading): &(usize, &str)| {
        let at = *at;
        let word = slug(&heading.to_lowercase()).unwrap_or_else(|| format!("column-{}", letters(at).to_lowercase()));
        (at, format!("x-{}", taken.take(&word).0))
    };
    others.iter().map(key).collect()
}

fn unknown(
    table: GridTable,
    others: &[(usize, &str)],
    keys: &BTreeMap<usize, String>,
    chart: &Chart,
) -> Vec<MatrixDoubt> {
    let header = &table.grid.rows[table.layout.header];
    let known = |heading: &str| table.layout.columns.values().any(|at| header.text(*at) == Some(heading));
    let doubt = |(at, heading): (usize, &str)| {
        let key = keys[&at].clone();
        let what = match table.layout.instead(at) {
            Some(chosen) => DoubtKind::Earlier { chosen, key },
            None if known(heading) => DoubtKind::KeptToo(key),
            None => DoubtKind::Kept(key),
        };
        MatrixDoubt { row: Some(header.at()), column: Some(letters(at)), text: heading.to_owned(), what }
    };
    others.iter().copied().filter(|(at, _)| !chart.has(*at)).map(doubt).collect()
}

impl Ground<'_> {
    /// What a row says beside its name.
    fn read(&self, row: &GridRow, cast: &mut Cast, one: &mut Drafted) -> Vec<MatrixDoubt> {
        let (table, mut doubts) = (self.table, Vec::new());
        let mut kept = BTreeMap::new();
        let mut named = |column: ColumnKind| {
            let cell = table.text(row, column)?;
            let (ids, odd) = cast.named(cell, |text, what| table.doubt(row, column, text, what));
            if odd.iter().any(|doubt| doubt.what == DoubtKind::NotAName) {
                kept.insert(format!("x-{}", column.word()), cell.to_owned());
            }
            doubts.extend(odd);
            Some(ids)
        };
        one.responsible = named(ColumnKind::Responsible).unwrap_or_default();
        one.verified = named(ColumnKind::Verified).unwrap_or_default();
        one.kept.append(&mut kept);
        one.source = table.text(row, ColumnKind::Reference).map(parted).unwrap_or_default();
        doubts.extend(self.when(row, one));
        if let Some(text) = table.text(row, ColumnKind::Start) {
            one.kept.insert("x-start".to_owned(), text.to_owned());
        }
        let beside = table.text(row, ColumnKind::Responsible).map(supporters).filter(|names| !names.is_empty());
        if let Some(text) = table.text(row, ColumnKind::Support).map(str::to_owned).or(beside.map(|all| all.join("; ")))
        {
            one.kept.insert("x-support".to_owned(), text);
        }
        doubts.extend(self.figures(row, one));
        doubts.extend(self.how_far(row, one));
        one.remarks = table.text(row, ColumnKind::Remarks).map(str::to_owned);
        for (at, text) in &row.comments {
            let heading = table.layout.shown(*at);
            let told = format!("on {heading}: {text}");
            one.remarks = Some(one.remarks.take().map_or(told.clone(), |before| format!("{before}; {told}")));
            let (row, column, text) = (Some(row.at()), Some(heading), text.clone());
            doubts.push(MatrixDoubt { row, column, text, what: DoubtKind::Commented });
        }
        doubts
    }

    /// When it is due. Words that milepost would not print are kept beside what they mean, or in place of it.
    fn when(&self, row: &GridRow, one: &mut Drafted) -> Option<MatrixDoubt> {
        let text = self.table.text(row, ColumnKind::Timeline)?;
        let doubt = |what| self.table.doubt(row, ColumnKind::Timeline, text, what);
        match timeline(text, &self.reader) {
            Ok((WhenDue::NoDate, _)) => {
                one.words = (text != "no date").then(|| text.to_owned());
                None
            }
            Ok((WhenDue::Continuing, _)) => {
                one.words = Some(text.to_owned());
                one.continuing = true;
                None
            }
            Ok((WhenDue::Due(rule), assumed)) => {
                if words(&rule) != text {
                    one.kept.insert("x-timeline".to_owned(), text.to_owned());
                }
                one.due = Some(rule);
                assumed.map(|assumed| doubt(DoubtKind::Assumed(assumed)))
            }
            Err(unclear) => {
                one.words = Some(text.to_owned());
                Some(doubt(not_read(unclear)))
            }
        }
    }

    /// What it is measured by, and the figure reached.
    fn figures(&self, row: &GridRow, one: &mut Drafted) -> Vec<MatrixDoubt> {
        let (mut doubts, mut share) = (Vec::new(), false);
        let mut read = |column: ColumnKind| {
            let text = self.table.text(row, column)?;
            let number = figure(text);
            share |= text.trim_end().ends_with('%');
            if number.is_none() {
                one.kept.insert(format!("x-{}", column.word()), text.to_owned());
                doubts.push(self.table.doubt(row, column, text, DoubtKind::NotANumber(column.word())));
            }
            number
        };
        let (baseline, target, value) = (read(ColumnKind::Baseline), read(ColumnKind::Target), read(ColumnKind::Value));
        // A target that is where it began is none.
        let target = target.filter(|target| baseline.as_deref().unwrap_or("0") != target);
        if target.is_some() || value.is_some() {
            let unit = if share { "%" } else { "unit" };
            one.figure = Some(DraftFigure { unit, baseline, target });
            one.value = value;
        }
        doubts
    }

    /// What a cell below `Done` says that is no mark: no, or a word of a status.
    fn answered(&self, text: &str) -> Option<StatusWord> {
        let level = answer(text).filter(|level| *level == Level::None);
        status_among(text, self.taught, &self.names).or(level.map(|level| StatusWord { level, by: false, more: false }))
    }

    /// What a Status cell says. A mark says what the heading does, where that is the word of a status; below one that asks, as
    /// `Fulfilled?`, yes and no answer.
    fn status(&self, text: &str) -> Option<StatusWord> {
        let heading = self.table.layout.columns.get(&ColumnKind::Status).map(|at| self.table.layout.shown(*at));
        let heading = heading.unwrap_or_default();
        let told = |level| StatusWord { level, by: false, more: false };
        let above = status_among(&status_word(&heading), self.taught, &self.names);
        if let Some(above) = above.filter(|_| is_mark(text)) {
            return Some(told(above.level));
        }
        // Of some progress a tick does not say how much.
        let of_some = plain(&heading).ends_with(" progress");
        let asks = asks(&heading);
        if let Some(level) = of_scale(&heading, text) {
            return Some(told(level));
        }
        status_among(text, self.taught, &self.names)
            .filter(|_| !(of_some && is_tick(text)))
            .or_else(|| answer(text).filter(|_| asks).map(told))
    }

    /// How far it is: by the word of its status, else by marks, else by its percentage; and for which day. What says otherwise is told.
    fn how_far(&self, row: &GridRow, one: &mut Drafted) -> Vec<MatrixDoubt> {
        let (mut doubts, mut by) = (Vec::from_iter(self.by_word(row, one)), ColumnKind::Status);
        for (column, level) in [(ColumnKind::Done, Level::Full), (ColumnKind::Pending, Level::None)] {
            let Some(text) = self.table.text(row, column) else { continue };
            by = if one.status.is_none() { column } else { by };
            doubts.extend(self.by_mark(row, one, (column, level, text)));
        }
        if let Some(text) = self.table.text(row, ColumnKind::Percent) {
            by = if one.status.is_none() { ColumnKind::Percent } else { by };
            doubts.extend(self.by_share(row, one, text));
        }
        if !one.status_text.is_empty() && self.status(&one.status_text).is_none() {
            let heading = self.table.layout.columns.get(&by).map(|at| self.table.layout.shown(*at));
            one.unread = one.status.is_some();
            if let Some(told) = &mut one.status {
                // Another column says how far it is; its own word is kept beside.
                told.more = true;
            }
            let what = heading.filter(|_| one.unread).map_or(DoubtKind::NotAStatus, DoubtKind::StatusElsewhere);
            doubts.push(self.table.doubt(row, ColumnKind::Status, one.status_text.as_str(), what));
        }
        doubts.extend(self.for_day(row, one));
        doubts
    }

    /// The word of its status, and the day that stands behind one for what is done.
    fn by_word(&self, row: &GridRow, one: &mut Drafted) -> Option<MatrixDoubt> {
        // A dash says nothing.
        let text = self.table.text(row, ColumnKind::Status).filter(|text| !["-", "–", "—"].contains(text))?;
        let text = if self.fractions { percent(text) } else { text.to_owned() };
        (one.status, one.status_text) = (self.status(&text), text);
        one.status.as_ref().filter(|told| told.level == Level::Full)?;
        let what = match done_on(&one.status_text, self.reader.habits)? {
            Ok(days) => {
                one.done_within(days);
                DoubtKind::Assumed(days.assumed?)
            }
            Err(Unclear::DayOrMonth) => DoubtKind::DoneUnclear,
            Err(_) => DoubtKind::DoneNoDay,
        };
        Some(self.table.doubt(row, ColumnKind::Status, one.status_text.as_str(), what))
    }

    /// A mark that it is done or not, or the day on which it was done.
    fn by_mark(&self, row: &GridRow, one: &mut Drafted, cell: (ColumnKind, Level, &str)) -> Option<MatrixDoubt> {
        let (column, level, text) = cell;
        let word = StatusWord { level, by: false, more: false };
        let done = column == ColumnKind::Done;
        if is_mark(text) {
            return self.besides(row, one, (column, text, word));
        }
        match within(text, self.reader.habits) {
            Ok(dated) if done => {
                let clash = self.besides(row, one, (column, text, word));
                if one.status.as_ref().is_some_and(|told| told.level == Level::Full) {
                    one.done_within(dated);
                } else {
                    (one.done_then, one.on) = (false, None);
                }
                if clash.is_some() {
                    one.kept.insert("x-done".to_owned(), text.to_owned());
                }
                clash.or_else(|| Some(self.table.doubt(row, column, text, DoubtKind::Assumed(dated.assumed?))))
            }
            read => {
                one.kept.insert(format!("x-{}", column.word()), text.to_owned());
                match (read, self.answered(text).filter(|_| done)) {
                    (_, Some(word)) => self.besides(row, one, (column, text, word)),
                    (Err(Unclear::DayOrMonth), _) if done => {
                        Some(self.table.doubt(row, column, text, DoubtKind::DoneUnclearKept))
                    }
                    _ => Some(self.table.doubt(row, column, text, DoubtKind::NotAMark(column.word()))),
                }
            }
        }
    }

    /// How much of it is done, in percent.
    fn by_share(&self, row: &GridRow, one: &mut Drafted, text: &str) -> Option<MatrixDoubt> {
        if self.mixed && text.parse::<f64>().is_ok_and(|share| share > 0.0 && share <= 1.0) {
            one.kept.insert("x-percent".to_owned(), text.to_owned());
            return Some(self.table.doubt(
                row,
                ColumnKind::Percent,
                text,
                DoubtKind::NotANumber(ColumnKind::Percent.word()),
            ));
        }
        let shown = if self.fractions { percent(text) } else { text.to_owned() };
        let shown = if shown.ends_with('%') || figure(&shown).is_none() { shown } else { format!("{shown}%") };
        let level = share(&shown).map(|level| StatusWord { level, by: false, more: false });
        one.percent = Some(shown.clone());
        let word = level.or_else(|| status_among(text, self.taught, &self.names))?;
        self.besides(row, one, (ColumnKind::Percent, &shown, word))
    }

    /// Takes what a column says of how far it is, where no other has said it; what contradicts what has been taken is told.
    fn besides(&self, row: &GridRow, one: &mut Drafted, cell: (ColumnKind, &str, StatusWord)) -> Option<MatrixDoubt> {
        let (column, text, word) = cell;
        let Some(taken) = &one.status else {
            one.status = Some(word);
            return None;
        };
        let parts = |level: Level| [Level::Minimum, Level::Intermediate].contains(&level);
        let agrees = taken.level == word.level || (parts(taken.level) && parts(word.level));
        let said = self.status(&one.status_text).map(|_| one.status_text.clone());
        let says = said.unwrap_or_else(|| super::status::word(taken.level).to_owned());
        (!agrees).then(|| self.table.doubt(row, column, text, DoubtKind::Clashes(says)))
    }

    /// The day for which the row tells its status.
    fn for_day(&self, row: &GridRow, one: &mut Drafted) -> Option<MatrixDoubt> {
        let text = self.table.text(row, ColumnKind::On).filter(|_| !one.done_then)?;
        let read = date(text, self.reader.habits);
        match read {
            Ok(dated) => one.on = Some(dated.when.to_string()),
            Err(_) => one.on_words = Some(text.to_owned()),
        }
        let what = read.map_or(Some(DoubtKind::OnNotRead), |dated| dated.assumed.map(DoubtKind::Assumed));
        what.map(|what| self.table.doubt(row, ColumnKind::On, text, what))
    }
}

/// The level of a figure below a heading that names the scale, `Status (0-3)`.
fn of_scale(heading: &str, text: &str) -> Option<Level> {
    let bare: String = heading.chars().filter(|c| !c.is_whitespace()).collect();
    let scale =
        ["(0-3)", "(0–3)", "[0-3]"].iter().any(|scale| bare.contains(scale)) || plain(heading).starts_with("pam ");
    let all = [Level::None, Level::Minimum, Level::Intermediate, Level::Full];
    text.parse::<usize>().ok().filter(|_| scale).and_then(|place| all.get(place).copied())
}

/// `0.45` as a spreadsheet shows it: `45%`.
fn percent(text: &str) -> String {
    text.parse::<f64>().map_or(text.to_owned(), |share| format!("{}%", (share * 10_000.0).round() / 100.0))
}

/// The clauses of a cell.
fn parted(cell: &str) -> Vec<String> {
    cell.split([';', '\n']).map(str::trim).filter(|clause| !clause.is_empty()).map(str::to_owned).collect()
}

fn not_read(unclear: Unclear) -> DoubtKind {
    match unclear {
        Unclear::DayOrMonth => DoubtKind::DayOrMonth,
        Unclear::Impossible => DoubtKind::Impossible,
        Unclear::NotUnderstood => DoubtKind::NotADate,
    }
}

/// The first words of all references, where each is the short name of a text: of few, and none a word for a clause.
fn sources(milestones: &[Drafted]) -> Vec<String> {
    const MOST: usize = 20;
    const CLAUSES: &str =
        "art arts article articles clause section sect sec para paragraph chapter annex point page item provision";
    let mut all: Vec<String> = Vec::new();
    for reference in milestones.iter().flat_map(|one| &one.source) {
        let name = reference.split_whitespace().next().unwrap_or_default();
        let is_name = Id::new(name).is_ok()
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && !CLAUSES.split(' ').any(|word| word == name.trim_end_matches('.').to_lowercase());
        if !is_name || all.len() > MOST {
            return Vec::new();
        }
        if !all.iter().any(|known| known == name) {
            all.push(name.to_owned());
        }
    }
    let folded: HashSet<String> = all.iter().map(|name| Id::folded(name)).collect();
    if folded.len() < all.len() { Vec::new() } else { all }
}
