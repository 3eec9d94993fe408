//! The books of all desks: each a whole chain, where asked for with a seal after every ten entries.

use super::agreement::{DESKS, Promise};
use super::dice::Dice;
use super::moment::{hours, signed};
use super::peers::Peers;
use super::speech::{Past, id, said};
use milepost::ledger::chain::{Opening, next_line, opening_line};
use milepost::ledger::line::{line_hash, signed_line, unsigned_line};
use milepost::ledger::opening::opened;
use milepost::ledger::point::Point;
use milepost::ledger::seal::signed_bytes;
use milepost::ledger::secret::Secret;
use milepost::model::fields::Fields;
use milepost::model::hash::Hash;
use milepost::model::moment::Moment;
use milepost::model::name::{BookId, reference};
use milepost::model::pairs::Pairs;
use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::{LineEnding, PrivateKey};

/// After so many entries a desk seals.
const SEALED: u64 = 10;
/// After so many it tells how long the other books are.
const WITNESSED: u64 = 100;

/// A book as far as it is written.
pub struct Page {
    pub id: BookId,
    pub head: Point,
    pub text: String,
    identity: Hash,
    entries: u64,
    /// As far as others may have seen it.
    shared: Point,
}

impl Page {
    fn open(book: &str, actor: &str, root: Hash) -> Page {
        let opening = Opening { book: id(book), actor: id(actor), root, at: signed() };
        let line = opening_line(&opening);
        let identity = Hash::of(line.as_bytes());
        let head = Point { seq: 0, hash: identity };
        Page { id: opened(&opening), identity, head, shared: head, entries: 0, text: line + "\n" }
    }

    fn append(&mut self, line: &str) {
        self.head = Point { seq: self.head.seq + 1, hash: line_hash(line.as_bytes()) };
        self.text += line;
        self.text.push('\n');
    }

    fn say(&mut self, at: Moment, fields: Fields) {
        self.append(&next_line(self.head.hash, self.head.seq + 1, at, fields));
        self.entries += 1;
    }

    fn seal(&mut self, root: Hash, at: Moment, seen: &[(BookId, Point)], secret: &Secret) {
        let print = secret.key().expect("a key").fingerprint();
        let unsigned = unsigned_line(self.head.hash, self.head.seq + 1, at, seen, &print);
        let signature = secret.sign(&signed_bytes(root, self.identity, &unsigned)).expect("a signature");
        self.append(&signed_line(&unsigned, &signature));
    }
}

/// A key made of the actor's name.
pub fn secret(actor: &str) -> Secret {
    let pair = KeypairData::Ed25519(Ed25519Keypair::from_seed(&Hash::of(actor.as_bytes()).0));
    let key = PrivateKey::new(pair, actor).expect("a key").to_openssh(LineEnding::LF).expect("a key");
    Secret::parse(&key).expect("a key")
}

/// Writes so many entries into the books, and tells the peers of each.
pub fn written(
    root: Hash,
    entries: u64,
    promises: &[Promise],
    is_sealed: bool,
    dice: &mut Dice,
    peers: &mut Peers,
) -> Vec<Page> {
    let secrets: Vec<Secret> = DESKS.iter().filter(|_| is_sealed).map(|desk| secret(desk.actor)).collect();
    let mut books: Vec<Page> = DESKS.iter().map(|desk| Page::open(desk.book, desk.actor, root)).collect();
    let shares = DESKS.each_ref().map(|desk| desk.share);
    let mut past = Past::default();
    for hour in hours(entries, dice) {
        let place = dice.weighed(&shares);
        let desk = &DESKS[place];
        let (mut fields, named) = said(desk.actor, desk.work, &hour, promises, &mut past, dice);
        peers.say(desk, &hour, &fields);
        if books[place].entries % WITNESSED == WITNESSED - 1 {
            fields.seen =
                Pairs(seen(&books, place).into_iter().map(|(book, point)| (book, point.to_string())).collect());
        }
        books[place].say(hour.at, fields);
        if let Some(named) = named {
            let book = &books[place];
            past.keep(named, reference(&book.id, book.head.seq, book.head.hash));
        }
        match secrets.get(place) {
            None => books[place].shared = books[place].head,
            Some(secret) if books[place].entries.is_multiple_of(SEALED) => {
                let seen = seen(&books, place);
                books[place].seal(root, hour.at, &seen, secret);
                books[place].shared = books[place].head;
            }
            Some(_) => {}
        }
    }
    books
}

/// How long the other books are, as far as they were shared.
fn seen(books: &[Page], own: usize) -> Vec<(BookId, Point)> {
    let others = books.iter().enumerate().filter(|(place, book)| *place != own && book.shared.seq > 0);
    let mut seen: Vec<(BookId, Point)> = others.map(|(_, book)| (book.id.clone(), book.shared)).collect();
    seen.sort_by(|one, other| one.0.cmp(&other.0));
    seen
}
