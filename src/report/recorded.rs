//! How many entries were recorded between two moments, by whom, and how many do not count and why.

use super::actor_name::ActorName;
use super::outline::Item;
use super::steps::bracketed;
use super::view::View;
use crate::fold::state::WhyNot;
use crate::model::id::Id;
use crate::model::index::EntryIx;
use crate::model::moment::Moment;
use crate::model::name::EntryName;
use crate::tongue::{many, say};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
pub struct RecordedBy<'a> {
    actor: ActorName<'a>,
    pub entry_count: usize,
    not_counting: Vec<Silent>,
}

/// Entries that do not count for one reason.
#[derive(Serialize)]
struct Silent {
    reason: &'static str,
    entries: Vec<EntryName>,
}

/// The entries that became known after `since` and by the moment of the picture, by actor.
pub fn recorded<'a>(view: &View<'a>, since: Moment) -> Vec<RecordedBy<'a>> {
    let mut by_actor: BTreeMap<&str, (&'a Id, Vec<EntryIx>)> = BTreeMap::new();
    for (place, judged) in view.state.entries.pairs() {
        if since < judged.known && judged.known <= view.state.clocks.known_by {
            let actor = view.log.author(place);
            by_actor.entry(actor.as_str()).or_insert((actor, Vec::new())).1.push(place);
        }
    }
    let one = |(actor, places): (&'a Id, Vec<EntryIx>)| RecordedBy {
        actor: view.who(actor),
        entry_count: places.len(),
        not_counting: silent(view, &places),
    };
    by_actor.into_values().map(one).collect()
}

fn silent(view: &View, places: &[EntryIx]) -> Vec<Silent> {
    let mut reasons: BTreeMap<&'static str, Vec<EntryName>> = BTreeMap::new();
    for place in places {
        if let Some(why_not) = &view.state.entries[*place].why_not {
            reasons.entry(reason(why_not)).or_default().push(view.name(*place));
        }
    }
    reasons.into_iter().map(|(reason, entries)| Silent { reason, entries }).collect()
}

/// How many entries tell of the days of the window and became known only after it.
pub fn known_later(view: &View, since: Moment) -> usize {
    let clocks = view.state.clocks;
    let later = view.state.entries.iter().filter(|judged| judged.known > clocks.known_by);
    later.filter(|judged| since < judged.from && judged.from <= clocks.as_of).count()
}

/// Why an entry does not count, in words that group.
fn reason(why_not: &WhyNot) -> &'static str {
    match why_not {
        WhyNot::NotSealed(_) => say!("not sealed"),
        WhyNot::NotItsOwn(_) => say!("relayed, and not yet agreed with under seal"),
        WhyNot::NotAnActor(_) => say!("not by an actor of the plan"),
        WhyNot::NotARelay(_) => say!("relayed by who is no secretariat"),
        WhyNot::Retracted(_) => say!("retracted"),
        WhyNot::Upheld(_) => say!("void by a dispute"),
        WhyNot::NotYetHappened => say!("for a later day"),
        WhyNot::NotYetKnown => say!("known later"),
        WhyNot::Retired(_) => say!("on what an amendment dropped"),
        WhyNot::UnknownMilestone(_) | WhyNot::UnknownIndicator(..) | WhyNot::UnknownPhase(_) => {
            say!("on what is not in the plan")
        }
        WhyNot::OtherWords(_) => say!("on other words than it means"),
        WhyNot::UnknownEntry(_) | WhyNot::NotAnIncident(_) | WhyNot::NotADispute(_) | WhyNot::OthersEntry(_) => {
            say!("on an entry that it cannot name")
        }
        WhyNot::Cleared(_) | WhyNot::Decided(_) | WhyNot::SayAgain(_) | WhyNot::NothingToAgree(_) => {
            say!("on what was decided or withdrawn")
        }
        WhyNot::NotInForce(_) | WhyNot::UnknownVersion(_) | WhyNot::OtherBase(_) => {
            say!("on a version that cannot be adopted")
        }
        WhyNot::NotSuspended => say!("nothing to resume"),
        WhyNot::Whole(_) | WhyNot::Repeats(..) => say!("on a milestone that follows from others"),
        WhyNot::Negative(_) | WhyNot::ShareOfCap(_) => say!("a figure that cannot be"),
        WhyNot::OwingSide(..)
        | WhyNot::OnlyVerifiers
        | WhyNot::NotAParty(_)
        | WhyNot::NotASignatory(_)
        | WhyNot::NotTheDisputant(_)
        | WhyNot::NobodyDecides
        | WhyNot::NotADecider(_) => say!("no standing"),
    }
}

pub fn recorded_items(recorded: &[RecordedBy]) -> Vec<Item> {
    let item = |one: &RecordedBy| {
        let silent = one
            .not_counting
            .iter()
            .map(|silent| format!("{} {}{}", silent.entries.len(), silent.reason, bracketed(&silent.entries)));
        let silent: Vec<String> = silent.collect();
        let count = many!(one.entry_count, "{n} entry", "{n} entries");
        match silent.is_empty() {
            true => Item::line(format!("{}: {count}", one.actor)),
            false => Item::of(
                format!("{}: {count}", one.actor),
                vec![say!("not counting: {silent}", silent = silent.join(", "))],
            ),
        }
    };
    recorded.iter().map(item).collect()
}
