//! What was typed, found in the plan by what things are called there, else by a beginning of that; and entries.

use super::failure::{Failure, REFUSED};
use crate::check::finding::{SHOWN, listed};
use crate::fold::log::Log;
use crate::ledger::chain::{Book, Books};
use crate::model::actor::short;
use crate::model::called::{Names, ThingNames};
use crate::model::id::Id;
use crate::model::index::{ActorIx, ElementIx, EntryIx, Ix, MilestoneIx, PhaseIx};
use crate::model::name::EntryName;
use crate::model::plan::Plan;
use crate::model::text::Text;

/// Where a milestone stands.
pub fn milestone(plan: &Plan, typed: &str) -> Result<MilestoneIx, Failure> {
    match plan.milestone(typed).or_else(|| plan.milestone(&in_latin(typed)?)) {
        Some(there) => Ok(there),
        None => one_of(("milestone", "list"), typed, &milestones(plan), &ids(&plan.milestones, |one| &one.id)),
    }
}

/// An id that was typed with letters of another keyboard that look the same: a Cyrillic `М-3`.
fn in_latin(typed: &str) -> Option<String> {
    const ALIKE: &str = "АAВBСCЕEНHІIЈJКKМMОOРPЅSТTХXаaсcеeоoрpіiјjѕsхx";
    let mut pairs = ALIKE.chars();
    let pairs: Vec<(char, char)> = std::iter::from_fn(|| Some((pairs.next()?, pairs.next()?))).collect();
    let latin = |c: char| pairs.iter().find(|(other, _)| *other == c).map_or(c, |(_, latin)| *latin);
    let text: String = typed.chars().map(latin).collect();
    (text != typed && text.is_ascii()).then_some(text)
}

/// What the milestones are called.
pub fn milestones(plan: &Plan) -> Names<MilestoneIx> {
    let names = |place: MilestoneIx| {
        let one = &plan.milestones[place];
        (place, ThingNames { number: one.number.as_deref(), ..thing(&one.id, &one.title) })
    };
    plan.milestones.indices().map(names).collect()
}

/// Where an actor stands.
pub fn actor(plan: &Plan, typed: &str) -> Result<ActorIx, Failure> {
    one_of(ACTORS, typed, &actors(plan), &ids(&plan.actors, |actor| &actor.id))
}

/// The actor of a name that nobody types for this plan, such as a setting's: whole, for no beginning is meant there.
pub fn whole_actor(plan: &Plan, name: &str) -> Option<ActorIx> {
    actors(plan).only(name)
}

/// That nobody is called as a setting says.
pub fn no_actor(plan: &Plan, name: &str) -> Failure {
    unknown(ACTORS, name, &ids(&plan.actors, |actor| &actor.id))
}

/// What the actors are called.
pub fn actors(plan: &Plan) -> Names<ActorIx> {
    let names = |place: ActorIx| {
        let actor = &plan.actors[place];
        let mut names = thing(&actor.id, &actor.name);
        // Short names in all languages: who is meant is the same whatever language is read.
        names.names.extend(actor.name.by_language().values().filter_map(|name| short(name)));
        (place, names)
    };
    plan.actors.indices().map(names).collect()
}

/// Where a phase stands.
pub fn phase(plan: &Plan, typed: &str) -> Result<PhaseIx, Failure> {
    let names = |place: PhaseIx| (place, thing(&plan.phases[place].id, &plan.phases[place].title));
    let names = plan.phases.indices().map(names).collect();
    one_of(("phase", "status"), typed, &names, &ids(&plan.phases, |phase| &phase.id))
}

/// Where an element stands.
pub fn element(plan: &Plan, typed: &str) -> Result<ElementIx, Failure> {
    let names = |place: ElementIx| (place, thing(&plan.elements[place].id, &plan.elements[place].title));
    let names = plan.elements.indices().map(names).collect();
    one_of(("element", "status --group element"), typed, &names, &ids(&plan.elements, |element| &element.id))
}

fn thing<'a>(id: &'a Id, name: &'a Text) -> ThingNames<'a> {
    ThingNames { id: id.as_str(), number: None, names: name.by_language().values().map(String::as_str).collect() }
}

fn ids<'a, T>(all: impl IntoIterator<Item = &'a T>, id: impl Fn(&'a T) -> &'a Id) -> Vec<&'a str>
where
    T: 'a,
{
    all.into_iter().map(|one| id(one).as_str()).collect()
}

/// Where the entry of a name stands.
pub fn entry(books: &Books, log: Log, name: &str) -> Result<EntryIx, Failure> {
    let parsed = EntryName::parse(name).map_err(Failure::usage)?;
    let found = meant(books, &parsed)?.and_then(|name| log.find(&name));
    found.ok_or_else(|| {
        Failure::new(REFUSED, "unknown-id", format!("there is no entry `{name}`"))
            .hint("`milepost log` shows the entries by name")
    })
}

/// The name that a typed one stands for; nothing where no book is called so. Refused where several are.
pub fn meant(books: &Books, typed: &EntryName) -> Result<Option<EntryName>, Failure> {
    let may_be: Vec<&Book> = books.iter().filter(|book| typed.book.may_mean(&book.name, &book.id)).collect();
    let exact: Vec<&Book> = may_be.iter().copied().filter(|book| book.name == typed.book).collect();
    let means = |book: &&Book| typed.meant.is_none_or(|hash| book.hash_at(typed.seq) == Some(hash));
    let named = |book: &Book| EntryName::new(book.name.clone(), typed.seq);
    match (&exact[..], &may_be[..]) {
        ([only], _) | (_, [only]) => {
            Ok(Some(if means(only) { named(only) } else { EntryName { meant: typed.meant, ..named(only) } }))
        }
        (_, []) => Ok(None),
        (_, several) => match several.iter().find(|book| typed.meant.is_some() && means(book)) {
            Some(book) => Ok(Some(named(book))),
            None => {
                let all: Vec<String> = several.iter().map(|book| named(book).to_string()).collect();
                Err(Failure::new(REFUSED, AMBIGUOUS, format!("`{typed}` may be several entries"))
                    .hint(format!("several books have that name: {}", listed(&all, SHOWN, ", "))))
            }
        },
    }
}

/// The code of an error that several are called so, or begin so.
pub const AMBIGUOUS: &str = "ambiguous";

/// What things are, and the command that shows all of them.
type KindShown = (&'static str, &'static str);

const ACTORS: KindShown = ("actor", "status --group actor");

/// The one that is meant, among things with these ids: by what it is called, else by the beginning of that.
fn one_of<I: Ix>(kind: KindShown, typed: &str, names: &Names<I>, ids: &[&str]) -> Result<I, Failure> {
    let whole = names.whole(typed);
    let meant = if whole.is_empty() { names.begun(typed) } else { whole };
    match meant[..] {
        [only] => Ok(only),
        [] => Err(unknown(kind, typed, ids)),
        ref several => {
            let several: Vec<String> = several.iter().map(|place| ids[place.place()].to_owned()).collect();
            Err(Failure::new(REFUSED, AMBIGUOUS, format!("`{typed}` may be several {}s", kind.0))
                .hint(format!("write one of: {}", listed(&several, SHOWN, ", "))))
        }
    }
}

/// That nothing is called so.
fn unknown((what, shown): KindShown, typed: &str, ids: &[&str]) -> Failure {
    let there = match ids.len() {
        0 => format!("the plan has no {what}s"),
        1..=SHOWN => format!("the {what}s are: {}", ids.join(", ")),
        _ => format!("`milepost {shown}` shows all of them"),
    };
    Failure::unknown(what, typed, ids.iter().copied(), &there)
}
