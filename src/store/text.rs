//! A file that somebody names: read whole, as bytes or as UTF-8.

use super::disk;
use super::error::StoreError;
use std::path::Path;

/// The text of a file; a byte order mark and what is not UTF-8 are refused.
pub fn read_text(path: &Path) -> Result<String, StoreError> {
    match String::from_utf8(read_whole(path)?) {
        Ok(text) if text.starts_with('\u{feff}') => Err(StoreError::Bom { path: path.to_owned() }),
        Ok(text) => Ok(text),
        Err(error) => Err(StoreError::NotUtf8 { path: path.to_owned(), offset: error.utf8_error().valid_up_to() }),
    }
}

/// The text of a file that a user's own program wrote: a byte order mark that it put before is left out.
pub fn read_unmarked(path: &Path) -> Result<String, StoreError> {
    let bytes = read_whole(path)?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let unread =
        |error: std::str::Utf8Error| StoreError::NotUtf8 { path: path.to_owned(), offset: error.valid_up_to() };
    std::str::from_utf8(text).map(str::to_owned).map_err(unread)
}

/// The bytes of a file, however many.
pub fn read_whole(path: &Path) -> Result<Vec<u8>, StoreError> {
    let bytes = disk::read(path).map_err(StoreError::io("read", path))?;
    bytes.ok_or_else(|| StoreError::Missing { path: path.to_owned() })
}

/// The bytes of a file that may be large, but not without end: at most 64 MiB.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, StoreError> {
    const MOST: u64 = 64 << 20;
    let missing = || StoreError::Missing { path: path.to_owned() };
    match disk::size(path).map_err(StoreError::io("read", path))?.ok_or_else(missing)? {
        bytes if bytes > MOST => Err(StoreError::TooLarge { path: path.to_owned(), bytes }),
        _ => disk::read(path).map_err(StoreError::io("read", path))?.ok_or_else(missing),
    }
}
