//! A disk in bad weather: at a step that the scene chooses it is full, or fails, or keeps half of what is written, or the power
//! goes. It remembers what was never synced, so that a scene can take that away.

use milepost::store::steps::{DiskStep, Fate, guarded};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// What happens at the chosen step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This step fails, the next does not.
    Once(ErrorKind),
    /// This step fails, and all that follow.
    From(ErrorKind),
    /// A write stops half way; the next step does not fail.
    Half,
    /// A write stops one byte before its end, and all that follows fails.
    AllButOne,
    /// The power goes: this step and all that follow do not take place.
    PowerCut,
}

/// What of that which was never synced is gone when the power is back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Nothing: the disk was quick, or only the process was killed.
    Nothing,
    Contents,
    Names,
    Both,
    /// Half of what was written.
    Half,
    /// What was written is zeros; only the length is kept.
    Zeros,
}

/// What happened on the way.
#[derive(Default)]
pub struct Sea {
    /// How many steps were asked for.
    pub steps: usize,
    /// The numbers of those that write bytes.
    pub writes: Vec<usize>,
    /// Whether the fault came to pass.
    pub struck: bool,
    /// The last synced contents of files that were written to since.
    contents: BTreeMap<PathBuf, Vec<u8>>,
    /// What takes back the changes of names that no folder was synced for, in their order.
    names: Vec<(PathBuf, Undo)>,
}

enum Undo {
    Unlink(PathBuf),
    RemoveDir(PathBuf),
    Write(PathBuf, Vec<u8>),
    MoveBack { from: PathBuf, to: PathBuf, before: Option<Vec<u8>> },
}

/// Does `work` on a disk where `fault` happens at the step with this number, counted from 1; 0 is fair weather.
pub fn sail<T>(at: usize, fault: Fault, work: impl FnOnce() -> T) -> (T, Sea) {
    let sea = Rc::new(RefCell::new(Sea::default()));
    let watched = sea.clone();
    let done = guarded(move |step| watched.borrow_mut().meet(step, at, fault), work);
    let sea = Rc::into_inner(sea).expect("nobody watches any more").into_inner();
    (done, sea)
}

impl Sea {
    fn meet(&mut self, step: DiskStep, at: usize, fault: Fault) -> Fate {
        self.steps += 1;
        self.writes.extend(matches!(step, DiskStep::Write(..)).then_some(self.steps));
        let fate = match (at > 0 && self.steps >= at, self.steps == at) {
            (false, _) => Fate::Done,
            (_, here) => self.strike(step, here, fault),
        };
        match fate {
            Fate::Done => self.note(step),
            Fate::Short(..) => self.note(step),
            Fate::Fails(_) => {}
        }
        fate
    }

    fn strike(&mut self, step: DiskStep, here: bool, fault: Fault) -> Fate {
        let cut = |length: fn(usize) -> usize, kind: ErrorKind| match step {
            DiskStep::Write(_, bytes) => Fate::Short(length(bytes), kind.into()),
            _ => Fate::Fails(kind.into()),
        };
        self.struck = true;
        match fault {
            Fault::Once(kind) if here => Fate::Fails(kind.into()),
            Fault::From(kind) => Fate::Fails(kind.into()),
            Fault::Half if here => cut(|bytes| bytes / 2, ErrorKind::StorageFull),
            Fault::AllButOne if here => cut(|bytes| bytes.saturating_sub(1), ErrorKind::StorageFull),
            Fault::AllButOne | Fault::PowerCut => Fate::Fails(Error::other("the disk is gone")),
            Fault::Once(_) | Fault::Half => Fate::Done,
        }
    }

    /// Remembers what a step makes unsure until it is synced, before it is taken.
    fn note(&mut self, step: DiskStep) {
        let folder = |path: &Path| path.parent().expect("a folder").to_owned();
        match step {
            DiskStep::Make(path) => {
                self.contents.insert(path.to_owned(), Vec::new());
                self.names.push((folder(path), Undo::Unlink(path.to_owned())));
            }
            DiskStep::Write(path, _) | DiskStep::Cut(path, _) => {
                self.contents.entry(path.to_owned()).or_insert_with(|| fs::read(path).expect("a file"));
            }
            DiskStep::Permit(_) => {}
            DiskStep::Keep(path) => drop(self.contents.remove(path)),
            DiskStep::Move(from, to) => {
                let before = fs::read(to).ok();
                if let Some(kept) = self.contents.remove(from) {
                    self.contents.insert(to.to_owned(), kept);
                }
                self.names.push((folder(to), Undo::MoveBack { from: from.to_owned(), to: to.to_owned(), before }));
            }
            DiskStep::Remove(path) => {
                let kept = self.contents.remove(path).unwrap_or_else(|| fs::read(path).expect("a file"));
                self.names.push((folder(path), Undo::Write(path.to_owned(), kept)));
            }
            // What is cleared away was worth nothing.
            DiskStep::Clear(folder) => self.contents.retain(|path, _| !path.starts_with(folder)),
            DiskStep::MakeDir(path) => self.names.push((folder(path), Undo::RemoveDir(path.to_owned()))),
            DiskStep::KeepNames(folder) => self.names.retain(|(at, _)| at != folder),
        }
    }

    /// The ways in which what was never synced can be lost, beside that it is not.
    pub fn losses(&self) -> Vec<Loss> {
        let (contents, names) = (!self.contents.is_empty(), !self.names.is_empty());
        let all = [Loss::Contents, Loss::Half, Loss::Zeros].map(|loss| (loss, contents));
        let all = all.into_iter().chain([(Loss::Names, names), (Loss::Both, contents && names)]);
        all.filter(|(_, some)| *some).map(|(loss, _)| loss).collect()
    }

    /// The power is back, and some of what was never synced is gone.
    pub fn lose(&self, loss: Loss) {
        if loss != Loss::Names {
            for (path, kept) in &self.contents {
                let now = fs::read(path).expect("a file");
                fs::write(path, left(loss, kept, now)).expect("a file");
            }
        }
        if matches!(loss, Loss::Names | Loss::Both) {
            self.names.iter().rev().for_each(|(_, undo)| undo.carry_out());
        }
    }
}

/// What a file holds that was `kept` when it was last synced, and is this `now`.
fn left(loss: Loss, kept: &[u8], mut now: Vec<u8>) -> Vec<u8> {
    let grown = now.starts_with(kept);
    match loss {
        Loss::Nothing | Loss::Names => now,
        Loss::Half if grown => {
            now.truncate((kept.len() + now.len()) / 2);
            now
        }
        Loss::Zeros if grown => {
            now[kept.len()..].fill(0);
            now
        }
        _ => kept.to_owned(),
    }
}

impl Undo {
    fn carry_out(&self) {
        match self {
            Undo::Unlink(path) => drop(fs::remove_file(path)),
            Undo::RemoveDir(path) => drop(fs::remove_dir_all(path)),
            Undo::Write(path, bytes) => fs::write(path, bytes).expect("a file"),
            Undo::MoveBack { from, to, before } => {
                fs::rename(to, from).expect("a move");
                before.iter().for_each(|bytes| fs::write(to, bytes).expect("a file"));
            }
        }
    }
}
