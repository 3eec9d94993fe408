//! A whole follows from its parts (design, section 6, parts): what they stand at, and what their figures add up to.

use super::breaches::Breaches;
use super::counts::Triggers;
use super::life::{Done, Life, Lives, Rank};
use super::spans::Spans;
use super::state::{Fall, Figure};
use super::sums::sums;
use crate::model::condition::FigureKind;
use crate::model::index::{ActorIx, IndicatorIx, MilestoneIx};
use crate::model::level::{Level, Progress};
use crate::model::milestone::Continuing;
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::value::Value;
use std::sync::Arc;

/// Joins the parts of every whole. A part that does not count yet holds nothing up. What merely restates others stands as they
/// do.
pub fn join(plan: &Plan, lives: &mut Lives, triggers: &Triggers) {
    for whole in lives.indices().filter(|whole| !plan.parts(*whole).is_empty()) {
        let joined = joined(plan, lives, triggers, whole, plan.parts(whole));
        lives[whole] = joined;
    }
    for again in lives.indices().filter(|again| !plan.repeats(*again).is_empty()) {
        let joined = joined(plan, lives, triggers, again, plan.repeats(again));
        lives[again] = joined;
    }
}

fn joined(plan: &Plan, lives: &Lives, triggers: &Triggers, whole: MilestoneIx, members: &[MilestoneIx]) -> Life {
    let all: Vec<(MilestoneIx, Spans)> = members.iter().map(|part| (*part, triggers.counts(plan, *part))).collect();
    let parts: Vec<&Life> = all.iter().filter(|(_, since)| since.last()).map(|(part, _)| &lives[*part]).collect();
    let weight = |(part, _): &(MilestoneIx, Spans)| u128::from(plan.milestones[*part].weight.millionths);
    let weights: Vec<u128> = all.iter().filter(|(_, since)| since.last()).map(weight).collect();
    let counting: Vec<Spans> = all.iter().map(|(_, since)| since.clone()).collect();
    let while_all = |least: Rank| {
        let reached =
            |(part, since): &(MilestoneIx, Spans)| lives[*part].standing(|rank| rank >= least).or(&since.not());
        Spans::all(&all.iter().map(reached).chain([Spans::any(&counting)]).collect::<Vec<_>>())
    };
    let any = |of: fn(&Life) -> &Spans| {
        Spans::any(&all.iter().map(|(part, counts)| of(&lives[*part]).and(counts)).collect::<Vec<_>>())
    };
    let done = Done {
        on: parts.iter().map(|part| part.done.on).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max()),
        verified: parts.iter().all(|part| part.done.verified),
        stands: parts.iter().all(|part| part.done.stands),
    };
    let restates = plan.parts(whole).is_empty();
    let measured = match all.iter().any(|(part, _)| plan.milestones[*part].contingent) {
        contingent if restates || contingent => {
            sums(plan, lives, whole, members, true, |part| triggers.counts(plan, part))
        }
        _ => lives[whole].measured.clone(),
    };
    let join = |voice: FigureKind, of: fn(&Life) -> Option<&Figure>| {
        let counts = measured.last().map_or(Vec::new(), |(_, measured)| measured.of(voice).to_vec());
        figure(&parts, &weights, counts, of).map(Arc::new)
    };
    let breaches = breaches(plan, lives, whole, &all);
    Life {
        ranks: ranks(&all, lives, [Rank::Reported, Rank::Holding, Rank::Achieved].map(while_all)),
        reversed: any(|life| &life.reversed),
        breached: any(|life| &life.breached).or(&breaches.0.spans()),
        breached_itself: breaches.0.spans(),
        breaches: breaches.0.all,
        falls: breaches.1,
        disputed: any(|life| &life.disputed).or(&lives[whole].disputed_itself),
        begun: any(|life| &life.begun),
        reported: join(FigureKind::Reported, |life| life.reported.as_deref()),
        verified: join(FigureKind::Verified, |life| life.verified.as_deref()),
        assessed: join(FigureKind::Assessed, |life| life.assessed.as_deref()),
        done,
        holds_since: parts
            .iter()
            .map(|part| part.holds_since)
            .collect::<Option<Vec<_>>>()
            .and_then(|all| all.into_iter().max()),
        split: parts.iter().any(|part| part.split),
        measured: measured.clone(),
        ..lives[whole].clone()
    }
}

/// The breaches of a whole itself (ruling 29): it was verified full while all its counted parts were, and is again when all of
/// them are for a later moment.
fn breaches(plan: &Plan, lives: &Lives, whole: MilestoneIx, parts: &[(MilestoneIx, Spans)]) -> (Breaches, Vec<Fall>) {
    let struck = &lives[whole].struck;
    if struck.is_empty() {
        return Default::default();
    }
    let counting = Spans::any(&parts.iter().map(|(_, counts)| counts.clone()).collect::<Vec<_>>());
    let full =
        |(part, counts): &(MilestoneIx, Spans)| lives[*part].while_rank(|rank| rank >= Rank::Holding).or(&counts.not());
    let full = Spans::all(&parts.iter().map(full).chain([counting]).collect::<Vec<_>>());
    let mut moments: Vec<Moment> =
        parts.iter().flat_map(|(part, _)| &lives[*part].affirmed).map(|(at, _)| *at).collect();
    moments.extend(parts.iter().flat_map(|(_, counts)| counts.turns()).filter(|turn| *turn > Moment::MIN));
    moments.sort_unstable();
    moments.dedup();
    let last = |part: MilestoneIx, moment: Moment| {
        let turned = lives[part].affirmed.partition_point(|(at, _)| *at <= moment).checked_sub(1);
        turned.map_or(Moment::MIN, |last| lives[part].affirmed[last].1)
    };
    let affirmed = |moment: Moment| {
        let counted = parts.iter().filter(|(_, counts)| counts.at(moment));
        (moment, counted.map(|(part, _)| last(*part, moment)).min().unwrap_or(Moment::MIN))
    };
    let affirmed: Vec<(Moment, Moment)> = moments.into_iter().map(affirmed).collect();
    let continuing = plan.milestones[whole].continuing != Continuing::No;
    Breaches::of_whole(struck, continuing, &full, &affirmed)
}

fn ranks(parts: &[(MilestoneIx, Spans)], lives: &Lives, at_least: [Spans; 3]) -> Vec<(Moment, Rank)> {
    let of_parts = parts.iter().flat_map(|(part, _)| lives[*part].ranks.iter().map(|(moment, _)| *moment));
    let fell = parts.iter().flat_map(|(part, _)| lives[*part].reversed.turns().chain(lives[*part].breached.turns()));
    let triggers = parts.iter().filter_map(|(_, since)| since.first()).filter(|moment| *moment > Moment::MIN);
    let mut moments: Vec<Moment> = of_parts.chain(fell).chain(triggers).collect();
    moments.sort();
    moments.dedup();
    let steps = [Rank::Reported, Rank::Holding, Rank::Achieved];
    let rank = |moment: Moment| {
        let reached = steps.into_iter().zip(&at_least).rev().find(|(_, spans)| spans.at(moment));
        reached.map_or(Rank::None, |(rank, _)| rank)
    };
    let mut ranks: Vec<(Moment, Rank)> = moments.into_iter().map(|moment| (moment, rank(moment))).collect();
    ranks.dedup_by(|next, kept| next.1 == kept.1);
    ranks
}

/// The parts' weighted mean, a silent part counting 0. Nothing where all are silent.
fn figure(
    parts: &[&Life],
    weights: &[u128],
    values: Vec<(IndicatorIx, Value)>,
    of: fn(&Life) -> Option<&Figure>,
) -> Option<Figure> {
    let latest = parts.iter().filter_map(|part| of(part)).max_by_key(|figure| figure.from)?;
    let shares =
        parts.iter().zip(weights).map(|(part, weight)| (of(part).map_or(Progress::NONE, |f| f.progress), *weight));
    let progress = Progress::mean(shares)?;
    let full = parts.iter().all(|part| of(part).is_some_and(|figure| figure.level == Level::Full));
    let level = if full { Level::Full } else { progress.level().min(Level::Intermediate) };
    let mut by: Vec<ActorIx> = parts.iter().filter_map(|part| of(part)).flat_map(|figure| figure.by.clone()).collect();
    by.sort();
    by.dedup();
    let entries = parts.iter().filter_map(|part| of(part)).flat_map(|figure| figure.entries.clone()).collect();
    Some(Figure { level, progress, values, on: latest.on, from: latest.from, by, entries })
}
