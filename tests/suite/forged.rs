//! What people with stock tools could try, line by line: lines in others' books, stolen keys, words altered under an agreement,
//! witnesses that lie. Every forgery is written by hand and sealed by ssh-keygen; each is refused, or counts for nothing.

use super::keys::{Keys, ok};
use super::seals::{base64, plan, security_seal};
use super::world::World;
use milepost::ledger::line::{line_hash, parted, signed_line, unsigned_line};
use milepost::ledger::opening::{Opening, opened, opening_line};
use milepost::ledger::point::Point;
use milepost::ledger::seal::{SealKey, signed_bytes, signer, string};
use milepost::model::hash::Hash;
use milepost::model::id::Id;
use milepost::model::moment::Moment;
use milepost::model::name::BookId;
use rsa::BigUint;
use serde_json::{Value, json};
use std::process::Command;

/// A book in somebody's hand: written line by line, without milepost.
struct Hand {
    id: BookId,
    root: Hash,
    text: String,
}

impl Hand {
    fn opens(world: &World, book: &str, actor: &str, at: &str) -> Hand {
        let [book, actor] = [book, actor].map(|id| Id::new(id).expect("an id"));
        let root = root(world);
        let opening = Opening { book, actor, root, at: instant(at) };
        Hand { id: opened(&opening), root, text: opening_line(&opening) + "\n" }
    }

    /// Goes on in the book that the workspace has, up to a line.
    fn in_book(world: &World, book: &str, upto: usize) -> Hand {
        let text: String = world.read(&format!("ledger/{book}.jsonl")).split_inclusive('\n').take(upto + 1).collect();
        let opening = Opening::read(text.lines().next().expect("an opening")).expect("an opening");
        Hand { id: opened(&opening), root: opening.root, text }
    }

    fn seq(&self) -> u64 {
        self.text.lines().count() as u64
    }

    fn says(mut self, at: &str, fields: &str) -> Hand {
        let (seq, prev) = (self.seq(), self.hash(self.seq() - 1));
        self.text += &format!("{{\"seq\":{seq},\"prev\":\"{prev}\",\"at\":\"{at}\",{fields}}}\n");
        self
    }

    fn seals(mut self, at: &str, keys: &Keys, key: &str) -> Hand {
        let print = SealKey::parse(&keys.public(key)).expect("a key").fingerprint();
        let unsigned = unsigned_line(self.hash(self.seq() - 1), self.seq(), instant(at), &[], &print);
        let signed = signed_bytes(self.root, self.hash(0), &unsigned);
        self.text += &(signed_line(&unsigned, &by_ssh_keygen(keys, key, &signed)) + "\n");
        self
    }

    fn hash(&self, line: u64) -> Hash {
        line_hash(self.text.lines().nth(line as usize).expect("a line").as_bytes())
    }

    /// How lines of other books refer to a line.
    fn name(&self, line: u64) -> String {
        format!("{}:{line}:{}", self.id, self.hash(line))
    }

    fn point(&self, line: u64) -> String {
        Point { seq: line, hash: self.hash(line) }.to_string()
    }

    fn put(&self, world: &World) {
        world.file(&format!("ledger/{}.jsonl", self.id), &self.text);
    }
}

fn instant(at: &str) -> Moment {
    Moment::parse(at).unwrap_or_else(|| panic!("{at}"))
}

/// The root of a workspace: what its books name, once there are any.
fn root(world: &World) -> Hash {
    let books = std::fs::read_dir(world.folder().join("ledger")).into_iter().flatten().flatten();
    let mut files = books.filter(|file| file.path().extension().is_some_and(|end| end == "jsonl"));
    let first = files.next().map(|file| std::fs::read_to_string(file.path()).expect("a book"));
    let opening = first.and_then(|text| Opening::read(text.lines().next()?));
    opening.map_or_else(|| Hash::of(world.read("plan.json").as_bytes()), |opening| opening.root)
}

fn by_ssh_keygen(keys: &Keys, key: &str, signed: &[u8]) -> String {
    let path = keys.path("by-hand");
    let _ = std::fs::remove_file(path.with_extension("sig"));
    std::fs::write(&path, signed).expect("a file");
    ok(Command::new("ssh-keygen").args(["-q", "-Y", "sign", "-n", "milepost", "-f"]).arg(keys.path(key)).arg(&path));
    let armored = std::fs::read_to_string(path.with_extension("sig")).expect("a signature");
    armored.lines().filter(|line| !line.starts_with("-----")).collect()
}

/// A plan in which each of these actors has one key.
fn keyed(keys: &Keys, actors: &[&str]) -> Value {
    let keyed: Vec<(&str, Value)> = actors.iter().map(|id| (*id, json!([keys.make(id, "ed25519", "")]))).collect();
    plan(&keyed)
}

fn keys_of<'a>(plan: &'a mut Value, id: &str) -> &'a mut Value {
    let actors = plan["actors"].as_array_mut().expect("actors");
    &mut actors.iter_mut().find(|actor| actor["id"] == id).expect("the actor")["keys"]
}

/// Another version of the plan, written from the first one.
fn version(world: &World, name: &str, change: impl FnOnce(&mut Value)) -> Hash {
    let first = world.read(&format!("plans/{}.json", root(world)));
    let mut plan: Value = serde_json::from_str(&first).expect("a plan");
    plan["base"] = json!(root(world).to_string());
    plan["version"] = json!(name);
    change(&mut plan);
    let (text, hash) = (plan.to_string(), Hash::of(plan.to_string().as_bytes()));
    world.file(&format!("plans/{hash}.json"), &text).file(&format!("{name}.json"), &text);
    hash
}

fn in_force(world: &World) -> Value {
    world.ask("list -o json").ok().at("/basis/version")
}

/// One field of `A`, as a machine reads it.
fn shown(world: &World, pointer: &str) -> Value {
    world.ask("show A -o json").ok().at(&format!("/milestone/{pointer}"))
}

/// What an actor said first, as a machine reads it.
fn spoken(world: &World, actor: &str) -> Value {
    let log = world.ask("log -o json").ok().json();
    let mut entries = log["entries"].as_array().unwrap_or_else(|| panic!("{log:#}")).iter();
    entries.find(|entry| entry["actor"] == actor).unwrap_or_else(|| panic!("{log:#}")).clone()
}

fn merge(world: &World, from: &World) -> super::world::Heard {
    world.ask(&format!("merge {}", from.folder().display()))
}

const MISSION: &str = "ledger/mission.jsonl";

/// An outsider without any key appends a line to a monitor's book: neither its next command nor another's merge makes it count.
#[test]
fn what_others_append_to_a_book_is_never_sealed() {
    let Some(keys) = Keys::new() else { return };
    let plan = keyed(&keys, &["mission"]).to_string();
    let with = keys.with("mission");
    for at in ["2026-01-03T12:00:00.000Z", "2026-01-04T11:00:00.000Z"] {
        for deed in ["mark A arms=5", "seal"] {
            let world = World::new(&plan);
            world.at("2026-01-02").ask(&format!("mark A arms=3 --as mission {with}")).ok();
            let other = world.copy();
            world.at("2026-01-03").ask("mark A arms=4 --as mission --no-seal").ok();
            let forged = r#""kind":"claim","milestone":"A","values":{"arms":10}"#;
            Hand::in_book(&world, "mission", 9).says(at, forged).put(&world);
            world.ask("list").ok().hears("v 30 %").remarks("somebody has written in this book");
            // Another takes the book first: of it only what is sealed.
            merge(other.at("2026-01-03"), &world);
            assert!(!other.read(MISSION).contains("\"arms\":10"));
            world.at("2026-01-05").ask(&format!("{deed} --as mission {with}")).ok();
            assert!(!world.read(MISSION).contains("\"arms\":10"), "{deed} {at}");
            let set_aside = std::fs::read_dir(world.folder().join(".milepost/torn")).expect("a folder");
            let kept: Vec<String> =
                set_aside.map(|file| std::fs::read_to_string(file.expect("a file").path()).expect("text")).collect();
            assert!(kept.iter().any(|text| text.contains("\"arms\":10")), "{kept:?}");
            world.ask("list").ok().hears(if deed == "seal" { "v 40 %" } else { "v 50 %" });
            world.ask("audit --full").ok();
            // The owner's own lines reach the other.
            merge(other.at("2026-01-05"), &world).ok();
            assert_eq!(other.read(MISSION), world.read(MISSION));
        }
    }
}

/// The parts of a signature: key, namespace, what is reserved, hash, and the signature proper.
fn strings(mut data: &[u8]) -> Vec<Vec<u8>> {
    let mut strings = Vec::new();
    while let Some((size, rest)) = data.split_first_chunk::<4>() {
        let (part, rest) = rest.split_at(u32::from_be_bytes(*size) as usize);
        strings.push(part.to_vec());
        data = rest;
    }
    strings
}

/// The other numbers, `r` and `s`, that ECDSA allows for the same bytes.
fn other_numbers(proper: &[u8]) -> Vec<u8> {
    const ORDER: &[u8] = b"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    let numbers = strings(proper);
    let s = BigUint::parse_bytes(ORDER, 16).expect("a number") - BigUint::from_bytes_be(&numbers[1]);
    let bytes = s.to_bytes_be();
    let padded = if bytes[0] & 0x80 == 0 { bytes } else { [&[0], &bytes[..]].concat() };
    [string(&numbers[0]), string(&padded)].concat()
}

/// The other signature that ECDSA allows for the same bytes.
fn other_spelling(signature: &str) -> String {
    let blob = base64::decode(signature);
    let mut fields = strings(&blob[10..]);
    let inner = strings(&fields[4]);
    let proper = other_numbers(&inner[1]);
    fields[4] = [string(&inner[0]), string(&proper)].concat();
    let strings: Vec<u8> = fields.iter().flat_map(|field| string(field)).collect();
    base64::encode(&[&blob[..10], &strings].concat())
}

#[test]
fn a_signature_has_one_spelling_and_of_two_sound_ones_the_lesser_stays() {
    let Some(keys) = Keys::new() else { return };
    let world = World::new(&plan(&[("mov", json!([keys.make("mov", "ecdsa", "")]))]).to_string());
    world.ask(&format!("mark A arms=3 --as mov {}", keys.with("mov"))).ok();
    let honest = world.read("ledger/mov.jsonl");
    let (unsigned, signature) = parted(honest.lines().last().expect("a seal")).expect("a seal");
    let hand = Hand::in_book(&world, "mov", 1);
    let signed = signed_bytes(hand.root, hand.hash(0), unsigned);
    let with = |signature: &str| {
        let other = world.copy();
        other.file("ledger/mov.jsonl", format!("{}{}\n", hand.text, signed_line(unsigned, signature)));
        other
    };
    // OpenSSH takes both; here the other one vouches for nothing, and no merge brings it in.
    let high = with(&other_spelling(signature));
    assert_eq!(other_spelling(&other_spelling(signature)), signature);
    high.ask("list").ok().hears_not("30 %").remarks("is a seal that vouches for nothing");
    high.ask("audit").code(1);
    merge(&world, &high);
    assert_eq!(world.read("ledger/mov.jsonl"), honest);
    let again = std::iter::repeat_with(|| by_ssh_keygen(&keys, "mov", &signed));
    let again = again.take(64).find(|again| signer(&signed, again).is_ok()).expect("one in two is low");
    let (ours, theirs) = (with(signature), with(&again));
    merge(&ours, &theirs).ok();
    merge(&theirs, &ours).ok();
    assert_eq!(ours.read("ledger/mov.jsonl"), theirs.read("ledger/mov.jsonl"));
    assert!(ours.read("ledger/mov.jsonl").contains(signature.min(&again)));
}

/// The same of a security key that signs with ECDSA. None is here, so its signature is made by hand from a plain one.
#[test]
fn a_security_key_has_one_spelling_too() {
    let Some(keys) = Keys::new() else { return };
    let plain = SealKey::parse(&keys.make("plain", "ecdsa", "")).expect("a key").blob();
    let kind = b"sk-ecdsa-sha2-nistp256@openssh.com";
    let [_, curve, point] = &strings(&plain)[..] else { panic!("another key") };
    let blob = [string(kind), string(curve), string(point), string(b"ssh:")].concat();
    let key = SealKey::of_blob(&blob).expect("a key");
    let world = World::new(&plan(&[("mission", json!([key.to_string()]))]).to_string());
    world.ask("mark A minimum --as mission --no-seal").ok();
    let hand = Hand::in_book(&world, "mission", 1);
    let unsigned = unsigned_line(hand.hash(1), 2, instant("2026-01-01T12:00:00.000Z"), &[], &key.fingerprint());
    let signed = signed_bytes(hand.root, hand.hash(0), &unsigned);
    let asked = milepost::ledger::secret::for_agent(&signed).expect("what an agent is asked");
    let trailer = [1, 0, 0, 0, 7];
    let message = [&Hash::of(b"ssh:").0[..], &trailer, &Hash::of(&asked).0].concat();
    let text = std::fs::read_to_string(keys.path("plain")).expect("a key");
    let secret = ssh_key::PrivateKey::from_openssh(text).expect("a key");
    let made: ssh_key::Signature = rsa::signature::Signer::try_sign(&secret, &message).expect("a signature");
    let raw = |proper: &[u8]| [&string(kind)[..], &string(proper), &trailer].concat();
    let sealed = |proper: &[u8]| {
        let fields = [&blob[..], b"milepost", b"", b"sha512", &raw(proper)].map(string).concat();
        base64::encode(&[&b"SSHSIG\0\0\0\x01"[..], &fields].concat())
    };
    let both = [made.as_bytes().to_vec(), other_numbers(made.as_bytes())];
    let (low, high) = match signer(&signed, &sealed(&both[0])).is_ok() {
        true => (&both[0], &both[1]),
        false => (&both[1], &both[0]),
    };
    assert!(signer(&signed, &sealed(low)).is_ok() && signer(&signed, &sealed(high)).is_err());
    // Whichever the key gives, one is written.
    for given in [low, high] {
        assert_eq!(milepost::ledger::secret::from_agent(&key, &raw(given)), Some(sealed(low)));
    }
    let with = |proper: &[u8]| {
        let other = world.copy();
        other.file("ledger/mission.jsonl", format!("{}{}\n", hand.text, signed_line(&unsigned, &sealed(proper))));
        other
    };
    let (honest, bent) = (with(low), with(high));
    honest.ask("list").ok().hears("v 33 %");
    bent.ask("list").ok().hears_not("33 %").remarks("is a seal that vouches for nothing");
    let before = honest.read("ledger/mission.jsonl");
    merge(&honest, &bent);
    assert_eq!(honest.read("ledger/mission.jsonl"), before);
    honest.ask("list").ok().hears("v 33 %");
}

/// `mov` has two keys, of which `old` was stolen; it and `gov` withdraw that one, and `mission` may have seen it.
fn withdrawn(keys: &Keys, seen: bool) -> (World, Hash) {
    let mut plan = keyed(keys, &["gov", "mission"]);
    *keys_of(&mut plan, "mov") = json!([keys.make("old", "ed25519", ""), keys.make("new", "ed25519", "")]);
    let world = World::new(&plan.to_string());
    world.at("2026-01-02").ask(&format!("mark A arms=1 --as mov {}", keys.with("old"))).ok();
    let hand = Hand::in_book(&world, "mov", 2);
    let until = json!({"key": keys.public("old"), "until": {hand.id.to_string(): hand.point(2)}});
    let two = version(&world, "two", |plan| *keys_of(plan, "mov") = json!([until, keys.public("new")]));
    world.at("2026-01-10").ask(&format!("amend two.json --as mov {}", keys.with("new"))).ok();
    world.at("2026-01-11").ask(&format!("agree mov:3 --as gov {}", keys.with("gov"))).ok();
    if seen {
        world.at("2026-01-12").ask(&format!("mark A none --as mission {}", keys.with("mission"))).ok();
    }
    assert_eq!(in_force(&world), "two");
    (world, two)
}

/// Puts into a workspace what the thief of a key and one party write on the same base, dated before all else.
fn replaced(world: &World, keys: &Keys, thief: &str) -> Hash {
    let evil = version(world, "evil", |plan| plan["milestones"][0]["indicators"][0]["target"] = json!(1));
    let amends = format!(r#""kind":"amend","base":"{}","plan":"{evil}""#, root(world));
    let day = "2026-01-01T13:00:00.000Z";
    let stolen = Hand::opens(world, "mov", "mov", day).says(day, &amends).seals(day, keys, thief);
    let agrees = format!(r#""kind":"agree","entry":"{}""#, stolen.name(1));
    let helper = Hand::opens(world, "gov", "gov", day).says(day, &agrees).seals(day, keys, "gov");
    stolen.put(world);
    helper.put(world);
    evil
}

#[test]
fn a_withdrawn_key_replaces_no_plan_whoever_helps() {
    let Some(keys) = Keys::new() else { return };
    for seen in [true, false] {
        let (world, _) = withdrawn(&keys, seen);
        let (thief, fresh) = (world.copy(), world.copy());
        replaced(&thief, &keys, "old");
        assert_eq!(in_force(&thief), "two", "seen: {seen}");
        // Whoever gets all at once comes to the same, and who follows the version is told what would have set it aside.
        merge(&fresh, &thief);
        assert_eq!(in_force(&fresh), "two", "seen: {seen}");
        for name in ["old", "new", "gov", "mission"] {
            std::fs::remove_file(keys.path(name)).expect("it goes");
        }
    }
}

/// The same by a key that nobody withdraws: the witness decides, and where there is none, nothing does.
#[test]
fn of_two_amendments_on_one_base_the_seen_one_stays_and_else_neither() {
    let Some(keys) = Keys::new() else { return };
    let (world, _) = withdrawn(&keys, true);
    replaced(&world, &keys, "new");
    assert_eq!(in_force(&world), "two");
    for name in ["old", "new", "gov", "mission"] {
        std::fs::remove_file(keys.path(name)).expect("it goes");
    }
    let (world, again) = withdrawn(&keys, false);
    let (followed, honest) = (world.copy(), world.copy());
    let evil = replaced(&world, &keys, "new");
    let told = world.ask("list -o json").ok();
    assert_eq!(told.at("/basis/version"), "1");
    let told = told.errors().to_owned();
    assert!(told.contains(&evil.to_string()[..12]) && told.contains(&again.to_string()[..12]), "{told}");
    // The door keeps what would set aside the version that is followed, until somebody accepts it.
    merge(&followed, &world);
    assert_eq!(in_force(&followed), "two");
    honest.ask(&format!("merge {} --accept {evil}", world.folder().display()));
    assert_eq!(in_force(&honest), "1");
}

#[test]
fn nobody_concurs_with_what_its_book_knows_to_be_taken_back() {
    let Some(keys) = Keys::new() else { return };
    let plan = keyed(&keys, &["gov", "mov"]).to_string();
    let world = World::new(&plan);
    let with = keys.with("gov");
    world.at("2026-01-02").ask(&format!("start --from 2026-01-02 --as gov {with}")).ok();
    world.at("2026-01-06").ask(&format!("retract gov:1 --as gov {with}")).ok();
    let gov = Hand::in_book(&world, "gov", 9);
    let agree = format!(r#""kind":"agree","entry":"{}""#, gov.name(1));
    let seen = format!(r#","seen":{{"{}":"{}"}}"#, gov.id, gov.point(4));
    let known = r#","known":"2026-01-03T00:00:00Z""#;
    let (early, late) = ("2026-01-04T00:00:00.000Z", "2026-01-08T00:00:00.000Z");
    for (at, more) in [(late, &seen), (early, &seen), (late, &format!("{known}{seen}"))] {
        let world = world.copy();
        let mov = Hand::opens(&world, "mov", "mov", "2026-01-01T00:00:00.000Z");
        mov.says(at, &format!("{agree}{more}")).seals(at, &keys, "mov").put(&world);
        world.at("2026-01-10").ask("status").ok().hears_not("in force");
        assert_eq!(spoken(&world, "mov")["counts"], false, "{at} {more}");
    }
}

/// What stands of a matter when `mov` agrees with what `gov` said first: after `gov` went on, by some other words, or took it back.
fn agreed((plan, keys): (&Value, Option<&Keys>), goes_on: &[&str], agrees: (&str, &str), seen: bool) -> World {
    let world = World::new(&plan.to_string());
    let begun = "2026-01-01T00:00:00.000Z";
    let sealed = |hand: Hand, at: &str, actor: &str| match keys {
        Some(keys) => hand.seals(at, keys, actor),
        None => hand,
    };
    let own = Hand::opens(&world, "mov", "mov", begun).says(begun, r#""kind":"start","from":"2026-01-01""#);
    let mut gov = Hand::opens(&world, "gov", "gov", begun).says(begun, r#""kind":"start","from":"2026-01-02""#);
    let first = gov.name(1);
    for words in goes_on {
        let words = words.replace("GOV1", &first).replace("MOV1", &own.name(1));
        gov = gov.says("2026-01-06T00:00:00.000Z", &words);
    }
    gov = sealed(gov, "2026-01-06T00:00:00.000Z", "gov");
    let (at, more) = agrees;
    let had_seen =
        if seen { format!(r#","seen":{{"{}":"{}"}}"#, gov.id, gov.point(gov.seq() - 1)) } else { String::new() };
    let mov = sealed(own, begun, "mov").says(at, &format!(r#""kind":"agree","entry":"{first}"{more}{had_seen}"#));
    sealed(mov, at, "mov").put(&world);
    gov.put(&world);
    world.at("2026-01-10");
    world
}

/// When a word is said to have been known gives it no place among those of others: who writes down later that it had agreed before
/// something was taken back, replaced or decided, has not agreed in time.
#[test]
fn a_date_of_ones_own_choice_comes_before_nothing() {
    let Some(keys) = Keys::new() else { return };
    let (keyless, keyed) = (plan(&[]), keyed(&keys, &["gov", "mov"]));
    let (early, late) = ("2026-01-04T00:00:00.000Z", "2026-01-08T00:00:00.000Z");
    let (now, carried) = ("", r#","known":"2026-01-03T00:00:00Z""#);
    let retracts = r#""kind":"retract","entry":"GOV1""#;
    let replaces = r#""kind":"start","from":"2026-01-05""#;
    let decides = r#""kind":"agree","entry":"MOV1""#;
    for under in [(&keyless, None), (&keyed, Some(&keys))] {
        let started = |goes_on: &[&str], agrees: (&str, &str), seen: bool| {
            let world = agreed(under, goes_on, agrees, seen);
            world.ask("export -o json").ok().at("/plan/started")
        };
        assert_eq!(started(&[], (late, carried), false), "2026-01-02");
        for goes_on in [retracts, replaces] {
            assert_eq!(started(&[goes_on], (early, now), false), "2026-01-02", "in time: {goes_on}");
            for (at, known) in [(late, carried), (late, now), (early, now)] {
                assert_eq!(started(&[goes_on], (at, known), true), Value::Null, "{at} {known} {goes_on}");
            }
            assert_eq!(started(&[goes_on], (late, carried), false), Value::Null, "{goes_on}");
        }
        for (at, known, seen) in [(late, carried, true), (late, carried, false), (late, now, true), (early, now, true)]
        {
            assert_eq!(started(&[decides], (at, known), seen), "2026-01-01", "{at} {known} {seen}");
        }
    }
    // A seal proves what its author had not seen: by that alone a concurrence does not fall.
    let world = agreed((&keyed, Some(&keys)), &[retracts], (late, now), false);
    assert_eq!(world.ask("export -o json").ok().at("/plan/started"), "2026-01-02");
}

#[test]
fn who_agreed_to_words_agrees_to_no_others() {
    let Some(keys) = Keys::new() else { return };
    let world = World::new(&keyed(&keys, &["mov"]).to_string());
    world.at("2026-01-02").ask("start --from 2026-01-02 --as gov").ok();
    world.at("2026-01-03").ask(&format!("agree gov:1 --as mov {}", keys.with("mov"))).ok();
    world.ask("status").ok().hears("in force");
    let other = world.copy();
    let altered = r#""kind":"start","from":"2026-01-01""#;
    Hand::in_book(&other, "gov", 0).says("2026-01-02T12:00:00.000Z", altered).put(&other);
    let _ = std::fs::remove_file(other.folder().join(".milepost/heads.json"));
    other.ask("status").ok().hears_not("in force");
    other.ask("audit").hears("mov:1 says of the book `gov.").hears("other words stand there");
    let agreed = spoken(&other, "mov");
    assert!(agreed["counts"] == false && agreed["why_not"] != Value::Null, "{agreed}");
    // Who has the words as they were keeps them.
    merge(&world, &other).code(1);
    world.ask("status").ok().hears("in force");
}

#[test]
fn a_witness_that_lies_accuses_nobody() {
    let Some(keys) = Keys::new() else { return };
    let world = World::new(&keyed(&keys, &["gov", "mov"]).to_string());
    let with = keys.with("gov");
    world.at("2026-01-02").ask(&format!("note one --as gov {with}")).ok();
    let gov = Hand::in_book(&world, "gov", 9);
    let day = "2026-01-03T00:00:00.000Z";
    let seen = |point: String| format!(r#""kind":"note","note":"n","seen":{{"{}":"{point}"}}"#, gov.id);
    for point in [format!("9:{}", Hash([7; 32])), format!("1:{}", Hash([7; 32]))] {
        let world = world.copy();
        Hand::opens(&world, "mov", "mov", day).says(day, &seen(point)).seals(day, &keys, "mov").put(&world);
        world
            .at("2026-01-04")
            .ask("list -o json")
            .ok()
            .hears("\"damaged\": []")
            .remarks("mov:1 says of the book `gov.");
        world.ask("audit").ok().hears("mov:1 says of the book `gov.");
    }
    Hand::opens(&world, "mov", "mov", day)
        .says(day, &seen(format!("9:{}", Hash([7; 32]))))
        .seals(day, &keys, "mov")
        .put(&world);
    // It leaves nobody's book closed.
    world.at("2026-01-04").ask(&format!("note two --as gov {with}")).ok().hears("gov:3");
}

#[test]
fn a_secretariat_without_keys_takes_away_nobodys_evidence() {
    let Some(keys) = Keys::new() else { return };
    let world = World::new(&keyed(&keys, &["mission"]).to_string());
    world.file("photo", "seen").at("2026-01-02");
    world.ask(&format!("mark A full --as mission --evidence photo {}", keys.with("mission"))).ok();
    let hash = Hash::of(b"seen");
    let file = format!("evidence/{hash}");
    assert_eq!(world.read(&file), "seen");
    world.ask("evidence remove mission:1 --as desk").code(3);
    let mission = Hand::in_book(&world, "mission", 9);
    let day = "2026-01-03T00:00:00.000Z";
    let removes = format!(r#""kind":"note","evidence":[{{"sha256":"{hash}","removed":"{}"}}]"#, mission.name(1));
    let other = world.copy();
    Hand::opens(&other, "desk", "desk", day).says(day, &removes).put(&other);
    merge(world.at("2026-01-04"), &other).ok();
    world.ask("evidence purge");
    world.ask("note more --as friend").ok();
    assert_eq!(world.read(&file), "seen");
    world.ask("evidence verify").ok();
}

#[test]
fn two_parties_exchange_no_monitors_key_unless_the_plan_lets_them() {
    let Some(keys) = Keys::new() else { return };
    let mut plan = keyed(&keys, &["gov", "mov", "mission"]);
    keys.make("planted", "ed25519", "");
    for (rekey, follows) in [(false, "1"), (true, "two")] {
        if rekey {
            plan["rules"]["rekey"] = json!({"by": ["gov", "mov"], "quorum": "all"});
        }
        let world = World::new(&plan.to_string());
        world.at("2026-01-02").ask(&format!("mark A none --as mission {}", keys.with("mission"))).ok();
        let withdrawn = json!({"key": keys.public("mission"), "until": {}});
        version(&world, "two", |plan| *keys_of(plan, "mission") = json!([withdrawn, keys.public("planted")]));
        world.at("2026-01-03").ask(&format!("amend two.json --as gov {}", keys.with("gov"))).ok();
        world.at("2026-01-04").ask(&format!("agree gov:1 --as mov {}", keys.with("mov"))).ok();
        assert_eq!(in_force(&world), follows, "rekey: {rekey}");
        let says = format!("mark A full --as mission {}", keys.with("planted"));
        world.at("2026-01-05").ask(&says).code(if rekey { 0 } else { 3 });
    }
}

#[test]
fn first_keys_take_the_actors_own_word_under_them() {
    let Some(keys) = Keys::new() else { return };
    let world = World::new(&keyed(&keys, &["gov", "mov"]).to_string());
    keys.make("mission", "ed25519", "");
    world.at("2026-01-02").ask("mark A arms=2 --as mission").ok();
    let two = version(&world, "two", |plan| *keys_of(plan, "mission") = json!([keys.public("mission")]));
    world.at("2026-01-03").ask(&format!("amend two.json --as gov {}", keys.with("gov"))).ok();
    world.at("2026-01-04").ask(&format!("agree gov:1 --as mov {}", keys.with("mov"))).ok();
    assert_eq!(in_force(&world), "1", "mission has not spoken");
    let gov = Hand::in_book(&world, "gov", 9);
    let day = "2026-01-05T00:00:00.000Z";
    let agrees = format!(r#""kind":"agree","entry":"{}""#, gov.name(1));
    let unsealed = world.copy();
    let hand = Hand::in_book(&world, "mission", 9).says(day, &agrees);
    hand.put(&unsealed);
    assert_eq!(in_force(unsealed.at("2026-01-06")), "1", "anybody could have written that");
    hand.seals(day, &keys, "mission").put(&unsealed);
    assert_eq!(in_force(&unsealed), "two");
    // What it had said before it had keys stays.
    assert_eq!(shown(&unsealed, "verified/progress"), json!(0.2));
    // The same by milepost.
    world.at("2026-01-05").ask(&format!("agree gov:1 --as mission {}", keys.with("mission"))).ok();
    assert_eq!(in_force(&world), "two", "{two} {}", world.read(MISSION));
}

#[test]
fn who_owes_verifies_through_nobody() {
    let mut plan = plan(&[]);
    let actors = plan["actors"].as_array_mut().expect("actors");
    actors.push(json!({"id": "office", "name": "Office", "role": "secretariat", "side": "mov"}));
    actors.push(json!({"id": "watch", "name": "Watch", "role": "monitor"}));
    let mut part = plan["milestones"][0].clone();
    plan["milestones"][0]["responsible"] = json!(["mov", "watch"]);
    plan["milestones"][0]["id"] = json!("W");
    part["part_of"] = json!("W");
    plan["milestones"].as_array_mut().expect("milestones").push(part);
    let world = World::new(&plan.to_string());
    world.at("2026-01-02").ask("note begun --as friend").ok();
    let day = "2026-01-02T00:00:00.000Z";
    let full = |by: &str| format!(r#""kind":"claim",{by}"milestone":"A","level":"full""#);
    for (actor, by) in [("office", r#""by":"mission","#), ("watch", "")] {
        let world = world.copy();
        Hand::opens(&world, actor, actor, day).says(day, &full(by)).put(&world);
        assert_eq!(shown(&world, "verified"), Value::Null, "{actor}");
    }
    // An office of nobody's side may write it down, and another monitor may say it.
    for (actor, by) in [("desk", r#""by":"mission","#), ("mission", "")] {
        let world = world.copy();
        Hand::opens(&world, actor, actor, day).says(day, &full(by)).put(&world);
        assert_eq!(shown(&world, "verified/level"), "full", "{actor}");
    }
}

#[test]
fn keys_and_sides_that_speak_for_two_are_plan_errors() {
    let Some(keys) = Keys::new() else { return };
    let told = |plan: &Value, words: &str| {
        World::empty().file("plan.json", plan.to_string()).ask("check plan.json").code(1).hears(words);
    };
    let key = keys.make("one", "ed25519", "");
    told(&plan(&[("gov", json!([key])), ("mission", json!([key]))]), "same key");
    let mut sides = plan(&[]);
    sides["actors"][2]["side"] = json!("Gov");
    told(&sides, "case");
    // Whoever holds none of these keys can make signatures by them.
    let order_eight = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05";
    for point in [format!("01{}", "00".repeat(31)), "00".repeat(32), order_eight.to_owned()] {
        let bytes: Vec<u8> =
            (0..32).map(|place| u8::from_str_radix(&point[2 * place..2 * place + 2], 16).expect("hex")).collect();
        let blob = base64::encode(&[string(b"ssh-ed25519"), string(&bytes)].concat());
        told(&plan(&[("gov", json!([format!("ssh-ed25519 {blob}")]))]), "key");
    }
}

/// A program on a stolen laptop can ask a security key to sign without anybody's touching it.
#[test]
fn an_untouched_security_key_seals_only_where_the_plan_says_so() {
    let Some(keys) = Keys::new() else { return };
    for (flags, touch, level) in [(1, true, json!("minimum")), (0, true, Value::Null), (0, false, json!("minimum"))] {
        let named = |key: String| if touch { json!([key]) } else { json!([{"key": key, "touch": false}]) };
        let world = security_seal(&keys, flags, &|key| plan(&[("mission", named(key))]));
        let verified = shown(&world, "verified");
        assert_eq!(verified.get("level").cloned().unwrap_or_default(), level, "{flags} {touch}");
    }
}

#[test]
fn a_clock_that_jumped_mutes_no_desk() {
    let Some(keys) = Keys::new() else { return };
    let world = World::new(&keyed(&keys, &["mission"]).to_string());
    let with = keys.with("mission");
    world.at("2036-01-02").ask(&format!("mark A arms=3 --as mission {with}")).ok();
    let said = world.at("2026-01-03").ask(&format!("mark A arms=5 --as mission {with}")).ok();
    said.hears("mission-2:1").remarks("clock");
    world.ask("list").ok().hears("v 50 %");
    world.at("2026-01-04").ask(&format!("mark A arms=6 --as mission {with}")).ok().hears("mission-2:3");
}

/// A writer that follows the design alone is understood, and what milepost writes passes a checker that does.
#[test]
fn another_program_writes_and_checks_books() {
    let Some(keys) = Keys::new() else { return };
    if !super::readers::have("python3") {
        return;
    }
    let books = || {
        let mut python = Command::new("python3");
        python.arg(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/books.py"));
        python
    };
    let named = [("gov", "ed25519"), ("mov", "ecdsa"), ("mission", "rsa")]
        .map(|(id, kind)| (id, json!([keys.make(id, kind, "")])));
    let world = World::new(&plan(&named).to_string());
    world.at("2026-01-02").ask(&format!("start --from 2026-01-02 --as gov {}", keys.with("gov"))).ok();
    let start = Hand::in_book(&world, "gov", 9).name(1);
    let lines = format!(
        "{{\"kind\":\"agree\",\"entry\":\"{start}\"}}\n{{\"kind\":\"claim\",\"milestone\":\"A\",\"values\":{{\"arms\":3}}}}\n"
    );
    let mut write = books();
    write.arg("write").arg(world.folder().join("ledger")).args(["mov", "mov", &root(&world).to_string()]);
    write.arg("2026-01-03T00:00:00.000Z").arg(keys.path("mov"));
    let lines_file = keys.path("lines");
    std::fs::write(&lines_file, lines).expect("a file");
    let output = write.stdin(std::fs::File::open(&lines_file).expect("a file")).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    world.at("2026-01-04").ask("status").ok().hears("in force");
    world.ask("list").ok().hears("r 30 %");
    world.ask("audit --full").ok();
    // What milepost writes then: other kinds of keys, references, what it had seen, an import under one seal.
    world.ask(&format!("mark A arms=3 --as mission {}", keys.with("mission"))).ok();
    world.ask("note heard --as friend").ok();
    world.ask(&format!("dispute mission:1 --as gov --note why {}", keys.with("gov"))).ok();
    world.file("many.csv", "milestone,values.arms\nA,4\nA,5\n");
    world.ask(&format!("import many.csv --as mission {}", keys.with("mission"))).ok();
    let checked = |world: &World| {
        let output = books().arg("check").arg(world.folder()).output().expect("it runs");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let told: Value =
            serde_json::from_str(&told).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
        told
    };
    let told = checked(&world);
    assert_eq!((&told["wrong"], &told["books"], &told["unsealed"]), (&json!([]), &json!(4), &json!(0)), "{told}");
    assert!(told["seals"].as_u64() >= Some(5) && told["references"].as_u64() >= Some(6), "{told}");
    let bent = world.copy();
    bent.file(MISSION, bent.read(MISSION).replace("{\"arms\":4}", "{\"arms\":9}"));
    assert_ne!(checked(&bent)["wrong"], json!([]));
}
