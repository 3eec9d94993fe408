//! Every milestone with what it rests on: its clauses, its terms, who says what, and its entries. For a document that is read
//! away from the books.

use super::entries::{Audience, files, in_order, links, says_to, standing};
use super::show::{self, Around, Field, FieldName};
use super::view::View;
use super::words;
use crate::fold::state::Status;
use crate::model::entry::Entry;
use crate::model::id::Id;
use crate::model::index::{EntryIx, MilestoneIx, Series};

/// One milestone.
pub struct MilestoneRecord<'a> {
    pub place: MilestoneIx,
    pub id: &'a Id,
    pub title: &'a str,
    pub status: Status,
    pub clauses: Vec<Clause<'a>>,
    /// What was promised, then what it amounts to.
    pub fields: Vec<Field>,
    /// What became of it, in titled groups of lines.
    pub course: Vec<(&'static str, Vec<String>)>,
    /// The latest of its entries first told last; at least those that the picture rests on.
    pub entries: Vec<EntryLine<'a>>,
    /// How many earlier ones are left out.
    pub earlier: usize,
}

/// Where a promise stands: `mou 4.3`.
pub struct Clause<'a> {
    pub text: &'a str,
    /// The source that its first word names, if the plan has it.
    pub source: Option<&'a Id>,
}

/// One entry.
pub struct EntryLine<'a> {
    pub name: String,
    /// For when it is so, as it was said; else the day of recording.
    pub on: String,
    pub actor: &'a str,
    /// What it counts as, or what kind of entry it is.
    pub standing: &'static str,
    pub says: String,
    pub links: Vec<&'a str>,
    pub files: Vec<String>,
    pub why_not: Option<String>,
}

/// Where the books have no more entries than this, all are told.
const ALL: usize = 2_000;
/// Else so many of each milestone, beside those that the picture rests on; and so many of no milestone.
const FEW: usize = 2;
const LOOSE: usize = 100;

/// The records of all milestones in the order of the plan, and the entries that are about none, with how many earlier ones are
/// left out.
pub fn records<'a>(view: &View<'a>, audience: Audience) -> (Vec<MilestoneRecord<'a>>, Vec<EntryLine<'a>>, usize) {
    let order = in_order(view, |_| true);
    let all = order.len() <= ALL;
    let mut named: Series<MilestoneIx, Vec<EntryIx>> = view.plan.milestones.each(Vec::new());
    let mut loose = Vec::new();
    for index in order {
        let act = view.log.entries[index].act.milestone();
        let about = view.state.entries[index].milestone.or_else(|| view.plan.milestone(act?.as_str()));
        about.map_or(&mut loose, |place| &mut named[place]).push(index);
    }
    let around = Around::all(view);
    let record = |(place, named): (MilestoneIx, Vec<EntryIx>)| {
        let (kept, earlier) = if all { (named, 0) } else { latest(named, &grounds(view, place), FEW) };
        record(view, place, &around[place], kept, earlier, audience)
    };
    let records = named.into_pairs().map(record).collect();
    let (loose, earlier) = if all { (loose, 0) } else { latest(loose, &[], LOOSE) };
    (records, loose.into_iter().map(|index| line(view, index, audience)).collect(), earlier)
}

fn record<'a>(
    view: &View<'a>,
    place: MilestoneIx,
    around: &Around,
    mut entries: Vec<EntryIx>,
    earlier: usize,
    audience: Audience,
) -> MilestoneRecord<'a> {
    let promised = &view.plan.milestones[place];
    entries.sort_by_key(|index| view.begins(*index));
    // The clauses and the status stand above them.
    let told = |(name, _): &Field| !matches!(name, FieldName::Source | FieldName::Status);
    MilestoneRecord {
        place,
        id: &promised.id,
        title: view.title(place),
        status: view.state.milestones[place].status,
        clauses: promised.source.iter().map(|text| clause(view, text)).collect(),
        fields: show::terms(view, place).into_iter().chain(show::standing(view, place)).filter(told).collect(),
        course: show::course(view, place, around).into_iter().filter(|(_, lines)| !lines.is_empty()).collect(),
        entries: entries.into_iter().map(|index| line(view, index, audience)).collect(),
        earlier,
    }
}

/// The entries that a milestone's figures, and the latest word of everybody, come from.
fn grounds(view: &View, place: MilestoneIx) -> Vec<EntryIx> {
    let state = &view.state.milestones[place];
    let figures = [&state.reported, &state.verified, &state.assessed].into_iter().flatten();
    let figures = figures.flat_map(|figure| figure.entries.iter().copied());
    let mut grounds: Vec<EntryIx> = figures.chain(state.said.iter().map(|said| said.entry)).collect();
    grounds.sort_unstable();
    grounds
}

/// The last so many of some entries, and of those before them the ones in `needed`, which is sorted; and how many are left out.
fn latest(mut entries: Vec<EntryIx>, needed: &[EntryIx], most: usize) -> (Vec<EntryIx>, usize) {
    let all = entries.len();
    let from = all.saturating_sub(most);
    let mut at = 0;
    entries.retain(|index| {
        at += 1;
        at > from || needed.binary_search(index).is_ok()
    });
    let left = all - entries.len();
    (entries, left)
}

fn clause<'a>(view: &View<'a>, text: &'a str) -> Clause<'a> {
    let named = text.split_whitespace().next();
    let source = view.plan.sources.iter().map(|source| &source.id).find(|id| Some(id.as_str()) == named);
    Clause { text, source }
}

fn line<'a>(view: &View<'a>, index: EntryIx, audience: Audience) -> EntryLine<'a> {
    let (entry, judged): (&'a Entry, _) = (&view.log.entries[index], &view.state.entries[index]);
    EntryLine {
        name: view.name(index).to_string(),
        on: entry.on.map_or_else(|| view.plan.timezone.day_of(judged.from).to_string(), |on| on.to_string()),
        actor: view.log.author(index).as_str(),
        standing: standing(view, index),
        says: says_to(entry, audience),
        links: links(entry).collect(),
        files: files(entry).collect(),
        why_not: judged.why_not.as_ref().map(words::why_not),
    }
}
