//! With which key a desk seals: a file that is named, the ssh-agent, or the key that Git signs with.

use super::answer::Outside;
use super::failure::{Failure, REFUSED, SYSTEM, USAGE};
use crate::ledger::seal::SealKey;
use crate::ledger::secret::Secret;
use crate::model::actor::Actor;
use crate::model::plan::Plan;
use crate::render::safe::one_line;
use crate::report::words;
use crate::store::agent::{Agent, NoAnswer};
use crate::store::error::StoreError;
use crate::store::git_config::signing_key;
use crate::store::text::read_text;
use crate::store::workspace::Workspace;
use crate::store::write::Sealer;
use clap::Args;
use std::cell::OnceCell;
use std::path::{Path, PathBuf};

#[derive(Clone, Debug, Default, Args)]
pub struct Signing {
    /// The key to seal with, where the speaker has keys in the plan; default: MILEPOST_KEY, the ssh-agent, Git's signing key
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Record now and seal later, with `milepost seal`; until then it counts for nothing
    #[arg(long, conflicts_with = "key")]
    pub no_seal: bool,
    /// What the ssh-agent holds, or why it did not say; asked at most once, and before the lock is taken.
    #[arg(skip)]
    pub held: OnceCell<Result<Vec<SealKey>, NoAnswer>>,
}

/// What signs.
pub enum KeyHolder {
    File { path: PathBuf, secret: Box<Secret> },
    Agent { agent: Agent, key: SealKey },
}

/// The keys of an actor that still vouch for what is new.
pub fn usable(actor: &Actor) -> Vec<SealKey> {
    actor.keys.iter().filter(|key| key.until.is_none()).filter_map(|key| SealKey::parse(&key.text)).collect()
}

impl Signing {
    /// Asks the ssh-agent which keys it holds, unless a private key is named that needs none, or who speaks has no keys. An agent that
    /// does not answer is waited for here, where nobody else waits for the lock.
    pub fn ask_agent(&self, outside: &Outside, workspace: &Workspace, speaker: Option<String>) {
        let named = self.key.as_ref().or(outside.key.as_ref());
        let secret =
            |path: &PathBuf| read_text(&outside.folder.join(path)).is_ok_and(|text| Secret::parse(&text).is_some());
        if outside.agent.is_some() && !self.no_seal && !named.is_some_and(secret) && may_seal(workspace, speaker) {
            self.agents_keys(outside);
        }
    }

    /// What the ssh-agent holds; nothing where there is none.
    fn agents_keys(&self, outside: &Outside) -> Option<&Result<Vec<SealKey>, NoAnswer>> {
        let agent = Agent(outside.agent.clone()?);
        Some(self.held.get_or_init(|| agent.keys()))
    }

    /// The first of these keys that the agent holds.
    fn in_agent(&self, outside: &Outside, keys: &[SealKey]) -> Option<KeyHolder> {
        let held = self.agents_keys(outside)?.as_ref().ok()?;
        let key = keys.iter().find(|key| held.contains(key))?.clone();
        Some(KeyHolder::Agent { agent: Agent(outside.agent.clone()?), key })
    }

    /// What came of asking the ssh-agent.
    fn agent_told(&self, outside: &Outside) -> String {
        match self.agents_keys(outside) {
            None => "no ssh-agent is set up here (SSH_AUTH_SOCK)".into(),
            Some(Err(why)) => why.to_string(),
            Some(Ok(held)) if held.is_empty() => "the ssh-agent holds no key, or is locked".into(),
            Some(Ok(held)) => format!("the ssh-agent holds {}, none of its", words::count(held.len(), "key")),
        }
    }

    /// What signs for an actor: the first of the places where keys are kept that has one of its own.
    pub fn signer(&self, outside: &Outside, actor: &Actor) -> Result<KeyHolder, Failure> {
        let keys = usable(actor);
        let named = self.key.as_ref().or(outside.key.as_ref());
        if let Some(path) = named {
            return self.of_file(outside, &outside.folder.join(path), actor, &keys);
        }
        if let Some(signer) = self.in_agent(outside, &keys) {
            return Ok(signer);
        }
        let git = signing_key(&outside.folder).map(|key| self.of_git(outside, &key, actor, &keys));
        git.transpose()?.flatten().ok_or_else(|| {
            let (id, told_by) = (&actor.id, self.agent_told(outside));
            Failure::new(REFUSED, "no-key", format!("`{id}` has keys in the plan, and none of them is at hand to seal with: {told_by}"))
                .hint(format!("name one with `--key FILE`, or give it to the ssh-agent; `--no-seal` records now and counts once sealed; its keys: {}", told(&keys)))
        })
    }

    /// A private key file; or a public one, whose other half the agent holds.
    fn of_file(&self, outside: &Outside, path: &Path, actor: &Actor, keys: &[SealKey]) -> Result<KeyHolder, Failure> {
        let text = read_text(path)?;
        let (secret, key) = match (Secret::parse(&text), SealKey::parse(&text)) {
            (Some(secret), _) => (secret.key(), Some(secret)),
            (None, key) => (key, None),
        };
        let (key, secret) = (secret, key);
        let shown = path.display();
        let Some(key) = key else {
            return Err(Failure::new(USAGE, "not-a-key", format!("{shown} is not a key that milepost can sign with"))
                .hint("it takes OpenSSH's own files: ed25519, ecdsa and rsa, as `ssh-keygen -t ed25519` makes them"));
        };
        if !keys.contains(&key) {
            let message = format!("{shown} is {}, which is no key of `{}` in the plan", key.fingerprint(), actor.id);
            return Err(Failure::new(REFUSED, "other-key", message)
                .hint(format!("its keys: {}; `milepost amend` adds and withdraws keys", told(keys))));
        }
        match secret {
            Some(secret) => Ok(KeyHolder::File { path: path.to_owned(), secret: Box::new(secret) }),
            None => self.in_agent(outside, std::slice::from_ref(&key)).ok_or_else(|| {
                Failure::new(
                    REFUSED,
                    "no-key",
                    format!("{shown} is a public key, and its other half is not at hand: {}", self.agent_told(outside)),
                )
                .hint("name the private key file, or add it: `ssh-add FILE`")
            }),
        }
    }

    /// What Git's `user.signingkey` stands for: a file, or a key that the agent holds. Another's key is not used.
    fn of_git(
        &self,
        outside: &Outside,
        named: &str,
        actor: &Actor,
        keys: &[SealKey],
    ) -> Result<Option<KeyHolder>, Failure> {
        if let Some(key) = SealKey::parse(named.strip_prefix("key::").unwrap_or(named)) {
            return Ok(keys.contains(&key).then(|| self.in_agent(outside, &[key])).flatten());
        }
        let path = match (named.strip_prefix("~/"), &outside.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => outside.folder.join(named),
        };
        // Git may name the public half; the private one lies beside it.
        let beside = path.with_extension("");
        let private =
            if path.extension().is_some_and(|ending| ending == "pub") && beside.is_file() { beside } else { path };
        match self.of_file(outside, &private, actor, keys) {
            Ok(signer) => Ok(Some(signer)),
            Err(failure) if ["other-key", "not-a-key", "no-file", "no-key"].contains(&failure.code) => Ok(None),
            Err(failure) => Err(failure),
        }
    }
}

/// Whether who speaks, or somebody, may have keys. Read while nobody holds the lock, so of no weight: it spares who has none an agent
/// that does not answer.
fn may_seal(workspace: &Workspace, speaker: Option<String>) -> bool {
    let Some(plan) = read_text(&workspace.plan()).ok().and_then(|text| Plan::parse(&text).ok()) else { return true };
    match speaker.and_then(|speaker| plan.actor(&speaker)) {
        Some(actor) => !plan.actors[actor].keys.is_empty(),
        None => plan.actors.iter().any(|actor| !actor.keys.is_empty()),
    }
}

fn told(keys: &[SealKey]) -> String {
    if keys.is_empty() {
        "all withdrawn".into()
    } else {
        keys.iter().map(SealKey::fingerprint).collect::<Vec<_>>().join(", ")
    }
}

/// How often a passphrase may be mistyped.
const TRIES: usize = 3;

impl KeyHolder {
    pub fn key(&self) -> Option<SealKey> {
        match self {
            KeyHolder::File { secret, .. } => secret.key(),
            KeyHolder::Agent { key, .. } => Some(key.clone()),
        }
    }

    /// Whether it asks for a passphrase.
    pub fn asks(&self) -> bool {
        matches!(self, KeyHolder::File { secret, .. } if secret.is_encrypted())
    }

    /// The same, opened if it is encrypted: asks for the passphrase on the terminal.
    pub fn open(self, outside: &Outside) -> Result<KeyHolder, Failure> {
        let KeyHolder::File { path, secret } = &self else { return Ok(self) };
        if !secret.is_encrypted() {
            return Ok(self);
        }
        let shown = path.display();
        for _ in 0..TRIES {
            let Some(passphrase) = (outside.passphrase)(&format!("Passphrase for {}: ", one_line(&shown.to_string())))
            else {
                return Err(Failure::new(
                    SYSTEM,
                    "no-terminal",
                    format!("{shown} is encrypted, and there is no terminal to ask for its passphrase on"),
                )
                .hint("add it to the ssh-agent: `ssh-add FILE`; nothing was recorded"));
            };
            if let Some(secret) = secret.open(&passphrase) {
                return Ok(KeyHolder::File { path: path.clone(), secret: Box::new(secret) });
            }
        }
        Err(Failure::new(USAGE, "passphrase", format!("that is not the passphrase of {shown}"))
            .hint("nothing was recorded; try again"))
    }

    /// What seals with it.
    pub fn sealer(&self) -> Sealer<'_> {
        let key = self.key().map_or(String::new(), |key| key.fingerprint());
        Sealer { key, sign: Box::new(|signed| self.sign(signed)) }
    }

    /// Signs bytes as a seal carries it.
    fn sign(&self, signed: &[u8]) -> Result<String, StoreError> {
        let failed = |reason: String| {
            let key = self.key().map_or(String::new(), |key| key.fingerprint());
            StoreError::NotSigned { key, reason }
        };
        match self {
            KeyHolder::File { secret, .. } => {
                secret.sign(signed).ok_or_else(|| failed("a security key signs through the ssh-agent only".into()))
            }
            KeyHolder::Agent { agent, key } => agent.sign(key, signed).map_err(|error| failed(error.to_string())),
        }
    }
}
