//! Seals: made with every kind of key, checked by milepost and by ssh-keygen, and what forgery and loss look like.

use super::keys::{Agent, Keys, have, ok};
use super::world::World;
use milepost::ledger::chain::{Book, Books, read_book};
use milepost::ledger::flaw::BadSeal;
use milepost::ledger::line::{line_hash, parted, signed_line, unsigned_line};
use milepost::ledger::seal::{SealKey, armored, signed_bytes, signer, string, written};
use milepost::ledger::secret::Secret;
use milepost::model::index::{DeskIx, Ix};
use milepost::store::lock::Lock;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// The invented plan in which these actors have these keys, and parties amend.
pub fn plan(keys: &[(&str, Value)]) -> Value {
    let milestone = r#"{"id":"A","title":"Arms handed in","responsible":["mov"],"source":["text"],"indicators":[{"id":"arms","target":10}]}"#;
    let mut plan: Value = serde_json::from_str(&super::world::plan(milestone)).expect("a plan");
    plan["rules"]["amend"] = json!({"by": ["gov", "mov"], "quorum": "all"});
    plan["rules"]["start"] = json!({"by": ["gov", "mov"], "quorum": "all"});
    for (id, keys) in keys {
        let actor = plan["actors"].as_array_mut().expect("actors").iter_mut().find(|actor| actor["id"] == *id);
        actor.expect("an actor")["keys"] = keys.clone();
    }
    plan
}

/// A workspace in which `gov`, `mov` and `mission` have a key each, of three kinds.
fn sealed_world() -> Option<(Keys, World)> {
    let keys = Keys::new()?;
    let named = [("gov", "ed25519"), ("mov", "ecdsa"), ("mission", "rsa")]
        .map(|(id, kind)| (id, json!([keys.make(id, kind, "")])));
    Some((keys, World::new(&plan(&named).to_string())))
}

fn book(world: &World, name: &str) -> Book {
    let path = world.path(&format!("ledger/{name}.jsonl"));
    let stem = path.file_stem().expect("a name").to_str().expect("plain").to_owned();
    read_book(&stem, std::fs::read(&path).expect("bytes")).0.expect("a book")
}

#[test]
fn every_kind_of_key_seals_and_ssh_keygen_agrees() {
    let Some((keys, world)) = sealed_world() else { return };
    for id in ["gov", "mov", "mission"] {
        world.ask(&format!("mark A minimum --as {id} {}", keys.with(id))).ok();
    }
    let log = world.ask("show A -o json").ok();
    for said in log.at("/milestone/said").as_array().expect("what was said") {
        assert_eq!((&said["sealed"], &said["counts"]), (&json!(true), &json!(true)), "{said}");
    }
    world
        .ask("audit --full")
        .ok()
        .hears("Every chain is whole.")
        .hears("Authorship unproven, for want of a key: army, friend, desk.");
    let exported = world.ask("seal --export 'a proof' -o json").ok().json();
    let exported = exported["exported"].as_array().expect("seals").clone();
    assert_eq!(exported.len(), 3);
    for seal in exported {
        let command = seal["command"].as_str().expect("a command");
        let output = ok(Command::new("sh").arg("-c").arg(command).current_dir(world.folder()));
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(told.starts_with("Good \"milepost\" signature for "), "{told}");
    }
    world.ask("seal --export proof --book gov").ok().hears("ssh-keygen -Y verify -f proof/allowed_signers -I gov");
    world
        .ask("seal --export proof --book gob")
        .code(3)
        .remarks("there is no book `gob` here")
        .remarks("the books are: gov");
}

/// What ssh-keygen signs, milepost takes; of ed25519 both make the same bytes, and of the two signatures that ECDSA allows for one
/// message milepost writes one.
#[test]
fn what_ssh_keygen_signs_is_a_seal() {
    let Some((keys, world)) = sealed_world() else { return };
    for id in ["gov", "mov", "mission"] {
        world.ask(&format!("mark A minimum --as {id} {}", keys.with(id))).ok();
        let book = book(&world, id);
        let line = book.line_text(2);
        let (unsigned, ours) = parted(&line).expect("a seal");
        let signed = signed_bytes(book.opening.root, book.identity, unsigned);
        let path = keys.path("signed");
        std::fs::write(&path, &signed).expect("a file");
        let _ = std::fs::remove_file(path.with_extension("sig"));
        ok(Command::new("ssh-keygen").args(["-q", "-Y", "sign", "-n", "milepost", "-f"]).arg(keys.path(id)).arg(&path));
        let theirs = std::fs::read_to_string(path.with_extension("sig")).expect("a signature");
        let blob = ssh_key::SshSig::from_pem(&theirs).expect("an SSHSIG");
        let key = SealKey::parse(&keys.public(id)).expect("a key");
        let blob = written(&key, blob.signature()).expect("a spelling");
        assert_eq!(signer(&signed, &blob).map(|signer| signer.key.to_string()), Ok(plain(&keys.public(id))));
        assert_eq!(signer(&signed, ours).map(|signer| signer.key.to_string()), Ok(plain(&keys.public(id))));
        if id == "gov" {
            assert_eq!(armored(ours).lines().collect::<String>(), theirs.lines().collect::<String>());
        }
    }
}

/// A public key without its comment.
fn plain(key: &str) -> String {
    key.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

#[test]
fn keys_come_from_a_file_the_agent_or_git_and_open_with_a_passphrase() {
    let Some(keys) = Keys::new() else { return };
    let (gov, mov) = (keys.make("gov", "ed25519", ""), keys.make("mov", "ed25519", "open sesame"));
    let (mission, other) = (keys.make("mission", "rsa", ""), keys.make("other", "ed25519", ""));
    let world =
        World::new(&plan(&[("gov", json!([gov])), ("mov", json!([mov])), ("mission", json!([mission]))]).to_string());
    // No key at hand.
    world
        .ask("mark A none --as gov")
        .code(3)
        .remarks("`gov` has keys in the plan, and none of them is at hand")
        .remarks("`--key FILE`");
    world.ask("mark A none --as gov --key nowhere").code(2).remarks("there is no file");
    world.ask("mark A none --as gov --key draft.json").code(2).remarks("is not a key that milepost can sign with");
    let refused = world.ask(&format!("mark A none --as gov {}", keys.with("other"))).code(3);
    refused.remarks("which is no key of `gov` in the plan");
    let public = keys.path("gov.pub");
    let refused = world.ask(&format!("mark A none --as gov --key {}", public.display())).code(3);
    refused.remarks("is a public key, and its other half is not at hand");
    assert!(!world.folder().join("ledger/gov.jsonl").exists());
    // An encrypted file asks on the terminal.
    let mark = format!("mark A none --as mov {}", keys.with("mov"));
    world.ask(&mark).code(5).remarks("is encrypted, and there is no terminal");
    world.types(Some("open barley")).ask(&mark).code(2).remarks("that is not the passphrase of");
    world.types(Some("open sesame")).ask(&mark).ok().hears("mov:1");
    // Nothing is asked where nothing is written.
    world.types(None).ask(&format!("{mark} --dry-run")).ok().hears("would be mov:3");
    world.ask("mark A none --as mov --key nowhere --dry-run").ok();
    // The agent signs with what it holds, RSA and public halves included.
    let agent = Agent::with(&keys, &["gov", "mission"]);
    world.agent(&agent.socket);
    world.ask("mark A none --as gov").ok().hears("gov:1");
    world.ask(&format!("mark A none --as gov --key {}", public.display())).ok().hears("gov:3");
    world.ask("mark A none --as mission").ok().hears("mission:1");
    drop(agent);
    world.ask("mark A none --as mission").code(3).remarks("none of them is at hand");
    // Git's key, by its public half or spelled out, where Git signs with SSH.
    if super::keys::have("git") {
        let git = |words: &[&str]| ok(Command::new("git").args(words).current_dir(world.folder()));
        git(&["init", "-q"]);
        git(&["config", "gpg.format", "ssh"]);
        git(&["config", "user.signingkey", public.to_str().expect("a path")]);
        world.ask("mark A none --as gov").ok().hears("gov:5");
        git(&["config", "user.signingkey", &format!("key::{other}")]);
        world.ask("mark A none --as gov").code(3).remarks("none of them is at hand");
        git(&["config", "user.signingkey", "~/gone"]);
        world.ask("mark A none --as gov").code(3).remarks("none of them is at hand");
    }
    world.ask("audit --full").ok();
}

#[test]
fn one_seal_covers_a_whole_import_and_what_waits_is_sealed_later() {
    let Some((keys, world)) = sealed_world() else { return };
    world.file("many.csv", "milestone,values.arms\nA,1\nA,2\nA,3\n");
    world.ask(&format!("import many.csv --as mov {}", keys.with("mov"))).ok().hears("mov:1 to mov:3");
    let made = book(&world, "mov");
    assert_eq!((made.seq, made.seals.len(), made.seals[0].seq), (4, 1, 4));
    assert!(made.line_text(1).contains("\"batch\":4"));
    // Recorded now, sealed later: until then it counts for nothing.
    let told = world.ask("mark A arms=7 --as mov --no-seal").ok().remarks("not sealed, so it counts for nothing yet");
    told.hears("reported by Movement\n  once sealed:\n  reported  minimum, 30 % → intermediate, 70 %\n");
    let answer = world.ask("mark A arms=8 --as mov --no-seal -o json").ok().json();
    assert_eq!((&answer["once_sealed"], &answer["figures"][0]["after"]["progress"]), (&json!(true), &json!(0.8)));
    assert_eq!(answer["after"]["reported"]["progress"], json!(0.3));
    world.ask("list").ok().hears("r 30 %");
    world.ask("audit").ok().hears("2 entries from mov:5 to mov:6 are not sealed by a key").hears("doubt");
    world.ask("status -o json").ok().hears("\"unsealed\": 2");
    world
        .at("2026-01-05")
        .ask(&format!("seal --as mov {}", keys.with("mov")))
        .ok()
        .hears("mov:7: sealed by mov")
        .hears("2 entries that had waited");
    world.ask("list").ok().hears("r 80 %");
    // What was sealed later is known from then on.
    world.ask("list --known-by 2026-01-03").ok().hears("r 30 %");
    world.ask(&format!("seal --as mov {}", keys.with("mov"))).ok().hears("nothing to seal");
    // A rule refuses an unsealed entry, too.
    world.ask("mark A arms=-1 --as mov --no-seal").code(3).remarks("below zero");
    world.ask("seal --as desk").code(3).remarks("`desk` has no keys in the plan");
    world.ask("seal --as gov").ok().hears("nothing to seal");
    // The others' growth is seen by a seal, and a seal alone is nothing to see.
    world.ask(&format!("mark A none --as gov {}", keys.with("gov"))).ok();
    world.ask(&format!("seal --as mov {} -o json", keys.with("mov"))).ok().hears("\"gov.").hears("\": \"2:");
    world.ask(&format!("seal --as mov {}", keys.with("mov"))).ok().hears("nothing to seal");
}

#[test]
fn nobody_speaks_for_an_actor_with_keys() {
    let Some((keys, world)) = sealed_world() else { return };
    // A secretariat may write down what another says; it counts once that one agrees under its own seal.
    world
        .ask("mark A full --as desk --by mov")
        .ok()
        .remarks("`mov` has keys, so what is written down for it counts once it agrees");
    world.ask("list").ok().hears_not("r 100 %");
    world.ask("audit").ok().hears("written down for `mov`, who has keys");
    world.ask("agree desk:1 --as desk --by mov").ok().remarks("counts once it agrees");
    world.ask("list").ok().hears_not("r 100 %");
    world.ask(&format!("agree desk:1 --as mov {}", keys.with("mov"))).ok();
    world.ask("list").ok().hears("r 100 %");
    // Of decisions the same.
    world.ask("start --from 2026-01-01 --as desk --by gov").ok().remarks("counts once it agrees");
    world.ask(&format!("start --from 2026-01-01 --as mov {}", keys.with("mov"))).ok();
    world.ask("status").ok().hears_not("in force");
    world.ask(&format!("agree desk:3 --as gov {}", keys.with("gov"))).ok();
    world.ask("status").ok().hears("in force");
}

/// A line added by who has no key stands in the chain and counts for nothing.
#[test]
fn an_entry_in_anothers_name_is_told() {
    let Some((keys, world)) = sealed_world() else { return };
    world.ask(&format!("mark A arms=3 --as mov {}", keys.with("mov"))).ok();
    let honest = world.read("ledger/mov.jsonl");
    let head = line_hash(honest.lines().last().expect("a line").as_bytes());
    let forged =
        |rest: &str| format!("{honest}{{\"seq\":3,\"prev\":\"{head}\",\"at\":\"2026-01-01T12:00:00.000Z\",{rest}}}\n");
    world.file("ledger/mov.jsonl", forged("\"kind\":\"claim\",\"milestone\":\"A\",\"level\":\"full\""));
    world.ask("audit").ok().hears("1 line is no part of it");
    let world = world.copy();
    world.ask("list").ok().hears("r 30 %");
    world.ask("audit").ok().hears("mov:3 is not sealed by a key of `mov`");
    // A seal that no key made.
    let copied = parted(honest.lines().last().expect("a seal")).expect("a signature").1.to_owned();
    let print = SealKey::parse(&keys.public("mov")).expect("a key").fingerprint();
    world
        .file("ledger/mov.jsonl", forged(&format!("\"kind\":\"seal\",\"key\":\"{print}\",\"signature\":\"{copied}\"")));
    let told = "is a seal that vouches for nothing: the signature is not of these lines";
    world.ask("list").ok().hears("r 30 %").remarks(told);
    world.ask("audit").code(1).hears("lines 1 to 3, under a sound seal");
    world.ask("audit -o json").code(1).hears(told);
    // A sound seal by somebody else's key, who wrote into the book.
    world.file("ledger/mov.jsonl", forged("\"kind\":\"claim\",\"milestone\":\"A\",\"level\":\"full\""));
    append_seal(&world, "mov", 4, &keys, "gov");
    world.ask("list").ok().hears("r 30 %");
    let audit = world.ask("audit").code(1);
    audit.hears("which is no key of `mov` in the plan but one of `gov`");
}

/// Seals the end of a book with a key, whosever it is.
pub fn append_seal(world: &World, name: &str, seq: u64, keys: &Keys, key: &str) {
    let path = format!("ledger/{name}.jsonl");
    let text = world.read(&path);
    let prev = line_hash(text.lines().last().expect("a line").as_bytes());
    let book = book(world, name);
    let print = SealKey::parse(&keys.public(key)).expect("a key").fingerprint();
    let unsigned = unsigned_line(prev, seq, book.latest, &[], &print);
    let secret = Secret::parse(&std::fs::read_to_string(keys.path(key)).expect("a key")).expect("a key");
    let signature = secret.sign(&signed_bytes(book.opening.root, book.identity, &unsigned)).expect("a signature");
    world.file(&path, format!("{text}{}\n", signed_line(&unsigned, &signature)));
}

/// A seal holds for its workspace, its book and milepost alone, and in one spelling.
#[test]
fn a_seal_is_not_to_be_moved_or_respelled() {
    let Some((keys, world)) = sealed_world() else { return };
    world.ask(&format!("mark A arms=3 --as gov {}", keys.with("gov"))).ok();
    let book = book(&world, "gov");
    let line = book.line_text(2);
    let (unsigned, signature) = parted(&line).expect("a seal");
    let signed = signed_bytes(book.opening.root, book.identity, unsigned);
    assert!(signer(&signed, signature).is_ok());
    let other = milepost::model::hash::Hash([1; 32]);
    let elsewhere = [
        signed_bytes(other, book.identity, unsigned),
        signed_bytes(book.opening.root, other, unsigned),
        signed_bytes(book.opening.root, book.identity, &unsigned.replace("\"seq\":2", "\"seq\":3")),
    ];
    for other in elsewhere {
        assert_eq!(signer(&other, signature), Err(BadSeal::Signature));
    }
    let secret = Secret::parse(&std::fs::read_to_string(keys.path("gov")).expect("a key")).expect("a key");
    let path = keys.path("other-use");
    std::fs::write(&path, &signed).expect("a file");
    ok(Command::new("ssh-keygen").args(["-q", "-Y", "sign", "-n", "file", "-f"]).arg(keys.path("gov")).arg(&path));
    let theirs = std::fs::read_to_string(path.with_extension("sig")).expect("a signature");
    let blob: String = theirs.lines().filter(|line| !line.starts_with("-----")).collect();
    assert_eq!(signer(&signed, &blob), Err(BadSeal::Namespace("file".into())));
    std::fs::remove_file(path.with_extension("sig")).expect("it goes");
    ok(Command::new("ssh-keygen")
        .args(["-q", "-Y", "sign", "-n", "milepost", "-O", "hashalg=sha256", "-f"])
        .arg(keys.path("gov"))
        .arg(&path));
    let theirs = std::fs::read_to_string(path.with_extension("sig")).expect("a signature");
    let blob: String = theirs.lines().filter(|line| !line.starts_with("-----")).collect();
    assert!(matches!(signer(&signed, &blob), Err(BadSeal::Algorithm(_))));
    assert!(secret.key().is_some_and(|key| key == SealKey::parse(&keys.public("gov")).expect("a key")));
}

/// Of every kind of key: the signature wrapped, padded, with bytes behind it, with other numbers that say the same.
#[test]
fn other_spellings_of_a_signature_are_none() {
    use base64::{decode, encode};
    let Some((keys, world)) = sealed_world() else { return };
    for id in ["gov", "mov", "mission"] {
        world.ask(&format!("mark A minimum --as {id} {}", keys.with(id))).ok();
        let book = book(&world, id);
        let line = book.line_text(2);
        let (unsigned, signature) = parted(&line).expect("a seal");
        let signed = signed_bytes(book.opening.root, book.identity, unsigned);
        let blob = decode(signature);
        assert!(signer(&signed, signature).is_ok());
        let middle = signature.len() / 2;
        let mut odd = vec![
            format!("{}\n{}", &signature[..middle], &signature[middle..]),
            format!("{} {}", &signature[..middle], &signature[middle..]),
            format!("{signature}===="),
            format!("{signature}="),
            signature.trim_end_matches('=').to_owned() + "A",
            signature.to_lowercase(),
            encode(&[&blob[..], &[0]].concat()),
            encode(&blob[..blob.len() - 1]),
            armored(signature),
            String::new(),
        ];
        // A version, a reserved field, a hash that nobody asked for.
        odd.push(encode(&[&blob[..6], &[0, 0, 0, 0], &blob[10..]].concat()));
        let namespace = blob.windows(8).position(|bytes| bytes == b"milepost").expect("the namespace") + 8;
        let reserved = [&blob[..namespace], &string(b"x"), &blob[namespace + 4..]].concat();
        odd.push(encode(&reserved));
        // Every bit of the blob.
        for bit in 0..blob.len() * 8 {
            let mut bent = blob.clone();
            bent[bit / 8] ^= 1 << (bit % 8);
            odd.push(encode(&bent));
        }
        for odd in odd {
            assert!(signer(&signed, &odd).is_err(), "{id}: {odd}");
        }
    }
}

/// Base64 for tests, by hand.
pub mod base64 {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    pub fn encode(bytes: &[u8]) -> String {
        let group = |three: &[u8]| {
            let bits = three.iter().chain(&[0, 0]).take(3).fold(0u32, |bits, byte| bits << 8 | u32::from(*byte));
            let digit = |place: usize| char::from(DIGITS[(bits >> (18 - 6 * place) & 63) as usize]);
            (0..4).map(move |place| if place <= three.len() { digit(place) } else { '=' }).collect::<String>()
        };
        bytes.chunks(3).map(group).collect()
    }

    pub fn decode(text: &str) -> Vec<u8> {
        let values = text.bytes().filter_map(|c| DIGITS.iter().position(|digit| *digit == c)).collect::<Vec<_>>();
        let group = |four: &[usize]| {
            let bits = four.iter().chain(&[0, 0, 0]).take(4).fold(0, |bits, value| bits << 6 | value);
            [bits >> 16, bits >> 8, bits].map(|byte| byte as u8)[..four.len() - 1].to_vec()
        };
        values.chunks(4).flat_map(group).collect()
    }
}

/// A world in which `mission` has a security key and sealed a claim with it. Such a key signs what its application, its flags and its
/// counter say, too (OpenSSH, `PROTOCOL.u2f`). None is here, so its signature is made by hand from a plain one.
pub fn security_seal(keys: &Keys, flags: u8, plan: &dyn Fn(String) -> Value) -> World {
    use milepost::model::hash::Hash;
    if !keys.path("plain").exists() {
        keys.make("plain", "ed25519", "");
    }
    let text = std::fs::read_to_string(keys.path("plain")).expect("a key");
    let plain = SealKey::parse(&keys.public("plain")).expect("a key").blob();
    let point = &plain[plain.len() - 32..];
    let kind = b"sk-ssh-ed25519@openssh.com";
    let blob = [string(kind), string(point), string(b"ssh:")].concat();
    let key = SealKey::of_blob(&blob).expect("a key");
    assert!(key.to_string().starts_with("sk-ssh-ed25519@openssh.com AAAA"));
    let world = World::new(&plan(key.to_string()).to_string());
    world.ask("mark A minimum --as mission --no-seal").ok();
    let path = "ledger/mission.jsonl";
    let prev = line_hash(world.read(path).lines().last().expect("a line").as_bytes());
    let at = milepost::model::moment::Moment::parse("2026-01-01T12:00:00.000Z").expect("a moment");
    let unsigned = unsigned_line(prev, 2, at, &[], &key.fingerprint());
    let made = book(&world, "mission");
    let signed = signed_bytes(made.opening.root, made.identity, &unsigned);
    let asked = milepost::ledger::secret::for_agent(&signed).expect("what an agent is asked");
    let trailer = [flags, 0, 0, 0, 7];
    let inner = [&Hash::of(b"ssh:").0[..], &trailer, &Hash::of(&asked).0].concat();
    let raw = raw_ed25519(&text, &inner);
    let signature = [&string(kind)[..], &string(&raw), &trailer].concat();
    let fields = [&blob[..], b"milepost", b"", b"sha512", &signature].map(string).concat();
    let sealed = base64::encode(&[&b"SSHSIG\0\0\0\x01"[..], &fields].concat());
    let told = milepost::ledger::seal::SignedBy { key: key.clone(), touched: flags & 1 == 1 };
    assert_eq!(signer(&signed, &sealed), Ok(told));
    assert_eq!(milepost::ledger::secret::from_agent(&key, &signature), Some(sealed.clone()));
    world.file(path, format!("{}{}\n", world.read(path), signed_line(&unsigned, &sealed)));
    // As any other machine reads it.
    world.copy()
}

#[test]
fn a_security_key_is_verified() {
    let Some(keys) = Keys::new() else { return };
    let world = security_seal(&keys, 1, &|key| plan(&[("mission", json!([key]))]));
    world.ask("list").ok().hears("v 33 %");
    ok(Command::new("sh")
        .arg("-c")
        .arg(world.ask("seal --export proof -o json").ok().at("/exported/0/command").as_str().expect("a command"))
        .current_dir(world.folder()));
}

/// The 64 bytes of an Ed25519 signature by a key file.
fn raw_ed25519(text: &str, message: &[u8]) -> Vec<u8> {
    use ssh_key::PrivateKey;
    use ssh_key::private::KeypairData;
    let key = PrivateKey::from_openssh(text).expect("a key");
    let KeypairData::Ed25519(pair) = key.key_data() else { panic!("another key") };
    let signature: ssh_key::Signature = rsa::signature::Signer::try_sign(pair, message).expect("a signature");
    signature.as_bytes().to_vec()
}

/// A new key comes in by amendment, sealed by the old one; the old one goes by a second, up to a line that the plan names.
#[test]
fn keys_are_added_and_withdrawn_by_amendment() {
    let Some((keys, world)) = sealed_world() else { return };
    let old = keys.public("mov");
    let new = keys.make("new", "ed25519", "");
    let base: Value = serde_json::from_str(&world.read("draft.json")).expect("a plan");
    let with = |world: &World, version: &str, mov: Value| {
        let mut plan: Value = serde_json::from_str(&world.read("plan.json")).expect("a plan");
        let place = base["actors"].as_array().expect("actors").iter().position(|actor| actor["id"] == "mov");
        plan["actors"][place.expect("mov")]["keys"] = mov;
        plan["version"] = json!(version);
        world.file(&format!("{version}.json"), plan.to_string());
    };
    world.ask(&format!("mark A arms=2 --as mov {}", keys.with("mov"))).ok().hears("mov:1");
    with(&world, "two", json!([old, new]));
    world
        .ask(&format!("mark A arms=3 --as mov {}", keys.with("new")))
        .code(3)
        .remarks("which is no key of `mov` in the plan");
    world.ask(&format!("amend two.json --as mov {}", keys.with("mov"))).ok().hears("mov:3");
    world.ask(&format!("amend two.json --as gov {}", keys.with("gov"))).ok().hears("decided by");
    world.at("2026-01-02").ask(&format!("mark A arms=3 --as mov {}", keys.with("new"))).ok().hears("mov:5");
    // The old key ends with line 6; whoever holds it seals nothing after that, whatever date they write.
    let made = book(&world, "mov");
    world.ask("audit").ok().hears(&format!("{}: head {}\n", made.id, made.point()));
    with(&world, "three", json!([{"key": plain(&old), "until": {made.id.to_string(): made.point().to_string()}}, new]));
    world.at("2026-01-03").ask(&format!("amend three.json --as mov {}", keys.with("new"))).ok();
    world.ask(&format!("amend three.json --as gov {}", keys.with("gov"))).ok().hears("decided by");
    world.ask("list").ok().hears("r 30 %");
    world.ask("audit").ok();
    world.ask(&format!("mark A arms=9 --as mov {}", keys.with("mov"))).code(3).remarks("which is no key of `mov`");
    let last = book(&world, "mov");
    let thief = format!(
        "{}{{\"seq\":{},\"prev\":\"{}\",\"at\":\"2026-01-03T12:00:00.000Z\",\"kind\":\"claim\",\"milestone\":\"A\",\"values\":{{\"arms\":9}}}}\n",
        world.read("ledger/mov.jsonl"),
        last.seq + 1,
        last.head
    );
    let world = world.copy();
    world.file("ledger/mov.jsonl", thief);
    append_seal(&world, "mov", last.seq + 2, &keys, "mov");
    world.ask("list").ok().hears("r 30 %");
    world.ask("audit").code(1).hears("that was withdrawn and vouches for lines up to 7");
    // A place that the book has not makes the key vouch for nothing; so does a key that is simply gone.
    let world = World::new(&plan(&[("mov", json!([{"key": plain(&old), "until": {}}]))]).to_string());
    world.ask(&format!("mark A arms=9 --as mov {}", keys.with("mov"))).code(3).remarks("all withdrawn");
}

/// A sealed book of two hundred entries and a witness: whatever byte is changed, whatever line is lost, doubled or moved, it is
/// noticed.
#[test]
fn no_change_goes_unnoticed() {
    use milepost::ledger::line::next_line;
    use milepost::ledger::opening::opening_line;
    use milepost::ledger::seal::{Ring, unsound};
    use milepost::ledger::witness::{Shelves, contradictions};
    use milepost::model::fields::Fields;
    use milepost::model::id::Id;
    use milepost::model::pairs::Pairs;
    use rayon::prelude::*;
    let Some(keys) = Keys::new() else { return };
    let world = World::new(&plan(&[("mission", json!([keys.make("mission", "ed25519", "")]))]).to_string());
    let rows: String = (1..=200).map(|number| format!("A,{}\n", number % 10)).collect();
    world.file("many.csv", format!("milestone,values.arms\n{rows}"));
    world.ask(&format!("import many.csv --as mission {}", keys.with("mission"))).ok();
    let honest = world.read("ledger/mission.jsonl").into_bytes();
    let sealed = book(&world, "mission");
    assert_eq!((sealed.seq, sealed.lines.len()), (201, 202));
    let witness = {
        let amm = Id::new("amm").expect("an id");
        let opening = milepost::ledger::chain::Opening { book: amm.clone(), actor: amm, ..sealed.opening.clone() };
        let first = opening_line(&opening);
        let seen = Pairs(vec![(sealed.id.clone(), sealed.point().to_string())]);
        let fields = Fields { kind: Some("note".into()), seen, ..Fields::default() };
        let line = next_line(milepost::model::hash::Hash::of(first.as_bytes()), 1, opening.at, fields);
        let stem = milepost::ledger::opening::opened(&opening).to_string();
        read_book(&stem, format!("{first}\n{line}\n").into_bytes()).0.expect("a book")
    };
    let public = keys.public("mission");
    let ring = Ring::of([public.as_str()].into_iter());
    let noticed = |bytes: Vec<u8>| {
        let (book, _, flaws) = read_book(&sealed.id.to_string(), bytes);
        let books: Books = [witness.clone()].into_iter().chain(book).collect();
        let shelves = Shelves::of(&books);
        let sight = &witness.sights[0];
        let missed = shelves.having(&sight.book, &sight.point).is_none().then(|| (DeskIx::FIRST, sight.clone()));
        let missed = missed.into_iter().collect();
        let unsound =
            books.get(DeskIx::at(1)).is_some_and(|book| *book.bytes != honest && !unsound(book, &ring).is_empty());
        !flaws.is_empty()
            || unsound
            || !contradictions(&shelves, missed, &Books::new(), &flaws, &Default::default()).is_empty()
    };
    assert!(!noticed(honest.clone()));
    let missed: Vec<usize> = (0..honest.len())
        .into_par_iter()
        .filter(|place| {
            let mut bytes = honest.clone();
            bytes[*place] ^= if place % 2 == 0 { 1 } else { 4 };
            !noticed(bytes)
        })
        .collect();
    assert_eq!(missed, [0; 0]);
    let lines: Vec<&[u8]> = honest.split_inclusive(|byte| *byte == b'\n').collect();
    for place in 0..lines.len() {
        let with = |change: &dyn Fn(&mut Vec<&[u8]>)| {
            let mut lines = lines.clone();
            change(&mut lines);
            lines.concat()
        };
        let mut changes = vec![
            with(&|lines| _ = lines.remove(place)),
            with(&|lines| lines.insert(place, lines[place])),
            with(&|lines| lines.truncate(place)),
        ];
        if place + 1 < lines.len() {
            changes.push(with(&|lines| lines.swap(place, place + 1)));
        }
        let half = lines[..place].concat().len() + lines[place].len() / 2;
        changes.push(honest[..half].to_vec());
        assert!(changes.into_iter().all(&noticed), "line {}", place + 1);
    }
}

/// An agent that answers as the scene says; where it says nothing, it keeps the line open.
#[cfg(unix)]
fn pretend(socket: &Path, answer: impl Fn(u8) -> Option<Vec<u8>> + Send + 'static) {
    let listener = std::os::unix::net::UnixListener::bind(socket).expect("a socket");
    std::thread::spawn(move || {
        let mut open = Vec::new();
        for mut stream in listener.incoming().flatten() {
            let mut message = [0; 5];
            if stream.read_exact(&mut message).is_ok()
                && let Some(answer) = answer(message[4])
            {
                let _ = stream.write_all(&string(&answer));
            }
            open.push(stream);
        }
    });
}

const LIST: u8 = 11;

/// How an agent lists one key.
#[cfg(unix)]
fn listed(key: &str) -> Vec<u8> {
    let blob = SealKey::parse(key).expect("a key").blob();
    [&[12, 0, 0, 0, 1][..], &string(&blob), &string(b"")].concat()
}

/// A list of keys asks nobody, so an agent that does not give it is not waited for, and never while others wait for the lock.
#[test]
#[cfg(unix)]
fn a_silent_agent_is_told_and_keeps_nobody_from_writing() {
    let Some((keys, world)) = sealed_world() else { return };
    world.ask("note first --as friend").ok();
    let (told, asked) = std::sync::mpsc::channel();
    let lock = world.folder().join(".milepost/lock");
    let socket = keys.path("silent");
    pretend(&socket, move |_| {
        let _ = told.send(Lock::take(&lock, Duration::ZERO, "another").is_ok());
        None
    });
    world.agent(&socket);
    // Who has no keys asks no agent, nor does who names a private key.
    world.ask("note second --as friend").ok();
    world.ask(&format!("note one --as mov {}", keys.with("mov"))).ok();
    assert!(asked.try_recv().is_err());
    let book = world.read("ledger/mov.jsonl");
    world
        .ask("note two --as mov")
        .code(3)
        .remarks("none of them is at hand to seal with: the ssh-agent at")
        .remarks("did not answer within 5 seconds")
        .remarks("--key FILE");
    assert_eq!(asked.try_iter().collect::<Vec<_>>(), [true], "it is asked once, while nobody holds the lock");
    assert_eq!(world.read("ledger/mov.jsonl"), book);
    // Git's key is tried then, as ever.
    if have("git") {
        let git = |words: &[&str]| drop(ok(Command::new("git").args(words).current_dir(world.folder())));
        git(&["init", "-q"]);
        git(&["config", "gpg.format", "ssh"]);
        git(&["config", "user.signingkey", keys.path("mov").to_str().expect("a path")]);
        world.ask("note three --as mov").ok();
    }
}

#[test]
#[cfg(unix)]
fn an_agent_that_refuses_or_is_not_there_is_told() {
    let Some((keys, world)) = sealed_world() else { return };
    world.file("report", "seen");
    let told = |name: &str, words: &str, code: u8, answer: fn(&str, u8) -> Vec<u8>| {
        let (socket, key) = (keys.path(name), keys.public("mov"));
        pretend(&socket, move |asked| Some(answer(&key, asked)));
        world.agent(&socket).ask("note one --as mov --evidence report").code(code).remarks(words);
        assert!(!world.folder().join("ledger/mov.jsonl").exists(), "{name}");
        assert_eq!(std::fs::read_dir(world.folder().join("evidence")).map_or(0, Iterator::count), 0, "{name}");
    };
    told("locked", "the ssh-agent holds no key, or is locked", 3, |_, _| vec![12, 0, 0, 0, 0]);
    told("refuses", "none of them is at hand to seal with: the ssh-agent refused", 3, |_, _| vec![5]);
    told("babbles", "the ssh-agent's answer makes no sense", 3, |_, _| vec![12, 0, 0, 0, 9]);
    told("declines", "did not sign: the ssh-agent refused", 5, |key, asked| match asked {
        LIST => listed(key),
        _ => vec![5],
    });
    let other = keys.make("other", "ed25519", "");
    pretend(&keys.path("strange"), move |_| Some(listed(&other)));
    world
        .agent(&keys.path("strange"))
        .ask("note one --as mov")
        .code(3)
        .remarks("the ssh-agent holds 1 key, none of its");
    world.agent(&keys.path("none")).ask("note one --as mov").code(3).remarks("no ssh-agent listens at");
}
