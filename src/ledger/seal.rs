//! Signatures on a book: which key sealed a line, and the bytes that a seal signs. Knows no plans: whose key it is, others ask.
//!
//! ```text
//! {"seq":1,…}                                     ┐
//! {"seq":2,…}                                     │ all of it is sealed: every line names the hash of the one before
//! {"seq":3,"prev":…,"at":…,"kind":"seal"          ┘
//!                          ,"signature":"U1NIU0lH…"}
//! ```
//!
//! A signature is an SSHSIG blob (OpenSSH, `PROTOCOL.sshsig`), which `ssh-keygen -Y verify` checks as well.

use super::chain::Book;
use super::flaw::BadSeal;
use super::hash::Hash;
use super::line::{SIGNATURE, Seal};
use rayon::prelude::*;
use ssh_encoding::base64::{Base64, Encoding};
use ssh_encoding::{Decode, Encode};
use ssh_key::public::KeyData;
use ssh_key::{Algorithm, HashAlg, PublicKey, Signature, SshSig};
use std::fmt;

/// What every signature is made for, and no other.
pub const NAMESPACE: &str = "milepost";

/// A public key that may seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(KeyData);

impl Key {
    /// A key as `authorized_keys` and plans spell it, with or without a comment. Certificates and DSA keys are none.
    pub fn parse(text: &str) -> Option<Key> {
        let key = PublicKey::from_openssh(text.trim()).ok()?;
        supported(&key.algorithm()).then(|| Key(key.key_data().clone()))
    }

    /// The key in the form in which an agent and SSHSIG carry it.
    pub fn blob(&self) -> Vec<u8> {
        encoded(&self.0)
    }

    pub fn of_blob(mut blob: &[u8]) -> Option<Key> {
        let key = KeyData::decode(&mut blob).ok().filter(|_| blob.is_empty())?;
        supported(&key.algorithm()).then_some(Key(key))
    }

    /// `SHA256:…`, as `ssh-keygen -l` prints it.
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint(HashAlg::Sha256).to_string()
    }

    /// The SHA-256 of its blob, to be compared by voice.
    pub fn hash(&self) -> Hash {
        Hash::of(&self.blob())
    }
}

/// `ssh-ed25519 AAAA…`, without a comment: the one spelling by which keys are compared.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = PublicKey::new(self.0.clone(), "");
        f.write_str(key.to_openssh().map_err(|_| fmt::Error)?.trim_end())
    }
}

fn supported(algorithm: &Algorithm) -> bool {
    use Algorithm::*;
    matches!(algorithm, Ed25519 | SkEd25519 | SkEcdsaSha2NistP256 | Ecdsa { .. } | Rsa { .. })
}

/// The bytes that a seal signs: what book of what workspace it stands in, and its line up to the signature.
pub fn signed_bytes(root: Hash, book: &str, line: &str) -> Vec<u8> {
    let upto = line.rfind(SIGNATURE).map_or(line, |end| &line[..end]);
    format!("milepost-seal/1 {root} {book}\n{upto}").into_bytes()
}

/// The signature of a seal line, as it stands there.
pub fn signature_of(line: &str) -> Option<&str> {
    let start = line.rfind(SIGNATURE)? + SIGNATURE.len();
    line[start..].strip_suffix("\"}")
}

/// The key that made a signature over these bytes, checked to the last bit.
pub fn signer(signed: &[u8], signature: &str) -> Result<Key, BadSeal> {
    let blob = base64(signature).ok_or(BadSeal::Encoding)?;
    let sig = read(&blob)?;
    let key = PublicKey::new(sig.public_key().clone(), "");
    key.verify(NAMESPACE, signed, &sig).map_err(|_| BadSeal::Signature)?;
    Ok(Key(sig.public_key().clone()))
}

/// An SSHSIG of the kind that seals are, in its one spelling.
fn read(mut blob: &[u8]) -> Result<SshSig, BadSeal> {
    let whole = blob;
    let sig = SshSig::decode(&mut blob).map_err(|_| BadSeal::Encoding)?;
    if sig.namespace() != NAMESPACE {
        return Err(BadSeal::Namespace(sig.namespace().to_owned()));
    }
    let strong = match sig.algorithm() {
        Algorithm::Rsa { hash } => hash == Some(HashAlg::Sha512),
        algorithm => supported(&algorithm),
    };
    if !strong || sig.hash_alg() != HashAlg::Sha512 {
        return Err(BadSeal::Algorithm(format!("{} with {}", sig.algorithm(), sig.hash_alg())));
    }
    let version = sig.version() == SshSig::VERSION;
    match version && sig.reserved().is_empty() && spelled(sig.public_key(), sig.signature()).as_deref() == Some(whole) {
        true => Ok(sig),
        false => Err(BadSeal::Encoding),
    }
}

/// The one spelling of an SSHSIG over SHA-512 in our namespace.
fn spelled(key: &KeyData, signature: &Signature) -> Option<Vec<u8>> {
    // Of a security key, flags and counter stand behind the signature proper.
    let trailer = match signature.algorithm() {
        Algorithm::SkEd25519 | Algorithm::SkEcdsaSha2NistP256 => 5,
        _ => 0,
    };
    let data = signature.as_bytes();
    let (proper, trailer) = data.split_at(data.len().checked_sub(trailer)?);
    let inner = [&string(signature.algorithm().as_str().as_bytes())[..], &string(proper), trailer].concat();
    let parts = [&encoded(key)[..], NAMESPACE.as_bytes(), b"", b"sha512", &inner];
    let strings: Vec<u8> = parts.into_iter().flat_map(string).collect();
    Some([&b"SSHSIG\0\0\0\x01"[..], &strings].concat())
}

fn encoded(key: &KeyData) -> Vec<u8> {
    let mut blob = Vec::new();
    // Writing to memory does not fail.
    let _ = key.encode(&mut blob);
    blob
}

/// A string as SSH writes it: its length in four bytes, then its bytes.
pub fn string(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u32).to_be_bytes()[..], bytes].concat()
}

/// The bytes of padded base64 in its one spelling.
fn base64(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text).ok()
}

/// A signature as a seal line carries it: the SSHSIG of `key` in base64.
pub fn written(key: &Key, signature: &Signature) -> Option<String> {
    Some(Base64::encode_string(&spelled(&key.0, signature)?))
}

/// The same signature in the armor in which `ssh-keygen` reads it.
pub fn armored(signature: &str) -> String {
    let lines: Vec<&str> = signature.as_bytes().chunks(70).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    format!("-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n", lines.join("\n"))
}

/// The seals of a book that one key made, oldest first. Only the last of them was checked: it covers all before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    pub key: Key,
    pub seals: Vec<Seal>,
}

/// A line whose seal vouches for nothing, and why.
pub type Unsound = (u64, BadSeal);

/// Who sealed a book, and the seals that are none and stand behind the last sound one of their key.
pub fn sealed(book: &Book) -> (Vec<Sealed>, Vec<Unsound>) {
    let (mut known, mut bad): (Vec<(String, Sealed)>, Vec<Unsound>) = (Vec::new(), Vec::new());
    for seal in book.seals.iter().rev() {
        let signature = signature_of(book.line_text(seal.seq)).unwrap_or_default();
        if let Some((_, sealed)) = known.iter_mut().find(|(start, _)| signature.starts_with(start.as_str())) {
            sealed.seals.push(*seal);
            continue;
        }
        match check(book, seal) {
            Ok(key) => known.push((start_of(&key, signature), Sealed { key, seals: vec![*seal] })),
            Err(problem) => bad.push((seal.seq, problem)),
        }
    }
    bad.reverse();
    let mut sealed: Vec<Sealed> = known.into_iter().map(|(_, sealed)| sealed).collect();
    sealed.iter_mut().for_each(|sealed| sealed.seals.reverse());
    (sealed, bad)
}

/// How every signature of a key begins: with the key.
fn start_of(key: &Key, signature: &str) -> String {
    let bytes = 6 + 4 + 4 + key.blob().len();
    signature.get(..bytes * 8 / 6).unwrap_or(signature).to_owned()
}

fn check(book: &Book, seal: &Seal) -> Result<Key, BadSeal> {
    let line = book.line_text(seal.seq);
    let signed = signed_bytes(book.opening.root, book.opening.book.as_str(), line);
    signer(&signed, signature_of(line).ok_or(BadSeal::Encoding)?)
}

/// Every seal of a book that is none.
pub fn unsound(book: &Book) -> Vec<Unsound> {
    let bad = |seal: &Seal| Some((seal.seq, check(book, seal).err()?));
    book.seals.par_iter().filter_map(bad).collect()
}

/// The number of the last line that a sound seal by one of these keys covers; 0 where there is none.
pub fn vouched(book: &Book, keys: &[Key]) -> u64 {
    let (sealed, _) = sealed(book);
    let last = |sealed: &Sealed| sealed.seals.last().map(|seal| seal.seq);
    sealed.iter().filter(|sealed| keys.contains(&sealed.key)).filter_map(last).max().unwrap_or(0)
}
