//! What completes the last word of an unfinished command line: commands, options, and the names that the workspace knows. Reads, and
//! never writes.

use super::answer::Outside;
use super::config::KEYS;
use super::cursor::{Cursor, Slot, cursor};
use super::example::EXAMPLES;
use super::failure::Failure;
use super::global::Global;
use super::glossary::TERMS;
use super::settings::{ColorWhen, DateOrder};
use super::world::{World, workspace};
use crate::edit::found::find;
use crate::edit::keys::{decisions, order};
use crate::edit::noun::Noun;
use crate::edit::tree::JsonNode;
use crate::fold::state::{Status, TimingWord};
use crate::model::entry::{Act, Desk, Entry};
use crate::model::id::Id;
use crate::model::index::{DeskIx, EntryIx, Series};
use crate::model::languages::ByLanguage;
use crate::model::level::Level;
use crate::model::plan::Plan;
use crate::model::text::Text;
use crate::report::entries::states;
use crate::report::list::ListSort;
use crate::report::{flat, milestone};
use crate::store::text::read_text;
use crate::store::workspace::{DeskFile, Workspace};
use crate::tongue::Language;
use clap::builder::ValueHint;
use clap::{Arg, ArgAction, Command, ValueEnum};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

/// A word that may stand there, and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletionOffer {
    pub word: String,
    pub told: String,
}

pub enum Offers {
    Words(Vec<CompletionOffer>),
    /// The names of files, which the shell knows.
    Files,
}

/// What an argument is to be filled with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Milestones,
    /// Whatever of the plan has an id, as the first word.
    Things,
    /// Decisions for which rules may be added; else new ids.
    Added,
    /// The keys of what is added.
    NewKeys,
    /// The processes that milepost brings along.
    Examples,
    /// Actors, and what else an incident may be laid to.
    Attributed,
    Phases,
    Elements,
    Actors,
    /// Actors, and the books of this machine.
    Speakers,
    Books,
    Entries,
    Incidents,
    Disputes,
    /// Milestones and entries.
    Disputable,
    /// Levels, and the indicators of the milestone before.
    Said,
    Statuses,
    Timings,
    Sorts,
    MilestoneColumns,
    EntryColumns,
    /// Days that lie behind, in words of haste.
    Past,
    /// The same, and the last consultation.
    Since,
    Commands,
    /// The same, and the words that are explained.
    Terms,
    /// The keys of the settings.
    Keys,
    /// The languages of the plan's texts.
    Languages,
    /// What the setting before can be.
    Chosen,
    Files,
    /// What nobody can know before.
    Free,
}

/// What an argument of a command is to be filled with; nothing where its own list of words says it.
fn kind(path: &str, arg: &Arg) -> Option<Kind> {
    let hinted = matches!(arg.get_value_hint(), ValueHint::AnyPath | ValueHint::FilePath | ValueHint::DirPath);
    Some(match (path, arg.get_id().as_str()) {
        ("init" | "import", "status" | "map" | "role" | "split" | "sheet" | "timezone" | "encoding") => Kind::Free,
        ("init" | "clone", "speaker") => Kind::Actors,
        ("init", "example") => Kind::Examples,
        ("incident", "actor") => Kind::Attributed,
        ("list", "columns") => Kind::MilestoneColumns,
        ("log", "columns") => Kind::EntryColumns,
        ("list", "sort") => Kind::Sorts,
        ("mark", "said") => Kind::Said,
        ("finding", "incident") => Kind::Incidents,
        ("settle", "dispute") => Kind::Disputes,
        ("dispute", "what") => Kind::Disputable,
        ("evidence verify", "what") => Kind::Files,
        ("evidence remove", "what") => Kind::Entries,
        ("brief" | "report", "since") => Kind::Since,
        ("log" | "brief", "until") | (_, "since" | "on" | "as_of" | "known_by") => Kind::Past,
        ("help", "words") => Kind::Terms,
        ("plan set", "words") | ("plan rename", "old") | ("plan drop" | "plan edit", "id") => Kind::Things,
        ("plan add", "id") => Kind::Added,
        ("plan add", "words") => Kind::NewKeys,
        ("man", "command") => Kind::Commands,
        ("config", "key") => Kind::Keys,
        ("config", "value") => Kind::Chosen,
        (_, "lang") => Kind::Languages,
        (_, "phase") => Kind::Phases,
        (_, "element") => Kind::Elements,
        (_, "actor" | "by" | "mandate") => Kind::Actors,
        (_, "speaker") => Kind::Speakers,
        (_, "id" | "milestone" | "after" | "before") => Kind::Milestones,
        (_, "entry") => Kind::Entries,
        (_, "book") => Kind::Books,
        (_, "status") => Kind::Statuses,
        (_, "timing") => Kind::Timings,
        (_, "evidence") => Kind::Files,
        _ if hinted => Kind::Files,
        (_, "first_version" | "new" | "new_version" | "parts" | "signed" | "timezone" | "title" | "written_in") => {
            Kind::Free
        }
        (_, "from" | "until" | "due" | "within" | "ahead") => Kind::Free,
        (_, "accept" | "alarm" | "century" | "count" | "last" | "limit" | "note" | "place") => Kind::Free,
        (_, "remote" | "salt" | "text" | "url" | "wait") => Kind::Free,
        _ => return None,
    })
}

/// What may become of the last word; `all` is the whole command line, and no word is the program's name.
pub fn offers(mut all: Command, words: &[String], outside: &Outside) -> Offers {
    all.build();
    let words = &spelled_out(words, outside)[..];
    let at = cursor(&all, words);
    match &at.slot {
        Slot::Option => Offers::Words(options(&at)),
        Slot::Command => {
            let aliases = outside.settings.aliases.iter().filter(|_| at.path.is_empty());
            let aliases = aliases.map(|(name, line)| offer(name, Some(line.clone())));
            Offers::Words(fitting(&at, commands(at.command, &at.typed).into_iter().chain(aliases).collect()))
        }
        Slot::End => Offers::Words(if at.typed.is_empty() { options(&at) } else { Vec::new() }),
        Slot::Value(arg) => values(&at, arg, &all, &folder(words), outside),
    }
}

/// The words with the alias among them spelled out; the last is not whole yet.
fn spelled_out(words: &[String], outside: &Outside) -> Vec<String> {
    let Some((typed, before)) = words.split_last() else { return Vec::new() };
    let line: Vec<OsString> =
        std::iter::once("milepost").chain(before.iter().map(String::as_str)).map(Into::into).collect();
    let line = outside.settings.spelled_out(&line);
    line.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).chain([typed.clone()]).collect()
}

/// The workspace's folder, where one is named on the line.
fn folder(words: &[String]) -> Global {
    let next = |name: &str| words.iter().position(|word| word == name).and_then(|place| words.get(place + 1)).cloned();
    let glued = || words.iter().find_map(|word| word.strip_prefix("--dir=")).map(str::to_owned);
    Global { dir: next("-C").or_else(|| next("--dir")).or_else(glued).map(PathBuf::from), ..Global::default() }
}

fn options(at: &Cursor) -> Vec<CompletionOffer> {
    let again = |arg: &Arg| matches!(arg.get_action(), ArgAction::Append);
    let open = at.command.get_arguments().filter(|arg| !arg.is_hide_set());
    let named = open.filter_map(|arg| Some((arg, arg.get_long()?)));
    let fresh = named.filter(|(arg, long)| again(arg) || !at.used.contains(long));
    let offers = fresh.map(|(arg, long)| offer(format!("--{long}"), arg.get_help().map(ToString::to_string)));
    fitting(at, offers.collect())
}

/// The commands in a command; another name of one only where it is being typed.
fn commands(command: &Command, typed: &str) -> Vec<CompletionOffer> {
    let shown = command.get_subcommands().filter(|inner| !inner.is_hide_set());
    let of = |inner: &Command| {
        let names = inner.get_name_and_visible_aliases();
        let name = names.iter().find(|name| name.starts_with(typed)).copied().unwrap_or(inner.get_name());
        offer(name, inner.get_about().map(ToString::to_string))
    };
    shown.map(of).collect()
}

fn values(at: &Cursor, arg: &Arg, all: &Command, global: &Global, outside: &Outside) -> Offers {
    let listed: Vec<CompletionOffer> = arg
        .get_possible_values()
        .into_iter()
        .filter(|value| !value.is_hide_set())
        .map(|value| offer(value.get_name(), value.get_help().map(ToString::to_string)))
        .collect();
    let known = match kind(&at.path, arg) {
        _ if !listed.is_empty() => Ok(listed),
        Some(Kind::Files) => return Offers::Files,
        Some(Kind::Commands) => Ok(commands(all, &at.typed)),
        Some(Kind::Terms) => {
            let terms = TERMS.iter().map(|term| offer(term.word.replace(' ', "-"), None));
            Ok(commands(all, &at.typed).into_iter().chain(terms).collect())
        }
        Some(kind) => named(kind, at, global, outside),
        None => Ok(Vec::new()),
    };
    // Whoever types is not told of a damaged workspace here, but by the command.
    Offers::Words(fitting(at, known.unwrap_or_default()))
}

/// The offers that begin with what is typed, in any case, with what stands before it.
fn fitting(at: &Cursor, offers: Vec<CompletionOffer>) -> Vec<CompletionOffer> {
    let typed = Id::folded(&at.typed);
    let taken: Vec<&str> = at.before.rsplit('=').next().unwrap_or_default().split(',').collect();
    let fits =
        |offer: &CompletionOffer| Id::folded(&offer.word).starts_with(&*typed) && !taken.contains(&offer.word.as_str());
    let whole = |offer: CompletionOffer| CompletionOffer { word: format!("{}{}", at.before, offer.word), ..offer };
    offers.into_iter().filter(fits).map(whole).collect()
}

fn offer(word: impl Into<String>, told: Option<String>) -> CompletionOffer {
    CompletionOffer { word: word.into(), told: told.unwrap_or_default() }
}

/// The words of a kind that are the same everywhere; nothing where a workspace has them.
fn usual(kind: Kind, at: &Cursor) -> Option<Vec<CompletionOffer>> {
    let words = |words: &[&str]| Some(words.iter().map(|word| offer(word.replace(' ', "-"), None)).collect());
    match kind {
        Kind::Statuses => words(&Status::ALL.map(Status::word)),
        Kind::Timings => words(&TimingWord::ALL.map(TimingWord::word)),
        Kind::Sorts => {
            let turned = if at.typed.starts_with('-') { "-" } else { "" };
            Some(ListSort::ALL.iter().map(|(word, _)| offer(format!("{turned}{word}"), None)).collect())
        }
        Kind::MilestoneColumns => words(&milestone::columns().keys().collect::<Vec<_>>()),
        Kind::EntryColumns => words(&flat::columns().keys().collect::<Vec<_>>()),
        Kind::Keys => words(&KEYS),
        Kind::Past => words(&["today", "yesterday"]),
        Kind::Since => words(&["last", "today", "yesterday"]),
        Kind::Chosen => match at.said.first().copied() {
            Some("as" | "lang") => None,
            Some("color") => Some(choices::<ColorWhen>()),
            Some("dates") => Some(choices::<DateOrder>()),
            _ => words(&[]),
        },
        Kind::Examples => words(&EXAMPLES.each_ref().map(|example| example.name)),
        Kind::Added => match at.said.first().copied() {
            Some("rule") => Some(decisions().into_iter().map(|decision| offer(decision, None)).collect()),
            _ => words(&[]),
        },
        Kind::NewKeys => Some(at.said.first().map_or_else(Vec::new, |typed| keys(noun(typed), at))),
        Kind::Free | Kind::Files | Kind::Commands | Kind::Terms => words(&[]),
        _ => None,
    }
}

/// The keys that a thing may have, without those that were typed; its id is said by itself.
fn keys(noun: Option<Noun>, at: &Cursor) -> Vec<CompletionOffer> {
    let Some(noun) = noun else { return Vec::new() };
    let said = |key: &String| at.said.iter().any(|word| word.split(['=', '+', '-']).next() == Some(key));
    order(Some(noun)).into_iter().filter(|key| key != "id" && !said(key)).map(|key| offer(key + "=", None)).collect()
}

/// What is added, by the word for it.
fn noun(typed: &str) -> Option<Noun> {
    Noun::ALL.into_iter().find(|noun| noun.word() == typed)
}

fn choices<T: ValueEnum>() -> Vec<CompletionOffer> {
    let all = T::value_variants().iter().filter_map(T::to_possible_value);
    all.map(|value| offer(value.get_name(), value.get_help().map(ToString::to_string))).collect()
}

/// The words of a kind; those of a workspace as the plan in force, or the books, have them.
fn named(kind: Kind, at: &Cursor, global: &Global, outside: &Outside) -> Result<Vec<CompletionOffer>, Failure> {
    if let Some(usual) = usual(kind, at) {
        return Ok(usual);
    }
    let workspace = workspace(global, outside)?;
    let world = World::glanced_at(workspace.as_ref(), outside)?.read_by(global, outside);
    let plan = world.in_force((outside.now)()).0;
    let titled = |id: &Id, title: &Text| offer(id.as_str(), Some(title.get(&plan.lang).into()));
    Ok(match kind {
        Kind::Phases => plan.phases.iter().map(|phase| titled(&phase.id, &phase.title)).collect(),
        Kind::Elements => plan.elements.iter().map(|element| titled(&element.id, &element.title)).collect(),
        Kind::Chosen if at.said.first() == Some(&"lang") => languages(plan),
        Kind::Languages => languages(plan),
        Kind::Actors | Kind::Chosen => actors(plan),
        Kind::Things if !at.said.is_empty() && at.path == "plan set" => {
            let working = workspace.as_ref().and_then(|workspace| read_text(&workspace.plan()).ok());
            let root = JsonNode::of(working.as_deref().unwrap_or(&world.contents.plan_text));
            keys(find(&root, at.said[0]).ok().map(|found| found.noun), at)
        }
        Kind::Things if !at.said.is_empty() => Vec::new(),
        Kind::Attributed => {
            let beside = ["undetermined", "outside"].map(|word| offer(word, None));
            actors(plan).into_iter().chain(beside).collect()
        }
        Kind::Things => {
            let phases = plan.phases.iter().map(|phase| titled(&phase.id, &phase.title));
            let elements = plan.elements.iter().map(|element| titled(&element.id, &element.title));
            let sources = plan.sources.iter().map(|source| titled(&source.id, &source.title));
            let consultations = plan.consultations.iter().map(|one| titled(&one.id, &one.title));
            let texts = sources.chain(consultations);
            milestones(plan).into_iter().chain(phases).chain(elements).chain(actors(plan)).chain(texts).collect()
        }
        Kind::Speakers => speakers(actors(plan), workspace.as_ref()),
        Kind::Books => {
            let desks = world.contents.desks.iter();
            desks.map(|desk| offer(desk.book.to_string(), Some(desk.actor.to_string()))).collect()
        }
        Kind::Entries => entries(&world, at, |_| true),
        Kind::Incidents => entries(&world, at, |entry| matches!(entry.act, Act::Incident(_))),
        Kind::Disputes => entries(&world, at, |entry| matches!(entry.act, Act::Dispute(_))),
        Kind::Disputable => milestones(plan).into_iter().chain(entries(&world, at, |_| true)).collect(),
        Kind::Said => said(plan, at),
        _ => milestones(plan),
    })
}

/// The actors, and the books of this machine that are called otherwise.
fn speakers(actors: Vec<CompletionOffer>, workspace: Option<&Workspace>) -> Vec<CompletionOffer> {
    let desk = workspace.and_then(|workspace| DeskFile::read(workspace).ok());
    let own = desk.into_iter().flat_map(|desk| desk.books).map(|own| own.book.name.to_string());
    let more = own.filter(|book| actors.iter().all(|actor| actor.word != *book));
    let more: Vec<CompletionOffer> = more.map(|book| offer(book, Some("a book of this machine".into()))).collect();
    actors.into_iter().chain(more).collect()
}

fn languages(plan: &Plan) -> Vec<CompletionOffer> {
    let spoken = Language::ALL.map(Language::code).into_iter().chain(["en"]);
    let codes: BTreeSet<&str> =
        plan.called().flat_map(ByLanguage::iter).map(|(code, _)| code.as_str()).chain(spoken).collect();
    codes.into_iter().map(|code| offer(code, None)).collect()
}

fn milestones(plan: &Plan) -> Vec<CompletionOffer> {
    plan.milestones
        .iter()
        .map(|milestone| offer(milestone.id.to_string(), Some(milestone.title.get(&plan.lang).into())))
        .collect()
}

fn actors(plan: &Plan) -> Vec<CompletionOffer> {
    plan.actors.iter().map(|actor| offer(actor.id.to_string(), Some(actor.name.get(&plan.lang).into()))).collect()
}

/// So many entries are offered by their whole names before a book is typed.
const FEW: usize = 40;

/// Entries by name, the latest first; where they are many, their books until one is typed.
fn entries(world: &World, at: &Cursor, fits: impl Fn(&Entry) -> bool) -> Vec<CompletionOffer> {
    let (contents, log) = (&world.contents, world.contents.log());
    let book = at.typed.split_once(':').map(|(book, _)| Id::folded(book));
    let is_of = |desk: &Desk| book.as_ref().is_none_or(|book| Id::folded(&desk.book.to_string()) == *book);
    let of: Series<DeskIx, bool> = contents.desks.iter().map(is_of).collect();
    let fitting = || contents.entries.pairs().filter(|(_, entry)| of[entry.book] && fits(entry));
    if book.is_none() && fitting().nth(FEW).is_some() {
        let mut any = contents.desks.each(false);
        fitting().for_each(|(_, entry)| any[entry.book] = true);
        let known = contents.desks.pairs().filter(|(desk, _)| any[*desk]);
        let mut books: Vec<String> = known.map(|(_, desk)| desk.book.to_string()).collect();
        books.sort();
        books.dedup();
        return books.into_iter().map(|book| offer(format!("{book}:"), None)).collect();
    }
    let mut latest: Vec<(EntryIx, &Entry)> = fitting().collect();
    latest.sort_by_key(|(_, entry)| std::cmp::Reverse((entry.at, entry.seq)));
    latest.into_iter().map(|(place, entry)| offer(log.name_of(place).to_string(), Some(told(entry)))).collect()
}

fn told(entry: &Entry) -> String {
    let about = entry.act.milestone().map_or(String::new(), |id| format!("{id} "));
    format!("{about}{}", states(entry))
}

/// A level, or a figure of the milestone that was typed before.
fn said(plan: &Plan, at: &Cursor) -> Vec<CompletionOffer> {
    let stated = at.said.iter().any(|word| Level::from_word(&word.to_lowercase()).is_some());
    let levels = Level::ALL.map(|level| offer(level.word(), None)).into_iter().filter(|_| !stated);
    let named = |id: &str| plan.milestones.iter().find(|milestone| Id::folded(milestone.id.as_str()) == Id::folded(id));
    let milestone = at.said.first().and_then(|id| named(id));
    let figures = milestone.into_iter().flat_map(|milestone| &milestone.indicators);
    let figures = figures.map(|indicator| offer(format!("{}=", indicator.id), indicator.unit.clone()));
    levels.chain(figures).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::usage::CommandLine;
    use clap::CommandFactory;

    fn untold(path: &str, command: &Command) -> Vec<String> {
        let open = command.get_arguments().filter(|arg| !arg.is_hide_set() && arg.get_action().takes_values());
        let listed = |arg: &&Arg| !arg.get_possible_values().is_empty();
        let own = open.filter(|arg| !listed(arg) && kind(path, arg).is_none());
        let own = own.map(|arg| format!("{path}: {}", arg.get_id()));
        let inner = command.get_subcommands().filter(|inner| inner.get_name() != "help").flat_map(|inner| {
            let path = format!("{path} {}", inner.get_name());
            untold(path.trim(), inner)
        });
        own.chain(inner).collect()
    }

    /// Who adds an argument says what completes it.
    #[test]
    fn every_argument_is_told_how_it_is_completed() {
        let mut all = CommandLine::command();
        all.build();
        assert_eq!(untold("", &all), [""; 0]);
    }
}
