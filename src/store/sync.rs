//! What goes between a workspace and a Git remote: committed, fetched, looked through, joined, pushed. Books are merged before
//! histories are joined, by `merge`: Git never merges a line of a book.
//!
//! ```text
//! stage, commit   what is new in the folder, and nothing else that the user has staged
//! fetch, unpack   theirs, as a folder laid out like a workspace; what has no place there is refused by name
//! (merge)         what is taken is now in our folder
//! join            both histories, with the files as they are in our folder
//! push            never forced; if others were faster, again from `fetch`
//! ```
//!
//! A step that breaks off leaves the folder and the user's branch as they were, or as they are after it.

use super::commit::{Blob, Listing, Place, SINGLE, is_shared, listing, place, shown};
use super::create::tell_git;
use super::disk;
use super::error::StoreError;
use super::git::{Git, GitError, Repository, refusal, repository, said, text};
use super::merge::{Merged, Outcome};
use super::outside::{self, Reason};
use super::shelf::{self, book_of};
use super::workspace::{ATTRIBUTES, BOOK, EVIDENCE, FORKS, IGNORE, LEDGER, PLAN, PLANS, Workspace};
use crate::ledger::flaw::{Flaw, FlawKind};
use crate::model::hash::Hash;
use crate::ledger::line::Opening;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A workspace between its folder and its remote.
pub struct Sync {
    git: Git,
    workspace: Workspace,
    repository: Repository,
    pub remote: Option<Remote>,
    /// Whether the user signs his commits.
    signs: bool,
    /// The commit that is ours; nothing where there is none, or where Git is to be asked for it again.
    head: Option<String>,
    /// Its files.
    ours: Listing,
    /// Those of milepost's files that are whole in the folder.
    whole: BTreeSet<String>,
    /// Evidence that was removed, and is to be let go of.
    gone: BTreeSet<String>,
    /// Those of which more is committed than may be taken yet.
    waiting: BTreeSet<String>,
    /// The books of theirs that are not what they should be.
    spoiled: BTreeSet<String>,
    theirs: Option<Theirs>,
    /// What of theirs has no place in a workspace.
    pub refused: Refused,
}

/// Where to fetch from and to push to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    pub name: String,
    /// The whole name of the branch there.
    branch: String,
}

impl Remote {
    pub fn branch(&self) -> &str {
        self.branch.strip_prefix("refs/heads/").unwrap_or(&self.branch)
    }

    /// Where Git remembers what was fetched.
    fn tracking(&self) -> String {
        format!("refs/remotes/{}/{}", self.name, self.branch())
    }
}

/// The commit of theirs that was fetched.
struct Theirs {
    commit: String,
    tree: String,
    /// Whether it is in our history already.
    known: bool,
    /// Whether ours is in its history.
    ahead: bool,
    /// Its files; none where it is known.
    files: Listing,
    /// The files of the commit at which the histories parted.
    base: Listing,
}

/// What of milepost's is new in the folder since the latest commit.
pub struct Staged {
    changes: Vec<Change>,
    /// Whether lines or files of that commit are not in the folder any more.
    pub lost: bool,
}

struct Change {
    path: String,
    /// Nothing where the file is gone.
    blob: Option<Blob>,
    /// Whether the commit had no such file.
    new: bool,
    /// How many lines came and went; nothing where Git does not count.
    lines: Option<(u64, u64)>,
}

/// One of the files of which each machine has a copy, as theirs is to be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Ours stays.
    Ours,
    /// Only they have changed it.
    Theirs(Vec<u8>),
    /// Both have.
    Both(Vec<u8>),
}

/// What came of a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    Done,
    /// They have all that we have.
    Needless,
    /// Somebody else has pushed since the fetch.
    Outrun,
}

/// Files of others, by how they are shown, and why they are not taken.
pub type Refused = Vec<(String, Reason)>;

/// How many times others may be faster.
pub const ATTEMPTS: usize = 10;

impl Sync {
    /// Asks for the lock of the workspace to be held.
    pub fn begin(workspace: &Workspace, remote: Option<&str>) -> Result<Sync, StoreError> {
        let repository = repository(&workspace.dir)?;
        repository.finished()?;
        let git = Git::at(&workspace.dir);
        let settings = Settings::read(&git)?;
        let remote = settings.remote(&repository.branch, remote)?;
        let head = repository.head.clone();
        let ours = head.as_ref().map(|head| files(&git, head)).transpose()?.unwrap_or_default();
        tell_git(&workspace.dir)?;
        let workspace = workspace.clone();
        let (whole, gone, waiting, spoiled) = Default::default();
        Ok(Sync {
            git,
            workspace,
            repository,
            remote,
            signs: settings.signs(),
            head,
            ours,
            whole,
            gone,
            waiting,
            spoiled,
            theirs: None,
            refused: Vec::new(),
        })
    }

    /// Evidence that was removed is shared no more, and not taken back.
    pub fn let_go(&mut self, removed: &BTreeSet<Hash>) {
        self.gone = removed.iter().map(|hash| format!("{EVIDENCE}/{hash}")).collect();
    }

    /// Looks through the folder, of which `flaws` are known, and has Git take note of what is new.
    pub fn stage(&mut self, flaws: &[Flaw]) -> Result<Staged, StoreError> {
        let git = self.git.clone();
        let shared = self.add(&git, flaws)?;
        let waiting = self.waiting.iter().filter_map(|path| self.ours.get_key_value(path.as_bytes()));
        note(&git, &waiting.map(|(path, blob)| (path.clone(), Some(blob.clone()))).collect())?;
        note(&git, &self.removed())?;
        let mut words = vec!["diff", "--cached", "--raw", "--numstat", "-z", "--no-renames", "--no-abbrev"];
        words.extend(["--no-ext-diff", "--no-textconv", "--ignore-submodules", "--"]);
        words.extend([PLAN, PLANS, LEDGER, EVIDENCE, IGNORE, ATTRIBUTES]);
        let mut changes = changes(&self.git.ask(&words)?);
        changes.retain(|change| match change.blob {
            Some(_) => shared.contains(&change.path),
            None => self.gone.contains(&change.path),
        });
        let cut =
            |change: &Change| is_in_use(&change.path) && !change.new && change.lines.is_some_and(|(_, went)| went > 0);
        let kept = |path: &str| path.starts_with(LEDGER) || path.starts_with(PLANS);
        let gone = |path: &&str| is_shared(path) && kept(path) && !self.workspace.dir.join(path).exists();
        let lost = changes.iter().any(cut) || names(&self.ours).any(|path| gone(&path));
        Ok(Staged { changes, lost })
    }

    /// Commits what is staged, and nothing that the user has staged; gives the message.
    pub fn commit(&mut self, staged: Staged) -> Result<Option<String>, StoreError> {
        if staged.changes.is_empty() {
            return Ok(None);
        }
        let first = self.ours.is_empty() && self.head.is_none();
        let message = if first { "milepost: begin".to_owned() } else { message(&staged.changes) };
        let words = ["commit", "--quiet", "--only", "--pathspec-from-file=-", "--pathspec-file-nul", "-m", &message];
        self.git.feed(&words, &joined(staged.changes.iter().map(|change| change.path.as_str())))?;
        self.head = None;
        for Change { path, blob, .. } in staged.changes {
            match blob {
                Some(blob) => self.ours.insert(path.into_bytes(), blob),
                None => self.ours.remove(path.as_bytes()),
            };
        }
        Ok(Some(message))
    }

    /// Fetches what the remote has of the branch; tells whether there is anything that our history has not.
    pub fn fetch(&mut self) -> Result<bool, StoreError> {
        let Some(remote) = &self.remote else { return Ok(false) };
        let (there, here) = (remote.branch.clone(), remote.tracking());
        let refspec = format!("+{there}:{here}");
        let words = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"];
        let output = self.git.attempt(&[&words[..], &[&remote.name, &refspec]].concat())?;
        if !output.status.success() {
            self.theirs = None;
            return match text(&output.stderr).contains("couldn't find remote ref") {
                true => Ok(false),
                false => Err(unreachable(&remote.name, refusal(&words, &output)).into()),
            };
        }
        let (commit, tree, both) = (format!("{here}^{{commit}}"), format!("{here}^{{tree}}"), format!("HEAD...{here}"));
        let told = self.git.line(&["rev-parse", "HEAD", &commit, &tree, &both])?;
        let told: Vec<&str> = told.lines().collect();
        let [head, commit, tree, rest @ ..] = &told[..] else {
            return Err(GitError::Failed { doing: "rev-parse".into(), said: told.join("\n") }.into());
        };
        let bases: Vec<&str> = rest.iter().filter_map(|line| line.strip_prefix('^')).collect();
        self.head = Some((*head).to_owned());
        let (known, ahead) = (bases.contains(commit), bases.contains(head));
        let listed = |commit: Option<&&str>| match commit {
            Some(commit) if !known => files(&self.git, commit),
            _ => Ok(Listing::new()),
        };
        let base = if ahead { self.ours.clone() } else { listed(bases.first())? };
        let files = listed(Some(commit))?;
        let [commit, tree] = [*commit, *tree].map(str::to_owned);
        self.theirs = Some(Theirs { commit, tree, known, ahead, files, base });
        Ok(!known)
    }

    /// Lays out what was fetched as a workspace in a folder of its own, less what we have and what is refused.
    pub fn unpack(&mut self) -> Result<PathBuf, StoreError> {
        let files = self.theirs.as_ref().map(|theirs| theirs.files.clone()).unwrap_or_default();
        self.lay_out(&files)
    }

    /// The same with the latest commit of ours, from which the folder has lost something.
    pub fn unpack_ours(&mut self) -> Result<PathBuf, StoreError> {
        self.whole.clear();
        self.lay_out(&self.ours.clone())
    }

    fn lay_out(&mut self, files: &Listing) -> Result<PathBuf, StoreError> {
        let folder = self.workspace.arrivals();
        clear(&folder)?;
        for part in [LEDGER.to_owned(), format!("{LEDGER}/{FORKS}"), PLANS.to_owned(), EVIDENCE.to_owned()] {
            let path = folder.join(part);
            disk::make_dir(&path).map_err(StoreError::io("make", &path))?;
        }
        let (wanted, refused) = self.sort(files);
        self.refused = refused;
        let mut blobs = self.git.blobs()?;
        for (path, blob) in wanted {
            let path = folder.join(path);
            let written = disk::scrap(&path).and_then(|mut file| blobs.copy(&blob.name, &mut file));
            written.map_err(StoreError::io("write", &path))?;
        }
        Ok(folder)
    }

    /// The files that are to be looked at, and those that are refused for their names, kinds or sizes.
    fn sort<'a>(&self, files: &'a Listing) -> (Vec<(&'a str, &'a Blob)>, Refused) {
        let (mut wanted, mut refused) = (Vec::new(), Vec::new());
        let mut taken: BTreeMap<String, &str> = BTreeMap::new();
        let same = |path: &[u8], blob: &Blob| {
            self.ours.get(path).is_some_and(|ours| ours.name == blob.name && ours.mode == blob.mode)
        };
        // Of names that differ in case only, one that we have goes first.
        let (known, new): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| self.ours.contains_key(*path));
        for (path, blob) in known.into_iter().chain(new) {
            let place = place(path, blob);
            let Ok(name) = std::str::from_utf8(path) else {
                refused.extend(unfit(place).filter(|_| !same(path, blob)).map(|reason| (shown(path), reason)));
                continue;
            };
            match place {
                Place::Foreign => {}
                Place::Unfit(reason) if !same(path, blob) => refused.push((shown(path), reason)),
                Place::Unfit(_) => {}
                Place::Single if same(path, blob) => {}
                Place::Single => wanted.push((name, blob)),
                Place::Shared if self.gone.contains(name) => {}
                Place::Shared => match taken.insert(name.to_lowercase(), name) {
                    Some(other) => {
                        taken.insert(name.to_lowercase(), other);
                        refused.push((shown(path), Reason::SpelledAlike(other.to_owned())));
                    }
                    None if same(path, blob) && self.whole.contains(name) => {}
                    None => wanted.push((name, blob)),
                },
            }
        }
        (wanted, refused)
    }

    /// What is to become of one of the files in `SINGLE`, once theirs are laid out.
    pub fn offer(&self, path: &str) -> Result<Offer, StoreError> {
        let Some(theirs) = &self.theirs else { return Ok(Offer::Ours) };
        let name = |files: &Listing| files.get(path.as_bytes()).map(|blob| blob.name.clone());
        let (ours, base) = (name(&self.ours), name(&theirs.base));
        let at = self.workspace.arrivals().join(path);
        let Some(bytes) = disk::read(&at).map_err(StoreError::io("read", &at))? else { return Ok(Offer::Ours) };
        Ok(match name(&theirs.files) {
            named if named == ours || named == base => Offer::Ours,
            _ if ours == base || ours.is_none() => Offer::Theirs(bytes),
            _ => Offer::Both(bytes),
        })
    }

    /// Takes Git's own files where only they have changed them.
    pub fn take_git_files(&self) -> Result<(), StoreError> {
        for file in [IGNORE, ATTRIBUTES] {
            if let Offer::Theirs(bytes) = self.offer(file)? {
                let path = self.workspace.dir.join(file);
                disk::write_aside(&path, &bytes).map_err(StoreError::io("write", &path))?;
            }
        }
        tell_git(&self.workspace.dir).map(drop)
    }

    /// Once what is laid out is merged: lines that wait for their day stay committed as they are, and versions of a book that are set
    /// aside there are here too, also where all that they say stands in another. So all come to hold the same files.
    pub fn settle(&mut self, merged: &Merged) -> Result<(), StoreError> {
        let waits =
            |outcome: &Outcome| matches!(outcome, Outcome::UpTo { .. } | Outcome::Refused(Reason::Ahead { .. }));
        let waiting = merged.books.iter().filter(|(_, outcome)| waits(outcome)).map(|(stem, _)| book(stem));
        self.waiting.extend(waiting);
        // A file of ours that stands in the way of theirs says nothing against theirs.
        let spoiled = |outcome: &Outcome| match outcome {
            Outcome::Refused(reason) => !matches!(reason, Reason::OursDamaged(_) | Reason::SpelledAlike(_)),
            _ => false,
        };
        let refused = merged.books.iter().filter(|(_, outcome)| spoiled(outcome)).map(|(stem, _)| book(stem));
        self.spoiled = refused.collect();
        let theirs = Workspace { dir: self.workspace.arrivals() };
        for stem in stems(&theirs.forks(), BOOK)? {
            let [from, to] = [&theirs, &self.workspace].map(|at| at.forks().join(format!("{stem}.{BOOK}")));
            let bytes = disk::read(&from).map_err(StoreError::io("read", &from))?.unwrap_or_default();
            let name = book_of(&stem, &bytes).map(str::to_owned);
            if !to.exists() && name.is_some_and(|name| shelf::read(&name, &stem, bytes.clone()).1.is_empty()) {
                disk::make_dir(&self.workspace.forks()).map_err(StoreError::io("make", &to))?;
                disk::write_aside(&to, &bytes).map_err(StoreError::io("write", &to))?;
            }
        }
        Ok(())
    }

    /// The first version of the plan that all of their books name, once they are laid out.
    pub fn their_root(&self) -> Result<Option<(Hash, Vec<u8>)>, StoreError> {
        let theirs = Workspace { dir: self.workspace.arrivals() };
        let ledger = theirs.ledger();
        let mut roots = BTreeSet::new();
        for book in disk::list(&ledger, BOOK).map_err(StoreError::io("list", &ledger))? {
            let path = theirs.book(&book);
            let bytes = disk::read(&path).map_err(StoreError::io("read", &path))?.unwrap_or_default();
            let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
            let opening = std::str::from_utf8(first).ok().and_then(Opening::read);
            roots.extend(opening.map(|opening| opening.root));
        }
        let Some(root) = roots.first().copied().filter(|_| roots.len() == 1) else { return Ok(None) };
        let path = theirs.version(root);
        let bytes = disk::read(&path).map_err(StoreError::io("read", &path))?;
        Ok(bytes.filter(|bytes| Hash::of(bytes) == root).map(|bytes| (root, bytes)))
    }

    /// Sees that the files that are not milepost's can be joined.
    pub fn joinable(&self) -> Result<(), StoreError> {
        self.foreign().map(drop)
    }

    /// Makes one history of both, with milepost's files as they are in the folder, of which `flaws` are known; gives the message of
    /// the commit, if one was needed.
    pub fn join(&mut self, flaws: &[Flaw]) -> Result<Option<String>, StoreError> {
        let Some(Theirs { commit: theirs, tree: their_tree, ahead, .. }) =
            self.theirs.as_ref().filter(|theirs| !theirs.known)
        else {
            let staged = self.stage(flaws)?;
            return self.commit(staged);
        };
        let (theirs, their_tree, ahead) = (theirs.clone(), their_tree.clone(), *ahead);
        let head = self.head.clone().unwrap_or_default();
        let foreign = self.foreign()?;
        let index = self.workspace.arrivals().join("index");
        let aside = self.git.with_index(&index);
        aside.ask(&["read-tree", &head])?;
        let waiting = self.theirs_that_wait();
        let dropped = [self.dropped(), self.removed()].into_iter().flatten().collect();
        for git in [aside.clone(), self.git.clone()] {
            self.add(&git, flaws)?;
            note(&git, &waiting)?;
            note(&git, &self.mended())?;
            note(&git, &dropped)?;
        }
        note(&aside, &foreign)?;
        let tree = aside.line(&["write-tree"])?;
        if !foreign.is_empty() {
            let output = self.git.attempt(&["read-tree", "-m", "-u", &head, &tree])?;
            if !output.status.success() {
                return Err(GitError::InTheWay { said: said(&output) }.into());
            }
        }
        let (commit, message) = match ahead && tree == their_tree {
            true => (theirs.clone(), None),
            false => {
                let message = self.join_message();
                let parents = if ahead { vec!["-p", &theirs] } else { vec!["-p", &head, "-p", &theirs] };
                let sign = if self.signs { &["-S"][..] } else { &[] };
                let words = [&["commit-tree"][..], sign, &parents, &["-m", &message, &tree]].concat();
                (self.git.line(&words)?, Some(message))
            }
        };
        self.git.ask(&["update-ref", "-m", "milepost sync", &self.repository.branch, &commit, &head])?;
        self.ours = files(&self.git, &commit)?;
        self.head = Some(commit);
        Ok(message.map(|message| message.lines().next().unwrap_or_default().to_owned()))
    }

    /// The books of theirs of which more is committed than may be taken yet.
    fn theirs_that_wait(&self) -> BTreeMap<Vec<u8>, Option<Blob>> {
        let files = self.theirs.as_ref().map(|theirs| &theirs.files);
        let blob = |path: &String| files?.get_key_value(path.as_bytes());
        self.waiting.iter().filter_map(blob).map(|(path, blob)| (path.clone(), Some(blob.clone()))).collect()
    }

    /// Evidence that was committed and removed since.
    fn removed(&self) -> BTreeMap<Vec<u8>, Option<Blob>> {
        let gone = self.gone.iter().filter(|path| self.ours.contains_key(path.as_bytes()));
        gone.map(|path| (path.clone().into_bytes(), None)).collect()
    }

    /// What has no place in a workspace and was committed nevertheless, where others have left it out since. In the folder it stays.
    fn dropped(&self) -> BTreeMap<Vec<u8>, Option<Blob>> {
        let Some(theirs) = &self.theirs else { return BTreeMap::new() };
        let unfit = |(path, blob): &(&Vec<u8>, &Blob)| matches!(place(path, blob), Place::Unfit(_));
        let left_out = |path: &Vec<u8>| theirs.base.contains_key(path) && !theirs.files.contains_key(path);
        let dropped = self.ours.iter().filter(unfit).map(|(path, _)| path.clone());
        dropped.filter(left_out).map(|path| (path, None)).collect()
    }

    /// The books that are not what they should be, in the folder as in our commit, where others have put them right since.
    fn mended(&self) -> BTreeMap<Vec<u8>, Option<Blob>> {
        let Some(theirs) = &self.theirs else { return BTreeMap::new() };
        let ours_is_bad = |path: &&str| is_shared(path) && path.starts_with(LEDGER) && !self.whole.contains(*path);
        let aside = |path: &&str| self.waiting.contains(*path) || self.spoiled.contains(*path);
        let changed_by_them = |path: &&str| {
            let [ours, base] =
                [&self.ours, &theirs.base].map(|files| files.get(path.as_bytes()).map(|blob| &blob.name));
            ours == base
        };
        let mended = names(&self.ours).filter(ours_is_bad).filter(|path| !aside(path)).filter(changed_by_them);
        mended.map(|path| (path.as_bytes().to_vec(), theirs.files.get(path.as_bytes()).cloned())).collect()
    }

    fn join_message(&self) -> String {
        const MOST: usize = 20;
        let from = self.remote.as_ref().map_or(String::new(), |remote| format!(" {}/{}", remote.name, remote.branch()));
        let left_out = self.refused.iter().take(MOST).map(|(file, _)| format!("\nleft out: {file:?}"));
        let left_out: String = left_out.collect();
        format!("milepost: join{from}{}{left_out}", if left_out.is_empty() { "" } else { "\n" })
    }

    /// The lines of each book that we have and they lack.
    pub fn sent(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let Some(theirs) = &self.theirs else { return Ok(Vec::new()) };
        let words =
            ["diff", "--raw", "--numstat", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv"];
        let told = self.git.ask(&[&words[..], &[&theirs.commit, "HEAD", "--", LEDGER]].concat())?;
        Ok(changes(&told).iter().filter_map(grown).collect())
    }

    pub fn push(&self) -> Result<Pushed, StoreError> {
        let Some(remote) = &self.remote else { return Ok(Pushed::Needless) };
        if self.head.is_some() && self.theirs.as_ref().map(|theirs| &theirs.commit) == self.head.as_ref() {
            return Ok(Pushed::Needless);
        }
        let refspec = format!("HEAD:{}", remote.branch);
        let output = self.git.attempt(&["push", "--porcelain", "--quiet", &remote.name, &refspec])?;
        if output.status.success() {
            return Ok(Pushed::Done);
        }
        let told = text(&output.stdout) + &text(&output.stderr);
        let faster = ["[rejected]", "cannot lock ref", "failed to update ref", "incorrect old value"];
        match faster.iter().any(|words| told.contains(words)) {
            true => Ok(Pushed::Outrun),
            false => Err(GitError::NotPushed { remote: remote.name.clone(), said: said(&output) }.into()),
        }
    }

    /// Whether the remote has the branch.
    pub fn is_new_there(&self) -> bool {
        self.theirs.is_none()
    }

    /// Has Git take note, in that index, of milepost's files as they are in the folder; gives their paths. A file that is not what it
    /// should be stays as it was committed, and so does one that is gone.
    fn add(&mut self, git: &Git, flaws: &[Flaw]) -> Result<BTreeSet<String>, StoreError> {
        let (shared, fixed) = self.here(flaws)?;
        git.feed(
            &["add", "-f", "--pathspec-from-file=-", "--pathspec-file-nul"],
            &joined(shared.iter().map(String::as_str)),
        )?;
        self.whole = shared.iter().cloned().chain(fixed).collect();
        Ok(shared)
    }

    /// Milepost's files in the folder: those that Git is to take as they are, and those that never change and that it has.
    fn here(&self, flaws: &[Flaw]) -> Result<(BTreeSet<String>, Vec<String>), StoreError> {
        let workspace = &self.workspace;
        let known = |path: &String| self.ours.contains_key(path.as_bytes());
        let single = SINGLE.iter().map(|file| (*file).to_owned());
        let mut shared: BTreeSet<String> = single.filter(|file| is_file(&workspace.dir.join(file))).collect();
        let unread = |stem: &str| flaws.iter().any(|flaw| flaw.book == stem && spoils(&flaw.kind));
        shared
            .extend(stems(&workspace.ledger(), BOOK)?.into_iter().filter(|stem| !unread(stem)).map(|stem| book(&stem)));
        let forks = stems(&workspace.forks(), BOOK)?.into_iter().map(|stem| format!("{FORKS}/{stem}"));
        let plans = stems(&workspace.plans(), "json")?.into_iter().map(|stem| format!("{PLANS}/{stem}.json"));
        let evidence = outside::list(&workspace.evidence()).map_err(StoreError::io("list", &workspace.evidence()))?;
        let evidence = evidence.into_iter().map(|name| format!("{EVIDENCE}/{name}"));
        let fixed = forks.filter(|stem| !unread(stem)).map(|stem| book(&stem)).chain(plans).chain(evidence);
        let (known, new): (Vec<String>, Vec<String>) = fixed.filter(|path| is_shared(path)).partition(known);
        shared
            .extend(new.into_iter().filter(|path| path.starts_with(LEDGER) || is_its_hash(&workspace.dir.join(path))));
        shared.retain(|path| !self.waiting.contains(path) && !self.gone.contains(path));
        shared.retain(|path| SINGLE.contains(&path.as_str()) || is_shared(path));
        Ok((shared, known))
    }

    /// What they have changed of the files that are not milepost's: by path, nothing for those that they took away.
    fn foreign(&self) -> Result<BTreeMap<Vec<u8>, Option<Blob>>, StoreError> {
        let mut changed = BTreeMap::new();
        let mut both = Vec::new();
        let Some(theirs) = self.theirs.as_ref().filter(|theirs| !theirs.known) else { return Ok(changed) };
        let is_foreign = |(path, blob): &(&Vec<u8>, &Blob)| place(path, blob) == Place::Foreign;
        let paths: BTreeSet<&Vec<u8>> =
            self.ours.iter().chain(&theirs.files).filter(is_foreign).map(|(path, _)| path).collect();
        let same = |a: Option<&Blob>, b: Option<&Blob>| {
            a.map(|blob| (&blob.mode, &blob.name)) == b.map(|blob| (&blob.mode, &blob.name))
        };
        for path in paths {
            let [ours, their, base] = [&self.ours, &theirs.files, &theirs.base].map(|files| files.get(path));
            if same(ours, their) || same(their, base) {
                continue;
            }
            match same(ours, base) {
                true => drop(changed.insert(path.clone(), their.cloned())),
                false => both.push(shown(path)),
            }
        }
        match both.is_empty() {
            true => Ok(changed),
            false => Err(GitError::BothChanged { files: both }.into()),
        }
    }
}

impl Drop for Sync {
    fn drop(&mut self) {
        let _ = clear(&self.workspace.arrivals());
    }
}

/// Makes a repository where there is none; tells whether it did.
pub fn begin_repository(folder: &Path) -> Result<bool, StoreError> {
    match repository(folder) {
        Ok(_) => Ok(false),
        Err(GitError::NoRepository { .. }) => {
            Git::at(folder).ask(&["init", "--quiet"]).map(|_| true).map_err(Into::into)
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether a folder is the top of a repository, as a clone is.
pub fn is_top(folder: &Path) -> bool {
    folder.join(".git").exists()
}

/// Sees that a folder, which need not be there yet, can have a repository of its own.
pub fn may_begin(folder: &Path) -> Result<(), StoreError> {
    let there = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(folder);
    match repository(there) {
        Err(GitError::NoRepository { .. }) => Ok(()),
        Ok(_) if there == folder => Ok(()),
        Ok(_) => Err(GitError::Inside { folder: folder.to_owned(), top: there.to_owned() }.into()),
        Err(GitError::Inside { top, .. }) => Err(GitError::Inside { folder: folder.to_owned(), top }.into()),
        Err(error) => Err(error.into()),
    }
}

/// What the user has told Git of remotes and signatures.
struct Settings(Vec<(String, String)>);

impl Settings {
    fn read(git: &Git) -> Result<Settings, GitError> {
        let asked = r"^(remote\..*\.url|branch\..*\.(remote|merge)|commit\.gpgsign)$";
        let words = ["config", "-z", "--get-regexp", asked];
        let output = git.attempt(&words)?;
        if !output.status.success() && !output.stderr.is_empty() {
            return Err(refusal(&words, &output));
        }
        let told = text(&output.stdout);
        let pairs = told.split('\0').filter(|pair| !pair.is_empty());
        Ok(Settings(pairs.map(|pair| pair.split_once('\n').unwrap_or((pair, "true"))).map(owned).collect()))
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().rev().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    fn signs(&self) -> bool {
        self.get("commit.gpgsign").is_some_and(|value| ["true", "yes", "on", "1"].contains(&value))
    }

    /// The remote that is named, else the one that the branch follows, else the only one.
    fn remote(&self, branch: &str, named: Option<&str>) -> Result<Option<Remote>, GitError> {
        let of = |key: &str| key.strip_prefix("remote.").and_then(|key| key.strip_suffix(".url")).map(str::to_owned);
        let mut known: Vec<String> = self.0.iter().filter_map(|(key, _)| of(key)).collect();
        known.dedup();
        let short = branch.strip_prefix("refs/heads/").unwrap_or(branch);
        let followed =
            self.get(&format!("branch.{short}.remote")).filter(|name| known.iter().any(|known| known == name));
        let name = match (named, followed, &known[..]) {
            (Some(name), ..) if known.iter().any(|known| known == name) => name,
            (Some(name), ..) => return Err(GitError::NoSuchRemote { name: name.to_owned(), known }),
            (None, Some(followed), _) => followed,
            (None, None, []) => return Ok(None),
            (None, None, [only]) => only,
            (None, None, _) => return Err(GitError::WhichRemote { known }),
        };
        let there = self.get(&format!("branch.{short}.merge")).filter(|_| followed == Some(name));
        let branch = there.filter(|there| there.starts_with("refs/heads/")).unwrap_or(branch).to_owned();
        Ok(Some(Remote { name: name.to_owned(), branch }))
    }
}

fn owned((key, value): (&str, &str)) -> (String, String) {
    (key.to_owned(), value.to_owned())
}

/// The files of a commit.
fn files(git: &Git, commit: &str) -> Result<Listing, GitError> {
    Ok(listing(&git.ask(&["ls-tree", "-r", "-l", "-z", "--full-tree", commit])?))
}

fn names(files: &Listing) -> impl Iterator<Item = &str> {
    files.keys().filter_map(|path| std::str::from_utf8(path).ok())
}

fn unreachable(remote: &str, error: GitError) -> GitError {
    match error {
        GitError::Failed { said, .. } => GitError::Unreachable { remote: remote.to_owned(), said },
        other => other,
    }
}

fn unfit(place: Place) -> Option<Reason> {
    match place {
        Place::Unfit(reason) => Some(reason),
        _ => None,
    }
}

/// What `git diff --raw --numstat -z` tells.
fn changes(told: &[u8]) -> Vec<Change> {
    let told = text(told);
    let mut words = told.split('\0');
    let mut changes = Vec::new();
    while let Some(word) = words.next() {
        if let Some(raw) = word.strip_prefix(':') {
            let parts: Vec<&str> = raw.split(' ').collect();
            let path = words.next().unwrap_or_default().to_owned();
            if let [_, mode, _, name, status] = parts[..] {
                let blob = || Blob { mode: mode.to_owned(), name: name.to_owned(), size: None };
                let blob = (status != "D").then(blob);
                changes.push(Change { path, blob, new: status == "A", lines: None });
            }
        } else if let [came, went, path] = word.splitn(3, '\t').collect::<Vec<_>>()[..]
            && let Some(change) = changes.iter_mut().find(|change| change.path == path)
        {
            change.lines = came.parse().ok().zip(went.parse().ok());
        }
    }
    changes
}

/// How many entries a book has grown by.
fn grown(change: &Change) -> Option<(String, u64)> {
    let stem = change.path.strip_prefix(LEDGER)?.strip_prefix('/')?.strip_suffix(BOOK)?.strip_suffix('.')?;
    let lines = change.lines?.0.saturating_sub(u64::from(change.new));
    (is_in_use(&change.path) && lines > 0).then(|| (stem.to_owned(), lines))
}

/// Says which books grew, or what else has changed.
fn message(changes: &[Change]) -> String {
    const MOST: usize = 10;
    let books: Vec<String> = changes.iter().filter_map(grown).map(|(book, lines)| format!("{book} +{lines}")).collect();
    let parts = match books.is_empty() {
        true => changes.iter().map(|change| change.path.clone()).collect(),
        false => books,
    };
    let more = parts.len().saturating_sub(MOST);
    let told = parts[..parts.len() - more].join(", ");
    if more == 0 { format!("milepost: {told}") } else { format!("milepost: {told} and {more} more") }
}

/// Whether a path is that of a book in use.
fn is_in_use(path: &str) -> bool {
    is_shared(path) && path.strip_prefix(LEDGER).is_some_and(|rest| rest.matches('/').count() == 1)
}

fn book(stem: &str) -> String {
    format!("{LEDGER}/{stem}.{BOOK}")
}

fn stems(folder: &Path, ending: &str) -> Result<Vec<String>, StoreError> {
    disk::list(folder, ending).map_err(StoreError::io("list", folder))
}

fn is_file(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|data| data.is_file())
}

/// Whether a file's bytes are those that its name says.
fn is_its_hash(path: &Path) -> bool {
    let named = path.file_stem().and_then(|stem| Hash::parse(stem.to_str()?));
    named.is_some() && outside::hash(path, u64::MAX).ok() == named
}

/// Whether a flaw keeps a book from being shared: it is not what its desk wrote, or no book at all.
fn spoils(kind: &FlawKind) -> bool {
    use FlawKind::*;
    match kind {
        NotUtf8
        | TooLong
        | BrokenChain
        | NotJson(_)
        | Torn { .. }
        | NoOpening
        | WrongName { .. }
        | OtherRoot { .. } => true,
        Empty | Altered | Unreadable(_) => true,
        NotUnderstood(_) | ClockBehind | BadSeal(_) | CutBack { .. } | Rewritten { .. } | Gone { .. } => false,
        Forked { .. } | Said(_) | Unproven | FirstFormat | Foreign { .. } => false,
    }
}

/// Paths as Git reads them.
fn joined<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<u8> {
    paths.flat_map(|path| path.bytes().chain([0])).collect()
}

/// Files for an index, those that go first: a folder may take the place of a file.
fn index_info(files: &BTreeMap<Vec<u8>, Option<Blob>>) -> Vec<u8> {
    let width = files.values().flatten().map(|blob| blob.name.len()).next().unwrap_or(40);
    let nothing = Blob { mode: "0".into(), name: "0".repeat(width), size: None };
    let (gone, there): (Vec<_>, Vec<_>) = files.iter().partition(|(_, blob)| blob.is_none());
    let line = |(path, blob): (&Vec<u8>, &Option<Blob>)| {
        let Blob { mode, name, .. } = blob.as_ref().unwrap_or(&nothing);
        [format!("{mode} {name}\t").as_bytes(), path, b"\0"].concat()
    };
    gone.into_iter().chain(there).flat_map(line).collect()
}

/// Notes files in an index, and leaves the folder alone.
fn note(git: &Git, files: &BTreeMap<Vec<u8>, Option<Blob>>) -> Result<(), GitError> {
    match files.is_empty() {
        true => Ok(()),
        false => git.feed(&["update-index", "-z", "--index-info"], &index_info(files)).map(drop),
    }
}

fn clear(folder: &Path) -> Result<(), StoreError> {
    disk::clear(folder).map_err(StoreError::io("clear", folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: &[(&str, &str)]) -> Settings {
        Settings(pairs.iter().copied().map(owned).collect())
    }

    #[test]
    fn the_remote_is_the_named_one_or_that_of_the_branch_or_the_only_one() {
        let branch = "refs/heads/peace";
        let remote = |settings: &Settings, named| {
            settings.remote(branch, named).map(|remote| remote.map(|it| (it.name, it.branch)))
        };
        let told = |name: &str, branch: &str| Ok(Some((name.to_owned(), branch.to_owned())));
        assert_eq!(remote(&settings(&[]), None), Ok(None));
        let one = settings(&[("remote.hub.url", "x")]);
        assert_eq!(remote(&one, None), told("hub", branch));
        assert_eq!(
            remote(&one, Some("hut")),
            Err(GitError::NoSuchRemote { name: "hut".into(), known: vec!["hub".into()] })
        );
        let two = [("remote.hub.url", "x"), ("remote.other.url", "y")];
        assert!(matches!(remote(&settings(&two), None), Err(GitError::WhichRemote { .. })));
        assert_eq!(remote(&settings(&two), Some("other")), told("other", branch));
        let follows = [("branch.peace.remote", "other"), ("branch.peace.merge", "refs/heads/main")];
        let all = settings(&[&two[..], &follows].concat());
        assert_eq!(remote(&all, None), told("other", "refs/heads/main"));
        assert_eq!(remote(&all, Some("hub")), told("hub", branch));
    }

    #[test]
    fn a_message_says_which_books_grew() {
        let raw = |status: &str, path: &str| format!(":100644 100644 aa bb {status}\0{path}\0");
        let told = raw("M", "ledger/amm.jsonl") + &raw("A", "ledger/goi.jsonl") + &raw("D", "ledger/x.jsonl");
        let told =
            told + &raw("M", "plan.json") + "3\t0\tledger/amm.jsonl\x002\t0\tledger/goi.jsonl\x001\t1\tplan.json\0";
        let changes = changes(told.as_bytes());
        assert_eq!(changes.iter().filter(|change| change.blob.is_some()).count(), 3);
        assert_eq!(message(&changes), "milepost: amm +3, goi +1");
        assert_eq!(message(&changes[3..]), "milepost: plan.json");
    }
}
