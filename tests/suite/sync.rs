//! Books that go between machines through Git: what is sent, what is taken, what is refused, and that nobody's own repository is touched.

use super::clones::{Hub, git, git_with, push_by_hand, script_at, settings};
use super::world::{World, moment, plan};
use milepost::ledger::chain::{Hash, next_line};
use milepost::model::fields::Fields;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

/// Two milestones, by `mov` and by `gov`.
const TWO: &str = r#"{"id":"DC-1","title":"Arms handed in","element":"arms","phase":"one","responsible":["mov"],"source":["text 1"],
"indicators":[{"id":"weapons","baseline":0,"target":200}]},
{"id":"AM-1","title":"Amnesty declared","phase":"one","responsible":["gov"],"source":["text 2"]}"#;

/// A hub and two folders; `gov` has spoken in the first.
fn two() -> Option<(Hub, World, World)> {
    let (hub, here) = Hub::around(&plan(TWO))?;
    here.says("gov", "2026-01-02", "AM-1 minimum");
    here.ask("sync").ok();
    let there = hub.clone();
    Some((hub, here, there))
}

/// The binary in a folder, with these variables.
fn milepost(folder: &Path, line: &str, variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    command.current_dir(folder).args(line.split(' ')).envs(variables.iter().copied()).stdin(Stdio::null());
    command.output().expect("it runs")
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn succeeds(folder: &Path, line: &str, variables: &[(&str, &str)]) -> String {
    let output = milepost(folder, line, variables);
    assert_eq!(output.status.code(), Some(0), "{line}: {}", told(&output));
    told(&output)
}

fn road(world: &World) -> PathBuf {
    world.folder().join(".milepost/road.git")
}

/// The lines of a book, its opening included.
fn lines(world: &World, book: &str) -> usize {
    world.read(&world.book(book)).lines().count()
}

// How a folder comes to a remote.

#[test]
fn two_folders_exchange_what_they_say() {
    let Some((hub, here, there)) = two() else { return };
    let gov = here.book("gov");
    there.says("mov", "2026-01-03", "DC-1 weapons=20");
    there.ask("sync").ok().hears("mov  1 line sent").hears("Pushed to ").hears("Every chain is whole.");
    here.at("2026-01-03").ask("sync").ok().hears("new, 1 line\nTaken: 1 new line").hears("Nothing to push: ");
    here.says("gov", "2026-01-04", "AM-1 full");
    there.says("mov", "2026-01-04", "DC-1 weapons=40");
    there.ask("sync").ok();
    here.ask("sync").ok().hears("1 line more").hears("gov  1 line sent");
    let told = there.ask("sync -o json").ok();
    assert_eq!(
        (told.at("/format"), told.at("/branch"), told.at("/pushed"), told.at("/whole")),
        ("milepost/sync/1".into(), "milepost".into(), false.into(), true.into())
    );
    assert_eq!(
        (told.at("/merged/books/0/lines"), told.at("/remote")),
        (1.into(), hub.path().display().to_string().into())
    );
    assert_eq!(here.read(&gov), there.read(&gov));
    assert_eq!(hub.read(&there.book("mov")).lines().count(), 3);
    let log = git(&hub.path(), "log --format=%s milepost");
    assert_eq!(
        log.lines().collect::<Vec<_>>(),
        ["milepost: gov +1", "milepost: mov +1", "milepost: mov +1", "milepost: gov +1", "milepost: begin"]
    );
    for world in [&here, &there] {
        world.ask("sync").ok().hears("Nothing to push");
        assert_eq!(git(&road(world), "rev-parse milepost"), hub.tip());
        assert!(!world.folder().join(".milepost/arrivals").exists());
    }
    assert!(!hub.files().iter().any(|file| file.starts_with('.')), "{:?}", hub.files());
}

#[test]
fn the_remote_is_named_once_and_remembered_once_it_was_reached() {
    let Some(hub) = Hub::new() else { return };
    let world = World::with(TWO);
    World::empty().ask("sync").code(2).remarks("there is no workspace here to exchange");
    world.ask("sync").ok().remarks("note: there is no remote yet").remarks("`milepost sync --remote URL` names one");
    world
        .ask("sync --remote ./nowhere")
        .code(5)
        .remarks("nothing could be fetched from `./nowhere`")
        .remarks("nothing is lost");
    world.ask("sync").ok().remarks("there is no remote yet");
    fs::create_dir(world.folder().join("below")).expect("a folder");
    fs::rename(hub.path(), world.folder().join("hub.git")).expect("the hub moves in");
    // A path is typed where one stands, and known from everywhere.
    let typed = succeeds(&world.folder().join("below"), "sync --remote ../hub.git --no-push", &[]);
    assert!(typed.contains("Not pushed to "), "{typed}");
    world.ask("sync").ok().hears("the branch `milepost` is new there");
    fs::rename(world.folder().join("hub.git"), hub.path()).expect("the hub moves out");
    let moved = hub.path().display().to_string();
    world
        .ask(&format!("sync --remote {moved}"))
        .ok()
        .remarks("note: the remote was ")
        .remarks(&format!(", and is {} from now on", hub.path().canonicalize().expect("a hub").display()));
    world.ask("sync").ok().hears("Nothing to push");
}

#[test]
fn a_clone_is_whole_or_not_there() {
    let Some((hub, here, _)) = two() else { return };
    let url = hub.path().display().to_string();
    let world = World::empty();
    world.at("2026-01-02");
    let cloned = world.ask(&format!("clone {url} a/peace --as MOV")).ok();
    let cloned = cloned.hears("A workspace is ready in ").hears("new, 1 line").hears("This desk speaks for: mov.");
    cloned.hears("Next: `milepost status`");
    assert_eq!(
        fs::read(world.folder().join("a/peace").join(here.book("gov"))).expect("a book"),
        here.read(&here.book("gov")).into_bytes()
    );
    world.ask("-C a/peace note x").ok();
    world.ask("-C a/peace sync").ok().hears("mov  1 line sent");
    world.ask("-C a/peace init --as gov").ok().hears("This desk speaks for: gov.");
    world.ask("-C a/peace init --as nobody").code(3).remarks("actor `nobody` is not in the plan");
    world.ask(&format!("clone {url} other --as nobody")).code(3);
    // The same command completes what is there, and takes nobody's folder.
    world.ask(&format!("clone {url} other")).ok().hears("No actor speaks from here yet");
    world
        .file("taken/letter.txt", "mine")
        .ask(&format!("clone {url} taken"))
        .code(2)
        .remarks("is there already, and is not empty");
    assert_eq!(fs::read_dir(world.folder().join("taken")).expect("a folder").count(), 1);
    assert_eq!(world.ask(&format!("clone {url} third -o json")).ok().at("/format"), "milepost/clone/1");
    world.ask(&format!("clone {url}")).ok();
    assert!(world.folder().join("hub/plan.json").exists(), "named after the remote");
    // What fails leaves nothing.
    world.ask("clone ./nowhere b/c").code(5).remarks("nothing could be fetched from `./nowhere`");
    assert!(!world.folder().join("b").exists());
    // What was killed early is begun again.
    fs::create_dir_all(world.folder().join("d/.milepost/road.git")).expect("half a road");
    fs::write(world.folder().join("d/.milepost/lock"), "somebody").expect("a lock");
    world.ask(&format!("clone {url} d")).ok();
    // What was killed late is completed by the next `sync`.
    world.ask(&format!("clone {url} e")).ok();
    fs::remove_dir_all(world.folder().join("e/ledger")).expect("books");
    fs::remove_dir_all(world.folder().join("e/plans")).expect("plans");
    git(&world.folder().join("e/.milepost/road.git"), "update-ref -d refs/milepost/kept");
    world.ask("-C e sync").ok().hears("new, 1 line");
}

#[test]
fn a_hub_without_milepost_s_branch_is_told_and_filled() {
    let Some(hub) = Hub::new() else { return };
    let url = hub.path().display().to_string();
    let world = World::empty();
    world
        .ask(&format!("clone {url} peace"))
        .code(5)
        .remarks("has no branch `milepost`: it is empty")
        .remarks("runs `milepost sync --remote");
    // Somebody's own work is there, on the branch that the hub's HEAD names, and another.
    git(world.folder(), "init -q --initial-branch=main theirs");
    let theirs = world.folder().join("theirs");
    git(&theirs, "-c user.name=x -c user.email=x commit -q --allow-empty -m letter");
    git(&theirs, &format!("push -q {url} main main:refs/heads/draft"));
    world
        .ask(&format!("clone {url} peace"))
        .code(5)
        .remarks("its branches are: draft, main")
        .remarks("milepost's own branch is `milepost`, whatever others are there");
    assert!(!world.folder().join("peace").exists());
    let first = World::with(TWO);
    first
        .ask(&format!("sync --remote {url}"))
        .ok()
        .hears("the branch `milepost` is new there")
        .remarks("others of its branches stay as they are: draft, main");
    assert_eq!(git(&hub.path(), "log --format=%s main"), "letter");
    world.ask(&format!("clone {url} peace")).ok();
    assert_eq!(world.read("peace/plan.json"), first.read("plan.json"));
}

#[test]
fn two_undertakings_never_meet_on_one_hub() {
    let Some((hub, here, _)) = two() else { return };
    let (url, tip) = (hub.path().display().to_string(), hub.tip());
    for spoken in [false, true] {
        let other = World::new(&plan(TWO).replace("\"id\":\"invented\"", "\"id\":\"another\""));
        if spoken {
            other.says("mov", "2026-01-02", "DC-1 weapons=20");
        }
        let heard = other.ask(&format!("sync --remote {url}")).code(3).remarks("two undertakings meet at ");
        for words in ["plan `another`", "plan `invented`", "uid 0011", "nothing was sent and nothing taken"] {
            assert!(heard.errors().contains(words), "{words}\n{}", heard.errors());
        }
        assert!(heard.errors().contains("a draft") != spoken, "{}", heard.errors());
        other.ask("sync").ok().remarks("there is no remote yet");
        assert!(!other.folder().join(here.book("gov")).exists());
    }
    assert_eq!(hub.tip(), tip);
}

#[test]
fn offline_nothing_is_lost() {
    let Some((hub, here, there)) = two() else { return };
    let away = hub.path().with_file_name("away.git");
    fs::rename(hub.path(), &away).expect("a folder");
    here.says("gov", "2026-01-04", "AM-1 full");
    here.ask("sync").code(5).remarks("nothing could be fetched from").remarks("hint: nothing is lost");
    fs::rename(&away, hub.path()).expect("a folder");
    here.ask("sync").ok().hears("gov  1 line sent");
    there.at("2026-01-04").ask("sync --no-push").ok().hears("1 line more");
}

#[test]
#[cfg(unix)]
fn who_is_outrun_goes_again() {
    let Some((hub, here, there)) = two() else { return };
    there.says("mov", "2026-01-03", "DC-1 weapons=20");
    let other = hub.copy();
    there.ask(&format!("sync --remote {}", other.display())).ok();
    let faster = format!(
        "[ -e once ] && exit 0; touch once; unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES; git fetch -q {} +milepost:milepost",
        other.display()
    );
    hub.hook("pre-receive", &faster);
    here.says("gov", "2026-01-03", "AM-1 full");
    here.ask("sync").ok().hears("new, 1 line").hears("gov  1 line sent").hears("Pushed to ");
    assert_eq!(hub.read(&there.book("mov")), there.read(&there.book("mov")));
    assert_eq!(hub.read(&here.book("gov")), here.read(&here.book("gov")));
    hub.hook("pre-receive", "echo 'this hub is closed'; exit 1");
    here.says("gov", "2026-01-04", "AM-1 minimum");
    here.ask("sync")
        .code(5)
        .remarks("nothing could be pushed to")
        .remarks("this hub is closed")
        .remarks("nothing is lost");
    fs::remove_file(hub.path().join("hooks/pre-receive")).expect("a hook");
    here.ask("sync").ok().hears("gov  1 line sent");
}

// Whatever the user has told Git.

/// Settings that run programs, sign and change bytes; whatever runs leaves its mark.
#[cfg(unix)]
fn hostile_settings(world: &World) -> PathBuf {
    let at = |name: &str| world.folder().join(name).display().to_string();
    let mark = format!("case $PWD in *hub.git*) exit 0;; esac; echo \"$0\" >> {}", at("mark"));
    for hook in ["pre-push", "reference-transaction", "pre-auto-gc", "post-index-change", "pre-commit", "commit-msg"] {
        script_at(&world.folder().join("hooks").join(hook), &format!("{mark}; exit 1"));
    }
    script_at(&world.folder().join("run"), &format!("{mark}; tr a-z A-Z"));
    let run = at("run");
    world.file(
        "attributes",
        "* text eol=crlf filter=bad diff=bad ident working-tree-encoding=UTF-16\n*.jsonl binary -diff\n",
    );
    let settings = format!(
        "[core]\nhooksPath={}\nfsmonitor={run}\nautocrlf=true\neol=crlf\nattributesFile={}\nbigFileThreshold=1\n\
         [init]\ntemplateDir={}\n[filter \"bad\"]\nclean={run}\nsmudge={run}\nrequired=true\n[diff]\nexternal={run}\n\
         [gpg]\nprogram={run}\n[gpg \"ssh\"]\nprogram={run}\n[push]\ngpgSign=true\nfollowTags=true\npushOption=x\n\
         [tag]\ngpgSign=true\n[alias]\nfetch=!{run}\n[i18n]\ncommitEncoding=UTF-16\n[fetch]\nprune=true\n\
         [user]\nsigningKey=none\n[transfer]\nhideRefs=refs/milepost\n[safe]\nbareRepository=explicit\n",
        at("hooks"),
        at("attributes"),
        at("."),
    );
    world.file("settings", settings);
    world.folder().join("settings")
}

#[test]
#[cfg(unix)]
fn settings_that_run_programs_sign_or_change_bytes_are_not_obeyed() {
    let Some((hub, here, there)) = two() else { return };
    let (settings, spellings) = (World::empty(), ["true", "True", "YES", "on", "2", "-1", ""]);
    let path = hostile_settings(&settings);
    let base = fs::read_to_string(&path).expect("settings");
    for (place, spelling) in spellings.iter().enumerate() {
        let sign = if spelling.is_empty() {
            "[commit]\ngpgSign\n".to_owned()
        } else {
            format!("[commit]\ngpgSign={spelling}\n")
        };
        fs::write(&path, format!("{base}{sign}")).expect("settings");
        let variables = [("GIT_CONFIG_GLOBAL", path.to_str().expect("a path")), ("GIT_CONFIG_NOSYSTEM", "1")];
        here.at("2026-01-03").ask(&format!("note '$Id: x$ {place}' --as gov")).ok();
        let heard = succeeds(here.folder(), "sync", &variables);
        assert!(heard.contains("gov  1 line sent"), "{spelling}: {heard}");
        assert!(!git(&hub.path(), "cat-file commit milepost").contains("gpgsig"), "{spelling}");
        there.at("2026-01-03");
        succeeds(there.folder(), "sync", &variables);
    }
    let clone = World::empty();
    succeeds(
        clone.folder(),
        &format!("clone {} .", hub.path().display()),
        &[("GIT_CONFIG_GLOBAL", path.to_str().expect("a path"))],
    );
    for world in [&there, &clone] {
        assert_eq!(world.read(&here.book("gov")), here.read(&here.book("gov")));
        assert_eq!(fs::read_dir(road(world).join("hooks")).map_or(0, Iterator::count), 0);
    }
    assert_eq!(hub.read(&here.book("gov")), here.read(&here.book("gov")));
    let mark = fs::read_to_string(settings.folder().join("mark")).unwrap_or_default();
    assert!(mark.is_empty(), "{mark}");
}

#[test]
fn neither_chatter_nor_variables_lead_it_astray() {
    let Some((hub, here, _)) = two() else { return };
    let trap = [
        ("GIT_DIR", "/nowhere"),
        ("GIT_WORK_TREE", "/"),
        ("GIT_INDEX_FILE", "/nowhere/index"),
        ("GIT_OBJECT_DIRECTORY", "/nowhere/objects"),
        ("GIT_COMMON_DIR", "/nowhere"),
        ("GIT_NAMESPACE", "elsewhere"),
        ("GIT_DEFAULT_HASH", "sha256"),
        ("GIT_CONFIG", "/nowhere/config"),
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "core.hooksPath"),
        ("GIT_CONFIG_VALUE_0", "/nowhere"),
        ("GIT_AUTHOR_DATE", "yesterday, invented"),
        ("GIT_COMMITTER_DATE", "yesterday, invented"),
        ("GIT_TRACE", "1"),
        ("GIT_TRACE_SETUP", "1"),
    ];
    here.says("gov", "2026-01-04", "AM-1 full");
    assert!(succeeds(here.folder(), "sync", &trap).contains("gov  1 line sent"));
    let alone = World::with(TWO);
    succeeds(alone.folder(), "sync", &trap);
    succeeds(alone.folder(), &format!("clone {} peace", hub.path().display()), &trap);
    let run = milepost(here.folder(), "sync", &[("PATH", "/nowhere")]);
    assert_eq!(run.status.code(), Some(5), "{}", told(&run));
    assert!(told(&run).contains("there is no `git` on this machine\nhint: install Git"), "{}", told(&run));
}

#[test]
fn who_commits_is_whom_the_user_told_git_else_the_desk() {
    let Some((hub, here, _)) = two() else { return };
    let author = || git(&hub.path(), "log -1 --format=%an,%ae,%cn,%ce milepost");
    here.file("nameless", "[user]\n\tuseConfigOnly = true\n")
        .file("named", "[user]\n\tname = Ann\n\temail = a@example.org\n");
    let with = |file: &str| here.folder().join(file).display().to_string();
    for (file, right) in [("nameless", "milepost (desk),desk@milepost.invalid"), ("named", "Ann,a@example.org")] {
        here.says("gov", "2026-01-04", "AM-1 full");
        let settings = with(file);
        let variables = [("GIT_CONFIG_GLOBAL", &*settings), ("GIT_CONFIG_NOSYSTEM", "1"), ("EMAIL", "")];
        succeeds(here.folder(), "sync", &variables);
        assert_eq!(author(), format!("{right},{right}"));
    }
}

// The repository in which the folder lies.

/// A folder with a hub that is also in a repository of the user's own, with two branches that disagree about `letter.txt`.
fn in_a_repository() -> Option<(Hub, World)> {
    let (hub, here, _) = two()?;
    let folder = here.folder();
    git(folder, "init -q --initial-branch=main");
    settings(&here);
    let commit = |text: &str| {
        here.file("letter.txt", text);
        git(folder, "add -A");
        git_with(folder, &["commit", "-q", "-m", text], b"");
    };
    commit("one");
    git(folder, "checkout -q -b side");
    commit("side");
    git(folder, "checkout -q main");
    commit("main");
    commit("later");
    Some((hub, here))
}

#[test]
fn what_the_user_has_not_finished_is_neither_touched_nor_lost() {
    for (begin, abort) in [
        ("rebase side", "rebase --abort"),
        ("merge -q side", "merge --abort"),
        ("cherry-pick side", "cherry-pick --abort"),
        ("revert HEAD~1", "revert --abort"),
    ] {
        let Some((hub, here)) = in_a_repository() else { return };
        let folder = here.folder();
        let output = Command::new("git").args(begin.split(' ')).current_dir(folder).output().expect("git");
        assert!(!output.status.success(), "{begin} stops half way");
        here.says("gov", "2026-01-04", "AM-1 full");
        let book = here.read(&here.book("gov"));
        git(folder, "add -A");
        let own = || {
            ["rev-parse HEAD", "for-each-ref", "ls-files --stage", "status --porcelain"].map(|line| git(folder, line))
        };
        let before = own();
        here.ask("sync").ok().hears("gov  1 line sent");
        assert!(own() == before, "{begin}: the user's repository was touched");
        // Whatever that does to the folder, the line comes back.
        git(folder, abort);
        here.ask("sync").ok();
        assert_eq!((here.read(&here.book("gov")), hub.read(&here.book("gov"))), (book.clone(), book), "{abort}");
        here.ask("note after --as gov").ok();
        here.ask("audit").ok();
    }
}

#[test]
#[cfg(unix)]
fn index_flags_attributes_and_hooks_of_the_user_s_repository_hide_nothing() {
    let Some((hub, here)) = in_a_repository() else { return };
    let (folder, gov) = (here.folder(), here.book("gov"));
    let pre_commit = "for f in $(git diff --cached --name-only | grep jsonl); do sed -i 's/$/ /' $f; git add $f; done";
    script_at(&folder.join(".git/hooks/pre-commit"), pre_commit);
    for flag in ["--assume-unchanged", "--no-assume-unchanged", "--skip-worktree"] {
        git(folder, &format!("update-index {flag} {gov}"));
        here.says("gov", "2026-01-04", "AM-1 full");
        here.ask("sync").ok().hears("gov  1 line sent");
        assert_eq!(hub.read(&gov), here.read(&gov), "{flag}");
    }
    git(folder, &format!("update-index --no-skip-worktree {gov}"));
    // A book that is one line short, as after an older copy of it was put back.
    let whole = here.read(&gov);
    let short: String = whole.split_inclusive('\n').take(2).collect();
    for attribute in ["", "*.jsonl binary", "*.jsonl -diff"] {
        here.file(".git/info/attributes", attribute);
        git(folder, "config core.bigFileThreshold 1");
        here.file(&gov, &short).forget();
        here.ask("sync").ok().hears("Every chain is whole.").remarks("and has it again: ledger/gov");
        assert_eq!((here.read(&gov), hub.read(&gov)), (whole.clone(), whole.clone()), "{attribute}");
    }
    here.ask("note more --as gov").ok();
}

// What is not whole is neither shared nor taken, and what was shared is not lost.

#[test]
fn what_was_shared_comes_back_into_the_folder() {
    let Some((hub, here, _)) = two() else { return };
    here.says("gov", "2026-01-04", "AM-1 full");
    here.file("photo.jpg", "a photograph, invented").says("mov", "2026-01-04", "DC-1 weapons=20 --evidence photo.jpg");
    fs::rename(hub.path(), hub.path().with_file_name("away.git")).expect("a folder");
    here.ask("sync").code(5);
    let [gov, mov] = ["gov", "mov"].map(|book| (here.book(book), here.read(&here.book(book))));
    let count = |part: &str| fs::read_dir(here.folder().join(part)).expect("a folder").count();
    let (plans, evidence) = (count("plans"), count("evidence"));
    here.file(&gov.0, gov.1.split_inclusive('\n').take(2).collect::<String>());
    fs::remove_file(here.folder().join(&mov.0)).expect("a book");
    for part in ["plans", "evidence"] {
        fs::remove_dir_all(here.folder().join(part)).expect("a folder");
    }
    here.ask("sync").code(5);
    assert_eq!((here.read(&gov.0), here.read(&mov.0)), (gov.1, mov.1));
    assert_eq!((count("plans"), count("evidence")), (plans, evidence));
}

#[test]
fn what_a_crash_left_is_set_aside_before_it_is_shared() {
    let Some((hub, here, _)) = two() else { return };
    let gov = here.book("gov");
    let whole = here.read(&gov);
    here.file(&gov, whole.clone() + "{\"seq\":2,\"pr");
    here.forget();
    here.file(".milepost/arrivals/left/over", "x");
    here.ask("sync").ok().remarks("a write to `gov` had broken off; its 12 bytes are set aside");
    assert_eq!((here.read(&gov), hub.read(&gov)), (whole.clone(), whole));
    assert!(!here.folder().join(".milepost/arrivals").exists());
}

#[test]
fn a_damaged_book_changes_nothing_at_the_hub_and_comes_back_whole() {
    let Some((hub, here, there)) = two() else { return };
    let gov = here.book("gov");
    let whole = here.read(&gov);
    // Nobody else has the second line yet.
    here.says("gov", "2026-01-04", "AM-1 full");
    let longer = here.read(&gov);
    here.file(&gov, longer.replace("minimum", "maximum"));
    there.says("mov", "2026-01-04", "DC-1 weapons=20");
    there.ask("sync").ok();
    here.at("2026-01-04")
        .ask("sync")
        .code(1)
        .hears("refused: the file here is damaged")
        .hears("Damaged: `milepost audit`");
    assert_eq!(hub.read(&gov), whole);
    assert_eq!(hub.read(&there.book("mov")), there.read(&there.book("mov")));
    here.file(&gov, &longer);
    here.ask("sync").ok();
    assert_eq!(hub.read(&gov), longer);
}

/// A disk that was put back to an older day: what the hub has more of one's own book is neither taken nor overwritten unasked.
#[test]
fn what_was_lost_with_a_disk_is_recovered_from_the_hub() {
    let Some((hub, here, _)) = two() else { return };
    let backup = here.twin();
    here.says("gov", "2026-01-03", "AM-1 full");
    here.ask("sync").ok();
    let gov = here.book("gov");
    backup.at("2026-01-04").ask("recover gov --yes").ok().hears("Nothing to recover").hears_not("finished");
    let refused = "it is a book of this machine, and from line 3 on this machine did not write it";
    backup.ask("sync").code(1).hears(refused).hears("`milepost recover` shows the lines");
    assert_eq!((lines(&backup, "gov"), hub.read(&gov).lines().count()), (2, 3));
    backup.ask("recover gov").ok().hears("Would be taken, 1 line:\n  {\"seq\":2,").hears("`--yes` takes them");
    backup.ask("recover gov --yes").ok().hears("the next entry opens a new book");
    backup.ask("sync").ok().hears("Every chain is whole.");
    assert_eq!(backup.read(&gov), hub.read(&gov));
    backup.says("gov", "2026-01-05", "AM-1 intermediate").ask("list").ok();
    backup.ask("sync").ok().hears("gov-2  1 line sent");
    here.at("2026-01-05").ask("sync").ok();
    here.ask("audit").ok();
    for world in [&here, &backup] {
        world.ask("recover nobody").code(3).remarks("`nobody` is no book of this machine");
        world.ask("recover gov-2 --from nowhere").code(if std::ptr::eq(world, &here) { 3 } else { 0 });
    }
}

#[test]
fn no_lock_and_no_damage_stops_the_next_sync() {
    let Some((hub, here, there)) = two() else { return };
    let road = road(&here);
    for lock in [
        "HEAD.lock",
        "config.lock",
        "shallow.lock",
        "packed-refs.lock",
        "index.lock",
        "gc.pid",
        "refs/heads/milepost.lock",
        "refs/milepost/kept.lock",
        "refs/milepost/theirs.lock",
        "refs/milepost/parcel.lock",
    ] {
        fs::write(road.join(lock), "").expect("a lock");
    }
    let mut day = 3;
    let mut exchange = |what: &str| {
        let today = format!("2026-01-{day:02}");
        day += 1;
        there.says("mov", &today, "DC-1 weapons=20");
        there.ask("sync").ok();
        here.says("gov", &today, "AM-1 full");
        here.ask("sync").ok().hears("mov").hears("gov  1 line sent");
        assert_eq!(
            (here.read(&there.book("mov")), hub.read(&here.book("gov"))),
            (there.read(&there.book("mov")), here.read(&here.book("gov"))),
            "{what}"
        );
    };
    exchange("locks");
    let damages: [(&str, &dyn Fn()); 7] = [
        ("no HEAD", &|| fs::remove_file(road.join("HEAD")).expect("a file")),
        ("half made", &|| {
            fs::remove_dir_all(road.join("objects")).expect("objects");
            fs::remove_dir_all(road.join("refs")).expect("references");
        }),
        ("zeros", &|| each_file(&road.join("objects"), &|path| fs::write(path, [0; 64]).expect("zeros"))),
        ("cut", &|| each_file(&road.join("objects"), &|path| fs::write(path, "").expect("nothing"))),
        ("references", &|| each_file(&road.join("refs"), &|path| fs::write(path, "nothing\n").expect("nothing"))),
        ("references to nothing", &|| {
            each_file(&road.join("refs"), &|path| fs::write(path, format!("{}\n", "7".repeat(40))).expect("nothing"))
        }),
        ("made half way", &|| {
            fs::create_dir_all(here.folder().join(".milepost/.road.git.new/objects")).expect("a folder")
        }),
    ];
    for (what, damage) in damages {
        damage();
        exchange(what);
    }
    // Gone altogether, and with it the remote.
    fs::remove_dir_all(&road).expect("a road");
    here.ask("sync").ok().remarks("there is no remote yet");
    here.ask(&format!("sync --remote {}", hub.path().display())).ok();
    exchange("gone");
}

/// Does something to every file below a folder.
fn each_file(folder: &Path, deed: &dyn Fn(&Path)) {
    for file in fs::read_dir(folder).expect("a folder") {
        let path = file.expect("a file").path();
        if path.is_dir() {
            each_file(&path, deed);
        } else {
            let mut permissions = path.metadata().expect("a file").permissions();
            #[expect(clippy::permissions_set_readonly_false, reason = "what Git keeps is read only")]
            permissions.set_readonly(false);
            fs::set_permissions(&path, permissions).expect("permissions");
            deed(&path);
        }
    }
}

#[test]
fn a_slow_clock_takes_nothing_from_others() {
    let Some((hub, here, there)) = two() else { return };
    here.says("gov", "2026-01-06", "AM-1 full").says("mission", "2026-01-06", "AM-1 full");
    here.ask("sync").ok();
    let [gov, mission] = ["gov", "mission"].map(|book| (here.book(book), here.read(&here.book(book))));
    // Here it is the third of January.
    there.says("mov", "2026-01-03", "DC-1 weapons=20");
    for _ in 0..2 {
        there.ask("sync").code(1).hears("line 3 is dated").hears("refused: line 1 is dated");
        assert_eq!(lines(&there, "gov"), 2);
        assert_eq!((hub.read(&gov.0), hub.read(&mission.0)), (gov.1.clone(), mission.1.clone()));
        there.says("mov", "2026-01-03", "DC-1 weapons=40");
    }
    there.at("2026-01-06").ask("sync").ok().hears("1 line more").hears("new, 1 line");
    assert_eq!((there.read(&gov.0), there.read(&mission.0)), (gov.1, mission.1));
    here.ask("sync").ok().hears("new, 3 lines");
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
    there.ask("sync").ok();
    here.at("2026-01-03").ask("sync").ok().hears("new, 1 line").hears("1 file of evidence");
    assert_eq!(here.read(&evidence), "a photograph, invented");
    // What is altered later goes nowhere.
    here.file(&evidence, "retouched");
    here.ask("sync").ok().hears("Nothing to push").hears("Damaged: `milepost audit`");
    assert_eq!(hub.read(&evidence), "a photograph, invented");
    here.file(&evidence, "a photograph, invented");
    // What is removed goes from the hub, and comes back from nobody.
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
    for world in [&here, &third, &there] {
        let heard = world.ask("sync").ok().hears("Nothing to push");
        assert!(!heard.text().contains("1 file of evidence") && !heard.errors().contains("set aside"));
        assert!(!world.folder().join(&evidence).exists());
    }
    assert!(!hub.files().contains(&evidence));
}

#[test]
fn files_that_are_not_milepost_s_stay_at_the_hub_as_they_are() {
    let Some((hub, here, there)) = two() else { return };
    let hand = hub.by_hand();
    hand.file("README.md", "about us")
        .file("docs/a.txt", "a")
        .file("ledger/notes.txt", "b")
        .file(".gitattributes", "* text");
    push_by_hand(&hand);
    let before = hub.files();
    here.says("gov", "2026-01-04", "AM-1 full");
    here.file("letter.txt", "private").ask("sync").ok().hears("gov  1 line sent");
    there.at("2026-01-04").ask("sync").ok();
    assert_eq!(hub.files(), before);
    assert_eq!((hub.read("docs/a.txt"), hub.read(".gitattributes")), ("a".into(), "* text".into()));
    assert!(!here.folder().join("README.md").exists());
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
    let (mov, mission) = (here.book("mov"), hostile.book("mission"));
    let hand = hub.by_hand();
    std::os::unix::fs::symlink("/etc/passwd", hand.folder().join("ledger/friend.jsonl")).expect("a link");
    hand.file(&mission, hostile.read(&mission))
        .file(&mov, hand.read(&mov) + "<<<<<<< HEAD\n")
        .file(".milepost/desk.json", "{}")
        .file("Ledger/gov.jsonl", "x")
        .file("plans/1.json", "{}")
        .file("plan.json", "{\"format\":\"milepost/plan/1\"")
        .file("evidence/photo.jpg", "x");
    let folder = hand.folder();
    git(folder, "add -f -A .");
    git(folder, "commit -q -m innocent");
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
    git(folder, &format!("push -q origin {commit}:refs/heads/milepost"));

    let books: Vec<String> = ["gov", "mov"].iter().map(|book| here.read(&here.book(book))).collect();
    let plan = here.read("plan.json");
    here.says("gov", "2026-01-03", "AM-1 full");
    let before = fs::read_to_string(here.folder().join(".milepost/desk.json")).expect("a desk");
    let heard = here.ask("sync").code(1).hears("ledger/friend.jsonl  refused: it is a link").hears("new, 1 line");
    let heard = heard.hears(", line 3, is not an entry").hears("Pushed to ");
    heard.remarks("what was refused changes nothing here, and stays with the remote as it is");
    assert_eq!(here.read(".milepost/desk.json"), before);
    assert_eq!(
        (here.read(&here.book("mov")), here.read("plan.json"), hub.read("plan.json")),
        (books[1].clone(), plan.clone(), plan)
    );
    assert!(here.read(&here.book("gov")).starts_with(&books[0]) && !here.folder().join("ledger/friend.jsonl").exists());
    // Whoever writes the book puts it right at the hub.
    there.says("mov", "2026-01-04", "DC-1 weapons=40");
    there.ask("sync").code(1).hears("mov").hears("line");
    assert_eq!(hub.read(&mov), there.read(&mov));
    here.at("2026-01-04").ask("sync").code(1).hears("1 line more");
    assert_eq!(here.read(&mov), there.read(&mov));
}

/// Somebody lays a file at the hub whose name differs from a book's in case only: whoever comes new gets the book.
#[test]
#[cfg(target_os = "linux")]
fn names_that_differ_in_case_silence_no_book() {
    let Some((hub, here, _)) = two() else { return };
    let gov = here.book("gov");
    for twin in [String::new(), here.read(&gov)] {
        let hand = hub.by_hand();
        hand.file(&gov.replace("gov", "GOV"), &twin);
        push_by_hand(&hand);
        let new = World::empty();
        let cloned = new.at("2026-01-02").ask(&format!("clone {} .", hub.path().display())).code(1);
        cloned.hears("upper and lower case only");
        assert_eq!(new.read(&gov), here.read(&gov));
        new.ask("list").ok().hears("under way");
        here.ask("sync");
        here.ask("list").ok().hears("under way");
    }
}

#[test]
fn who_rewrites_a_book_is_exposed_in_every_folder() {
    let Some((hub, here, mover)) = two() else { return };
    for weapons in ["20", "40", "60"] {
        mover.says("mov", "2026-01-03", &format!("DC-1 weapons={weapons}"));
    }
    mover.ask("sync").ok();
    here.at("2026-01-03").ask("sync").ok();
    here.says("gov", "2026-01-03", "AM-1 intermediate");
    here.ask("sync").ok();
    let hand = hub.by_hand();
    let mov = mover.book("mov");
    hand.file(&mov, rewritten(&hand.read(&mov), &["forty", "none"], "2026-01-03"));
    push_by_hand(&hand);
    let before = here.read(&here.book("gov"));
    here.at("2026-01-04").ask("sync").code(1).hears("mov");
    for command in ["status", "list", "log"] {
        here.ask(command).ok();
    }
    assert_eq!(here.read(&here.book("gov")), before);
    // What another desk had seen still counts.
    assert!(here.ask("export -o jsonl").ok().text().contains("\"weapons\":60"));
}

// The plan.

#[test]
fn a_draft_is_edited_by_one_at_a_time() {
    let Some((hub, here)) = Hub::around(&plan(TWO)) else { return };
    let there = hub.clone();
    let edit = |world: &World, from: &str, to: &str| {
        world.file("plan.json", world.read("plan.json").replace(from, to));
    };
    edit(&there, "Amnesty declared", "Amnesty in force");
    there.ask("sync").ok().hears("Pushed to ");
    here.ask("sync").ok();
    here.ask("list").ok().hears("Amnesty in force");
    edit(&here, "Arms handed in", "Arms gone");
    edit(&there, "Arms handed in", "Arms melted");
    there.ask("sync").ok();
    here.ask("sync").ok().remarks("plan.json was edited here and by others; ours stays, theirs is kept in ");
    let drafts: Vec<_> = fs::read_dir(here.folder().join(".milepost/drafts")).expect("drafts").collect();
    let kept = drafts[0].as_ref().expect("a draft").path();
    assert!(fs::read_to_string(kept).expect("a draft").contains("Arms melted"));
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
        .hears("new, 1 line")
        .remarks("others have begun with another draft of the plan");
    there.ask("list").ok().hears("Amnesty declared");
    let drafts: Vec<_> = fs::read_dir(there.folder().join(".milepost/drafts")).expect("drafts").collect();
    let kept = drafts[0].as_ref().expect("a draft").path();
    assert!(fs::read_to_string(kept).expect("a draft").contains("Amnesty in force"));
    assert_eq!(here.read("plan.json"), there.read("plan.json"));
}

#[test]
fn the_hub_has_the_version_in_force() {
    let amends = r#""amend":{"by":["role:party"],"quorum":2}"#;
    let Some((hub, here)) = Hub::around(&plan(TWO).replace("\"amend\":\"never\"", amends)) else { return };
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
    assert_eq!(hub.read("plan.json"), there.read("plan.json"));
    for world in [&here, &third, &hub.clone()] {
        world.at("2026-01-04").ask("sync").ok();
        world.ask("list").ok().hears("Amnesty in force");
        assert_eq!(world.read("plan.json"), there.read("plan.json"));
        assert!(!world.ask("list").errors().contains("differs"), "{}", world.ask("list").errors());
    }
    // An edit that nobody has adopted goes nowhere.
    here.file("plan.json", here.read("plan.json").replace("Amnesty in force", "Amnesty for all"));
    here.ask("sync").ok().hears("Nothing to push");
    assert_eq!(hub.read("plan.json"), there.read("plan.json"));
}

// Twenty.

/// Has the real binary begin to sync, and kills it so many milliseconds later.
fn killed(world: &World, after: usize) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    command.arg("sync").current_dir(world.folder()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("it runs");
    std::thread::sleep(Duration::from_millis(5 * after as u64));
    let _ = child.kill();
    child.wait().expect("it ends");
}

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
            7 => killed(&self.clones[clone], self.dice.roll(40)),
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
fn twenty_folders_come_to_the_same() {
    let Some((hub, first)) = Hub::around(&plan(TWO)) else { return };
    let long = std::env::var("MILEPOST_LONG").is_ok_and(|value| value == "1");
    let steps = if long { 1000 } else { 150 };
    let mut clones = vec![first];
    clones.extend((1..20).map(|_| hub.clone()));
    let mut crowd = Crowd { clones, dice: Dice(20), minute: 0, said: Vec::new() };
    let third = steps / 3;
    (0..third).for_each(|_| crowd.step());
    // Half of them do not reach the hub any more, and meet at another.
    let (hub_path, other) = (hub.path(), hub.copy());
    let point_to =
        |world: &World, hub: &Path| drop(world.ask(&format!("sync --no-push --remote {}", hub.display())).ok());
    crowd.clones[10..].iter().for_each(|world| point_to(world.at(&crowd.now()), &other));
    (0..third).for_each(|_| crowd.step());
    crowd.clones[10..].iter().for_each(|world| point_to(world.at(&crowd.now()), &hub_path));
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
        assert_eq!(git(&road(world), "rev-parse milepost"), hub.tip());
        world.ask("sync").ok().hears("Nothing to push");
    }
    let notes: Vec<Value> =
        first.1.lines().map(|line| serde_json::from_str::<Value>(line).expect("an entry")["note"].clone()).collect();
    for note in &crowd.said {
        assert_eq!(notes.iter().filter(|told| *told == note).count(), 1, "{note}");
    }
    assert_eq!(notes.len(), crowd.said.len());
    assert!(crowd.said.len() > steps / 3, "{}", crowd.said.len());
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
    let book = here.read(&here.book("gov"));
    assert!(book.lines().last().expect("a line").contains("\"kind\":\"seal\",\"seen\":{\"mov"), "{book}");
    here.ask("audit").ok().hears("seen up to 2 by gov:3 on 2026-01-04");
    for _ in 0..2 {
        there.at("2026-01-05").ask("sync").ok();
        here.at("2026-01-05").ask("sync").ok();
    }
    assert_eq!(here.read(&here.book("gov")), book);
    assert_eq!(there.read(&there.book("gov")), book);
    // Without a key at hand nothing is asked, and nothing is witnessed.
    there.says("mov", "2026-01-06", "A arms=3");
    there.ask("sync").ok();
    drop(agent);
    here.at("2026-01-07").ask("sync").ok();
    assert_eq!(here.read(&here.book("gov")), book);
    here.ask("list").ok().hears("r 30 %");
}
