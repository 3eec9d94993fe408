//! What happens to a milestone, moment by moment: versions that come into force, targets that turn, claims, incidents.

use super::editions::{EditionIx, Editions};
use super::state::{HeldIncident, Judgements};
use super::voice::Goal;
use crate::model::index::{EntryIx, IndicatorIx};
use crate::model::moment::Moment;

/// A target that follows another milestone's figure turns at a moment: the indicator's place, and what it then is.
pub type TargetTurn = (Moment, IndicatorIx, Goal);

/// All that happens to a milestone, each in the order of its moments.
#[derive(Clone, Copy)]
pub struct Happens<'a> {
    pub claims: &'a [EntryIx],
    /// Claims without standing, which count for nothing.
    pub idle: &'a [EntryIx],
    pub turns: &'a [TargetTurn],
    /// Incidents that are held against it.
    pub incidents: &'a [HeldIncident],
    pub as_of: Moment,
}

/// What happens at one moment: another version comes into force, targets turn, claims count from it, incidents are held
/// against it.
pub(super) struct Happening<'a> {
    pub from: Moment,
    pub version: Option<EditionIx>,
    pub turns: &'a [TargetTurn],
    pub claims: &'a [EntryIx],
    pub incidents: &'a [HeldIncident],
}

impl<'a> Happens<'a> {
    /// Versions, turns, claims and incidents, moment by moment.
    pub(super) fn steps(&self, editions: &Editions, judged: &Judgements) -> Vec<Happening<'a>> {
        let Happens { mut claims, mut turns, mut incidents, as_of, .. } = *self;
        let versions = editions.turns(as_of);
        let mut versions = &versions[..];
        let mut steps = Vec::new();
        loop {
            let next = [
                claims.first().map(|claim| judged[*claim].from),
                turns.first().map(|turn| turn.0),
                incidents.first().map(|incident| incident.on),
                versions.first().map(|(moment, _)| *moment),
            ];
            let Some(from) = next.into_iter().flatten().min() else { return steps };
            let (now, later) = claims.split_at(claims.partition_point(|claim| judged[*claim].from == from));
            let (turned, to_turn) = turns.split_at(turns.partition_point(|turn| turn.0 == from));
            let (struck, to_strike) = incidents.split_at(incidents.partition_point(|incident| incident.on == from));
            let version = versions.first().filter(|(moment, _)| *moment == from).map(|(_, version)| *version);
            steps.push(Happening { from, version, turns: turned, claims: now, incidents: struck });
            (claims, turns, incidents) = (later, to_turn, to_strike);
            versions = if version.is_some() { &versions[1..] } else { versions };
        }
    }
}
