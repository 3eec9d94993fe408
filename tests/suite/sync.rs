//! Books that go between machines through Git: what is committed, what is taken, what is refused, and what of others' is left alone.

use super::clones::{Hub, git, git_with, point_to, settings};
use super::keys::have;
use super::world::{World, moment, plan};
use milepost::ledger::chain::{Hash, next_line};
use milepost::model::fields::Fields;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Two milestones, by `mov` and by `gov`.
const TWO: &str = r#"{"id":"DC-1","title":"Arms handed in","element":"arms","phase":"one","responsible":["mov"],"source":["text 1"],
"indicators":[{"id":"weapons","baseline":0,"target":200}]},
{"id":"AM-1","title":"Amnesty declared","phase":"one","responsible":["gov"],"source":["text 2"]}"#;

/// A hub and two clones; `gov` has spoken on the first.
fn two() -> Option<(Hub, World, World)> {
    let (hub, here) = Hub::around(&plan(TWO))?;
    here.says("gov", "2026-01-02", "AM-1 minimum");
    here.ask("sync").ok();
    let there = hub.clone();
    Some((hub, here, there))
}

fn log(folder: &Path) -> Vec<String> {
    git(folder, "log --format=%s").lines().map(str::to_owned).collect()
}

fn head(world: &World) -> String {
    git(world.folder(), "rev-parse HEAD")
}

/// The binary in a folder, with these variables.
fn milepost(folder: &Path, line: &str, variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    command.current_dir(folder).args(line.split(' ')).envs(variables.iter().copied());
    command.output().expect("it runs")
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

// How a workspace comes under Git.

#[test]
fn init_git_makes_a_repository_with_a_first_commit() {
    if !have("git") {
        return;
    }
    let world = World::empty();
    world.file("named", "[user]\n\tname = Invented\n\temail = invented@example.org\n[init]\n\tdefaultBranch = main\n");
    world.file("nameless", "[user]\n\tuseConfigOnly = true\n");
    let [named, nameless] = ["named", "nameless"].map(|file| world.folder().join(file).display().to_string());
    let with = |config: &str| [("GIT_CONFIG_GLOBAL", config.to_owned()), ("GIT_CONFIG_NOSYSTEM", "1".to_owned())];
    let run = |line: &str, config: &str| {
        let variables = with(config);
        let variables: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
        milepost(world.folder(), line, &variables)
    };
    let made = run("init --git peace", &named);
    assert_eq!(made.status.code(), Some(0), "{}", told(&made));
    assert!(told(&made).contains("note: it is a Git repository now: `git remote add origin URL`"), "{}", told(&made));
    let peace = world.folder().join("peace");
    assert_eq!(log(&peace), ["milepost: begin"]);
    assert_eq!(git(&peace, "ls-files"), ".gitattributes\n.gitignore\nplan.json");
    assert_eq!(git(&peace, "status --porcelain --ignored"), "!! .milepost/");
    let attributes = git(&peace, "check-attr text diff -- ledger/a.jsonl evidence/x plan.json plans/x.json");
    assert_eq!(attributes.matches("text: unset").count(), 4, "{attributes}");
    assert_eq!(attributes.matches("diff: unset").count(), 1, "{attributes}");
    let again = run("-C peace init --git", &named);
    assert!(told(&again).contains("note: it is in its Git repository already"), "{}", told(&again));
    // Who has no name is told so, and nothing is lost.
    let unnamed = run("init --git other", &nameless);
    assert_eq!(unnamed.status.code(), Some(5), "{}", told(&unnamed));
    for words in [
        "error: Git does not know who commits",
        "git: Author identity unknown",
        "hint: `git config --global user.name NAME`",
    ] {
        assert!(told(&unnamed).contains(words), "{}", told(&unnamed));
    }
    let later = run("-C other init --git", &named);
    assert!(told(&later).contains("its files are committed in the Git repository that was there"), "{}", told(&later));
}

#[test]
fn a_workspace_has_a_repository_of_its_own() {
    if !have("git") {
        return;
    }
    let world = World::empty();
    git(world.folder(), "init -q --initial-branch=main");
    settings(&world);
    world
        .ask("init --git peace")
        .code(5)
        .remarks("lies in the repository of")
        .remarks("hint: move the workspace out of there");
    assert!(!world.folder().join("peace").exists());
    // In the repository whose top it is: fine, whatever else is there.
    world
        .file("README.md", "ours")
        .ask("init --git")
        .ok()
        .remarks("its files are committed in the Git repository that was there");
    assert_eq!(git(world.folder(), "ls-files"), ".gitattributes\n.gitignore\nplan.json");
    // A workspace further down is not exchanged as part of it.
    world.ask("init below").ok();
    world.ask("-C below sync").code(5).remarks("a workspace has a repository of its own");
    world.ask("-C below init --git").code(5).remarks("lies in the repository of");
    // With a repository of its own it is.
    git(&world.folder().join("below"), "init -q --initial-branch=main");
    fs::copy(world.folder().join(".git/config"), world.folder().join("below/.git/config")).expect("settings");
    world.ask("-C below sync").ok().hears("Committed: begin.");
}

#[test]
fn in_a_fresh_clone_there_is_nothing_to_begin() {
    let Some((_hub, _, there)) = two() else { return };
    there.ask("init").ok().hears("is a workspace already: nothing to begin.").hears_not("speaks");
    there.ask("note x").code(2).remarks("nobody speaks from here yet");
    there.ask("init --as mov").ok().hears("This desk speaks for: mov.");
    there.ask("init --as nobody").code(3).remarks("actor `nobody` is not in the plan");
    there.ask("note x").ok();
    assert_eq!(there.ask("init -o json").ok().at("/plan"), "invented");
}

// Exchange.

#[test]
fn two_clones_exchange_what_they_say() {
    let Some((hub, here, there)) = two() else { return };
    assert_eq!(log(here.folder()), ["milepost: gov +1", "milepost: begin"]);
    there.says("mov", "2026-01-03", "DC-1 weapons=20");
    there
        .ask("sync")
        .ok()
        .hears("Committed: mov +1.")
        .hears("mov  1 line sent")
        .hears("Pushed to origin, main.\nEvery chain is whole.");
    here.at("2026-01-03")
        .ask("sync")
        .ok()
        .hears("mov  new, 1 line\nTaken: 1 new line")
        .hears("Nothing to push: origin has all of it.");
    assert_eq!(head(&here), head(&there), "nothing was joined that need not be");
    here.says("gov", "2026-01-04", "AM-1 full");
    there.says("mov", "2026-01-04", "DC-1 weapons=40");
    there.ask("sync").ok();
    here.ask("sync")
        .ok()
        .hears("Committed: gov +1.")
        .hears("Committed: join origin/main.")
        .hears("mov  1 line more")
        .hears("gov  1 line sent");
    let told = there.ask("sync -o json").ok();
    assert_eq!(
        (told.at("/format"), told.at("/pushed"), told.at("/whole")),
        ("milepost/sync/1".into(), false.into(), true.into())
    );
    assert_eq!((told.at("/merged/books/0/book"), told.at("/merged/books/0/lines")), ("gov".into(), 1.into()));
    assert_eq!(head(&here), head(&there));
    assert_eq!(here.read("ledger/gov.jsonl"), there.read("ledger/gov.jsonl"));
    assert_eq!(hub.read("ledger/mov.jsonl").lines().count(), 3);
    for world in [&here, &there] {
        assert_eq!(git(world.folder(), "status --porcelain"), "");
        world.ask("sync").ok().hears("Nothing to push").hears_not("Committed");
    }
}

#[test]
fn without_a_remote_it_is_committed_here() {
    if !have("git") {
        return;
    }
    let world = World::with(TWO);
    world.ask("sync").code(5).remarks("is no Git repository").remarks("hint: `milepost init --git` makes one here");
    git(world.folder(), "init -q --initial-branch=main");
    settings(&world);
    world.says("gov", "2026-01-02", "AM-1 minimum");
    world
        .ask("sync")
        .ok()
        .hears("Committed: begin.")
        .remarks("note: there is no remote yet, so this stays here: `git remote add origin URL`");
    world.ask("sync --remote hub").code(2).remarks("no remote is called `hub`").remarks("there is none yet");
    for name in ["one", "two"] {
        git(world.folder(), &format!("remote add {name} nowhere"));
    }
    world.ask("sync").code(2).remarks("there are several remotes: one, two").remarks("name one with `--remote`");
    world.ask("sync --remote hub").code(2).remarks("there are: one, two");
    World::empty().ask("sync").code(2).remarks("there is no workspace here to exchange");
}

#[test]
fn an_empty_hub_is_filled() {
    let Some(hub) = Hub::new() else { return };
    let world = World::with(TWO);
    git(world.folder(), "init -q --initial-branch=main");
    settings(&world);
    git(world.folder(), &format!("remote add origin {}", hub.path().display()));
    world.ask("sync --no-push").ok().hears("Not pushed to origin, as was asked.");
    world.ask("sync").ok().hears("Pushed to origin: main is new there.");
    assert_eq!(hub.files(), [".gitattributes", ".gitignore", "plan.json"]);
}

#[test]
fn offline_nothing_is_lost() {
    let Some((hub, here, there)) = two() else { return };
    let away = hub.path().with_file_name("away.git");
    fs::rename(hub.path(), &away).expect("a folder");
    here.says("gov", "2026-01-04", "AM-1 full");
    here.ask("sync")
        .code(5)
        .remarks("nothing could be fetched from `origin`")
        .remarks("Committed: gov +1.")
        .remarks("hint: nothing is lost");
    assert_eq!(log(here.folder())[0], "milepost: gov +1");
    fs::rename(&away, hub.path()).expect("a folder");
    here.ask("sync").ok().hears("gov  1 line sent").hears_not("Committed");
    there.at("2026-01-04").ask("sync --no-push").ok().hears("gov  1 line more");
}

#[test]
#[cfg(unix)]
fn who_is_outrun_joins_again() {
    let Some((hub, here, there)) = two() else { return };
    there.says("mov", "2026-01-03", "DC-1 weapons=20");
    there.ask("sync --no-push").ok();
    let push = format!(
        "unset GIT_DIR; [ -e once ] || {{ touch once; git -C {} push -q origin HEAD:main; }}",
        there.folder().display()
    );
    super::clones::script_at(&here.folder().join(".git/hooks/pre-push"), &push);
    here.says("gov", "2026-01-03", "AM-1 full");
    here.ask("sync")
        .ok()
        .hears("Committed: join origin/main.")
        .hears("mov  new, 1 line")
        .hears("Pushed to origin, main.");
    assert_eq!(hub.read("ledger/mov.jsonl"), there.read("ledger/mov.jsonl"));
    assert_eq!(hub.read("ledger/gov.jsonl"), here.read("ledger/gov.jsonl"));
    // Again and again: it gives up, and all is committed here.
    hub.hook("pre-receive", "echo 'cannot lock ref: somebody else was faster'; exit 1");
    here.says("gov", "2026-01-04", "AM-1 minimum");
    here.ask("sync")
        .code(5)
        .remarks("others pushed in between, 10 times")
        .remarks("Committed: gov +1.")
        .remarks("try again");
    hub.hook("pre-receive", "echo 'this hub is closed'; exit 1");
    here.ask("sync")
        .code(5)
        .remarks("nothing could be pushed to `origin`")
        .remarks("this hub is closed")
        .remarks("it is all committed here");
    fs::remove_file(hub.path().join("hooks/pre-receive")).expect("a hook");
    here.ask("sync").ok().hears("gov  1 line sent");
}

#[test]
#[cfg(unix)]
fn hooks_of_the_user_are_heard() {
    let Some((_hub, here, _)) = two() else { return };
    super::clones::script_at(&here.folder().join(".git/hooks/pre-commit"), "echo 'not on a Friday' >&2; exit 1");
    here.says("gov", "2026-01-04", "AM-1 full");
    here.ask("sync").code(5).remarks("`git commit` failed").remarks("git: not on a Friday");
}

// What is the user's own stays his own.

#[test]
fn what_else_is_staged_is_not_committed() {
    let Some((hub, here, there)) = two() else { return };
    here.file("letter.txt", "private").file("ledger/notes.txt", "private").file(".gitignore", "*.jsonl\n*.json\n");
    git(here.folder(), "add -f letter.txt ledger/notes.txt");
    here.says("gov", "2026-01-04", "AM-1 full");
    here.says("mov", "2026-01-04", "DC-1 weapons=20");
    here.ask("sync").ok().hears("Committed: gov +1, mov +1.");
    there.says("mission", "2026-01-05", "AM-1 full");
    there.ask("sync").ok();
    here.at("2026-01-05").ask("sync").ok().hears("mission  new, 1 line");
    assert!(hub.files().contains(&"ledger/mov.jsonl".to_owned()), "what is ignored is shared nevertheless");
    assert!(!hub.files().iter().any(|file| file.ends_with(".txt")), "{:?}", hub.files());
    assert_eq!(git(here.folder(), "diff --cached --name-only"), "ledger/notes.txt\nletter.txt");
}

#[test]
fn files_that_are_not_milepost_s_are_joined_where_one_side_changed_them() {
    let Some((hub, here, there)) = two() else { return };
    let commit = |world: &World, message: &str| {
        git(world.folder(), "add .");
        git_with(world.folder(), &["commit", "-q", "-m", message], b"");
    };
    there.file("README.md", "about us\n").file("docs/a.txt", "a\n").file("docs/b.txt", "b\n");
    commit(&there, "docs");
    there.ask("sync").ok();
    here.says("gov", "2026-01-04", "AM-1 full");
    here.ask("sync").ok();
    assert_eq!(here.read("docs/a.txt"), "a\n");
    assert_eq!(git(here.folder(), "status --porcelain"), "");
    // One takes a file away, the other changes another.
    there.at("2026-01-04");
    git(here.folder(), "rm -q docs/a.txt");
    commit(&here, "less");
    here.ask("sync").ok();
    there.file("docs/b.txt", "bb\n");
    commit(&there, "more");
    there.ask("sync").ok();
    here.ask("sync").ok();
    for world in [&here, &there] {
        assert_eq!((world.folder().join("docs/a.txt").exists(), world.read("docs/b.txt")), (false, "bb\n".to_owned()));
    }
    // What is not committed is not overwritten.
    there.file("README.md", "about all of us\n");
    commit(&there, "us");
    there.says("mov", "2026-01-05", "DC-1 weapons=20");
    there.ask("sync").ok();
    here.file("README.md", "half a sentence\n");
    let before = head(&here);
    here.at("2026-01-05")
        .ask("sync")
        .code(5)
        .remarks("changes that are not committed stand in the way")
        .remarks("README.md");
    assert_eq!((here.read("README.md"), head(&here)), ("half a sentence\n".to_owned(), before));
    // Both have changed it: nobody but people can tell.
    commit(&here, "mine");
    here.ask("sync").code(5).remarks("`README.md` was changed here and by others").remarks("`git pull` joins them");
    git(here.folder(), "checkout -q HEAD~1 README.md");
    commit(&here, "theirs");
    here.ask("sync").ok();
    assert_eq!(
        (hub.read("README.md"), here.read("README.md")),
        ("about all of us\n".to_owned(), "about all of us\n".to_owned())
    );
}

#[test]
fn what_the_user_has_not_finished_is_left_alone() {
    let Some((_hub, here, _)) = two() else { return };
    let own = here.folder().join(".git");
    here.says("gov", "2026-01-04", "AM-1 full");
    fs::write(own.join("MERGE_HEAD"), head(&here)).expect("a file");
    here.ask("sync")
        .code(5)
        .remarks("a merge is not finished in this repository")
        .remarks("`git merge --abort` leaves it");
    fs::remove_file(own.join("MERGE_HEAD")).expect("a file");
    fs::write(own.join("index.lock"), "").expect("a file");
    here.ask("sync")
        .code(5)
        .remarks("another Git is at work here: it holds")
        .remarks("index.lock")
        .remarks("delete that file");
    assert!(own.join("index.lock").exists());
    fs::remove_file(own.join("index.lock")).expect("a file");
    git(here.folder(), "checkout -q --detach");
    here.ask("sync").code(5).remarks("no branch is checked out").remarks("`git switch BRANCH`");
    git(here.folder(), "checkout -q main");
    here.ask("sync").ok().hears("Committed: gov +1.");
}

#[test]
fn a_hook_s_variables_and_a_missing_git_are_no_trap() {
    let Some((_hub, here, _)) = two() else { return };
    let trap = [("GIT_DIR", "/nowhere"), ("GIT_INDEX_FILE", "/nowhere/index"), ("GIT_WORK_TREE", "/")];
    let run = milepost(here.folder(), "sync", &trap);
    assert_eq!(run.status.code(), Some(0), "{}", told(&run));
    let run = milepost(here.folder(), "sync", &[("PATH", "/nowhere")]);
    assert_eq!(run.status.code(), Some(5), "{}", told(&run));
    assert!(told(&run).contains("there is no `git` on this machine\nhint: install Git"), "{}", told(&run));
}

// What is not whole is neither shared nor taken.

#[test]
fn what_a_crash_left_is_set_aside_before_it_is_shared() {
    let Some((hub, here, _)) = two() else { return };
    let whole = here.read("ledger/gov.jsonl");
    here.file("ledger/gov.jsonl", whole.clone() + "{\"seq\":2,\"pr");
    here.forget();
    here.file(".milepost/arrivals/left/over", "x");
    here.ask("sync").ok().remarks("a write to `gov` had broken off; its 12 bytes are set aside");
    assert_eq!(here.read("ledger/gov.jsonl"), whole);
    assert_eq!(hub.read("ledger/gov.jsonl"), whole);
    assert!(!here.folder().join(".milepost/arrivals").exists());
}

#[test]
fn a_damaged_book_is_not_shared_and_comes_back_whole() {
    let Some((hub, here, there)) = two() else { return };
    let whole = here.read("ledger/gov.jsonl");
    // Nobody else has the second line yet.
    here.says("gov", "2026-01-04", "AM-1 full");
    let longer = here.read("ledger/gov.jsonl");
    here.file("ledger/gov.jsonl", longer.replace("minimum", "maximum"));
    there.says("mov", "2026-01-04", "DC-1 weapons=20");
    there.ask("sync").ok();
    here.at("2026-01-04")
        .ask("sync")
        .code(1)
        .hears("gov  refused: the file here is damaged")
        .hears("Damaged: `milepost audit`");
    assert_eq!(hub.read("ledger/gov.jsonl"), whole);
    assert_eq!(hub.read("ledger/mov.jsonl"), there.read("ledger/mov.jsonl"));
    here.file("ledger/gov.jsonl", &longer);
    here.ask("sync").ok();
    assert_eq!(hub.read("ledger/gov.jsonl"), longer);
}

#[test]
fn what_was_committed_comes_back_into_the_folder() {
    let Some((hub, here, _)) = two() else { return };
    here.says("gov", "2026-01-04", "AM-1 full");
    here.says("mov", "2026-01-04", "DC-1 weapons=20");
    fs::rename(hub.path(), hub.path().with_file_name("away.git")).expect("a folder");
    here.ask("sync").code(5);
    let [gov, mov] = ["ledger/gov.jsonl", "ledger/mov.jsonl"].map(|book| here.read(book));
    let plans = fs::read_dir(here.folder().join("plans")).expect("plans").count();
    here.file("ledger/gov.jsonl", gov.split_inclusive('\n').take(2).collect::<String>());
    fs::remove_file(here.folder().join("ledger/mov.jsonl")).expect("a book");
    fs::remove_dir_all(here.folder().join("plans")).expect("plans");
    here.ask("sync").code(5);
    assert_eq!((here.read("ledger/gov.jsonl"), here.read("ledger/mov.jsonl")), (gov, mov));
    assert_eq!(fs::read_dir(here.folder().join("plans")).expect("plans").count(), plans);
    assert_eq!(git(here.folder(), "status --porcelain"), "");
}

#[test]
fn a_slow_clock_takes_nothing_from_others() {
    let Some((hub, here, there)) = two() else { return };
    here.says("gov", "2026-01-06", "AM-1 full").says("mission", "2026-01-06", "AM-1 full");
    here.ask("sync").ok();
    let [gov, mission] = ["ledger/gov.jsonl", "ledger/mission.jsonl"].map(|book| here.read(book));
    // Here it is the third of January.
    there.says("mov", "2026-01-03", "DC-1 weapons=20");
    for _ in 0..2 {
        there.ask("sync").code(1).hears("gov      0 lines; line 3 is dated").hears("mission  refused: line 1 is dated");
        assert_eq!(there.read("ledger/gov.jsonl").lines().count(), 2);
        assert_eq!((hub.read("ledger/gov.jsonl"), hub.read("ledger/mission.jsonl")), (gov.clone(), mission.clone()));
        there.says("mov", "2026-01-03", "DC-1 weapons=40");
    }
    assert_eq!(git(there.folder(), "diff --cached --name-only"), "");
    there.at("2026-01-06").ask("sync").ok().hears("gov      1 line more").hears("mission  new, 1 line");
    assert_eq!((there.read("ledger/gov.jsonl"), there.read("ledger/mission.jsonl")), (gov, mission));
    assert_eq!(git(there.folder(), "status --porcelain"), "");
    here.ask("sync").ok().hears("mov  new, 3 lines");
}

#[test]
fn line_endings_are_nobody_s_business() {
    let Some((hub, here, _)) = two() else { return };
    let windows = World::empty();
    git(windows.folder(), &format!("clone -q -c core.autocrlf=true -c core.eol=crlf {} .", hub.path().display()));
    settings(&windows);
    git(windows.folder(), "config --replace-all core.autocrlf true");
    for file in ["plan.json", "ledger/gov.jsonl"] {
        assert_eq!(windows.read(file), here.read(file));
    }
    windows.says("mov", "2026-01-03", "DC-1 weapons=20");
    windows.ask("sync").ok();
    // Somebody has Git convert everything: the last word is milepost's.
    let hostile = hub.clone();
    let rules = hostile.read(".gitattributes");
    let conversions = "* text eol=crlf\n/ledger/** ident working-tree-encoding=UTF-16\n";
    hostile.file(".gitattributes", format!("{rules}{conversions}"));
    git(hostile.folder(), "commit -q -m rules .gitattributes");
    git(hostile.folder(), "push -q origin main");
    windows.at("2026-01-04").ask("note '$Id: x$' --as mov").ok();
    windows.ask("sync").ok();
    assert_eq!(windows.read(".gitattributes"), format!("{conversions}{rules}"));
    here.at("2026-01-04").ask("sync").ok();
    assert_eq!(hub.read("ledger/mov.jsonl"), windows.read("ledger/mov.jsonl"));
    assert_eq!(here.read("ledger/mov.jsonl"), windows.read("ledger/mov.jsonl"));
    here.ask("audit").ok();
}

#[test]
fn evidence_travels_with_who_names_it_and_goes_with_who_removes_it() {
    let Some((hub, here, there)) = two() else { return };
    let evidence = format!("evidence/{}", Hash::of(b"a photograph, invented"));
    there.file("photo.jpg", "a photograph, invented").file("evidence/holiday.jpg", "x");
    there.at("2026-01-03").ask("mark DC-1 weapons=20 --as mov --evidence photo.jpg").ok();
    there.file(&evidence, "another photograph");
    there.ask("sync").ok();
    assert!(!hub.files().iter().any(|file| file.starts_with("evidence")), "{:?}", hub.files());
    there.file(&evidence, "a photograph, invented");
    there.ask("sync").ok().hears("Committed: ");
    here.at("2026-01-03").ask("sync").ok().hears("mov  new, 1 line").hears("1 file of evidence");
    assert_eq!(here.read(&evidence), "a photograph, invented");
    // What is altered later goes nowhere.
    here.file(&evidence, "retouched");
    here.ask("sync").ok().hears("Nothing to push").hears("Damaged: `milepost audit`");
    assert_eq!(hub.read(&evidence), "a photograph, invented");
    here.file(&evidence, "a photograph, invented");
    // What is removed goes from the hub and from everybody's folder, and comes back from nobody.
    let third = hub.clone();
    there.ask(&format!("evidence remove {} --as mov", &evidence[9..21])).ok();
    there.ask("sync").ok();
    assert!(!hub.files().contains(&evidence));
    third.at("2026-01-03").says("mission", "2026-01-03", "AM-1 full");
    for world in [&third, &here] {
        world
            .at("2026-01-04")
            .ask("sync")
            .ok()
            .remarks("evidence that was removed elsewhere is set aside here, in .milepost/removed: 1 file");
    }
    there.at("2026-01-04").ask("sync").ok();
    for world in [&here, &third, &there] {
        world.ask("sync").ok().hears_not("evidence").hears_not("Committed");
        assert!(!world.folder().join(&evidence).exists());
        assert_eq!(git(world.folder(), "ls-files evidence"), "");
    }
    assert!(!hub.files().contains(&evidence));
}

/// A book with the same opening and other lines.
fn rewritten(book: &str, notes: &[&str], day: &str) -> String {
    let opening = book.lines().next().expect("an opening");
    let (mut text, mut prev) = (format!("{opening}\n"), Hash::of(opening.as_bytes()));
    for (place, note) in notes.iter().enumerate() {
        let fields = Fields { kind: Some("note".into()), note: Some((*note).into()), ..Fields::default() };
        let line = next_line(prev, place as u64 + 1, moment(day), fields);
        prev = Hash::of(line.as_bytes());
        text += &format!("{line}\n");
    }
    text
}

#[test]
#[cfg(target_os = "linux")]
fn a_hostile_hub_changes_nothing_of_ours() {
    let Some((hub, here, there)) = two() else { return };
    there.says("mov", "2026-01-02", "DC-1 weapons=20");
    there.ask("note 'nothing to say' --as army").ok();
    there.ask("sync").ok();
    here.at("2026-01-02").ask("sync").ok();
    let hostile = hub.clone();
    hostile.says("mission", "2026-01-03", "AM-1 full");
    let long = format!("ledger/{}.jsonl", "x".repeat(200));
    std::os::unix::fs::symlink("/etc/passwd", hostile.folder().join("ledger/friend.jsonl")).expect("a link");
    hostile
        .file("ledger/GOV.jsonl", hostile.read("ledger/gov.jsonl"))
        .file("ledger/mov.jsonl", hostile.read("ledger/mov.jsonl") + "<<<<<<< HEAD\n")
        .file("ledger/army.jsonl", rewritten(&hostile.read("ledger/army.jsonl"), &["never said"], "2026-01-02"))
        .file(&long, "x")
        .file("ledger/.gitattributes", "* text")
        .file(".milepost/desk.json", "{}")
        .file("Ledger/gov.jsonl", "x")
        .file("plans/1.json", "{}")
        .file("plan.json", "{\"format\":\"milepost/plan/1\"")
        .file("evidence/photo.jpg", "x");
    let folder = hostile.folder();
    git(folder, "add -f -A .");
    git(folder, "commit -q -m innocent");
    let hand = git(folder, "rev-parse HEAD");
    // No Git makes a tree with a file above itself; one who wants to can.
    let raw =
        Command::new("git").args(["cat-file", "tree", "HEAD^{tree}"]).current_dir(folder).output().expect("git").stdout;
    let inner = git(folder, "rev-parse HEAD:plans");
    let inner: Vec<u8> =
        (0..20).map(|at| u8::from_str_radix(&inner[2 * at..2 * at + 2], 16).expect("digits")).collect();
    let tree = git_with(
        folder,
        &["hash-object", "-t", "tree", "-w", "--stdin", "--literally"],
        &[b"40000 ..\0", &inner[..], &raw].concat(),
    );
    let commit = git(folder, &format!("commit-tree -p HEAD -m innocent {}", tree.trim_end()));
    git(folder, &format!("push -q origin {commit}:refs/heads/main"));

    let before = fs::read_to_string(here.folder().join(".milepost/desk.json")).expect("a desk");
    let books: Vec<String> = ["gov", "mov"].iter().map(|book| here.read(&format!("ledger/{book}.jsonl"))).collect();
    let plan = here.read("plan.json");
    let heard = here.at("2026-01-03").ask("sync").code(1);
    for words in [
        "ledger/friend.jsonl  refused: it is a link",
        "ledger/GOV.jsonl  refused: its name differs from `ledger/gov.jsonl` in upper and lower case only",
        "mov      refused: ledger/mov.jsonl, line 3, is not an entry",
        "army     forked: it disagrees with what is here from line 2 on",
        "mission  new, 1 line",
        "  refused: its name is none that milepost gives",
        "ledger/.gitattributes  refused",
        ".milepost/desk.json  refused",
        "Ledger/gov.jsonl  refused",
        "plans/1.json  refused",
        "../",
        "evidence/photo.jpg  refused",
        "Pushed to origin",
    ] {
        assert!(heard.text().contains(words), "{words}\n{}", heard.text());
    }
    assert!(heard.text().contains(&format!("{}…  refused", &long[..100])), "{}", heard.text());
    let heard = heard.remarks("the plan.json of others is no plan without errors; ours stays");
    heard.remarks("what was refused is left out of what is shared from here");
    assert_eq!(here.read(".milepost/desk.json"), before);
    assert_eq!(["gov", "mov"].map(|book| here.read(&format!("ledger/{book}.jsonl"))), books[..]);
    assert_eq!(here.read("plan.json"), plan);
    assert_eq!(git(here.folder(), "status --porcelain"), "");
    let odd = |file: &String| {
        !["plan", ".git", "ledger/"].iter().any(|start| file.starts_with(start)) || file.contains("xxx")
    };
    assert_eq!(hub.files().into_iter().filter(odd).collect::<Vec<_>>(), Vec::<String>::new());
    // Who has pulled by hand gets rid of it again, with what has come since.
    let pulled = World::empty();
    git(pulled.folder(), &format!("clone -q {} .", hub.path().display()));
    settings(&pulled);
    git(pulled.folder(), &format!("reset -q --hard {hand}"));
    fs::remove_dir_all(pulled.folder().join(".milepost")).expect("what came with it");
    pulled.at("2026-01-03").ask("sync").code(1).hears("refused: the file here is damaged").hears("Nothing to push");
    assert_eq!(hub.files().into_iter().filter(odd).collect::<Vec<_>>(), Vec::<String>::new());
    // Whoever comes next gets ours; the rewritten book is told to everybody.
    let heard = there.at("2026-01-03").ask("sync").code(1).hears("army").hears_not("mov").hears_not("GOV");
    assert!(!heard.text().contains("refused: "), "{}", heard.text());
    for world in [&here, &there, &hub.clone()] {
        world.ask("status").ok().remarks("there are 2 versions of the book `army`");
    }
}

#[test]
fn who_rewrites_his_book_is_exposed_in_every_clone() {
    let Some((hub, here, mover)) = two() else { return };
    for weapons in ["20", "40", "60"] {
        mover.says("mov", "2026-01-03", &format!("DC-1 weapons={weapons}"));
    }
    mover.ask("sync").ok();
    here.at("2026-01-03").ask("sync").ok();
    here.says("gov", "2026-01-03", "AM-1 intermediate");
    here.ask("sync").ok();
    let others: Vec<World> = (0..3).map(|_| hub.clone()).collect();
    others.iter().for_each(|world| drop(world.at("2026-01-03").ask("sync").ok()));
    // He takes back the world to before, says something else, and overwrites what the hub has.
    git(mover.folder(), "reset -q --hard HEAD~1");
    mover.file(
        "ledger/mov.jsonl",
        rewritten(&git(&hub.path(), "show main:ledger/mov.jsonl"), &["forty", "none"], "2026-01-03"),
    );
    git(mover.folder(), "add ledger");
    git(mover.folder(), "commit -q -m better");
    git(mover.folder(), "push -q -f origin main");
    for (place, world) in [&here].into_iter().chain(&others).enumerate() {
        let heard = world.at("2026-01-04").ask("sync");
        assert!(place > 0 || heard.exit() == 1, "{}", heard.text());
        for command in ["status", "list", "log"] {
            world.ask(command).ok().remarks("there are 2 versions of the book `mov`, which part at its entry 1");
        }
        world.ask("audit").code(1).hears("fork");
        assert_eq!(world.read("ledger/gov.jsonl"), here.read("ledger/gov.jsonl"));
        // What another desk had seen still counts.
        assert!(world.ask("export -o jsonl").ok().text().contains("\"weapons\":60"));
    }
    // He himself cannot but meet it.
    mover.at("2026-01-04").ask("sync");
    mover.ask("status").ok().remarks("there are 2 versions of the book `mov`");
}

// The plan.

#[test]
fn a_draft_is_edited_by_one_at_a_time() {
    let Some((_hub, here)) = Hub::around(&plan(TWO)) else { return };
    let there = _hub.clone();
    let edit = |world: &World, from: &str, to: &str| {
        world.file("plan.json", world.read("plan.json").replace(from, to));
    };
    edit(&there, "Amnesty declared", "Amnesty in force");
    there.ask("sync").ok().hears("Committed: plan.json.");
    here.ask("sync").ok();
    here.ask("list").ok().hears("Amnesty in force");
    edit(&here, "Arms handed in", "Arms gone");
    edit(&there, "Arms handed in", "Arms melted");
    there.ask("sync").ok();
    here.ask("sync")
        .ok()
        .remarks("plan.json was edited here and by others; ours stays, theirs is `git show HEAD^2:plan.json`");
    assert!(git(here.folder(), "show HEAD^2:plan.json").contains("Arms melted"));
    there.ask("sync").ok();
    there.ask("list").ok().hears("Arms gone");
    // An edit that breaks the plan stays where it is made.
    edit(&there, "\"responsible\":[\"gov\"]", "\"responsible\":[\"nobody\"]");
    there.ask("sync").ok();
    here.ask("sync").ok().remarks("warning: the plan.json of others is no plan without errors; ours stays");
    here.ask("list").ok();
}

#[test]
fn who_begins_settles_the_draft_and_no_edit_is_lost() {
    let Some((hub, here)) = Hub::around(&plan(TWO)) else { return };
    let there = hub.clone();
    there.file("plan.json", there.read("plan.json").replace("Amnesty declared", "Amnesty in force"));
    here.says("gov", "2026-01-02", "AM-1 minimum");
    here.ask("sync").ok();
    there
        .at("2026-01-02")
        .ask("sync")
        .ok()
        .hears("gov  new, 1 line")
        .remarks("others have begun with another draft of the plan");
    there.ask("list").ok().hears("Amnesty declared");
    let drafts: Vec<_> = fs::read_dir(there.folder().join(".milepost/drafts")).expect("drafts").collect();
    let kept = drafts[0].as_ref().expect("a draft").path();
    assert!(fs::read_to_string(kept).expect("a draft").contains("Amnesty in force"));
    assert_eq!(here.read("plan.json"), there.read("plan.json"));
}

#[test]
fn plan_json_follows_the_version_in_force() {
    let rules = r#""rules":{"amend":{"by":["role:party"],"quorum":2},"#;
    let Some((hub, here)) = Hub::around(&plan(TWO).replace("\"rules\":{", rules)) else { return };
    here.says("gov", "2026-01-02", "AM-1 minimum");
    here.ask("sync").ok();
    let [there, third] = [hub.clone(), hub.clone()];
    here.file(
        "new.json",
        here.read("plan.json")
            .replace("Amnesty declared", "Amnesty in force")
            .replace("\"version\":\"1\"", "\"version\":\"2\""),
    );
    here.at("2026-01-03").ask("amend new.json --as gov").ok();
    here.ask("sync").ok();
    there.at("2026-01-03").ask("sync").ok().hears("1 version of the plan");
    there.ask("agree gov:2 --as mov").ok().remarks("plan.json is now the version in force");
    there.ask("sync").ok();
    for world in [&here, &third] {
        world.at("2026-01-04").ask("sync").ok();
        world.ask("list").ok().hears("Amnesty in force");
        assert_eq!(world.read("plan.json"), there.read("plan.json"));
        assert!(!world.ask("list").errors().contains("differs"), "{}", world.ask("list").errors());
    }
}

// Twenty.

const ACTORS: [&str; 5] = ["gov", "mov", "mission", "friend", "desk"];

/// Numbers that look like chance and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }
}

/// Machines that share a workspace.
struct Crowd {
    clones: Vec<World>,
    dice: Dice,
    minute: i64,
    /// The notes of the entries that were acknowledged.
    said: Vec<String>,
}

impl Crowd {
    fn now(&self) -> String {
        let (day, hour, minute) = (self.minute / 1440, self.minute / 60 % 24, self.minute % 60);
        format!("2026-02-{:02}T{hour:02}:{minute:02}Z", 1 + day)
    }

    fn step(&mut self) {
        self.minute += 1;
        let clone = self.dice.roll(self.clones.len());
        let now = self.now();
        self.clones[clone].at(&now);
        match self.dice.roll(10) {
            0..6 => self.say(clone),
            6 => drop(self.clones[clone].ask("sync --no-push").ok()),
            _ => drop(self.clones[clone].ask("sync").ok()),
        }
    }

    fn say(&mut self, clone: usize) {
        let actor = ACTORS[clone % ACTORS.len()];
        let note = format!("step-{}", self.minute);
        let (deed, amount) = (self.dice.roll(6), self.dice.roll(200));
        let world = &self.clones[clone];
        let level = ["none", "minimum", "intermediate", "full"][amount % 4];
        let line = match deed {
            0 => format!("note {note} --as {actor}"),
            1 | 2 => format!("mark DC-1 weapons={amount} --note {note} --as {actor}"),
            3 | 4 => format!("mark AM-1 {level} --note {note} --as {actor}"),
            _ => match own_entry(world, actor, amount) {
                Some(name) => format!("retract {name} --note {note} --as {actor}"),
                None => return,
            },
        };
        let heard = world.ask(&line);
        match heard.exit() {
            0 => self.said.push(note),
            3 => {}
            _ => panic!("{line}\n{}{}", heard.text(), heard.errors()),
        }
    }

    fn all_sync(&mut self) {
        self.minute += 1;
        let now = self.now();
        self.clones.iter().for_each(|world| drop(world.at(&now).ask("sync").ok()));
    }
}

/// One of the entries of an actor.
fn own_entry(world: &World, actor: &str, choice: usize) -> Option<String> {
    let told = world.ask("export -o jsonl").ok();
    let entries = told.text().lines().map(|line| serde_json::from_str::<Value>(line).expect("an entry"));
    let own: Vec<Value> = entries.filter(|entry| entry["actor"] == actor).collect();
    let entry = own.get(choice % own.len().max(1))?;
    Some(format!("{}:{}", entry["book"].as_str()?, entry["seq"]))
}

#[test]
fn twenty_clones_come_to_the_same() {
    let Some((hub, first)) = Hub::around(&plan(TWO)) else { return };
    let long = std::env::var("MILEPOST_LONG").is_ok_and(|value| value == "1");
    let steps = if long { 1000 } else { 150 };
    let mut clones = vec![first];
    clones.extend((1..20).map(|_| hub.clone()));
    let mut crowd = Crowd { clones, dice: Dice(20), minute: 0, said: Vec::new() };
    let third = steps / 3;
    (0..third).for_each(|_| crowd.step());
    // Half of them do not reach the hub any more, and meet at another.
    let other = hub.copy();
    crowd.clones[10..].iter().for_each(|world| point_to(world, &other));
    (0..third).for_each(|_| crowd.step());
    crowd.clones[10..].iter().for_each(|world| point_to(world, &hub.path()));
    (0..steps - 2 * third).for_each(|_| crowd.step());
    crowd.all_sync();
    crowd.all_sync();

    let until = "--as-of 2026-03-01 --known-by 2026-03-01";
    let [state, entries] = ["json", "jsonl"].map(|format| format!("export -o {format} {until}"));
    let seen = |world: &World| {
        (world.at("2026-03-01").ask(&state).ok().text().to_owned(), world.ask(&entries).ok().text().to_owned())
    };
    let first = seen(&crowd.clones[0]);
    for world in &crowd.clones {
        assert!(seen(world) == first, "they differ\n{}\n{}", first.1, seen(world).1);
        let theirs = git(&hub.path(), "rev-parse main");
        assert_eq!(head(world), theirs, "{}", git(&hub.path(), &format!("log --oneline --stat -5 {theirs}")));
        assert_eq!(git(world.folder(), "status --porcelain"), "");
    }
    let notes: Vec<Value> =
        first.1.lines().map(|line| serde_json::from_str::<Value>(line).expect("an entry")["note"].clone()).collect();
    for note in &crowd.said {
        assert_eq!(notes.iter().filter(|told| *told == note).count(), 1, "{note}");
    }
    assert_eq!(notes.len(), crowd.said.len());
    assert!(crowd.said.len() > steps / 3, "{}", crowd.said.len());
    // Books of one name were opened by several before they met.
    assert!(first.1.contains("\"book\":\"gov."), "{}", first.1);
}

/// A desk with a key that signs without a question bears witness to what it takes in; to seals alone it does not, so it ends.
#[test]
fn what_is_taken_in_is_witnessed() {
    let Some(keys) = super::keys::Keys::new() else { return };
    let named = ["gov", "mov"].map(|id| (id, serde_json::json!([keys.make(id, "ed25519", "")])));
    let Some((hub, here)) = Hub::around(&super::seals::plan(&named).to_string()) else { return };
    let agent = super::keys::Agent::with(&keys, &["gov", "mov"]);
    here.agent(&agent.socket).says("gov", "2026-01-02", "A minimum");
    here.ask("sync").ok();
    let there = hub.clone();
    there.agent(&agent.socket).says("mov", "2026-01-03", "A arms=2");
    there.ask("sync").ok();
    here.at("2026-01-04").ask("sync").ok();
    let book = here.read("ledger/gov.jsonl");
    assert!(book.lines().last().expect("a line").contains("\"kind\":\"seal\",\"seen\":{\"mov\":\"2:"), "{book}");
    here.ask("audit").ok().hears("seen up to 2 by gov:3 on 2026-01-04");
    for _ in 0..2 {
        there.at("2026-01-05").ask("sync").ok();
        here.at("2026-01-05").ask("sync").ok();
    }
    assert_eq!(here.read("ledger/gov.jsonl"), book);
    assert_eq!(head(&here), head(&there));
    // Without a key at hand nothing is asked, and nothing is witnessed.
    there.says("mov", "2026-01-06", "A arms=3");
    there.ask("sync").ok();
    drop(agent);
    here.at("2026-01-07").ask("sync").ok();
    assert_eq!(here.read("ledger/gov.jsonl"), book);
    here.ask("list").ok().hears("r 30 %");
}
