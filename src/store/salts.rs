//! The salts of confidential evidence, by the hashes that entries name. They never leave this machine by themselves; without
//! its salt nobody can show what a hash was made of.

use super::disk;
use super::error::StoreError;
use super::workspace::Workspace;
use crate::model::hash::Hash;
use crate::model::json;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const FORMAT: &str = "milepost/salts/1";

/// Bytes of chance that stand before a file's own where it is hashed, so that nobody can try out what the file may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Salt(pub Vec<u8>);

impl Salt {
    /// From chance, in hexadecimal digits.
    pub fn of_chance(text: &str) -> Salt {
        Salt::parse(text).unwrap_or_else(|| Salt(text.as_bytes().to_vec()))
    }

    /// Reads pairs of hexadecimal digits.
    pub fn parse(text: &str) -> Option<Salt> {
        let pairs = text.as_bytes().chunks(2).map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        });
        pairs.collect::<Option<Vec<u8>>>().filter(|bytes| !bytes.is_empty()).map(Salt)
    }
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

impl std::fmt::Display for Salt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl TryFrom<String> for Salt {
    type Error = String;

    fn try_from(text: String) -> Result<Salt, String> {
        Salt::parse(&text).ok_or_else(|| format!("`{text}` is not a salt"))
    }
}

impl From<Salt> for String {
    fn from(salt: Salt) -> String {
        salt.to_string()
    }
}

/// All salts that this machine keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Salts {
    format: String,
    salts: BTreeMap<String, Salt>,
}

impl Salts {
    pub fn read(workspace: &Workspace) -> Result<Salts, StoreError> {
        let path = workspace.salts();
        let Some(bytes) = disk::read(&path).map_err(StoreError::io("read", &path))? else {
            return Ok(Salts { format: FORMAT.into(), salts: BTreeMap::new() });
        };
        match json::from_slice::<Salts>(&bytes) {
            Ok(salts) if salts.format == FORMAT => Ok(salts),
            Ok(salts) => Err(StoreError::SaltsUnreadable { path, reason: salts.format }),
            Err(error) => Err(StoreError::SaltsUnreadable { path, reason: json::plain(&error) }),
        }
    }

    /// The salt that a hash was made with.
    pub fn find(&self, hash: &str) -> Option<&Salt> {
        self.salts.get(hash)
    }

    /// Keeps further ones beside those that are there.
    pub fn keep(workspace: &Workspace, more: impl IntoIterator<Item = (Hash, Salt)>) -> Result<(), StoreError> {
        let mut all = Salts::read(workspace)?;
        all.salts.extend(more.into_iter().map(|(hash, salt)| (hash.to_string(), salt)));
        let text = serde_json::to_string_pretty(&all).expect("digits are JSON") + "\n";
        let path = workspace.salts();
        disk::make_dir(&workspace.own()).map_err(StoreError::io("make", &workspace.own()))?;
        disk::write_secret(&path, text.as_bytes()).map_err(StoreError::io("write", &path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_salt_is_read_in_either_case_and_nothing_else_is_one() {
        assert_eq!(Salt::parse("00fF"), Some(Salt(vec![0, 255])));
        assert_eq!(Salt(vec![0, 255]).to_string(), "00ff");
        for odd in ["", "0", "0g", "00 ff", "0x00", "-1", "ї"] {
            assert_eq!(Salt::parse(odd), None, "{odd}");
        }
    }

    #[test]
    fn salts_are_kept_beside_each_other() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace { dir: dir.path().to_owned() };
        let [a, b] = [b"a", b"b"].map(|bytes| Hash::of(bytes));
        Salts::keep(&workspace, [(a, Salt(vec![1]))]).unwrap();
        Salts::keep(&workspace, [(b, Salt(vec![2]))]).unwrap();
        let salts = Salts::read(&workspace).unwrap();
        assert_eq!(salts.find(&a.to_string()), Some(&Salt(vec![1])));
        assert_eq!(salts.find(&b.to_string()), Some(&Salt(vec![2])));
        for odd in
            ["{", r#"{"format":"milepost/salts/2","salts":{}}"#, r#"{"format":"milepost/salts/1","salts":{"a":"x"}}"#]
        {
            disk::write_aside(&workspace.salts(), odd.as_bytes()).unwrap();
            assert!(matches!(Salts::read(&workspace), Err(StoreError::SaltsUnreadable { .. })), "{odd}");
            assert!(Salts::keep(&workspace, []).is_err());
        }
    }
}
