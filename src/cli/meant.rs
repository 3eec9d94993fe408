//! Which evidence is meant by what was typed: an entry, the first digits of a hash, or a file that somebody holds.

use super::answer::Outside;
use super::failure::{Failure, REFUSED, USAGE};
use super::global::Global;
use super::kept::Kept;
use super::lookup;
use super::world::World;
use crate::fold::state::{Clocks, State};
use crate::store::error::StoreError;
use crate::store::evidence::{Piece, hash};
use std::ffi::OsStr;

/// The workspace with its picture of now; evidence is what is there now.
pub fn open(global: &Global, outside: &Outside) -> Result<(&'static World, Kept<State>), Failure> {
    let world = World::open_kept(global, outside)?;
    if world.alone {
        return Err(Failure::new(USAGE, "no-workspace", "there is no evidence to look at: no workspace here")
            .hint("`milepost init` begins one, `-C DIR` names one"));
    }
    let now = (outside.now)();
    Ok((world, Kept::new(world.state(Clocks { as_of: now, known_by: now }))))
}

/// The first digits of a hash that are enough to mean one.
const ENOUGH: usize = 8;

/// Those of the files that were asked for: by an entry, by the digits of a hash, or by a file that somebody holds.
pub fn choose<'a>(
    what: &OsStr,
    world: &World,
    mut pieces: Vec<Piece<'a>>,
    outside: &Outside,
) -> Result<Vec<Piece<'a>>, Failure> {
    let nobody = |message: String| Failure::new(REFUSED, "no-evidence", message).hint("`milepost evidence` lists all");
    let path = outside.folder.join(what);
    let text = what.to_str();
    if let Some(digits) = text.and_then(digits) {
        pieces.retain(|piece| piece.file.starts_with(digits));
        return if pieces.is_empty() { Err(nobody(format!("no entry names a file {digits}"))) } else { Ok(pieces) };
    }
    if let Some(name) = text.filter(|text| text.contains(':') && !path.exists()) {
        let entry = lookup::entry(&world.contents.books, world.contents.log(), name)?;
        pieces.retain(|piece| piece.namings.iter().any(|naming| naming.entry == entry));
        return if pieces.is_empty() { Err(nobody(format!("`{name}` names no file"))) } else { Ok(pieces) };
    }
    if !path.is_file() {
        return Err(Failure::from(StoreError::Missing { path }));
    }
    let hash = hash(&path, None).map_err(StoreError::io("read", &path))?.to_string();
    pieces.retain(|piece| piece.file == hash && !piece.namings.is_empty());
    match pieces.is_empty() {
        true => Err(Failure::new(1, "no-evidence", format!("no entry names {} (SHA-256 {hash})", what.display()))
            .hint("a confidential one is checked by `milepost evidence reveal BOOK:NUMBER FILE`")),
        false => Ok(pieces),
    }
}

/// The text as the first digits of a hash, if it can be.
pub fn digits(text: &str) -> Option<&str> {
    let hex = text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    (hex && (ENOUGH..=64).contains(&text.len())).then_some(text)
}
