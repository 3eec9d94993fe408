//! Why a plan was not changed. Data only; the words for people are written elsewhere.

use super::noun::Noun;
use crate::model::id::BadId;

#[derive(Clone, Debug, PartialEq)]
pub enum Unedited {
    /// A kind of thing that no plan lists.
    NoNoun(String),
    /// Nothing is called so; `known` are the ids that there are.
    NotThere {
        noun: Option<Noun>,
        id: String,
        known: Vec<String>,
    },
    /// Things of several kinds are called so.
    Several {
        id: String,
        nouns: Vec<Noun>,
    },
    /// Something is called so already, whatever the case.
    Taken {
        noun: Noun,
        id: String,
    },
    BadId(BadId),
    /// A key that such a thing has not.
    UnknownKey {
        of: String,
        key: String,
        known: Vec<String>,
    },
    /// A key that only milepost writes, or that another command changes, with that command.
    NotByHand {
        key: String,
        instead: &'static str,
    },
    /// Words that are no value of that key; what to write instead.
    BadWords {
        key: String,
        words: String,
        write: String,
    },
    /// Others name it: who, and under which key.
    StillNamed {
        what: String,
        by: Vec<String>,
    },
    /// A decision that no plan has a rule for.
    NoRule {
        rule: String,
        known: Vec<String>,
    },
    /// What was said under its id stays on record, and so does the id.
    OnRecord {
        noun: Noun,
        /// As people read it.
        told: String,
        /// As it is named on a command line.
        address: String,
    },
    /// The milestone is a part already, and parts have none.
    IsPart {
        id: String,
        whole: String,
    },
    /// The milestone has these keys, which stand with parts.
    StandsWithParts {
        id: String,
        keys: Vec<&'static str>,
    },
    /// Somebody else has changed the plan while this was thought out.
    ChangedMeanwhile,
    /// It is as it was to be.
    AsItWas,
}
