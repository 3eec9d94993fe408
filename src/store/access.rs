//! Who may read and write what milepost makes: of a secret its owner alone, of all else whoever the folder is for, whatever the
//! umask of who makes it.

#[cfg(unix)]
use rustix::process::geteuid;
#[cfg(unix)]
use std::fs::Permissions;
use std::fs::{DirBuilder, File, Metadata, OpenOptions};
use std::io;
#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::Path;

/// Mode and owners of a file or a folder. Where the system knows no such thing, it says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    mode: u32,
    owner: Option<u32>,
    group: Option<u32>,
}

impl Access {
    /// Its owner's alone; what it takes the place of leaves it its owner.
    pub fn secret(path: &Path) -> Option<Access> {
        let owner = Access::of_file(path).and_then(|access| access.owner);
        Some(Access { mode: 0o600, owner, group: None })
    }

    /// That of the file which stands there, else as the folder has it.
    pub fn of_place(path: &Path) -> Option<Access> {
        Access::of_file(path).or_else(|| Access::in_folder(path, 0o600, 0o066))
    }

    /// That of a file which is there.
    pub fn of_file(path: &Path) -> Option<Access> {
        let data = path.symlink_metadata().ok().filter(Metadata::is_file)?;
        let (mode, owner, group) = owners(&data)?;
        Some(Access { mode: mode & 0o777, owner: Some(owner), group: Some(group) })
    }

    /// What a new file has, as its folder has it.
    pub fn of_new(path: &Path) -> Option<Access> {
        Access::in_folder(path, 0o600, 0o066)
    }

    /// What a new folder has, as the one above has it.
    pub fn of_new_folder(path: &Path) -> Option<Access> {
        Access::in_folder(path, 0o700, 0o077 | SETGID)
    }

    /// The owner's bits, and so many of the folder's. In a folder like /tmp, where nobody touches what is another's, others write to nothing.
    fn in_folder(path: &Path, own: u32, taken: u32) -> Option<Access> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let (mode, _, group) = owners(&folder.metadata().ok()?)?;
        let taken = if mode & STICKY == 0 { taken } else { taken & !0o002 };
        Some(Access { mode: own | mode & taken, owner: None, group: Some(group) })
    }
}

const SETGID: u32 = 0o2000;
const STICKY: u32 = 0o1000;

#[cfg(unix)]
fn owners(data: &Metadata) -> Option<(u32, u32, u32)> {
    Some((data.mode(), data.uid(), data.gid()))
}

/// Whether a file is the user's own, and nobody else's to write.
#[cfg(unix)]
pub fn is_own(data: &Metadata) -> bool {
    data.is_file() && data.uid() == geteuid().as_raw() && data.mode() & 0o022 == 0
}

/// Whether the file has further names, in a snapshot made of hard links for one.
#[cfg(unix)]
pub fn has_other_names(data: &Metadata) -> bool {
    data.nlink() > 1
}

#[cfg(unix)]
impl Access {
    /// Has a file made with no more rights than these.
    pub fn ask(self, options: &mut OpenOptions) {
        options.mode(self.mode);
    }

    /// The same of a folder.
    pub fn ask_folder(self, builder: &mut DirBuilder) {
        builder.mode(self.mode);
    }

    pub fn is_given(self, data: &Metadata) -> bool {
        let same = |wanted: Option<u32>, has: u32| wanted.is_none_or(|wanted| wanted == has);
        self.mode == data.mode() & 0o7777 && same(self.owner, data.uid()) && same(self.group, data.gid())
    }

    /// Gives what the system lets us give. What cannot be its group's is no other group's either.
    pub fn give(self, file: &File) -> io::Result<()> {
        let _ = fchown(file, self.owner, self.group).or_else(|_| fchown(file, None, self.group));
        let group = file.metadata()?.gid();
        let foreign = self.group.is_some_and(|wanted| wanted != group);
        let mode = if foreign { self.mode & !(SETGID | 0o070) | (self.mode & 0o007) << 3 } else { self.mode };
        file.set_permissions(Permissions::from_mode(mode))
    }
}

#[cfg(not(unix))]
fn owners(_: &Metadata) -> Option<(u32, u32, u32)> {
    None
}

#[cfg(not(unix))]
pub fn is_own(data: &Metadata) -> bool {
    data.is_file()
}

#[cfg(not(unix))]
pub fn has_other_names(_: &Metadata) -> bool {
    false
}

#[cfg(not(unix))]
impl Access {
    pub fn ask(self, _: &mut OpenOptions) {}

    pub fn ask_folder(self, _: &mut DirBuilder) {}

    pub fn is_given(self, _: &Metadata) -> bool {
        true
    }

    pub fn give(self, _: &File) -> io::Result<()> {
        Ok(())
    }
}

/// What a file system numbers a file or folder by.
#[cfg(unix)]
pub fn number(data: &Metadata) -> Option<u64> {
    Some(MetadataExt::ino(data))
}

#[cfg(not(unix))]
pub fn number(_: &Metadata) -> Option<u64> {
    None
}
