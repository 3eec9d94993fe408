//! The ssh-agent: which keys it holds, and signatures by them. Speaks the few words of its protocol that this takes
//! (draft-ietf-sshm-ssh-agent: requests 11 and 13).

use crate::ledger::seal::{SealKey, string};
use crate::ledger::secret::{for_agent, from_agent};
use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
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
/// For the list of keys, which asks nobody.
const LISTING: Duration = Duration::from_secs(5);
/// For a signature: somebody may have to touch a security key, or to confirm. Shorter than other writers wait for the lock.
const SIGNING: Duration = Duration::from_secs(25);

/// Why an agent gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// Nobody listens there; the system's words.
    Nobody(PathBuf, String),
    /// It took the question, and did not answer within so long.
    Silent(PathBuf, Duration),
    Refused,
    /// What it said is no answer; why.
    Garbled(String),
}

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoAnswer::Nobody(path, why) => write!(f, "no ssh-agent listens at {}: {why}", path.display()),
            NoAnswer::Silent(path, limit) => {
                write!(f, "the ssh-agent at {} did not answer within {} seconds", path.display(), limit.as_secs())
            }
            NoAnswer::Refused => write!(f, "the ssh-agent refused"),
            NoAnswer::Garbled(why) => write!(f, "the ssh-agent's answer makes no sense: {why}"),
        }
    }
}

impl Agent {
    /// The keys that the agent signs with; those of kinds that milepost does not know are left out.
    pub fn keys(&self) -> Result<Vec<SealKey>, NoAnswer> {
        listed(&self.ask(vec![LIST], LISTED, LISTING)?).map_err(senseless)
    }

    /// The signature of these bytes as a seal carries it.
    pub fn sign(&self, key: &SealKey, signed: &[u8]) -> Result<String, NoAnswer> {
        let garbled = || senseless(garbled());
        let data = for_agent(signed).ok_or_else(garbled)?;
        let request = [&[SIGN][..], &string(&key.blob()), &string(&data), &RSA_SHA2_512.to_be_bytes()].concat();
        let answer = self.ask(request, SIGNED, SIGNING)?;
        let signature = take_string(&mut &answer[..]).map_err(senseless)?;
        from_agent(key, signature).ok_or_else(garbled)
    }

    /// Sends a message and gives the body of the answer, if it is of the expected kind and comes in time. Connecting, sending and
    /// each byte of the answer may take for ever, so all of it is done on a thread that is left behind.
    fn ask(&self, message: Vec<u8>, expected: u8, limit: Duration) -> Result<Vec<u8>, NoAnswer> {
        let (sender, answer) = mpsc::channel();
        let path = self.0.clone();
        thread::spawn(move || sender.send(exchange(&path, &message)));
        let (kind, body) = answer.recv_timeout(limit).map_err(|_| NoAnswer::Silent(self.0.clone(), limit))??;
        if kind == expected { Ok(body) } else { Err(NoAnswer::Refused) }
    }
}

/// One message to an agent, and the kind and the body of its answer.
fn exchange(path: &Path, message: &[u8]) -> Result<(u8, Vec<u8>), NoAnswer> {
    let mut stream = connect(path).map_err(|error| NoAnswer::Nobody(path.to_owned(), error.to_string()))?;
    talk(&mut stream, message).map_err(senseless)
}

fn talk(stream: &mut (impl Read + Write), message: &[u8]) -> io::Result<(u8, Vec<u8>)> {
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
    Ok((answer.remove(0), answer))
}

/// The keys in an agent's list.
fn listed(answer: &[u8]) -> io::Result<Vec<SealKey>> {
    let mut rest = answer;
    let count = u32::from_be_bytes(take(&mut rest, 4)?.try_into().map_err(|_| garbled())?);
    let mut keys = Vec::new();
    for _ in 0..count {
        keys.extend(SealKey::of_blob(take_string(&mut rest)?));
        take_string(&mut rest)?;
    }
    Ok(keys)
}

#[cfg(unix)]
fn connect(path: &Path) -> io::Result<impl Read + Write + use<>> {
    std::os::unix::net::UnixStream::connect(path)
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
    io::Error::new(ErrorKind::InvalidData, "it is garbled")
}

fn senseless(error: io::Error) -> NoAnswer {
    NoAnswer::Garbled(error.to_string())
}
