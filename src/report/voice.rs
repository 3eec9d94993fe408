//! Root and keys in a form that two people can compare by voice: digits in groups of five, alike in every language.
//!
//! Two who hold the same plan and meet the same people read the same digits. Of 256 bits 133 are heard: nobody finds another plan
//! or key with the same digits.

use crate::ledger::seal::SealKey;
use crate::model::hash::Hash;
use crate::model::plan::Plan;
use crate::tongue::say;

/// Eight groups of five digits.
pub fn digits(hash: Hash) -> String {
    let groups = hash.0.chunks(4).map(|four| four.iter().fold(0u32, |sum, byte| sum << 8 | u32::from(*byte)));
    groups.map(|group| format!("{:05}", group % 100_000)).collect::<Vec<_>>().join(" ")
}

/// The root and every key that is not withdrawn, a line each; and who has none, so that anybody could write in that name.
pub fn voice(root: Option<Hash>, plan: &Plan) -> Vec<String> {
    let keys = plan.actors.iter().flat_map(|actor| {
        let live: Vec<SealKey> =
            actor.keys.iter().filter(|key| key.until.is_none()).filter_map(|key| SealKey::parse(&key.text)).collect();
        let several = live.len() > 1;
        let named = move |(place, key): (usize, SealKey)| {
            let name = if several { format!("{} {}", actor.id, place + 1) } else { actor.id.to_string() };
            (name, digits(key.hash()))
        };
        live.into_iter().enumerate().map(named)
    });
    let rows: Vec<(String, String)> =
        root.map(|root| ("root".to_owned(), digits(root))).into_iter().chain(keys).collect();
    let widest = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut lines: Vec<String> =
        rows.into_iter().map(|(name, digits)| format!("  {name:<widest$}  {digits}")).collect();
    if !lines.is_empty() {
        lines.insert(0, say!("To compare by voice:").to_owned());
    }
    lines
}

/// The actors whose authorship no key proves, in words; nothing where nobody has a key.
pub fn unproven(plan: &Plan) -> Option<String> {
    let (without, with): (Vec<_>, Vec<_>) = plan.actors.iter().partition(|actor| actor.keys.is_empty());
    let ids: Vec<&str> = without.iter().map(|actor| actor.id.as_str()).collect();
    (!with.is_empty() && !ids.is_empty())
        .then(|| say!("Authorship unproven, for want of a key: {ids}.", ids = ids.join(", ")))
}
