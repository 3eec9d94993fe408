//! A timeline for a terminal: one line for each milestone, with what it is, its time axis, and its timing in words.

use super::axis::Axis;
use super::room::{cut, width};
use super::safe::{self, one_line};
use crate::model::moment::Day;
use crate::report::timeline::{Timeline, TimelinePhase, TimelineRow};
use crate::tongue::{later, text};
use std::borrow::Cow;

/// The drawing at the width of the terminal, 80 columns where there is none, never under 60 or over 160; in ASCII if
/// asked, except for other people's words.
pub fn draw(timeline: &Timeline, columns: Option<u16>, ascii: bool) -> String {
    let pen = DrawingPen::new(timeline, columns.map_or(80, usize::from).clamp(60, 160), ascii);
    let lines: Vec<DrawnLine> =
        timeline.phases.iter().enumerate().flat_map(|(place, phase)| pen.phase(place, phase)).collect();
    let heading = pen.heading().into_iter().map(|line| pen.put(line));
    let legend = pen.legend(&lines).into_iter().map(|line| pen.own(&line).into_owned() + "\n");
    let legend: Vec<String> = legend.collect();
    let drawn = lines.into_iter().map(|line| pen.put(line));
    heading.chain(drawn).chain(["\n".to_owned()]).chain(legend).collect()
}

/// What all lines share: where the columns stand, and in which marks to draw.
struct DrawingPen {
    width: usize,
    /// Columns of ids, and of ids with titles.
    ids: usize,
    label: usize,
    /// Nothing where no milestone names a day.
    axis: Option<Axis>,
    as_of: Day,
    ascii: bool,
}

/// A line in its three columns; a mark on the axis is one character.
#[derive(Default)]
struct DrawnLine {
    label: String,
    cells: Vec<char>,
    words: String,
}

/// Between the columns, beside the air that the axis has.
const GAP: usize = 1;
/// The axis is never narrower.
const AXIS: usize = 16;

impl DrawingPen {
    fn new(timeline: &Timeline, columns: usize, ascii: bool) -> DrawingPen {
        let rows = || timeline.phases.iter().flat_map(|phase| &phase.rows);
        let words = rows().map(|row| width(&row.words())).max().unwrap_or(0);
        let room = match timeline.span {
            Some(_) => (columns * 3 / 8).min(columns.saturating_sub(words + AXIS + 2 * GAP)),
            None => columns.saturating_sub(words + 2 * GAP),
        };
        let ids = rows().map(|row| row.id.as_str().len()).max().unwrap_or(0).min(room / 2);
        let mut pen = DrawingPen { width: columns, ids, label: room, axis: None, as_of: timeline.as_of, ascii };
        pen.label = usize::MAX;
        let titles = timeline.phases.iter().enumerate().filter_map(|(place, phase)| title(place, phase));
        pen.label =
            titles.chain(rows().map(|row| pen.label(row))).map(|label| width(&label)).max().unwrap_or(0).min(room);
        pen.axis = timeline.span.map(|span| Axis::new(span, columns - pen.label - words - 2 * GAP));
        pen
    }

    /// The calendar above the axis.
    fn heading(&self) -> Vec<DrawnLine> {
        let Some(axis) = &self.axis else { return Vec::new() };
        let calendar = axis.calendar();
        let mut rule = vec!['─'; axis.columns];
        rule[axis.column(self.as_of)] = '┬';
        calendar.ticks.into_iter().for_each(|tick| rule[tick] = if rule[tick] == '┬' { '┼' } else { '┴' });
        let labels = calendar.labels.into_iter().map(|label| label.chars().collect());
        let lines = labels.chain([rule]).map(|cells| DrawnLine { cells, ..DrawnLine::default() });
        lines.collect()
    }

    /// A phase: its title with the span of its milestones, and a line for each; parted from the phase before.
    fn phase(&self, place: usize, phase: &TimelinePhase) -> Vec<DrawnLine> {
        let mut lines = Vec::with_capacity(phase.rows.len() + 2);
        if place > 0 {
            lines.push(DrawnLine { cells: self.cells(&[], &[]), ..DrawnLine::default() });
        }
        if let Some(title) = title(place, phase) {
            let cells = self.cells(&[(phase.span, '░')], &[]);
            lines.push(DrawnLine { label: self.cut(&title, self.label), cells, ..DrawnLine::default() });
        }
        lines.extend(phase.rows.iter().map(|row| self.row(row)));
        lines
    }

    fn row(&self, row: &TimelineRow) -> DrawnLine {
        let moved = row.first.is_some() && row.first != row.due;
        let mut marks = Vec::with_capacity(6);
        marks.extend(row.is_overdue().then_some((self.as_of, '!')));
        marks.extend(row.first.map(|day| (day, '◇')));
        marks.extend(row.readings.iter().map(|day| (*day, if moved { '◆' } else { '◇' })));
        marks.extend(row.done.map(|day| (day, if row.verified { '●' } else { '○' })));
        marks.extend(row.falls.iter().map(|day| (*day, '▼')));
        marks.extend(row.breaches.iter().map(|(opened, _)| (*opened, '✗')));
        let mut stretches = vec![(row.window, '─'), (row.work, '━'), (row.past, '╍')];
        stretches.extend(row.breaches.iter().map(|breach| (Some(*breach), '═')));
        DrawnLine { label: self.label(row), cells: self.cells(&stretches, &marks), words: row.words() }
    }

    /// Id and as much of the title as has room; a part's title hangs from its whole.
    fn label(&self, row: &TimelineRow) -> String {
        let hook = if row.below { self.own("└ ") } else { Cow::Borrowed("") };
        let id = self.cut(row.id.as_str(), self.label);
        let before = format!("{id:<ids$}  {hook}", ids = self.ids);
        let title = one_line(row.title);
        match self.label.checked_sub(width(&before)).filter(|room| *room > 0) {
            Some(room) => before + &self.cut(&title, room),
            None => id,
        }
    }

    /// Stretches, then the day asked about across them, then marks; what comes later covers what came before.
    fn cells(&self, stretches: &[(Option<(Day, Day)>, char)], marks: &[(Day, char)]) -> Vec<char> {
        let Some(axis) = &self.axis else { return Vec::new() };
        let mut cells = vec![' '; axis.columns];
        for ((from, until), mark) in stretches.iter().filter_map(|(days, mark)| Some(((*days)?, mark))) {
            cells[axis.column(from)..=axis.column(until)].fill(*mark);
        }
        let today = axis.column(self.as_of);
        cells[today] = crossing(cells[today - 1], cells[today], cells[today + 1]);
        marks.iter().for_each(|(day, mark)| cells[axis.column(*day)] = *mark);
        cells
    }

    /// What the marks mean, of those that are drawn, in lines that fit.
    fn legend(&self, lines: &[DrawnLine]) -> Vec<String> {
        let Some(_) = self.axis else { return vec![text(NO_AXIS).to_owned()] };
        let drawn = |mark: &char| lines.iter().any(|line| line.cells.contains(mark));
        let told =
            LEGEND.iter().filter(|(mark, _)| drawn(mark)).map(|(mark, meaning)| format!("{mark} {}", text(meaning)));
        let mut legend = vec![format!("│ {}", self.as_of)];
        for item in told {
            match legend.last_mut().filter(|line| width(line) + 3 + width(&item) <= self.width) {
                Some(line) => *line += &format!("   {item}"),
                None => legend.push(item),
            }
        }
        legend
    }

    /// A line as text, its columns in their places.
    fn put(&self, line: DrawnLine) -> String {
        let columns = self.axis.as_ref().map_or(0, |axis| axis.columns);
        let spaces = |many: usize| std::iter::repeat_n(' ', many);
        let after_label = self.label + GAP - width(&line.label);
        let mut text = line.label;
        text.extend(spaces(after_label));
        text += &self.own(&String::from_iter(&line.cells));
        text.extend(spaces((columns + GAP).saturating_sub(line.cells.len())));
        text += &line.words;
        text.truncate(text.trim_end().len());
        text + "\n"
    }

    /// milepost's own marks, in ASCII where nothing else can be shown.
    fn own<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.ascii { safe::ascii(text) } else { Cow::Borrowed(text) }
    }

    fn cut(&self, label: &str, room: usize) -> String {
        cut(label, room, if self.ascii { '~' } else { '…' }).into_owned()
    }
}

const NO_AXIS: &str = later!("None of these milestones has a date yet, so there is no axis to draw.");

const LEGEND: [(char, &str); 12] = [
    ('✗', later!("breach opened")),
    ('═', later!("breach open")),
    ('▼', later!("verified level fell")),
    ('─', later!("time allowed")),
    ('━', later!("in progress")),
    ('╍', later!("past its date")),
    ('◇', later!("date due")),
    ('◆', later!("date moved to")),
    ('○', later!("reported done")),
    ('●', later!("verified done")),
    ('!', later!("overdue")),
    ('░', later!("phase")),
];

/// The day asked about where it meets a stretch, or the end of one.
fn crossing(before: char, here: char, after: char) -> char {
    let weight = |cell: char| match cell {
        '─' => 1,
        '━' | '╍' => 2,
        _ => 0,
    };
    let side = |cell: char| weight(cell).min(weight(here));
    match (side(before), weight(here), side(after)) {
        (_, 0, _) => '│',
        (1, _, 0) => '┤',
        (2, _, 0) => '┥',
        (0, _, 1) => '├',
        (0, _, 2) => '┝',
        (1, _, 2) => '┾',
        (2, _, 1) => '┽',
        (_, 1, _) => '┼',
        _ => '┿',
    }
}

/// A phase's title; milestones without phase have none where no phase stands above them.
fn title(place: usize, phase: &TimelinePhase) -> Option<String> {
    (place > 0 || phase.id.is_some()).then(|| one_line(phase.title).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold;
    use crate::fold::log::Log;
    use crate::fold::state::Clocks;
    use crate::ledger::chain::Books;
    use crate::ledger::chain::Hash;
    use crate::model::entry::{Desks, Entries};
    use crate::model::index::{Ix, MilestoneIx};
    use crate::model::moment::Zone;
    use crate::model::plan::Plan;
    use crate::model::versions::Versions;
    use crate::model::when::When;
    use crate::report::timeline::timeline;
    use crate::report::view::View;

    /// The drawing of one milestone, due on 1 March 2026, after `change`; asked on 1 April.
    fn drawn(change: impl FnOnce(&mut TimelineRow)) -> String {
        let plan = r#"{"format":"milepost/plan/1","id":"p","version":"1","title":"p","signed":"2026-01-01",
"milestones":[{"id":"A","title":"Arms","due":{"on":"2026-03-01"}}]}"#;
        let versions = Versions::one(Plan::parse(plan).unwrap());
        let now = When::parse("2026-04-01").unwrap().first(Zone::UTC);
        let (books, desks, entries, flaws) = (&Books::new(), &Desks::new(), &Entries::default(), &[]);
        let log = Log { desks, entries };
        let state = fold(&versions, log, Clocks { as_of: now, known_by: now });
        let plan_hash = Hash::of(b"");
        let view = View {
            plan: &state.plan,
            versions: &versions,
            state: &state,
            root: None,
            plan_hash,
            books,
            log: log.judged(&state.entries),
            flaws,
        };
        let mut timeline = timeline(&view, &[MilestoneIx::FIRST]);
        change(&mut timeline.phases[0].rows[0]);
        draw(&timeline, Some(60), false)
    }

    #[test]
    fn a_moved_date_shows_both() {
        let moved = drawn(|row| row.first = Day::parse("2026-01-29"));
        assert!(moved.contains("A  Arms  ───────────◇────────────◆╍╍╍╍╍╍╍╍╍╍╍!  overdue 31 d\n"), "{moved}");
        assert!(moved.contains("◇ date due\n◆ date moved to   ! overdue\n"), "{moved}");
    }

    #[test]
    fn a_later_mark_of_one_day_covers_an_earlier() {
        let done = drawn(|row| (row.done, row.verified) = (row.due, true));
        assert!(done.contains("────●╍╍╍"), "{done}");
        let due = drawn(|row| (row.first, row.readings) = (Day::parse("2026-04-01"), Vec::new()));
        assert!(due.contains("╍╍◇  overdue"), "{due}");
    }

    #[test]
    fn the_day_asked_about_joins_what_it_crosses() {
        let joined =
            [(" ", " ", " "), ("─", "─", "─"), ("━", "━", "─"), ("━", "━", " "), ("─", "─", " "), ("━", "─", "─")];
        let crossed: String = joined
            .iter()
            .map(|(before, here, after)| {
                let [before, here, after] = [before, here, after].map(|cell| cell.chars().next().unwrap());
                crossing(before, here, after)
            })
            .collect();
        assert_eq!(crossed, "│┼┽┥┤┼");
    }
}
