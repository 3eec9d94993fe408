//! The files in evidence/, named by their SHA-256: taken in, looked at and taken away. They come from others too, so no link
//! there is ever followed and no name believed.

use super::disk::{self, FileKind};
use super::error::StoreError;
use super::salts::{Salt, Salts};
use super::workspace::Workspace;
use crate::fold::removals::{Naming, gone};
use crate::model::entry::Evidence;
use crate::model::hash::Hash;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// The largest file that is kept, in bytes: what travels in every copy of a workspace is no place for films.
pub const LARGEST: u64 = 1 << 30;

/// A file that an entry is to name, as it was when it was measured. Nothing is kept yet.
#[derive(Clone, Debug)]
pub struct Attachment {
    path: PathBuf,
    /// What the entry names.
    pub hash: Hash,
    pub bytes: u64,
    /// Of a confidential file, which stays where it is.
    salt: Option<Salt>,
}

impl Attachment {
    /// Hashes a file, after its salt where it is confidential. A link that somebody names is followed.
    pub fn measure(path: &Path, salt: Option<Salt>) -> Result<Attachment, StoreError> {
        let there = disk::look_through(path).map_err(StoreError::io("read", path))?;
        let bytes = match there {
            None => return Err(StoreError::Missing { path: path.to_owned() }),
            Some(FileKind::File(0)) => return Err(StoreError::EmptyEvidence { path: path.to_owned() }),
            Some(FileKind::File(bytes)) if bytes > LARGEST => {
                return Err(StoreError::EvidenceTooLarge { path: path.to_owned(), bytes });
            }
            Some(FileKind::File(bytes)) => bytes,
            Some(_) => return Err(StoreError::NotAFile { path: path.to_owned() }),
        };
        let hash = hash(path, salt.as_ref()).map_err(StoreError::io("read", path))?;
        Ok(Attachment { path: path.to_owned(), hash, bytes, salt })
    }

    pub fn is_confidential(&self) -> bool {
        self.salt.is_some()
    }
}

/// The hash of a file, or of a salt and the file.
pub fn hash(path: &Path, salt: Option<&Salt>) -> io::Result<Hash> {
    let salt = salt.map_or(&[][..], |salt| &salt.0);
    Hash::of_reader(salt.chain(disk::open(path)?))
}

/// Files that are new in evidence/ while no entry names them yet.
#[derive(Debug)]
pub struct NewFiles {
    workspace: Workspace,
    new: Vec<Hash>,
}

impl NewFiles {
    /// Takes the new files out again, since the entry was not written. Where the disk is what failed nobody knows what it
    /// holds, and they stay: a file that no entry names does no harm.
    pub fn undone(self, error: StoreError) -> StoreError {
        if !matches!(error, StoreError::Io { .. } | StoreError::Unsure { .. }) {
            self.new.iter().for_each(|hash| drop(disk::remove(&place(&self.workspace, *hash))));
        }
        error
    }
}

/// Keeps what entries are about to name: files under their hashes, of confidential ones the salts alone. What is there already
/// stays.
pub fn keep(workspace: &Workspace, attachments: &[Attachment]) -> Result<NewFiles, StoreError> {
    let salts: Vec<(Hash, Salt)> = attachments.iter().filter_map(|one| Some((one.hash, one.salt.clone()?))).collect();
    if !salts.is_empty() {
        Salts::keep(workspace, salts)?;
    }
    let mut kept = NewFiles { workspace: workspace.clone(), new: Vec::new() };
    for attachment in attachments.iter().filter(|one| !one.is_confidential()) {
        match take_in(workspace, attachment) {
            Ok(true) => kept.new.push(attachment.hash),
            Ok(false) => {}
            Err(error) => return Err(kept.undone(error)),
        }
    }
    Ok(kept)
}

/// Copies a file to its place; false if it is there already.
fn take_in(workspace: &Workspace, attachment: &Attachment) -> Result<bool, StoreError> {
    let place = place(workspace, attachment.hash);
    make_folder(workspace)?;
    match disk::look(&place).map_err(StoreError::io("read", &place))? {
        None => {}
        Some(FileKind::File(_)) if hash(&place, None).map_err(StoreError::io("read", &place))? == attachment.hash => {
            return Ok(false);
        }
        Some(_) => return Err(StoreError::EvidenceDamaged { path: place }),
    }
    let from = disk::open(&attachment.path).map_err(StoreError::io("read", &attachment.path))?;
    let copied = disk::copy_aside(from.take(LARGEST + 1), &workspace.aside(), &place, attachment.hash);
    match copied.map_err(StoreError::io("write", &place))? {
        true => Ok(true),
        false => Err(StoreError::ChangedMeanwhile { path: attachment.path.clone() }),
    }
}

/// Makes evidence/, which must be a folder of this workspace and no link to another.
pub fn make_folder(workspace: &Workspace) -> Result<(), StoreError> {
    let folder = workspace.evidence();
    match disk::look(&folder).map_err(StoreError::io("read", &folder))? {
        None => disk::make_dir(&folder).map_err(StoreError::io("make", &folder)),
        Some(FileKind::Folder) => Ok(()),
        Some(_) => Err(StoreError::EvidenceDamaged { path: folder }),
    }
}

fn place(workspace: &Workspace, hash: Hash) -> PathBuf {
    workspace.evidence().join(hash.to_string())
}

/// Files that were taken away and that no entry names any more, by their hashes; whether they lie here does not matter.
pub fn to_delete(namings: &[Naming]) -> BTreeSet<Hash> {
    gone(namings).into_iter().filter_map(Hash::parse).collect()
}

/// Deletes files from evidence/; gives those that were there.
pub fn delete(workspace: &Workspace, hashes: &BTreeSet<Hash>) -> Result<Vec<Hash>, StoreError> {
    let things = things(workspace)?;
    let here = |hash: &&Hash| matches!(things.get(&hash.to_string()), Some(FileKind::File(_) | FileKind::Link));
    let deleted = hashes.iter().filter(here).map(|hash| {
        let path = place(workspace, *hash);
        disk::remove(&path).map_err(StoreError::io("delete", &path)).map(|()| *hash)
    });
    deleted.collect()
}

/// Sets files of evidence/ aside that others took away; gives those that were there. They are not this machine's to delete unasked.
pub fn set_aside(workspace: &Workspace, hashes: &BTreeSet<Hash>) -> Result<Vec<Hash>, StoreError> {
    let things = things(workspace)?;
    let here = |hash: &&Hash| matches!(things.get(&hash.to_string()), Some(FileKind::File(_) | FileKind::Link));
    let here: Vec<Hash> = hashes.iter().filter(here).copied().collect();
    if !here.is_empty() {
        let folder = workspace.removed();
        disk::make_dir(&folder).map_err(StoreError::io("make", &folder))?;
    }
    for hash in &here {
        let from = place(workspace, *hash);
        let to = workspace.removed().join(hash.to_string());
        disk::move_file(&from, &to).map_err(StoreError::io("set aside", &from))?;
    }
    Ok(here)
}

/// Gives back what was set aside and was taken away by nobody any more: `wanted` are these. What is there already stays.
pub fn give_back(workspace: &Workspace, wanted: &BTreeSet<Hash>) -> Result<Vec<Hash>, StoreError> {
    let mut back = Vec::new();
    for (hash, _) in removed(workspace)?.into_iter().filter(|(hash, _)| wanted.contains(hash)) {
        let (from, to) = (workspace.removed().join(hash.to_string()), place(workspace, hash));
        if disk::look(&to).map_err(StoreError::io("read", &to))?.is_none() {
            make_folder(workspace)?;
            disk::move_file(&from, &to).map_err(StoreError::io("give back", &from))?;
            back.push(hash);
        }
    }
    Ok(back)
}

/// What is set aside: files, and how many bytes each has.
pub fn removed(workspace: &Workspace) -> Result<Vec<(Hash, u64)>, StoreError> {
    let folder = workspace.removed();
    let things = disk::everything(&folder).map_err(StoreError::io("list", &folder))?;
    let file = |(name, thing): (std::ffi::OsString, FileKind)| match thing {
        FileKind::File(bytes) => Some((Hash::parse(name.to_str()?)?, bytes)),
        _ => None,
    };
    Ok(things.into_iter().filter_map(file).collect())
}

/// Deletes a file that is set aside.
pub fn purge(workspace: &Workspace, hash: Hash) -> Result<(), StoreError> {
    let path = workspace.removed().join(hash.to_string());
    disk::remove(&path).map_err(StoreError::io("delete", &path))
}

/// A file that entries name, or something else that lies in evidence/.
#[derive(Debug)]
pub struct Piece<'a> {
    /// Its name in evidence/; of a confidential file, which is not there, the salted hash.
    pub file: String,
    pub bytes: Option<u64>,
    pub condition: FileCondition,
    pub namings: Vec<Naming<'a>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileCondition {
    /// It is there; whether its bytes are right was not asked.
    Here,
    Right,
    Missing,
    /// Its bytes are not those that its name tells.
    Altered,
    /// A folder, a link or a device has its name.
    NotAFile,
    /// The system does not let us read it.
    Unreadable(String),
    /// It was taken away, and is not here.
    Removed,
    /// It was taken away, and is still here.
    Lingering,
    /// Only a salted hash is recorded; whether this machine has the salt.
    Confidential {
        salt: bool,
    },
    /// No entry names it.
    Unnamed,
    /// It has a name that no hash has, or is no file, and no entry names it.
    Stray,
}

impl FileCondition {
    /// Whether something is lost, or is not what entries say.
    pub fn is_trouble(&self) -> bool {
        use FileCondition::*;
        matches!(self, Missing | Altered | NotAFile | Unreadable(_))
    }

    /// Whether there is anything to tell beside that all is well.
    pub fn is_odd(&self) -> bool {
        self.is_trouble() || matches!(self, FileCondition::Lingering | FileCondition::Unnamed | FileCondition::Stray)
    }
}

/// What is odd about evidence, every file hashed.
pub fn check<'a>(workspace: &Workspace, namings: Vec<Naming<'a>>) -> Result<Vec<Piece<'a>>, StoreError> {
    let mut pieces = verified(workspace, pieces(workspace, namings)?);
    pieces.retain(|piece| piece.condition.is_odd());
    Ok(pieces)
}

/// The files that entries name, in the order in which they first do, then whatever else lies in evidence/. No file is read.
pub fn pieces<'a>(workspace: &Workspace, namings: Vec<Naming<'a>>) -> Result<Vec<Piece<'a>>, StoreError> {
    let (mut things, shut) = match things(workspace) {
        Err(StoreError::Io { source, .. }) if source.kind() == ErrorKind::PermissionDenied => {
            (BTreeMap::new(), Some(source.to_string()))
        }
        things => (things?, None),
    };
    // Salts that cannot be read are as good as none; who needs them is told.
    let salts = Salts::read(workspace).ok();
    let gone: BTreeSet<String> = gone(&namings).into_iter().map(str::to_owned).collect();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut known: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    for naming in namings {
        let Some(hash) = naming.evidence.sha256() else { continue };
        let confidential = matches!(naming.evidence, Evidence::Confidential { .. });
        let place = *known.entry((confidential, hash)).or_insert(pieces.len());
        if place == pieces.len() {
            let thing = if confidential { None } else { things.remove(hash) };
            let condition = match confidential {
                true => {
                    FileCondition::Confidential { salt: salts.as_ref().is_some_and(|salts| salts.find(hash).is_some()) }
                }
                false => match &shut {
                    Some(why) => FileCondition::Unreadable(why.clone()),
                    None => condition(thing, gone.contains(hash)),
                },
            };
            pieces.push(Piece { file: hash.to_owned(), bytes: bytes(thing), condition, namings: Vec::new() });
        }
        pieces[place].namings.push(naming);
    }
    pieces.extend(things.into_iter().map(|(file, thing)| unnamed(file, thing)));
    Ok(pieces)
}

/// The same with every file hashed, on all cores.
pub fn verified<'a>(workspace: &Workspace, mut pieces: Vec<Piece<'a>>) -> Vec<Piece<'a>> {
    pieces.par_iter_mut().filter(|piece| piece.condition == FileCondition::Here).for_each(|piece| {
        piece.condition = match hash(&workspace.evidence().join(&piece.file), None) {
            Ok(hash) if hash.to_string() == piece.file => FileCondition::Right,
            Ok(_) => FileCondition::Altered,
            Err(error) => FileCondition::Unreadable(error.to_string()),
        }
    });
    pieces
}

/// All that lies in evidence/. Where that is no folder of this workspace, nothing does.
fn things(workspace: &Workspace) -> Result<BTreeMap<String, FileKind>, StoreError> {
    let folder = workspace.evidence();
    let failed = || StoreError::io("list", &folder);
    match disk::look(&folder).map_err(failed())? {
        Some(FileKind::Folder) => {
            let things = disk::everything(&folder).map_err(failed())?;
            Ok(things.into_iter().map(|(name, thing)| (name.to_string_lossy().into_owned(), thing)).collect())
        }
        None => Ok(BTreeMap::new()),
        // Told as something that no entry names.
        Some(thing) => Ok([(".".to_owned(), thing)].into()),
    }
}

fn condition(thing: Option<FileKind>, gone: bool) -> FileCondition {
    match thing {
        None if gone => FileCondition::Removed,
        None => FileCondition::Missing,
        Some(FileKind::File(_) | FileKind::Link) if gone => FileCondition::Lingering,
        Some(FileKind::File(_)) => FileCondition::Here,
        Some(_) => FileCondition::NotAFile,
    }
}

fn unnamed(file: String, thing: FileKind) -> Piece<'static> {
    let fits = matches!(thing, FileKind::File(_)) && Hash::parse(&file).is_some();
    let condition = if fits { FileCondition::Unnamed } else { FileCondition::Stray };
    Piece { bytes: bytes(Some(thing)), file, condition, namings: Vec::new() }
}

fn bytes(thing: Option<FileKind>) -> Option<u64> {
    match thing {
        Some(FileKind::File(bytes)) => Some(bytes),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn workspace() -> (TempDir, Workspace, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let (workspace, file) = (Workspace { dir: dir.path().join("peace") }, dir.path().join("report"));
        disk::make_dir(&workspace.own()).unwrap();
        disk::write_aside(&file, b"seen").unwrap();
        (dir, workspace, file)
    }

    fn all(workspace: &Workspace) -> Vec<String> {
        things(workspace).unwrap().into_keys().collect()
    }

    #[test]
    fn a_file_that_changes_while_it_is_taken_in_is_not_kept() {
        let (_dir, workspace, file) = workspace();
        let other = file.with_file_name("other");
        disk::write_aside(&other, b"another").unwrap();
        let measured = [&other, &file].map(|path| Attachment::measure(path, None).unwrap());
        disk::write_aside(&file, b"seen, and more").unwrap();
        let refused = keep(&workspace, &measured).unwrap_err();
        assert!(matches!(refused, StoreError::ChangedMeanwhile { path } if path == file));
        // Nor is what was taken in before it.
        assert_eq!(all(&workspace), [""; 0]);
        assert!(disk::everything(&workspace.own()).unwrap().is_empty());
    }

    #[test]
    fn what_was_there_before_stays_when_an_entry_is_refused() {
        let (_dir, workspace, file) = workspace();
        let measured = [Attachment::measure(&file, None).unwrap()];
        let first = keep(&workspace, &measured).unwrap();
        let refusal = || StoreError::LineTooLong { index: 0, bytes: 0 };
        keep(&workspace, &measured).unwrap().undone(refusal());
        assert_eq!(all(&workspace), [measured[0].hash.to_string()]);
        first.undone(refusal());
        assert_eq!(all(&workspace), [""; 0]);
    }

    #[test]
    fn a_confidential_file_leaves_its_salt_and_nothing_else() {
        let (_dir, workspace, file) = workspace();
        let measured = Attachment::measure(&file, Some(Salt(vec![1, 2]))).unwrap();
        assert_eq!(measured.hash, Hash::of(b"\x01\x02seen"));
        keep(&workspace, std::slice::from_ref(&measured)).unwrap();
        assert_eq!(all(&workspace), [""; 0]);
        let salts = Salts::read(&workspace).unwrap();
        assert_eq!(salts.find(&measured.hash.to_string()), Some(&Salt(vec![1, 2])));
    }
}
