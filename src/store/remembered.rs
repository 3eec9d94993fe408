//! The rules files that a workspace remembers, by which tables are read: plain files in a folder of its own, for people to look at and change.

use super::disk;
use super::error::StoreError;
use super::workspace::Workspace;
use std::path::Path;

/// How the names of rules files end.
pub const RULES: &str = "rules";

/// A rules file: its name, without the ending, and its text.
pub struct RulesFile {
    pub name: String,
    pub text: String,
}

/// The rules files of a workspace, by name.
pub fn remembered(workspace: &Workspace) -> Result<Vec<RulesFile>, StoreError> {
    let folder = workspace.rules();
    let names = disk::list(&folder, RULES).map_err(StoreError::io("list", &folder))?;
    let file = |name: String| {
        let path = folder.join(format!("{name}.{RULES}"));
        let bytes = disk::read(&path).map_err(StoreError::io("read", &path))?.unwrap_or_default();
        Ok(RulesFile { name, text: String::from_utf8_lossy(&bytes).into_owned() })
    };
    names.into_iter().map(file).collect()
}

/// Keeps a rules file; whether it is another than before. The file that is kept already is left as it is.
pub fn remember(workspace: &Workspace, file: &RulesFile) -> Result<bool, StoreError> {
    let path = workspace.rules().join(format!("{}.{RULES}", file.name));
    let there = disk::read(&path).map_err(StoreError::io("read", &path))?;
    if there.as_deref() == Some(file.text.as_bytes()) {
        return Ok(false);
    }
    disk::make_dir(&workspace.rules()).map_err(StoreError::io("make", &workspace.rules()))?;
    disk::write_aside(&path, file.text.as_bytes()).map_err(StoreError::unsure("write", &path))?;
    Ok(true)
}

/// Whether a file is one of those that are remembered.
pub fn is_remembered(workspace: &Workspace, path: &Path) -> bool {
    path.parent() == Some(&workspace.rules())
}
