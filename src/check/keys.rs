//! Keys: whether seals could be checked with them, and where withdrawn ones end.

use super::finding::{Finding, path};
use crate::ledger::point::Point;
use crate::ledger::seal::Key;
use crate::model::json::Step;
use crate::model::plan::Plan;

/// A key that no seal could ever be checked with, and a place where a key ends that is none.
pub fn keys(plan: &Plan) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (place, actor) in plan.actors.iter().enumerate() {
        for (index, key) in actor.keys.iter().enumerate() {
            let path = || [path("actors", place, &["keys"]), vec![Step::Index(index)]].concat();
            if Key::parse(&key.text).is_none() {
                let message = format!("`{}` of `{}` is not a key that seals are made with", start(&key.text), actor.id);
                let hint = "the line of a .pub file as `ssh-keygen -t ed25519` makes it: ed25519, ecdsa, rsa, or of a security key";
                findings.push(Finding::error("key", message, path()).hint(hint.to_owned()));
            }
            let points = key.until.iter().flatten();
            findings.extend(points.filter(|(_, point)| Point::parse(point).is_none()).map(|(book, point)| {
                let message = format!(
                    "`{point}`, where a key of `{}` ends in the book `{book}`, is no line and its hash",
                    actor.id
                );
                Finding::error("key", message, path())
                    .hint("`milepost audit` prints the heads of books in this form: 41:<64 hex>".to_owned())
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
