//! The ssh-agent: which keys it holds, and signatures by them. Speaks the few words of its protocol that this takes
//! (draft-ietf-sshm-ssh-agent: requests 11 and 13).

use crate::ledger::seal::{Key, string};
use crate::ledger::secret::{for_agent, from_agent};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where an agent listens: a socket, on Windows a named pipe.
#[derive(Clone, Debug)]
pub struct Agent(pub PathBuf);

const LIST: u8 = 11;
const LISTED: u8 = 12;
const SIGN: u8 = 13;
const SIGNED: u8 = 14;
/// RSA keys sign with SHA-512.
const RSA_SHA2_512: u32 = 4;
/// An answer longer than this is none.
const LONGEST: u32 = 1 << 20;
/// Somebody may have to touch a security key, or to confirm.
const PATIENCE: Duration = Duration::from_secs(120);

impl Agent {
    /// The keys that the agent signs with; those of kinds that milepost does not know are left out.
    pub fn keys(&self) -> io::Result<Vec<Key>> {
        let answer = self.ask(&[LIST], LISTED)?;
        let mut rest = &answer[..];
        let count = u32::from_be_bytes(take(&mut rest, 4)?.try_into().map_err(|_| garbled())?);
        let mut keys = Vec::new();
        for _ in 0..count {
            keys.extend(Key::of_blob(take_string(&mut rest)?));
            take_string(&mut rest)?;
        }
        Ok(keys)
    }

    /// The signature of these bytes as a seal carries it.
    pub fn sign(&self, key: &Key, signed: &[u8]) -> io::Result<String> {
        let data = for_agent(signed).ok_or_else(garbled)?;
        let request = [&[SIGN][..], &string(&key.blob()), &string(&data), &RSA_SHA2_512.to_be_bytes()].concat();
        let answer = self.ask(&request, SIGNED)?;
        from_agent(key, take_string(&mut &answer[..])?).ok_or_else(garbled)
    }

    /// Sends a message and gives the body of the answer, if it is of the expected kind.
    fn ask(&self, message: &[u8], expected: u8) -> io::Result<Vec<u8>> {
        let mut stream = connect(&self.0)?;
        stream.write_all(&string(message))?;
        stream.flush()?;
        let mut length = [0; 4];
        stream.read_exact(&mut length)?;
        let length = u32::from_be_bytes(length);
        if !(1..=LONGEST).contains(&length) {
            return Err(garbled());
        }
        let mut answer = vec![0; length as usize];
        stream.read_exact(&mut answer)?;
        match answer.remove(0) {
            kind if kind == expected => Ok(answer),
            _ => Err(io::Error::new(ErrorKind::PermissionDenied, "the agent refused")),
        }
    }
}

#[cfg(unix)]
fn connect(path: &Path) -> io::Result<impl Read + Write + use<>> {
    let stream = std::os::unix::net::UnixStream::connect(path)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// A named pipe opens like a file.
#[cfg(windows)]
fn connect(path: &Path) -> io::Result<impl Read + Write + use<>> {
    std::fs::OpenOptions::new().read(true).write(true).open(path)
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> io::Result<&'a [u8]> {
    let (taken, more) = rest.split_at_checked(count).ok_or_else(garbled)?;
    *rest = more;
    Ok(taken)
}

fn take_string<'a>(rest: &mut &'a [u8]) -> io::Result<&'a [u8]> {
    let length = u32::from_be_bytes(take(rest, 4)?.try_into().map_err(|_| garbled())?);
    take(rest, length as usize)
}

fn garbled() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "the agent's answer is garbled")
}
