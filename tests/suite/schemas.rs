//! The schemas: they are what the types say, an independent validator takes by them whatever milepost reads and answers, and what
//! the reader refuses for its form they refuse too.
//!
//! `MILEPOST_SHOWN=write` writes `data/schema` anew.

use super::console::{repository, stage};
use super::readers::{python, told};
use super::stories::stories;
use super::tales;
use super::world::World;
use milepost::ledger::line::{Line, Sayings, parted};
use milepost::ledger::opening::Opening;
use milepost::model::fields::Fields;
use milepost::model::hash::Hash;
use milepost::model::json;
use milepost::model::plan::Plan;
use milepost::render::json::json as rendered;
use milepost::report::export::ExportAnswer;
use milepost::report::schema;
use milepost::report::status::StatusAnswer;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const SCHEMAS: [&str; 4] = ["plan", "entry", "status", "state"];

/// A document, and the schema that it is held against.
type Case = (&'static str, Value);

fn printed(name: &str) -> String {
    World::empty().ask(&format!("schema {name}")).ok().text().to_owned()
}

/// A schema as the types have it.
fn made(name: &str) -> String {
    rendered(&match name {
        "plan" => schema::plan(),
        "entry" => schema::entry(),
        "status" => schema::answer::<StatusAnswer>("status", "status", "The answer of milepost status"),
        _ => schema::answer::<ExportAnswer>("state", "export", "The state that milepost exports"),
    })
}

#[test]
fn the_schemas_are_what_the_types_say() {
    for name in SCHEMAS {
        let (made, path) = (made(name), format!("data/schema/{name}.json"));
        if std::env::var("MILEPOST_SHOWN").is_ok_and(|what| what == "write") {
            std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path), &made).expect("a schema");
        } else {
            assert_eq!(printed(name), made, "the program has another {path} than the types make");
        }
        assert!(made == repository(&path), "{path} is not what the types say; MILEPOST_SHOWN=write writes it anew");
    }
}

#[test]
fn every_key_is_described_and_every_reference_leads_somewhere() {
    for name in SCHEMAS {
        let text = printed(name);
        assert!(text.is_ascii(), "{name}");
        let schema: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(schema["$id"], format!("urn:milepost:schema:{name}:1"));
        described(name, &schema, &schema);
    }
}

fn described(at: &str, part: &Value, whole: &Value) {
    if let Some(target) = part.get("$ref").and_then(Value::as_str) {
        let target = whole.pointer(target.strip_prefix('#').expect("a place here"));
        assert!(target.is_some_and(|target| target.get("description").is_some()), "{at}: {part}");
    }
    // What only narrows a key stands beside the words for it, and `kind` tells itself apart.
    let keys = part.get("properties").filter(|_| part.get("description").is_some()).and_then(Value::as_object);
    for (key, is) in keys.into_iter().flatten() {
        assert!(is.get("description").is_some() || key == "kind", "{at}: {key} has no description");
    }
    match part {
        Value::Object(parts) => parts.iter().for_each(|(key, part)| described(&format!("{at}/{key}"), part, whole)),
        Value::Array(parts) => parts.iter().for_each(|part| described(at, part, whole)),
        _ => {}
    }
}

// --- whatever milepost reads and answers ---

/// What the validator says of each document, null where it fits; nothing at all where it is not installed.
fn verdicts(cases: &[Case], why: &[&str]) -> Option<Vec<Value>> {
    let mut validator = python("schemas.py")?;
    let folder = tempfile::tempdir().expect("a folder");
    let lines: String =
        cases.iter().map(|(schema, is)| json!({"schema": schema, "document": is}).to_string() + "\n").collect();
    let path = folder.path().join("cases.jsonl");
    std::fs::write(&path, lines).expect("the cases");
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/schema");
    let told = told(validator.arg(schemas).arg(&path).args(why).env("PYTHONUTF8", "1"));
    let verdicts: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).expect("a verdict")).collect();
    assert_eq!(verdicts.len(), cases.len());
    Some(verdicts)
}

/// Asserts that every document fits its schema; tells how many there were.
fn fit(cases: Vec<Case>) -> usize {
    let mut met = BTreeSet::new();
    let cases: Vec<Case> = cases.into_iter().filter(|(schema, is)| met.insert(format!("{schema} {is}"))).collect();
    for ((schema, document), wrong) in cases.iter().zip(verdicts(&cases, &["why"]).unwrap_or_default()) {
        assert_eq!(wrong, Value::Null, "{schema}: {document:.2000}");
    }
    cases.len()
}

/// Every file of a workspace that a schema describes, and what its commands answer.
fn workspace(world: &World, folder: &Path) -> Vec<Case> {
    let read = |path: &Path| std::fs::read_to_string(path).expect("a file");
    let json = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let lines = |text: &str| text.lines().map(|line| ("entry", json(line))).collect::<Vec<Case>>();
    let mut cases = vec![("plan", json(&read(&folder.join("plan.json"))))];
    cases.extend(files(&folder.join("plans")).iter().map(|path| ("plan", json(&read(path)))));
    cases.extend(files(&folder.join("ledger")).iter().flat_map(|path| lines(&read(path))));
    let ask = |words: &str| {
        let heard = world.ask(&format!("-C {} {words}", folder.display())).ok();
        heard.text().to_owned()
    };
    cases.extend(
        ["phase", "element", "actor"].map(|by| ("status", json(&ask(&format!("status -o json --group {by}"))))),
    );
    cases.push(("state", json(&ask("export -o json"))));
    cases.extend(lines(&ask("export -o jsonl")));
    cases
}

/// The files of a folder, if it is there.
fn files(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).into_iter().flatten().map(|file| file.expect("a file").path());
    files.filter(|path| path.is_file()).collect()
}

/// The folders of a scene that are workspaces.
fn workspaces(world: &World) -> Vec<PathBuf> {
    let below = std::fs::read_dir(world.folder()).expect("a folder").map(|file| file.expect("a file").path());
    let all = std::iter::once(world.folder().to_owned()).chain(below);
    all.filter(|folder| folder.join("plan.json").is_file()).collect()
}

#[test]
fn every_example_fits() {
    let world = World::empty();
    world.at("2026-12-01").ask("init built-in").ok();
    world.ask("init helsinki --example helsinki-2005").ok();
    let draft = |path: &str| ("plan", serde_json::from_str(&repository(path)).expect("a plan"));
    let drafts = ["tests/stories/one-sided-draft/plan.json", "tests/stories/demands/accord-amended.json"].map(draft);
    let examples = workspaces(&world).into_iter().flat_map(|folder| workspace(&world, &folder));
    assert!(fit(examples.chain(drafts).collect()) > 320);
}

#[test]
fn every_story_fits() {
    let told = ["demands", "helsinki-2005", "one-sided-draft"].into_iter().flat_map(stories);
    let told = told.chain(
        ["README.md", "data/guide/plan-that-moves.md"].map(|page| Path::new(env!("CARGO_MANIFEST_DIR")).join(page)),
    );
    let cases = told.flat_map(|story| {
        let world = stage(&story);
        let played = workspaces(&world);
        assert!(!played.is_empty(), "{}", story.display());
        played.into_iter().flat_map(|folder| workspace(&world, &folder)).collect::<Vec<Case>>()
    });
    assert!(fit(cases.collect()) > 500);
}

/// Made-up worlds, in which everything happens.
#[test]
fn every_tale_fits() {
    let mut runner = TestRunner::deterministic();
    let cases = (0..24).flat_map(|at| {
        let worlds = [tales::tale().boxed(), tales::founding().boxed(), tales::stormy().boxed()];
        let world = worlds[at % 3].new_tree(&mut runner).expect("a tale").current().told();
        workspace(&world, world.folder())
    });
    assert!(fit(cases.collect()) > 500);
}

/// What is sealed, withheld, carried over, removed or kept closed.
#[test]
fn an_answer_may_have_more_keys_tomorrow() {
    let world = World::empty();
    world.at("2026-12-01").ask("init --example helsinki-2005").ok();
    let mut cases = Vec::new();
    for (schema, line) in [("status", "status -o json"), ("state", "export -o json")] {
        let mut answer = world.ask(line).ok().json();
        grown(&mut answer);
        cases.push((schema, answer));
    }
    let line = world.ask("export -o jsonl").ok();
    let mut entry: Value = serde_json::from_str(line.text().lines().next().expect("a line")).expect("JSON");
    entry["one_more"] = json!(1);
    cases.push(("entry", entry));
    fit(cases);
}

/// Puts one more key into every object whose keys are not somebody's ids or words.
fn grown(part: &mut Value) {
    const NAMES: [&str; 5] = ["title", "books", "statuses", "values", "incidents"];
    match part {
        Value::Object(parts) => {
            let own = parts.iter_mut().filter(|(key, is)| !(NAMES.contains(&key.as_str()) && is.is_object()));
            own.for_each(|(_, is)| grown(is));
            parts.insert("one_more".into(), json!({"a": 1}));
        }
        Value::Array(parts) => parts.iter_mut().for_each(grown),
        _ => {}
    }
}

// --- whatever the reader refuses for its form ---

const HASH: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const AT: &str = "2005-08-15T02:00:00.000Z";

/// Every kind of entry by its own fields, and all that they can have.
const ENTRIES: [&str; 31] = [
    r#"{"kind":"claim","milestone":"A","level":"full"}"#,
    r#"{"kind":"claim","milestone":"A","values":{"a":1,"b":"withheld"},"add":{"h":-1.5},"as_agreed":"partly"}"#,
    r#"{"kind":"claim","milestone":"A","values":{"a":{"at_least":2},"b":{"at_most":2}}}"#,
    r#"{"kind":"claim","milestone":"A","values":{"a":{"about":2},"b":{"between":[1,2.5]}}}"#,
    r#"{"kind":"claim","milestone":"A","values":{"a":{"n":1,"of":2}}}"#,
    r#"{"kind":"incident","milestone":"A","actor":"b","severity":"grave","count":2,"place":"here"}"#,
    r#"{"kind":"incident","milestone":"A","actor":["b","c"],"severity":"minor"}"#,
    r#"{"kind":"finding","incident":"REF","outcome":"no-access","actor":"undetermined"}"#,
    r#"{"kind":"dispute","milestone":"A"}"#,
    r#"{"kind":"dispute","entry":"REF"}"#,
    r#"{"kind":"settle","dispute":"REF","outcome":"upheld"}"#,
    r#"{"kind":"start","from":"2005-08-01"}"#,
    r#"{"kind":"start","from":null}"#,
    r#"{"kind":"reschedule","milestone":"A","due":{"on":"2005-08","named":"agreed"},"from":"2005"}"#,
    r#"{"kind":"reschedule","milestone":"A","due":{"either":[{"after":"B:due","within":"P1D"},{"before":"start","by":"PT2H"}]}}"#,
    r#"{"kind":"reschedule","actor":"b","until":"2005-08-01T10:00+07:00"}"#,
    r#"{"kind":"reschedule","actor":["b"],"until":"2005"}"#,
    r#"{"kind":"suspend"}"#,
    r#"{"kind":"suspend","phase":"one","from":"2005-08-01T24:00Z"}"#,
    r#"{"kind":"resume","milestone":"A"}"#,
    r#"{"kind":"amend","base":"a","plan":"b","from":"2005"}"#,
    r#"{"kind":"agree","entry":"REF"}"#,
    r#"{"kind":"repudiate"}"#,
    r#"{"kind":"rejoin"}"#,
    r#"{"kind":"note","milestone":"A","outcome":"inconclusive","batch":2,"on":"2005","known":"2005-08-01","by":"b","note":"n"}"#,
    r#"{"kind":"note","evidence":[{"url":"https://a/b"}],"seen":{"b.HALF":"0:HASH","c.HALF":"41:HASH"}}"#,
    r#"{"kind":"note","evidence":[{"sha256":"HASH","name":"a b.pdf"}]}"#,
    r#"{"kind":"note","evidence":[{"sha256":"HASH","confidential":true}]}"#,
    r#"{"kind":"note","evidence":[{"sha256":"HASH","removed":"REF"}]}"#,
    r#"{"kind":"retract","entry":"REF","evidence":[{"url":"https://a/b","confidential":false}]}"#,
    r#"{"kind":"seal","seen":{"b.HALF":"41:HASH"},"key":"SHA256:ab+/0","signature":"AAAA"}"#,
];

/// A plan that has everything.
const PLAN: &str = r#"{"format":"milepost/plan/1","id":"p","uid":"u","base":"HASH","version":"1","lang":"en","title":{"en":"P","uk":"P"},
    "timezone":"Asia/Jakarta","signed":"2005-08-15","sources":[{"id":"mou","title":"M","url":"https://a"}],
    "actors":[{"id":"a","name":"A","role":"party","side":"a","keys":["ssh-ed25519 AAAA",{"key":"k","until":{"b.HALF":"41:HASH"}},{"key":"k","touch":false}],
        "mandate":{"from":"2005","until":"2006-01"}}],
    "elements":[{"id":"e","title":"E","provision":"disarm"}],
    "phases":[{"id":"one","title":"One","requires":[{"milestone":"A","is":"breached"},{"milestone":"A","at_least":"reported"},
        {"milestone":"A","indicator":"i","at_least":3,"standing":"verified"},{"milestone":"A","indicator":"i","at_most":3.5},
        {"phase":"one"},{"date":"2005"},{"elapsed":"P8M","after":"phase:one:opened"},{"any":[{"not":{"date":"2005"}}]}]}],
    "rules":{"verify":{"by":["role:monitor","b"],"quorum":1},"reschedule":{"by":["a"],"quorum":"all"},"suspend":{"by":["a"]},
        "amend":{"by":[]},"rekey":{"by":["a"]},"settle":{"by":["a"]},"start":{"by":["a"]}},
    "consultations":[{"id":"c","title":"C","first":"2005-08-22T10:00","every":"P1Y2M3W4DT5H6M7S","with":["a"]}],
    "milestones":[{"id":"A","title":"A","element":"e","phase":"one","responsible":["a"],"source":["mou 1"],
        "due":{"earliest_of":[{"on":"2005-08-15T10:00:00.000-03:30"},{"latest_of":[{"after":"signature","within":"P14D"}]}]},
        "requires":[{"date":"2005"}],"contingent":true,"hold":"PT48H","continuing":{"until":"2006"},"replaces":["B"],"repeats":["C"],
        "part_of":"D","indicators":[{"id":"i","title":"I","unit":"one","baseline":0,"target":3,"direction":"down"},
        {"id":"j","target":{"milestone":"B","indicator":"i"}}],"verify":{"by":["a"]},"reschedule":{"by":["a"]},"suspend":{"by":["a"]},
        "weight":0.5}]}"#;

/// What is put in place of everything.
const OTHERS: &str = r#"[null,true,0,-1,1.5,2000000,1000000000000000,"","a","a b",[],["a"],["a b"],[1],{},{"x-own":1},{"a":1},
    {"on":"2005"}]"#;

/// What is put in place of a text.
const TEXTS: [&str; 22] = [
    "Start",
    "signature",
    "a:1",
    "a:01",
    "a.ba7816bf8f01cfea414140de5dae2223:1:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "a.ba7816bf8f01cfea414140de5dae2223:01:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "2005-13",
    "0000",
    "2005-08-15T10:00",
    "2005-08-15T10:00+19:00",
    "P1M",
    "P",
    "P1DT",
    "PT1D",
    "role:monitor",
    "role:king",
    "all",
    "full",
    "withheld",
    "phase:one:done",
    "start:due",
    "confirmed",
];

fn entries() -> Vec<Value> {
    let opening = json!({"format": "milepost/book/2", "book": "a", "actor": "a", "root": HASH, "at": AT});
    ENTRIES.iter().map(|own| linked(own)).chain([opening]).collect()
}

/// A text with what is long in it: the reference to an entry, the half of a hash that is in a book's name, and a hash.
fn written_out(text: &str) -> String {
    text.replace("REF", "a.HALF:1:HASH").replace("HALF", &HASH[..32]).replace("HASH", HASH)
}

/// An entry's own fields as a line of a book.
fn linked(own: &str) -> Value {
    let mut entry: Value = serde_json::from_str(&written_out(own)).expect("an entry");
    entry["seq"] = json!(1);
    entry["prev"] = json!(HASH);
    entry["at"] = json!(AT);
    entry
}

/// Whether milepost takes a document for what it should be.
fn read((schema, document): &Case) -> bool {
    if *schema == "plan" {
        return Plan::parse(&document.to_string()).is_ok();
    }
    let line = written(document);
    let seal = parted(&line).filter(|_| document["kind"] == "seal");
    let named = Hash::of(seal.map_or(line.as_str(), |(unsigned, _)| unsigned).as_bytes());
    let understood = matches!(
        Line::read(line.as_bytes(), &mut Sayings::default()),
        Line::Linked { link, strange: None, .. } if link.hash == named
    );
    understood || Opening::read(&line).is_some()
}

/// A line with its keys in the order in which milepost writes a seal's.
fn written(line: &Value) -> String {
    let Value::Object(keys) = line else { return line.to_string() };
    let order = ["seq", "prev", "at", "kind", "seen", "key", "signature"];
    let place = |key: &str| order.iter().position(|first| *first == key).unwrap_or(order.len());
    let mut keys: Vec<_> = keys.iter().collect();
    keys.sort_by_key(|(key, _)| place(key));
    let members: Vec<String> = keys.into_iter().map(|(key, is)| format!("{}:{is}", json!(key))).collect();
    format!("{{{}}}", members.join(","))
}

/// Everything that is one step away from a document: a key left out, misspelt or added, or something else in place of a value.
fn changed(document: &Value) -> Vec<(String, Value)> {
    let mut places = Vec::new();
    collect(document, String::new(), &mut places);
    // What all lines have is changed in one entry and in the seal.
    let common = |place: &String| ["/seq", "/prev", "/at"].contains(&place.as_str());
    let has_own = ["format", "batch", "signature"].iter().any(|key| document.get(*key).is_some());
    places.retain(|place| has_own || !common(place));
    let mut changed = Vec::new();
    for place in &places {
        let mut put = |what: String, is: Value| {
            let mut copy = document.clone();
            *copy.pointer_mut(place).expect("a place") = is;
            changed.push((format!("{place} {what}"), copy));
        };
        let here = document.pointer(place).expect("a place");
        let kinds: Vec<Value> = serde_json::from_str(OTHERS).expect("values");
        let texts = TEXTS.into_iter().filter(|_| here.is_string()).map(|text| json!(text));
        let others = kinds.into_iter().chain(texts).filter(|other| other != here);
        others.for_each(|other| put(format!("is {other}"), other));
        let Value::Object(keys) = here else { continue };
        for key in keys.keys() {
            let mut less = keys.clone();
            let is = less.remove(key).expect("a key");
            put(format!("without {key}"), less.clone().into());
            less.insert(format!("{key}s"), is);
            put(format!("with {key}s for {key}"), less.into());
        }
        for key in ["one_more", "x-own", "kind", "from", "evidence"].into_iter().filter(|key| !keys.contains_key(*key))
        {
            let mut more = keys.clone();
            more.insert(key.into(), json!([{"a": "b"}]));
            put(format!("with {key}"), more.into());
        }
    }
    changed
}

/// The pointers to all parts of a document.
fn collect(part: &Value, at: String, places: &mut Vec<String>) {
    match part {
        Value::Object(parts) => parts.iter().for_each(|(key, part)| collect(part, format!("{at}/{key}"), places)),
        Value::Array(parts) => {
            parts.iter().enumerate().for_each(|(index, part)| collect(part, format!("{at}/{index}"), places));
        }
        _ => {}
    }
    places.push(at);
}

/// Changes that only one of the two takes, by their beginnings, and why.
const UNSAID: [(&str, &str); 6] = [
    ("\"milepost/plan/1\" /timezone is \"", "zones come and go with their database, and are not listed"),
    ("\"claim\" /values/b/between/", "a schema cannot compare two numbers"),
    ("\"claim\" /add is {\"a\":1}", "a schema cannot compare the keys of two objects"),
    (
        "\"suspend\" /phase is null",
        "the reader takes a null key for one that is not there, the schema for one of another form",
    ),
    ("\"resume\" /milestone is null", "the same"),
    ("\"note\" /evidence/0/removed is null", "the same"),
];

#[test]
fn the_schemas_refuse_what_the_reader_refuses() {
    let plan: Value = serde_json::from_str(&written_out(PLAN)).expect("a plan");
    let whole: Vec<Case> = entries().into_iter().map(|entry| ("entry", entry)).chain([("plan", plan)]).collect();
    let (mut told, mut cases) = (Vec::new(), Vec::new());
    for (schema, document) in whole {
        assert!(read(&(schema, document.clone())), "{document} is not read");
        let name = document.get("kind").unwrap_or(&document["format"]).to_string();
        for (what, changed) in std::iter::once((String::new(), document.clone())).chain(changed(&document)) {
            told.push(format!("{name} {what}"));
            cases.push((schema, changed));
        }
    }
    let refused = cases.iter().filter(|case| !read(case)).count();
    assert!(refused > 4000 && cases.len() - refused > 500, "{refused} of {} are refused", cases.len());
    let verdicts = verdicts(&cases, &[]).unwrap_or_default();
    let differ = cases.iter().zip(verdicts).zip(told).filter(|((case, wrong), _)| read(case) != wrong.is_null());
    let known = |told: &str| UNSAID.iter().any(|(beginning, _)| told.starts_with(beginning));
    let differ: Vec<String> = differ.map(|(_, told)| told).filter(|told| !known(told)).collect();
    assert!(differ.is_empty(), "{} of {}:\n{}", differ.len(), cases.len(), differ.join("\n"));
}

/// Every object of a plan and of every kind of entry, put down by position: an array of the same values, in the order in which the
/// reader knows the keys. By themselves the types take many of these.
#[test]
fn no_array_stands_for_an_object() {
    let plan: Value = serde_json::from_str(&written_out(PLAN)).expect("a plan");
    let whole: Vec<Case> = entries().into_iter().map(|entry| ("entry", entry)).chain([("plan", plan)]).collect();
    let (mut refused, mut taken) = (0, 0);
    for (schema, document) in whole {
        let mut places = Vec::new();
        collect(&document, String::new(), &mut places);
        for place in places {
            let Some(array) = by_position(schema, &document, &place) else { continue };
            let mut copy = document.clone();
            *copy.pointer_mut(&place).expect("a place") = array;
            assert!(!read(&(schema, copy.clone())), "{place}: {copy}");
            refused += 1;
            let text = copy.to_string();
            taken += usize::from(match schema {
                "plan" => serde_json::from_str::<Plan>(&text).is_ok(),
                _ => serde_json::from_str::<Fields>(&text).is_ok(),
            });
        }
    }
    assert!(refused > 80 && taken > 60, "{taken} of {refused} are taken by the types");
}

/// The values of an object in the order of the keys that may stand there.
fn by_position(schema: &str, document: &Value, place: &str) -> Option<Value> {
    let object = document.pointer(place)?.as_object()?;
    let mut copy = document.clone();
    copy.pointer_mut(place)?["zzz"] = json!(1);
    let text = copy.to_string();
    let known = match schema {
        "plan" => Plan::parse(&text).err()?.expected,
        _ => json::read_borrowed::<Fields>(&text).err()?.expected,
    };
    let absent = |key: &str| match key {
        "values" | "add" | "seen" => json!({}),
        "evidence" | "requires" | "indicators" | "repeats" | "replaces" | "keys" => json!([]),
        "confidential" | "contingent" => json!(false),
        _ => Value::Null,
    };
    let value = |key: &String| object.get(key).cloned().unwrap_or_else(|| absent(key));
    let by_position = known.iter().map(value).collect();
    Some(Value::Array(if known.is_empty() { object.values().cloned().collect() } else { by_position }))
}

/// What `data/schema/README.md` says that a schema cannot tell: whether the reader takes it, what is changed, and into what.
const TOLD: [(bool, &str, &str); 12] = [
    (false, r#""signed":"2005-08-15""#, r#""signed":"2005-02-30""#),
    (false, r#""timezone":"Asia/Jakarta""#, r#""timezone":"Asia/Atlantis""#),
    (false, r#""weight":0.5"#, r#""weight":0.1234567"#),
    (false, r#""quorum":1"#, r#""quorum":1.0"#),
    (false, r#""between":[1,2.5]"#, r#""between":[2.5,1]"#),
    (
        false,
        r#""kind":"claim","milestone":"A","level":"full""#,
        r#""kind":"claim","milestone":"A","values":{"a":1},"add":{"a":1}"#,
    ),
    (false, r#""kind":"rejoin""#, r#""kind":"rejoin","on":"2006""#),
    (true, r#""kind":"rejoin""#, r#""kind":"rejoin","level":null"#),
    (true, r#""kind":"rejoin""#, r#""kind":"rejoin","values":{}"#),
    (true, r#"{"date":"2005"}"#, r#"{"date":"2005","phase":null}"#),
    (true, r#""2005-08-15T10:00:00.000-03:30""#, r#""2005-08-15T10:00:00.000-03:75""#),
    (true, r#"{"sha256":"HASH","removed":"REF"}"#, r#"{"sha256":"HASH","removed":null}"#),
];

#[test]
fn what_a_schema_cannot_say_is_told() {
    let mut cases = Vec::new();
    for (taken, old, new) in TOLD {
        let entry =
            || ENTRIES.iter().find(|entry| entry.contains(old)).map(|entry| linked(&entry.replacen(old, new, 1)));
        let case = match PLAN.contains(old) {
            true => ("plan", serde_json::from_str(&written_out(&PLAN.replacen(old, new, 1))).expect("a plan")),
            false => ("entry", entry().expect("an entry")),
        };
        assert_eq!(read(&case), taken, "{new}");
        cases.push(case);
    }
    for ((taken, _, new), wrong) in TOLD.into_iter().zip(verdicts(&cases, &[]).unwrap_or_default()) {
        assert_eq!(wrong.is_null(), !taken, "{new}");
    }
}

/// The names are clap's to check: what is no schema is told with all of them.
#[test]
fn only_four_things_have_a_schema() {
    let told = "[possible values: plan, entry, status, state]";
    World::empty().ask("schema stauts").code(2).remarks("invalid value 'stauts'").remarks(told).remarks("'status'");
    World::empty().ask("schema").code(2).remarks("<OF>");
}
