//! Workspaces that exchange through the real Git: folders on this machine around a bare repository.

use super::keys::have;
use super::world::World;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The branch of milepost's at a hub.
const BRANCH: &str = "milepost";

/// What a repository of the user's own is told in a scene, whatever the settings of this machine are.
const SETTINGS: &str = "[user]\n\tname = Invented\n\temail = invented@example.org\n[commit]\n\tgpgsign = false\n\
    [gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n[core]\n\thooksPath = .git/hooks\n\tautocrlf = false\n";

/// A bare repository that all reach; its HEAD names a branch that nobody ever pushes.
pub struct Hub(TempDir);

impl Hub {
    /// Nothing where there is no Git.
    pub fn new() -> Option<Hub> {
        have("git").then(|| {
            let hub = Hub(tempfile::tempdir().expect("a folder"));
            git(hub.0.path(), "init -q --bare --initial-branch=main hub.git");
            hub
        })
    }

    /// A hub around a workspace, with the folder that began it.
    pub fn around(plan: &str) -> Option<(Hub, World)> {
        let hub = Hub::new()?;
        let first = World::new(plan);
        std::fs::remove_file(first.folder().join("draft.json")).expect("the draft");
        first.ask(&format!("sync --remote {}", hub.path().display())).ok();
        Some((hub, first))
    }

    pub fn path(&self) -> PathBuf {
        self.0.path().join("hub.git")
    }

    /// The same hub at another place, for those who do not reach this one.
    pub fn copy(&self) -> PathBuf {
        git(self.0.path(), "clone -q --bare hub.git other.git");
        self.0.path().join("other.git")
    }

    /// Another machine that has what the hub has.
    pub fn clone(&self) -> World {
        let world = World::empty();
        world.at("2026-12-31").ask(&format!("clone {} .", self.path().display())).ok();
        world.at("2026-01-01");
        world
    }

    /// What the hub has, in a repository as anybody could make it, to change it by hand.
    pub fn by_hand(&self) -> World {
        let world = World::empty();
        git(world.folder(), &format!("clone -q --branch {BRANCH} {} .", self.path().display()));
        settings(&world);
        world
    }

    /// The names of the files that the hub has.
    pub fn files(&self) -> Vec<String> {
        let told = git(&self.path(), &format!("ls-tree -r --name-only {BRANCH}"));
        told.lines().map(str::to_owned).collect()
    }

    pub fn tip(&self) -> String {
        git(&self.path(), &format!("rev-parse {BRANCH}"))
    }

    /// A file as the hub has it.
    pub fn read(&self, file: &str) -> String {
        git_with(&self.path(), &["show", &format!("{BRANCH}:{file}")], b"")
    }

    /// A hook of the hub.
    #[cfg(unix)]
    pub fn hook(&self, name: &str, script: &str) {
        script_at(&self.path().join("hooks").join(name), script);
    }
}

/// Commits all that is in a repository of somebody's own, and pushes it to the hub.
pub fn push_by_hand(world: &World) {
    git(world.folder(), "add -f -A .");
    git(world.folder(), "commit -q -m innocent");
    git(world.folder(), &format!("push -q -f origin HEAD:{BRANCH}"));
}

#[cfg(unix)]
pub fn script_at(path: &Path, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, format!("#!/bin/sh\n{script}\n")).expect("a script");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("permissions");
}

/// Who commits in this repository of the user's own, and how.
pub fn settings(world: &World) {
    let path = world.folder().join(".git/config");
    let own = std::fs::read_to_string(&path).expect("a repository");
    std::fs::write(path, own + SETTINGS).expect("settings");
}

/// What Git answers in a folder; it succeeds.
pub fn git(folder: &Path, line: &str) -> String {
    git_with(folder, &line.split(' ').collect::<Vec<_>>(), b"").trim_end().to_owned()
}

/// The same, word by word, with something to read.
pub fn git_with(folder: &Path, words: &[&str], input: &[u8]) -> String {
    use std::io::Write;
    let mut command = Command::new("git");
    command.args(words).current_dir(folder).env("GIT_CONFIG_NOSYSTEM", "1").env("LC_ALL", "C");
    command.env("GIT_CONFIG_GLOBAL", folder.join("nothing"));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("git");
    child.stdin.take().expect("a pipe").write_all(input).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "git {words:?} in {}\n{out}{err}", folder.display());
    out.into_owned()
}
