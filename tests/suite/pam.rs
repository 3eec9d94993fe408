//! The Peace Accords Matrix, coded again as claims of a monitor: the verified score is the published one, and falls are reversals.
//!
//! Source: Joshi, Quinn and Regan (2015), version 1.5. Three accords travel with the tests (`tests/data/pam`); seventeen lie
//! in a folder beside the repository, and are read where it is there.

use super::skipped::lacking;
use super::world::World;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The code 0–3 of each provision present, by year.
type Codes = BTreeMap<u16, BTreeMap<String, u8>>;

struct Accord {
    name: String,
    codes: Codes,
    /// `agg_implem_score`, 0 to 100, by year.
    published: BTreeMap<u16, f64>,
}

const LEVELS: [&str; 4] = ["none", "minimum", "intermediate", "full"];

#[test]
fn three_accords_score_as_published() {
    let accords = read(&few());
    assert_eq!(accords.len(), 3);
    accords.iter().for_each(|accord| accord.tell().scores(accord, &accord.published));
}

#[test]
fn what_fell_in_the_hill_tracts_is_reversed() {
    let accords = read(&few());
    let accord = accords.iter().find(|accord| accord.name.starts_with("Chittagong")).expect("the accord");
    assert_eq!(accord.fallen().values().map(Vec::len).sum::<usize>(), 8);
    accord.tell().reversals(accord);
}

#[test]
fn all_accords_score_as_published() {
    let Some(folder) = all() else { return };
    let accords = read(&folder);
    assert_eq!(accords.len(), 17);
    assert_eq!(accords.iter().map(|accord| accord.published.len()).sum::<usize>(), 162);
    for accord in &accords {
        accord.tell().scores(accord, &accord.honest());
    }
}

#[test]
fn whatever_fell_in_any_accord_is_reversed() {
    let Some(folder) = all() else { return };
    let accords = read(&folder);
    let falling: Vec<&Accord> =
        accords.iter().filter(|accord| accord.fallen().values().any(|f| !f.is_empty())).collect();
    assert_eq!(falling.len(), 8, "accords with falls");
    falling.into_iter().for_each(|accord| accord.tell().reversals(accord));
}

/// Tajikistan, 1997 to 1999. The data list 21 provisions and no code for the return of refugees before 2000. The published
/// score has 21 in the denominator too, but two points more in the numerator than these 21 were given: a provision that is
/// not among those counted is counted. Ours is the sum of the codes of the provisions present ÷ (3 × how many they are), so
/// it lies 2 ÷ 63 below the published one in these three years, and on it from 2000 on.
#[test]
fn tajikistan_counts_only_what_is_present() {
    let Some(folder) = all() else { return };
    let accords = read(&folder);
    let accord = accords.iter().find(|accord| accord.is_tajikistan()).expect("the accord");
    let points = [(1997, 22.0, 24.0), (1998, 29.0, 31.0), (1999, 41.0, 43.0)];
    let scene = accord.tell();
    for (year, ours, published) in points {
        assert!(!accord.codes[&year].contains_key("refug"), "{year}");
        assert!(near(accord.published[&year] / 100.0, published / 63.0), "{year}");
        assert!(near(scene.score(year), ours / 63.0), "{year}");
        let refugees = scene.world.ask(&format!("list --as-of {year}-12-31 --status not-triggered -o ids")).ok();
        assert_eq!(refugees.text(), "refug\n", "{year}");
    }
    assert!(accord.codes[&2000].contains_key("refug"));
    assert!(near(scene.score(2000), 50.0 / 66.0));
}

fn few() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pam")
}

/// The folder of all accords, if it is there; says so if not.
fn all() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/pam");
    if folder.is_dir() {
        return Some(folder);
    }
    lacking("folder of all accords beside the checkout, so only three are tried");
    None
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-6
}

/// The accords of a folder, by name.
fn read(folder: &Path) -> Vec<Accord> {
    let mut accords: BTreeMap<String, Accord> = BTreeMap::new();
    let mut first: BTreeMap<String, u16> = BTreeMap::new();
    for row in rows(&folder.join("codes.csv")) {
        let earliest = first.entry(row["accord"].clone()).or_insert(u16::MAX);
        *earliest = (*earliest).min(number(&row["year"]));
    }
    let fresh = |name: &str| Accord { name: name.into(), codes: Codes::new(), published: BTreeMap::new() };
    for row in rows(&folder.join("codes.csv")) {
        // A provision that an accord lacks has no row; a `prov` other than 1 would say the same.
        if row["prov"] == "1" {
            let accord = accords.entry(row["accord"].clone()).or_insert_with_key(|name| fresh(name));
            let year = accord.codes.entry(year(&row, &first)).or_default();
            let twice = year.insert(row["provision"].clone(), number(&row["implem"]));
            assert_eq!(twice, None, "{row:?}");
        }
    }
    for row in rows(&folder.join("scores.csv")) {
        let accord = accords.get_mut(&row["accord"]).expect("an accord with codes");
        accord.published.insert(year(&row, &first), number(&row["agg_implem_score"]));
    }
    let accords: Vec<Accord> = accords.into_values().collect();
    accords.iter().for_each(|accord| assert!(accord.codes.keys().eq(accord.published.keys()), "{}", accord.name));
    accords
}

/// The calendar year of a row. The published files label Mali's tenth year 2000 like its ninth, so years are counted from
/// the accord's first.
fn year(row: &BTreeMap<String, String>, first: &BTreeMap<String, u16>) -> u16 {
    first[&row["accord"]] + number::<u16>(&row["year_count"]) - 1
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn number<T: std::str::FromStr>(text: &str) -> T {
    text.parse().unwrap_or_else(|_| panic!("`{text}` is not a number"))
}

impl Accord {
    fn is_tajikistan(&self) -> bool {
        self.name.contains("Tajikistan")
    }

    /// Σ codes ÷ (3 × provisions present) × 100, by year; but for Tajikistan's first three years it is the published score.
    fn honest(&self) -> BTreeMap<u16, f64> {
        let share = |codes: &BTreeMap<String, u8>| {
            codes.values().map(|code| f64::from(*code)).sum::<f64>() / (3.0 * codes.len() as f64)
        };
        let ours = |year: &u16| 100.0 * share(&self.codes[year]);
        let kept = |year: &u16| !(self.is_tajikistan() && *year < 2000);
        let figure = |(year, published): (&u16, &f64)| (*year, if kept(year) { *published } else { ours(year) });
        self.published.iter().map(figure).collect()
    }

    /// The provisions whose code is below the highest so far, by year.
    fn fallen(&self) -> BTreeMap<u16, Vec<String>> {
        let mut highest: BTreeMap<&str, u8> = BTreeMap::new();
        let mut fallen = BTreeMap::new();
        for (year, codes) in &self.codes {
            let now: Vec<String> = codes
                .iter()
                .filter(|(provision, code)| highest.get(provision.as_str()).is_some_and(|highest| *code < highest))
                .map(|(provision, _)| provision.clone())
                .collect();
            fallen.insert(*year, now);
            for (provision, code) in codes {
                let highest = highest.entry(provision).or_default();
                *highest = (*code).max(*highest);
            }
        }
        fallen
    }

    /// The year from which each provision is present, by name.
    fn present_from(&self) -> BTreeMap<&str, u16> {
        let mut first = BTreeMap::new();
        for (year, codes) in &self.codes {
            for provision in codes.keys() {
                first.entry(provision.as_str()).or_insert(*year);
            }
        }
        first
    }

    /// One milestone for each provision; one that came later counts only from its year.
    fn plan(&self) -> String {
        let begins = *self.codes.keys().next().expect("a year");
        let milestone = |(provision, year): (&str, u16)| {
            let mut milestone =
                json!({"id": provision, "title": provision, "responsible": ["parties"], "source": ["pam"]});
            if year > begins {
                milestone["contingent"] = json!(true);
                milestone["requires"] = json!([{"date": format!("{year}-01-01")}]);
            }
            milestone
        };
        let milestones: Vec<_> = self.present_from().into_iter().map(milestone).collect();
        json!({
            "format": "milepost/plan/1", "id": "accord", "version": "1", "title": self.name,
            "sources": [{"id": "pam", "title": "Peace Accords Matrix 1.5 (Joshi, Quinn and Regan, 2015)"}],
            "actors": [{"id": "parties", "name": "Parties", "role": "party"}, {"id": "pam", "name": "PAM", "role": "monitor"}],
            "rules": {"verify": {"by": ["role:monitor"], "quorum": 1}},
            "milestones": milestones,
        })
        .to_string()
    }

    /// The scene: the monitor has said every year what the matrix says.
    fn tell(&self) -> Scene {
        let world = World::new(&self.plan());
        for (year, codes) in &self.codes {
            let line = |(provision, code): (&String, &u8)| {
                let level = LEVELS[usize::from(*code)];
                json!({"kind": "claim", "milestone": provision, "level": level, "on": format!("{year}-12-31")})
                    .to_string()
                    + "\n"
            };
            world.file("year.jsonl", codes.iter().map(line).collect::<String>());
            world.ask("import year.jsonl --as pam").ok();
        }
        Scene { world }
    }
}

struct Scene {
    world: World,
}

impl Scene {
    fn score(&self, year: u16) -> f64 {
        let status = self.world.ask(&format!("status --as-of {year}-12-31 -o json")).ok();
        status.at("/total/score/verified").as_f64().expect("a score")
    }

    fn scores(&self, accord: &Accord, expected: &BTreeMap<u16, f64>) {
        for (year, score) in expected {
            let ours = self.score(*year);
            assert!(near(ours, score / 100.0), "{} in {year}: {ours}, published {score} %", accord.name);
        }
    }

    /// Every year, exactly what fell below its highest so far is reversed.
    fn reversals(&self, accord: &Accord) {
        for (year, fallen) in accord.fallen() {
            let list = self.world.ask(&format!("list --as-of {year}-12-31 --status reversed -o json")).ok();
            let milestones = list.at("/milestones");
            let reversed: Vec<&str> =
                milestones.as_array().expect("rows").iter().filter_map(|row| row["id"].as_str()).collect();
            assert_eq!(reversed, fallen, "{} in {year}", accord.name);
        }
    }
}
