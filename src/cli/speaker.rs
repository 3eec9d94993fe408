//! Who speaks: as it is typed, or set.

use super::answer::Outside;
use super::failure::Failure;
use super::lookup;
use super::saying::SpeakerArgs;
use super::world::World;
use crate::model::index::ActorIx;
use crate::model::plan::Plan;

/// Who speaks as was said, by `--as` or else by MILEPOST_AS; nothing where neither says.
pub fn spoken(voice: &SpeakerArgs, outside: &Outside) -> Result<Option<String>, Failure> {
    let unreadable =
        || Failure::usage("MILEPOST_AS is not UTF-8 text").hint("it names an actor, or a book of this machine");
    match (&voice.speaker, &outside.speaks) {
        (Some(speaker), _) => Ok(Some(speaker.clone())),
        (None, Some(speaks)) => speaks.to_str().map(|speaks| Some(speaks.to_owned())).ok_or_else(unreadable),
        (None, None) => Ok(None),
    }
}

/// Who speaks: whom a beginning may mean where it is typed, and is named whole where it is set, for the plan here or for every other.
pub fn speaking(plan: &Plan, speaker: &str, voice: &SpeakerArgs) -> Result<ActorIx, Failure> {
    match voice.speaker {
        Some(_) => lookup::actor(plan, speaker),
        None => lookup::whole_actor(plan, speaker).ok_or_else(|| lookup::no_actor(plan, speaker)),
    }
}

/// The actors who may be named.
pub fn ids(world: &World) -> String {
    let ids: Vec<&str> = world.root().actors.iter().map(|actor| actor.id.as_str()).collect();
    ids.join("|")
}
