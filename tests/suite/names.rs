//! Names of files that are no text: whatever names a file acts on that file, byte for byte, and never on the one that its name
//! would be with other characters in place of the odd bytes.

use super::bad_input::TWO;
use super::world::{in_memory, plan};
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;
use std::process::{Command, Output};

/// A name with a byte that is no UTF-8, and what it is mistaken for by who makes text of it.
fn odd(name: &str) -> OsString {
    let bytes = name.bytes().map(|byte| if byte == b'?' { 0xe9 } else { byte });
    OsString::from_vec(bytes.collect())
}

fn mistaken(name: &str) -> String {
    name.replace('?', "\u{fffd}")
}

/// Runs the program in a folder; in its words `?` is the odd byte.
fn run(folder: &Path, line: &str, variables: &[(&str, &OsStr)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    command.current_dir(folder).args(line.split(' ').map(odd));
    for name in ["MILEPOST_DIR", "MILEPOST_AS", "MILEPOST_KEY", "SSH_AUTH_SOCK"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied()).env("HOME", folder).output().expect("the program runs")
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

/// All names below a folder that are what an odd one is mistaken for.
fn mistaken_names(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for thing in std::fs::read_dir(folder).expect("a folder") {
        let path = thing.expect("a thing").path();
        let name = path.file_name().expect("a name").to_str().filter(|name| name.contains('\u{fffd}'));
        names.extend(name.map(str::to_owned));
        if path.is_dir() {
            names.extend(mistaken_names(&path));
        }
    }
    names.sort();
    names
}

const MATRIX: &str = "Activity,Responsible,Status\nArms handed in,North,ongoing\n";

/// Every place of the command line and of the environment that names a file, each with the file that is meant beside a decoy.
#[test]
fn every_name_of_a_file_means_its_bytes() {
    let keep = in_memory();
    let folder = keep.path();
    let decoys = ["plan?.json", "in?.csv", "in?.jsonl", "proof?.txt", "matrix?.csv", "claims?.md"];
    for name in decoys {
        std::fs::write(folder.join(mistaken(name)), "a decoy").expect("a decoy");
    }
    let put = |name: &str, text: &str| std::fs::write(folder.join(odd(name)), text).expect("a file");
    put("plan?.json", &plan(TWO));
    put("in?.csv", "milestone,level,note\nDC-1,minimum,from the table\n");
    put("in?.jsonl", "{\"kind\":\"note\",\"note\":\"from the lines\"}\n");
    put("proof?.txt", "proof");
    put("matrix?.csv", MATRIX);
    put("claims?.md", "1. [commitment] Arms are handed in.\n");
    let ok = |line: &str| {
        let output = run(folder, line, &[]);
        assert!(output.status.success(), "{line}: {}", told(&output));
        told(&output)
    };
    ok("init peace? --from plan?.json --as mov");
    assert!(folder.join(odd("peace?")).join("plan.json").is_file());
    let first = std::fs::read_to_string(folder.join(odd("peace?/plan.json"))).expect("a plan");
    let other = first.replace("Arms handed in", "All arms handed in").replace("\"version\":\"1\"", "\"version\":\"2\"");
    std::fs::write(folder.join(odd("peace?/amended?.json")), &other).expect("a plan");
    ok("init again? --from matrix?.csv --claims said?.jsonl --on 2026-01-02 --timezone UTC");
    assert!(std::fs::read_to_string(folder.join(odd("said?.jsonl"))).expect("claims").contains("\"claim\""));
    assert!(!run(folder, "check plan?.json --claims nowhere?.md", &[]).status.success());
    ok("check plan?.json");
    assert!(!told(&run(folder, "check plan?.json --claims claims?.md", &[])).contains("is not a list of claims"));
    ok("compare plan?.json peace?/amended?.json");
    ok("-C peace? import in?.csv");
    ok("-C peace? import in?.jsonl");
    ok("-C peace? note seen --evidence proof?.txt");
    ok("-C peace? note closed --evidence proof?.txt --confidential");
    ok("-C peace? evidence verify proof?.txt");
    ok("-C peace? evidence reveal mov:4 proof?.txt");
    let log = ok("-C peace? log");
    assert!(log.contains("from the table") && log.contains("from the lines"), "{log}");
    // It is read, and then refused by the plan, which has no such rule.
    assert!(told(&run(folder, "-C peace? amend peace?/amended?.json", &[])).contains("the plan has no rule"));
    std::fs::create_dir(folder.join("copy")).expect("a folder");
    super::world::copy(&folder.join(odd("peace?")), &folder.join("copy"));
    ok("-C copy merge peace?");
    for (line, file) in
        [("export -o csv --table milestones --to a?.csv", "a?.csv"), ("export -o md --to b?.md", "b?.md")]
    {
        ok(&format!("-C peace? {line}"));
        assert!(folder.join(odd(file)).is_file(), "{line}");
    }
    ok("-C peace? export -o csv --to tables?/");
    assert!(folder.join(odd("tables?")).join("milestones.csv").is_file());
    // Two names that are mistaken for one are two files.
    let twin = OsStr::from_bytes(b"a\xe8.csv");
    let output = Command::new(env!("CARGO_BIN_EXE_milepost"))
        .current_dir(folder.join(odd("peace?")))
        .args(["export", "-o", "csv", "--table", "entries", "--to"])
        .arg(folder.join(twin))
        .output();
    assert!(output.expect("the program runs").status.success());
    let [first, second] =
        [odd("a?.csv"), twin.to_owned()].map(|name| std::fs::read(folder.join(name)).expect("a table"));
    assert!(first.starts_with(b"id,") && second.starts_with(b"name,"), "{first:?}");
    let named = run(folder, "list", &[("MILEPOST_DIR", odd("peace?").as_os_str())]);
    assert!(told(&named).contains("All arms handed in") || told(&named).contains("DC-1"), "{}", told(&named));
    assert!(!told(&named).contains("built-in"), "{}", told(&named));
    let found = mistaken_names(folder);
    assert_eq!(found, {
        let mut all: Vec<String> = decoys.map(mistaken).into();
        all.sort();
        all
    });
    let decoy = |name: &&str| std::fs::read(folder.join(mistaken(name))).expect("a decoy") == b"a decoy";
    assert!(decoys.iter().all(decoy));
}

#[test]
fn what_names_no_file_is_text_or_refused() {
    let keep = in_memory();
    let folder = keep.path();
    let refused = |line: &str, variables: &[(&str, &OsStr)]| {
        let output = run(&folder.join("w"), line, variables);
        assert_eq!(output.status.code(), Some(2), "{line}: {}", told(&output));
        assert!(told(&output).contains("not UTF-8 text"), "{line}: {}", told(&output));
    };
    std::fs::write(folder.join("plan.json"), plan(TWO)).expect("a plan");
    assert!(run(folder, "init w --from plan.json --as mov", &[]).status.success());
    for line in ["list --text ?", "mark DC-1 full --note ?", "mark ? full", "mark DC-1 full --as ?", "sync --remote ?"]
    {
        refused(line, &[]);
    }
    refused("mark DC-1 full", &[("MILEPOST_AS", odd("mov?").as_os_str())]);
    assert!(told(&run(&folder.join("w"), "log", &[])).contains("Nothing is recorded yet."));
}

/// Who speaks by the environment is named whole: a beginning is typed, and seen, by somebody.
#[test]
fn no_beginning_in_the_environment_names_who_speaks() {
    let keep = in_memory();
    let folder = keep.path();
    std::fs::write(folder.join("plan.json"), plan(TWO)).expect("a plan");
    assert!(run(folder, "init w --from plan.json --as mov", &[]).status.success());
    let speaks = |name: &str| run(&folder.join("w"), "mark DC-1 minimum", &[("MILEPOST_AS", OsStr::new(name))]);
    let refused = speaks("miss");
    assert_eq!(refused.status.code(), Some(3), "{}", told(&refused));
    assert!(told(&refused).contains("actor `miss` is not in the plan"), "{}", told(&refused));
    assert!(speaks("Mission").status.success());
}
