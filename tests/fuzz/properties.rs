//! What must hold of whatever bytes come in: nothing panics, reading twice gives the same, and what is understood is told in
//! every report. One function for each fuzz target; the suite asks the same of changed copies of real files.

use milepost::check::{check, errors};
use milepost::cli::rows;
use milepost::fold::fold;
use milepost::fold::log::Log;
use milepost::fold::state::{Clocks, State};
use milepost::ledger::chain::{Book, Books, Opening, opening_line, read_book};
use milepost::ledger::flaw::Flaw;
use milepost::ledger::line::{next_line, parted};
use milepost::ledger::seal::{Ring, SealKey, armored, sealed, signer, unsound};
use milepost::ledger::secret::Secret;
use milepost::ledger::witness::{Shelves, contradictions};
use milepost::model::entry::{Desk, Desks, Entries, Entry, Evidence};
use milepost::model::fields::Fields;
use milepost::model::hash::Hash;
use milepost::model::id::Id;
use milepost::model::index::{DeskIx, Ix as _};
use milepost::model::moment::{Day, Moment, Zone};
use milepost::model::name::{BookId, reference};
use milepost::model::plan::Plan;
use milepost::model::versions::Versions;
use milepost::model::when::When;
use milepost::render::{TableFormat, json::json, outline::outline, prose::prose, render, timeline::draw};
use milepost::report::agenda::Concern;
use milepost::report::brief::brief;
use milepost::report::entries::in_order;
use milepost::report::flat::log_doc;
use milepost::report::list::{Filter, ListSort, list_sheet, select};
use milepost::report::log::log_sheet;
use milepost::report::milestone::milestone_pages;
use milepost::report::next::next;
use milepost::report::status::{footing, heading, status_doc, status_sheet};
use milepost::report::timeline::timeline;
use milepost::report::totals::GroupBy;
use milepost::report::view::{View, Views};
use milepost::report::{balance, matrix, rules, show, why, words};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

// --- plans ---

/// A plan file: read or refused with a place inside it; and a sound one is folded and told, with much said about it.
pub fn plan(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let plan = match Plan::parse(text) {
        Ok(plan) => plan,
        Err(misfit) => return assert!(text.is_char_boundary(misfit.offset), "{misfit:?}"),
    };
    let again = Plan::parse(text).expect("the same plan");
    assert_eq!(format!("{plan:?}"), format!("{again:?}"));
    let found = check(&plan);
    let paths: Vec<_> = found.iter().map(|finding| finding.path.as_slice()).collect();
    milepost::model::json::locate_all(text, &paths);
    rules::rules(&plan);
    if errors(&plan).is_empty() {
        let books = books(&sayings(&plan));
        told(&Versions::one(plan), &books, bytes.len());
    }
}

/// Words on the first milestones of a plan, from the first of its actors.
fn sayings(plan: &Plan) -> String {
    let mut text = String::new();
    let proposals = r#"{"kind":"start","from":"2026-01-02"}
{"kind":"suspend","from":"2026-02-02"}
{"kind":"resume","from":"2026-02-03"}"#;
    for actor in plan.actors.iter().take(5) {
        text += &format!("{}\n{proposals}\n", actor.id);
        for milestone in plan.milestones.iter().take(12) {
            let id = &milestone.id;
            text += &format!(
                r#"{{"kind":"claim","milestone":"{id}","level":"full","on":"2026-01-20"}}
{{"kind":"incident","milestone":"{id}","severity":"grave","on":"2026-01-22"}}
{{"kind":"claim","milestone":"{id}","level":"full","on":"2026-01-23"}}
{{"kind":"claim","milestone":"{id}","level":"minimum","on":"2026-01-24"}}
{{"kind":"reschedule","milestone":"{id}","due":{{"after":"start","within":"P30D"}}}}
"#
            );
            for indicator in milestone.indicators.iter().take(2) {
                text += &format!("{{\"kind\":\"claim\",\"milestone\":\"{id}\",\"add\":{{\"{}\":7}}}}\n", indicator.id);
            }
        }
    }
    text
}

// --- books ---

/// A book as it may lie on a disk, and books whose chains hold whatever their lines say.
pub fn book(bytes: &[u8]) {
    read_twice(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let books = books(text);
    books.iter().for_each(|(book, ..)| read_twice(&book.bytes));
    told(&ACCORD, &books, bytes.len());
}

/// Folds the books that a text spells, without telling what they come to.
#[allow(dead_code)]
pub fn judged(text: &str) {
    let books = books(text);
    let entries: Entries = books.iter().flat_map(|(_, entries, _)| entries.clone()).collect();
    let desks: Desks = books.iter().map(|(book, ..)| desk(book)).collect();
    let now = When::Year(9999).first(Zone::UTC);
    fold(&ACCORD, Log { desks: &desks, entries: &entries }, Clocks { as_of: now, known_by: now });
}

/// An invented accord and its amendment.
static ACCORD: LazyLock<Versions> = LazyLock::new(|| {
    let texts =
        [include_str!("../stories/demands/accord.json"), include_str!("../stories/demands/accord-amended.json")];
    let plan = |text| Arc::new(Plan::parse(text).expect("a plan"));
    Versions(texts.iter().map(|text| (Hash::of(text.as_bytes()).to_string(), plan(text))).collect())
});

type Reading = (Option<Book>, Vec<Entry>, Vec<Flaw>);

/// How the file of a book of this name is called, by its opening.
fn stem(name: &str, bytes: &[u8]) -> String {
    let opening = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    BookId::new(Id::new(name).expect("an id"), Hash::of(opening)).to_string()
}

/// Reading is a function of the bytes, and a book that was cut tells the beginning of what the whole one tells.
fn read_twice(bytes: &[u8]) {
    let read = |bytes: &[u8]| read_book(&stem("amm", bytes), bytes.to_vec());
    let (book, entries, flaws): Reading = read(bytes);
    let again = read(bytes);
    assert_eq!((&entries, &flaws), (&again.1, &again.2));
    flaws.iter().for_each(|flaw| drop(words::flaw(flaw)));
    assert_eq!(book.is_some(), again.0.is_some());
    let Some(book) = book else { return };
    for seq in [0, 1, book.seq, book.seq.saturating_add(1), u64::MAX] {
        let _ = (book.hash_at(seq), book.at(seq), book.line_text(seq));
    }
    assert!(book.whole <= bytes.len() && book.lines.len() as u64 == book.seq + 1);
    let damaged = flaws.iter().any(|flaw| flaw.kind.is_damage());
    let newlines = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    for cut in newlines.skip(bytes.len() % 7).step_by(7).take(3).chain([bytes.len() / 2, bytes.len().saturating_sub(1)])
    {
        let (_, fewer, _) = read(&bytes[..cut]);
        let common = fewer.len().min(entries.len());
        assert_eq!(fewer[..common], entries[..common], "cut at {cut}");
        assert!(damaged || fewer.len() == common, "cut at {cut}");
    }
}

/// Books with whole chains. A line that names an actor begins its book; `<N` and `>N` set the clock N hours back or ahead;
/// every other line becomes one of a book, an hour after the one before.
fn books(text: &str) -> Vec<(Book, Vec<Entry>, Vec<Flaw>)> {
    let mut texts: BTreeMap<Id, (String, Vec<Hash>)> = BTreeMap::new();
    let mut at = Moment::parse("2026-01-31T00:00:00.000Z").expect("a moment");
    let mut name = Id::new("desk").expect("an id");
    for line in text.lines() {
        let hours = |text: &str| text.parse::<u16>().map_or(0, i64::from) * 3600;
        match line.as_bytes().first() {
            Some(b'<') => at = at.plus_seconds(-hours(&line[1..])),
            Some(b'>') => at = at.plus_seconds(hours(&line[1..])),
            Some(b'{') => {
                let line = by_content(line, &texts);
                let (text, lines) = texts.entry(name.clone()).or_insert_with(|| {
                    let opening = Opening { book: name.clone(), actor: name.clone(), root: Hash([7; 32]), at };
                    let line = opening_line(&opening);
                    (format!("{line}\n"), vec![Hash::of(line.as_bytes())])
                });
                at = at.plus_seconds(3600);
                let comma = if line[1..].trim_start().starts_with('}') { "" } else { "," };
                let (seq, prev) = (lines.len(), lines[lines.len() - 1]);
                let line = format!(r#"{{"seq":{seq},"prev":"{prev}","at":"{at}"{comma}{}"#, &line[1..]);
                lines.push(Hash::of(line.as_bytes()));
                *text += &format!("{line}\n");
            }
            _ => name = Id::new(line).unwrap_or(name),
        }
    }
    let read = |(index, (name, (text, _))): (usize, (&Id, &(String, Vec<Hash>)))| {
        let stem = stem(name.as_str(), text.as_bytes());
        let (book, mut entries, flaws) = read_book(&stem, text.clone().into_bytes());
        entries.iter_mut().for_each(|entry| entry.book = DeskIx::at(index));
        (book.expect("its opening is sound"), entries, flaws)
    };
    texts.iter().enumerate().map(read).collect()
}

/// The line with the entries that it names, `north:3`, named by their words; what is not there yet stays as it is.
fn by_content(line: &str, texts: &BTreeMap<Id, (String, Vec<Hash>)>) -> String {
    let Ok(mut fields) = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(line) else {
        return line.to_owned();
    };
    let content = |name: &str| {
        let (book, seq) = name.split_once(':')?;
        let (book, seq) = (Id::new(book).ok()?, seq.parse::<usize>().ok()?);
        let lines = &texts.get(&book)?.1;
        Some(reference(&BookId::new(book, lines[0]), seq as u64, *lines.get(seq)?))
    };
    let mut changed = false;
    for key in ["entry", "incident", "dispute"] {
        if let Some(named) = fields.get(key).and_then(|name| content(name.as_str()?)) {
            fields.insert(key.into(), named.into());
            changed = true;
        }
    }
    if changed { serde_json::Value::from(fields).to_string() } else { line.to_owned() }
}

// --- pictures ---

/// Everything that is told of these versions and books, at one of several moments, and sometimes of what changed until then.
fn told(versions: &Versions, books: &[(Book, Vec<Entry>, Vec<Flaw>)], which: usize) {
    let entries: Entries = books.iter().flat_map(|(_, entries, _)| entries.clone()).collect();
    let flaws: Vec<Flaw> = books.iter().flat_map(|(.., flaws)| flaws.clone()).collect();
    let books: Books = books.iter().map(|(book, ..)| book.clone()).collect();
    contradictions(&Shelves::of(&books), Vec::new(), &Books::new(), &flaws, &BTreeMap::new());
    let desks: Desks = books.iter().map(desk).collect();
    let (first, last) = (When::Year(1).first(Zone::UTC), When::Year(9999).last(Zone::UTC));
    let now = When::parse("2026-06-01T00:00Z").expect("a date").first(Zone::UTC);
    let moments = [(now, now), (last, last), (now, last), (last, now), (first, last), (first, first)];
    let log = Log { desks: &desks, entries: &entries };
    let at = |(as_of, known_by)| fold(versions, log, Clocks { as_of, known_by });
    let view = |state| picture(versions, &books, log, &flaws, state);
    let state = at(moments[which % moments.len()]);
    reports(&view(&state));
    if state.clocks == (Clocks { as_of: last, known_by: last }) {
        let (before, then) = (at((now, now)), at((now, last)));
        let (before, course) = (view(&before), [view(&then), view(&state)]);
        let views = Views { before: &before, course: &course };
        if let Some(brief) = brief(&views) {
            json(&brief);
            outline(&brief.outline(&views));
        }
    }
}

fn desk(book: &Book) -> Desk {
    Desk::new(book.name.clone(), book.id.clone(), book.opening.actor.clone())
}

fn picture<'a>(
    versions: &'a Versions,
    books: &'a Books,
    log: Log<'a>,
    flaws: &'a [Flaw],
    state: &'a State,
) -> View<'a> {
    let plan_hash = Hash([7; 32]);
    View {
        plan: &state.plan,
        versions,
        state,
        root: Some(plan_hash),
        plan_hash,
        books,
        log: log.judged(&state.entries),
        flaws,
    }
}

fn reports(view: &View) {
    let all = select(view, &Filter::default(), ListSort::Due);
    for by in [GroupBy::Phase, GroupBy::Element, GroupBy::Actor] {
        json(&status_doc(view, by));
        tables(&status_sheet(view, by));
    }
    let _ = (heading(view), footing(view));
    milestone_pages(view, &all);
    tables(&list_sheet(view, &all, &[], false));
    tables(&list_sheet(view, &all, &[], true));
    tables(&matrix::matrix_sheet(&matrix::rows(view, &all), matrix::MatrixReader::Program));
    draw(&timeline(view, &all), Some(80), false);
    let agenda = next(view, &Concern::default());
    json(&milepost::report::next::next_doc(view, &agenda));
    prose(&agenda.outline(view, true).paras(), Some(80));
    let order = in_order(view, |_| true);
    json(&log_doc(view, &order));
    tables(&log_sheet(view, &order, &[]));
    let sides = balance::balance(view);
    json(&balance::balance_doc(view, &sides));
    tables(&balance::balance_sheet(&sides));
    all.iter().for_each(|place| drop(prose(&show::show(view, *place, &[]), Some(80))));
    if let Some(place) = all.get(view.log.entries.len() % all.len().max(1)) {
        let why = why::why(view, *place);
        json(&why::why_doc(view, &why));
        prose(&why::paras(view, &why), None);
    }
}

fn tables(sheet: &milepost::report::sheet::Sheet) {
    for format in [TableFormat::Table, TableFormat::Csv, TableFormat::Md, TableFormat::Ids] {
        render(sheet, format, Some(60), false);
    }
}

// --- seals ---

/// Keys, signatures, and sealed books with some bytes changed: no seal covers a line that is not what was sealed.
pub fn seal(bytes: &[u8]) {
    let Some((which, rest)) = bytes.split_first() else { return };
    match (which % 4, std::str::from_utf8(rest)) {
        (0, Ok(text)) => drop(signer(b"milepost-seal/2", text)),
        (1, Ok(text)) => keys(text),
        (2, Ok(text)) => {
            let line = format!("{{\"seq\":1,\"kind\":\"seal\",\"key\":\"SHA256:a\",\"signature\":\"{text}\"}}");
            read_book("amm", line.into_bytes());
            armored(text);
        }
        _ => changed(rest),
    }
}

fn keys(text: &str) {
    if let Some(key) = SealKey::parse(text) {
        assert_eq!(SealKey::parse(&key.to_string()), Some(key.clone()));
        assert_eq!(SealKey::of_blob(&key.blob()), Some(key.clone()));
        let _ = (key.fingerprint(), key.hash());
    }
    if let Some(secret) = Secret::parse(text).filter(|secret| !secret.is_encrypted()) {
        secret.sign(b"signed");
    }
}

/// Books sealed by keys of each kind that can sign from a file, and the keys.
const SEALED: [(&str, &str, &str); 3] = [
    ("ed", include_str!("sealed/ed.jsonl"), include_str!("sealed/ed.pub")),
    ("ec", include_str!("sealed/ec.jsonl"), include_str!("sealed/ec.pub")),
    ("rsa", include_str!("sealed/rsa.jsonl"), include_str!("sealed/rsa.pub")),
];

/// A sealed book after edits of four bytes each: what to do, where (two bytes), and with which byte.
fn changed(edits: &[u8]) {
    let Some((which, edits)) = edits.split_first() else { return };
    let (name, honest, key) = SEALED[usize::from(*which) % SEALED.len()];
    let mut bytes = honest.as_bytes().to_vec();
    for edit in edits.chunks_exact(4).take(16) {
        let place = usize::from(u16::from_be_bytes([edit[1], edit[2]])) % bytes.len();
        match edit[0] % 4 {
            0 => bytes[place] = edit[3],
            1 => bytes[place] ^= 1 << (edit[3] % 8),
            2 => bytes.insert(place, edit[3]),
            _ if bytes.len() > 1 => drop(bytes.remove(place)),
            _ => {}
        }
    }
    let ring = Ring::of([key].into_iter());
    let (book, _, flaws) = read_book(&stem(name, honest.as_bytes()), bytes.clone());
    let Some(book) = book else { return assert!(!flaws.is_empty()) };
    unsound(&book, &ring);
    let (all, _) = sealed(&book, &ring, &[]);
    let covered = all.iter().filter_map(|by| by.sound.last()).max().map_or(0, |seq| *seq as usize);
    // How an earlier seal was signed is not what a later one covers.
    let signed = |line: &[u8]| match std::str::from_utf8(line).ok().and_then(parted) {
        Some((unsigned, _)) => unsigned.as_bytes().to_vec(),
        None => line.to_vec(),
    };
    let lines = |bytes: &[u8]| bytes.split(|byte| *byte == b'\n').take(covered + 1).map(signed).collect();
    let [read, sealed]: [Vec<Vec<u8>>; 2] = [lines(&bytes), lines(honest.as_bytes())];
    assert!(covered == 0 || read == sealed, "a seal covers what was changed");
    if bytes == honest.as_bytes() {
        assert!(covered as u64 == book.seq && flaws.is_empty());
    }
}

// --- imports ---

/// A CSV file to be imported.
pub fn csv(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some(today) = Day::of(2026, 3, 1) else { return };
    let known = rows::RowNames { today, id: &|_, _| None };
    let (table, again) = (rows::csv_lines(text, known), rows::csv_lines(text, known));
    assert_eq!(format!("{:?}", table.lines), format!("{:?}", again.lines));
    imported(text, table.lines, &table.bad);
}

/// A JSON Lines file to be imported.
pub fn json_lines(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let clean = rows::clean(text);
    let (mut lines, mut again) = (Vec::new(), Vec::new());
    let bad = rows::json_lines(text, &clean, |line| lines.push(line));
    rows::json_lines(text, &clean, |line| again.push(line));
    assert_eq!(format!("{lines:?}"), format!("{again:?}"));
    imported(text, lines, &bad);
}

/// What an import takes, a book gives again; a bad line is one of the file.
fn imported(text: &str, lines: Vec<rows::ImportLine>, bad: &[rows::Bad]) {
    let count = text.matches(['\r', '\n']).count() + 1;
    assert!(bad.iter().all(|bad| bad.line <= count), "{bad:?}");
    let at = When::Year(9999).first(Zone::UTC);
    for (line, fields) in lines {
        assert!(line <= count);
        let settled = |when: When| when.settled(Zone::UTC);
        let mut fields = Fields { on: None, known: None, seq: None, prev: None, at: None, batch: None, ..fields };
        fields.from = fields.from.map(|from| from.map(settled));
        fields.seen = Default::default();
        let written = serde_json::to_string(&fields).expect("names and figures are JSON");
        let mut copy: Fields = serde_json::from_str(&written).expect("what was written");
        let Ok(act) = copy.act() else { continue };
        // What is typed by name, a line names by content.
        let removes = |evidence: &Evidence| matches!(evidence, Evidence::Removed { .. });
        if act.entry().is_some_and(|name| name.meant.is_none()) || fields.evidence.iter().any(removes) {
            continue;
        }
        let [book, actor] = ["amm", "amm"].map(|id| Id::new(id).expect("an id"));
        let opening = opening_line(&Opening { book, actor, root: Hash([7; 32]), at });
        let line = next_line(Hash::of(opening.as_bytes()), 1, at, fields);
        let text = format!("{opening}\n{line}\n");
        let (_, entries, flaws) = read_book(&stem("amm", text.as_bytes()), text.into_bytes());
        assert!(entries.iter().map(|entry| &entry.act).eq([&act]) && flaws.is_empty(), "{written}: {flaws:?}");
    }
}
