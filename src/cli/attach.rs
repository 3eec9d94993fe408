//! What entries rest on, as it was typed: links and files; hashed before anything is recorded, kept right before it is.

use super::answer::Outside;
use super::failure::Failure;
use super::plan_text::refused;
use super::remark::Remark;
use super::world::World;
use crate::fold::state::{Clocks, State};
use crate::model::entry::Evidence;
use crate::model::evidence::{harmless, is_link};
use crate::model::hash::Hash;
use crate::model::index::EntryIx;
use crate::model::moment::Moment;
use crate::report::exhibits::not_followed;
use crate::report::words::{short, size};
use crate::store::error::StoreError;
use crate::store::evidence::{Attachment, NewFiles, delete, give_back, keep, removed, set_aside, to_delete};
use crate::store::salts::Salt;
use crate::store::workspace::{DeskFile, Workspace};
use crate::tongue::say;
use clap::Args;
use serde::Serialize;
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::Path;

#[derive(Clone, Debug, Default, Args)]
pub struct Exhibits {
    /// A file or a link that it rests on; a file is copied to evidence/ and travels. May be given more than once
    #[arg(long, value_name = "FILE|URL")]
    pub evidence: Vec<OsString>,
    /// Keep the files to yourself: the entry holds a salted hash, which shows nothing and proves later that you had them
    #[arg(long, requires = "evidence")]
    pub confidential: bool,
}

/// The files behind the evidence of new entries.
#[derive(Debug, Default)]
pub struct Attached {
    files: Vec<Attachment>,
    told: Vec<AttachedFile>,
}

/// A file that an entry rests on, as whoever gave it is told.
#[derive(Clone, Debug, Serialize)]
pub struct AttachedFile {
    /// Its SHA-256; of a confidential file with its salt.
    file: String,
    name: Option<String>,
    bytes: u64,
    confidential: bool,
}

impl fmt::Display for AttachedFile {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let name = self.name.as_deref().unwrap_or(say!("a file"));
        let (size, hash) = (size(self.bytes), short(&self.file));
        f.write_str(&match self.confidential {
            true => say!("confidential {name}, {size}, salted SHA-256 {hash}", name, size, hash),
            false => say!("evidence {name}, {size}, SHA-256 {hash}", name, size, hash),
        })
    }
}

impl Exhibits {
    /// The evidence as an entry names it. Files are hashed; nothing is kept yet.
    pub fn measure(&self, outside: &Outside, attached: &mut Attached) -> Result<Vec<Evidence>, Failure> {
        let mut all: Vec<Evidence> = Vec::new();
        for (place, typed) in self.evidence.iter().enumerate() {
            if self.evidence[..place].contains(typed) {
                continue;
            }
            let evidence = match typed.to_str().filter(|text| is_link(text)) {
                Some(link) => self.link(link)?,
                None => self.file(typed, outside, attached)?,
            };
            // The same bytes under two names are one file.
            if !all.iter().any(|other| other.sha256().is_some() && other.sha256() == evidence.sha256()) {
                all.push(evidence);
            }
        }
        Ok(all)
    }

    fn link(&self, text: &str) -> Result<Evidence, Failure> {
        if self.confidential {
            return Err(Failure::usage(format!("`{text}` is a link, and shows where it leads")).hint(
                "`--confidential` keeps files to yourself; give the link in an entry of its own, or not at all",
            ));
        }
        if text.starts_with("file://") {
            return Err(
                Failure::usage(format!("`{text}` leads nowhere on other machines")).hint("name the file itself")
            );
        }
        Evidence::link(text).map_err(Failure::usage)
    }

    fn file(&self, typed: &OsStr, outside: &Outside, attached: &mut Attached) -> Result<Evidence, Failure> {
        let path = outside.folder.join(typed);
        let salt = self.confidential.then(|| Salt::of_chance(&(outside.random)()));
        let measured = Attachment::measure(&path, salt).map_err(|error| match &error {
            StoreError::Missing { .. } => Failure::from(error).hint("a link is written whole: https://..."),
            _ => error.into(),
        })?;
        let sha256 = measured.hash.to_string();
        let (confidential, name) = (self.confidential, name(&path));
        let told = AttachedFile { file: sha256.clone(), name: name.clone(), bytes: measured.bytes, confidential };
        attached.told.push(told);
        attached.files.push(measured);
        Ok(match confidential {
            true => Evidence::Confidential { sha256 },
            false => Evidence::File { sha256, name },
        })
    }
}

/// What a file is called, without its folders.
fn name(path: &Path) -> Option<String> {
    path.file_name().and_then(|name| harmless(&name.to_string_lossy()))
}

impl Attached {
    /// What whoever gave the files is told of them.
    pub fn told(self) -> Vec<AttachedFile> {
        self.told
    }

    /// Keeps the files, and the salts of confidential ones. Gives what is new and what there is to say.
    pub fn keep(&self, workspace: &Workspace) -> Result<(NewFiles, Option<Remark>), StoreError> {
        let kept = keep(workspace, &self.files)?;
        let note = match self.files.iter().filter(|one| one.is_confidential()).count() {
            0 => None,
            files => Some(Remark::NotCopied(files)),
        };
        Ok((kept, note))
    }
}

/// Deletes the files that these notes take away, unless other entries name them.
pub fn clear(world: &World, state: &State, notes: &[EntryIx]) -> Result<(), Failure> {
    take_away(world, state, notes, delete)
}

/// The same where others wrote the notes: the files are set aside.
pub fn clear_away(world: &World, state: &State, notes: &[EntryIx]) -> Result<(), Failure> {
    take_away(world, state, notes, set_aside)
}

fn take_away(
    world: &World,
    state: &State,
    notes: &[EntryIx],
    take: fn(&Workspace, &BTreeSet<Hash>) -> Result<Vec<Hash>, StoreError>,
) -> Result<(), Failure> {
    let contents = &world.contents;
    let taken = |note: &EntryIx| {
        contents.entries[*note].evidence.iter().filter_map(|evidence| match evidence {
            Evidence::Removed { sha256, .. } => Hash::parse(sha256),
            _ => None,
        })
    };
    let taken: BTreeSet<Hash> = notes.iter().flat_map(taken).collect();
    if taken.is_empty() {
        return Ok(());
    }
    let gone = to_delete(&world.namings(state));
    let taken = take(&contents.workspace, &gone.intersection(&taken).copied().collect());
    taken.map(drop).map_err(|error| {
        Failure::from(error).hint("the removal is recorded; the same `milepost evidence remove` again deletes the file")
    })
}

/// Sets aside here what was taken away elsewhere, once its line has come, and gives back what is taken away no more; says how much,
/// and what is not followed.
pub fn follow(world: &World, now: Moment) -> Result<Vec<Remark>, Failure> {
    let contents = &world.contents;
    let workspace = &contents.workspace;
    if !world.removes() && removed(workspace)?.is_empty()
        || refused(world.root(), world.file(), &world.contents.plan_text).is_some()
    {
        return Ok(Vec::new());
    }
    let state = world.state(Clocks { as_of: now, known_by: now });
    let namings = world.namings(&state);
    let gone = to_delete(&namings);
    let wanted = namings.iter().filter_map(|naming| Hash::parse(naming.evidence.sha256()?));
    let desk = DeskFile::read(workspace)?;
    let is_own = |note: EntryIx| desk.owns(&contents.desks[contents.entries[note].book].id);
    let ours = namings.iter().filter(|naming| naming.removed.is_some_and(is_own));
    let ours: BTreeSet<Hash> = ours.filter_map(|naming| Hash::parse(naming.evidence.sha256()?)).collect();
    delete(workspace, &gone.intersection(&ours).copied().collect())?;
    let back = give_back(workspace, &wanted.filter(|hash| !gone.contains(hash)).collect())?.len();
    let aside = set_aside(workspace, &gone)?.len();
    let aside = (aside > 0).then_some(Remark::Removed(aside));
    let back = (back > 0).then_some(Remark::Back(back));
    let refused = not_followed(&world.view(&state)).into_iter().map(Remark::NotFollowed);
    Ok(aside.into_iter().chain(back).chain(refused).collect())
}

/// The files that were taken away and that no entry names any more.
pub fn gone(world: &World, now: Moment) -> BTreeSet<Hash> {
    if !world.removes() || refused(world.root(), world.file(), &world.contents.plan_text).is_some() {
        return BTreeSet::new();
    }
    let state = world.state(Clocks { as_of: now, known_by: now });
    to_delete(&world.namings(&state))
}
