//! What the user has told Git: the key to sign with.

use std::path::Path;
use std::process::{Command, Stdio};

/// Git's `user.signingkey` where it signs with SSH keys, as seen from a folder: the path of a file, or a public key.
pub fn signing_key(folder: &Path) -> Option<String> {
    let get = |name: &str| {
        let mut git = Command::new("git");
        git.args(["config", "--get", name]).current_dir(folder).stdin(Stdio::null()).stderr(Stdio::null());
        let answer = git.output().ok().filter(|answer| answer.status.success())?;
        Some(String::from_utf8(answer.stdout).ok()?.trim().to_owned()).filter(|value| !value.is_empty())
    };
    get("gpg.format").filter(|format| format == "ssh").and_then(|_| get("user.signingkey"))
}
