//! A handout as Markdown: headings, lists and tables that paste into a cable. Charts are told as the tables that they draw.

use super::markdown::{flat, markdown as table};
use crate::report::annex::{EntryLine, MilestoneRecord};
use crate::report::handout::{Chapter, ElementFigures, Handout, Headline, Part, PhaseChapter, SourceLine, VoiceScore};
use crate::report::ladder::Rung;
use crate::report::measured::MeasuredQuantity;
use crate::report::outline::{Item, Section};
use crate::report::owed::owed_sheet;
use crate::report::progress::ScoreCourse;
use crate::report::sheet::{Cell, Columns, Shape, Sheet};
use crate::report::timeline::{Timeline, TimelineRow};
use crate::tongue::{many, say};

pub fn markdown(handout: &Handout) -> String {
    let mut text = format!("# {}\n", flat(handout.title));
    handout.lead.iter().for_each(|line| para(&mut text, line));
    handout.chapters.iter().for_each(|chapter| chapter_in(&mut text, chapter));
    text
}

fn chapter_in(text: &mut String, chapter: &Chapter) {
    heading(text, 2, &chapter.title);
    for part in &chapter.parts {
        match part {
            Part::Say(words) => para(text, words),
            Part::Lists(sections) => sections.iter().for_each(|section| list(text, section)),
            Part::Table(block) => {
                block.heading.iter().for_each(|line| para(text, line));
                sheet(text, &block.sheet);
                block.footing.iter().for_each(|line| para(text, line));
            }
            Part::Headline(headline) => headline_in(text, headline),
            Part::Wall(phases) => wall_in(text, phases),
            Part::Phases(phases) => phases.iter().for_each(|phase| phase_in(text, phase)),
            Part::Elements(elements) => sheet(text, &elements_sheet(elements)),
            Part::Ledger(rows) => {
                para(text, say!("What has become of what each side owes:"));
                sheet(text, &owed_sheet(rows));
            }
            Part::Measured(quantities) => quantities.iter().for_each(|one| {
                heading(text, 3, &one.title);
                sheet(text, &one.sheet());
            }),
            Part::Counted(quantities) => {
                text.push('\n');
                quantities.iter().for_each(|one| counted_in(text, one));
            }
            Part::Ladder(rungs) => rungs.iter().for_each(|rung| rung_in(text, rung)),
            Part::Timeline(timeline) => sheet(text, &timeline_sheet(timeline)),
            Part::Course(course) => course_in(text, course),
            Part::Curve(course) => curve_in(text, course),
            Part::Weeks(weeks) => {
                para(text, weeks.stretch.counted());
                sheet(text, &weeks.sheet());
            }
            Part::Records(records) => records.iter().for_each(|record| record_in(text, record)),
            Part::Entries(lines) => {
                text.push('\n');
                lines.iter().for_each(|line| entry(text, line));
            }
            Part::Sources(sources) => {
                text.push('\n');
                sources.iter().for_each(|source| source_in(text, source));
            }
            Part::Fields(fields) => {
                text.push('\n');
                fields.iter().for_each(|(name, words)| item(text, &format!("{name}: {words}")));
            }
        }
    }
}

fn heading(text: &mut String, level: usize, words: &str) {
    text.push_str(&format!("\n{} {}\n", "#".repeat(level), flat(words)));
}

fn para(text: &mut String, words: &str) {
    text.push_str(&format!("\n{}\n", flat(words)));
}

fn item(text: &mut String, words: &str) {
    text.push_str(&format!("- {}\n", flat(words)));
}

fn sheet(text: &mut String, sheet: &Sheet) {
    if !sheet.rows.is_empty() {
        text.push_str(&format!("\n{}", table(sheet)));
    }
}

fn list(text: &mut String, section: &Section) {
    heading(text, 3, &section.title);
    text.push('\n');
    section.items.iter().map(|one: &Item| one.joined(&one.called())).for_each(|words| item(text, &words));
}

fn headline_in(text: &mut String, headline: &Headline) {
    headline.state.iter().for_each(|sentence| para(text, &sentence.text()));
    headline.largest.iter().for_each(|line| para(text, line));
    use Shape::{Figure, Whole, Words};
    let columns: Columns<&VoiceScore> = Columns::of([
        ("voice", "", Whole, |voice| Cell::name(voice.word)),
        ("score", say!("Score"), Figure, |voice| Cell::share(voice.tally.score)),
        ("was", say!("Then, as known then"), Figure, |voice| {
            Cell::maybe(voice.was.as_ref(), |was| Cell::share(was.score))
        }),
        ("since", say!("Since then"), Words, |voice| {
            Cell::maybe(voice.was.as_ref(), |was| Cell::words(was.shift.words()))
        }),
        ("levels", say!("None/minimum/intermediate/full"), Figure, |voice| Cell::levels(voice.tally.levels)),
        ("spoken", say!("Spoken of"), Figure, |voice| {
            Cell::name(say!(
                "{spoken} of {all}",
                spoken = voice.tally.spoken,
                all = voice.tally.levels.iter().sum::<usize>()
            ))
        }),
    ]);
    let columns = match headline.voices.iter().find_map(|voice| voice.was.as_ref()) {
        Some(was) => columns.titled("was", say!("On {day}, as known then", day = was.day)),
        None => columns,
    };
    sheet(text, &columns.sheet(&headline.voices));
    let statuses = headline.statuses.iter().map(|(status, count)| format!("{count} {}", status.told()));
    para(text, &say!("Milestones: {statuses}.", statuses = statuses.collect::<Vec<_>>().join(", ")));
    headline.counted.iter().for_each(|line| para(text, line));
    let marks: Vec<String> = headline.marks.iter().map(|(word, count)| format!("{count} {word}")).collect();
    if !marks.is_empty() {
        para(text, &say!("Among them: {marks}.", marks = marks.join(", ")));
    }
}

/// How many milestones of each phase have which status.
fn wall_in(text: &mut String, phases: &[PhaseChapter]) {
    text.push('\n');
    for phase in phases.iter().filter(|phase| phase.totals.milestones > 0) {
        let statuses = phase.totals.statuses.iter().map(|(status, many)| format!("{many} {}", status.told()));
        item(text, &format!("{}: {}", phase.title, statuses.collect::<Vec<_>>().join(", ")));
    }
}

/// Where the lines of the course end, and the notes that stand beside them.
fn curve_in(text: &mut String, course: &ScoreCourse) {
    let mut ends = course.sheet();
    ends.rows.drain(..ends.rows.len().saturating_sub(ENDS));
    sheet(text, &ends);
    let (notes, others) = course.foremost_notes();
    text.push('\n');
    notes.iter().for_each(|note| item(text, &note.told()));
    others_told(others).iter().for_each(|line| item(text, line));
}

/// How many of the last scores are told where there is little room.
const ENDS: usize = 4;

/// What each counted of one quantity, a line for each milestone.
fn counted_in(text: &mut String, quantity: &MeasuredQuantity) {
    quantity.rows.iter().for_each(|row| item(text, &format!("{}, {}: {}", quantity.title, row.title, row.told())));
}

/// That other decisions and incidents are left out of a list.
pub fn others_told(others: usize) -> Option<String> {
    (others > 0).then(|| say!("and {others} more on other days; “milepost report” has them", others))
}

fn rung_in(text: &mut String, rung: &Rung) {
    heading(text, 3, rung.title);
    rung.waits_told().iter().for_each(|line| para(text, line));
    text.push('\n');
    rung.windows.iter().for_each(|window| item(text, &window.told()));
}

fn phase_in(text: &mut String, phase: &PhaseChapter) {
    heading(text, 3, &phase.title);
    sheet(text, &phase.sheet());
}

/// The distribution by element, as a table.
pub fn elements_sheet(elements: &[ElementFigures]) -> Sheet {
    use Shape::{Figure, Words};
    let columns: Columns<&ElementFigures> = Columns::of([
        ("element", say!("Element"), Words, |one| Cell::words(one.title.as_str())),
        ("milestones", say!("Milestones"), Figure, |one| Cell::count(one.totals.milestones)),
        ("verified", say!("Verified"), Figure, |one| Cell::share(one.totals.verified.score)),
        ("verified_levels", say!("Verified 0/1/2/3"), Figure, |one| Cell::levels(one.totals.verified.levels)),
        ("reported", say!("Reported"), Figure, |one| Cell::share(one.totals.reported.score)),
        ("reported_levels", say!("Reported 0/1/2/3"), Figure, |one| Cell::levels(one.totals.reported.levels)),
    ]);
    columns.sheet(elements)
}

/// What a timeline draws, as a table.
pub fn timeline_sheet(timeline: &Timeline) -> Sheet {
    use Shape::{Figure, Whole, Words};
    let columns: Columns<&TimelineRow> = Columns::of([
        ("id", say!("Id"), Whole, |row| Cell::name(row.id)),
        ("from", say!("Time from"), Whole, |row| Cell::maybe(row.window, |(from, _)| Cell::name(from))),
        ("first", say!("First due"), Whole, |row| Cell::maybe(row.said.first, Cell::name)),
        ("due", say!("Due"), Whole, |row| {
            Cell::name(row.said.due.iter().map(ToString::to_string).collect::<Vec<_>>().join(say!(" or ")))
        }),
        ("slip", say!("Slip, days"), Figure, |row| Cell::maybe(row.slip, Cell::Count)),
        ("done", say!("Done"), Whole, |row| Cell::maybe(row.said.done, Cell::name)),
        ("timing", say!("Timing"), Whole, |row| match row.status.is_alarm() {
            true => Cell::name(format!("{}; {}", row.status.told(), row.timing())),
            false => Cell::name(row.timing()),
        }),
        ("waits", say!("After"), Words, |row| {
            Cell::words(row.waits.iter().map(|wait| &*wait.text).collect::<Vec<_>>().join("; "))
        }),
    ]);
    columns.sheet(timeline.phases.iter().flat_map(|phase| &phase.rows))
}

/// That earlier decisions and incidents are left out of the table.
pub fn marks_left_out(earlier: usize) -> String {
    say!("and {earlier} earlier ones; “milepost export” has them all", earlier)
}

fn course_in(text: &mut String, course: &ScoreCourse) {
    sheet(text, &course.sheet());
    course.thinned().iter().for_each(|line| para(text, line));
    if !course.falls.is_empty() {
        heading(text, 3, say!("Falls"));
        sheet(text, &course.falls());
    }
    let (notes, earlier) = course.notes();
    if !course.notes.is_empty() {
        heading(text, 3, say!("Decisions and incidents"));
        sheet(text, &notes);
    }
    if earlier > 0 {
        para(text, &marks_left_out(earlier));
    }
}

fn record_in(text: &mut String, record: &MilestoneRecord) {
    heading(text, 3, &format!("{} {}", record.id, record.title));
    text.push('\n');
    item(text, &say!("status: {status}", status = record.status.told()));
    let clauses: Vec<&str> = record.clauses.iter().map(|clause| clause.text).collect();
    let clauses = if clauses.is_empty() { say!("none named").to_owned() } else { clauses.join(", ") };
    item(text, &say!("clause: {clauses}", clauses));
    record.fields.iter().for_each(|(name, words)| item(text, &format!("{}: {words}", name.told())));
    for (title, lines) in &record.course {
        text.push_str(&format!("\n{title}:\n\n"));
        lines.iter().for_each(|line| item(text, line));
    }
    if !record.entries.is_empty() {
        text.push_str(&format!("\n{}:\n\n", say!("Entries")));
        record.entries.iter().for_each(|line| entry(text, line));
    }
    if record.earlier > 0 {
        para(text, &earlier(record));
    }
}

/// Which entries are left out, and where they are.
pub fn earlier(record: &MilestoneRecord) -> String {
    many!(
        record.earlier,
        "{n} earlier entry left out here; “milepost show {id}” tells all.",
        "{n} earlier entries left out here; “milepost show {id}” tells all.",
        id = record.id
    )
}

fn entry(text: &mut String, line: &EntryLine) {
    let why = line.why_not.as_ref().map_or(String::new(), |why| say!(" (does not count: {why})", why));
    let from: Vec<&str> = line.links.iter().copied().chain(line.files.iter().map(String::as_str)).collect();
    let from = if from.is_empty() { String::new() } else { format!(" [{}]", from.join(" ")) };
    let EntryLine { name, on, actor, standing, says, .. } = line;
    item(text, &format!("{on} {name} {actor}, {standing}: {says}{why}{from}"));
}

fn source_in(text: &mut String, source: &SourceLine) {
    let url = source.url.map_or(String::new(), |url| format!(" {url}"));
    item(text, &format!("{}: {}{url}", source.id, source.title));
}
