//! A handout as one HTML file that asks nothing of a network: style, script and charts stand in it. All is there without the
//! script, which filters, sorts, and opens what a link leads into.

use super::charts::{self, HEIGHT, Scale};
use super::handout::{elements_sheet, marks_left_out, timeline_sheet};
use super::linked::{Links, apart, direction, milestone_place};
use super::record::{entries, listed, outward, record, status};
use super::safe::one_line;
use super::wall::{corner, square, wall};
use crate::fold::state::{Status, TimingWord};
use crate::model::level::{Level, Progress};
use crate::report::balance::TableBlock;
use crate::report::first::{LeadsTo, StateSentence, ToldPiece};
use crate::report::handout::{
    Chapter, ElementFigures, Handout, Headline, Part, PhaseChapter, SourceLine, VoiceScore, Was,
};
use crate::report::ladder::Rung;
use crate::report::measured::{MeasuredQuantity, MeasuredRow};
use crate::report::milestone::{FigureOf, MilestoneRow};
use crate::report::outline::{Item, Section};
use crate::report::owed::{Owed, OwedRow, owed_sheet};
use crate::report::progress::{NoteKind, ScoreCourse, ScorePoint};
use crate::report::sheet::{Cell, Shape, Sheet};
use crate::report::shift::Shift;
use crate::report::timeline::Timeline;
use crate::report::weeks::{Stretch, Weeks};
use crate::report::words::marks;
use crate::tongue::{self, Language, later, many, say, text};
use maud::{DOCTYPE, Markup, PreEscaped, html};

pub const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// What the script's text hashes to: a browser runs no other, whatever words a plan or an entry has.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-IqUx3HOGVJUtZ1lS6SCQ5KwF3G+7gs2EEB5VtWlYzuU='; base-uri 'none'; form-action 'none'";

/// Of a page without a script.
pub const UNSCRIPTED: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

pub fn page(handout: &Handout) -> String {
    let links = Links::of(handout);
    let page = html! {
        (DOCTYPE)
        html lang=(language()) {
            (head(handout, say!("implementation report"), POLICY, &[STYLE]))
            body style=(words_of_style()) {
                (charts::marks())
                a.skip href="#glance" { (say!("Skip to the figures")) }
                header {
                    (masthead(handout, say!("Implementation report"), &links))
                    nav aria-label=(say!("Contents")) {
                        ol { @for (key, title) in entries_of(handout) { li { a href={ "#" (key) } { (title) } } } }
                    }
                }
                main { @for chapter in chapters(handout, &links) { (chapter) } }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string() + "\n"
}

/// The chapters that stand for themselves.
pub fn chapters(handout: &Handout, links: &Links) -> Vec<Markup> {
    let apart = handout.chapters.iter().filter(|one| !WITHIN.contains(&one.key));
    let told = |chapter: &Chapter| {
        html! {
            @if chapter.key == "reading" { (addresses(links)) }
            (section(chapter, handout, links))
        }
    };
    apart.map(told).collect()
}

/// The words that the style sheet shows on narrow screens.
pub fn words_of_style() -> String {
    let words = [
        ("who", say!("Who")),
        ("due", say!("Due")),
        ("status", say!("Status")),
        ("verified", say!("verified")),
        ("reported", say!("reported")),
    ];
    words.map(|(name, words)| format!("--{name}:'{}';", words.replace('\\', "\\\\").replace('\'', "\\'"))).concat()
}

/// The code of the language that is spoken.
pub fn language() -> &'static str {
    tongue::spoken().map_or("en", Language::code)
}

/// The head of a page: what kind of document it is, what a browser may run of it, and how it looks.
pub fn head(handout: &Handout, kind: &str, policy: &str, styles: &[&str]) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta http-equiv="Content-Security-Policy" content=(policy);
            meta name="color-scheme" content="light dark";
            title { (one_line(handout.title)) " – " (kind) }
            style { @for style in styles { (PreEscaped(style)) } }
        }
    }
}

/// What stands at the top of the first page.
pub fn masthead(handout: &Handout, kind: &str, links: &Links) -> Markup {
    html! {
        p.kind { (kind) }
        h1 lang=(handout.lang) dir="auto" { (one_line(handout.title)) }
        @for line in &handout.lead { p.lead { (links.words(line)) } }
    }
}

/// The chapters that stand within the first, on the first screen.
const WITHIN: [&str; 2] = ["progress", "now"];

/// Where a reader goes: what each of five entries is called, and the chapter that stands behind it, if it is there.
const NAVIGATION: [(&str, &str); 5] = [
    (later!("At a glance"), "glance"),
    (later!("What needs attention"), "attention"),
    (later!("Phases, elements, sides"), "milestones"),
    (later!("Over time"), "timeline"),
    (later!("Records and basis"), "records"),
];

fn entries_of<'h>(handout: &'h Handout) -> impl Iterator<Item = (&'static str, &'static str)> + use<'h> {
    let there = |key: &str| handout.chapters.iter().any(|chapter| chapter.key == key);
    NAVIGATION.into_iter().filter(move |(_, key)| there(key)).map(|(title, key)| (key, text(title)))
}

/// The chapters that few read whole: they are opened by a click, or by a link that leads into them.
const FOLDED: [&str; 4] = ["records", "entries", "reading", "basis"];

fn section(chapter: &Chapter, handout: &Handout, links: &Links) -> Markup {
    let is_table = |piece: &&Part| matches!(piece, Part::Table(_));
    // What is drawn of the sides stands above the tables of the balance.
    let apart = chapter.key == "sides";
    let (drawn, tables): (Vec<&Part>, Vec<&Part>) = chapter.parts.iter().partition(|piece| !(apart && is_table(piece)));
    let parts = html! {
        @for piece in drawn { (part(piece, handout, links)) }
        @if !tables.is_empty() { (folded(say!("Balance tables"), html! { div.balance { @for piece in tables { (part(piece, handout, links)) } } })) }
    };
    // A chapter of one sentence is one line.
    let line = matches!(chapter.parts.as_slice(), [Part::Say(_)]);
    html! {
        section class=[line.then_some("line")] id=(chapter.key) aria-labelledby={ "h-" (chapter.key) } {
            h2 id={ "h-" (chapter.key) } { (chapter.title) }
            @if FOLDED.contains(&chapter.key) { (folded(say!("Open"), parts)) } @else { (parts) }
        }
    }
}

/// The addresses that entries lead to, once each, under the numbers that stand beside their links: paper is not clicked.
fn addresses(links: &Links) -> Markup {
    html! {
        @if links.addresses().next().is_some() {
            section #addresses aria-labelledby="h-addresses" {
                h2 #h-addresses { (say!("Addresses of evidence")) }
                (folded(say!("Open"), html! { ol.addresses { @for url in links.addresses() { li { (listed(url)) } } } }))
            }
        }
    }
}

/// What is there without being in the way; on paper it is open.
fn folded(summary: &str, parts: Markup) -> Markup {
    html! { details.fold { summary { (summary) } (parts) } }
}

fn part(part: &Part, handout: &Handout, links: &Links) -> Markup {
    match part {
        Part::Say(words) => html! { p { (links.words(words)) } },
        Part::Lists(sections) => html! { div.lists { @for section in sections { (list(section, links)) } } },
        Part::Table(block) => table_block(block, links),
        Part::Headline(headline) => glance(headline, handout, links),
        Part::Wall(phases) => wall(phases),
        Part::Phases(phases) => milestones(phases, handout),
        Part::Elements(elements) => by_element(elements, links),
        Part::Ledger(rows) => ledger(rows, links),
        Part::Measured(quantities) | Part::Counted(quantities) => measured(quantities, links),
        Part::Ladder(rungs) => ladder(rungs, links),
        Part::Timeline(timeline) => gantt(timeline, links),
        Part::Course(course) => over_time(course, links),
        Part::Curve(course) => curve(course, HEIGHT, text(CAPTION)),
        Part::Weeks(weeks) => by_week(weeks, links),
        Part::Records(records) => html! { div.records { @for one in records { (record(one, links)) } } },
        Part::Entries(lines) => entries(lines, links),
        Part::Sources(sources) => html! { ul.sources { @for one in sources { (source(one)) } } },
        Part::Fields(fields) => html! {
            dl.basis { @for (name, words) in fields { div { dt { (name) } dd { (one_line(words)) } } } }
        },
    }
}

fn list(section: &Section, links: &Links) -> Markup {
    let item = |item: &Item| {
        html! {
            li {
                @match &item.code {
                    Some(code) => { span dir="auto" { (one_line(&item.head)) } " " span.code { (links.words(code)) } },
                    None => { (links.words(&item.head)) },
                }
                @if !item.rest.is_empty() { ul { @for line in &item.rest { li { (links.named(line)) } } } }
            }
        }
    };
    html! { div.list { h3 { (one_line(&section.title)) } ul { @for one in &section.items { (item(one)) } } } }
}

fn table_block(block: &TableBlock, links: &Links) -> Markup {
    html! {
        @if !block.sheet.rows.is_empty() {
            div.block {
                @for line in &block.heading { h3 { (one_line(line)) } }
                (table(&block.sheet, block.heading.last().map_or(say!("What is told here"), String::as_str), links))
                @if !block.footing.is_empty() { p.note { @for line in &block.footing { (links.words(line)) " " } } }
            }
        }
    }
}

/// A sheet as a table that scrolls by itself where the page is narrow. Columns without anything in them are told in a line.
fn table(sheet: &Sheet, caption: &str, links: &Links) -> Markup {
    let is_empty = |at: usize| sheet.rows.iter().all(|row| row[at].is_empty());
    let (empty, kept): (Vec<usize>, Vec<usize>) = (0..sheet.columns.len()).partition(|at| is_empty(*at));
    let nothing: Vec<&str> =
        empty.iter().map(|at| &*sheet.columns[*at].title).filter(|title| !title.is_empty()).collect();
    let class = |shape: Shape| match shape {
        Shape::Figure => Some("figure"),
        Shape::Whole => Some("whole"),
        Shape::Words | Shape::Line => None,
    };
    html! {
        div.scroll.few[kept.len() <= FEW] tabindex="0" role="group" aria-label=(one_line(caption)) {
            table {
                (captioned(caption))
                thead { tr { @for column in kept.iter().map(|at| &sheet.columns[*at]) { th scope="col" class=[class(column.shape)] { (one_line(&column.title)) } } } }
                tbody {
                    @for row in &sheet.rows {
                        tr {
                            @for at in &kept {
                                td class=[class(sheet.columns[*at].shape)] { (cell_words(&row[*at], links)) }
                            }
                        }
                    }
                }
            }
        }
        @if !nothing.is_empty() { p.note { (say!("Nothing under: ")) (one_line(&nothing.join(", "))) "." } }
    }
}

/// A table of no more columns stands beside itself on paper.
const FEW: usize = 5;

/// What a table is called, for whoever hears it; to the eye its heading stands above it.
pub fn captioned(caption: &str) -> Markup {
    html! { caption { span.hidden { (one_line(caption)) } } }
}

fn cell_words(cell: &Cell, links: &Links) -> Markup {
    match cell {
        Cell::Words(words) | Cell::Actors { called: words, .. } => html! { bdi { (links.words(words)) } },
        cell => links.words(&cell.shown()),
    }
}

pub fn percent(share: Option<Progress>) -> Markup {
    html! { @if let Some(share) = share { (share.percent()) " %" } @else { "–" } }
}

/// The scores, each with what it is made of, and how many milestones have which status.
fn glance(headline: &Headline, handout: &Handout, links: &Links) -> Markup {
    let [verified, reported, assessed] = &headline.voices;
    let within = |key: &str| {
        let chapter = handout.chapters.iter().find(|chapter| chapter.key == key);
        html! { @if let Some(chapter) = chapter { (section(chapter, handout, links)) } }
    };
    html! {
        div.state {
            @for sentence in &headline.state { p.first { (told(sentence, links)) } }
            @if let Some(largest) = &headline.largest { p.note { (largest) } }
        }
        div.screen {
        div {
        div.commitments {
            h3 { (say!("One square a commitment")) }
            (wall(phases_of(handout)))
            ul.statuses {
                @for (one, count) in &headline.statuses {
                    li { a href="#milestones" data-status=(one.word()) { b { (count) } " " (status(*one)) } }
                }
            }
            (among(headline, true))
        }
        (within("progress"))
        }
        div {
        div.voices {
            @for one in [verified, reported, assessed] { (voice(one, html! { a href="#milestones" { (percent(one.tally.score)) } })) }
            p.legend {
                (say!("One square a milestone, none of them weighed:"))
                @for (class, level) in LEVELS { (filled_key(class, level.told())) }
            }
        }
        (within("now"))
        }
        }
    }
}

/// What the squares of levels mean.
pub const LEVELS: [(&str, Level); 4] =
    [("l3", Level::Full), ("l2", Level::Intermediate), ("l1", Level::Minimum), ("l0", Level::None)];

/// Further counts, and what is counted.
pub fn among(headline: &Headline, leads: bool) -> Markup {
    let told = |word: &str, count: usize| html! { @if word == TimingWord::Overdue.told() { (corner()) } b { (count) } " " (word) };
    html! {
        @if !headline.marks.is_empty() {
            p.among {
                (say!("Among them: "))
                @for (at, (word, count)) in headline.marks.iter().enumerate() {
                    @if at > 0 { ", " }
                    @if leads && *word == TimingWord::Overdue.told() { a href="#milestones" data-overdue="1" { (told(word, *count)) } } @else { (told(word, *count)) }
                }
                "."
            }
        }
        p.note { @for line in &headline.counted { (line) " " } }
    }
}

/// The milestones by phase, wherever the handout tells them.
fn phases_of<'h, 'a>(handout: &'h Handout<'a>) -> &'h [PhaseChapter<'a>] {
    let mut parts = handout.chapters.iter().flat_map(|chapter| &chapter.parts);
    parts.find_map(|part| if let Part::Phases(phases) = part { Some(phases.as_slice()) } else { None }).unwrap_or(&[])
}

/// A sentence of state, in which each name and number leads to what it rests on.
fn told(sentence: &StateSentence, links: &Links) -> Markup {
    let piece = |piece: &ToldPiece| {
        let words = one_line(&piece.words);
        match &piece.leads {
            LeadsTo::Nowhere => links.words(&words),
            LeadsTo::Record(id) => html! { a dir="auto" href={ "#" (milestone_place(id.as_str())) } { (words) } },
            LeadsTo::Status(status) => html! { a href="#milestones" data-status=(status.word()) { (words) } },
            LeadsTo::Element(id) => html! { a dir="auto" href="#milestones" data-element=(id) { (words) } },
            LeadsTo::Attention => html! { a href="#attention" { (words) } },
            LeadsTo::Entry(name) => links.words(name),
        }
    };
    html! { @for one in &sentence.pieces { (piece(one)) } }
}

pub fn voice(voice: &VoiceScore, score: Markup) -> Markup {
    let all: usize = voice.tally.levels.iter().sum();
    let [none, minimum, intermediate, full] = voice.tally.levels;
    html! {
        div.voice.(voice.key) {
            h3 { (voice.word) }
            p.score { (score) }
            @if let Some(was) = &voice.was { p.was { (since(was, voice)) } }
            @if let Some(score) = voice.tally.score { (charts::meter(score.percent())) }
            (charts::squares(voice.word, voice.tally.levels))
            p.spread { (say!("{full} full, {intermediate} intermediate, {minimum} minimum, {none} none", full, intermediate, minimum, none)) }
            p.spread { (say!("spoken of: {spoken} of {all}", spoken = voice.tally.spoken, all)) }
        }
    }
}

/// What a score was, and why it is another: what moved and what became known later are told apart.
fn since(was: &Was, voice: &VoiceScore) -> Markup {
    let day = was.day;
    let told = match (was.score, voice.tally.score) {
        (None, None) => say!("nobody has spoken").to_owned(),
        _ if was.shift == Shift::default() => say!("as on {day}", day),
        (score, _) => {
            let (score, shift) = (percent(score).0, was.shift.words());
            say!("{score} as known on {day}; since then {shift}", score, day, shift)
        }
    };
    Links::default().words(&told)
}

/// One of the three voices on a milestone.
type FigureIn = for<'r, 'a> fn(&'r MilestoneRow<'a>) -> &'r Option<FigureOf<'a>>;

const VOICES: [(&str, FigureIn); 3] = [
    (later!("Verified"), |row| &row.verified),
    (later!("Reported"), |row| &row.reported),
    (later!("Assessed"), |row| &row.assessed),
];

/// The milestones by phase, in one table that can be filtered and sorted.
fn milestones(phases: &[PhaseChapter], handout: &Handout) -> Markup {
    let elements: Vec<&ElementFigures> = (handout.chapters.iter().flat_map(|chapter| &chapter.parts))
        .flat_map(|part| if let Part::Elements(elements) = part { elements.as_slice() } else { &[] })
        .filter(|element| element.id.is_some())
        .collect();
    let rows = || phases.iter().flat_map(|phase| &phase.rows);
    let statuses = Status::ALL.into_iter().filter(|status| rows().any(|row| row.status == *status));
    let spoken = |of: FigureIn| rows().any(|row| of(row).is_some());
    let voices = VOICES.into_iter().filter(|(_, of)| spoken(*of));
    let voices: Vec<(&'static str, FigureIn)> = voices.collect();
    let all = rows().filter(|row| row.leaf).count();
    let apart = rows().count() - all;
    let silent: Vec<&str> = VOICES.into_iter().filter(|(_, of)| !spoken(*of)).map(|(title, _)| text(title)).collect();
    html! {
        div.filter #filter role="search" aria-label=(say!("Milestones")) data-phase=(say!("phase")) data-down=(say!("{title}, the last first", title = "{title}"))
            data-owes=(say!("owes {number}", number = "{number}")) data-verifies=(say!("verifies {number}", number = "{number}")) hidden {
            (choice("phase", say!("Phase"), phases.iter().map(|phase| (phase.id.unwrap_or("-"), phase.title.as_str()))))
            (choice("element", say!("Element"), elements.iter().map(|one| (one.id.unwrap_or("-"), one.title.as_str()))))
            (choice("mine", say!("Mine: owed or verified by"), handout.concerned.all.iter().map(|one| (one.id.as_str(), one.called))))
            (choice("status", say!("Status"), statuses.map(|status| (status.word(), status.told()))))
            label { (say!("Words")) input type="search" name="words" autocomplete="off"; }
            (choice("sort", say!("Sorted by"), std::iter::empty()))
            fieldset {
                legend.hidden { (say!("Only")) }
                @for (word, told) in [(TimingWord::Overdue.word(), TimingWord::Overdue.told()), (Status::Breached.word(), Status::Breached.told())] {
                    label.only { input type="checkbox" name=(word); (told) " " b {} }
                }
            }
            button type="button" { (say!("Show all")) }
            output #count aria-live="polite" data-told=(many!(all, "{shown} of {n} milestone", "{shown} of {n} milestones", shown = "{shown}"))
                data-beside=(say!(", beside {shown} of {apart} summing up or restating others", shown = "{shown}", apart)) {}
        }
        table.milestones {
            (captioned(say!("Milestones by phase")))
            thead {
                tr {
                    @for title in [later!("Milestone"), later!("Who"), later!("Due"), later!("Status")] { th scope="col" data-sort=(title.to_lowercase()) { (text(title)) } }
                    @for (title, _) in &voices { th.figure scope="col" data-sort=(title.to_lowercase()) { (text(title)) } }
                }
            }
            @for phase in phases { (phase_rows(phase, &voices, handout)) }
        }
        @if !silent.is_empty() { p.note { (say!("Nothing under: ")) (silent.join(", ")) "." } }
    }
}

fn choice<'a>(name: &str, title: &str, options: impl Iterator<Item = (&'a str, &'a str)>) -> Markup {
    html! {
        label {
            (title)
            select name=(name) {
                option value="" { (say!("all")) }
                @for (value, words) in options { option value=(value) dir="auto" { (one_line(words)) } }
            }
        }
    }
}

fn phase_rows(phase: &PhaseChapter, voices: &[(&'static str, FigureIn)], handout: &Handout) -> Markup {
    let id = phase.id.unwrap_or("-");
    html! {
        tbody data-phase=(id) {
            tr.phase {
                th scope="rowgroup" colspan=(4 + voices.len()) {
                    span.name dir="auto" { (one_line(&phase.title)) } " "
                    span.told {
                        @for (one, many) in phase.totals.statuses.iter().filter(|(one, _)| one.is_alarm()) {
                            span { (many) " " (status(*one)) } " · "
                        }
                        span { (many!(phase.totals.milestones, "{n} milestone", "{n} milestones")) } " · "
                        span { (say!("verified {share}", share = percent(phase.totals.verified.score).0)) } " · "
                        span { (say!("reported {share}", share = percent(phase.totals.reported.score).0)) }
                    }
                }
            }
            @for row in &phase.rows { (milestone(row, voices, handout)) }
        }
    }
}

fn milestone(row: &MilestoneRow, voices: &[(&'static str, FigureIn)], handout: &Handout) -> Markup {
    let share = |title: &'static str, share: Option<Progress>| {
        let sorted = share.map_or(String::new(), |share| share.fraction().to_string());
        html! {
            td.figure.bar[share.is_some()] data-voice=(text(title)) data-v=(sorted) style=[share.map(|share| format!("--p:{}%", share.percent()))] {
                @if let Some(share) = share { (share.percent()) " %" } @else { "–" }
            }
        }
    };
    let day = row.deadline.map_or(String::new(), |day| day.to_string());
    let (owing, verifying) = (handout.concerned.owing(row.id), handout.concerned.verifying(row.id));
    let overdue = row.timing.word == TimingWord::Overdue;
    html! {
        tr data-m=(row.id) data-apart[!row.leaf] data-element=[row.element] data-who={ (owing) "/" (verifying) } data-status=(row.status.word()) data-overdue[overdue] {
            td.title.below[row.below] { a.clamp href={ "#" (milestone_place(row.id.as_str())) } dir=[direction(row.told)] { (one_line(row.told)) } " " small { (row.id) } }
            td { @for (at, one) in row.owing.iter().enumerate() { @if at > 0 { ", " } (apart(one.called)) } }
            td.due.late[overdue] data-v=(day) { @for line in row.due_lines().iter().flat_map(|line| line.split('\n')) { span { (line) } " " } }
            td data-v=[urgency(row.status)] { (status(row.status)) @for mark in marks(row.state) { " " span.also { (mark) } } }
            @for (title, of) in voices { (share(title, of(row).as_ref().map(|figure| figure.progress))) }
        }
    }
}

/// Where a status stands among others, what must be seen first before what is done.
fn urgency(status: Status) -> Option<usize> {
    use Status::*;
    let order = [
        Breached,
        Reversed,
        Contested,
        Suspended,
        Open,
        Waiting,
        UnderWay,
        Reported,
        Holding,
        Achieved,
        NotTriggered,
        Retired,
    ];
    order.iter().position(|one| *one == status)
}

/// How far the milestones of each element are, by verified and by reported level.
fn by_element(elements: &[ElementFigures], links: &Links) -> Markup {
    html! {
        (gap_key())
        table.elements {
            (captioned(say!("Progress by element")))
            thead { tr { th scope="col" { (say!("Element")) } th.figure scope="col" { "n" } th scope="col" { (say!("Gap")) } th scope="col" { (say!("Verified")) } th scope="col" { (say!("Reported")) } } }
            tbody {
                @for element in elements {
                    tr {
                        th scope="row" { a href="#milestones" data-element=[element.id] dir="auto" { (one_line(&element.title)) } }
                        td.figure { (element.totals.milestones) }
                        td.apart { (charts::gap(element.totals.reported.score, element.totals.verified.score)) }
                        @for (voice, tally) in [(say!("verified"), &element.totals.verified), (say!("reported"), &element.totals.reported)] {
                            td {
                                div.score { (percent(tally.score)) }
                                (charts::squares(voice, tally.levels))
                            }
                        }
                    }
                }
            }
        }
        (same(&elements_sheet(elements), say!("Progress by element, in figures"), links))
    }
}

/// What the drawing of a gap means.
pub fn gap_key() -> Markup {
    html! {
        p.legend {
            (mark_key("reported", say!("reported"))) (mark_key("verified", say!("verified")))
            (say!("Between them lies the gap; the line runs from 0 to 100 %."))
        }
    }
}

/// What has become of what each side owes, with a square for each commitment.
pub fn ledger(rows: &[OwedRow], links: &Links) -> Markup {
    let sheet = owed_sheet(rows);
    html! {
        p.legend {
            (say!("One square a commitment; the columns add up to what a side owes:"))
            @for owed in Owed::ALL {
                (key(13, 13, html! { rect.(charts::square_of(owed)) width="13" height="13" {} }, html! { (owed.told()) }))
            }
        }
        div.scroll tabindex="0" role="group" aria-label=(say!("Ledger of sides")) {
            table.ledger {
                (captioned(say!("Ledger of sides")))
                thead { tr { @for column in &sheet.columns { th.figure[column.shape == Shape::Figure] scope="col" { (column.title) } } th scope="col" { span.hidden { (say!("Squares")) } } } }
                tbody {
                    @for (row, cells) in rows.iter().zip(&sheet.rows) {
                        tr {
                            @for (cell, column) in cells.iter().zip(&sheet.columns) { td class=[(column.shape == Shape::Figure).then_some("figure")] { (cell_words(cell, links)) } }
                            td { (charts::owed(row)) }
                        }
                    }
                }
            }
        }
    }
}

/// Quantities as each counted them, a line for each milestone.
fn measured(quantities: &[MeasuredQuantity], links: &Links) -> Markup {
    let (compared, alone): (Vec<_>, Vec<_>) = quantities.iter().partition(|one| one.is_compared());
    let drawn = |quantities: &[&MeasuredQuantity]| html! { div.quantities { @for one in quantities { (quantity(one, links)) } } };
    let lines = |quantities: &[&MeasuredQuantity]| quantities.iter().map(|one| one.rows.len()).sum::<usize>();
    html! {
        (counts_key())
        @if lines(&compared) > OPEN { (folded(&opened(lines(&compared)), drawn(&compared))) } @else { (drawn(&compared)) }
        @if !alone.is_empty() { (folded(&many!(alone.len(), "Open {n} figure counted by one alone", "Open {n} figures counted by one alone"), drawn(&alone))) }
    }
}

/// What the marks of counts mean.
pub fn counts_key() -> Markup {
    html! {
        p.legend {
            (mark_key("verified", say!("by who verifies"))) (mark_key("reported", say!("by who owes it"))) (mark_key("other", say!("by others")))
            (line_key("target", true, html! { (say!("target")) }))
        }
    }
}

fn quantity(one: &MeasuredQuantity, links: &Links) -> Markup {
    html! {
        div.quantity {
        h3 { bdi { (one_line(&one.title)) } span.note { (say!(", from {least} to {most}", least = one.least, most = one.most)) } }
        table.measured {
            (captioned(&one.title))
            thead.hidden { tr { th scope="col" { (say!("Milestone")) } th scope="col" { (say!("Drawn")) } th scope="col" { (say!("Counted")) } } }
            tbody {
                @for row in &one.rows {
                    tr {
                        th scope="row" { a href={ "#" (milestone_place(row.id.as_str())) } dir="auto" { (one_line(row.title)) } }
                        td.days { (charts::counts(row, one)) }
                        td { (counted(row, links)) }
                    }
                }
            }
        }
        }
    }
}

/// Each count with who counted, which leads to the entry.
fn counted(row: &MeasuredRow, links: &Links) -> Markup {
    html! {
        @for count in &row.counts { span.count { (one_line(count.actor)) " " b { (count.value) } " [" (links.words(&count.entry)) "]" } " " }
        @if let Some(target) = row.target { span.count { (say!("target {target}", target)) } }
    }
}

/// What is drawn so wide and so high, and what it means.
fn key(wide: u32, high: u32, drawn: Markup, words: Markup) -> Markup {
    html! { span { svg.key aria-hidden="true" width=(wide) height=(high) { (drawn) } (words) } }
}

/// The same of a mark of the charts.
pub fn mark_key(mark: &str, words: &str) -> Markup {
    key(14, 14, html! { use href={ "#k-" (mark) } x="7" y="7" {} }, html! { (words) })
}

/// The same of a filled shape.
pub fn filled_key(class: &str, words: &str) -> Markup {
    key(13, 13, html! { rect.(class) x="1" y="1" width="11" height="11" {} }, html! { (words) })
}

/// The same of a line across a drawing, as one of the course, or up and down, as a day or a target.
fn line_key(class: &str, upright: bool, words: Markup) -> Markup {
    match upright {
        true => key(6, 14, html! { line.(class) x1="3" x2="3" y1="0" y2="14" {} }, words),
        false => key(26, 10, html! { line.(class) x1="0" x2="26" y1="5" y2="5" {} }, words),
    }
}

/// The table that a chart draws; on paper in columns.
fn same(sheet: &Sheet, caption: &str, links: &Links) -> Markup {
    html! { details.same { summary { (say!("The same in figures")) } (table(sheet, caption, links)) } }
}

fn gantt(timeline: &Timeline, links: &Links) -> Markup {
    let Some(span) = timeline.span else { return html! { p { (say!("No milestone names a day.")) } } };
    let scale = Scale::new(span);
    let rows: usize = timeline.phases.iter().map(|phase| phase.rows.len()).sum();
    let drawn = html! {
        (gantt_legend(timeline))
        table.gantt {
            (captioned(say!("Timeline: each milestone along its days")))
            thead { tr { th scope="col" { (say!("Milestone")) } th.days scope="col" { span.hidden { (say!("Days")) } (scale.axis()) } th scope="col" { span.hidden { (say!("Timing")) } } } }
            @for phase in &timeline.phases {
                tbody {
                    tr.phase { th scope="rowgroup" colspan="3" { span.name dir="auto" { (one_line(phase.title)) } } }
                    @for row in &phase.rows {
                        tr data-m=(row.id) {
                            td.title.below[row.below] {
                                span.line { a.cut href={ "#" (milestone_place(row.id.as_str())) } dir=[direction(row.title)] { (one_line(row.title)) } " " small { (row.id) } }
                                @for wait in row.waits.iter().filter(|wait| !wait.met) { " " span.after { (links.words(&say!("after {what}", what = wait.text))) } }
                            }
                            td.days { (charts::row(row, &scale)) }
                            td class=[row.is_overdue().then_some("late")] { @if row.status.is_alarm() { (status(row.status)) " " } (row.timing()) @if let Some(slip) = row.slip { " " span.also { (say!("{days} d", days = format!("{slip:+}"))) } } }
                        }
                    }
                }
            }
        }
        (same(&timeline_sheet(timeline), say!("The days of the timeline"), links))
    };
    html! {
        (scale.grid("days", 22, timeline.as_of))
        @if rows > OPEN { (folded(&opened(rows), drawn)) } @else { (drawn) }
    }
}

/// A longer timeline is opened by a click.
const OPEN: usize = 100;

/// What opens so many lines.
fn opened(lines: usize) -> String {
    many!(lines, "Open {n} line", "Open {n} lines")
}

/// Phase upon phase with what each waits for, and its windows: as long as the bar, one square a milestone.
fn ladder(rungs: &[Rung], links: &Links) -> Markup {
    let most = rungs.iter().flat_map(|rung| &rung.windows).filter_map(|window| window.days).max().unwrap_or(0);
    html! {
        p { (many!(
            most,
            "Most dates do not run yet: each window opens with what it runs from. A bar is as long as its window; the longest is {n} day.",
            "Most dates do not run yet: each window opens with what it runs from. A bar is as long as its window; the longest is {n} days."
        )) }
        ol.ladder {
            @for rung in rungs {
                li {
                    h3 dir="auto" { (one_line(rung.title)) }
                    @if let Some(waits) = rung.waits_told() { p.after { (links.words(&waits)) } }
                    table {
                        (captioned(rung.title))
                        thead.hidden { tr { th scope="col" { (say!("Due")) } th scope="col" { (say!("Window")) } th scope="col" { (say!("Milestones")) } } }
                        tbody {
                            @for window in &rung.windows {
                                tr {
                                    td { (links.words(&window.words)) }
                                    td { @if let Some(days) = window.days { (charts::window(days, most)) } }
                                    td { div.cells { @for step in &window.steps { (square(step.id, step.title, step.status, None)) } } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn gantt_legend(timeline: &Timeline) -> Markup {
    let rows = || timeline.phases.iter().flat_map(|phase| &phase.rows);
    let stretch = |class: &str, height: u32, words: &str| {
        key(22, 14, html! { rect.(class) y=(7 - height / 2) width="22" height=(height) {} }, html! { (words) })
    };
    html! {
        p.legend {
            (stretch("window", 2, say!("time allowed"))) (stretch("work", 6, say!("in progress"))) (stretch("past", 6, say!("past its date")))
            (mark_key("due", say!("due"))) (mark_key("first", say!("earlier date"))) (mark_key("reported", say!("reported done"))) (mark_key("verified", say!("verified done")))
            (mark_key("met", say!("precondition met")))
            @if rows().any(|row| !row.breaches.is_empty()) { (mark_key("breach", say!("breach opened"))) (stretch("breach", 4, say!("breach open"))) }
            @if rows().any(|row| !row.falls.is_empty()) { (mark_key("fall", say!("verified level fell"))) }
            (line_key("today", true, html! { (timeline.as_of) }))
        }
    }
}

fn over_time(course: &ScoreCourse, links: &Links) -> Markup {
    let (notes, earlier) = course.notes();
    html! {
        (curve(course, HEIGHT, text(CAPTION)))
        details.same {
            summary { (say!("The same in figures")) }
            (beside(course.sheet(), 3, say!("Scores over time"), links))
            @if !course.falls.is_empty() { h3 { (say!("Falls")) } (table(&course.falls(), say!("Falls"), links)) }
            @if !course.notes.is_empty() { h3 { (say!("Decisions and incidents")) } (beside(notes, 2, say!("Decisions and incidents"), links)) }
            @if earlier > 0 { p.note { (marks_left_out(earlier)) } }
        }
    }
}

/// A long and narrow sheet as so many tables that stand beside each other.
fn beside(sheet: Sheet, parts: usize, caption: &str, links: &Links) -> Markup {
    const LONG: usize = 12;
    let many = if sheet.rows.len() > LONG { sheet.rows.len().div_ceil(parts) } else { LONG };
    let part = |rows: &[Vec<Cell>]| Sheet { columns: sheet.columns.clone(), rows: rows.to_vec() };
    let tables: Vec<Markup> = sheet.rows.chunks(many).map(|rows| table(&part(rows), caption, links)).collect();
    html! {
        @if let [one] = tables.as_slice() { (one) } @else { div.pair { @for one in tables { div { (one) } } } }
    }
}

const CAPTION: &str = later!(
    "Each point is the score of its own day, by the plan then in force, as it is known now. Due by then: the weight of what had a date that had come."
);

/// The course as it is drawn, so high, with what its lines and marks mean.
pub fn curve(course: &ScoreCourse, high: f64, caption: &str) -> Markup {
    let end = |of: fn(&ScorePoint) -> Option<Progress>| {
        html! { @if let Some(point) = course.points.last() { (say!(", {share} on {day}", share = percent(of(point)).0, day = point.day)) } }
    };
    html! {
        figure {
            p.legend {
                (line_key("verified", false, html! { (say!("verified")) (end(|point| point.verified)) }))
                (line_key("reported", false, html! { (say!("reported")) (end(|point| point.reported)) }))
                @if course.points.iter().any(|point| point.due.is_some()) {
                    (line_key("due", false, html! { (say!("due by then")) (end(|point| point.due)) }))
                }
                @for kind in NoteKind::ALL.into_iter().rev().filter(|kind| course.notes.iter().any(|note| note.kind == *kind)) {
                    (mark_key(charts::mark_of(kind), kind.told()))
                }
                @if !course.falls.is_empty() { (key(14, 12, html! { use href="#k-fall" x="7" y="11" {} }, html! { (say!("a verified level fell, or a breach")) })) }
            }
            (charts::course(course, high))
            figcaption {
                (caption)
                @if let Some(left_out) = course.thinned() { " " (left_out) }
            }
        }
    }
}

/// What is drawn of incidents, by the stretch of time that a bar stands for.
fn by_stretch(stretch: Stretch) -> &'static str {
    match stretch {
        Stretch::Week => say!(
            "Incidents by week in which they are said to have happened; each counts once, those taken back are left out."
        ),
        Stretch::Month => say!(
            "Incidents by month in which they are said to have happened; each counts once, those taken back are left out."
        ),
        Stretch::Year => say!(
            "Incidents by year in which they are said to have happened; each counts once, those taken back are left out."
        ),
    }
}

fn by_week(weeks: &Weeks, links: &Links) -> Markup {
    html! {
        figure {
            p.legend.weeks { (filled_key("confirmed", say!("confirmed"))) (filled_key("open", say!("not concluded"))) (filled_key("others", say!("unconfirmed or unfounded"))) }
            (charts::weeks(weeks))
            figcaption { (by_stretch(weeks.stretch)) }
        }
        (same(&weeks.sheet(), say!("Incidents over time"), links))
    }
}

fn source(source: &SourceLine) -> Markup {
    html! {
        li id={ "s-" (source.id) } {
            b { (source.id) } " " span dir="auto" { (one_line(source.title)) }
            @if let Some(url) = source.url { " " (outward(url)) }
        }
    }
}
