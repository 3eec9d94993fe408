//! Keys: whether seals could be checked with them, and where withdrawn ones end.

use super::finding::{PlanFinding, path, some};
use crate::ledger::point::Point;
use crate::ledger::seal::SealKey;
use crate::model::id::Id;
use crate::model::index::ActorIx;
use crate::model::json::PathStep;
use crate::model::plan::Plan;
use std::collections::{BTreeMap, HashMap};

/// Keys that two actors share, sides that differ in case only, and keys that nobody could replace once they are lost.
pub fn voices(plan: &Plan) -> Vec<PlanFinding> {
    let mut findings = shared(plan);
    let mut sides: BTreeMap<String, (&Id, bool)> = BTreeMap::new();
    for (place, actor) in plan.actors.pairs() {
        let (side, own) = (actor.side(), *actor.side() == actor.id);
        let (known, of_its_own) = *sides.entry(Id::folded(side.as_str())).or_insert((side, own));
        // Of two actors with such ids it is told that they have.
        if known != side && !(own && of_its_own) {
            let message = format!("the sides `{known}` and `{side}` differ in upper and lower case only");
            let key: &[&str] = if actor.side.is_some() { &["side"] } else { &["id"] };
            findings.push(
                PlanFinding::error("side", message, path("actors", place, key))
                    .hint(format!("write `{known}` for both, or give one another name")),
            );
        }
    }
    if plan.rules.rekey.is_none() && plan.actors.iter().any(|actor| !actor.keys.is_empty()) {
        let message = "no rule says who may change the keys of an actor that has lost its own".to_owned();
        let rules = vec![PathStep::Key("rules".into())];
        findings.push(
            PlanFinding::warning("rekey", message, rules)
                .hint("add `rekey` to `rules`: such as {\"by\": [\"role:party\"], \"quorum\": \"all\"}".to_owned()),
        );
    }
    findings
}

/// A key under which two actors would speak.
fn shared(plan: &Plan) -> Vec<PlanFinding> {
    let mut holders: HashMap<&str, Vec<ActorIx>> = HashMap::new();
    let mut order = Vec::new();
    for (place, actor) in plan.actors.pairs() {
        for key in &actor.keys {
            let holders = holders.entry(key.text.as_str()).or_default();
            if !holders.contains(&place) {
                holders.push(place);
            }
            if holders.len() == 2 && holders[1] == place && !order.contains(&key.text.as_str()) {
                order.push(key.text.as_str());
            }
        }
    }
    let told = |key: &str| {
        let ids: Vec<&Id> = holders[key].iter().map(|place| &plan.actors[*place].id).collect();
        let message = format!("{} have the same key, so either can sign for the other", some(&ids));
        PlanFinding::error("shared-key", message, path("actors", holders[key][1], &["keys"]))
            .hint("one actor, one voice: give each its own key".to_owned())
    };
    order.into_iter().map(told).collect()
}

/// A key that no seal could ever be checked with, and a place where a key ends that is none.
pub fn keys(plan: &Plan) -> Vec<PlanFinding> {
    let mut findings = Vec::new();
    for (place, actor) in plan.actors.pairs() {
        for (index, key) in actor.keys.iter().enumerate() {
            let path = || [path("actors", place, &["keys"]), vec![PathStep::Index(index)]].concat();
            if SealKey::parse(&key.text).is_none() {
                let message = format!("`{}` of `{}` is not a key that seals are made with", start(&key.text), actor.id);
                let hint = "the line of a .pub file as `ssh-keygen -t ed25519` makes it: ed25519, ecdsa, rsa, or of a security key";
                findings.push(PlanFinding::error("key", message, path()).hint(hint.to_owned()));
            }
            let points = key.until.iter().flatten();
            findings.extend(points.filter(|(_, point)| Point::parse(point).is_none()).map(|(book, point)| {
                let message = format!(
                    "`{point}`, where a key of `{}` ends in the book `{book}`, is no line and its hash",
                    actor.id
                );
                PlanFinding::error("key", message, path())
                    .hint("`milepost audit` prints books and their heads in this form: 41:<64 hex>".to_owned())
            }));
        }
    }
    findings
}

/// As much of a text as tells which it is.
fn start(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
