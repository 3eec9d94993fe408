//! Signatures on a book: which key sealed a line, and the bytes that a seal signs. Knows no plans: whose key it is, others ask.
//!
//! ```text
//! {"seq":1,…}                                     ┐
//! {"seq":2,…}                                     │ all of it is sealed: every line names the hash of the one before
//! {"seq":3,"prev":…,"kind":"seal","key":"SHA256:…" ┘
//!                          ,"signature":"U1NIU0lH…"}
//! ```
//!
//! A signature is an SSHSIG blob (OpenSSH, `PROTOCOL.sshsig`), which `ssh-keygen -Y verify` checks as well.

use super::chain::Book;
use super::flaw::BadSeal;
use super::line::{Seal, parted};
use super::lower::lowered;
use crate::model::hash::Hash;
use crate::model::moment::Moment;
use ed25519_dalek::VerifyingKey;
use rayon::prelude::*;
use ssh_encoding::base64::{Base64, Encoding};
use ssh_encoding::{Decode, Encode};
use ssh_key::public::KeyData;
use ssh_key::{Algorithm, HashAlg, PublicKey, Signature, SshSig};
use std::collections::BTreeMap;
use std::fmt;

/// What every signature is made for, and no other.
pub const NAMESPACE: &str = "milepost";

/// A public key that may seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealKey(KeyData);

impl SealKey {
    /// A key as `authorized_keys` and plans spell it, with or without a comment. Certificates, DSA keys and keys with which
    /// signatures can be made for anybody are none.
    pub fn parse(text: &str) -> Option<SealKey> {
        let key = PublicKey::from_openssh(text.trim()).ok()?;
        (supported(&key.algorithm()) && !is_weak(key.key_data())).then(|| SealKey(key.key_data().clone()))
    }

    /// The key in the form in which an agent and SSHSIG carry it.
    pub fn blob(&self) -> Vec<u8> {
        encoded(&self.0)
    }

    pub fn of_blob(mut blob: &[u8]) -> Option<SealKey> {
        let key = KeyData::decode(&mut blob).ok().filter(|_| blob.is_empty())?;
        (supported(&key.algorithm()) && !is_weak(&key)).then_some(SealKey(key))
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
impl fmt::Display for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = PublicKey::new(self.0.clone(), "");
        f.write_str(key.to_openssh().map_err(|_| fmt::Error)?.trim_end())
    }
}

fn supported(algorithm: &Algorithm) -> bool {
    use Algorithm::*;
    matches!(algorithm, Ed25519 | SkEd25519 | SkEcdsaSha2NistP256 | Ecdsa { .. } | Rsa { .. })
}

/// Whether an Ed25519 key is a point of small order: signatures by it prove nothing.
fn is_weak(key: &KeyData) -> bool {
    let point = match key {
        KeyData::Ed25519(key) => key.as_ref(),
        KeyData::SkEd25519(key) => key.public_key().as_ref(),
        _ => return false,
    };
    small(point)
}

/// Whether these bytes are no point, or one of small order.
fn small(point: &[u8]) -> bool {
    let key = <&[u8; 32]>::try_from(point).ok().and_then(|point| VerifyingKey::from_bytes(point).ok());
    key.is_none_or(|key| key.is_weak())
}

/// The bytes that a seal signs: what book of what workspace it stands in, and its line up to the signature.
pub fn signed_bytes(root: Hash, book: Hash, unsigned: &str) -> Vec<u8> {
    format!("milepost-seal/2 {root} {book}\n{unsigned}").into_bytes()
}

/// Who made a signature, and whether the key was touched for it, as a security key tells; other keys count as touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedBy {
    pub key: SealKey,
    pub touched: bool,
}

/// Who made a signature over these bytes, checked to the last bit.
pub fn signer(signed: &[u8], signature: &str) -> Result<SignedBy, BadSeal> {
    let blob = base64(signature).ok_or(BadSeal::Encoding)?;
    let sig = read(&blob)?;
    let key = PublicKey::new(sig.public_key().clone(), "");
    key.verify(NAMESPACE, signed, &sig).map_err(|_| BadSeal::Signature)?;
    let data = sig.signature().as_bytes();
    let touched = match sig.signature().algorithm() {
        Algorithm::Ed25519 | Algorithm::SkEd25519 if is_weak(sig.public_key()) || data.get(..32).is_none_or(small) => {
            return Err(BadSeal::Signature);
        }
        Algorithm::SkEd25519 | Algorithm::SkEcdsaSha2NistP256 => {
            data.len().checked_sub(TRAILER).is_some_and(|flags| data[flags] & 1 == 1)
        }
        _ => true,
    };
    Ok(SignedBy { key: SealKey(sig.public_key().clone()), touched })
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
    let low = lowered(&sig.signature().algorithm(), proper(sig.signature()).ok_or(BadSeal::Encoding)?.0);
    if low.is_some() {
        return Err(BadSeal::Encoding);
    }
    match version && sig.reserved().is_empty() && spelled(sig.public_key(), sig.signature()).as_deref() == Some(whole) {
        true => Ok(sig),
        false => Err(BadSeal::Encoding),
    }
}

/// How long flags and counter are, which stand behind a security key's signature proper.
const TRAILER: usize = 5;

/// The signature proper, and what a security key adds to it.
fn proper(signature: &Signature) -> Option<(&[u8], &[u8])> {
    let trailer = match signature.algorithm() {
        Algorithm::SkEd25519 | Algorithm::SkEcdsaSha2NistP256 => TRAILER,
        _ => 0,
    };
    let data = signature.as_bytes();
    Some(data.split_at(data.len().checked_sub(trailer)?))
}

/// The one spelling of an SSHSIG over SHA-512 in our namespace.
fn spelled(key: &KeyData, signature: &Signature) -> Option<Vec<u8>> {
    let (proper, trailer) = proper(signature)?;
    let low = lowered(&signature.algorithm(), proper);
    let proper = low.as_deref().unwrap_or(proper);
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
pub fn written(key: &SealKey, signature: &Signature) -> Option<String> {
    Some(Base64::encode_string(&spelled(&key.0, signature)?))
}

/// The same signature in the armor in which `ssh-keygen` reads it.
pub fn armored(signature: &str) -> String {
    let lines: Vec<&str> = signature.as_bytes().chunks(70).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    format!("-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n", lines.join("\n"))
}

/// The keys that may have sealed, by their fingerprints: those of some versions of a plan.
#[derive(Clone, Debug, Default)]
pub struct Ring(BTreeMap<String, SealKey>);

impl Ring {
    pub fn of<'a>(keys: impl Iterator<Item = &'a str>) -> Ring {
        let keys = keys.filter_map(SealKey::parse);
        Ring(keys.map(|key| (key.fingerprint(), key)).collect())
    }
}

/// The seals of a book that one key made, oldest first. Only some of them were checked: each covers all before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedSeals {
    pub key: SealKey,
    /// Whether the key was touched, or is of a kind that is not.
    pub touched: bool,
    /// Those up to the last that was found sound.
    pub seals: Vec<(u64, Moment)>,
    /// The numbers of those that were found sound, ascending: the last, and the last up to each of the lines asked about.
    pub sound: Vec<u64>,
}

/// A line whose seal vouches for nothing, and why.
pub type Unsound = (u64, BadSeal);

/// Who of a ring sealed a book, and the seals that are none and stand behind the last sound one of their key. For each of the lines
/// in `upto` the last sound seal of each key before it is looked for, too. A seal whose key is not in the ring is not looked at.
pub fn sealed(book: &Book, ring: &Ring, upto: &[u64]) -> (Vec<CheckedSeals>, Vec<Unsound>) {
    let mut by_key: BTreeMap<&str, Vec<&Seal>> = BTreeMap::new();
    for seal in book.seals.iter() {
        by_key.entry(&seal.key).or_default().push(seal);
    }
    let (mut all, mut bad) = (Vec::new(), Vec::new());
    for (print, seals) in by_key {
        let Some(key) = ring.0.get(print) else { continue };
        let found = match key.0.algorithm() {
            // Of a security key, each tells for itself whether it was touched.
            Algorithm::SkEd25519 | Algorithm::SkEcdsaSha2NistP256 => each(book, key, &seals),
            _ => last_ones(book, key, &seals, upto),
        };
        all.extend(found.0);
        bad.extend(found.1);
    }
    bad.sort_by_key(|(seq, _)| *seq);
    (all, bad)
}

fn each(book: &Book, key: &SealKey, seals: &[&Seal]) -> (Vec<CheckedSeals>, Vec<Unsound>) {
    let (mut bad, mut sorts) = (Vec::new(), [Vec::new(), Vec::new()]);
    for seal in seals {
        match check(book, seal, key) {
            Ok(signer) => sorts[usize::from(signer.touched)].push((seal.seq, seal.at)),
            Err(problem) => bad.push((seal.seq, problem)),
        }
    }
    let sealed = [false, true].into_iter().zip(sorts).filter(|(_, seals)| !seals.is_empty());
    let sealed = sealed.map(|(touched, seals)| {
        let sound = seals.iter().map(|(seq, _)| *seq).collect();
        CheckedSeals { key: key.clone(), touched, seals, sound }
    });
    (sealed.collect(), bad)
}

fn last_ones(book: &Book, key: &SealKey, seals: &[&Seal], upto: &[u64]) -> (Vec<CheckedSeals>, Vec<Unsound>) {
    let (mut sound, mut bad): (Vec<u64>, Vec<Unsound>) = (Vec::new(), Vec::new());
    for limit in upto.iter().copied().chain([u64::MAX]) {
        let behind = seals.partition_point(|seal| seal.seq <= limit);
        for seal in seals[..behind].iter().rev() {
            if sound.contains(&seal.seq) {
                break;
            }
            let known = bad.iter().any(|(seq, _)| *seq == seal.seq);
            match (!known).then(|| check(book, seal, key)) {
                Some(Ok(_)) => {
                    sound.push(seal.seq);
                    break;
                }
                Some(Err(problem)) => bad.push((seal.seq, problem)),
                None => {}
            }
        }
    }
    sound.sort_unstable();
    sound.dedup();
    let Some(last) = sound.last().copied() else { return (Vec::new(), bad) };
    bad.retain(|(seq, _)| *seq > last);
    let seals = seals.iter().filter(|seal| seal.seq <= last).map(|seal| (seal.seq, seal.at)).collect();
    (vec![CheckedSeals { key: key.clone(), touched: true, seals, sound }], bad)
}

/// Whether a seal is one, by the key that it names.
fn check(book: &Book, seal: &Seal, key: &SealKey) -> Result<SignedBy, BadSeal> {
    let line = book.line_text(seal.seq);
    let (unsigned, signature) = parted(&line).ok_or(BadSeal::Encoding)?;
    let signer = signer(&signed_bytes(book.opening.root, book.identity, unsigned), signature)?;
    if signer.key == *key { Ok(signer) } else { Err(BadSeal::Signature) }
}

/// Every seal of a book by a key of the ring that is none.
pub fn unsound(book: &Book, ring: &Ring) -> Vec<Unsound> {
    let bad = |seal: &Seal| Some((seal.seq, check(book, seal, ring.0.get(&*seal.key)?).err()?));
    book.seals.par_iter().filter_map(bad).collect()
}

/// Whether the seal line at this place, of two spellings of one line, is sound.
pub fn is_sound(book: &Book, seal: &Seal) -> bool {
    let line = book.line_text(seal.seq);
    parted(&line).is_some_and(|(unsigned, signature)| {
        let signed = signed_bytes(book.opening.root, book.identity, unsigned);
        signer(&signed, signature).is_ok_and(|signer| signer.key.fingerprint() == *seal.key)
    })
}
