//! The words of milepost, each explained in a few sentences: the one place where they are.

/// A word, what else it is called, and what it means.
pub struct ExplainedWord {
    pub word: &'static str,
    pub also: &'static [&'static str],
    pub means: &'static str,
}

/// The term that a word means, in any case, in the singular or the plural.
pub fn term(typed: &str) -> Option<&'static ExplainedWord> {
    let typed = typed.trim().to_lowercase().replace('-', " ");
    let same = |name: &str| name == typed || typed.strip_suffix('s') == Some(name);
    TERMS.iter().find(|term| same(term.word) || term.also.iter().any(|name| same(name)))
}

const fn of(word: &'static str, also: &'static [&'static str], means: &'static str) -> ExplainedWord {
    ExplainedWord { word, also, means }
}

/// What a plan is made of; who says what; how far it is; when; and what proves it.
pub const TERMS: &[ExplainedWord] = &[
    of(
        "plan",
        &["version", "draft"],
        "The agreement or proposal that is followed, one JSON file. Until somebody records something it is a draft and may be edited freely; from then on its versions change by `amend` alone.",
    ),
    of(
        "workspace",
        &["folder"],
        "The folder in which milepost works: the plan's versions, the books of all desks, evidence. `init` begins one, `clone` takes one over, `-C DIR` names one.",
    ),
    of(
        "rule",
        &["decide"],
        "What the plan says of a decision: who may take it, how many sides it needs, how long before. Its kinds: start, reschedule, suspend, amend, rekey, settle, verify.",
    ),
    of(
        "entry into force",
        &["start", "in force"],
        "The moment from which the plan holds: by decision of those whom its rule `start` names, or without such a rule the day it was signed. Many dates count from it.",
    ),
    of(
        "prerequisite",
        &["precondition", "requires", "condition"],
        "What must have happened before a milestone or a phase can begin. Until then it waits, and `milepost why ID` tells for what.",
    ),
    of(
        "ahead",
        &["began ahead"],
        "Begun before what it requires had happened. It counts all the same, and is marked so that one sees it.",
    ),
    of(
        "owes",
        &["owe", "responsible"],
        "Who has promised a milestone: the actors that it names as responsible, for a part without any those of its whole. What they say of it is reported, never verified.",
    ),
    of(
        "distribution",
        &["0/1/2/3", "0", "1", "2", "3"],
        "How many milestones are at which level: none (0), minimum (1), intermediate (2), full (3). It stands beside every score, since one mean may hide much.",
    ),
    of(
        "initials",
        &["v", "r", "a"],
        "Whose word a figure is, before it in tables: v verified, r reported, a assessed. The best founded is shown: verified before reported, reported before assessed.",
    ),
    of(
        "phase",
        &[],
        "A stage of the plan, in an order. It opens when the plan is in force and what the phase requires has happened.",
    ),
    of("element", &["theme"], "A theme that runs through the phases, such as withdrawals or prisoners."),
    of(
        "milestone",
        &["commitment"],
        "One commitment that can be checked: who owes it, until when, after what, how much, and who verifies it.",
    ),
    of(
        "part",
        &["whole"],
        "A milestone that another, the whole, is split into: areas, stages. Claims go to the parts, and the whole follows from them.",
    ),
    of(
        "indicator",
        &["figure", "target", "baseline"],
        "Something counted in a milestone: its unit, where the count began (baseline) and where it is to end (target). Without a target it is a plain count and no progress.",
    ),
    of(
        "contingent",
        &["triggered", "not triggered"],
        "A milestone that counts only once something else has come to pass, such as a guarantee once a ceasefire is broken. Until then its status is *not triggered*, and no score has it.",
    ),
    of(
        "continuing",
        &[],
        "An obligation that is kept or broken, and is not over on a day, such as a ceasefire. Verified full, it is *holding*.",
    ),
    of(
        "actor",
        &["role", "party", "guarantor", "monitor", "secretariat", "observer"],
        "Who takes part: a party, a guarantor, a monitor, a secretariat or an observer. Its role, and what the plan's rules say, decide what its word counts as.",
    ),
    of(
        "side",
        &["organ"],
        "Actors that belong together, such as a government and its army. In a quorum a side counts once, and none verifies what its own side owes.",
    ),
    of(
        "mandate",
        &[],
        "The time for which an actor may verify or decide. What a verifier claims after its end counts no higher than what other verifiers have claimed since.",
    ),
    of(
        "entry",
        &[],
        "One dated statement in a book: a claim, an incident, a proposal, a remark. It is called by its book and number, `ukraine:4`, and is never rewritten.",
    ),
    of(
        "book",
        &["ledger"],
        "The file that one desk appends its entries to. Every line carries the hash of the line before, so that none can be taken out unnoticed.",
    ),
    of("desk", &[], "One device of one actor. It writes to its own books only; a second device opens its own."),
    of(
        "claim",
        &["mark"],
        "An entry that says how far a milestone is: a level, figures, or both. `milepost mark` makes one.",
    ),
    of(
        "level",
        &["none", "minimum", "intermediate", "full"],
        "How far a milestone is: none (0), minimum (1), intermediate (2) or full (3), the scale of the Peace Accords Matrix. Figures give one by themselves: nothing is none, below half minimum, below all intermediate.",
    ),
    of(
        "progress",
        &["percent"],
        "How far a milestone is, from 0 to 100 %: the mean of its figures on the way from baseline to target, else its level in thirds.",
    ),
    of(
        "standing",
        &[],
        "What a claim counts as. Nobody chooses it: it follows from who speaks. Who owes the milestone reports; who may verify it verifies; another party confirms or contests; everybody else assesses.",
    ),
    of(
        "reported",
        &["report"],
        "What those say who owe the milestone. Where several owe it, the least of their words; nothing while one of them is silent. Also the status of a milestone reported full that no verifier has yet confirmed.",
    ),
    of(
        "verified",
        &["verify", "verifier"],
        "What those say who may verify the milestone, as many sides of them as the quorum asks. Nobody who owes it, or is of that side, is ever among them.",
    ),
    of(
        "confirmed",
        &["confirm"],
        "A claim of another party that says no less than was reported or verified. Of an incident: a verifier found that it was so.",
    ),
    of(
        "contested",
        &["contest"],
        "A claim of another party that says less than was reported or verified; it changes no status. The status *contested* comes from a dispute.",
    ),
    of(
        "assessed",
        &["assessment"],
        "The view of somebody who neither owes the milestone nor verifies it, nor is a party. It moves no status beyond *under way*.",
    ),
    of(
        "relayed",
        &["by"],
        "Written down by a secretariat for another (`--by`). Where that other has keys, it counts only once it has agreed under its own seal.",
    ),
    of("quorum", &[], "How many distinct sides must say the same before something is verified or decided."),
    of(
        "decision",
        &["proposal", "matter"],
        "A change that takes several: entry into force, a date, a suspension, an amendment, the end of a dispute. Each who may decide says the same words or `agree`s; until the quorum is full it is a proposal, and `next` tells who is awaited.",
    ),
    of("amendment", &["amend"], "A decision that brings another version of the plan into force."),
    of(
        "incident",
        &["allegation"],
        "An alleged violation: of which milestone, by whom, how grave. It moves nothing until verifiers conclude.",
    ),
    of(
        "finding",
        &[],
        "A verifier's conclusion on an incident: confirmed, unconfirmed, inconclusive, unfounded, or no access; and who was responsible.",
    ),
    of(
        "dispute",
        &["disputed"],
        "A party's word that a milestone or an entry is not so. It stays open until it is settled or withdrawn, and opens or closes nothing else.",
    ),
    of(
        "status",
        &["open", "waiting", "under way", "holding", "achieved", "retired", "suspended"],
        "Where a milestone is: open (could begin), waiting (for what it requires), under way, reported, holding (verified full, and still to last), achieved; or contested, reversed, suspended, breached, not triggered, retired (dropped by an amendment). `milepost why ID` tells which rule gave it.",
    ),
    of(
        "breached",
        &["breach"],
        "A serious or grave incident was confirmed, and not laid to others alone, on what had been verified full or is continuing. It ends when the verifiers say full for a later moment.",
    ),
    of(
        "reversed",
        &["slid back", "backsliding"],
        "What is verified now is below what had once been verified, under the same terms.",
    ),
    of("hold", &[], "How long a milestone must stand unbroken after it was verified full before it is achieved."),
    of(
        "timing",
        &["due", "due soon", "on time", "late", "reported late"],
        "How a milestone stands to its date: due in so many days, due soon, overdue, reported on time or late, on time, late. It is a question of its own, beside how far the milestone is.",
    ),
    of(
        "overdue",
        &[],
        "The date has passed and who owes the milestone has not reported it full. For want of a verifier alone nothing is overdue.",
    ),
    of(
        "not running",
        &["anchor"],
        "A date that counts from something that has not happened, such as thirty days after entry into force. Nothing of that kind is late.",
    ),
    of(
        "slip",
        &["moved", "first date"],
        "By how many days decisions have moved a date, from the first that was in force. Dates that follow from an event move with it, and slip by that not at all.",
    ),
    of(
        "score",
        &["weight"],
        "The progress of a group, each milestone by its weight, of those that count. What nobody has spoken of counts as nothing, and how many those are stands beside it, with how many are at which level.",
    ),
    of(
        "consultation",
        &["meeting"],
        "A regular meeting at which progress is gone through; `brief --since last` covers the time since the latest.",
    ),
    of(
        "as of",
        &["known by", "moment"],
        "Two questions of time. `--as-of` asks what had happened by a day, `--known-by` what had been recorded by it.",
    ),
    of(
        "evidence",
        &["confidential"],
        "A file or a link that an entry rests on. A file is kept under its SHA-256; a confidential one stays away, and only a salted hash of it travels.",
    ),
    of(
        "retract",
        &["undo", "taken back"],
        "To take back an entry of one's own. It then never counted, and is still there to be read.",
    ),
    of(
        "root",
        &[],
        "The SHA-256 of the workspace's first plan. Every book names it: whose root is the same follows the same undertaking, which two people can compare by voice, in groups of five digits.",
    ),
    of(
        "chain",
        &["hash"],
        "Each line of a book holds the hash of the line before it. A line that is changed or missing breaks it, and `audit` says where.",
    ),
    of(
        "seal",
        &["key", "signature", "sealed"],
        "A signature over all lines of a book so far, by a key that the plan gives to the actor. For an actor with keys only what is sealed counts.",
    ),
    of(
        "witness",
        &["seen"],
        "What a book says of others: how far it had seen them. So a book that is cut or rewritten later is found out.",
    ),
    of(
        "carried over",
        &["known"],
        "An entry that was known elsewhere before it was recorded here, with the day on which it became known.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_told_twice_and_none_at_length() {
        let mut names: Vec<&str> = TERMS.iter().flat_map(|term| term.also.iter().copied().chain([term.word])).collect();
        names.sort();
        let twice: Vec<&str> = names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        assert_eq!(twice, [""; 0]);
        for term in TERMS {
            assert!(term.means.len() <= 330 && term.means.ends_with('.'), "{}: {}", term.word, term.means.len());
            assert_eq!(super::term(&format!("{}S", term.word)).map(|found| found.word), Some(term.word));
        }
    }
}
