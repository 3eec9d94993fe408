//! Why a plan was not changed, in words.

use crate::check::finding::{SHOWN, listed, nearest, some};
use crate::cli::failure::{Failure, REFUSED};
use crate::edit::error::Unedited;
use crate::edit::noun::Noun;

/// So many ids are listed where one was not found.
const LISTED: usize = 12;

/// The refusal in words. Nothing was written.
pub fn refusal(unedited: Unedited) -> Failure {
    let usage = Failure::usage;
    match unedited {
        Unedited::NoNoun(word) => {
            let nouns: Vec<&str> = Noun::ALL.into_iter().map(Noun::word).collect();
            usage(format!("a plan has no `{word}`")).hint(format!("write one of: {}, as in actor:ID", nouns.join(", ")))
        }
        Unedited::NotThere { noun, id, known } => not_there(noun, &id, &known),
        Unedited::Several { id, nouns } => {
            let each: Vec<String> = nouns.iter().map(|noun| format!("{}:{id}", noun.word())).collect();
            Failure::new(REFUSED, "ambiguous", format!("`{id}` is the id of several things"))
                .hint(format!("write one of: {}", each.join(", ")))
        }
        Unedited::Taken { noun: Noun::Rule, id } => {
            Failure::new(REFUSED, "taken", format!("the plan has a rule `{id}` already"))
                .hint(format!("`milepost plan set rules.{id}=…` changes it"))
        }
        Unedited::Taken { noun, id } => {
            Failure::new(REFUSED, "taken", format!("the plan has the {} `{id}` already", noun.word()))
                .hint(format!("`milepost plan set {id} KEY=VALUE` changes it; ids differ in more than case"))
        }
        Unedited::BadId(bad) => usage(bad.to_string()).hint("an id is short, such as DC-1, goi or phase-2"),
        Unedited::UnknownKey { of, key, known } => {
            let near = nearest(&key, known.iter().map(String::as_str));
            let near = near.map_or(String::new(), |near| format!("close to it is `{near}`; "));
            let keys = if known.is_empty() { String::new() } else { format!("its keys are: {}; ", known.join(", ")) };
            usage(format!("{of} has no key `{key}`")).hint(format!("{near}{keys}keys of your own begin with `x-`"))
        }
        Unedited::NotByHand { key, instead: "" } => usage(format!("`{key}` is written by milepost alone")),
        Unedited::NotByHand { key, instead } => {
            usage(format!("`{key}` is not set as other keys are")).hint(format!("write `{instead}`"))
        }
        Unedited::BadWords { key, words, write } => {
            usage(format!("`{words}` is no value of `{key}`")).hint(format!("write {write}"))
        }
        Unedited::StillNamed { what, by } => Failure::new(REFUSED, "still-named", format!("{what} is named by others"))
            .hint(format!("change first: {}", listed(&by, SHOWN, ", "))),
        Unedited::NoRule { rule, known } => usage(format!("no decision is called `{rule}`"))
            .hint(format!("the decisions that a plan has rules for: {}", known.join(", "))),
        Unedited::OnRecord { noun, told, address } => {
            let key = if noun == Noun::Actor { "name" } else { "title" };
            let message = format!("what was said stands under the {told}, and keeps that id");
            Failure::new(REFUSED, "on-record", message)
                .hint(format!("`milepost plan set {address} {key}=…` changes what people read"))
        }
        Unedited::IsPart { id, whole } => {
            Failure::new(REFUSED, "is-part", format!("`{id}` is a part of `{whole}`, and parts have no parts"))
                .hint(format!("`milepost plan split {whole} PART…` adds parts beside it"))
        }
        Unedited::StandsWithParts { id, keys } => {
            Failure::new(REFUSED, "stands-with-parts", format!("`{id}` has {}, which stands with parts", some(&keys)))
                .hint(format!(
                    "take it away first, `milepost plan set {id} {}=none`, and give it to the parts",
                    keys[0]
                ))
        }
        Unedited::ChangedMeanwhile => {
            Failure::new(REFUSED, "changed", "plan.json was changed by somebody else meanwhile")
                .hint("look at it, and make the change again")
        }
        Unedited::AsItWas => Failure::new(REFUSED, "unchanged", "the plan says that already")
            .hint("there is nothing to do; `milepost show` with its id shows what the plan says of it"),
    }
}

fn not_there(noun: Option<Noun>, id: &str, known: &[String]) -> Failure {
    let what = noun.map_or("thing", Noun::word);
    let near = nearest(id, known.iter().map(String::as_str)).map(|near| format!("close to it is `{near}`; "));
    let near = near.or((id == "plan").then(|| "keys of the plan itself need no id, as in `plan set title=…`; ".into()));
    let all = match (known.len(), noun) {
        (0, _) => format!("the plan has no {what}s"),
        (1..=LISTED, Some(_)) => format!("the {what}s are: {}", known.join(", ")),
        _ => "`milepost list` shows the milestones, `milepost check` the rules".into(),
    };
    let message = match noun {
        Some(noun) => format!("{} `{id}` is not in the plan", noun.word()),
        None => format!("nothing in the plan is called `{id}`"),
    };
    Failure::new(REFUSED, "unknown-id", message).hint(near.unwrap_or_default() + &all)
}
