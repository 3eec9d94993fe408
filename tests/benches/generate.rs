//! Writes a large workspace into a folder: `cargo bench --bench generate -- FOLDER [ENTRIES [sealed]]`. The same bytes every
//! time, but for what the machine that reads it adds.
//!
//! 10,000 milestones in 20 phases and 10 elements with 30,000 conditions; 100,000 entries in five books, one a desk, each with
//! a whole chain. One entry in ten is an incident, a finding, a dispute, a settlement, a proposal or an agreement.
//! Another number of entries may be asked for. `sealed`: every desk has a key and seals its book after every ten entries,
//! bearing witness to all others.

use milepost::ledger::chain::{Opening, next_line, opening_line};
use milepost::ledger::line::{line_hash, signed_line, unsigned_line};
use milepost::ledger::opening::opened;
use milepost::ledger::point::Point;
use milepost::ledger::seal::signed_bytes;
use milepost::ledger::secret::Secret;
use milepost::model::due::{Due, DueRule};
use milepost::model::entry::Evidence;
use milepost::model::fields::Fields;
use milepost::model::hash::Hash;
use milepost::model::id::Id;
use milepost::model::incident::Severity;
use milepost::model::level::Level;
use milepost::model::moment::Moment;
use milepost::model::name::{BookId, reference};
use milepost::model::pairs::Pairs;
use milepost::model::value::Value;
use milepost::model::when::When;
use milepost::store::create::create;
use milepost::store::disk::{make_dir, write_aside};
use milepost::store::workspace::{DeskFile, OwnBook};
use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::{LineEnding, PrivateKey};
use std::path::Path;

const MILESTONES: u64 = 10_000;
const ENTRIES: u64 = 100_000;
/// After so many entries a desk seals.
const SEALED: u64 = 10;
const PHASES: u64 = 20;
const ELEMENTS: u64 = 10;
/// The desks, in the order in which they speak of a milestone, with the role of each.
const DESKS: [(&str, &str); 5] =
    [("mov", "party"), ("gov", "party"), ("mission", "monitor"), ("observers", "monitor"), ("friend", "guarantor")];
/// 2020-01-01, in milliseconds.
const SIGNED: i64 = 1_577_836_800_000;
const MINUTE: i64 = 60_000;

/// A small generator of numbers (splitmix64), so that equal seeds write equal bytes.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let Some(folder) = arguments.next() else {
        println!("which folder? `cargo bench --bench generate -- FOLDER [ENTRIES [sealed]]`");
        return;
    };
    let entries = arguments.next().map_or(ENTRIES, |count| count.parse().expect("a number of entries"));
    let secrets = arguments.next().map(|_| DESKS.map(|(name, _)| secret(name)));
    let (folder, mut dice) = (Path::new(&folder), Dice(28));
    let workspace = create(folder, &plan(&mut dice, secrets.as_ref()), "00112233445566778899aabbccddeeff", None, &[])
        .expect("an empty folder");
    let plan = std::fs::read(workspace.plan()).expect("a plan");
    let root = Hash::of(&plan);
    make_dir(&workspace.plans()).expect("a folder");
    write_aside(&workspace.version(root), &plan).expect("the version in force");
    let mut books = Vec::new();
    for book in written(root, entries, secrets.as_ref(), &mut dice) {
        write_aside(&workspace.book(&book.id.to_string()), book.text.as_bytes()).expect("a book");
        books.push(OwnBook { book: book.id, end: book.head.to_string(), next: None });
    }
    DeskFile { speaks: Some(id("mission")), books, reminded: true, ..DeskFile::default() }
        .write(&workspace)
        .expect("a desk");
}

fn id(name: &str) -> Id {
    Id::new(name).expect("an id")
}

/// A key made of the desk's name.
fn secret(name: &str) -> Secret {
    let seed = Hash::of(name.as_bytes()).0;
    let pair = KeypairData::Ed25519(Ed25519Keypair::from_seed(&seed));
    let key = PrivateKey::new(pair, name).expect("a key").to_openssh(LineEnding::LF).expect("a key");
    Secret::parse(&key).expect("a key")
}

fn plan(dice: &mut Dice, secrets: Option<&[Secret; 5]>) -> String {
    let list = |items: Vec<String>| items.join(",\n");
    let key = |desk: usize| secrets.and_then(|secrets| secrets[desk].key()).map(|key| format!(r#","keys":["{key}"]"#));
    let actor = |(desk, (name, role)): (usize, (&str, &str))| {
        let key = key(desk).unwrap_or_default();
        format!(r#"{{"id":"{name}","name":"Desk {name}","role":"{role}"{key}}}"#)
    };
    let actors = DESKS.into_iter().enumerate().map(actor).collect();
    let elements = (0..ELEMENTS).map(|n| format!(r#"{{"id":"element-{n}","title":"Element {n}"}}"#)).collect();
    let phases = (0..PHASES).map(phase).collect();
    let milestones = (0..MILESTONES).map(|number| milestone(number, dice)).collect();
    format!(
        r#"{{"format":"milepost/plan/1","id":"large","version":"1","title":"A large plan","signed":"2020-01-01",
"sources":[{{"id":"text","title":"Invented text"}}],
"actors":[{}],
"elements":[{}],
"phases":[{}],
"rules":{{"verify":{{"by":["role:monitor"],"quorum":2}},"amend":"never","reschedule":{{"by":["role:party"],"quorum":"all"}},
"suspend":{{"by":["role:party"],"quorum":1}},"settle":{{"by":["mission"],"quorum":1}}}},
"milestones":[
{}
]}}
"#,
        list(actors),
        list(elements),
        list(phases),
        list(milestones)
    )
}

fn phase(number: u64) -> String {
    let requires = match number {
        0 => String::new(),
        _ => format!(r#","requires":[{{"date":"20{}-01-01"}}]"#, 20 + number / 4),
    };
    format!(r#"{{"id":"phase-{number}","title":"Phase {number}"{requires}}}"#)
}

/// A third has an indicator, half has a due date of some kind, all but the first wait for three earlier milestones.
fn milestone(number: u64, dice: &mut Dice) -> String {
    let owes = DESKS[(number % 2) as usize].0;
    let (phase, element) = (number * PHASES / MILESTONES, number % ELEMENTS);
    let mut text = format!(
        r#"{{"id":"M-{number}","title":"What was promised under number {number} of the agreement","phase":"phase-{phase}","element":"element-{element}","responsible":["{owes}"],"source":["text {number}"]"#
    );
    match number % 6 {
        0 => text += &format!(r#","due":{{"on":"202{}-{:02}-15"}}"#, dice.below(9), 1 + dice.below(12)),
        1 => text += &format!(r#","due":{{"after":"signature","within":"P{}D"}}"#, 30 + dice.below(3000)),
        2 if number > 100 => {
            let earlier = number - 1 - dice.below(100);
            text += &format!(r#","due":{{"after":"M-{earlier}","within":"P{}D"}}"#, 10 + dice.below(200));
        }
        _ => {}
    }
    if number > 0 {
        let mut earlier = || number - 1 - dice.below(number.min(100));
        let (first, second, third) = (earlier(), earlier(), earlier());
        text += &format!(
            r#","requires":[{{"milestone":"M-{first}","at_least":"reported"}},{{"any":[{{"milestone":"M-{second}","at_least":"holding"}},{{"not":{{"milestone":"M-{third}","is":"breached"}}}}]}}]"#
        );
    }
    if has_indicator(number) {
        let target = 100 + dice.below(900);
        text += &format!(r#","indicators":[{{"id":"units","unit":"unit","baseline":0,"target":{target}}}]"#);
    }
    text + "}"
}

fn has_indicator(number: u64) -> bool {
    number.is_multiple_of(3)
}

/// A book as far as it is written.
struct Page {
    id: BookId,
    identity: Hash,
    head: Point,
    text: String,
}

impl Page {
    fn open(name: &str, root: Hash) -> Page {
        let opening = Opening { book: id(name), actor: id(name), root, at: Moment(SIGNED) };
        let line = opening_line(&opening);
        let identity = Hash::of(line.as_bytes());
        Page { id: opened(&opening), identity, head: Point { seq: 0, hash: identity }, text: line + "\n" }
    }

    fn append(&mut self, line: &str) {
        self.head = Point { seq: self.head.seq + 1, hash: line_hash(line.as_bytes()) };
        self.text += line;
        self.text.push('\n');
    }
}

/// The books. Entries come in order of time, to one desk after the other.
fn written(root: Hash, entries: u64, secrets: Option<&[Secret; 5]>, dice: &mut Dice) -> [Page; 5] {
    let mut books = DESKS.map(|(name, _)| Page::open(name, root));
    let mut past = Past::default();
    let step = (25 * MINUTE * ENTRIES as i64) / entries as i64;
    for count in 0..entries {
        let (desks, desk) = (DESKS.len() as u64, (count % DESKS.len() as u64) as usize);
        let (book, at) = (&mut books[desk], Moment(SIGNED + (1 + count as i64) * step));
        let turn = past.turn(DESKS[desk].0, dice);
        let (said, named) = turn.unwrap_or_else(|| (fields(at, dice), None));
        book.append(&next_line(book.head.hash, book.head.seq + 1, at, said));
        past.name(named, reference(&book.id, book.head.seq, book.head.hash));
        if let Some(secrets) = secrets.filter(|_| (count / desks) % SEALED == SEALED - 1) {
            let others = books.iter().enumerate().filter(|(place, _)| *place != desk);
            let seen: Vec<(BookId, Point)> = others.map(|(_, book)| (book.id.clone(), book.head)).collect();
            let (book, print) = (&mut books[desk], secrets[desk].key().expect("a key").fingerprint());
            let unsigned = unsigned_line(book.head.hash, book.head.seq + 1, at, &seen, &print);
            let signature = secrets[desk].sign(&signed_bytes(root, book.identity, &unsigned)).expect("a signature");
            book.append(&signed_line(&unsigned, &signature));
        }
    }
    books
}

/// What was said that others can name.
#[derive(Default)]
struct Past {
    incidents: Vec<String>,
    disputes: Vec<String>,
    proposals: Vec<String>,
}

/// What an entry is that others can name.
enum Named {
    Incident,
    Dispute,
    Proposal,
}

impl Past {
    fn name(&mut self, named: Option<Named>, entry: String) {
        match named {
            Some(Named::Incident) => self.incidents.push(entry),
            Some(Named::Dispute) => self.disputes.push(entry),
            Some(Named::Proposal) => self.proposals.push(entry),
            None => {}
        }
    }

    /// One time in ten something else than a claim, as the desk's role has it.
    fn turn(&mut self, desk: &str, dice: &mut Dice) -> Option<(Fields<'static>, Option<Named>)> {
        if dice.below(10) > 0 {
            return None;
        }
        let milestone = Some(id(&format!("M-{}", dice.below(MILESTONES))));
        let alone = |fields: Fields<'static>| (fields, None);
        let of = |kind: &'static str| Fields { kind: Some(kind.into()), ..Fields::default() };
        match (desk, dice.below(3)) {
            ("mission", 0) => self
                .disputes
                .pop()
                .map(|dispute| Fields {
                    dispute: Some(dispute.into()),
                    outcome: Some("dismissed".into()),
                    ..of("settle")
                })
                .map(alone),
            ("mission" | "observers", _) => self
                .incidents
                .last()
                .map(|incident| Fields {
                    incident: Some(incident.clone().into()),
                    outcome: Some(["confirmed", "unfounded"][dice.below(2) as usize].into()),
                    ..of("finding")
                })
                .map(alone),
            ("friend", _) => None,
            (_, 0) => {
                Some((Fields { milestone, severity: Some(Severity::Serious), ..of("incident") }, Some(Named::Incident)))
            }
            (_, 1) => Some((Fields { milestone, ..of("dispute") }, Some(Named::Dispute))),
            ("mov", _) => {
                let due = format!("203{}-{:02}-15", dice.below(9), 1 + dice.below(12));
                let due = Due { rule: DueRule::On(When::parse(&due).expect("a day")), named: None };
                Some((Fields { milestone, due: Some(Some(due)), ..of("reschedule") }, Some(Named::Proposal)))
            }
            _ => self.proposals.pop().map(|entry| Fields { entry: Some(entry.into()), ..of("agree") }).map(alone),
        }
    }
}

fn fields(at: Moment, dice: &mut Dice) -> Fields<'static> {
    let number = dice.below(MILESTONES);
    let mut fields = Fields { milestone: Some(id(&format!("M-{number}"))), ..Fields::default() };
    match dice.below(20) {
        0 => fields.kind = Some("note".into()),
        _ if has_indicator(number) => {
            let value = Value::parse(&dice.below(1000).to_string()).expect("a number");
            fields.values = Pairs(vec![(id("units"), value)]);
        }
        _ => fields.level = Some(Level::ALL[dice.below(4) as usize]),
    }
    if dice.below(4) == 0 {
        let day = Moment(at.0 - (1 + dice.below(20) as i64) * 24 * 60 * MINUTE).max(Moment(SIGNED)).to_string();
        fields.on = Some(When::parse(&day[..10]).expect("a day"));
    }
    if fields.kind.is_some() || dice.below(3) == 0 {
        fields.note = Some(format!("seen by team {}, which says more in its report", dice.below(100)).into());
    }
    if dice.below(10) == 0 {
        fields.evidence = vec![Evidence::Link(format!("https://example.org/reports/{}", dice.below(100_000)))];
    }
    fields
}
