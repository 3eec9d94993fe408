//! Laws that hold in every world: small worlds are made up at random (`tales`), and what must never differ is compared.

use super::tales::{BOOKS, Saying, Tale, claim, founding, hasty, split, stormy, tale};
use super::world::World;
use milepost::fold::state::{Status, TimingWord};
use milepost::ledger::chain::Hash;
use milepost::model::moment::{Day, Moment};
use milepost::model::when::When;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const VOICES: [&str; 3] = ["reported", "verified", "assessed"];

/// A share of the usual number of cases; `PROPTEST_CASES` makes all laws look longer.
fn cases(hundredths: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases * hundredths / 100, max_shrink_iters: 4096, failure_persistence: None, ..usual }
}

/// An answer for machines without what tells how much of the books was at hand.
fn answer(world: &World, line: &str) -> Value {
    let mut answer = world.ask(line).ok().json();
    let basis = answer["basis"].as_object_mut().expect("a basis");
    assert!(basis.remove("books").is_some() && basis.remove("known_by").is_some());
    assert_eq!(basis["not_understood"], 0, "what is made up is understood");
    assert_eq!(basis["damaged"], json!([]));
    answer
}

fn rows(answer: &Value) -> &[Value] {
    answer["milestones"].as_array().expect("milestones")
}

fn word<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_else(|| panic!("no {key} in {row}"))
}

/// A list; what is not there has none.
fn array(value: &Value) -> &[Value] {
    if value.is_null() { &[] } else { value.as_array().unwrap_or_else(|| panic!("no list: {value}")) }
}

fn words(value: &Value) -> Vec<String> {
    array(value).iter().map(|word| word.as_str().expect("a word").to_owned()).collect()
}

/// Worlds of all kinds.
fn any_tale() -> impl Strategy<Value = Tale> {
    prop_oneof![tale(), stormy()]
}

/// Whether a milestone of an answer counts.
fn counts(row: &Value) -> bool {
    row["status"] != "not triggered" && row["status"] != "retired"
}

/// The rows of a whole's parts that count.
fn counted_parts<'a>(whole: &Value, rows: &'a [Value]) -> Vec<&'a Value> {
    let parts = words(&whole["parts"]);
    rows.iter().filter(|row| parts.iter().any(|part| row["id"] == **part) && counts(row)).collect()
}

fn wholes(rows: &[Value]) -> impl Iterator<Item = &Value> {
    rows.iter().filter(|row| !array(&row["parts"]).is_empty())
}

/// What stands for itself in counts: no whole, and no mere repetition.
fn leaves(rows: &[Value]) -> impl Iterator<Item = &Value> {
    rows.iter().filter(|row| array(&row["parts"]).is_empty() && array(&row["repeats"]).is_empty())
}

/// The entries as `export -o jsonl` tells them, by name.
fn entries(world: &World, moments: &str) -> BTreeMap<String, Value> {
    let lines = world.ask(&format!("export -o jsonl {moments}")).ok();
    let entries = lines.text().lines().map(|line| serde_json::from_str::<Value>(line).expect("an entry"));
    entries.map(|entry| (format!("{}:{}", word(&entry, "book"), entry["seq"]), entry)).collect()
}

fn instant(text: &Value) -> Moment {
    Moment::parse(text.as_str().expect("a moment")).unwrap_or_else(|| panic!("{text} is no moment"))
}

// --- the worlds ---

/// Laws over worlds where nothing happens would hold by themselves.
#[test]
fn the_made_up_worlds_have_everything() {
    let (mut runner, mut met) = (TestRunner::deterministic(), BTreeMap::new());
    for at in 0..320 {
        let worlds = [tale().boxed(), split().boxed(), founding().boxed(), stormy().boxed(), stormy().boxed()];
        let strategy = worlds[at % worlds.len()].clone();
        let tale = strategy.new_tree(&mut runner).expect("a tale").current();
        let world = tale.told();
        let moments = format!("--as-of {}", tale.moment(80));
        let export = answer(&world, &format!("export {moments}"));
        let entries = entries(&world, &moments);
        let found = rows(&export).iter().flat_map(of_row).chain(array(&export["decisions"]).iter().map(of_decision));
        let found = found.chain(array(&export["incidents"]).iter().flat_map(of_incident));
        for what in found.chain(entries.values().flat_map(of_entry)) {
            *met.entry(what).or_insert(0) += 1;
        }
    }
    let missing: Vec<String> = everything().into_iter().filter(|what| !met.contains_key(what)).collect();
    assert!(missing.is_empty(), "missing: {missing:?} in {met:#?}");
}

/// What must be met, each as the functions below word it.
fn everything() -> Vec<String> {
    let statuses = ["leaf", "whole"].into_iter().flat_map(|kind| {
        let of = Status::ALL.map(|status| format!("{kind} {}", status.word()));
        of.into_iter().chain([1, 2].map(|by| format!("{kind} verified by {by}")))
    });
    let timings = TimingWord::ALL.map(|timing| format!("timing {}", timing.word()));
    let marks =
        "ahead, split, unverifiable, contingent, requires met: true, requires met: false, entry known, entry by";
    let decisions = "start taken, start pending, void taken, void pending, date taken, date pending, mandate taken, \
        suspension taken, plan taken, plan pending, dispute taken";
    let standings = "claim reported, claim verified, claim assessed, claim confirmed, claim contested, claim none";
    let counted = "claim: counts, note: counts, retract: counts, start: counts, claim: had not happened at the, \
        claim: retracted by, note: retracted by, retract: retracted by, start: retracted by";
    let refused = "claim: follows from its parts: claims, claim: is to go down: a, claim: shares a side with who, \
        claim: milestone has no indicator, retract: helped to decide; what was, \
        start: the plan does not name, start: the plan has no rule, claim: void since the dispute was, \
        claim: an amendment dropped or replaced, agree: counts, agree: no longer stands: a decision, \
        agree: shares a side with who, finding: counts, finding: only who verifies the milestone, incident: counts, \
        dispute: counts, dispute: is not a party of, settle: counts, settle: only who disputed withdraws, \
        amend: counts, amend: the version that it changes, resume: nothing is suspended there that, repudiate: counts, \
        rejoin: counts, repudiate: is neither a party nor";
    let incidents = "incident alleged, incident confirmed, incident unconfirmed, incident split, breach open, breach closed, \
        fall, disputed, moved";
    let words =
        [marks, decisions, standings, counted, refused, incidents].into_iter().flat_map(|words| words.split(", "));
    statuses.chain(timings).chain(words.map(str::to_owned)).collect()
}

/// What stands out in a milestone.
fn of_row(row: &Value) -> Vec<String> {
    let kind = if array(&row["parts"]).is_empty() { "leaf" } else { "whole" };
    let marks =
        ["ahead", "split", "unverifiable", "contingent", "disputed"].into_iter().filter(|mark| row[*mark] == true);
    let by = row["verified"]["by"].as_array().map_or(0, Vec::len);
    let verified = format!("{kind} verified by {by}");
    let met = array(&row["requires"]).iter().map(|condition| format!("requires met: {}", condition["met"]));
    let timing = format!("timing {}", word(&row["timing"], "word"));
    let status = format!("{kind} {}", word(row, "status"));
    let breaches = array(&row["breaches"]).iter();
    let breaches = breaches.map(|one| if one["closed"].is_null() { "breach open" } else { "breach closed" }.to_owned());
    let level = |fall: &&Value| fall["kind"] == "level";
    let fell = array(&row["backsliding"]).iter().filter(level).map(|_| "fall".to_owned());
    let moved = array(&row["due"]["history"]).iter().map(|_| "moved".to_owned());
    let others = breaches.chain(fell).chain(moved);
    marks.map(str::to_owned).chain(met).chain([verified, timing, status]).chain(others).collect()
}

fn of_incident(incident: &Value) -> Vec<String> {
    let split = (incident["split"] == true).then(|| "incident split".to_owned());
    split.into_iter().chain([format!("incident {}", word(incident, "outcome"))]).collect()
}

fn of_decision(decision: &Value) -> String {
    let void = decision["matter"] == "start" && decision["applies"].is_null();
    let what = if void { "void" } else { word(decision, "matter") };
    format!("{what} {}", if decision["taken"].is_null() { "pending" } else { "taken" })
}

fn of_entry(entry: &Value) -> Vec<String> {
    let keys = ["known", "by"].into_iter().filter(|key| entry.get(key).is_some()).map(|key| format!("entry {key}"));
    let kind = word(entry, "kind");
    let standing = format!("{kind} {}", entry["standing"].as_str().unwrap_or("-"));
    // Without the names in it.
    let why_not = entry["why_not"].as_str().unwrap_or("counts").split('`').step_by(2).flat_map(str::split_whitespace);
    let what = format!("{kind}: {}", why_not.take(5).collect::<Vec<_>>().join(" ").trim_end_matches(','));
    keys.chain([standing, what]).collect()
}

// --- the same whatever the order ---

proptest! {
    #![proptest_config(cases(20))]

    #[test]
    fn the_order_in_which_books_arrive_changes_nothing(tale in any_tale(), order in Just(BOOKS.to_vec()).prop_shuffle()) {
        let (one, other) = (tale.told(), tale.told_in(&order));
        let lines =
            ["export -o json", "export -o jsonl", "status", "log", "timeline", "why M-1", "next", "brief --since 2024-06-02"];
        for line in lines {
            let (one, other) = (one.ask(line).ok(), other.ask(line).ok());
            prop_assert_eq!(one.text(), other.text(), "{}", line);
            prop_assert_eq!(one.errors(), other.errors(), "{}", line);
        }
    }

    #[test]
    fn what_was_kept_of_the_books_stands_as_long_as_it_says(tale in any_tale(), mut moments in vec(0u8..=120, 3..7)) {
        let world = tale.told();
        moments.sort_unstable();
        for moment in moments {
            // Whatever is asked is answered with and without what was kept before, and the answers are compared.
            let world = world.at(&tale.moment(moment).to_string());
            ["list -o json", "status -o json", "next -o json"].into_iter().for_each(|line| drop(world.ask(line)));
            tale.ids().iter().for_each(|id| drop(world.ask(&format!("show {id} -o json"))));
        }
    }

    #[test]
    fn what_is_written_behind_what_was_kept_is_read_beside_it(
        tale in any_tale(),
        calm in 0u8..=240,
        mut cuts in vec(0u8..=120, 1..5),
        of in any::<Index>(),
    ) {
        // Where nobody decides anything more, nothing is cause to read all anew.
        const CALM: [&str; 7] = ["claim", "incident", "finding", "note", "agree", "retract", "dispute"];
        let decides = |saying: &Saying| !CALM.contains(&saying.fields["kind"].as_str().expect("a kind"));
        let from = tale.moment(calm.min(120));
        let tale = tale.hushed(|saying| saying.at > from && decides(saying));
        let world = tale.told();
        let books: Vec<(String, String)> = BOOKS
            .iter()
            .map(|(name, _)| world.book(name))
            .map(|file| (file.clone(), world.read(&file)))
            .collect();
        cuts.sort_unstable();
        for cut in cuts.into_iter().map(|cut| tale.moment(cut)).chain([Moment(i64::MAX)]) {
            let by = |line: &&str| serde_json::from_str::<Value>(line).is_ok_and(|line| {
                Moment::parse(line["at"].as_str().expect("a moment")).is_some_and(|at| at <= cut)
            });
            for (file, whole) in &books {
                let (opening, lines) = whole.split_once('\n').expect("an opening");
                let lines: String = lines.lines().take_while(by).map(|line| format!("{line}\n")).collect();
                world.file(file, format!("{opening}\n{lines}"));
            }
            let [show, why, log] = ["show", "why", "log"].map(|asked| format!("{asked} {} -o json", of.get(&tale.ids())));
            for line in ["list -o json", "status -o json", "next -o json", "log -n 5", "export", &show, &why, &log] {
                let [one, other] = ["always", "never"].map(|mode| world.ask_cache(mode, line).ok());
                prop_assert_eq!(one.text(), other.text(), "{} by {}", line, cut);
                prop_assert_eq!(one.errors(), other.errors(), "{} by {}", line, cut);
            }
        }
    }

    #[test]
    fn folding_in_steps_equals_folding_at_once(tale in any_tale(), step in 0u8..=120, as_of in 0u8..=120) {
        let (known_by, as_of) = (tale.moment(step), tale.moment(as_of));
        let then = tale.hushed(|saying| tale.known(saying) > known_by);
        let asked = answer(&tale.told(), &format!("export --as-of {as_of} --known-by {known_by}"));
        prop_assert_eq!(asked, answer(&then.told(), &format!("export --as-of {as_of}")), "known by {}", known_by);
    }

    #[test]
    fn a_longer_book_keeps_its_past(tale in any_tale(), step in 0u8..=120, length in vec(0u8..=120, BOOKS.len())) {
        let known_by = tale.moment(step);
        let shorter = shortened(&tale, known_by, &length);
        for command in ["export", "show M-1 -o json", "timeline -o json"] {
            let line = format!("{command} --known-by {known_by}");
            // An entry that names one which is not there yet is another line.
            let [one, other] = [&shorter, &tale].map(|tale| {
                let mut answer = answer(&tale.told(), &line);
                behead(&mut answer);
                answer
            });
            prop_assert_eq!(one, other, "{}", line);
        }
        let line = format!("list --known-by {known_by}");
        let (shorter, longer) = (shorter.told().ask(&line).ok(), tale.told().ask(&line).ok());
        prop_assert_eq!(shorter.text(), longer.text());
    }

    #[test]
    fn what_becomes_known_later_changes_no_answer_about_before(
        tale in any_tale(),
        later in any::<Index>(),
        of in any::<Index>(),
    ) {
        let known = if tale.said.is_empty() { tale.moment(50) } else { tale.known(later.get(&tale.said)) };
        let hushed = tale.hushed(|saying| tale.known(saying) >= known);
        let (one, other, id) = (tale.told(), hushed.told(), of.get(&tale.ids()).clone());
        let before = Moment(known.0 - 1);
        let commands = [
            "export", "export -o jsonl", "list", "list -o csv", "list -o json", "status", "status -o json",
            "status --group actor", "timeline", "timeline -o json", "log", "log -o json", "log ID", "why ID",
            "why ID -o json", "show ID", "show ID -o json",
        ];
        for command in commands {
            let line = format!("{} --known-by {before}", command.replace("ID", &id));
            let (one, other) = (one.ask(&line).ok(), other.ask(&line).ok());
            prop_assert_eq!(headless(one.text()), headless(other.text()), "{}", line);
            // Whether plan.json is the version in force is told of now.
            if tale.later.is_none() {
                prop_assert_eq!(one.errors(), other.errors(), "{}", line);
            }
        }
    }

    /// What names an entry is known no earlier than it.
    #[test]
    fn a_retraction_is_known_no_earlier_than_what_it_takes_back(tale in hasty(), which in any::<Index>()) {
        let named: Vec<usize> = tale.said.iter().filter_map(|saying| saying.names).collect();
        if named.is_empty() {
            return Ok(());
        }
        let known = tale.known(&tale.said[*which.get(&named)]);
        let (world, before) = (tale.told(), Moment(known.0 - 1));
        let log = world.ask(&format!("log --known-by {before} -o ids")).ok();
        for name in log.text().lines() {
            prop_assert!(tale.known(&tale.said[tale.place(name)]) <= before, "{} is not known yet", name);
        }
        let (export, entries) = (answer(&world, "export"), entries(&world, ""));
        for decision in array(&export["decisions"]) {
            let counts = words(&decision["entries"]).iter().all(|name| entries[name]["counts"] == true);
            prop_assert!(counts, "{} rests on what does not count", decision);
        }
    }
}

/// Every book as far as it was known by then, and a share of the rest of it.
fn shortened(tale: &Tale, known_by: Moment, length: &[u8]) -> Tale {
    let known = |saying: &Saying| tale.known(saying) <= known_by;
    let kept = |place: usize| {
        let saying = &tale.said[place];
        let cut =
            BOOKS.iter().zip(length).find(|((book, _), _)| *book == saying.book).map(|(_, share)| tale.moment(*share));
        let rest = || tale.said[place..].iter().any(|later| later.book == saying.book && known(later));
        cut.is_some_and(|cut| saying.at <= cut) || rest()
    };
    tale.only(kept)
}

/// An answer without the hashes of lines.
fn headless(text: &str) -> Vec<Value> {
    let mut answer = match serde_json::from_str::<Value>(text) {
        Ok(answer) => vec![answer],
        Err(_) => text.lines().map(|line| serde_json::from_str(line).unwrap_or(json!(line))).collect(),
    };
    answer.iter_mut().for_each(behead);
    answer
}

fn behead(answer: &mut Value) {
    match answer {
        Value::Object(fields) => {
            ["prev", "head"].into_iter().for_each(|key| drop(fields.remove(key)));
            fields.values_mut().for_each(behead);
        }
        Value::Array(all) => all.iter_mut().for_each(behead),
        _ => {}
    }
}

// --- the same in every format, and totals that add up ---

proptest! {
    #![proptest_config(cases(20))]

    #[test]
    fn every_format_lists_the_same_rows(
        tale in any_tale(),
        as_of in 0u8..=120,
        sort in select(vec!["plan", "id", "due", "status", "progress"]),
        filter in select(vec!["", "--phase one", "--element arms", "--actor gov", "--timing overdue", "--text a"]),
    ) {
        let world = tale.told();
        let line = |format: &str| format!("list --flat --sort {sort} {filter} --as-of {} -o {format}", tale.moment(as_of));
        let text = |format: &str| world.ask(&line(format)).ok().text().to_owned();
        let list = world.ask(&line("json")).ok().json();
        let expected: Vec<(String, String)> =
            rows(&list).iter().map(|row| (word(row, "id").to_owned(), word(row, "status").to_owned())).collect();
        prop_assert!(expected.len() == tale.ids().len() || !filter.is_empty() || tale.later.is_some());
        prop_assert_eq!(&of_csv(&text("csv")), &expected);
        if !expected.is_empty() {
            prop_assert_eq!(&of_markdown(&text("md")), &expected);
            prop_assert_eq!(&of_table(&text("table")), &expected);
        }
        let ids: Vec<String> = text("ids").lines().map(str::to_owned).collect();
        prop_assert!(ids.iter().eq(expected.iter().map(|(id, _)| id)), "{:?}", ids);
        let export = answer(&world, &format!("export --as-of {}", tale.moment(as_of)));
        for row in rows(&list) {
            prop_assert!(rows(&export).contains(row), "{} is not in the export as it is in the list", row["id"]);
        }
        let timeline = answer(&world, &format!("timeline {filter} --as-of {} -o json", tale.moment(as_of)));
        let drawn = array(&timeline["phases"]).iter().flat_map(|phase| array(&phase["milestones"]));
        let drawn: BTreeSet<(String, String)> =
            drawn.map(|row| (word(row, "id").to_owned(), word(row, "status").to_owned())).collect();
        prop_assert_eq!(drawn, expected.into_iter().collect());
    }

    #[test]
    fn every_format_logs_the_same_entries(tale in any_tale(), as_of in 0u8..=120, known_by in 0u8..=120) {
        let world = tale.told();
        let moments = format!("--as-of {} --known-by {}", tale.moment(as_of), tale.moment(known_by));
        let text = |format: &str| world.ask(&format!("log {moments} -o {format}")).ok().text().to_owned();
        let known: BTreeSet<String> = (0..tale.said.len())
            .filter(|place| tale.known(&tale.said[*place]) <= tale.moment(known_by))
            .map(|place| tale.name(place))
            .collect();
        let log = world.ask(&format!("log {moments} -o json")).ok().json();
        let order: Vec<String> =
            array(&log["entries"]).iter().map(|entry| format!("{}:{}", word(entry, "book"), entry["seq"])).collect();
        prop_assert_eq!(order.iter().cloned().collect::<BTreeSet<_>>(), known);
        let (ids, csv) = (text("ids"), text("csv"));
        prop_assert!(ids.lines().eq(order.iter().map(String::as_str)), "{}", ids);
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let csv: Vec<BTreeMap<String, String>> = reader.deserialize().map(|row| row.expect("a row")).collect();
        prop_assert_eq!(csv.iter().map(|row| &row["name"]).collect::<Vec<_>>(), order.iter().collect::<Vec<_>>());
        let lines = world.ask(&format!("export {moments} -o jsonl")).ok();
        let lines: Vec<Value> = lines.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        prop_assert_eq!(&lines, array(&log["entries"]));
        for (row, entry) in csv.iter().zip(&lines) {
            prop_assert_eq!(row["why_not"].is_empty(), entry["counts"] == true, "{}", &row["name"]);
        }
    }

    #[test]
    fn every_format_counts_the_same_groups(tale in any_tale(), by in select(vec!["phase", "element", "actor"])) {
        let world = tale.told();
        let status = world.ask(&format!("status --group {by} -o json")).ok().json();
        let csv = world.ask(&format!("status --group {by} -o csv")).ok();
        let mut reader = csv::Reader::from_reader(csv.text().as_bytes());
        let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(|row| row.expect("a row")).collect();
        let groups = status["groups"].as_array().expect("groups");
        prop_assert_eq!(rows.len(), groups.len());
        for (row, group) in rows.iter().zip(groups) {
            prop_assert_eq!(&row["id"], group["id"].as_str().unwrap_or(""));
            prop_assert_eq!(&row["title"], group["title"]["en"].as_str().unwrap_or(""));
            prop_assert_eq!(&row["milestones"], &group["milestones"].to_string());
            for level in ["none", "minimum", "intermediate", "full"] {
                prop_assert_eq!(&row[level], &group["levels"]["verified"][level].to_string());
            }
            prop_assert_eq!(&row["overdue"], &group["overdue"].to_string());
            for voice in VOICES {
                let told = &row[&format!("score_{voice}")];
                let share = (!told.is_empty()).then(|| told.parse::<f64>().expect("a share"));
                prop_assert_eq!(share, group["score"][voice].as_f64(), "{}", voice);
            }
        }
    }

    /// A group counts the leaves that the filter of its name lists.
    #[test]
    fn groups_and_filters_agree(tale in any_tale(), by in select(vec!["phase", "element", "actor"])) {
        let world = tale.told();
        let status = world.ask(&format!("status --group {by} -o json")).ok().json();
        for group in array(&status["groups"]).iter().filter(|group| group["id"].is_string()) {
            let listed = answer(&world, &format!("list --{by} {} -o json", word(group, "id")));
            let leaves = leaves(rows(&listed)).count() as u64;
            prop_assert_eq!(count(&group["milestones"]), leaves, "{} {}", by, group["id"]);
        }
    }

    #[test]
    fn totals_add_up(tale in any_tale(), as_of in 0u8..=120) {
        let export = answer(&tale.told(), &format!("export --as-of {}", tale.moment(as_of)));
        for total in ["phases", "elements", "actors"].into_iter().flat_map(|key| array(&export[key])) {
            sums(total)?;
        }
        let total = &export["total"];
        sums(total)?;
        groups_of(total, array(&export["phases"]))?;
        groups_of(total, array(&export["elements"]))?;
        let told: Vec<&Value> = leaves(rows(&export)).collect();
        prop_assert_eq!(count(&total["milestones"]), told.len() as u64);
        let having = |key: &str, what: &Value| told.iter().filter(|row| row[key] == *what).count() as u64;
        for (status, n) in total["statuses"].as_object().expect("statuses") {
            prop_assert_eq!(count(n), having("status", &json!(status)), "{}", status);
        }
        for key in ["split", "unverifiable"] {
            prop_assert_eq!(count(&total[key]), having(key, &json!(true)), "{}", key);
        }
        for (key, timing) in [("overdue", "overdue"), ("due_soon", "due soon")] {
            let timed = told.iter().filter(|row| row["timing"]["word"] == timing).count() as u64;
            prop_assert_eq!(count(&total[key]), timed, "{}", key);
        }
    }

    /// Counted parts share the weight of their whole; the score is the mean over all counted leaves, the silent as 0.
    #[test]
    fn the_score_is_the_weighted_mean_of_all_that_count(tale in tale(), as_of in 0u8..=120) {
        let export = answer(&tale.told(), &format!("export --as-of {}", tale.moment(as_of)));
        let (rows, total) = (rows(&export), &export["total"]);
        let shared: Vec<(&Value, f64)> =
            leaves(rows).filter(|row| counts(row)).map(|row| (row, weight(&tale, row, rows))).collect();
        let all: f64 = shared.iter().map(|(_, weight)| weight).sum();
        near(&total["weight"], all, 1e-4)?;
        for voice in VOICES {
            let spoken = shared.iter().filter(|(row, _)| !row[voice].is_null()).count() as u64;
            prop_assert_eq!(count(&total["spoken"][voice]), spoken);
            if spoken > 0 {
                let points: f64 = shared.iter().map(|(row, weight)| share(&row[voice]) * weight).sum();
                near(&total["score"][voice], points / all, 2e-6)?;
            }
        }
    }

    /// However many parts share it, nothing of a weight is lost.
    #[test]
    fn the_weight_of_all_is_the_weight_of_what_counts(tale in tale(), as_of in 0u8..=120) {
        let export = answer(&tale.told(), &format!("export --as-of {}", tale.moment(as_of)));
        let rows = rows(&export);
        let parts: BTreeSet<String> = rows.iter().flat_map(|row| words(&row["parts"])).collect();
        let heads = rows.iter().filter(|row| !parts.contains(word(row, "id")));
        let counted = heads.filter(|row| match array(&row["parts"]).is_empty() {
            true => counts(row),
            false => !counted_parts(row, rows).is_empty(),
        });
        near(&export["total"]["weight"], counted.map(|row| row["weight"].as_f64().expect("a weight")).sum(), 1e-9)?;
    }
}

/// A leaf's weight in the totals.
fn weight(tale: &Tale, row: &Value, rows: &[Value]) -> f64 {
    let own = row["weight"].as_f64().expect("a weight");
    let Some(whole) = tale.promised(word(row, "id"))["part_of"].as_str() else { return own };
    let whole = rows.iter().find(|row| row["id"] == *whole).expect("the whole");
    let sisters: f64 = counted_parts(whole, rows).iter().map(|part| part["weight"].as_f64().expect("a weight")).sum();
    own / sisters * whole["weight"].as_f64().expect("a weight")
}

/// A figure's progress, of silence 0.
fn share(figure: &Value) -> f64 {
    figure["progress"].as_f64().unwrap_or(0.0)
}

fn near(told: &Value, expected: f64, tolerance: f64) -> Result<(), TestCaseError> {
    let told = told.as_f64().ok_or_else(|| TestCaseError::fail(format!("{told} is no number; {expected} expected")))?;
    prop_assert!((told - expected).abs() <= tolerance, "{} told, {} expected", told, expected);
    Ok(())
}

// --- how far it is ---

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn progress_is_a_share_and_agrees_with_its_level(tale in tale(), as_of in 0u8..=120) {
        let export = answer(&tale.told(), &format!("export --as-of {}", tale.moment(as_of)));
        for row in rows(&export) {
            let figures = VOICES.iter().map(|voice| &row[*voice]).filter(|figure| !figure.is_null());
            // Of a whole the mean may be rounded; that has a law of its own.
            let figures = figures.filter(|figure| array(&row["parts"]).is_empty() || figure["progress"] != 1.0);
            for figure in figures.chain(array(&row["said"]).iter().filter(|said| !said["level"].is_null())) {
                agree(figure).map_err(|error| TestCaseError::fail(format!("{}: {error}", row["id"])))?;
            }
        }
        let groups = ["phases", "elements", "actors"].into_iter().flat_map(|key| array(&export[key]));
        for (total, voice) in groups.chain([&export["total"]]).flat_map(|total| VOICES.map(|voice| (total, voice))) {
            within(&total["score"][voice])?;
            let levels = &total["levels"][voice];
            let full = count(&levels["full"]) == sum(levels) && !total["score"][voice].is_null();
            prop_assert!(!full || total["score"][voice] == 1.0, "{}: {}", voice, total);
        }
    }

    /// Complete is only what is complete in all its members.
    #[test]
    fn no_mean_is_full_before_all_are(parts in vec((1u8..=9, any::<bool>()), 2..=4)) {
        let part = |(at, (weight, _)): (usize, &(u8, bool))| {
            let count = r#""responsible":["gov"],"indicators":[{"id":"count","target":5}]"#;
            format!(r#"{{"id":"P-{at}","title":"Part","part_of":"W","weight":{weight},{count}}}"#)
        };
        let milestones: Vec<String> = parts.iter().enumerate().map(part).collect();
        let world = World::with(&format!(r#"{{"id":"W","title":"Whole"}},{}"#, milestones.join(",")));
        for (at, (_, full)) in parts.iter().enumerate() {
            world.says("gov", "2024-01-01", &format!("P-{at} count={}", if *full { "5" } else { "at-most:5" }));
        }
        let export = world.ask("export").ok().json();
        let all = parts.iter().all(|(_, full)| *full);
        prop_assert_eq!(export["total"]["score"]["reported"] == 1.0, all);
        prop_assert_eq!(export["milestones"][0]["reported"]["progress"] == 1.0, all);
    }

    /// Reported is the least word of all who owe it, verified the k-th best of the verifiers' sides, assessed the word
    /// of one of the others; who has left counts no higher than who has looked since.
    #[test]
    fn figures_follow_from_what_is_said(tale in tale(), as_of in 0u8..=120) {
        let (world, moments) = (tale.told(), format!("--as-of {}", tale.moment(as_of)));
        let (export, entries) = (answer(&world, &format!("export {moments}")), entries(&world, &moments));
        for row in leaves(rows(&export)) {
            let promised = tale.promised(word(row, "id"));
            let said = |standing: &str| -> Vec<&Value> {
                array(&row["said"]).iter().filter(|said| said["standing"] == *standing).collect()
            };
            let reported = least(&words(&row["responsible"]), &said("reported"));
            prop_assert_eq!(figure(&row["reported"]), reported, "{}", row["id"]);
            let assessed = figure(&row["assessed"]);
            let fits = said("assessed").iter().any(|said| figure(said) == assessed);
            // Who has spoken again in another standing has another word than the one that assessed.
            let told = words(&row["assessed"]["by"]).iter().all(|by| said("assessed").iter().any(|said| said["actor"] == **by));
            prop_assert!(assessed.is_none() || !told || fits, "{} is assessed at {:?}", row["id"], assessed);
            let verifiers = said("verified");
            let lately = |said: &&Value| tells(promised, &entries[word(said, "entry")]);
            // Who spoke after its mandate is no verifier any more; what it had verified stays (ruling 1).
            let outlived = |said: &Value| {
                let from = instant(&entries[word(said, "entry")]["from"]);
                said["standing"] != "verified" && ends(&tale, word(said, "actor")).is_some_and(|end| from > end)
            };
            if array(&row["said"]).iter().any(outlived) {
                continue;
            }
            if verifiers.iter().all(lately) {
                prop_assert_eq!(figure(&row["verified"]), best(&tale, row, &verifiers, &entries), "{}", row["id"]);
            }
            let levels: BTreeSet<&str> = verifiers.iter().filter_map(|said| said["level"].as_str()).collect();
            prop_assert_eq!(row["split"] == true, levels.len() > 1, "{}", row["id"]);
        }
    }

    #[test]
    fn a_whole_is_the_mean_of_its_parts(tale in split(), as_of in 0u8..=120, known_by in 0u8..=120) {
        let moments = format!("--as-of {} --known-by {}", tale.moment(as_of), tale.moment(known_by));
        let export = answer(&tale.told(), &format!("export {moments}"));
        for whole in wholes(rows(&export)) {
            let parts = counted_parts(whole, rows(&export));
            prop_assert!(!counts(whole) || !parts.is_empty(), "{} has no part that counts", whole["id"]);
            let weight = |part: &&Value| part["weight"].as_f64().expect("a weight");
            let all: f64 = parts.iter().map(weight).sum();
            for voice in VOICES {
                let spoken = parts.iter().any(|part| !part[voice].is_null());
                prop_assert_eq!(whole[voice].is_null(), !spoken, "{} {}", whole["id"], voice);
                if spoken {
                    let points: f64 = parts.iter().map(|part| share(&part[voice]) * weight(part)).sum();
                    near(&whole[voice]["progress"], points / all, 1.001e-6)?;
                    let full = parts.iter().all(|part| part[voice]["level"] == "full");
                    prop_assert_eq!(whole[voice]["level"] == "full", full, "{} {}", whole["id"], voice);
                }
            }
        }
    }

    #[test]
    fn a_whole_stands_where_its_parts_do(tale in split(), as_of in 0u8..=120, known_by in 0u8..=120) {
        let moments = format!("--as-of {} --known-by {}", tale.moment(as_of), tale.moment(known_by));
        let export = answer(&tale.told(), &format!("export {moments}"));
        for whole in wholes(rows(&export)).filter(|whole| counts(whole)) {
            let parts = counted_parts(whole, rows(&export));
            let steps = ["achieved", "holding", "reported", "under way", "open"];
            let rank = |status: &str| match status {
                "reversed" => 3,
                "waiting" => 4,
                status => steps.iter().position(|step| *step == status).expect("a status"),
            };
            let ranks: Vec<usize> = parts.iter().map(|part| rank(word(part, "status"))).collect();
            let last = ranks.iter().max().copied().unwrap_or(4);
            let reversed = parts.iter().any(|part| part["status"] == "reversed");
            let expected = match (last, ranks.iter().all(|rank| *rank == 4)) {
                (0..=2, _) => steps[last],
                _ if reversed => "reversed",
                (_, false) => "under way",
                (_, true) => "open",
            };
            let status = if whole["status"] == "waiting" { "open" } else { word(whole, "status") };
            let of: Vec<&Value> = parts.iter().map(|part| &part["status"]).collect();
            prop_assert_eq!(status, expected, "{} of {:?}", whole["id"], of);
            // The whole is done when its last part is, also where others were done by then on a day that nobody knows.
            let (dated, dayless): (Vec<&Value>, Vec<&Value>) = parts.iter().partition(|part| part["done_on"].is_string());
            let zone = tale.zone();
            let first_day = |text: &str| zone.day_of(When::parse(text).expect("a date").first(zone));
            let last_day = |text: &str| zone.day_of(When::parse(text).expect("a date").last(zone));
            let of_parts: Vec<&str> = dated.iter().filter_map(|part| part["done_on"].as_str()).collect();
            let Some(day) = whole["done_on"].as_str() else {
                prop_assert!(!dayless.is_empty(), "{}", whole["id"]);
                continue;
            };
            // A month or a year is told as it was said.
            prop_assert!(of_parts.contains(&day), "{}", whole["id"]);
            let day = last_day(day);
            prop_assert!(of_parts.iter().all(|part| first_day(part) <= day), "{}", whole["id"]);
            let by_then = |part: &Value| by_a_day(&tale, word(part, "id")).any(|by| by <= day);
            prop_assert!(dayless.into_iter().all(by_then), "{}", whole["id"]);
        }
    }

    #[test]
    fn figures_of_a_whole_are_the_sums_of_its_parts(tale in split(), as_of in 0u8..=120) {
        let export = answer(&tale.told(), &format!("export --as-of {}", tale.moment(as_of)));
        let all_count = |whole: &&Value| counted_parts(whole, rows(&export)).len() == array(&whole["parts"]).len();
        for whole in wholes(rows(&export)).filter(all_count) {
            adds_up(whole, rows(&export))?;
        }
    }

    #[test]
    fn what_does_not_count_adds_nothing_to_its_whole(tale in split(), as_of in 0u8..=120) {
        let export = answer(&tale.told(), &format!("export --as-of {}", tale.moment(as_of)));
        for whole in wholes(rows(&export)) {
            adds_up(whole, rows(&export))?;
        }
    }

    #[test]
    fn who_owes_it_never_raises_what_is_verified(
        tale in tale(),
        last in claim(),
        back in proptest::option::of(0i64..=24 * 60),
        relayed in any::<bool>(),
        which in any::<Index>(),
    ) {
        let before = answer(&tale.told(), "export");
        let own = which.get(rows(&before));
        let owing = words(&own["responsible"]);
        let actor = BOOKS.iter().map(|(_, actor)| *actor).find(|actor| actor == which.get(&owing)).expect("an actor");
        let mut fields = last.fields(word(own, "id"));
        if relayed {
            fields["by"] = json!(actor);
        }
        back.iter().for_each(|hours| fields["on"] = json!(tale.after_end(48 - hours).to_string()));
        let longer = tale.and(if relayed { "desk" } else { actor }, 48, fields, None);
        let after = answer(&longer.told(), "export");
        let settled = |row: &Value| row["status"] == "achieved" || row["status"] == "holding";
        // A report may trigger what a guarantee waits for; then what was verified of that counts at last.
        let changed = rows(&before).iter().zip(rows(&after)).filter(|(before, after)| counts(before) != counts(after));
        let changed: BTreeSet<&str> = changed.map(|(row, _)| word(row, "id")).collect();
        for (before, after) in rows(&before).iter().zip(rows(&after)) {
            let parts = words(&before["parts"]);
            if parts.iter().any(|part| changed.contains(part.as_str())) || changed.contains(word(before, "id")) {
                continue;
            }
            prop_assert_eq!(&before["verified"], &after["verified"], "{}", &before["id"]);
            prop_assert!(settled(before) || !settled(after), "{} is {}", after["id"], after["status"]);
        }
        if changed.is_empty() {
            prop_assert_eq!(&before["total"]["score"]["verified"], &after["total"]["score"]["verified"]);
            prop_assert_eq!(&before["total"]["levels"]["verified"], &after["total"]["levels"]["verified"]);
        }
    }
}

/// Indicators that parts have are the sums of those that count, where all are plain numbers.
fn adds_up(whole: &Value, rows: &[Value]) -> Result<(), TestCaseError> {
    let parts = counted_parts(whole, rows);
    let of = |row: &Value| array(&row["indicators"]).iter().map(|own| word(own, "id").to_owned()).collect::<Vec<_>>();
    let ids: BTreeSet<String> = of(whole).into_iter().chain(parts.iter().flat_map(|part| of(part))).collect();
    let ids = ids.iter().map(String::as_str);
    for (id, voice) in ids.flat_map(|id| VOICES.map(|voice| (id, voice))) {
        let has = |row: &&Value| array(&row["indicators"]).iter().any(|indicator| indicator["id"] == *id);
        let parted = rows.iter().filter(|row| array(&whole["parts"]).contains(&row["id"])).any(|row| has(&row));
        let counts = |part: &Value| array(&part["said"]).iter().any(|said| said["values"].get(id).is_some());
        // Of a part of which counts alone were given, the figure is not told.
        if whole[voice].is_null() || !parted || parts.iter().any(|part| part[voice].is_null() && counts(part)) {
            continue;
        }
        let values: Vec<&Value> = parts.iter().filter_map(|part| part[voice]["values"].get(id)).collect();
        // While a part that could say it is silent, there are at least so many.
        let silent = parts.iter().filter(|part| has(part)).any(|part| part[voice]["values"].get(id).is_none());
        if let Some(plain) = values.iter().map(|value| value.as_f64()).collect::<Option<Vec<f64>>>() {
            let sum = plain.into_iter().reduce(|sum, value| sum + value);
            let told = whole[voice]["values"].get(id);
            let told = told.and_then(|told| if silent { told["at_least"].as_f64() } else { told.as_f64() });
            prop_assert_eq!(told, sum, "{} {} {}", whole["id"], voice, id);
        }
    }
    Ok(())
}

/// A figure's level and progress agree, and the progress is a share.
fn agree(figure: &Value) -> Result<(), TestCaseError> {
    within(&figure["progress"])?;
    let progress = figure["progress"].as_f64().expect("a level has its progress");
    let fits = match word(figure, "level") {
        "none" => progress == 0.0,
        "minimum" => progress > 0.0 && progress <= 0.5,
        "intermediate" => (0.5..1.0).contains(&progress),
        "full" => progress == 1.0,
        other => panic!("{other} is no level"),
    };
    prop_assert!(fits, "{} at {}", figure["level"], progress);
    Ok(())
}

/// What a figure or a word amounts to, in millionths.
fn figure(told: &Value) -> Option<u64> {
    told["progress"].as_f64().map(|progress| (progress * 1e6).round() as u64)
}

fn least(owing: &[String], said: &[&Value]) -> Option<u64> {
    let word = |actor: &String| said.iter().find(|said| said["actor"] == **actor).and_then(|said| figure(said));
    owing.iter().map(word).collect::<Option<Vec<u64>>>()?.into_iter().min()
}

/// The k-th best of the verifiers' sides; who has left counts no higher than the best of the others since.
fn best(tale: &Tale, row: &Value, said: &[&Value], entries: &BTreeMap<String, Value>) -> Option<u64> {
    let promised = tale.promised(word(row, "id"));
    let rule = promised.get("verify").or(tale.plan["rules"].get("verify"))?;
    let owing = owing_sides(tale, row);
    let eligible = tale.named(rule).into_iter().map(|actor| tale.side(&actor)).filter(|side| !owing.contains(side));
    let all = eligible.collect::<BTreeSet<String>>().len();
    let quorum = rule["quorum"].as_u64().map_or(all, |quorum| quorum as usize);
    let from = |said: &Value| instant(&entries[word(said, "entry")]["from"]);
    let counted = |own: &Value| {
        let told = figure(own)?;
        let since = |other: &&&Value| {
            other["actor"] != own["actor"] && ends(tale, word(own, "actor")).is_some_and(|end| from(other) > end)
        };
        Some(said.iter().filter(since).filter_map(|other| figure(other)).max().map_or(told, |best| best.min(told)))
    };
    let mut sides: BTreeMap<String, u64> = BTreeMap::new();
    for (actor, told) in said.iter().filter_map(|said| Some((word(said, "actor"), counted(said)?))) {
        let side = sides.entry(tale.side(actor)).or_insert(told);
        *side = told.max(*side);
    }
    let mut sides: Vec<u64> = sides.into_values().collect();
    sides.sort_by_key(|told| std::cmp::Reverse(*told));
    sides.get(quorum - 1).copied()
}

/// The sides that owe a milestone or the whole of which it is a part: none of them verifies it.
fn owing_sides(tale: &Tale, row: &Value) -> BTreeSet<String> {
    let whole =
        tale.promised(word(row, "id"))["part_of"].as_str().map(|whole| words(&tale.promised(whole)["responsible"]));
    words(&row["responsible"]).into_iter().chain(whole.into_iter().flatten()).map(|actor| tale.side(&actor)).collect()
}

/// When an actor's mandate ends.
fn ends(tale: &Tale, actor: &str) -> Option<Moment> {
    let own = array(&tale.plan["actors"]).iter().find(|own| own["id"] == actor).expect("an actor");
    let until = own.get("mandate")?.get("until")?.as_str()?;
    Some(When::parse(until).expect("a date").last(tale.zone()))
}

/// Whether an entry says how far a milestone is, and not counts alone.
fn tells(promised: &Value, entry: &Value) -> bool {
    let targeted = |id: &str| {
        array(&promised["indicators"])
            .iter()
            .any(|indicator| indicator["id"] == *id && indicator.get("target").is_some())
    };
    let given = ["values", "add"].into_iter().filter_map(|key| entry.get(key)?.as_object()).flatten();
    entry.get("level").is_some() || given.into_iter().any(|(id, value)| targeted(id) && value != "withheld")
}

// --- when ---

proptest! {
    #![proptest_config(cases(40))]

    /// What a date hangs on has not happened: it is neither due nor overdue, whatever is done.
    #[test]
    fn a_date_whose_anchor_has_not_happened_does_not_run(tale in tale(), as_of in 0u8..=120) {
        let (world, moments) = (tale.told(), format!("--as-of {}", tale.moment(as_of)));
        let export = answer(&world, &format!("export {moments}"));
        let overdue = world.ask(&format!("list --timing overdue -o ids {moments}")).ok();
        for row in rows(&export) {
            let (id, timing) = (word(row, "id"), word(&row["timing"], "word"));
            let Some(due) = date_of(&tale, id) else {
                prop_assert_eq!(timing, if counts(row) { "no date" } else { "not running" }, "{}", id);
                continue;
            };
            prop_assert_eq!(timing == "not running", row["due"]["running"] == false || !counts(row), "{}", id);
            prop_assert_eq!(row["due"]["running"] == false, row["due"]["on"].is_null(), "{}", id);
            prop_assert_eq!(timing == "overdue", overdue.text().lines().any(|line| line == id), "{}", id);
            if unreached(&tale, &export, due) {
                prop_assert!(row["due"]["on"].is_null(), "{} is due on {}", id, row["due"]["on"]);
            }
            if due.get("on").is_some() {
                prop_assert!(row["due"]["on"].is_string(), "{} is not due", id);
            }
        }
    }

    #[test]
    fn timing_compares_days(tale in tale(), as_of in 0u8..=120) {
        let at = tale.moment(as_of);
        let export = answer(&tale.told(), &format!("export --as-of {at}"));
        let (zone, today) = (tale.zone(), tale.zone().day_of(at));
        for row in rows(&export).iter().filter(|row| row["due"]["running"] == true && counts(row)) {
            let readings = words(&row["due"]["readings"]).into_iter();
            let ends = readings.map(|on| When::parse(&on).expect("a date").last(zone)).max().expect("a reading");
            let last = zone.day_of(ends);
            let (timing, days) = (word(&row["timing"], "word"), row["timing"]["days"].as_i64());
            // A month or a year is told as it was said; the day that it counts from lies in it.
            let done = row["done_on"].as_str().map(|on| When::parse(on).expect("a date"));
            let done = done.map(|on| (zone.day_of(on.first(zone)), zone.day_of(on.last(zone))));
            let one = |days: i64| Some((days, days));
            let (fits, expected) = match timing {
                "overdue" => (at > ends, one(today.days_since(last))),
                "due" | "due soon" => (at <= ends, one(last.days_since(today))),
                "late" | "reported late" => (
                    done.is_some_and(|(_, to)| to >= last),
                    done.map(|(from, to)| (from.days_since(last), to.days_since(last))),
                ),
                // By a day that is in time: on which day is not known, and so not how early.
                "on time" | "reported on time" => (
                    done.map_or_else(
                        || by_a_day(&tale, word(row, "id")).any(|by| by <= last),
                        |(from, _)| from <= last,
                    ),
                    done.map(|(from, to)| (last.days_since(to), last.days_since(from))),
                ),
                "done, day not known" => {
                    let after = by_a_day(&tale, word(row, "id")).any(|by| by >= last);
                    (done.is_none() && after, None)
                }
                _ => (false, None),
            };
            prop_assert!(fits, "{} is {} at {}, due by {}, done on {:?}", row["id"], timing, at, ends, done);
            let within = days.zip(expected).is_some_and(|(days, (least, most))| (least..=most).contains(&days));
            prop_assert!(within || days.is_none() && expected.is_none(), "{} {}: {:?}", row["id"], timing, days);
        }
    }

    /// While nothing is said, time changes no figure, and not the day on which a thing was done.
    #[test]
    fn time_alone_changes_no_figure(tale in tale(), earlier in 0u8..=120, hours in 1i64..=24 * 400) {
        let (world, earlier) = (tale.told(), tale.moment(earlier));
        let turns = entries(&world, "").into_values().map(|entry| instant(&entry["from"]));
        let next = turns.filter(|from| *from > earlier).min().map_or(Moment::MAX, |next| Moment(next.0 - 1));
        let later = next.min(earlier.plus_seconds(hours * 3600));
        let [before, after] = [earlier, later].map(|at| answer(&world, &format!("export --as-of {at}")));
        for (before, after) in leaves(rows(&before)).zip(leaves(rows(&after))) {
            for key in ["reported", "verified", "assessed", "said", "split", "done_on"] {
                prop_assert_eq!(&before[key], &after[key], "{} of {}", key, &before["id"]);
            }
            prop_assert!(!counts(before) || counts(after), "{} counts no more", before["id"]);
        }
    }
}

/// The days by which a milestone or its parts were said to stand somewhere, on a day not known.
fn by_a_day<'a>(tale: &'a Tale, id: &'a str) -> impl Iterator<Item = Day> + 'a {
    let of = move |milestone: &str| milestone == id || tale.promised(milestone)["part_of"] == *id;
    let about = move |saying: &&Saying| saying.fields["milestone"].as_str().is_some_and(of);
    tale.said.iter().filter(about).filter_map(|saying| {
        let by = saying.fields["on"].as_str()?.strip_prefix("../")?;
        let last = When::parse(by).expect("a date").last(tale.zone()).min(saying.at);
        Some(tale.zone().day_of(last))
    })
}

/// The plan's words on a milestone's date; a part without one takes its whole's.
fn date_of<'a>(tale: &'a Tale, id: &str) -> Option<&'a Value> {
    let own = tale.promised(id);
    own.get("due").or_else(|| tale.promised(own.get("part_of")?.as_str()?).get("due"))
}

/// Whether a date hangs on what certainly has not happened: no start, or a milestone of which nobody has spoken.
fn unreached(tale: &Tale, export: &Value, due: &Value) -> bool {
    let all = |key: &str| {
        due.get(key).map(|all| array(all).iter().map(|due| unreached(tale, export, due)).collect::<Vec<_>>())
    };
    if let Some(all) = all("earliest_of") {
        return all.into_iter().all(|unreached| unreached);
    }
    if let Some(all) = all("latest_of").or(all("either")) {
        return all.into_iter().any(|unreached| unreached);
    }
    let Some(event) = due.get("after").or(due.get("before")).and_then(Value::as_str) else { return false };
    let silent = |id: &str| {
        let row = rows(export).iter().find(|row| row["id"] == *id).expect("a milestone");
        let parts = words(&row["parts"]);
        let family = rows(export).iter().filter(|row| row["id"] == *id || parts.iter().any(|part| row["id"] == **part));
        family.into_iter().all(|row| array(&row["said"]).is_empty())
    };
    match event.split(':').collect::<Vec<_>>()[..] {
        ["signature"] => tale.plan.get("signed").is_none(),
        ["start"] => export["plan"]["started"].is_null(),
        ["phase", ..] => false,
        [id, "due"] => date_of(tale, id).is_none_or(|due| unreached(tale, export, due)),
        [id, ..] => silent(id),
        [] => false,
    }
}

// --- what waits ---

proptest! {
    #![proptest_config(cases(40))]

    /// A condition on a milestone or a phase is met exactly while these stand so.
    #[test]
    fn conditions_agree_with_what_they_look_at(tale in tale(), as_of in 0u8..=120) {
        let export = answer(&tale.told(), &format!("export --as-of {}", tale.moment(as_of)));
        for row in rows(&export) {
            let promised = tale.promised(word(row, "id"));
            let requires = promised.get("requires").map_or(&[][..], array);
            // What has triggered a guarantee counts as met for good, also while its whole does not count yet.
            let triggered = row["contingent"] == true && counts(row);
            if row["contingent"] == true && !counts(row) && promised.get("part_of").is_some() {
                continue;
            }
            for (condition, told) in requires.iter().zip(array(&row["requires"])) {
                if let Some(holds) = holds(&tale, &export, condition, tale.moment(as_of)) {
                    prop_assert_eq!(told["met"] == true, holds || triggered, "{} waits for {}", row["id"], condition);
                }
            }
            let unmet = array(&row["requires"]).iter().any(|condition| condition["met"] == false);
            match word(row, "status") {
                "waiting" => prop_assert!(unmet, "{} waits for nothing", row["id"]),
                "open" => prop_assert!(!unmet, "{} is open", row["id"]),
                _ => {}
            }
        }
    }
}

/// Whether a condition holds, as far as an answer tells.
fn holds(tale: &Tale, export: &Value, condition: &Value, as_of: Moment) -> Option<bool> {
    let row = |id: &Value| rows(export).iter().find(|row| row["id"] == *id).expect("a milestone");
    let status = |key: &str| Some((word(row(&condition["milestone"]), "status"), condition.get(key)?.as_str()?));
    let steps = ["reported", "holding", "achieved"];
    let step = |status: &str| steps.iter().position(|step| *step == status);
    if let Some(phase) = condition.get("phase") {
        let members: Vec<&Value> = leaves(rows(export)).filter(|row| row["phase"] == *phase && counts(row)).collect();
        let done = |row: &&Value| {
            let continuing = tale.promised(word(row, "id")).get("continuing").is_some();
            row["status"] == "achieved" || continuing && row["status"] == "holding"
        };
        return Some(!members.is_empty() && members.iter().all(done));
    }
    if let Some(date) = condition.get("date") {
        return Some(When::parse(date.as_str()?).ok()?.first(tale.zone()) <= as_of);
    }
    if let Some(inner) = condition.get("not") {
        return holds(tale, export, inner, as_of).map(|holds| !holds);
    }
    if let Some(any) = condition.get("any") {
        let all: Option<Vec<bool>> = array(any).iter().map(|inner| holds(tale, export, inner, as_of)).collect();
        return all.map(|all| all.contains(&true));
    }
    condition.get("milestone")?;
    match (status("is"), status("at_least")) {
        (Some((status, is)), _) => Some(status == is),
        (_, Some((status, least))) => Some(step(status).is_some_and(|at| Some(at) >= step(least))),
        _ => None,
    }
}

// --- who decides ---

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn no_start_takes_effect_without_its_quorum(tale in founding(), as_of in 0u8..=120, known_by in 0u8..=120) {
        let (world, as_of) = (tale.told(), tale.moment(as_of));
        let moments = format!("--as-of {as_of} --known-by {}", tale.moment(known_by));
        let (export, entries) = (answer(&world, &format!("export {moments}")), entries(&world, &moments));
        let rule = &tale.plan["rules"]["start"];
        let deciders: BTreeSet<String> = tale.named(rule).iter().map(|actor| tale.side(actor)).collect();
        let quorum = rule["quorum"].as_u64().map_or(deciders.len(), |quorum| quorum as usize);
        let mut started = Value::Null;
        let mut spoken = BTreeSet::new();
        for decision in array(&export["decisions"]) {
            let names = words(&decision["entries"]);
            let agreed: Vec<&Value> = names.iter().map(|name| &entries[name]).collect();
            let sides: BTreeSet<String> = agreed.iter().map(|entry| tale.side(word(entry, "actor"))).collect();
            let terms: Vec<Option<&Value>> = agreed.iter().map(|entry| word_of(&tale, entry).get("from")).collect();
            prop_assert!(terms.iter().all(|from| *from == terms[0]), "more than one set of terms: {}", decision);
            prop_assert!(names.iter().all(|name| spoken.insert(name.clone())), "a word counts once: {}", decision);
            prop_assert!(agreed.iter().all(|entry| entry["counts"] == true), "{}", decision);
            prop_assert!(sides.is_subset(&deciders), "{}", decision);
            let awaited: BTreeSet<String> = words(&decision["awaiting"]).into_iter().collect();
            prop_assert_eq!(decision["taken"].is_null(), sides.len() < quorum, "{} of {}", decision, quorum);
            if decision["taken"].is_null() {
                prop_assert!(awaited.is_disjoint(&sides) && awaited.union(&sides).eq(&deciders), "{}", decision);
                continue;
            }
            let known = names.iter().map(|name| tale.known(&tale.said[tale.place(name)])).max();
            prop_assert_eq!(Some(instant(&decision["taken"])), known, "taken with the last word");
            // A void holds from its own moment; earlier ones keep the old start.
            let since = agreed.iter().map(|entry| instant(&entry["from"])).max().expect("a moment");
            if decision["applies"].is_string() || since <= as_of {
                started = decision["applies"].clone();
            }
        }
        prop_assert_eq!(&export["plan"]["started"], &started);
    }

    #[test]
    fn one_side_alone_starts_nothing(tale in founding(), side in select(vec!["gov", "mov", "friend", "mission"])) {
        let alone = tale.hushed(|saying| saying.fields["kind"] == "start" && tale.side(saying.speaker) != side);
        let export = answer(&alone.told(), "export");
        prop_assert!(export["plan"]["started"].is_null(), "{}", export["decisions"]);
    }

    /// What was decided is changed by deciding again; a retraction that comes after counts for nothing.
    #[test]
    fn a_decision_taken_outlives_a_retraction(tale in founding(), which in any::<Index>()) {
        let before = answer(&tale.told(), "export");
        let taken = array(&before["decisions"]).iter().filter(|decision| decision["taken"].is_string());
        let names: Vec<String> = taken.flat_map(|decision| words(&decision["entries"])).collect();
        if names.is_empty() {
            return Ok(());
        }
        let place = tale.place(which.get(&names).as_str());
        let longer = tale.and(tale.said[place].speaker, 1, json!({"kind": "retract"}), Some(place));
        let after = longer.told();
        let told = answer(&after, "export");
        for key in ["decisions", "plan", "milestones"] {
            prop_assert_eq!(&before[key], &told[key], "{}", key);
        }
        let last = longer.name(longer.said.len() - 1);
        prop_assert_eq!(&entries(&after, "")[&last]["counts"], false);
    }
}

/// What an entry said of a tale is, as it was written.
fn word_of<'a>(tale: &'a Tale, entry: &Value) -> &'a Value {
    &tale.said[tale.place(&format!("{}:{}", word(entry, "book"), entry["seq"]))].fields
}

// --- decisions, incidents, disputes and amendments ---

proptest! {
    #![proptest_config(cases(40))]

    /// Whatever the matter: as many distinct sides as the rule asks, all of them named by it, in words that count.
    #[test]
    fn no_decision_takes_effect_without_its_quorum(tale in stormy(), as_of in 0u8..=120, known_by in 0u8..=120) {
        let moments = format!("--as-of {} --known-by {}", tale.moment(as_of), tale.moment(known_by));
        let world = tale.told();
        let (export, entries) = (answer(&world, &format!("export {moments}")), entries(&world, &moments));
        let mut spoken = BTreeSet::new();
        for decision in array(&export["decisions"]) {
            let names = words(&decision["entries"]);
            prop_assert!(names.iter().all(|name| spoken.insert(name.clone())), "a word counts once: {}", decision);
            prop_assert!(names.iter().all(|name| entries[name]["counts"] == true), "{}", decision);
            let sides: BTreeSet<String> = names.iter().map(|name| tale.side(word(&entries[name], "actor"))).collect();
            if decision["outcome"] == "withdrawn" {
                let disputed = &entries[word(decision, "dispute")];
                prop_assert_eq!(names.len(), 1, "who disputed alone withdraws: {}", decision);
                prop_assert_eq!(&entries[&names[0]]["actor"], &disputed["actor"], "{}", decision);
                continue;
            }
            let rule = match word(decision, "matter") {
                "start" => &tale.plan["rules"]["start"],
                "date" | "mandate" => &tale.plan["rules"]["reschedule"],
                "suspension" => &tale.plan["rules"]["suspend"],
                "plan" => &tale.plan["rules"]["amend"],
                _ => &tale.plan["rules"]["settle"],
            };
            let deciders: BTreeSet<String> = tale.named(rule).iter().map(|actor| tale.side(actor)).collect();
            prop_assert!(sides.is_subset(&deciders), "{} among {:?}", decision, deciders);
            // A side that may have left by then need not concur.
            let left = |side: &&String| tale.said.iter().any(|own| own.fields["kind"] == "repudiate" && tale.side(own.speaker) == **side);
            let quorum = rule["quorum"].as_u64().map(|quorum| quorum as usize);
            let quorum = quorum.unwrap_or_else(|| deciders.iter().filter(|side| !left(side)).count().max(1));
            if decision["taken"].is_string() {
                prop_assert!(sides.len() >= quorum, "{} of {}", decision, quorum);
            } else {
                prop_assert!(array(&decision["awaiting"]).iter().all(|side| !sides.contains(side.as_str().unwrap_or(""))));
            }
        }
    }

    /// Who says again what it proposes keeps it alive, and moves nothing.
    #[test]
    fn to_agree_with_oneself_changes_nothing(tale in stormy(), which in any::<Index>()) {
        let world = tale.told();
        let (before, entries) = (answer(&world, "export"), entries(&world, ""));
        let pending = array(&before["decisions"]).iter().filter(|decision| decision["taken"].is_null());
        let names: Vec<String> = pending.flat_map(|decision| words(&decision["entries"])).collect();
        if names.is_empty() {
            return Ok(());
        }
        let name = which.get(&names);
        let place = tale.place(name);
        let said = tale.and(tale.said[place].speaker, 1, json!({"kind": "agree"}), Some(place));
        prop_assert_eq!(word(&entries[name], "actor"), tale.said[place].speaker);
        let after = answer(&said.told(), "export");
        let awaited = |export: &Value| -> Vec<Value> {
            let pending = array(&export["decisions"]).iter().filter(|decision| decision["taken"].is_null());
            let mut awaited: Vec<Value> =
                pending.map(|decision| json!([decision["matter"], decision["awaiting"]])).collect();
            awaited.sort_by_key(Value::to_string);
            awaited
        };
        prop_assert_eq!(awaited(&before), awaited(&after));
        // Only that one entry more names it.
        let milestones = |export: &Value| -> Vec<Value> {
            let mut all = array(&export["milestones"]).to_vec();
            all.iter_mut().for_each(|row| drop(row["entry_count"].take()));
            all
        };
        prop_assert_eq!(milestones(&before), milestones(&after));
    }

    /// Who had left when a decision was taken is not among those who took it.
    #[test]
    fn who_has_left_takes_no_decision(tale in stormy()) {
        let world = tale.told();
        let (export, entries) = (answer(&world, "export"), entries(&world, ""));
        let leaves = |entry: &&Value| entry["kind"] == "repudiate" || entry["kind"] == "rejoin";
        let said: Vec<&Value> = entries.values().filter(|entry| entry["counts"] == true).filter(leaves).collect();
        for decision in array(&export["decisions"]).iter().filter(|one| one["taken"].is_string() && one["outcome"] != "withdrawn") {
            let taken = instant(&decision["taken"]);
            for name in words(&decision["entries"]) {
                let side = tale.side(word(&entries[&name], "actor"));
                let own = said.iter().filter(|entry| tale.side(word(entry, "actor")) == side);
                let last = own.filter(|entry| instant(&entry["from"]) <= taken).map(|entry| (instant(&entry["from"]), &entry["kind"]));
                let last: Vec<(Moment, &Value)> = last.collect();
                let latest = last.iter().map(|(from, _)| *from).max();
                // What was said for one moment and later recorded is not told apart here.
                let left = last.iter().filter(|(from, _)| Some(*from) == latest).all(|(_, kind)| **kind == "repudiate");
                let known = said.iter().all(|entry| instant(&entry["at"]) < instant(&entries[&name]["at"]));
                prop_assert!(latest.is_none() || !left || !known, "{} after {} left", decision, side);
            }
        }
    }

    /// What was triggered stays so, whatever is decided later.
    #[test]
    fn what_was_triggered_stays_triggered(tale in any_tale(), first in 0u8..=120, then in 0u8..=120) {
        let world = tale.told();
        let [first, then] = [first.min(then), first.max(then)]
            .map(|share| answer(&world, &format!("export --as-of {}", tale.moment(share))));
        for row in rows(&first).iter().filter(|row| row["contingent"] == true && row["status"] != "not triggered") {
            let later = rows(&then).iter().find(|later| later["id"] == row["id"]);
            prop_assert!(later.is_none_or(|later| later["status"] != "not triggered"), "{}", row["id"]);
        }
    }

    /// An actor has one word on a milestone; the figures that stand are one voice's, and no mixture.
    #[test]
    fn one_row_for_each_actor_and_one_voice_for_each_figure(tale in any_tale(), as_of in 0u8..=120) {
        let export = answer(&tale.told(), &format!("export --as-of {}", tale.moment(as_of)));
        for row in rows(&export) {
            let actors: Vec<&str> = array(&row["said"]).iter().map(|said| word(said, "actor")).collect();
            prop_assert_eq!(actors.iter().collect::<BTreeSet<_>>().len(), actors.len(), "{}", row);
        }
        for row in leaves(rows(&export)).filter(|row| row["verified"].is_object()) {
            let by = words(&row["verified"]["by"]);
            let own: Vec<&Value> = array(&row["said"]).iter().filter(|said| by.contains(&word(said, "actor").to_owned())).collect();
            let verify = own.iter().all(|said| said["standing"] == "verified" && said["counts"] == true);
            let mandates = tale.plan["actors"].as_array().is_some_and(|all| all.iter().any(|actor| actor["mandate"].get("until").is_some()));
            if verify && !mandates {
                prop_assert!(own.iter().any(|said| said["values"] == row["verified"]["values"]), "{}", row);
            }
        }
    }

    /// Verified is never above the best word of a verifier, and rests on as many distinct sides as it takes.
    #[test]
    fn verified_is_never_above_what_verifiers_said(tale in stormy(), as_of in 0u8..=120) {
        let export = answer(&tale.told(), &format!("export --as-of {}", tale.moment(as_of)));
        for row in leaves(rows(&export)).filter(|row| row["verified"].is_object()) {
            let by = words(&row["verified"]["by"]);
            let verifying = |said: &&Value| said["standing"] == "verified" && said["counts"] == true;
            let all: Vec<&Value> = array(&row["said"]).iter().filter(verifying).collect();
            let best = all.iter().filter_map(|said| said["progress"].as_f64()).fold(-1.0, f64::max);
            // Who spoke again outside its mandate has another word than the one that verifies.
            let told = by.iter().all(|actor| all.iter().any(|said| said["actor"] == **actor));
            prop_assert!(!told || row["verified"]["progress"].as_f64().expect("a share") <= best, "{}", row);
            let sides: BTreeSet<String> = by.iter().map(|actor| tale.side(actor)).collect();
            prop_assert_eq!(sides.len(), by.len(), "a side counts once: {}", row);
            let owing = owing_sides(&tale, row);
            prop_assert!(sides.is_disjoint(&owing), "nobody vouches for itself: {}", row);
        }
    }

    /// An incident, a dispute or a suspension says nothing of how far a milestone is, unless a dispute is upheld.
    #[test]
    fn breaches_disputes_and_suspensions_change_no_level(tale in stormy(), as_of in 0u8..=120) {
        let aside = ["incident", "finding", "dispute", "settle", "suspend", "resume"];
        let mut tale = tale;
        for saying in tale.said.iter_mut().filter(|saying| saying.fields["outcome"] == "upheld") {
            saying.fields["outcome"] = json!("dismissed");
        }
        let hushed = tale.hushed(|saying| aside.iter().any(|kind| saying.fields["kind"] == *kind));
        let line = format!("export --as-of {}", tale.moment(as_of));
        let (one, other) = (answer(&tale.told(), &line), answer(&hushed.told(), &line));
        let levels = |row: &Value| VOICES.map(|voice| json!([row[voice]["level"], row[voice]["progress"]]));
        // What a breach triggers begins to count.
        for (one, other) in rows(&one).iter().zip(rows(&other)).filter(|(one, other)| counts(one) == counts(other)) {
            prop_assert_eq!(&one["id"], &other["id"]);
            if array(&one["parts"]).is_empty() && array(&one["repeats"]).is_empty() {
                prop_assert_eq!(levels(one), levels(other), "{}", one["id"]);
            }
        }
    }

    /// Whatever version is adopted, the days before it are seen as they were.
    #[test]
    fn an_amendment_leaves_the_days_before_it_alone(tale in stormy(), as_of in 0u8..=100) {
        let tale = tale.hushed(|saying| saying.fields["kind"] == "amend");
        let Some(later) = &tale.later else { return Ok(()) };
        let hash = |plan: &Value| Hash::of(plan.to_string().as_bytes()).to_string();
        let fields = json!({"kind": "amend", "base": hash(&tale.plan), "plan": hash(later)});
        let longer = tale.and("gov", 1, fields.clone(), None).and("mov", 1, fields, None);
        let line = format!("export --as-of {}", tale.moment(as_of).min(tale.after_end(0)));
        let (one, other) = (answer(&tale.told(), &line), answer(&longer.told(), &line));
        for key in ["milestones", "total", "phases", "disputes", "incidents"] {
            prop_assert_eq!(&one[key], &other[key], "{}", key);
        }
    }

    /// To agree with a claim is to make it oneself, for the same moment.
    #[test]
    fn to_agree_is_to_say_the_same(
        tale in stormy(),
        which in any::<Index>(),
        speaker in select(vec!["gov", "army", "mov", "mission", "watch", "union", "friend"]),
    ) {
        let world = tale.told();
        let entries = entries(&world, "");
        let plain = |place: &usize| {
            let saying = &tale.said[*place];
            // By a day that is not known is no moment that another claim could name.
            let by = saying.fields["on"].as_str().is_some_and(|on| on.starts_with(".."));
            saying.fields["kind"] == "claim" && !by && saying.fields.get("add").is_none() && entries[&tale.name(*place)]["counts"] == true
        };
        let claims: Vec<usize> = (0..tale.said.len()).filter(plain).collect();
        if claims.is_empty() {
            return Ok(());
        }
        let place = *which.get(&claims);
        let mut same = tale.said[place].fields.clone();
        for key in ["by", "known"] {
            same.as_object_mut().expect("fields").remove(key);
        }
        same["on"] = entries[&tale.name(place)]["from"].clone();
        let agreed = tale.and(speaker, 1, json!({"kind": "agree"}), Some(place)).told();
        let said = tale.and(speaker, 1, same, None).told();
        let (agreed, said) = (answer(&agreed, "export"), answer(&said, "export"));
        for (agreed, said) in rows(&agreed).iter().zip(rows(&said)) {
            prop_assert_eq!(state(agreed), state(said), "{}", agreed["id"]);
        }
    }

    /// A dispute that is upheld takes its entry out of the picture as a retraction does.
    #[test]
    fn upheld_is_as_good_as_retracted(tale in stormy(), which in any::<Index>()) {
        let quiet = tale.hushed(|saying| ["dispute", "settle", "agree", "repudiate"].iter().any(|kind| saying.fields["kind"] == *kind));
        let entries = entries(&quiet.told(), "");
        let counts = |place: &usize| quiet.said[*place].fields["kind"] == "claim" && entries[&quiet.name(*place)]["counts"] == true;
        let claims: Vec<usize> = (0..quiet.said.len()).filter(counts).collect();
        if claims.is_empty() {
            return Ok(());
        }
        let place = *which.get(&claims);
        let author = quiet.said[place].speaker;
        let retracted = quiet.and(author, 1, json!({"kind": "retract"}), Some(place));
        let disputed = quiet.and("mov", 1, json!({"kind": "dispute"}), Some(place));
        let dispute = disputed.said.len() - 1;
        let upheld = disputed.and("friend", 1, json!({"kind": "settle", "outcome": "upheld"}), Some(dispute));
        let (one, other) = (answer(&retracted.told(), "export"), answer(&upheld.told(), "export"));
        for (one, other) in rows(&one).iter().zip(rows(&other)) {
            prop_assert_eq!(state(one), state(other), "{}", one["id"]);
        }
    }
}

// --- why ---

proptest! {
    #![proptest_config(cases(20))]

    /// Books that hold nothing but the entries that `why` names give the same state.
    #[test]
    fn the_entries_behind_a_milestone_suffice(tale in any_tale(), as_of in 0u8..=120, known_by in 0u8..=120) {
        let world = tale.told();
        let moments = format!("--as-of {} --known-by {}", tale.moment(as_of), tale.moment(known_by));
        let export = answer(&world, &format!("export {moments}"));
        for row in rows(&export) {
            let id = word(row, "id");
            let why = answer(&world, &format!("why {id} -o json {moments}"));
            let places: BTreeSet<usize> = words(&why["entries"]).iter().map(|name| tale.place(name)).collect();
            let alone = tale.only(|place| places.contains(&place)).told();
            let again = alone.ask(&format!("show {id} -o json {moments}")).ok().at("/milestone");
            prop_assert_eq!(state(&again), state(row), "{} by {}", id, why["entries"]);
            prop_assert_eq!(&why["status"], &row["status"]);
            prop_assert_eq!(&why["timing"]["word"], &row["timing"]["word"]);
            for voice in VOICES {
                prop_assert_eq!(&why[voice]["progress"], &row[voice]["progress"], "{}", voice);
            }
        }
    }
}

/// What the entries behind a milestone must give again.
fn state(row: &Value) -> Value {
    let figure = |voice: &str| json!([row[voice]["level"], row[voice]["progress"]]);
    let terms = ["status", "timing", "ahead", "hold", "split"].map(|key| row[key].clone());
    // How precisely it is told when a thing was done follows from who says it.
    json!([VOICES.map(figure), terms, row["done_on"].is_string()])
}

// --- reading answers ---

/// The ids and statuses of a list as CSV; marks follow the status after a semicolon.
fn of_csv(text: &str) -> Vec<(String, String)> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.deserialize().map(|row: Result<BTreeMap<String, String>, _>| row.expect("a row"));
    rows.map(|row| (row["id"].clone(), first(&row["status"], ";"))).collect()
}

fn of_markdown(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().filter(|line| line.starts_with('|'));
    let mut rows = lines.map(|line| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    let status = rows.next().and_then(|header| header.iter().position(|title| *title == "Status")).expect("a header");
    rows.skip(1).map(|row| (row[0].to_owned(), first(row[status], "<br>"))).collect()
}

/// The ids and statuses of a list as a table, below what is told of the plan; a row begins where an id stands at the left edge. Before a
/// status stands its mark, behind it what else is so.
fn of_table(text: &str) -> Vec<(String, String)> {
    let mut lines = text.lines().skip_while(|line| !line.starts_with("Id "));
    let header: Vec<char> = lines.next().expect("a header").chars().collect();
    let status = header.windows(6).position(|six| six.iter().collect::<String>() == "Status").expect("a column");
    let rows = lines.skip(1).filter(|line| line.starts_with(|c: char| !c.is_whitespace()));
    let cell = |row: &str| row.chars().skip(status + 2).collect::<String>();
    rows.map(|row| (first(row, " "), first(&first(&cell(row), "  "), ", "))).collect()
}

fn first(text: &str, end: &str) -> String {
    text.split(end).next().unwrap_or_default().trim().to_owned()
}

fn count(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is not a count"))
}

fn sum(counts: &Value) -> u64 {
    counts.as_object().expect("counts").values().map(count).sum()
}

/// A share is nothing, or between nothing and all.
fn within(share: &Value) -> Result<(), TestCaseError> {
    prop_assert!(share.is_null() || share.as_f64().is_some_and(|share| (0.0..=1.0).contains(&share)), "{}", share);
    Ok(())
}

/// Within a total: statuses are of all milestones, levels of all that count, and who has spoken is among these.
fn sums(total: &Value) -> Result<(), TestCaseError> {
    let milestones = count(&total["milestones"]);
    let apart = ["not triggered", "retired"].into_iter().filter_map(|status| total["statuses"].get(status)).map(count);
    let counted = milestones - apart.sum::<u64>();
    prop_assert_eq!(sum(&total["statuses"]), milestones);
    for voice in VOICES {
        prop_assert_eq!(sum(&total["levels"][voice]), counted, "{}", voice);
        let spoken = count(&total["spoken"][voice]);
        prop_assert!(spoken <= counted);
        prop_assert_eq!(total["score"][voice].is_null(), spoken == 0, "{}", voice);
        within(&total["score"][voice])?;
    }
    Ok(())
}

/// Groups that share no milestone sum to the total.
fn groups_of(total: &Value, groups: &[Value]) -> Result<(), TestCaseError> {
    let paths = ["/milestones", "/split", "/unverifiable", "/overdue", "/due_soon"];
    let levels = VOICES.into_iter().flat_map(|voice| {
        let levels = ["none", "minimum", "intermediate", "full"].map(|level| format!("/levels/{voice}/{level}"));
        levels.into_iter().chain([format!("/spoken/{voice}")])
    });
    for path in paths.into_iter().map(str::to_owned).chain(levels) {
        let own = |value: &Value| count(value.pointer(&path).unwrap_or_else(|| panic!("no {path} in {value}")));
        prop_assert_eq!(groups.iter().map(own).sum::<u64>(), own(total), "{}", path);
    }
    let status = |value: &Value, word: &str| value["statuses"].get(word).map_or(0, count);
    for word in total["statuses"].as_object().expect("statuses").keys() {
        prop_assert_eq!(groups.iter().map(|group| status(group, word)).sum::<u64>(), status(total, word), "{}", word);
    }
    let weight = |value: &Value| value["weight"].as_f64().expect("a weight");
    near(&total["weight"], groups.iter().map(weight).sum(), 1e-9)?;
    for voice in VOICES {
        let points = |value: &Value| value["score"][voice].as_f64().unwrap_or(0.0) * weight(value);
        let (whole, all) = (points(total), groups.iter().map(points).sum::<f64>());
        prop_assert!((whole - all).abs() < 1e-4, "{}: {} in all, {} in groups", voice, whole, all);
    }
    Ok(())
}
