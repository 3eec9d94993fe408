//! A whole follows from its parts (design, section 6, parts): what they stand at, and what their figures add up to.

use super::life::{Done, Life, Measured, Rank};
use super::spans::Spans;
use super::state::Figure;
use crate::model::condition::Voice;
use crate::model::id::Id;
use crate::model::level::{Level, Progress};
use crate::model::milestone::Indicator;
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::value::Value;

/// Joins the parts of every whole. `triggered` tells of contingent milestones when they began to count; a part that does
/// not count yet holds nothing up.
pub fn join(plan: &Plan, lives: &mut [Life], triggered: &[Option<Moment>]) {
    for whole in (0..lives.len()).filter(|whole| !plan.parts(*whole).is_empty()) {
        let joined = joined(plan, lives, triggered, whole);
        lives[whole] = joined;
    }
}

fn joined(plan: &Plan, lives: &[Life], triggered: &[Option<Moment>], whole: usize) -> Life {
    let counts_since = |part: usize| match plan.milestones[part].contingent {
        true => Spans::from(triggered[part]),
        false => Spans::always(),
    };
    let all: Vec<(usize, Spans)> = plan.parts(whole).iter().map(|part| (*part, counts_since(*part))).collect();
    let parts: Vec<&Life> = all.iter().filter(|(_, since)| since.last()).map(|(part, _)| &lives[*part]).collect();
    let weight = |(part, _): &(usize, Spans)| plan.milestones[*part].weight.millionths;
    let weights: Vec<u64> = all.iter().filter(|(_, since)| since.last()).map(weight).collect();
    let while_all = |least: Rank| {
        let each = all.iter().map(|(part, since)| lives[*part].while_rank(|rank| rank >= least).or(&since.not()));
        let any = all.iter().fold(Spans::never(), |any, (_, since)| any.or(since));
        each.fold(any, |all, part| all.and(&part))
    };
    let any = |of: fn(&Life) -> &Spans| parts.iter().fold(Spans::never(), |any, part| any.or(of(part)));
    let last = |of: fn(&Life) -> Option<Moment>| {
        parts.iter().map(|part| of(part)).collect::<Option<Vec<_>>>()?.into_iter().max()
    };
    let done = Done {
        on: last(|life| life.done.on),
        verified: parts.iter().all(|part| part.done.verified),
        stands: parts.iter().all(|part| part.done.stands),
    };
    let join = |voice: Voice, of: fn(&Life) -> Option<&Figure>| {
        let counts = lives[whole].measured.last().map_or(Vec::new(), |(_, measured)| measured.of(voice).to_vec());
        figure(&parts, &weights, counts, of)
    };
    Life {
        ranks: ranks(&all, lives, [Rank::Reported, Rank::Holding, Rank::Achieved].map(while_all)),
        reversed: any(|life| &life.reversed),
        begun: any(|life| &life.begun),
        reported: join(Voice::Reported, |life| life.reported.as_ref()),
        verified: join(Voice::Verified, |life| life.verified.as_ref()),
        assessed: join(Voice::Assessed, |life| life.assessed.as_ref()),
        done,
        verified_full: last(|life| life.verified_full),
        split: parts.iter().any(|part| part.split),
        ..lives[whole].clone()
    }
}

fn ranks(parts: &[(usize, Spans)], lives: &[Life], at_least: [Spans; 3]) -> Vec<(Moment, Rank)> {
    let of_parts = parts.iter().flat_map(|(part, _)| lives[*part].ranks.iter().map(|(moment, _)| *moment));
    let triggers = parts.iter().filter_map(|(_, since)| since.first()).filter(|moment| *moment > Moment::MIN);
    let mut moments: Vec<Moment> = of_parts.chain(triggers).collect();
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
    weights: &[u64],
    values: Vec<(usize, Value)>,
    of: fn(&Life) -> Option<&Figure>,
) -> Option<Figure> {
    let latest = parts.iter().filter_map(|part| of(part)).max_by_key(|figure| figure.from)?;
    let shares =
        parts.iter().zip(weights).map(|(part, weight)| (of(part).map_or(Progress::NONE, |f| f.progress), *weight));
    let progress = Progress::mean(shares)?;
    let full = parts.iter().all(|part| of(part).is_some_and(|figure| figure.level == Level::Full));
    let level = if full { Level::Full } else { progress.level().min(Level::Intermediate) };
    let mut by: Vec<usize> = parts.iter().filter_map(|part| of(part)).flat_map(|figure| figure.by.clone()).collect();
    by.sort();
    by.dedup();
    let entries = parts.iter().filter_map(|part| of(part)).flat_map(|figure| figure.entries.clone()).collect();
    Some(Figure { level, progress, values, on: latest.on, from: latest.from, by, entries })
}

/// The figures of a whole: indicators that parts have add up, by id, over the parts that have spoken; what only the whole
/// has is its own. From each moment on where somebody looks at them `over_time`, else at the last moment.
pub fn sums(plan: &Plan, lives: &[Life], whole: usize, over_time: bool) -> Vec<(Moment, Measured)> {
    let members: Vec<usize> = plan.parts(whole).iter().copied().chain([whole]).collect();
    let moments = members.iter().flat_map(|member| lives[*member].measured.iter().map(|(moment, _)| *moment));
    let mut moments: Vec<Moment> = if over_time { moments.collect() } else { moments.max().into_iter().collect() };
    moments.sort();
    moments.dedup();
    let sources = sources(plan, whole);
    let sum = |moment: Moment, voice: Voice| {
        let said = |member: usize, place: usize| {
            let measured = &lives[member].measured;
            let last = measured.partition_point(|(turn, _)| *turn <= moment).checked_sub(1)?;
            measured[last].1.value(voice, place)
        };
        let total = |of: &[(usize, usize)]| {
            let values = of.iter().filter_map(|(member, place)| said(*member, *place));
            values.map(Some).reduce(|sum, value| sum?.plus(value?)).flatten()
        };
        let totals = sources.iter().enumerate().filter_map(|(place, of)| Some((place, total(of)?)));
        totals.collect::<Vec<(usize, Value)>>()
    };
    let measured = |moment: Moment| Measured {
        reported: sum(moment, Voice::Reported),
        verified: sum(moment, Voice::Verified),
        assessed: sum(moment, Voice::Assessed),
    };
    moments.into_iter().map(|moment| (moment, measured(moment))).collect()
}

/// For each indicator of a whole, who has it and in which place: the parts, or the whole alone.
fn sources(plan: &Plan, whole: usize) -> Vec<Vec<(usize, usize)>> {
    let has = |member: usize, id: &Id| {
        plan.milestones[member].indicators.iter().position(|indicator| indicator.id == *id).map(|place| (member, place))
    };
    let of = |(place, indicator): (usize, &Indicator)| {
        let parts: Vec<_> = plan.parts(whole).iter().filter_map(|part| has(*part, &indicator.id)).collect();
        if parts.is_empty() { vec![(whole, place)] } else { parts }
    };
    plan.milestones[whole].indicators.iter().enumerate().map(of).collect()
}
