//! Keys for scenes, made and checked by the real OpenSSH: ssh-keygen, ssh-agent.

use super::skipped::lacking;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

/// Whether a program is on this machine; tells what is skipped where it is not, and fails where nothing may be.
pub fn have(program: &str) -> bool {
    let there = Command::new(program).arg("--help").stdin(Stdio::null()).output().is_ok();
    if !there {
        lacking(program);
    }
    there
}

/// A folder of key pairs.
pub struct Keys(TempDir);

impl Keys {
    /// Nothing where there is no ssh-keygen.
    pub fn new() -> Option<Keys> {
        (have("ssh-keygen") && have("ssh-agent")).then(|| Keys(tempfile::tempdir().expect("a folder")))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Makes a pair of that kind, `ed25519`, `ecdsa` or `rsa`, and gives the public half as plans spell it.
    pub fn make(&self, name: &str, kind: &str, passphrase: &str) -> String {
        let path = self.path(name);
        let path = path.to_str().expect("a path");
        ok(Command::new("ssh-keygen").args(["-q", "-t", kind, "-N", passphrase, "-C", "invented", "-f", path]));
        self.public(name)
    }

    pub fn public(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name).with_extension("pub")).expect("a public key").trim().to_owned()
    }

    /// `--key PATH` for a command line.
    pub fn with(&self, name: &str) -> String {
        format!("--key {}", self.path(name).display())
    }
}

/// An ssh-agent that lives as long as this.
pub struct Agent {
    child: Child,
    pub socket: PathBuf,
}

impl Agent {
    pub fn with(keys: &Keys, names: &[&str]) -> Agent {
        let socket = keys.path("agent");
        let mut agent = Command::new("ssh-agent");
        agent.arg("-D").arg("-a").arg(&socket).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = agent.spawn().expect("the agent");
        while !socket.exists() {
            std::thread::yield_now();
        }
        for name in names {
            ok(Command::new("ssh-add").arg("-q").arg(keys.path(name)).env("SSH_AUTH_SOCK", &socket));
        }
        Agent { child, socket }
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a command that must succeed.
pub fn ok(command: &mut Command) -> Output {
    let output = command.stdin(Stdio::null()).output().expect("it runs");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}\n{out}{err}");
    output
}
