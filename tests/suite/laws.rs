//! Laws that hold in every world: small worlds are made up at random, and what must never differ is compared.
//!
//! Books are written byte by byte through the ledger, so that a world costs no flush to disk and has the moments that the
//! law needs. No clock but the scene's is ever read.

use super::world::{World, moment, plan};
use milepost::ledger::chain::{Hash, Opening, next_line, opening_line};
use milepost::model::entry::Fields;
use milepost::model::id::Id;
use milepost::model::moment::Moment;
use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The actors of `world::plan`, each with a book of his name.
const ACTORS: [&str; 6] = ["army", "desk", "friend", "gov", "mission", "mov"];
const HOUR: i64 = 3_600_000;
const BEGIN: &str = "2024-01-01";
/// When questions are asked; no entry is later.
const NOW: &str = "2030-01-01";

/// A made-up plan and what was said, in the order in which it was recorded.
#[derive(Clone, Debug)]
struct Tale {
    plan: String,
    said: Vec<Saying>,
}

#[derive(Clone, Debug)]
struct Saying {
    actor: &'static str,
    at: Moment,
    /// The entry's own fields.
    fields: Value,
}

/// What the monitor, the parties and all others said, before moments and names are settled.
#[derive(Clone, Debug)]
struct Draft {
    actor: &'static str,
    /// Hours since the entry before; several entries may be of one moment.
    pause: i64,
    milestone: Index,
    claim: Claim,
    on: Option<(i64, Precision)>,
    by: Option<&'static str>,
    retracts: Option<Index>,
}

#[derive(Clone, Debug)]
struct Claim {
    level: Option<&'static str>,
    figure: Option<Value>,
    add: bool,
}

#[derive(Clone, Copy, Debug)]
enum Precision {
    Year,
    Month,
    Day,
    Instant,
}

fn milestone() -> impl Strategy<Value = (Value, Option<(Index, &'static str)>)> {
    let owing = select(vec![vec!["gov"], vec!["mov"], vec!["gov", "mov"], vec!["army"]]);
    let target = prop_oneof![(1i64..=20).prop_map(|n| (0, n, "up")), (1i64..=20).prop_map(|n| (20, 20 - n, "down"))];
    let terms = (any::<bool>(), weighted(0.3, 1u8..=30), 0u8..8, 1u8..=4, weighted(0.5, -20i64..=400));
    let requires = weighted(0.5, (any::<Index>(), select(vec!["reported", "holding", "achieved"])));
    (owing, target, terms, requires).prop_map(|(owing, target, terms, requires)| {
        let (phase, hold, kind, weight, due) = terms;
        let (baseline, target, direction) = target;
        let indicator = json!({"id": "count", "baseline": baseline, "target": target, "direction": direction});
        let mut milestone = json!({
            "responsible": owing, "source": ["text"], "element": "arms", "weight": weight, "indicators": [indicator],
        });
        if phase {
            milestone["phase"] = json!("one");
        }
        if let Some(day) = due {
            milestone["due"] = json!({"on": date(hours_after(BEGIN, day * 24), Precision::Day)});
        }
        match (kind, hold) {
            (0, _) => milestone["continuing"] = json!(true),
            (1, _) if requires.is_some() => milestone["contingent"] = json!(true),
            (_, Some(days)) => milestone["hold"] = json!(format!("P{days}D")),
            _ => {}
        }
        (milestone, requires)
    })
}

fn draft() -> impl Strategy<Value = Draft> {
    let actor = prop_oneof![3 => select(vec!["gov", "mov", "mission"]), 1 => select(ACTORS.to_vec())];
    let n = || 0u8..=25;
    let figure = prop_oneof![
        4 => n().prop_map(|n| json!(n)),
        1 => n().prop_map(|n| json!({"at_least": n})),
        1 => n().prop_map(|n| json!({"about": n})),
        1 => (n(), n()).prop_map(|(a, b)| json!({"between": [a.min(b), a.max(b)]})),
        1 => (n(), 1u8..=25).prop_map(|(n, of)| json!({"n": n.min(of), "of": of})),
        1 => Just(json!("withheld")),
    ];
    let level = select(vec!["none", "minimum", "intermediate", "full", "full"]);
    let claim = (of(level), of(figure), weighted(0.3, 0u8..=9)).prop_map(|(level, figure, more)| match more {
        Some(more) => Claim { level, figure: Some(json!(more)), add: true },
        None => Claim { level, figure, add: false },
    });
    let precision = select(vec![Precision::Year, Precision::Month, Precision::Day, Precision::Day, Precision::Instant]);
    let on = of((0i64..=24 * 60, precision));
    let pause = prop_oneof![1 => Just(0), 3 => 1i64..=24 * 40];
    let by = weighted(0.5, select(vec!["gov", "mov", "mission"]));
    let retracts = weighted(0.15, any::<Index>());
    (actor, pause, any::<Index>(), claim, on, by, retracts).prop_map(
        |(actor, pause, milestone, claim, on, by, retracts)| Draft { actor, pause, milestone, claim, on, by, retracts },
    )
}

fn tale() -> impl Strategy<Value = Tale> {
    (vec(milestone(), 3..=6), vec(draft(), 0..=25)).prop_map(|(milestones, drafts)| {
        let count = milestones.len();
        let named = milestones.into_iter().enumerate().map(|(place, (mut milestone, requires))| {
            milestone["id"] = json!(format!("M-{}", place + 1));
            milestone["title"] = json!(format!("Promise {}", place + 1));
            // A milestone waits for an earlier one only, so nobody waits for himself.
            match requires.filter(|_| place > 0) {
                Some((other, rank)) => {
                    let other = format!("M-{}", other.index(place) + 1);
                    milestone["requires"] = json!([{"milestone": other, "at_least": rank}]);
                }
                None => drop(milestone.as_object_mut().expect("an object").remove("contingent")),
            }
            milestone.to_string()
        });
        Tale { plan: plan(&named.collect::<Vec<_>>().join(",")), said: settle(&drafts, count) }
    })
}

/// Gives drafts their moments, and retractions the name of what they take back.
fn settle(drafts: &[Draft], milestones: usize) -> Vec<Saying> {
    let mut at = moment(BEGIN);
    let mut said: Vec<Saying> = Vec::new();
    for draft in drafts {
        at = Moment(at.0 + draft.pause * HOUR);
        let own: Vec<usize> = (1..=said.iter().filter(|saying| saying.actor == draft.actor).count()).collect();
        let mut fields = match draft.retracts.filter(|_| !own.is_empty()) {
            Some(which) => json!({"kind": "retract", "entry": format!("{}:{}", draft.actor, which.get(&own))}),
            None => draft.claim.fields(format!("M-{}", draft.milestone.index(milestones) + 1), draft.on, at),
        };
        if let Some(by) = draft.by.filter(|_| draft.actor == "desk") {
            fields["by"] = json!(by);
        }
        said.push(Saying { actor: draft.actor, at, fields });
    }
    said
}

impl Claim {
    fn fields(&self, milestone: String, on: Option<(i64, Precision)>, at: Moment) -> Value {
        let mut fields = json!({"kind": "claim", "milestone": milestone});
        if let Some(level) = self.level.or(self.figure.is_none().then_some("minimum")) {
            fields["level"] = json!(level);
        }
        if let Some(figure) = &self.figure {
            fields[if self.add { "add" } else { "values" }] = json!({"count": figure});
        }
        if let Some((back, precision)) = on {
            fields["on"] = json!(date(Moment(at.0 - back * HOUR), precision));
        }
        fields
    }
}

fn date(moment: Moment, precision: Precision) -> String {
    let text = moment.to_string();
    let length = match precision {
        Precision::Year => 4,
        Precision::Month => 7,
        Precision::Day => 10,
        Precision::Instant => return text,
    };
    text[..length].to_owned()
}

fn hours_after(day: &str, hours: i64) -> Moment {
    Moment(moment(day).0 + hours * HOUR)
}

impl Tale {
    /// A workspace with the books of these actors, created in this order, as far as recorded by a moment.
    fn told(&self, order: &[&str], until: Moment) -> World {
        let world = World::empty();
        // What `init` would write, without waiting for the disk.
        world.file("plan.json", &self.plan).at(NOW);
        let root = Hash::of(world.read("plan.json").as_bytes());
        for actor in order {
            world.file(&format!("ledger/{actor}.jsonl"), self.book(actor, root, until));
        }
        world
    }

    fn whole(&self) -> World {
        self.told(&ACTORS, Moment::MAX)
    }

    fn book(&self, actor: &str, root: Hash, until: Moment) -> String {
        let id = Id::new(actor).expect("an id");
        let opening = Opening { book: id.clone(), actor: id, root, at: moment(BEGIN) };
        let mut lines = vec![opening_line(&opening)];
        for saying in self.said.iter().filter(|saying| saying.actor == actor && saying.at <= until) {
            let text = saying.fields.to_string();
            let fields: Fields = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
            let prev = Hash::of(lines[lines.len() - 1].as_bytes());
            lines.push(next_line(prev, lines.len() as u64, saying.at, fields));
        }
        lines.join("\n") + "\n"
    }

    /// A moment within the tale; never between two entries of one moment.
    fn moment(&self, share: u8) -> Moment {
        let (first, last) = (moment(BEGIN), self.said.last().map_or(moment(BEGIN), |saying| saying.at));
        Moment(first.0 + (last.0 - first.0) * i64::from(share) / 100)
    }
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_in_which_books_arrive_changes_nothing(tale in tale(), order in Just(ACTORS.to_vec()).prop_shuffle()) {
        let (one, other) = (tale.whole(), tale.told(&order, Moment::MAX));
        for line in ["export -o json", "export -o jsonl", "status"] {
            let (one, other) = (one.ask(line).ok(), other.ask(line).ok());
            prop_assert_eq!(one.text(), other.text(), "{}", line);
            prop_assert_eq!(one.errors(), other.errors(), "{}", line);
        }
    }

    #[test]
    fn folding_in_steps_equals_folding_at_once(tale in tale(), step in 0u8..=100, as_of in 0u8..=120) {
        let (whole, as_of) = (tale.whole(), tale.moment(as_of));
        let known_by = tale.moment(step);
        let then = tale.told(&ACTORS, known_by);
        let asked = answer(&whole, &format!("export --as-of {as_of} --known-by {known_by}"));
        prop_assert_eq!(asked, answer(&then, &format!("export --as-of {as_of}")), "known by {}", known_by);
    }

    #[test]
    fn a_longer_book_keeps_its_past(tale in tale(), known_by in 0u8..=100, length in 0u8..=100) {
        let known_by = tale.moment(known_by);
        let shorter = tale.told(&ACTORS, tale.moment(length).max(known_by));
        let longer = tale.whole();
        for command in ["export", "show M-1 -o json"] {
            let line = format!("{command} --known-by {known_by}");
            prop_assert_eq!(answer(&shorter, &line), answer(&longer, &line), "{}", line);
        }
        let line = format!("list --known-by {known_by}");
        let (shorter, longer) = (shorter.ask(&line).ok(), longer.ask(&line).ok());
        prop_assert_eq!(shorter.text(), longer.text());
    }

    #[test]
    fn every_format_lists_the_same_rows(
        tale in tale(),
        as_of in 0u8..=120,
        sort in select(vec!["plan", "id", "due", "status", "progress"]),
    ) {
        let world = tale.whole();
        let line = |format: &str| format!("list --sort {sort} --as-of {} -o {format}", tale.moment(as_of));
        let text = |format: &str| world.ask(&line(format)).ok().text().to_owned();
        let rows = world.ask(&line("json")).ok().at("/milestones");
        let word = |row: &Value, key: &str| row[key].as_str().expect("a word").to_owned();
        let expected: Vec<(String, String)> =
            rows.as_array().expect("rows").iter().map(|row| (word(row, "id"), word(row, "status"))).collect();
        prop_assert!(expected.len() >= 3);
        prop_assert_eq!(&of_csv(&text("csv")), &expected);
        prop_assert_eq!(&of_markdown(&text("md")), &expected);
        prop_assert_eq!(&of_table(&text("table")), &expected);
        let ids: Vec<String> = text("ids").lines().map(str::to_owned).collect();
        prop_assert!(ids.iter().eq(expected.iter().map(|(id, _)| id)), "{:?}", ids);
    }

    #[test]
    fn every_format_counts_the_same_groups(tale in tale(), by in select(vec!["phase", "element", "actor"])) {
        let world = tale.whole();
        let status = world.ask(&format!("status --group {by} -o json")).ok().json();
        let csv = world.ask(&format!("status --group {by} -o csv")).ok();
        let mut reader = csv::Reader::from_reader(csv.text().as_bytes());
        let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(|row| row.expect("a row")).collect();
        let groups = status["groups"].as_array().expect("groups");
        prop_assert_eq!(rows.len(), groups.len() + 1);
        for (row, group) in rows.iter().zip(groups.iter().chain([&status["total"]])) {
            let title = group["title"]["en"].as_str().unwrap_or("Total");
            let levels = &group["levels"]["verified"];
            let levels = ["none", "minimum", "intermediate", "full"].map(|level| levels[level].to_string());
            prop_assert_eq!(&row[by], title);
            prop_assert_eq!(&row["milestones"], &group["milestones"].to_string());
            prop_assert_eq!(&row["levels"], &levels.join("/"));
            prop_assert_eq!(&row["overdue"], &group["overdue"].to_string());
            for voice in ["verified", "reported", "assessed"] {
                let share = (!row[voice].is_empty()).then(|| row[voice].parse::<f64>().expect("a share"));
                prop_assert_eq!(share, group["score"][voice].as_f64(), "{}", voice);
            }
        }
    }

    #[test]
    fn totals_add_up(tale in tale(), as_of in 0u8..=120) {
        let export = answer(&tale.whole(), &format!("export --as-of {}", tale.moment(as_of)));
        let groups = |key: &str| export[key].as_array().expect("groups").clone();
        for total in groups("phases").iter().chain(&groups("elements")).chain(&groups("actors")).chain([&export["total"]]) {
            sums(total)?;
        }
        for milestone in groups("milestones") {
            for voice in ["verified", "reported", "assessed"] {
                within(&milestone[voice]["progress"])?;
            }
        }
        parts(&export["total"], &groups("phases"))?;
        parts(&export["total"], &groups("elements"))?;
        let told = export["milestones"].as_array().expect("milestones");
        prop_assert_eq!(count(&export["total"]["milestones"]), told.len() as u64);
        for (status, n) in export["total"]["statuses"].as_object().expect("statuses") {
            prop_assert_eq!(count(n), told.iter().filter(|row| row["status"] == **status).count() as u64, "{}", status);
        }
    }

    #[test]
    fn who_owes_it_never_raises_what_is_verified(tale in tale(), last in draft(), which in any::<Index>()) {
        let before = answer(&tale.whole(), "export");
        let milestones = before["milestones"].as_array().expect("milestones");
        let own = which.get(milestones);
        let owing = own["responsible"].as_array().expect("actors");
        let actor = which.get(owing).as_str().expect("an id");
        let actor = ACTORS.into_iter().find(|known| *known == actor).expect("an actor");
        let at = Moment(tale.said.last().map_or(moment(BEGIN), |saying| saying.at).0 + last.pause * HOUR);
        let fields = last.claim.fields(own["id"].as_str().expect("an id").to_owned(), last.on, at);
        let mut longer = tale.clone();
        longer.said.push(Saying { actor, at, fields });
        let after = answer(&longer.whole(), "export");
        let settled = |row: &Value| row["status"] == "achieved" || row["status"] == "holding";
        for (before, after) in milestones.iter().zip(after["milestones"].as_array().expect("milestones")) {
            prop_assert_eq!(&before["verified"], &after["verified"], "{}", &before["id"]);
            // A report may trigger what a guarantee waits for; then what was verified of that counts at last.
            let triggered = before["status"] == "not triggered";
            prop_assert!(settled(before) || triggered || !settled(after), "{} is {}", after["id"], after["status"]);
        }
    }
}

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

/// The ids and statuses of a list as a table; a row begins where an id stands at the left edge.
fn of_table(text: &str) -> Vec<(String, String)> {
    let mut lines = text.lines();
    let header: Vec<char> = lines.next().expect("a header").chars().collect();
    let status = header.windows(6).position(|six| six.iter().collect::<String>() == "Status").expect("a column");
    let rows = lines.skip(1).filter(|line| line.starts_with(|c: char| !c.is_whitespace()));
    let cell = |row: &str| row.chars().skip(status).collect::<String>();
    rows.map(|row| (first(row, " "), first(&cell(row), "  "))).collect()
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
    let counted = milestones - total["statuses"].get("not triggered").map_or(0, count);
    prop_assert_eq!(sum(&total["statuses"]), milestones);
    for voice in ["verified", "reported", "assessed"] {
        prop_assert_eq!(sum(&total["levels"][voice]), counted, "{}", voice);
        let spoken = count(&total["spoken"][voice]);
        prop_assert!(spoken <= counted);
        prop_assert_eq!(total["score"][voice].is_null(), spoken == 0, "{}", voice);
        within(&total["score"][voice])?;
    }
    Ok(())
}

/// Groups that share no milestone sum to the total.
fn parts(total: &Value, groups: &[Value]) -> Result<(), TestCaseError> {
    let paths = ["/milestones", "/weight", "/split", "/unverifiable", "/overdue", "/due_soon"];
    let levels = ["verified", "reported", "assessed"].into_iter().flat_map(|voice| {
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
    for voice in ["verified", "reported", "assessed"] {
        let points = |value: &Value| value["score"][voice].as_f64().unwrap_or(0.0) * count(&value["weight"]) as f64;
        let (whole, all) = (points(total), groups.iter().map(points).sum::<f64>());
        prop_assert!((whole - all).abs() < 1e-4, "{}: {} in all, {} in groups", voice, whole, all);
    }
    Ok(())
}
