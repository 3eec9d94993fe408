//! The SHA-256 of some bytes, written as 64 lower-case hexadecimal digits.

use ring::digest::{Context, SHA256, digest};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};

/// A SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    pub fn of(bytes: &[u8]) -> Hash {
        Hash::taken(digest(&SHA256, bytes).as_ref())
    }

    /// Of all that a reader gives, a little at a time.
    pub fn of_reader(mut reader: impl Read) -> io::Result<Hash> {
        let (mut hasher, mut part) = (Context::new(&SHA256), vec![0; 1 << 16]);
        loop {
            match reader.read(&mut part) {
                Ok(0) => return Ok(Hash::taken(hasher.finish().as_ref())),
                Ok(length) => hasher.update(&part[..length]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn taken(digest: &[u8]) -> Hash {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest);
        Hash(hash)
    }

    /// Reads exactly 64 lower-case digits.
    pub fn parse(text: &str) -> Option<Hash> {
        let digits: &[u8; 64] = text.as_bytes().try_into().ok()?;
        let mut hash = [0; 32];
        let mut wrong = 0;
        for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
            let (high, low) = (DIGITS[usize::from(pair[0])], DIGITS[usize::from(pair[1])]);
            wrong |= high | low;
            *byte = high << 4 | low;
        }
        (wrong < 16).then_some(Hash(hash))
    }
}

/// What each byte is worth as a hexadecimal digit; 255 for bytes that are none.
const DIGITS: [u8; 256] = {
    let mut digits = [255; 256];
    let mut value = 0;
    while value < 16 {
        digits[b"0123456789abcdef"[value] as usize] = value as u8;
        value += 1;
    }
    digits
};

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let mut digits = [0; 64];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(self.0) {
            pair.copy_from_slice(&[HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
        }
        f.write_str(std::str::from_utf8(&digits).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Hash, D::Error> {
        let text = <Cow<str>>::deserialize(deserializer)?;
        let odd = || format!("`{text}` is no SHA-256: 64 lower-case hexadecimal digits");
        Hash::parse(&text).ok_or_else(|| serde::de::Error::custom(odd()))
    }
}

crate::looks! {
    Hash, |generator| {
        schema::hash(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_has_the_hash_of_its_bytes() {
        let bytes = vec![7; 200_000];
        assert_eq!(Hash::of_reader(&bytes[..]).unwrap(), Hash::of(&bytes));
        assert_eq!(Hash::of_reader((&bytes[..1]).chain(&bytes[1..])).unwrap(), Hash::of(&bytes));
        assert_eq!(Hash::of_reader(&b""[..]).unwrap(), Hash::of(b""));
    }

    #[test]
    fn a_hash_has_one_spelling() {
        let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Hash::of(b"abc").to_string(), text);
        assert_eq!(Hash::parse(text), Some(Hash::of(b"abc")));
        for odd in [&text[1..], &text.to_uppercase(), &text.replace('b', "g"), "", &format!("{text}0")] {
            assert_eq!(Hash::parse(odd), None, "{odd}");
        }
    }
}
