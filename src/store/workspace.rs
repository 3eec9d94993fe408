//! Where things are in a workspace (design, section 3), and what this machine remembers of itself there.

use super::disk;
use super::error::StoreError;
use crate::ledger::point::Point;
use crate::model::hash::Hash;
use crate::model::id::Id;
use crate::model::json;
use crate::model::name::BookId;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};

pub const PLAN: &str = "plan.json";
pub const PLANS: &str = "plans";
pub const LEDGER: &str = "ledger";
pub const FORKS: &str = "forks";
pub const EVIDENCE: &str = "evidence";
/// How tables are read that are imported; kept for people, and not sent by `sync`.
pub const RULES_FOLDER: &str = "rules";
/// This machine only; ignored by Git.
pub const OWN: &str = ".milepost";
/// What Git is told about a workspace.
pub const IGNORE: &str = ".gitignore";
pub const ATTRIBUTES: &str = ".gitattributes";
/// How the names of books end.
pub const BOOK: &str = "jsonl";

/// What stands in the folder of a workspace and is not for anybody to replace; whatever the case, since some disks know none.
const OWNED: [&str; 8] = [PLAN, PLANS, LEDGER, EVIDENCE, OWN, IGNORE, ATTRIBUTES, ".git"];

/// The folder of a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    pub dir: PathBuf,
}

impl Workspace {
    /// The workspace that holds `start`: the nearest folder with a plan and somewhere to keep books or versions, or with
    /// a plan that says it is one (Git carries no empty folders). A lone plan.json may be some other program's.
    pub fn find(start: &Path) -> Option<Workspace> {
        let kept = |dir: &Path| [OWN, LEDGER, PLANS].iter().any(|name| dir.join(name).is_dir());
        // Books with their versions are a workspace even where plan.json is gone: the version in force answers.
        let books = |dir: &Path| dir.join(LEDGER).is_dir() && [OWN, PLANS].iter().any(|name| dir.join(name).is_dir());
        let plan = |dir: &Path| dir.join(PLAN).is_file() && (kept(dir) || is_plan(&dir.join(PLAN)));
        let dir = start.ancestors().find(|dir| plan(dir) || books(dir));
        dir.map(|dir| Workspace { dir: dir.to_owned() })
    }

    /// The workspace that a file of this path is part of: that would be its plan, a version, a book, evidence, what this machine
    /// remembers, or what Git is told. Links in the path are followed up to the name.
    pub fn owning(path: &Path) -> Option<Workspace> {
        let owned = |workspace: &Workspace| {
            let below = path.strip_prefix(&workspace.dir).ok().and_then(|below| below.components().next());
            let name = below.map(|name| name.as_os_str().to_string_lossy().to_lowercase());
            name.is_some_and(|name| OWNED.contains(&&*name))
        };
        let next = |inner: &Workspace| Workspace::find(inner.dir.parent()?);
        std::iter::successors(Workspace::find(path), next).find(owned)
    }

    pub fn plan(&self) -> PathBuf {
        self.dir.join(PLAN)
    }

    pub fn plans(&self) -> PathBuf {
        self.dir.join(PLANS)
    }

    /// Where the version of a plan with this hash is kept.
    pub fn version(&self, hash: Hash) -> PathBuf {
        self.plans().join(format!("{hash}.json"))
    }

    pub fn ledger(&self) -> PathBuf {
        self.dir.join(LEDGER)
    }

    pub fn book(&self, name: &str) -> PathBuf {
        self.ledger().join(format!("{name}.{BOOK}"))
    }

    /// Where versions of a book are set aside that disagree, each named by the book and its own hash.
    pub fn forks(&self) -> PathBuf {
        self.ledger().join(FORKS)
    }

    /// Attached files, named by their SHA-256.
    pub fn evidence(&self) -> PathBuf {
        self.dir.join(EVIDENCE)
    }

    /// The rules files by which tables are read.
    pub fn rules(&self) -> PathBuf {
        self.dir.join(RULES_FOLDER)
    }

    pub fn own(&self) -> PathBuf {
        self.dir.join(OWN)
    }

    pub fn lock(&self) -> PathBuf {
        self.own().join("lock")
    }

    pub fn desk(&self) -> PathBuf {
        self.own().join("desk.json")
    }

    /// Where a copy is made before it is moved to its place.
    pub fn aside(&self) -> PathBuf {
        self.own().join("copy.new")
    }

    /// The salts of confidential evidence.
    pub fn salts(&self) -> PathBuf {
        self.own().join("salts")
    }

    /// What was worked out of the books; worth nothing without them.
    pub fn cache(&self) -> PathBuf {
        self.own().join("cache")
    }

    /// What they came to since that was kept.
    pub fn cache_since(&self) -> PathBuf {
        self.own().join("cache-since")
    }

    /// The longest heads met of every book.
    pub fn heads(&self) -> PathBuf {
        self.own().join("heads.json")
    }

    /// Drafts of the plan that another draft came before, each named by its hash.
    pub fn drafts(&self) -> PathBuf {
        self.own().join("drafts")
    }

    /// What others have sent, while it is looked at; worth nothing afterwards.
    pub fn arrivals(&self) -> PathBuf {
        self.own().join("arrivals")
    }

    /// Texts that are open in an editor.
    pub fn edited(&self) -> PathBuf {
        self.own().join("edit")
    }

    /// Where files go that others removed, until this machine's user deletes them.
    pub fn removed(&self) -> PathBuf {
        self.own().join("removed")
    }

    /// What may be said again once a book was recovered.
    pub fn recovered(&self) -> PathBuf {
        self.own().join("recovered")
    }

    /// The bare repository that `sync` uses.
    pub fn road(&self) -> PathBuf {
        self.own().join("road.git")
    }

    /// Where unfinished lines are kept that a crash left at the end of a book.
    pub fn torn(&self) -> PathBuf {
        self.own().join("torn")
    }
}

/// Whether a file names the format of a plan near its beginning.
fn is_plan(path: &Path) -> bool {
    let start = disk::start(path, 4096).unwrap_or_default();
    String::from_utf8_lossy(&start).contains("\"milepost/plan/")
}

const FORMAT: &str = "milepost/desk/2";

/// What this machine remembers of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskFile {
    pub format: String,
    /// The actor or book that speaks unless another is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaks: Option<Id>,
    /// Which folder of which machine this is: in a copy of it, none of the books is written to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The books opened on this machine, in the order in which they were; the only ones that it writes to.
    #[serde(default)]
    pub books: Vec<OwnBook>,
    /// Whether it has been said that notes and evidence name no victims, witnesses or sources.
    #[serde(default)]
    pub reminded: bool,
}

/// A book of this machine, and where it ends: nothing else is sealed, or gone on from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnBook {
    pub book: BookId,
    /// The last line that this machine knows to have written, `41:<64 hex>`.
    pub end: String,
    /// The last line of a write that was begun, and may have been finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl OwnBook {
    /// Whether the book was to be opened and never was: the write of its first lines failed.
    pub fn is_unwritten(&self, workspace: &Workspace) -> bool {
        self.end.starts_with("0:") && !workspace.book(&self.book.to_string()).exists()
    }

    /// Where the book may end, the furthest first.
    pub fn ends(&self) -> impl Iterator<Item = Point> {
        self.next.iter().chain([&self.end]).filter_map(|point| Point::parse(point))
    }
}

impl Default for DeskFile {
    fn default() -> DeskFile {
        DeskFile { format: FORMAT.into(), speaks: None, place: None, books: Vec::new(), reminded: false }
    }
}

impl DeskFile {
    /// Whether a book is this machine's to write to.
    pub fn owns(&self, id: &BookId) -> bool {
        self.books.iter().any(|own| own.book == *id)
    }

    pub fn read(workspace: &Workspace) -> Result<DeskFile, StoreError> {
        let path = workspace.desk();
        let Some(bytes) = disk::read(&path).map_err(StoreError::io("read", &path))? else {
            return Ok(DeskFile::default());
        };
        match json::from_slice::<DeskFile>(&bytes) {
            // In a copy of the folder, or on another machine, nothing is its own.
            Ok(desk) if desk.format == FORMAT && desk.place != disk::place(&workspace.own()) => {
                Ok(DeskFile { place: None, books: Vec::new(), ..desk })
            }
            Ok(desk) if desk.format == FORMAT => Ok(desk),
            Ok(desk) => Err(StoreError::DeskUnreadable { path, reason: desk.format }),
            Err(error) => Err(StoreError::DeskUnreadable { path, reason: json::plain(&error) }),
        }
    }

    /// Writes it down before anything is recorded.
    pub fn write(&self, workspace: &Workspace) -> Result<(), StoreError> {
        disk::make_dir(&workspace.own()).map_err(StoreError::io("make", &workspace.own()))?;
        self.put(workspace).map_err(StoreError::before("write", &workspace.desk()))
    }

    /// Writes it down after something was recorded.
    pub fn write_after(&self, workspace: &Workspace) -> Result<(), StoreError> {
        self.put(workspace).map_err(StoreError::unsure("write", &workspace.desk()))
    }

    fn put(&self, workspace: &Workspace) -> io::Result<()> {
        let here = DeskFile { place: disk::place(&workspace.own()), ..self.clone() };
        let text = serde_json::to_string_pretty(&here).expect("names are JSON") + "\n";
        disk::write_aside(&workspace.desk(), text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_is_found_from_below_but_not_in_a_lone_plan() {
        let dir = tempfile::tempdir().unwrap();
        let below = dir.path().join("a/b");
        disk::make_dir(&below).unwrap();
        for name in ["plan.json", "a/plan.json"] {
            disk::write_aside(&dir.path().join(name), b"{}").unwrap();
        }
        assert_eq!(Workspace::find(&below), None);
        disk::make_dir(&dir.path().join(LEDGER)).unwrap();
        assert_eq!(Workspace::find(&below), Some(Workspace { dir: dir.path().to_owned() }));
    }

    #[test]
    fn a_desk_is_remembered() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace { dir: dir.path().to_owned() };
        assert_eq!(DeskFile::read(&workspace).unwrap(), DeskFile::default());
        let desk = DeskFile { speaks: Id::new("amm").ok(), reminded: true, ..DeskFile::default() };
        desk.write(&workspace).unwrap();
        let place = disk::place(&workspace.own());
        assert_eq!(DeskFile::read(&workspace).unwrap(), DeskFile { place, ..desk });
        disk::write_aside(&workspace.desk(), b"{").unwrap();
        assert!(matches!(DeskFile::read(&workspace), Err(StoreError::DeskUnreadable { .. })));
    }
}
